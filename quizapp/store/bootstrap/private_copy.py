"""Reading a database that cannot be used where it lies: on a private copy of it."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from quizapp.store.errors import StoreError, explain

TRIES = 20
PAUSE = 0.1


class PrivateCopy:
    """A copy of a database and of what waits in its `-wal`, in a folder of our own.

    SQLite cannot read a database in WAL mode without writing beside it, and a `-wal` that is left
    out takes committed answers with it. Use it in `with`, or `close` it. Raises StoreError.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="quizapp-")
        except OSError as error:
            raise explain(error, tempfile.gettempdir()) from error
        self.file = Path(self._folder.name) / file.name
        try:
            _copy_still(file, self.file)
        except OSError as error:
            self.close()
            raise explain(error, str(error.filename or file)) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._folder.cleanup()

    def __enter__(self) -> PrivateCopy:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _copy_still(file: Path, target: Path) -> None:
    """Copy file and `-wal` at a moment when nobody changes them."""
    wal, target_wal = Path(f"{file}-wal"), Path(f"{target}-wal")
    for _ in range(TRIES):
        before = _state(file), _state(wal)
        if before[0] is None:
            raise StoreError(f"{file}: is not there")
        target_wal.unlink(missing_ok=True)
        shutil.copyfile(file, target)
        if before[1] is not None:
            shutil.copyfile(wal, target_wal)
        if before == (_state(file), _state(wal)):
            return
        time.sleep(PAUSE)
    raise StoreError(f"{file}: busy in another quizapp; close that one and try again")


def _state(file: Path) -> tuple[int, int, int] | None:
    """What changes when a file does; None for a file that is not there."""
    if not file.is_file():
        return None
    status = file.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
