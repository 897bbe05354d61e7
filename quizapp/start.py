"""Start the screens. Nothing heavy is imported before the first look at the database."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from quizapp import paths
from quizapp.log import log_to_file
from quizapp.store.bootstrap.first_look import FirstLook, first_look
from quizapp.store.errors import StoreError

CANNOT_DRAW = ("dumb", "unknown")
"""Values of TERM for a terminal that shows lines of text only, such as an editor's shell."""


def screens_without_arguments() -> int | None:
    """Open the screens for a bare `quizapp`, without loading the command line.

    Return the exit status, or None if the command line is needed: there are arguments to parse, or
    an error to report.
    """
    if len(sys.argv) > 1 or "_QUIZAPP_COMPLETE" in os.environ:
        return None
    if not in_terminal() or not can_draw():
        return None
    try:
        home, pack = paths.home(), paths.pack()
    except FileNotFoundError:
        return None
    log_to_file(home)
    return screens(home, pack, os.environ.get("QUIZAPP_DATABASE_URL") or None)


def in_terminal() -> bool:
    """Whether standard input and standard output are both a terminal."""
    return all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout))


def can_draw() -> bool:
    """Whether the terminal can move the cursor, which the screens need."""
    return os.environ.get("TERM", "").casefold() not in CANNOT_DRAW


def screens(home: paths.Home, pack: Path, url: str | None, **into: Any) -> int:
    """Open the screens and return the exit status. `into` are the fields of `Launch` that name a
    sitting to start with."""
    look = FirstLook(None)
    if url is None:
        with contextlib.suppress(StoreError):
            look = first_look(home.database, pack)
    from quizapp.practice.launch import Launch
    from quizapp.ui.app import run

    return run(Launch(home, pack, url, row=look.row, **into))
