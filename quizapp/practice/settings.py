"""The learner's settings: their values, their sources, and the effects of a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from quizapp.invocation import command
from quizapp.settings import NOTHING, Effective, Overrides, Settings, effective, is_over, values
from quizapp.words import nearest

if TYPE_CHECKING:
    from quizapp.store.workspace import Workspace

ABOUT_THE_EXAM = frozenset({"exam", "exam_date", "questions_a_day", "reserve", "time_zone"})
"""Settings that affect home and reviews."""
NAMED = 6
"""How many valid values a message lists."""


class Preferences(NamedTuple):
    """The effective settings.

    `overrides` (environment and settings file) have precedence over stored values.
    """

    overrides: Overrides = NOTHING
    stored: Mapping[str, str] | None = None

    @property
    def now(self) -> Settings:
        """The effective values."""
        return values(self.overrides, self.stored or {})

    @property
    def effective(self) -> dict[str, Effective]:
        """Setting name → effective value and its source."""
        return effective(self.overrides, self.stored or {})

    @property
    def own_keys(self) -> dict[str, str]:
        """The learner's own keys, stored in the database."""
        keys: dict[str, str] = effective(NOTHING, self.stored or {})["keys"].value
        return keys

    def problems(self, codes: Iterable[str], exam: str, today: date) -> tuple[str, ...]:
        """Return one line for each override that does not apply as it is written.

        `codes` are the exams of the pack, `exam` is the one to practice for, and `today` is the
        learner's day.
        """
        when = self.effective["exam_date"]
        passed = (
            f"{self._where(when)}: {when.value} is in the past, and you practice for {exam}; "
            "set the date of your next exam, or remove it"
            if when.fixed and is_over(when.value, today)
            else None
        )
        lines = (*self.overrides.problems, self.unknown("exam", codes), passed)
        return tuple(line for line in lines if line)

    @staticmethod
    def _where(given: Effective) -> str:
        """Return the place of an override: the variable, or the file and the name."""
        if given.fixed == given.setting.variable:
            return given.fixed
        return f"{given.fixed}: {given.setting.name}"

    def unknown(self, name: str, known: Iterable[str]) -> str | None:
        """Return one line if an override has a value that is not `known`; else None."""
        set_to, words = self.effective[name], list(known)
        if not set_to.fixed or set_to.value is None or set_to.value in words:
            return None
        near = nearest(set_to.value, words)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(words[:NAMED])}"
        return f"{self._where(set_to)}: there is no {set_to.value!r}; {hint}"


def read(workspace: Workspace) -> Preferences:
    """Return the settings of a workspace's learner. Raises StoreError."""
    from quizapp.store.learner import settings

    with workspace.database.read() as connection:
        return Preferences(
            settings.overrides(connection), settings.stored(connection, workspace.scope)
        )


def problems(workspace: Workspace) -> tuple[str, ...]:
    """Return one line for each override that does not apply as it is written."""
    codes = [blueprint.code for blueprint in workspace.blueprints]
    # Every command asks this. What the learner stored plays no part, so only a date is looked up.
    given = Preferences(workspace.database.overrides)
    day = today(workspace) if given.effective["exam_date"].fixed else date.max
    return given.problems(codes, workspace.blueprint.code, day)


def today(workspace: Workspace) -> date:
    """Return the learner's study day. Raises StoreError."""
    from quizapp.store.progress.queries import day_of

    with workspace.database.read() as connection:
        return day_of(connection, workspace.scope.learner)


def _check_date(text: str, today: date) -> None:
    """Check an exam date that the learner sets. Raises Declined if it is in the past."""
    from quizapp.store.errors import Declined

    if date.fromisoformat(text) < today:
        raise Declined(
            f"{text} is in the past; write a date from {today} on, or enter the result of that "
            f"exam: `{command('result', '--date', text)}`"
        )


def change(workspace: Workspace, name: str, text: str | None) -> Workspace:
    """Store a setting, or restore its default with None.

    Return the workspace, with the exam that the settings now select. The home row is updated in the
    same transaction. Raises StoreError, and Declined for an exam date in the past; nothing is
    stored in that case.
    """
    from quizapp.store.learner import settings
    from quizapp.store.progress.queries import day_of

    with workspace.database.write() as connection:
        if name == settings.EXAM_DATE and text is not None:
            _check_date(text, day_of(connection, workspace.scope.learner))
        settings.write(connection, workspace.scope, name, text)
        if name in ABOUT_THE_EXAM:
            workspace.refresh_home_row(connection)
        if name == settings.ZONE:
            workspace.bring_figures_up_to_date(connection)
    return workspace.practiced() if name in ABOUT_THE_EXAM else workspace
