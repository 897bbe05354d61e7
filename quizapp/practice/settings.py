"""The learner's settings: their values, their sources, and the effects of a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.settings import NOTHING, Effective, Outside, Settings, effective, values
from quizapp.words import nearest

if TYPE_CHECKING:
    from quizapp.store.workspace import Workspace

ABOUT_THE_EXAM = frozenset({"exam", "exam_date", "time_zone"})
"""Settings that affect home and reviews."""
NAMED = 6
"""How many valid values a message lists."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The effective settings.

    Values from the environment and the settings file (`outside`) have precedence over stored ones.
    """

    outside: Outside = NOTHING
    stored: Mapping[str, str] | None = None

    @property
    def now(self) -> Settings:
        """The effective values."""
        return values(self.outside, self.stored or {})

    @property
    def effective(self) -> dict[str, Effective]:
        """Setting name → effective value and its source."""
        return effective(self.outside, self.stored or {})

    @property
    def own_keys(self) -> dict[str, str]:
        """The learner's own keys, stored in the database."""
        keys: dict[str, str] = effective(NOTHING, self.stored or {})["keys"].value
        return keys

    def unknown(self, name: str, known: Iterable[str]) -> str | None:
        """Return one line if a setting from outside has a value that is not `known`; else None."""
        set_to, words = self.effective[name], list(known)
        if not set_to.fixed or set_to.value is None or set_to.value in words:
            return None
        near = nearest(set_to.value, words)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(words[:NAMED])}"
        in_file = set_to.fixed != set_to.setting.variable
        where = f"{set_to.fixed}: {name}" if in_file else set_to.fixed
        return f"{where}: there is no {set_to.value!r}; {hint}"


def read(workspace: Workspace) -> Preferences:
    """Return the settings of a workspace's learner. Raises StoreError."""
    from quizapp.store.learner import settings

    with workspace.database.read() as connection:
        return Preferences(
            settings.outside(connection), settings.stored(connection, workspace.scope.learner)
        )


def change(workspace: Workspace, name: str, text: str | None) -> Workspace:
    """Store a setting, or restore its default with None.

    Return the workspace, with the exam that the settings now select. The home row is updated in the
    same transaction. Raises StoreError; nothing is stored in that case.
    """
    from quizapp.store.learner import settings

    with workspace.database.write() as connection:
        settings.write(connection, workspace.scope.learner, name, text)
        if name in ABOUT_THE_EXAM:
            workspace.refresh_home_row(connection)
        if name == settings.ZONE:
            workspace.bring_figures_up_to_date(connection)
    return workspace.practiced() if name in ABOUT_THE_EXAM else workspace
