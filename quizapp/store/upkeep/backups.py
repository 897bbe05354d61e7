"""Backups of the database: complete, checked, private, and never overwritten."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quizapp.paths import DATABASE_ENDINGS
from quizapp.store.bootstrap.first_look import HEAD, first_look
from quizapp.store.bootstrap.locks import LOCK_TIMEOUT, connect, has_locks
from quizapp.store.bootstrap.private_copy import PrivateCopy
from quizapp.store.db import identity
from quizapp.store.errors import (
    ELSEWHERE,
    NewerDatabase,
    NotWritable,
    StoreError,
    busy,
    explain,
)

logger = logging.getLogger(__name__)

AUTOMATIC = "automatic"
NAMES_TRIED = 5
STAMP = "%Y%m%dT%H%M%S%f"
_STAMPED = re.compile(r"[0-9]{8}T[0-9]{12}")
_SMALL_CACHE = "PRAGMA cache_size=-128"
"""SQLite's 2 MiB of pages would stay with the process, which copies and checks while it is used."""
BETWEEN = timedelta(hours=20)
"""The time between two automatic backups."""
RECENT, DAILY, WEEKLY = 3, 7, 4
"""Automatic backups to keep: the newest ones, one per day, and one per week."""
"""The suffixes of a database's files. A leftover journal would be replayed into a new database."""
LEFT_OVER = timedelta(hours=1)
"""An unfinished copy older than this belongs to a process that was killed."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Taken(StoreError):
    """A file with this name already exists."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy in the backups folder, made at `at` (UTC); `label` says why."""

    path: Path
    at: datetime
    label: str


def listed(folder: Path) -> list[Backup]:
    """Return the backups in a folder, newest first. Files with other names are ignored.

    Backups dated in the future, by a wrong clock, come last: no one knows how old they are.
    """
    now = datetime.now(UTC)
    result = []
    for path in folder.glob("*.db"):
        stamp, _, label = path.stem.partition("-")
        try:
            at = _moment(stamp)
        except ValueError:
            continue
        result.append(Backup(path, at, label))
    return sorted(result, key=lambda b: (b.at <= now, b.at, b.path.name), reverse=True)


def _moment(stamp: str) -> datetime:
    """Return the moment that `STAMP` wrote. Raises ValueError for any other text.

    `strptime` would import a module of most of a MiB, at every start.
    """
    if _STAMPED.fullmatch(stamp) is None:
        raise ValueError(f"{stamp!r} is not a moment")
    return datetime.fromisoformat(f"{stamp[:15]}.{stamp[15:]}").replace(tzinfo=UTC)


def fault(path: Path) -> str | None:
    """Return why a file is not an intact quizapp database; None if it is one."""
    try:
        try:
            return _damage(path)
        except NotWritable:
            with PrivateCopy(path) as copy:
                return _damage(copy.file)
    except sqlite3.Error as error:
        return f"cannot be read: {error}"


def _damage(path: Path) -> str | None:
    """Like `fault`, but raise sqlite3.Error for a file that is only temporarily unreadable."""
    if not path.is_file():
        return "does not exist"
    try:
        with closing(connect(path, "ro")) as connection:
            connection.execute(_SMALL_CACHE)
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if verdict != "ok":
                return f"is damaged: {verdict}"
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            if orphans:
                return f"has {len(orphans)} rows without a parent row"
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
            raise
        return f"cannot be read: {error}"
    return None if "alembic_version" in tables else "is not a quizapp database"


def back_up(file: Path, folder: Path, label: str) -> Path:
    """Make a complete, checked copy of a SQLite database in `folder` and return its path.

    The copy is written under a temporary name and renamed when it is complete and on disk, so a
    backup is never incomplete. Raises StoreError.
    """
    for _ in range(NAMES_TRIED):
        target = folder / f"{datetime.now(UTC).strftime(STAMP)}-{label}.db"
        try:
            copy(file, target)
        except Taken as error:
            # Another quizapp made a backup at the same microsecond.
            taken = error
            time.sleep(0.01)
        else:
            return target
    raise taken


def copy(file: Path, target: Path, elsewhere: str = ELSEWHERE) -> None:
    """Copy a database to a file that must not exist yet. Raises StoreError.

    `elsewhere` says how to choose another place if this one cannot be written.
    """
    exists = f"{target}: already exists; name another file"
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        str(target).encode()
        if target.exists():
            raise Taken(exists)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_copy(file, partial)
        _give_name(partial, target)
    except UnicodeEncodeError:
        raise StoreError(f"{target}: the name is not UTF-8; choose another name") from None
    except (sqlite3.Error, OSError) as error:
        raise explain(error, str(target), elsewhere) from error
    finally:
        _remove(partial)
    logger.info("copied %s to %s", file, target)


def _write_copy(file: Path, partial: Path) -> None:
    """Write a checked copy to disk, readable only by its owner from the first byte on."""
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    if not has_locks(partial.parent):
        raise StoreError(
            f"{partial.parent}: this file system has no file locks; name a file on a local disk"
        )
    with closing(connect(file)) as source:
        source.execute(_SMALL_CACHE)
        source.execute("VACUUM INTO ?", (str(partial),))
    damage = fault(partial)
    if damage is not None:
        raise StoreError(f"{partial}: the copy {damage}; nothing was changed")
    with partial.open("rb") as handle:
        os.fsync(handle.fileno())


def _give_name(partial: Path, target: Path) -> None:
    """Rename a finished copy, but never replace a file that was created meanwhile."""
    try:
        os.link(partial, target)
    except FileExistsError as error:
        raise Taken(f"{target}: already exists; name another file") from error
    except OSError:  # a file system without links
        partial.rename(target)
    try:
        _sync_folder(target.parent)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _remove(partial: Path) -> None:
    """Remove the files of an unfinished copy, as far as possible."""
    for ending in DATABASE_ENDINGS:
        with suppress(OSError):
            Path(f"{partial}{ending}").unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make new, changed, and removed names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def back_up_if_due(file: Path, folder: Path, now: datetime | None = None) -> Path | None:
    """Make an automatic backup if the last one is old enough, and delete those not to be kept.

    Return the new backup, or None if none was due. Raises StoreError if the backup fails; a file
    that cannot be deleted is tried again next time.
    """
    now = now or datetime.now(UTC)
    try:
        recent = [
            backup
            for backup in listed(folder)
            if backup.label == AUTOMATIC and timedelta(0) <= now - backup.at < BETWEEN
        ]
        if recent or not file.exists():
            return None
        made = back_up(file, folder, AUTOMATIC)
        for backup in unwanted(listed(folder), now):
            with suppress(OSError):
                backup.path.unlink(missing_ok=True)
        for partial in (*folder.glob(".*.part"), *file.parent.glob(f".{file.name}.*.part")):
            with suppress(OSError):
                # A file dated far in the future, by a wrong clock, was not written just now either.
                if abs(now.timestamp() - partial.stat().st_mtime) > LEFT_OVER.total_seconds():
                    _remove(partial)
    except OSError as error:
        raise explain(error, str(folder)) from error
    return made


def unwanted(backups: list[Backup], now: datetime) -> list[Backup]:
    """Return the automatic backups to delete, newest first.

    Kept are the most recent ones and the newest of each recent day and week. Other backups, made
    manually or before a migration, a restore, or a removal, are always kept. So are those dated
    later than `now`, by a wrong clock: they take no other backup's place.
    """
    own = [
        backup
        for backup in sorted(backups, key=lambda b: b.at, reverse=True)
        if backup.label == AUTOMATIC and backup.at <= now
    ]
    keep = set(own[:RECENT])
    for size, count in (("%Y-%j", DAILY), ("%G-%V", WEEKLY)):
        newest: dict[str, Backup] = {}
        for backup in own:
            newest.setdefault(backup.at.strftime(size), backup)
        keep |= set(list(newest.values())[:count])
    return [backup for backup in own if backup not in keep]


def newest_good(folder: Path) -> Backup | None:
    """Return the newest backup that is intact; None if there is none."""
    return next((backup for backup in listed(folder) if fault(backup.path) is None), None)


def restore(source: Path, file: Path, folder: Path) -> Path | None:
    """Replace the database with a backup; return the path of a copy of the current one, if any.

    The pages are written through SQLite in one transaction: another quizapp sees either the old
    database or the new one, and a crash leaves one of the two. If the current file is damaged, it
    is set aside with its journals and replaced in one step. Sittings that are open elsewhere end: a
    process that has the old database open can no longer save anything (see `Identity`). Raises
    StoreError. The database is then unchanged or, if the disk failed during the commit, restored;
    the copy of the old one exists in both cases.
    """
    try:
        if not source.is_file():
            what = "is not a file" if source.exists() else "does not exist"
            raise StoreError(f"{source}: {what}; nothing was changed")
        with source.open("rb"):
            pass
    except OSError as error:
        raise StoreError(f"{source}: {error.strerror}; nothing was changed") from error
    if file.exists() and source.samefile(file):
        raise StoreError(f"{source}: is the database in use; name a copy of it")
    # SQLite writes next to the file that it reads, and the backup may be on a read-only disk.
    with PrivateCopy(source) as copy:
        damage = fault(copy.file)
        if damage is not None:
            raise StoreError(f"{source}: {damage}; nothing was changed")
        version = first_look(copy.file).version
        if version is not None and version > HEAD:
            raise NewerDatabase(f"{source}: written by a newer quizapp; upgrade quizapp first")
        previous = _restore(copy.file, file, folder)
    logger.info("restored %s", source)
    return previous


def _restore(source: Path, file: Path, folder: Path) -> Path | None:
    """Restore from `source`, an intact private copy, which this function changes."""
    previous: Path | None = None
    try:
        if file.exists() and _damage(file) is None:
            previous = back_up(file, folder, "before-restore")
            _make_ready(source, _page_size(file))
            _write_over(source, file)
        else:
            _make_ready(source)
            previous = _replace(source, file, folder)
    except (sqlite3.Error, OSError, StoreError) as error:
        message = str(error if isinstance(error, StoreError) else explain(error, str(file)))
        if previous:
            message += f"; the previous database is in {previous}"
        raise StoreError(message) from error
    return previous


def _page_size(file: Path) -> int:
    with closing(connect(file)) as connection:
        return int(connection.execute("PRAGMA page_size").fetchone()[0])


def _make_ready(copy: Path, page_size: int | None = None) -> None:
    """Prepare a copy to replace a database with this page size.

    All leases on its sittings are removed. A new mark lets processes that have the old database
    open notice the replacement.
    """
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(attempt)")}
        if "holder" in columns:
            connection.execute("UPDATE attempt SET holder = NULL WHERE holder IS NOT NULL")
        identity.change_mark(connection)
        if page_size not in (None, connection.execute("PRAGMA page_size").fetchone()[0]):
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute(f"PRAGMA page_size={page_size}")
            connection.execute("VACUUM")


def _write_over(source: Path, file: Path) -> None:
    began = time.monotonic()

    def stop_if_busy(status: int, _left: int, _pages: int) -> None:
        # Without a limit, sqlite3 would wait for another quizapp however long that one takes.
        waiting = status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if waiting and time.monotonic() - began > LOCK_TIMEOUT:
            raise busy(file)

    with (
        closing(sqlite3.connect(source)) as origin,
        closing(connect(file)) as current,
    ):
        origin.backup(current, progress=stop_if_busy)


def _replace(source: Path, file: Path, folder: Path) -> Path | None:
    """Put a backup where the database is damaged or missing; return where the damaged one is now.

    First, the damaged file and its journals are set aside. Then the journals are removed, durably,
    before the backup takes the file's name. At every moment there is either the damaged file or the
    intact one.
    """
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    present = [ending for ending in DATABASE_ENDINGS if Path(f"{file}{ending}").exists()]
    target = folder / f"{datetime.now(UTC).strftime(STAMP)}-damaged.sqlite"
    try:
        _write_copy(source, partial)
        if present:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for ending in present:
            _set_aside(Path(f"{file}{ending}"), Path(f"{target}{ending}"))
        if present:
            _sync_folder(folder)
        for ending in present:
            if ending:
                Path(f"{file}{ending}").unlink(missing_ok=True)
        _sync_folder(file.parent)
        partial.replace(file)
        _sync_folder(file.parent)
    finally:
        _remove(partial)
    return target if "" in present else None


def _set_aside(part: Path, target: Path) -> None:
    """Link a file to a second name; copy it on a file system without links."""
    try:
        os.link(part, target)
    except OSError:
        handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with part.open("rb") as source, os.fdopen(handle, "wb") as copied:
            shutil.copyfileobj(source, copied)
            copied.flush()
            os.fsync(copied.fileno())
