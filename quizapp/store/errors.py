"""Database errors, each as one line that says what went wrong, where, and what to do."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from shlex import quote
from typing import ParamSpec, TypeVar

from quizapp.invocation import command

Params = ParamSpec("Params")
Result = TypeVar("Result")

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_SHARED_MEMORY = {sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_SHMLOCK}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StoreError(Exception):
    """The database cannot be used as requested. The message is one line for the learner."""


class Declined(StoreError):
    """Nothing is wrong, but there is nothing to do now, or the request makes no sense."""


class NothingDue(Declined):
    """Nothing is to be reviewed today; `missed` questions are not recovered yet.

    A review on demand asks `asked` of them; open sittings have `held` of them.
    """

    def __init__(self, message: str, missed: int, asked: int = 0, held: int = 0) -> None:
        super().__init__(message)
        self.missed = missed
        self.asked = asked
        self.held = held


class NewerDatabase(StoreError):
    """The database was written by a later version of the app."""


class Lost(StoreError):
    """The sitting cannot continue in this process."""


class HeldElsewhere(Lost):
    """Another process has the sitting open."""


class Replaced(Lost):
    """The database is no longer the one that was opened."""


class InOpenSitting(StoreError):
    """The questions are in an open sitting: the attempt `attempt`, called `title`."""

    def __init__(self, message: str, attempt: int, title: str) -> None:
        super().__init__(message)
        self.attempt = attempt
        self.title = title


class NotWritable(StoreError):
    """The database cannot be written in its location. It may still be readable."""


class DamagedRow(ValueError):
    """A stored row contains a value that quizapp did not write."""


def reads_row(convert: Callable[Params, Result]) -> Callable[Params, Result]:
    """Decorate a function that converts stored data: a failed conversion raises DamagedRow."""

    @wraps(convert)
    def checked(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        try:
            return convert(*args, **kwargs)
        except DamagedRow:
            raise
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise DamagedRow(f"{type(error).__name__}: {error}") from error

    return checked


def unsupported_file_system(where: str | Path, what: str) -> str:
    """Return the line for a database on a file system that lacks what SQLite needs."""
    way = "use a folder on a local disk with --home DIR"
    with suppress(OSError):
        if Path(where).stat().st_size:
            way = (
                "use a folder on a local disk, and bring your data there with: "
                f"quizapp --home DIR restore {quote(str(where))}"
            )
    return f"{where}: this file system has no {what}, which quizapp needs; {way}"


def busy(where: str | Path) -> StoreError:
    """Return the error for a database that another process keeps locked."""
    return StoreError(f"{where}: busy in another quizapp window; close it and try again")


ELSEWHERE = "choose another location with --home"
_CANNOT_OPEN = "cannot be opened; check that the folder exists and that you own it"
_NO_SPACE = "the disk is full; free some space and continue (saved answers are safe)"


def explain(error: BaseException, where: str, elsewhere: str = ELSEWHERE) -> StoreError:
    """Convert a database or file error to one line for the learner.

    `where` names the file, and `elsewhere` says how to choose another one.
    """
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, sqlite3.Error | OSError | StoreError):
        cause = getattr(cause, "orig", None) or cause.__cause__
    if isinstance(cause, StoreError):
        return cause
    if isinstance(cause, OSError):
        return _explain_system(cause, where, elsewhere)
    code = getattr(cause, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_FULL:
        return NotWritable(f"{where}: {_NO_SPACE}")
    if isinstance(code, int) and code in _SHARED_MEMORY:
        return NotWritable(unsupported_file_system(where, "shared memory"))
    if primary == sqlite3.SQLITE_IOERR:
        return NotWritable(
            f"{where}: reading or writing failed (disk full or damaged); saved answers are safe"
        )
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return NotWritable(f"{where}: is not writable; {ownership_remedy(Path(where))}")
    if primary in _BUSY:
        return busy(where)
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError(
            f"{where}: damaged or not a quizapp database; "
            f"`{command('doctor')}` names the newest good backup"
        )
    if primary == sqlite3.SQLITE_CANTOPEN:
        return NotWritable(f"{where}: {_CANNOT_OPEN}")
    text = str(cause or error).splitlines()[0] if str(cause or error) else type(error).__name__
    return StoreError(f"{where}: {text}")


def ownership_remedy(path: Path, elsewhere: str = ELSEWHERE) -> str:
    """Return what to do so that a file or folder can be used and what it contains is kept.

    If there is no such file, return `elsewhere`.
    """
    try:
        status = path.stat()
        read_only = os.statvfs(path).f_flag & os.ST_RDONLY
    except (OSError, AttributeError):
        return elsewhere
    if read_only:
        return (
            "its disk is mounted read-only: mount it for writing, or bring your data elsewhere "
            f"with: quizapp --home DIR restore {quote(str(path))}"
        )
    many = "-R " if path.is_dir() else ""
    if status.st_uid == os.geteuid():
        mode = "u+rwX" if path.is_dir() else "u+rw"
        return f"to keep your history, run: chmod {many}{mode} {quote(str(path))}"
    return (
        f"it belongs to {_user(status.st_uid)}; to keep your history, run: "
        f"sudo chown {many}{_user(os.geteuid())} {quote(str(path))}"
    )


def _user(number: int) -> str:
    try:
        import pwd

        return pwd.getpwuid(number).pw_name
    except (ImportError, KeyError):
        return str(number)


def _explain_system(error: OSError, where: str, elsewhere: str) -> StoreError:
    if error.errno in _DISK_FULL:
        return NotWritable(f"{where}: {_NO_SPACE}")
    if error.errno == errno.ENOENT:
        return NotWritable(f"{where}: {_CANNOT_OPEN}")
    denied = error.errno in _DENIED
    way = ownership_remedy(Path(where), elsewhere) if denied else elsewhere
    text = f"{where}: {error.strerror or error}; {way}"
    return NotWritable(text) if denied else StoreError(text)


def check_location(file: Path) -> None:
    """Check a database's file and folder before opening it. Raises StoreError or NotWritable.

    For most of these faults, SQLite reports only that it cannot open the file. One it does not
    report at all: when the file is empty or missing, SQLite discards the answers in its `-wal`.
    """
    folder = file.parent
    try:
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder}: is not a folder; choose another location with --home")
        if file.exists() and not file.is_file():
            raise StoreError(f"{file}: is not a regular file; move it away or use --home DIR")
        sidecars = [Path(f"{file}{ending}") for ending in ("-wal", "-shm")]
        has_data = file.exists() and file.stat().st_size > 0
        wal = sidecars[0]
        if not has_data and wal.is_file() and wal.stat().st_size > 0:
            raise StoreError(
                f"{file}: missing or empty, but {wal.name} contains answers; put the database "
                "back next to it, or move both files away"
            )
    except OSError as error:
        raise explain(error, str(file)) from error
    if not file.exists():
        return
    if not os.access(file, os.R_OK):
        raise StoreError(f"{file}: is not readable; {ownership_remedy(file)}")
    present = [path for path in sidecars if path.exists()]
    for path in (file, *present):
        if not os.access(path, os.W_OK):
            raise NotWritable(f"{path}: is not writable; {ownership_remedy(path)}")
    if len(present) < len(sidecars) and not os.access(folder, os.W_OK | os.X_OK):
        raise NotWritable(f"{folder}: the folder is not writable; {ownership_remedy(folder)}")
