"""What is set, where it comes from, and what changing it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.settings import NOTHING, Effective, Outside, Settings, effective, values
from quizapp.words import nearest

if TYPE_CHECKING:
    from quizapp.store.workspace import Workspace

ABOUT_THE_EXAM = frozenset({"exam", "exam_date", "time_zone"})
"""Settings that change what home and the reviews say."""
NAMED = 6


@dataclass(frozen=True, slots=True)
class Preferences:
    """Every setting as it holds: what is set outside (environment, file) before what is stored."""

    outside: Outside = NOTHING
    stored: Mapping[str, str] | None = None

    @property
    def now(self) -> Settings:
        """All values that hold, by type."""
        return values(self.outside, self.stored or {})

    @property
    def effective(self) -> dict[str, Effective]:
        """Every setting by name, with its source."""
        return effective(self.outside, self.stored or {})

    @property
    def own_keys(self) -> dict[str, str]:
        """The keys that were changed on the screen."""
        keys: dict[str, str] = effective(NOTHING, self.stored or {})["keys"].value
        return keys

    def unknown(self, name: str, known: Iterable[str]) -> str | None:
        """One line if a setting made outside names something not `known`; None otherwise."""
        found, words = self.effective[name], list(known)
        if not found.fixed or found.value is None or found.value in words:
            return None
        near = nearest(found.value, words)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(words[:NAMED])}"
        where = found.fixed if found.fixed == found.setting.variable else f"{found.fixed}: {name}"
        return f"{where}: there is no {found.value!r}; {hint}"


def read(workspace: Workspace) -> Preferences:
    """The settings of the learner of a workspace. Raises StoreError."""
    from quizapp.store.learner import settings

    with workspace.database.read() as connection:
        return Preferences(
            settings.outside(connection), settings.stored(connection, workspace.scope.learner)
        )


def change(workspace: Workspace, name: str, text: str | None) -> Workspace:
    """Store a setting, None for its default; the workspace with the exam that is practiced now.

    Home's row changes in the same transaction. Raises StoreError, and then nothing was stored.
    """
    from quizapp.store.learner import settings

    with workspace.database.write() as connection:
        settings.write(connection, workspace.scope.learner, name, text)
        if name in ABOUT_THE_EXAM:
            workspace.refresh_home_row(connection)
        if name == settings.ZONE:
            workspace.bring_figures_up_to_date(connection)
    return workspace.practiced() if name in ABOUT_THE_EXAM else workspace
