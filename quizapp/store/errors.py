"""What goes wrong with a database, in one line that says what, where and what to do."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from quizapp.invocation import command

Given = ParamSpec("Given")
Made = TypeVar("Made")

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_NO_WRITING = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StoreError(Exception):
    """The database cannot be used as asked. The text is one line for the learner."""


class NewerDatabase(StoreError):
    """The database was written by a later version of the app."""


class HeldElsewhere(StoreError):
    """Another process has the sitting open."""


class InOpenSitting(StoreError):
    """What was asked for is in a sitting that is open: the attempt `attempt`, called `title`."""

    def __init__(self, message: str, attempt: int, title: str) -> None:
        super().__init__(message)
        self.attempt = attempt
        self.title = title


class NotWritable(StoreError):
    """The database cannot be written where it lies; what it holds may still be readable."""


class DamagedRow(ValueError):
    """A stored row holds something that quizapp did not write."""


def reads_row(convert: Callable[Given, Made]) -> Callable[Given, Made]:
    """Decorate a function that makes a value from what is stored: it raises DamagedRow where that
    cannot be done."""

    @wraps(convert)
    def checked(*given: Given.args, **named: Given.kwargs) -> Made:
        try:
            return convert(*given, **named)
        except DamagedRow:
            raise
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise DamagedRow(f"{type(error).__name__}: {error}") from error

    return checked


_CLOSED = "cannot be opened; check that the folder exists and is yours"


def explain(error: BaseException, where: str) -> StoreError:
    """Turn a database error into the one line that a learner needs; `where` is the file."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, sqlite3.Error | OSError | StoreError):
        cause = getattr(cause, "orig", None) or cause.__cause__
    if isinstance(cause, StoreError):
        return cause
    if isinstance(cause, OSError):
        return _explain_system(cause, where)
    code = getattr(cause, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_FULL:
        return NotWritable(
            f"{where}: the disk is full; free some room and go on, what was saved is safe"
        )
    if primary == sqlite3.SQLITE_IOERR:
        return NotWritable(
            f"{where}: reading or writing failed (disk full or damaged); "
            "what was saved before is safe"
        )
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return NotWritable(f"{where}: may not be written; make it writable or use --home DIR")
    if primary in _BUSY:
        return StoreError(f"{where}: busy in another quizapp; close that one and try again")
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError(
            f"{where}: damaged or not a quizapp database; "
            f"`{command('doctor')}` names the newest good backup"
        )
    if primary == sqlite3.SQLITE_CANTOPEN:
        return NotWritable(f"{where}: {_CLOSED}")
    text = str(cause or error).splitlines()[0] if str(cause or error) else type(error).__name__
    return StoreError(f"{where}: {text}")


def _explain_system(error: OSError, where: str) -> StoreError:
    if error.errno in _NO_ROOM:
        return NotWritable(
            f"{where}: the disk is full; free some room and go on, what was saved is safe"
        )
    if error.errno == errno.ENOENT:
        return NotWritable(f"{where}: {_CLOSED}")
    text = f"{where}: {error.strerror or error}; choose another place with --home"
    return NotWritable(text) if error.errno in _NO_WRITING else StoreError(text)


def check_place(file: Path) -> None:
    """Look at where a database lies, before it is opened. Raises StoreError or NotWritable.

    SQLite would say of most of these only that it cannot open the file. Some it would not even
    mention: beside an empty or missing file it throws away the answers that wait in the `-wal`.
    """
    folder = file.parent
    try:
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder}: is no folder; choose another place with --home")
        if file.exists() and not file.is_file():
            raise StoreError(f"{file}: is no ordinary file; move it away or use --home DIR")
        beside = [Path(f"{file}{ending}") for ending in ("-wal", "-shm")]
        known = file.exists() and file.stat().st_size > 0
        wal = beside[0]
        if not known and wal.is_file() and wal.stat().st_size > 0:
            raise StoreError(
                f"{file}: missing or empty, but {wal.name} holds answers; put the database back "
                "beside it, or move both away"
            )
    except OSError as error:
        raise explain(error, str(file)) from error
    if not file.exists():
        return
    if not os.access(file, os.R_OK):
        raise StoreError(f"{file}: may not be read; make it yours (chmod u+rw) or use --home DIR")
    present = [path for path in beside if path.exists()]
    for path in (file, *present):
        if not os.access(path, os.W_OK):
            raise NotWritable(
                f"{path}: may not be written; make it yours (chmod u+rw) or use --home DIR"
            )
    if len(present) < len(beside) and not os.access(folder, os.W_OK | os.X_OK):
        raise NotWritable(
            f"{folder}: the folder may not be written; make it yours (chmod u+rwx) "
            "or use --home DIR"
        )
