"""A private copy of a database that cannot be opened in its own location."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from quizapp.store.errors import StoreError, busy, explain

TRIES = 20
PAUSE = 0.1
"""Seconds between two tries."""


class PrivateCopy:
    """A copy of a database and its `-wal` in a temporary folder.

    SQLite cannot read a database in WAL mode without writing files next to it, and a copy without
    the `-wal` would lack committed answers. Use it in a `with` block, or call `close`. Raises
    StoreError.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="quizapp-")
        except OSError as error:
            raise explain(error, tempfile.gettempdir()) from error
        self.file = Path(self._folder.name) / file.name
        try:
            _copy_unchanged(file, self.file)
        except OSError as error:
            self.close()
            raise explain(error, str(error.filename or file)) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Delete the copy."""
        self._folder.cleanup()

    def __enter__(self) -> PrivateCopy:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _copy_unchanged(file: Path, target: Path) -> None:
    """Copy the file and its `-wal`; repeat the copy if either changed meanwhile."""
    wal, target_wal = Path(f"{file}-wal"), Path(f"{target}-wal")
    for _ in range(TRIES):
        before = _state(file), _state(wal)
        if before[0] is None:
            raise StoreError(f"{file}: does not exist")
        target_wal.unlink(missing_ok=True)
        shutil.copyfile(file, target)
        if before[1] is not None:
            shutil.copyfile(wal, target_wal)
        if before == (_state(file), _state(wal)):
            return
        time.sleep(PAUSE)
    raise busy(file)


def _state(file: Path) -> tuple[int, int, int] | None:
    """Return values that change when the file changes; None if the file does not exist."""
    if not file.is_file():
        return None
    status = file.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
