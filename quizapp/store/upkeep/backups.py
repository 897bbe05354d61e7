"""Copies of the database: whole, checked, private, and never in the way of one another."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quizapp.store.bootstrap.first_look import HEAD, first_look
from quizapp.store.bootstrap.private_copy import PrivateCopy
from quizapp.store.db import identity
from quizapp.store.errors import NewerDatabase, StoreError, explain

logger = logging.getLogger(__name__)

AUTOMATIC = "automatic"
NAMES_TRIED = 5
STAMP = "%Y%m%dT%H%M%S%f"
BETWEEN = timedelta(hours=20)
RECENT, DAILY, WEEKLY = 3, 7, 4
PARTS = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database: a journal left behind would be played into the next one."""
LEFT_OVER = timedelta(hours=1)
"""Unfinished copies older than this are of a process that was killed."""
PATIENCE = 5.0
"""Seconds to wait for another quizapp that is writing."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Taken(StoreError):
    """There is a file of this name already."""


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
    try:
        return _damage(path)
    except sqlite3.Error as error:
        return f"cannot be read: {error}"


def _damage(path: Path) -> str | None:
    """As `fault`, but raises sqlite3.Error for a file that only cannot be read just now."""
    if not path.is_file():
        return "is not there"
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
        ) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if verdict != "ok":
                return f"is damaged: {verdict}"
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            if orphans:
                return f"has {len(orphans)} rows without a parent"
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
            raise
        return f"cannot be read: {error}"
    return None if "alembic_version" in tables else "is not a quizapp database"


def back_up(file: Path, folder: Path, label: str) -> Path:
    """A whole, checked copy of a SQLite database in `folder`. Raises StoreError.

    It is written beside its place and named when it is whole and on disk, so that a copy is there
    whole or not at all.
    """
    for _ in range(NAMES_TRIED):
        target = folder / f"{datetime.now(UTC).strftime(STAMP)}-{label}.db"
        try:
            copy(file, target)
        except Taken as error:
            # Another quizapp made its copy by a clock that shows the same moment.
            taken = error
            time.sleep(0.01)
        else:
            return target
    raise taken


def copy(file: Path, target: Path) -> None:
    """Copy a database to a file that must not exist yet. Raises StoreError."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists():
            raise Taken(f"{target}: there already; name another file")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_copy(file, partial)
        _name(partial, target)
    except (sqlite3.Error, OSError) as error:
        raise explain(error, str(target)) from error
    finally:
        _remove(partial)
    logger.info("copied %s to %s", file, target)


def _write_copy(file: Path, partial: Path) -> None:
    """A checked copy on disk, readable by its owner alone from the first byte on."""
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    uri = f"{file.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE)) as source:
        source.execute("VACUUM INTO ?", (str(partial),))
    wrong = fault(partial)
    if wrong is not None:
        raise StoreError(f"{partial}: the copy {wrong}; nothing was changed")
    with partial.open("rb") as handle:
        os.fsync(handle.fileno())


def _name(partial: Path, target: Path) -> None:
    """Give a finished copy its name, never that of a file that came there meanwhile."""
    try:
        os.link(partial, target)
    except FileExistsError as error:
        raise Taken(f"{target}: there already; name another file") from error
    except OSError:  # a file system without links
        partial.rename(target)
    try:
        _sync_folder(target.parent)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _remove(partial: Path) -> None:
    """Remove what is left of an unfinished copy, if that can be."""
    for ending in PARTS:
        with suppress(OSError):
            Path(f"{partial}{ending}").unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make new, changed and removed names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def now_and_then(file: Path, folder: Path, now: datetime | None = None) -> Path | None:
    """An automatic copy if the last one is old enough; the copies no longer wanted are removed.

    Raises StoreError if none can be made; one that cannot be removed is left for the next time.
    """
    now = now or datetime.now(UTC)
    try:
        own = [backup for backup in listed(folder) if backup.label == AUTOMATIC]
        if not file.exists() or (own and now - own[0].at < BETWEEN):
            return None
        made = back_up(file, folder, AUTOMATIC)
        for backup in unwanted(listed(folder)):
            with suppress(OSError):
                backup.path.unlink(missing_ok=True)
        for partial in (*folder.glob(".*.part"), *file.parent.glob(f".{file.name}.*.part")):
            with suppress(OSError):
                if now.timestamp() - partial.stat().st_mtime > LEFT_OVER.total_seconds():
                    _remove(partial)
    except OSError as error:
        raise explain(error, str(folder)) from error
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
    kept with its journals and replaced in one step. Sittings that are open elsewhere are ended: who
    has the old database open can save nothing more (see `Identity`). Raises StoreError; the
    database is then as before, or – if the disk failed in the very commit – as restored, with what
    was there kept.
    """
    if not source.is_file():
        raise StoreError(f"{source}: is not there; nothing was changed")
    if file.exists() and source.samefile(file):
        raise StoreError(f"{source}: is the database in use; name a copy of it")
    # The source may be where nothing can be written, and SQLite writes next to what it reads.
    with PrivateCopy(source) as copy:
        wrong = fault(copy.file)
        if wrong is not None:
            raise StoreError(f"{source}: {wrong}; nothing was changed")
        version = first_look(copy.file).version
        if version is not None and version > HEAD:
            raise NewerDatabase(f"{source}: written by a newer quizapp; upgrade quizapp first")
        kept = _restore(copy.file, file, folder)
    logger.info("restored %s", source)
    return kept


def _restore(source: Path, file: Path, folder: Path) -> Path | None:
    """As `restore`, from a copy that is whole and may be changed."""
    kept: Path | None = None
    try:
        if file.exists() and _damage(file) is None:
            kept = back_up(file, folder, "before-restore")
            _make_ready(source, _page_size(file))
            _write_over(source, file)
        else:
            _make_ready(source)
            kept = _replace(source, file, folder)
    except (sqlite3.Error, OSError, StoreError) as error:
        said = str(error if isinstance(error, StoreError) else explain(error, str(file)))
        raise StoreError(f"{said}; kept before that: {kept}" if kept else said) from error
    return kept


def _page_size(file: Path) -> int:
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as connection:
        return int(connection.execute("PRAGMA page_size").fetchone()[0])


def _make_ready(copy: Path, page_size: int | None = None) -> None:
    """Make a copy fit to take the place of a database: no process has its sittings open, whoever
    has that database open can tell the two apart, and pages have the same size."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(attempt)")}
        if "holder" in columns:
            connection.execute("UPDATE attempt SET holder = NULL WHERE holder IS NOT NULL")
        identity.renew(connection)
        if page_size not in (None, connection.execute("PRAGMA page_size").fetchone()[0]):
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute(f"PRAGMA page_size={page_size}")
            connection.execute("VACUUM")


def _write_over(source: Path, file: Path) -> None:
    began = time.monotonic()

    def impatient(status: int, _left: int, _pages: int) -> None:
        # Left alone, sqlite3 would wait for another quizapp for as long as that one takes.
        busy = status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if busy and time.monotonic() - began > PATIENCE:
            raise StoreError(f"{file}: busy in another quizapp; close that one and try again")

    with (
        closing(sqlite3.connect(source)) as origin,
        closing(sqlite3.connect(file, timeout=PATIENCE)) as present,
    ):
        origin.backup(present, progress=impatient)


def _replace(source: Path, file: Path, folder: Path) -> Path | None:
    """Put a copy where no database is; a damaged one that is there is kept, with its journals.

    All of it is kept first. Then the journals go, and are gone for good, before the copy takes the
    file's name: at every moment there is the damaged file or the whole one.
    """
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    present = [ending for ending in PARTS if Path(f"{file}{ending}").exists()]
    target = folder / f"{datetime.now(UTC).strftime(STAMP)}-damaged.sqlite"
    try:
        _write_copy(source, partial)
        if present:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for ending in present:
            _keep(Path(f"{file}{ending}"), Path(f"{target}{ending}"))
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


def _keep(part: Path, target: Path) -> None:
    """Keep a file under a second name; its contents, where a file cannot have two."""
    try:
        os.link(part, target)
    except OSError:
        handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with part.open("rb") as source, os.fdopen(handle, "wb") as copied:
            shutil.copyfileobj(source, copied)
            copied.flush()
            os.fsync(copied.fileno())
