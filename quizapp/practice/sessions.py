"""Starting, resuming, and reopening sittings."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.exam.errors import IllegalMove, TimeUp
from quizapp.exam.wording import is_or_are, sentence
from quizapp.store.errors import StoreError
from quizapp.store.sittings import start
from quizapp.store.sittings.start import reopen

if TYPE_CHECKING:
    from quizapp.exam.mock import MockOptions
    from quizapp.store.errors import NothingDue
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.store.workspace import Workspace
    from quizapp.study.drill import DrillFilter

logger = logging.getLogger(__name__)

WHY_EXTRA = (
    "This extra review is only for practice and takes nothing off your missed list. A question "
    "leaves the list once you get it right on three days in planned reviews, drills, or mocks."
)
"""What a review on demand is good for, and what it does not do."""
IN_OPEN_SITTING = "What you missed is in an open sitting, which you can resume from home."
"""Why there is no review on demand, if something was missed."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A resumed sitting. With `time_up`, its time had run out, and it was submitted instead."""

    sitting: Sitting
    time_up: bool = False


def begin_mock(workspace: Workspace, wish: MockOptions, exam: str | None = None) -> Sitting:
    """Start a mock of an exam (default: the one to practice for) and its clock.

    Raises StoreError if there is no such mock or too few questions for it.
    """
    return start.start_mock(
        workspace.database, workspace.scope_of(exam), workspace.exam(exam), wish
    )


def begin_drill(
    workspace: Workspace, wish: DrillFilter, exam: str | None = None, title: str = "Drill"
) -> Sitting:
    """Start a drill. Raises StoreError if no question matches the wish."""
    return start.start_drill(
        workspace.database, workspace.scope_of(exam), workspace.exam(exam), wish, title
    )


def begin_review(workspace: Workspace, *, on_demand: bool = False) -> Sitting:
    """Start a review of questions that are due, or missed and not yet recovered.

    A review `on_demand` has all questions that are not recovered; right answers do not count toward
    recovery. Raises NothingDue if there is nothing to review.
    """
    return start.start_review(
        workspace.database, workspace.scope, workspace.blueprint, demanded=on_demand
    )


def offer_now(nothing: NothingDue) -> tuple[str, str]:
    """Return what to say before a review on demand, and its name; "" if there is nothing to ask."""
    missed, asked = nothing.missed, nothing.asked
    if not asked:
        return IN_OPEN_SITTING if missed else "", ""
    which = "one" if missed == 1 else f"{missed}"
    why = WHY_EXTRA
    if nothing.held:
        them = f"{nothing.held} of what you missed {is_or_are(nothing.held)} in an open sitting"
        why = f"{them}, which you can resume from home. {why}"
    return why, f"Review {'' if asked == missed else f'{asked} of '}the {which} you missed"


def begin_replay(sitting: Sitting) -> Sitting:
    """Start a replay of the questions missed in a sitting, each until it is right.

    Raises IllegalMove if nothing was missed, StoreError if it cannot be stored.
    """
    return start.replay_missed(sitting)


def resume(workspace: Workspace, attempt_id: int, *, take_over: bool = False) -> Resumed:
    """Resume an attempt that was left or interrupted.

    Raises HeldElsewhere if another quizapp has it open, unless `take_over`; IllegalMove if it is
    not open; StoreError if it cannot be read or stored.
    """
    sitting = reopen(workspace.database, attempt_id)
    try:
        sitting.resume(force=take_over)
    except TimeUp:
        return Resumed(sitting, time_up=True)
    return Resumed(sitting)


def leave(sitting: Sitting) -> str | None:
    """Pause a sitting, so that it can be resumed. Return why it could not be saved, as a line.

    A drill, review, or replay in which nothing was chosen is not kept; `left` says so.
    """
    try:
        sitting.leave()
    except (StoreError, IllegalMove) as error:
        logger.exception("the sitting could not be paused")
        return f"Not saved: {sentence(str(error))}"
    return None


def left(sitting: Sitting) -> str:
    """Return what became of a sitting that was left, as a line."""
    attempt, title = sitting.attempt, sitting.stored.plan.title
    if not sitting.kept:
        return f"{title} is closed: you answered nothing in it."
    return f"Saved: {title}, {attempt.answered} of {len(attempt.items)} answered."


def past(workspace: Workspace, attempt_id: int) -> Sitting:
    """Return a stored attempt, for reading. Raises StoreError if there is none."""
    return reopen(workspace.database, attempt_id)
