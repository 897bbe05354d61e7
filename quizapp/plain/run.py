"""Opening the database, going where one was sent, and leaving in order whatever happens."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from quizapp.paths import Home
from quizapp.plain.lines import Leave, Lines, Stop, aside

if TYPE_CHECKING:
    from quizapp.plain.desk import Desk
    from quizapp.store.sittings.start import MockWish
    from quizapp.study.drill import Wish

logger = logging.getLogger(__name__)

GO_ON = "Go on later with: quizapp --plain"


@dataclass(frozen=True, slots=True)
class Errand:
    """Where data and questions lie; `mock`, `drill` or `review` go straight into one."""

    home: Home
    pack: Path
    url: str | None = None
    exam: str | None = None
    mock: MockWish | None = None
    drill: Wish | None = None
    review: bool = False


def run(errand: Errand) -> int:
    """Sit with ordinary lines; the process's exit status. Raises StoreError if nothing opens."""
    stop = Stop()
    lines = Lines(stop)
    try:
        return _open(errand, stop, lines)
    except Leave as leave:
        return leave.status
    finally:
        _let_go()


def _open(errand: Errand, stop: Stop, lines: Lines) -> int:
    from quizapp.plain.desk import Desk
    from quizapp.store.workspace import copy_now_and_then, open_all

    told: list[str] = []

    def progress(what: str, _done: int, _total: int) -> None:
        stop.check()
        if what not in told:
            told.append(what)
            aside(f"{what}." if told[1:] else f"{what}; this takes a moment when they are new.")

    opened = open_all(errand.home, errand.url, errand.pack, progress)
    desk = Desk(lines, opened)
    hindrance = copy_now_and_then(opened, errand.home)
    if hindrance is not None:
        aside(hindrance)
    try:
        _visit(desk, errand)
    except Leave as leave:
        _bid_farewell(desk, leave)
        return leave.status
    except Exception as error:
        logger.exception("a fault of the program")
        desk.save()
        aside(
            f"quizapp: a fault of the program ({type(error).__name__}); your answers are saved, "
            f"and what happened stands in {errand.home.log}"
        )
        return 1
    finally:
        opened.database.close()


def _visit(desk: Desk, errand: Errand) -> NoReturn:
    from quizapp.plain import menu, sittings

    if desk.opened.warning:
        desk.say(desk.opened.warning)
    straight = True
    if errand.mock is not None:
        sittings.begin_mock(desk, errand.mock, errand.exam)
    elif errand.drill is not None:
        sittings.begin_drill(desk, errand.drill, errand.exam)
    elif errand.review:
        sittings.begin_review(desk)
    else:
        straight = False
    menu.run(desk, full=not straight)


def _bid_farewell(desk: Desk, leave: Leave) -> None:
    """Save first; then say so, if anybody listens."""
    said = desk.save()
    if not leave.heard:
        return
    try:
        desk.lines.end(f"{said} {GO_ON}" if said else "Goodbye.")
    except Leave:
        return


def _let_go() -> None:
    """Write what is left; where nobody takes it, keep the interpreter from trying again."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
