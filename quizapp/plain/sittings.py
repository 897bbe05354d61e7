"""Beginning, resuming and ending sittings, and what follows a sitting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quizapp.exam.wording import sentence
from quizapp.plain import drill_question, mock_question, report
from quizapp.plain.desk import Desk, logger
from quizapp.practice.briefing import RULES
from quizapp.store.errors import HeldElsewhere, InOpenSitting, StoreError

if TYPE_CHECKING:
    from quizapp.exam.mock import MockWish
    from quizapp.practice.sessions import Resumed
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.study.drill import Wish


def begin_mock(desk: Desk, wish: MockWish, exam: str | None = None) -> None:
    """Begin a mock. The rules of an exam-day mock are agreed to before its clock starts."""
    if wish.exam_day:
        desk.say("", "Exam day. These are the rules:", *RULES)
        if not desk.agreed("Do you agree? The clock starts then."):
            desk.say("Not begun.")
            return
    _begin(desk, lambda: desk.practice.begin_mock(wish, exam))


def begin_drill(desk: Desk, wish: Wish, exam: str | None = None, title: str = "Drill") -> None:
    """Begin a drill."""
    _begin(desk, lambda: desk.practice.begin_drill(wish, exam, title))


def begin_review(desk: Desk) -> None:
    """Begin today's review."""
    _begin(desk, desk.practice.begin_review)


def resume(desk: Desk, attempt_id: int) -> None:
    """Go on with an open sitting. One that another quizapp has open is taken over on request."""
    resumed: Resumed | None = None
    with desk.refusals():
        try:
            resumed = desk.practice.resume(attempt_id)
        except HeldElsewhere as error:
            desk.say(sentence(str(error)))
            if (
                desk.lines.ask("Type yes to take it over; enter leaves it there:").casefold()
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
    """The report of a past sitting."""
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
    """The report, and a replay of what was missed if that is asked for."""
    _refresh(desk)
    if report.read(desk, sitting):
        _begin(desk, lambda: desk.practice.begin_replay(sitting))


def _refresh(desk: Desk) -> None:
    """Work out where the learner stands now."""
    try:
        desk.practice.refresh()
    except StoreError:
        logger.exception("the standing could not be worked out")
