"""The file of the log, which is rotated before it grows too large."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

LOG_BYTES = 500_000
BACKUPS = 2


class LogFile(RotatingFileHandler):
    """A log file that is created with its first record. If it cannot be written, quizapp runs
    without a log."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            maxBytes=LOG_BYTES,
            backupCount=BACKUPS,
            encoding="utf-8",
            delay=True,
        )
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def _open(self) -> Any:
        path = Path(self.baseFilename)
        if path.exists() and not path.is_file():
            raise OSError(f"{path} is not a file")
        number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if os.fstat(number).st_mode & 0o077:
            os.fchmod(number, 0o600)
        return os.fdopen(number, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, _record: logging.LogRecord) -> None:
        """Do nothing: an error message would garble the screen or a command's output."""
