"""Copies of the database: whole, checked, private, and never in the way of one another."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quizapp.store.errors import NewerDatabase, StoreError, explain
from quizapp.store.glance import HEAD, glance

logger = logging.getLogger(__name__)

AUTOMATIC = "automatic"
STAMP = "%Y%m%dT%H%M%S%f"
BETWEEN = timedelta(hours=20)
RECENT, DAILY, WEEKLY = 3, 7, 4


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy in the backups folder; `label` says why it was made."""

    path: Path
    at: datetime
    label: str


def listed(folder: Path) -> list[Backup]:
    """The copies in a folder, newest first; other files are passed over."""
    found = []
    for path in folder.glob("*.db"):
        stamp, _, label = path.stem.partition("-")
        try:
            at = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Backup(path, at, label))
    return sorted(found, key=lambda backup: (backup.at, backup.path.name), reverse=True)


def fault(path: Path) -> str | None:
    """What keeps a file from being a whole quizapp database; None if nothing does."""
    if not path.is_file():
        return "is not there"
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if verdict != "ok":
                return f"is damaged: {verdict}"
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            if orphans:
                return f"has {len(orphans)} rows without a parent"
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as error:
        return f"cannot be read: {error}"
    return None if "alembic_version" in tables else "is not a quizapp database"


def back_up(file: Path, folder: Path, label: str) -> Path:
    """A whole, checked copy of a SQLite database in `folder`. Raises StoreError.

    It is written beside its place and renamed into it, so that a copy is there whole or not at all.
    """
    target = folder / f"{datetime.now(UTC).strftime(STAMP)}-{label}.db"
    copy(file, target)
    return target


def copy(file: Path, target: Path) -> None:
    """Copy a database to a file that must not exist yet. Raises StoreError."""
    if target.exists():
        raise StoreError(f"{target}: there already; name another file")
    partial = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(file, timeout=5)) as source:
            source.execute("VACUUM INTO ?", (str(partial),))
        wrong = fault(partial)
        if wrong is not None:
            raise StoreError(f"{partial}: the copy {wrong}; nothing was changed")
        partial.chmod(0o600)
        with partial.open("rb") as handle:
            os.fsync(handle.fileno())
        partial.rename(target)
        _sync_folder(target.parent)
    except (sqlite3.Error, OSError) as error:
        raise explain(error, str(target)) from error
    finally:
        partial.unlink(missing_ok=True)
    logger.info("copied %s to %s", file, target)


def _sync_folder(folder: Path) -> None:
    """Make a rename durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def now_and_then(file: Path, folder: Path, now: datetime | None = None) -> Path | None:
    """An automatic copy if the last one is old enough; the copies no longer wanted are removed."""
    now = now or datetime.now(UTC)
    own = [backup for backup in listed(folder) if backup.label == AUTOMATIC]
    if not file.exists() or (own and now - own[0].at < BETWEEN):
        return None
    made = back_up(file, folder, AUTOMATIC)
    for backup in unwanted(listed(folder)):
        backup.path.unlink(missing_ok=True)
    return made


def unwanted(backups: list[Backup]) -> list[Backup]:
    """Automatic copies that are neither recent nor the newest of a kept day or week.

    Copies made before a migration, a restore or a removal, and by hand, are never unwanted.
    """
    own = [b for b in sorted(backups, key=lambda b: b.at, reverse=True) if b.label == AUTOMATIC]
    keep = set(own[:RECENT])
    for size, count in (("%Y-%j", DAILY), ("%G-%V", WEEKLY)):
        newest: dict[str, Backup] = {}
        for backup in own:
            newest.setdefault(backup.at.strftime(size), backup)
        keep |= set(list(newest.values())[:count])
    return [backup for backup in own if backup not in keep]


def newest_good(folder: Path) -> Backup | None:
    """The newest copy that is whole."""
    return next((backup for backup in listed(folder) if fault(backup.path) is None), None)


def restore(source: Path, file: Path, folder: Path) -> Path | None:
    """Put a copy in the place of the database; the present one is kept, and returned, if any.

    The pages are written through SQLite in one transaction, so that another quizapp sees the old
    database or the new one, and a crash leaves one of them. A present file that is no database is
    moved aside. Raises StoreError; the database is then as before.
    """
    wrong = fault(source)
    if wrong is not None:
        raise StoreError(f"{source}: {wrong}; nothing was changed")
    version = glance(source).version
    if version is not None and version > HEAD:
        raise NewerDatabase(f"{source}: written by a newer quizapp; upgrade quizapp first")
    if source.resolve() == file.resolve():
        raise StoreError(f"{source}: is the database in use; name a copy of it")
    kept: Path | None = None
    if file.exists():
        if fault(file) is None:
            kept = back_up(file, folder, "before-restore")
        else:
            kept = _set_aside(file, folder)
    try:
        with (
            closing(sqlite3.connect(source)) as origin,
            closing(sqlite3.connect(file, timeout=5)) as present,
        ):
            origin.backup(present)
        file.chmod(0o600)
    except (sqlite3.Error, OSError) as error:
        raise explain(error, str(file)) from error
    logger.info("restored %s", source)
    return kept


def _set_aside(file: Path, folder: Path) -> Path:
    """Move a damaged database, with its journal, out of the way."""
    stamp = datetime.now(UTC).strftime(STAMP)
    target = folder / f"{stamp}-damaged.sqlite"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for ending in ("", "-wal", "-shm"):
            part = Path(f"{file}{ending}")
            if part.exists():
                part.rename(f"{target}{ending}")
    except OSError as error:
        raise explain(error, str(file)) from error
    return target
