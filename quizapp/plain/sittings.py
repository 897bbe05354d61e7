"""Start, resume and end sittings in plain mode, and show their reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quizapp.exam.wording import sentence
from quizapp.plain import drill_question, mock_question, report
from quizapp.plain.console import Desk, logger
from quizapp.practice.briefing import RULES
from quizapp.store.errors import HeldElsewhere, InOpenSitting, StoreError

if TYPE_CHECKING:
    from quizapp.exam.mock import MockWish
    from quizapp.practice.sessions import Resumed
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.study.drill import Wish


def begin_mock(desk: Desk, wish: MockWish, exam: str | None = None) -> None:
    """Start a mock. The learner agrees to the rules of an exam-day mock before its clock starts."""
    if wish.exam_day:
        desk.say("", "Exam day. These are the rules:", *RULES)
        if not desk.agreed("Do you agree? The clock starts when you do."):
            desk.say("Not started.")
            return
    _begin(desk, lambda: desk.practice.begin_mock(wish, exam))


def begin_drill(desk: Desk, wish: Wish, exam: str | None = None, title: str = "Drill") -> None:
    """Start a drill and go through it."""
    _begin(desk, lambda: desk.practice.begin_drill(wish, exam, title))


def begin_review(desk: Desk) -> None:
    """Start today's review and go through it."""
    _begin(desk, desk.practice.begin_review)


def resume(desk: Desk, attempt_id: int) -> None:
    """Resume an open sitting. If another quizapp has it open, ask whether to take it over."""
    resumed: Resumed | None = None
    with desk.refusals():
        try:
            resumed = desk.practice.resume(attempt_id)
        except HeldElsewhere as error:
            desk.say(sentence(str(error)))
            if (
                desk.lines.ask("Type yes to take it over; enter leaves it open there:").casefold()
                == "yes"
            ):
                resumed = desk.practice.resume(attempt_id, take_over=True)
    if resumed is None:
        return
    if resumed.time_up:
        desk.say(mock_question.TIME_UP)
        _read(desk, resumed.sitting)
    else:
        _go_through(desk, resumed.sitting)


def show_past(desk: Desk, attempt_id: int) -> None:
    """Show the report of a past sitting."""
    sitting: Sitting | None = None
    with desk.refusals():
        sitting = desk.practice.past(attempt_id)
    if sitting is not None:
        _read(desk, sitting)


def _begin(desk: Desk, begin: Callable[[], Sitting]) -> None:
    sitting: Sitting | None = None
    with desk.refusals():
        try:
            sitting = begin()
        except InOpenSitting as refusal:
            desk.say(sentence(str(refusal)))
            if desk.agreed(f"Resume {refusal.title}?"):
                resume(desk, refusal.attempt)
            return
    if sitting is not None:
        if sitting.notice:
            desk.say("", sitting.notice)
        _go_through(desk, sitting)


def _go_through(desk: Desk, sitting: Sitting) -> None:
    desk.sitting = sitting
    if sitting.attempt.immediate:
        drill_question.ask(desk, sitting)
        _refresh(desk)
    elif mock_question.ask(desk, sitting):
        _read(desk, sitting)
    else:
        _refresh(desk)


def _read(desk: Desk, sitting: Sitting) -> None:
    """Show the report, and start a replay of the missed questions on request."""
    _refresh(desk)
    if report.read(desk, sitting):
        _begin(desk, lambda: desk.practice.begin_replay(sitting))


def _refresh(desk: Desk) -> None:
    """Update the learner's progress."""
    try:
        desk.practice.refresh()
    except StoreError:
        logger.exception("the learner's progress could not be updated")
