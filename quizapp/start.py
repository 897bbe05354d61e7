"""Opening the screens. Nothing heavy is imported before the first look at the database."""

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


def at_once() -> int | None:
    """The screens, for `quizapp` and nothing behind it, without loading the command line.

    Returns the exit status, or None where the command line has something to read or to say.
    """
    if len(sys.argv) > 1 or "_QUIZAPP_COMPLETE" in os.environ or not in_terminal():
        return None
    try:
        home, pack = paths.home(), paths.pack()
    except FileNotFoundError:
        return None
    log_to_file(home)
    return screens(home, pack, os.environ.get("QUIZAPP_DATABASE_URL") or None)


def in_terminal() -> bool:
    """Whether there is a terminal to draw on and to be typed into."""
    return all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout))


def screens(home: paths.Home, pack: Path, url: str | None, **into: Any) -> int:
    """Open the screens, straight `into` what is named (see `Launch`); the exit status."""
    look = FirstLook(None)
    if url is None:
        with contextlib.suppress(StoreError):
            look = first_look(home.database, pack)
    from quizapp.practice.launch import Launch
    from quizapp.ui.app import run

    return run(Launch(home, pack, url, row=look.row, **into))
