"""What goes wrong with a database, in one line that says what, where and what to do."""

from __future__ import annotations

import sqlite3

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class StoreError(Exception):
    """The database cannot be used as asked. The text is one line for the learner."""


class NewerDatabase(StoreError):
    """The database was written by a later version of the app."""


class HeldElsewhere(StoreError):
    """Another process has the sitting open."""


def explain(error: BaseException, where: str) -> StoreError:
    """Turn a database error into the one line that a learner needs; `where` is the file."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, sqlite3.Error | OSError):
        cause = getattr(cause, "orig", None) or cause.__cause__
    if isinstance(cause, OSError):
        return StoreError(f"{where}: {cause.strerror or cause}; choose another place with --home")
    code = getattr(cause, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_FULL:
        return StoreError(
            f"{where}: the disk is full; free some room and go on, what was saved is safe"
        )
    if primary == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"{where}: reading or writing failed (disk full or damaged); "
            "what was saved before is safe"
        )
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return StoreError(f"{where}: may not be written; make it writable or use --home DIR")
    if primary in _BUSY:
        return StoreError(f"{where}: busy in another quizapp; close that one and try again")
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError(
            f"{where}: damaged or not a quizapp database; "
            "move it away, or put a backup in its place"
        )
    if primary == sqlite3.SQLITE_CANTOPEN:
        return StoreError(f"{where}: cannot be opened; check that the folder exists and is yours")
    text = str(cause or error).splitlines()[0] if str(cause or error) else type(error).__name__
    return StoreError(f"{where}: {text}")
