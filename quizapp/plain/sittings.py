"""Start, resume, and end sittings in plain mode, and show their reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quizapp.exam.wording import sentence
from quizapp.plain import drill_question, mock_question, report
from quizapp.plain.console import Console, logger
from quizapp.practice.briefing import RULES
from quizapp.practice.sessions import offer_now
from quizapp.store.errors import HeldElsewhere, InOpenSitting, NothingDue, StoreError

if TYPE_CHECKING:
    from quizapp.exam.mock import MockOptions
    from quizapp.practice.sessions import Resumed
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.study.drill import DrillFilter


def begin_mock(console: Console, wish: MockOptions, exam: str | None = None) -> None:
    """Start a mock. The learner agrees to the rules of an exam-day mock before its clock starts."""
    if wish.exam_day:
        console.say("", "Exam-day mode. These are the rules:", *RULES)
        if not console.agreed("Do you agree? The clock starts when you do."):
            console.say("Not started.")
            return
    _begin(console, lambda: console.practice.begin_mock(wish, exam))


def begin_drill(
    console: Console, wish: DrillFilter, exam: str | None = None, title: str = "Drill"
) -> None:
    """Start a drill and go through it."""
    _begin(console, lambda: console.practice.begin_drill(wish, exam, title))


def begin_review(console: Console, *, on_demand: bool = False) -> None:
    """Start today's review and go through it.

    If nothing is due, offer a review on demand of the questions that are not recovered.
    """
    try:
        _begin(console, lambda: console.practice.begin_review(on_demand=on_demand))
    except NothingDue as nothing:
        said, name = offer_now(nothing)
        console.say(sentence(str(nothing)), *([said] if said else []))
        if name and console.agreed(f"{name}?"):
            begin_review(console, on_demand=True)


def resume(console: Console, attempt_id: int) -> None:
    """Resume an open sitting. If another quizapp has it open, ask whether to take it over."""
    resumed: Resumed | None = None
    with console.refusals():
        try:
            resumed = console.practice.resume(attempt_id)
        except HeldElsewhere as error:
            console.say(sentence(str(error)))
            if (
                console.lines.ask(
                    "Type yes to take it over; enter leaves it open there:"
                ).casefold()
                == "yes"
            ):
                resumed = console.practice.resume(attempt_id, take_over=True)
    if resumed is None:
        return
    if resumed.time_up:
        console.say(mock_question.SUBMITTED)
        _read(console, resumed.sitting)
    else:
        _go_through(console, resumed.sitting)


def show_past(console: Console, attempt_id: int) -> None:
    """Show the report of a past sitting."""
    sitting: Sitting | None = None
    with console.refusals():
        sitting = console.practice.past(attempt_id)
    if sitting is not None:
        _read(console, sitting)


def _begin(console: Console, begin: Callable[[], Sitting]) -> None:
    sitting: Sitting | None = None
    due: NothingDue | None = None
    with console.refusals():
        try:
            sitting = begin()
        except InOpenSitting as refusal:
            console.say(sentence(str(refusal)))
            if console.agreed(f"Resume {refusal.title}?"):
                resume(console, refusal.attempt)
            return
        except NothingDue as nothing:
            due = nothing
    if due is not None:
        raise due
    if sitting is not None:
        if sitting.notice:
            console.say("", sitting.notice)
        _go_through(console, sitting)


def _go_through(console: Console, sitting: Sitting) -> None:
    console.sitting = sitting
    if sitting.attempt.immediate:
        drill_question.ask(console, sitting)
        _refresh(console)
    elif mock_question.ask(console, sitting):
        _read(console, sitting)
    else:
        _refresh(console)


def _read(console: Console, sitting: Sitting) -> None:
    """Show the report, and start a replay of the missed questions on request."""
    _refresh(console)
    if report.read(console, sitting):
        _begin(console, lambda: console.practice.begin_replay(sitting))


def _refresh(console: Console) -> None:
    """Update the learner's progress."""
    try:
        console.practice.refresh()
    except StoreError:
        logger.exception("the learner's progress could not be updated")
