"""Opening the database, going where one was sent, and leaving in order whatever happens."""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import TYPE_CHECKING, NoReturn

from quizapp.invocation import command
from quizapp.plain.lines import Leave, Lines, Stop, aside

if TYPE_CHECKING:
    from quizapp.plain.desk import Desk
    from quizapp.practice.launch import Launch

logger = logging.getLogger(__name__)


def run(launch: Launch) -> int:
    """Sit with ordinary lines; the process's exit status. Raises StoreError if nothing opens."""
    stop = Stop()
    lines = Lines(stop)
    try:
        return _open(launch, stop, lines)
    except Leave as leave:
        return leave.status
    finally:
        _let_go()


def _open(launch: Launch, stop: Stop, lines: Lines) -> int:
    from quizapp.plain.desk import Desk
    from quizapp.practice.room import open_practice

    told: list[str] = []

    def progress(what: str, _done: int, _total: int) -> None:
        stop.check()
        if what not in told:
            told.append(what)
            aside(f"{what}." if told[1:] else f"{what}; this takes a moment when they are new.")

    practice = open_practice(launch.home, launch.url, launch.pack, progress)
    desk = Desk(lines, practice)
    problem = practice.copy_if_due()
    if problem is not None:
        aside(problem)
    try:
        _visit(desk, launch)
    except Leave as leave:
        _bid_farewell(desk, leave)
        return leave.status
    except Exception as error:
        logger.exception("a fault of the program")
        desk.save()
        aside(
            f"quizapp: a fault of the program ({type(error).__name__}); your answers are saved, "
            f"and what happened stands in {launch.home.log}"
        )
        return 1
    finally:
        practice.close()


def _visit(desk: Desk, launch: Launch) -> NoReturn:
    from quizapp.plain import menu, sittings

    warning = desk.practice.workspace.warning
    if warning:
        desk.say(warning)
    straight = True
    if launch.mock is not None:
        beside = desk.practice.briefing(launch.exam).also_open
        if beside:
            desk.say(beside)
        sittings.begin_mock(desk, launch.mock, launch.exam)
    elif launch.drill is not None:
        sittings.begin_drill(desk, launch.drill, launch.exam)
    elif launch.review:
        sittings.begin_review(desk)
    elif launch.resume is not None:
        sittings.resume(desk, launch.resume)
    else:
        straight = False
    menu.run(desk, full=not straight)


def _bid_farewell(desk: Desk, leave: Leave) -> None:
    """Save first; then say so, if anybody listens."""
    said = desk.save()
    if not leave.heard:
        return
    try:
        go_on = command("--plain") if "--plain" not in command() else command()
        desk.lines.end(f"{said} Go on later with: {go_on}" if said else "Goodbye.")
    except Leave:
        return


def _let_go() -> None:
    """Write what is left. A reader that has gone is no fault."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
