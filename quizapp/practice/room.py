"""The practice room: one object with everything that a user interface does for a learner.

What home, a briefing, and a sitting do not need is imported when it is asked for: the modules of
reports, lists, and sheets would cost every start memory.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from quizapp.practice import briefing, offers, plan, sessions, settings
from quizapp.store.errors import StoreError
from quizapp.store.progress import home_row
from quizapp.store.selection.next_topic import next_topic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from quizapp.exam.blueprint import Blueprint
    from quizapp.exam.mock import MockOptions
    from quizapp.exam.question import Question
    from quizapp.paths import Home
    from quizapp.practice import (
        drills,
        history,
        mix_ups,
        outcome,
        report,
        reread,
        sheets,
        weak_areas,
    )
    from quizapp.practice.annotations import Annotations
    from quizapp.practice.reread import Given
    from quizapp.store.bootstrap.history import PastAttempt
    from quizapp.store.bootstrap.home_row import HomeRow
    from quizapp.store.bootstrap.plan_row import PlanRow
    from quizapp.store.browser.places import Place
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import Entry, Found, HeldBack, Page
    from quizapp.store.progress.mix_ups import Pair
    from quizapp.store.progress.results import Result
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.store.workspace import ProgressCallback, Workspace
    from quizapp.study.drill import DrillFilter

logger = logging.getLogger(__name__)


@dataclass
class Practice:
    """Everything that the learner of an open workspace can do.

    Every method that reads or writes the database raises StoreError.
    """

    workspace: Workspace
    home: Home
    url: str | None = None
    uncovered: set[int] = field(default_factory=set)
    """The questions (row keys) whose answers the learner has asked for since quizapp started."""

    # -- home -------------------------------------------------------------------------------------

    def home_row(self) -> HomeRow:
        """Return the stored home row, with the topic to drill next as it is now."""
        scope = self.workspace.scope
        with self.workspace.database.read() as connection:
            row = home_row.read(connection, scope)
            if row.standing.weak is None:
                return row
            weak = next_topic(connection, scope, [row.standing.weak])
        return row._replace(standing=row.standing._replace(weak=weak))

    def offers(self, row: HomeRow) -> tuple[offers.Offer, ...]:
        """Return the offers on home, the best next step first."""
        return offers.offers(row, self.preferences().now)

    def refresh(self) -> bool:
        """Recompute the learner's standing if it is out of date; return whether it was.

        This takes tenths of a second with a long history. Call it in a worker thread.
        """
        return self.workspace.refresh_standing()

    def copy_if_due(self) -> str | None:
        """Make the automatic backup if one is due; return one line about an error, or None."""
        return self.workspace.copy_if_due(self.home)

    # -- sittings ---------------------------------------------------------------------------------

    def briefing(
        self, exam: str | None = None, *, form: int | None = None, short: bool = False
    ) -> briefing.Briefing:
        """Return the briefing for the next mock, with the learner's settings."""
        return briefing.briefing(self.workspace, exam, form=form, short=short)

    def begin_mock(self, wish: MockOptions, exam: str | None = None) -> Sitting:
        """Start a mock and its clock."""
        return sessions.begin_mock(self.workspace, wish, exam)

    def begin_drill(
        self, wish: DrillFilter, exam: str | None = None, title: str = "Drill"
    ) -> Sitting:
        """Start a drill."""
        return sessions.begin_drill(self.workspace, wish, exam, title)

    def begin_review(self, *, on_demand: bool = False) -> Sitting:
        """Start a review of questions that are due, or missed and not yet recovered."""
        return sessions.begin_review(self.workspace, on_demand=on_demand)

    def begin_replay(self, sitting: Sitting) -> Sitting:
        """Start a replay of the questions missed in a sitting. Raises IllegalMove without any."""
        return sessions.begin_replay(sitting)

    def resume(self, attempt_id: int, *, take_over: bool = False) -> sessions.Resumed:
        """Resume an open sitting. Raises HeldElsewhere if another quizapp has it open."""
        return sessions.resume(self.workspace, attempt_id, take_over=take_over)

    def give_up(self, attempt_id: int) -> None:
        """Give up an open sitting. Raises HeldElsewhere if another quizapp has it open."""
        resumed = self.resume(attempt_id)
        if not resumed.time_up:  # else it was submitted, and holds nothing back anymore
            resumed.sitting.abandon()

    def past(self, attempt_id: int) -> Sitting:
        """Return a sitting from the history, for reading."""
        return sessions.past(self.workspace, attempt_id)

    def report(self, sitting: Sitting) -> report.ReportFacts:
        """Return the facts of a sitting's report."""
        from quizapp.practice import report

        return report.facts(sitting)

    def outcome(self, sitting: Sitting) -> outcome.Outcome:
        """Return what a finished sitting means: topics, misses, and when they come back."""
        from quizapp.practice import outcome

        return outcome.outcome(sitting, self.workspace)

    def reread(self, sitting: Sitting) -> reread.Reread:
        """Return what a sitting's questions are about, and what the learner noted on them."""
        from quizapp.practice import reread

        code = sitting.stored.plan.scope.exam
        exams = (exam for exam in self.workspace.blueprints if exam.code == code)
        return reread.reread(sitting, next(exams, None))

    def given(self, entry: Entry, cause: str = "") -> Given | None:
        """Return the last answer to a question, or the last miss for a `cause`; None if none."""
        from quizapp.practice import reread

        return reread.given(self.workspace, entry, cause)

    # -- looking back -----------------------------------------------------------------------------

    def history(self) -> history.History:
        """Return the sittings on this pack, newest first."""
        from quizapp.practice import history

        return history.history(self.workspace)

    def remove(self, attempt_id: int | None) -> None:
        """Make a backup, then remove one sitting, or all of this pack's with None."""
        from quizapp.practice import history

        history.remove(self.workspace, self.home, attempt_id, back_up=self.url is None)

    def score_of(self, past: PastAttempt) -> str | None:
        """Return the score of a past sitting in its exam's format; None without a score."""
        from quizapp.practice import history

        return history.score_of(past)

    def weak_areas(self) -> weak_areas.Weakness:
        """Return the learner's weak areas."""
        from quizapp.practice import weak_areas

        return weak_areas.weak_areas(self.workspace)

    def missed_because(self, cause: str) -> dict[int, Question]:
        """Return the questions that were missed for a cause, by row key, the last one first."""
        from quizapp.practice import weak_areas

        return weak_areas.missed_because(self.workspace, cause)

    def side_by_side(self, pair: Pair) -> mix_ups.SideBySide:
        """Return two ideas that were mixed up: (concept chosen, concept of the key)."""
        from quizapp.practice import mix_ups

        return mix_ups.side_by_side(self.workspace, pair)

    def compared(self, sitting: Sitting, position: int) -> mix_ups.SideBySide | None:
        """Return a wrong choice side by side with the answer; None without a wrong choice."""
        from quizapp.practice import mix_ups

        return mix_ups.compared(self.workspace, sitting, position)

    def mix_ups(self, sitting: Sitting) -> tuple[mix_ups.MixUp, ...]:
        """Return the mix-ups in the missed questions of a sitting."""
        from quizapp.practice import mix_ups

        return mix_ups.of_sitting(sitting)

    def sheet(self, about: DrillFilter | None = None) -> sheets.Sheet:
        """Return the takeaways of what `about` selects (None: all), from the questions met."""
        from quizapp.practice import sheets

        return sheets.sheet(self.workspace, about or sheets.EVERYTHING)

    # -- the exam day --------------------------------------------------------------------------

    def today(self) -> date:
        """Return the learner's study day."""
        return settings.today(self.workspace)

    def plan(self) -> PlanRow | None:
        """Return the plan to the exam day; None without an exam date, or after it."""
        return plan.plan(self.workspace)

    def set_exam_date(self, day: date | None) -> None:
        """Store the exam date; None removes it. Raises Declined for a day in the past."""
        self.set("exam_date", None if day is None else day.isoformat())

    def results(self) -> tuple[Result, ...]:
        """Return the results of real exams, oldest first."""
        from quizapp.practice import result

        return result.results(self.workspace)

    def result_asked(self) -> date | None:
        """Return the exam date if it is over and its result is not entered yet; else None."""
        from quizapp.practice import result

        return result.asked(self.workspace)

    def exam_on(self, day: date, exam: str | None = None) -> Blueprint:
        """Return the exam that was taken on a day."""
        from quizapp.practice import result

        return result.exam_on(self.workspace, day, exam)

    def enter_result(
        self,
        day: date,
        *,
        passed: bool,
        score: int | None = None,
        domains: Mapping[str, bool] | None = None,
        exam: str | None = None,
    ) -> None:
        """Store the result of a real exam. Raises Declined if it is not possible."""
        from quizapp.practice import result

        self.workspace = result.enter(
            self.workspace, day, passed=passed, score=score, domains=domains, exam=exam
        )

    def remove_result(self, day: date) -> None:
        """Delete the result of a day. Raises Declined if there is none."""
        from quizapp.practice import result

        result.remove(self.workspace, day)

    # -- choosing questions -----------------------------------------------------------------------

    def drill_choices(self) -> drills.DrillChoices:
        """Return the choices for a drill."""
        from quizapp.practice import drills

        return drills.drill_choices(self.workspace)

    def page(self, query: Query, after: Place | None = None) -> Page:
        """Return the browser's next page after a place."""
        from quizapp.practice import browse

        return browse.page(self.workspace, query, after)

    def drillable(self, query: Query) -> Found:
        """Return the questions that the browser finds and a drill can ask."""
        from quizapp.practice import browse

        return browse.drillable(self.workspace, query)

    def held_back(self, *, listed: bool = False) -> HeldBack:
        """Return how many questions are held back, and why; they may be `listed` all the same."""
        from quizapp.practice import browse

        return browse.held_back(self.workspace, listed=listed)

    def entry(self, row_id: int) -> Entry | None:
        """Return one question of the browser, with its text; None if there is none."""
        from quizapp.practice import browse

        entry = browse.entry(self.workspace, row_id)
        return entry and replace(entry, uncovered=row_id in self.uncovered)

    def uncover(self, entry: Entry) -> None:
        """Uncover the answer to a question of the browser; the question then counts as seen."""
        self.annotations(entry).uncover()
        self.uncovered.add(entry.hit.row_id)

    def topics(self) -> dict[str, str]:
        """Return topic id → name, for the topics with questions."""
        from quizapp.practice import browse

        return browse.topics(self.workspace)

    def services(self) -> dict[str, str]:
        """Return service → name, for the services that questions are about."""
        from quizapp.practice import browse

        return browse.services(self.workspace)

    def annotations(self, entry: Entry) -> Annotations:
        """Return the learner's annotations on a question of the browser."""
        from quizapp.practice import browse

        return browse.annotations_of(self.workspace, entry)

    # -- settings ---------------------------------------------------------------------------------

    def preferences(self) -> settings.Preferences:
        """Return the effective settings."""
        return settings.read(self.workspace)

    def settings_problems(self) -> tuple[str, ...]:
        """Return one line for each override that does not apply as it is written."""
        return settings.problems(self.workspace)

    def set(self, name: str, text: str | None) -> None:
        """Store a setting; None restores its default. The exam to practice for may change."""
        self.workspace = settings.change(self.workspace, name, text)

    def close(self) -> None:
        """Close the database."""
        self.workspace.database.close()


def open_practice(
    home: Home,
    url: str | None,
    pack: Path,
    progress: ProgressCallback | None = None,
    *,
    with_standing: bool = True,
) -> Practice:
    """Open the database of a home folder, or the one at `url`, with a pack.

    `progress` is called with (task, steps done, steps in all). `with_standing` brings the learner's
    standing up to date first, as does another exam or exam date than before. Raises StoreError.
    """
    from quizapp.store.workspace import open_workspace

    workspace = open_workspace(home, url, pack, progress)
    practice = Practice(workspace, home, url)
    try:
        if with_standing or workspace.moved:
            try:
                practice.refresh()
            except StoreError:
                logger.exception("the standing could not be computed")
        return practice
    except BaseException:
        practice.close()
        raise
