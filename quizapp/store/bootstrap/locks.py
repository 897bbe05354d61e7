"""Waiting for other processes that use the database, but not where there are no file locks.

SQLite cannot tell the two apart: it reports a file system without locks as a busy database. What
looks into a refusal is imported when there is one, because every start imports this module.
"""

from __future__ import annotations

import errno
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from quizapp.store.errors import NotWritable, unsupported_file_system

LOCK_TIMEOUT = 5.0
"""Seconds to wait for another quizapp that is writing."""
_BRIEF_MS = 200
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


def wait_for_others(connection: Any, file: Path) -> None:
    """Have a connection of the sqlite3 module wait for other processes, up to `LOCK_TIMEOUT`.

    Raises NotWritable if the file system has no file locks, and sqlite3.Error.
    """
    connection.execute(f"PRAGMA busy_timeout={_BRIEF_MS}")
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) != sqlite3.SQLITE_BUSY:
            raise
        if not has_locks(file.parent):
            raise NotWritable(unsupported_file_system(file, "file locks")) from error
    connection.execute(f"PRAGMA busy_timeout={int(LOCK_TIMEOUT * 1000)}")


def connect(file: Path, mode: str = "rw") -> sqlite3.Connection:
    """A connection to a database that exists. Raises NotWritable and sqlite3.Error."""
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)
    try:
        wait_for_others(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def has_locks(folder: Path) -> bool:
    """Whether files in a folder can be locked, as far as a temporary file there can tell."""
    try:
        import fcntl
        import tempfile

        with tempfile.TemporaryFile(dir=folder) as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        return True
    except OSError as error:
        return error.errno not in _NO_LOCKS
    return True


def has_shared_memory(folder: Path) -> bool:
    """Whether files in a folder can be mapped, as far as a temporary file there can tell."""
    import mmap
    import tempfile

    with suppress(OSError), tempfile.NamedTemporaryFile(dir=folder, suffix="-shm") as file:
        file.write(bytes(mmap.PAGESIZE))
        file.flush()
        try:
            mmap.mmap(file.fileno(), mmap.PAGESIZE).close()
        except OSError:
            return False
    return True
