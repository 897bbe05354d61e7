"""The first look at a database, with the standard library alone, before anything heavy loads."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from quizapp.store.bootstrap.home_row import HomeRow, open_sitting
from quizapp.store.errors import DamagedRow, NotWritable, StoreError, explain

HEAD = "0004"
"""The newest schema revision this version knows; a test ties it to the migrations."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the first look found: `version` is None for a database that is new or empty."""

    version: str | None
    row: HomeRow = field(default_factory=HomeRow)

    @property
    def current(self) -> bool:
        return self.version == HEAD


OPEN = ("ready", "running", "paused")


def _home_row(connection: sqlite3.Connection, pack: Path | None) -> HomeRow:
    """The first learner's home row for the pack of a folder; one that is damaged is empty."""
    found = connection.execute(
        "SELECT learner_id, pack_id, document FROM summary"
        " WHERE pack_id IN (SELECT id FROM pack WHERE source = ?) ORDER BY learner_id LIMIT 1",
        (str(pack),),
    ).fetchone()
    if found is None:
        # A pack that was never opened: the settings apply all the same.
        other = connection.execute("SELECT document FROM summary LIMIT 1").fetchone()
        return HomeRow(settings=HomeRow.from_json(other[0]).settings) if other else HomeRow()
    learner, pack_id, text = found
    row = HomeRow()
    with suppress(DamagedRow):
        row = HomeRow.from_json(text)
    # The + keeps SQLite from other indexes than that of states: open sittings are few.
    sittings = connection.execute(
        "SELECT id, title, answered, questions, allowed_seconds, used_seconds, kind, form, exam,"
        " exam_day, started_at, boot, boot_seconds FROM attempt"
        " WHERE learner_id = ? AND +pack_id = ? AND state IN (?, ?, ?)"
        " ORDER BY +started_at DESC, id DESC",
        (learner, pack_id, *OPEN),
    ).fetchall()
    return row.with_open(open_sitting(*sitting) for sitting in sittings)


def first_look(path: Path, pack: Path | None = None) -> FirstLook:
    """Read the schema version, and the first learner's home row for the pack of a folder.

    Where the database cannot be opened because nothing may be written, a copy of it is read. Raises
    StoreError.
    """
    try:
        if not path.exists():
            return FirstLook(None)
    except OSError as error:
        raise explain(error, str(path)) from error
    if not path.is_file():
        raise StoreError(f"{path}: is no ordinary file; move it away or use --home DIR")
    try:
        return _look(path, str(path), pack)
    except NotWritable as error:
        from quizapp.store.bootstrap.private_copy import PrivateCopy

        try:
            with PrivateCopy(path) as copy:
                return _look(copy.file, str(path), pack)
        except StoreError:
            raise error from None


@contextmanager
def look_into(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database that is there, closed afterwards. Raises sqlite3.Error."""
    connection = sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=rw", uri=True, timeout=5)
    try:
        yield connection
    finally:
        connection.close()


def _look(path: Path, where: str, pack: Path | None) -> FirstLook:
    try:
        with look_into(path) as connection:
            names = {
                row[0]
                for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            }
            if "alembic_version" not in names:
                return FirstLook(None if not names else "unknown")
            known = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            version = str(known[0]) if known else None
            row = HomeRow()
            if version == HEAD:
                # A damaged row is reported by the data layer.
                with suppress(DamagedRow):
                    row = _home_row(connection, pack)
            return FirstLook(version, row)
    except (sqlite3.Error, OSError) as error:
        raise explain(error, where) from error
