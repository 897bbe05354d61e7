"""Beginning, resuming and reopening sittings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.exam.attempt import TimeUp
from quizapp.store.sittings import start
from quizapp.store.sittings.start import reopen

if TYPE_CHECKING:
    from quizapp.exam.mock import MockWish
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.store.workspace import Workspace
    from quizapp.study.drill import Wish


@dataclass(frozen=True, slots=True)
class Resumed:
    """A sitting that is gone on with; with `time_up` it was submitted instead, as it stood."""

    sitting: Sitting
    time_up: bool = False


def begin_mock(workspace: Workspace, wish: MockWish, exam: str | None = None) -> Sitting:
    """Begin a mock of an exam (default: the one to practice for). Its clock runs from here on.

    Raises StoreError if there is no such mock or too few questions for it.
    """
    return start.start_mock(
        workspace.database, workspace.scope_of(exam), workspace.exam(exam), wish
    )


def begin_drill(
    workspace: Workspace, wish: Wish, exam: str | None = None, title: str = "Drill"
) -> Sitting:
    """Begin a drill. Raises StoreError if no question matches the wish."""
    return start.start_drill(
        workspace.database, workspace.scope_of(exam), workspace.exam(exam), wish, title
    )


def begin_review(workspace: Workspace) -> Sitting:
    """Begin a review of what is due and of what was missed and is not yet recovered.

    Raises StoreError if there is nothing to review.
    """
    return start.start_review(workspace.database, workspace.scope, workspace.blueprint)


def begin_replay(sitting: Sitting) -> Sitting:
    """Ask again what was missed in a sitting, each question until it is right.

    Raises IllegalMove if nothing was missed, StoreError if it cannot be stored.
    """
    return start.replay_missed(sitting)


def resume(workspace: Workspace, attempt_id: int, *, take_over: bool = False) -> Resumed:
    """Go on with an attempt that was left or cut off.

    Raises HeldElsewhere if another quizapp has it open, unless `take_over`; IllegalMove if it is
    not open; StoreError if it cannot be read or stored.
    """
    sitting = reopen(workspace.database, attempt_id)
    try:
        sitting.resume(force=take_over)
    except TimeUp:
        return Resumed(sitting, time_up=True)
    return Resumed(sitting)


def past(workspace: Workspace, attempt_id: int) -> Sitting:
    """An attempt as it stands in the database, to be read. Raises StoreError if there is none."""
    return reopen(workspace.database, attempt_id)
