"""The log: one rotating file in the home folder, the owner's alone, never the terminal."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from quizapp.paths import Home

LOG_BYTES = 500_000
KEPT = 2


class LogFile(RotatingFileHandler):
    """Made with the first record; a log that cannot be written is no reason to stop."""

    def _open(self) -> Any:
        path = Path(self.baseFilename)
        if path.exists() and not path.is_file():
            raise OSError(f"{path} is no file")
        number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if os.fstat(number).st_mode & 0o077:
            os.fchmod(number, 0o600)
        return os.fdopen(number, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, _record: logging.LogRecord) -> None:
        """Neither the screen nor a command's output is the place to complain."""


def log_to_file(home: Home) -> None:
    """Log into the home folder from now on. Nothing is written before there is something to say."""
    handler = LogFile(
        home.log,
        maxBytes=LOG_BYTES,
        backupCount=KEPT,
        encoding="utf-8",
        delay=True,
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
