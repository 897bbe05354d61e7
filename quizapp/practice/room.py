"""The practice room: one object through which a face does everything that a learner can do."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quizapp.practice import (
    briefing,
    browse,
    drills,
    history,
    offers,
    report,
    sessions,
    settings,
    weak_areas,
)
from quizapp.store.errors import StoreError
from quizapp.store.progress import home_row
from quizapp.store.selection.next_topic import next_topic

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.exam.mock import MockWish
    from quizapp.paths import Home
    from quizapp.practice.annotations import Annotations
    from quizapp.store.bootstrap.history import PastAttempt
    from quizapp.store.bootstrap.home_row import HomeRow
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import Entry, Page
    from quizapp.store.progress.standing import WeakAreas
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.store.workspace import Progress, Workspace
    from quizapp.study.drill import Wish

logger = logging.getLogger(__name__)


@dataclass
class Practice:
    """What the learner of an open workspace can do. Unless said otherwise, every method that reads
    or stores raises StoreError with one line that says what to do."""

    workspace: Workspace
    home: Home
    url: str | None = None

    # -- home -------------------------------------------------------------------------------------

    def home_row(self) -> HomeRow:
        """What home shows, as it is stored now; the topic to drill next is checked against it."""
        scope = self.workspace.scope
        with self.workspace.database.read() as connection:
            row = home_row.read(connection, scope)
            if row.standing.weak is None:
                return row
            weak = next_topic(connection, scope, [row.standing.weak])
        return replace(row, standing=replace(row.standing, weak=weak))

    def offers(self, row: HomeRow) -> tuple[offers.Offer, ...]:
        """What home offers, the best next step first."""
        return offers.offers(row, self.preferences().now)

    def refresh(self) -> bool:
        """Work out where the learner stands, if answers or the day have changed; True if so.

        Takes tenths of a second with a long history: call it away from the screen.
        """
        return self.workspace.refresh_standing()

    def copy_if_due(self) -> str | None:
        """Make the automatic copy of the data, if one is due; what went wrong, in one line."""
        return self.workspace.copy_if_due(self.home)

    # -- sittings ---------------------------------------------------------------------------------

    def briefing(
        self, exam: str | None = None, *, form: int | None = None, short: bool = False
    ) -> briefing.Briefing:
        """What the next mock will be like, as the settings have it."""
        return briefing.briefing(self.workspace, exam, form=form, short=short)

    def begin_mock(self, wish: MockWish, exam: str | None = None) -> Sitting:
        """Begin a mock; its clock runs from here on."""
        return sessions.begin_mock(self.workspace, wish, exam)

    def begin_drill(self, wish: Wish, exam: str | None = None, title: str = "Drill") -> Sitting:
        """Begin a drill."""
        return sessions.begin_drill(self.workspace, wish, exam, title)

    def begin_review(self) -> Sitting:
        """Begin a review of what is due and of what is to be recovered."""
        return sessions.begin_review(self.workspace)

    def begin_replay(self, sitting: Sitting) -> Sitting:
        """Ask again what was missed in a sitting. Raises IllegalMove if nothing was."""
        return sessions.begin_replay(sitting)

    def resume(self, attempt_id: int, *, take_over: bool = False) -> sessions.Resumed:
        """Go on with an open sitting. Raises HeldElsewhere if another quizapp has it open."""
        return sessions.resume(self.workspace, attempt_id, take_over=take_over)

    def past(self, attempt_id: int) -> Sitting:
        """A sitting from history, to be read."""
        return sessions.past(self.workspace, attempt_id)

    def report(self, sitting: Sitting) -> report.ReportFacts:
        """The facts of a sitting's report."""
        return report.facts(sitting)

    # -- looking back -----------------------------------------------------------------------------

    def history(self) -> history.History:
        """The sittings on this pack, newest first."""
        return history.history(self.workspace)

    def remove(self, attempt_id: int | None) -> None:
        """Remove one sitting, or with None all of this pack's; a backup is made first."""
        history.remove(self.workspace, self.home, attempt_id, back_up=self.url is None)

    def score_of(self, past: PastAttempt) -> str | None:
        """The score of a past sitting as its exam writes it; None where it has none."""
        return history.score_of(past)

    def weak_areas(self) -> WeakAreas:
        """What costs most on the exam."""
        return weak_areas.weak_areas(self.workspace)

    # -- choosing questions -----------------------------------------------------------------------

    def drill_choices(self) -> drills.DrillChoices:
        """What a drill may be about."""
        return drills.drill_choices(self.workspace)

    def page(self, query: Query, after: int = 0) -> Page:
        """Questions of the browser, a page at a time."""
        return browse.page(self.workspace, query, after)

    def held_back(self) -> int:
        """How many questions are kept for mocks not taken yet."""
        return browse.held_back(self.workspace)

    def entry(self, row_id: int) -> Entry | None:
        """One question of the browser, whole."""
        return browse.entry(self.workspace, row_id)

    def topics(self) -> dict[str, str]:
        """Every topic that has questions, with its name."""
        return browse.topics(self.workspace)

    def services(self) -> list[str]:
        """Every service that a question asks about."""
        return browse.services(self.workspace)

    def annotations(self, entry: Entry) -> Annotations:
        """The learner's additions to a question of the browser."""
        return browse.annotations_of(self.workspace, entry)

    # -- settings ---------------------------------------------------------------------------------

    def preferences(self) -> settings.Preferences:
        """Every setting as it holds now."""
        return settings.read(self.workspace)

    def set(self, name: str, text: str | None) -> None:
        """Store a setting, None for its default; the exam practiced for may change with it."""
        self.workspace = settings.change(self.workspace, name, text)

    def close(self) -> None:
        """Let go of the database."""
        self.workspace.database.close()


def open_practice(
    home: Home,
    url: str | None,
    pack: Path,
    progress: Progress | None = None,
    *,
    with_standing: bool = True,
) -> Practice:
    """Open the data of a home folder (or of `url`) with a pack.

    `progress` is called with (what is going on, done, in all). Raises StoreError.
    """
    from quizapp.store.workspace import open_workspace

    workspace = open_workspace(home, url, pack, progress)
    practice = Practice(workspace, home, url)
    try:
        if with_standing:
            try:
                practice.refresh()
            except StoreError:
                logger.exception("the standing could not be worked out")
        return practice
    except BaseException:
        practice.close()
        raise
