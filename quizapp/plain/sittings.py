"""Beginning, resuming and ending sittings; what follows a sitting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quizapp.exam.attempt import TimeUp
from quizapp.plain import drill_question, mock_question, report
from quizapp.plain.desk import Desk, logger

if TYPE_CHECKING:
    from quizapp.exam.mock import MockWish
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.study.drill import Wish


def begin_mock(desk: Desk, wish: MockWish, exam: str | None = None) -> None:
    from quizapp.store.sittings.start import start_mock

    o = desk.workspace
    _begin(desk, lambda: start_mock(o.database, o.scope_of(exam), o.exam(exam), wish))


def begin_drill(desk: Desk, wish: Wish, exam: str | None = None, title: str = "Drill") -> None:
    from quizapp.store.sittings.start import start_drill

    o = desk.workspace
    _begin(desk, lambda: start_drill(o.database, o.scope_of(exam), o.exam(exam), wish, title))


def begin_review(desk: Desk) -> None:
    from quizapp.store.sittings.start import start_review

    o = desk.workspace
    _begin(desk, lambda: start_review(o.database, o.scope, o.blueprint))


def resume(desk: Desk, attempt_id: int) -> None:
    """Go on with an attempt that was left or cut off."""
    from quizapp.store.errors import HeldElsewhere
    from quizapp.store.sittings.start import reopen

    found: list[Sitting] = []
    held: list[str] = []

    def start(*, force: bool = False) -> None:
        found[:] = [reopen(desk.workspace.database, attempt_id)]
        held.clear()
        try:
            found[0].resume(force=force)
        except HeldElsewhere as error:
            held.append(str(error))

    try:
        done = desk.guard(start)
        if done and held:
            desk.say(f"{held[0][0].upper()}{held[0][1:]}.")
            if (
                desk.lines.ask("Type yes to take it over; enter leaves it there:").casefold()
                != "yes"
            ):
                return
            done = desk.guard(lambda: start(force=True))
        if done:
            _go_through(desk, found[0])
    except TimeUp:
        desk.say(mock_question.TIME_UP)
        _read(desk, found[0])


def show_past(desk: Desk, attempt_id: int) -> None:
    """The report of an attempt from history."""
    from quizapp.store.sittings.start import reopen

    found: list[Sitting] = []
    if desk.guard(lambda: found.append(reopen(desk.workspace.database, attempt_id))):
        _read(desk, found[0])


def _begin(desk: Desk, start: Callable[[], Sitting]) -> None:
    found: list[Sitting] = []
    if desk.guard(lambda: found.append(start())):
        _go_through(desk, found[0])


def _go_through(desk: Desk, sitting: Sitting) -> None:
    desk.sitting = sitting
    if sitting.attempt.immediate:
        drill_question.sit(desk, sitting)
        _settle(desk)
    elif mock_question.sit(desk, sitting):
        _read(desk, sitting)
    else:
        _settle(desk)


def _read(desk: Desk, sitting: Sitting) -> None:
    """The report, and going through the missed again if that is wished."""
    from quizapp.store.sittings.start import replay_missed

    _settle(desk)
    if report.read(desk, sitting):
        _begin(desk, lambda: replay_missed(sitting))


def _settle(desk: Desk) -> None:
    """Work out anew where the learner stands."""
    from quizapp.store.errors import StoreError

    try:
        desk.workspace.refresh_standing()
    except StoreError:
        logger.exception("the standing could not be worked out")
