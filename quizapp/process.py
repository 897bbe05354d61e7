"""Process-wide settings: file permissions, environment, garbage collection, signals, crashes.

Imports only the standard library and `words`, because it is imported before anything else.
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

from quizapp.words import is_visible

STOPPING = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM")
LONGEST_ESCAPE_DELAY = 1_000
"""The longest ESCDELAY that is respected, in milliseconds."""
TEXTUAL_VARIABLES = frozenset(
    {"TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DISABLE_KITTY_KEY"}
)
COLOR_SYSTEMS = frozenset({"auto", "standard", "256", "truecolor"})
LONGEST = 300
GC_THRESHOLDS = (10_000, 20, 20)
"""See `gc.set_threshold`. The default (700, 10, 10) scans every module many times during import,
and a full collection in the middle of a sitting takes ten times as long as a key press."""

logger = logging.getLogger(__name__)


def prepare() -> None:
    """Set up the process: private files, a clean environment, and handlers for stop signals.

    Files created from here on are readable by their owner alone. Textual reads switches for its
    developers from the environment (drivers to load, keys to press, files to write); these are
    removed.
    """
    collect_rarely()
    os.umask(0o077)
    for name in list(os.environ):
        if name.startswith("TEXTUAL") and name not in TEXTUAL_VARIABLES:
            del os.environ[name]
    if os.environ.get("TEXTUAL_COLOR_SYSTEM", "auto") not in COLOR_SYSTEMS:
        del os.environ["TEXTUAL_COLOR_SYSTEM"]
    delay = os.environ.get("ESCDELAY", "")
    if not (delay.isdecimal() and int(delay[:9]) <= LONGEST_ESCAPE_DELAY):
        os.environ.pop("ESCDELAY", None)
    on_stop(_leave)


def collect_rarely() -> None:
    """Raise the garbage collector's thresholds to `GC_THRESHOLDS`."""
    gc.set_threshold(*GC_THRESHOLDS)


def freeze_loaded_objects() -> None:
    """Exempt all objects loaded so far from garbage collection.

    Does nothing unless `collect_rarely` was called, which only the app's own process does.
    """
    if gc.get_threshold() == GC_THRESHOLDS:
        gc.freeze()


def collect_new_objects() -> None:
    """Free the cycles that were left since `freeze_loaded_objects`, such as pages that are closed.

    Take a moment when nobody waits for a key: before a sitting that may last for hours.
    """
    if gc.get_threshold() == GC_THRESHOLDS:
        gc.collect()


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Pause garbage collection while many long-lived objects are created."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def on_stop(act: Callable[[int], None]) -> None:
    """Call `act` with the number of each stop signal. A signal that the parent process had set to
    be ignored stays ignored."""

    def handle(number: int, _frame: object) -> None:
        act(number)

    for name in STOPPING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handle)


def ignore_stop_signals() -> None:
    """Ignore stop signals while the interpreter shuts down, so that they cannot change the exit
    status."""
    for name in STOPPING:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)


class _Received:
    """The stop signal that was received, if any."""

    number: int | None = None


def _leave(number: int) -> None:
    _Received.number = number
    exit_if_stopped()


def exit_if_stopped() -> None:
    """Exit if a stop signal was received.

    Python discards an exception raised inside a destructor, and wraps one raised while a class is
    being created. The handler's own SystemExit can be lost that way, so later code calls this
    again.
    """
    if _Received.number is not None:
        raise SystemExit(128 + _Received.number)


def printable(text: object, longest: int = LONGEST) -> str:
    """`text` as one line of at most `longest` characters, without control characters."""
    line = " ".join(str(text).split())
    line = "".join(c if is_visible(c) else "\ufffd" for c in line[: longest + 1])
    return line if len(line) <= longest else line[:longest] + "…"


def bug_message(error: BaseException) -> str:
    """The message about a bug: the error, that all answers are saved, and where the log is."""
    try:
        detail = printable(error)
    except Exception:
        detail = ""
    lines = [
        "quizapp stopped because of a bug:",
        "",
        f"  {type(error).__name__}: {detail}" if detail else f"  {type(error).__name__}",
        "",
        "Everything you answered is saved. Start quizapp again to continue.",
    ]
    log = log_file()
    if log is not None:
        lines.append(f"The details are in {printable(log, 1_000)}")
    return "\n".join(lines) + "\n"


def report_bug(error: BaseException, *, logged: bool = False) -> None:
    """Print the message about a bug, and log the traceback unless it is already `logged`."""
    if not logged:
        logger.critical("a bug", exc_info=error)
    try:
        sys.stderr.write(bug_message(error))
        sys.stderr.flush()
    except (OSError, ValueError):
        logger.exception("the message about the bug could not be printed")


def log_file() -> Path | None:
    """The current log file, or None if there is none."""
    from quizapp.log import OnFirstRecord

    handlers = logging.getLogger().handlers
    return next((each.home.log for each in handlers if isinstance(each, OnFirstRecord)), None)
