"""The log: one rotating file in the home folder, readable by its owner alone. Nothing is logged to
the terminal."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.log_file import LogFile
    from quizapp.paths import Home


class OnFirstRecord(logging.Handler):
    """Opens the log file when there is something to log.

    Most starts log nothing, so they are spared the modules that write a rotating file.
    """

    def __init__(self, home: Home) -> None:
        super().__init__()
        self.home = home
        self._file: LogFile | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            from quizapp.log_file import LogFile

            self._file = LogFile(self.home.log)
        self._file.handle(record)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


def log_to_file(home: Home) -> None:
    """Log to a file in the home folder from now on. The file is created with the first record."""
    root = logging.getLogger()
    root.addHandler(OnFirstRecord(home))
    root.setLevel(logging.INFO)
