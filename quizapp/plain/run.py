"""The entry point of plain mode: open the database, run, and save before the process ends."""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import TYPE_CHECKING, NoReturn

from quizapp.exam.wording import sentence
from quizapp.invocation import command
from quizapp.plain.lines import Leave, Lines, Stop, aside
from quizapp.store.errors import StoreError

if TYPE_CHECKING:
    from quizapp.plain.console import Console
    from quizapp.practice.launch import Launch

logger = logging.getLogger(__name__)


def run(launch: Launch) -> int:
    """Run plain mode and return the exit status. Raises StoreError if the database cannot be
    opened."""
    stop = Stop()
    lines = Lines(stop)
    try:
        return _open(launch, stop, lines)
    except Leave as leave:
        return leave.status
    finally:
        _flush_output()


def _open(launch: Launch, stop: Stop, lines: Lines) -> int:
    from quizapp.plain.console import Console
    from quizapp.practice.room import open_practice

    announced: list[str] = []

    def progress(step: str, _done: int, _total: int) -> None:
        stop.check()
        if step not in announced:
            announced.append(step)
            aside(f"{step}." if announced[1:] else f"{step}. The first time, this takes a moment.")

    practice = open_practice(launch.home, launch.url, launch.pack, progress)
    console = Console(lines, practice)
    problem = practice.copy_if_due()
    if problem is not None:
        aside(problem)
    try:
        _visit(console, launch)
    except Leave as leave:
        return _say_goodbye(console, leave)
    except StoreError:
        console.save()
        raise
    except Exception as error:
        logger.exception("a bug")
        saved = console.save()
        kept = (
            "your answers are saved" if saved is None or saved.done else saved.message.rstrip(".")
        )
        aside(
            f"quizapp: stopped because of a bug ({type(error).__name__}); {kept}; "
            f"the details are in {launch.home.log}"
        )
        return 1
    finally:
        practice.close()


def _visit(console: Console, launch: Launch) -> NoReturn:
    from quizapp.plain import menu, sittings

    with console.refusals():
        for problem in console.practice.settings_problems():
            console.say(sentence(problem))
    warning = console.practice.workspace.warning
    if warning:
        console.say(warning)
    from_menu = False
    if launch.mock is not None:
        notice = console.practice.briefing(launch.exam).also_open
        if notice:
            console.say(notice)
        sittings.begin_mock(console, launch.mock, launch.exam)
    elif launch.drill is not None:
        sittings.begin_drill(console, launch.drill, launch.exam)
    elif launch.review:
        sittings.begin_review(console, on_demand=launch.on_demand)
    elif launch.resume is not None:
        sittings.resume(console, launch.resume)
    else:
        from_menu = True
    menu.run(console, full=from_menu)


def _say_goodbye(console: Console, leave: Leave) -> int:
    """Save, and say so if the output still has a reader. Return the exit status."""
    saved = console.save()
    status = leave.status if saved is None or saved.done else leave.status or 1
    if leave.heard:
        message = "Goodbye." if saved is None else saved.message
        if saved is not None and saved.done and saved.kept:
            resume = command("--plain") if "--plain" not in command() else command()
            message += f" Resume later with: {resume}"
        with contextlib.suppress(Leave):
            console.lines.end(message)
    return status


def _flush_output() -> None:
    """Write the buffered output. A closed pipe is not an error."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
