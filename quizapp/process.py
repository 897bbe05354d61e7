"""The process as a whole: what it leaves on the disk, what it listens to, how it ends.

Standard library alone: this is imported before anything else.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

STOPPING = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM")
LONGEST_ESCAPE_DELAY = 1_000
KEPT = frozenset({"TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DISABLE_KITTY_KEY"})
COLOR_SYSTEMS = frozenset({"auto", "standard", "256", "truecolor"})
LONGEST = 300
YOUNG = (20_000, 20, 20)
"""See `gc.set_threshold`. The usual (700, 10, 10) looks through all modules over and over while
they load, and through all of them again in the middle of a sitting, for as long as a key press
takes ten times."""

logger = logging.getLogger(__name__)


def prepare() -> None:
    """Make the process private, deaf to settings that are not ours, and easy to stop.

    Files are its owner's alone from here on. The screen library reads switches for its developers
    from the environment (drivers to load, keys to press, files to write): they are left out.
    """
    collect_seldom()
    os.umask(0o077)
    for name in list(os.environ):
        if name.startswith("TEXTUAL") and name not in KEPT:
            del os.environ[name]
    if os.environ.get("TEXTUAL_COLOR_SYSTEM", "auto") not in COLOR_SYSTEMS:
        del os.environ["TEXTUAL_COLOR_SYSTEM"]
    delay = os.environ.get("ESCDELAY", "")
    if not (delay.isdecimal() and int(delay[:9]) <= LONGEST_ESCAPE_DELAY):
        os.environ.pop("ESCDELAY", None)
    on_stop(_leave)


def collect_seldom() -> None:
    """Let the collector of garbage look for it as seldom as the app needs."""
    gc.set_threshold(*YOUNG)


def freeze_loaded_objects() -> None:
    """What is loaded by now stays: the collector of garbage need not look through it again.

    Only where `collect_seldom` was asked for: in the app's own process.
    """
    if gc.get_threshold() == YOUNG:
        gc.freeze()


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Let the collector of garbage rest while much is made that stays."""
    resting = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not resting:
            gc.enable()


def on_stop(act: Callable[[int], None]) -> None:
    """Call `act` with the number of a stopping signal; one ignored from the start stays so."""

    def heard(number: int, _frame: object) -> None:
        act(number)

    for name in STOPPING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, heard)


def ignore_stop_signals() -> None:
    """Ignore stopping signals: the end is near, and the interpreter's own would lose its status."""
    for name in STOPPING:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)


class _Heard:
    """The stopping signal that was heard, if any."""

    number: int | None = None


def _leave(number: int) -> None:
    _Heard.number = number
    exit_if_stopped()


def exit_if_stopped() -> None:
    """Leave if a stopping signal was heard.

    Python drops an exception that is raised inside a destructor, and puts another one around it
    inside the making of a class: a signal at such a moment is heeded at the next that is better.
    """
    if _Heard.number is not None:
        raise SystemExit(128 + _Heard.number)


def printable(text: object, longest: int = LONGEST) -> str:
    """One line, cut, without anything that could steer a terminal."""
    line = " ".join(str(text).split())
    line = "".join(c if c.isprintable() else "\ufffd" for c in line[: longest + 1])
    return line if len(line) <= longest else line[:longest] + "…"


def last_words(error: BaseException) -> str:
    """One screen about a bug: what happened, that all is saved, and where the whole story is."""
    try:
        said = printable(error)
    except Exception:
        said = ""
    lines = [
        "quizapp stopped because of a bug in it:",
        "",
        f"  {type(error).__name__}: {said}" if said else f"  {type(error).__name__}",
        "",
        "Everything you answered is saved; start quizapp again to go on.",
    ]
    log = log_file()
    if log is not None:
        lines.append(f"The whole story is in {printable(log, 1_000)}")
    return "\n".join(lines) + "\n"


def say_last_words(error: BaseException, *, logged: bool = False) -> None:
    """Put one screen on the terminal, and the whole story into the log unless it is there."""
    if not logged:
        logger.critical("a bug", exc_info=error)
    try:
        sys.stderr.write(last_words(error))
        sys.stderr.flush()
    except (OSError, ValueError):
        logger.exception("the terminal could not be told")


def log_file() -> Path | None:
    """Where the log goes now; None if there is none."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.FileHandler):
            return Path(handler.baseFilename)
    return None
