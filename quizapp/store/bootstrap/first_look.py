"""The first read of a database: its schema version and the home row, before the data layer loads.

Only the standard library is used, so that the first frame appears without delay.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from quizapp.store.bootstrap.home_row import OF_PACK, HomeRow, open_sitting
from quizapp.store.bootstrap.locks import connect
from quizapp.store.errors import DamagedRow, NotWritable, StoreError, explain

HEAD = "0006"
"""The newest schema revision that this version knows. A test compares it with the migrations."""


class FirstLook(NamedTuple):
    """The result of the first read.

    `version` is the schema revision: None for a new or empty database, "unknown" for a database
    without a revision.
    """

    version: str | None
    row: HomeRow = HomeRow()

    @property
    def current(self) -> bool:
        """Whether the database has the schema of this version."""
        return self.version == HEAD


OPEN = ("ready", "running", "paused")
"""The states of an attempt that can be resumed, as `exam.attempt.OPEN` defines them."""


def _home_row(connection: sqlite3.Connection, pack: Path | None) -> HomeRow:
    """Return the first learner's home row for the pack of a folder; a damaged row is empty."""
    stored = connection.execute(
        "SELECT learner_id, pack_id, document FROM summary"
        " WHERE pack_id IN (SELECT id FROM pack WHERE source = ?) ORDER BY learner_id LIMIT 1",
        (str(pack),),
    ).fetchone()
    if stored is None:
        # This pack was never opened. The learner's settings still apply, except those of a pack.
        other = connection.execute("SELECT document FROM summary LIMIT 1").fetchone()
        known = HomeRow.from_json(other[0]).settings if other else {}
        return HomeRow(settings={name: known[name] for name in known if name not in OF_PACK})
    learner, pack_id, text = stored
    row = HomeRow()
    with suppress(DamagedRow):
        row = HomeRow.from_json(text)
    # The + makes SQLite use the index of states, since there are few open sittings.
    sittings = connection.execute(
        "SELECT id, title, answered, questions, allowed_seconds, used_seconds, kind, form, exam,"
        " exam_day, started_at, boot, boot_seconds FROM attempt"
        " WHERE learner_id = ? AND +pack_id = ? AND state IN (?, ?, ?)"
        " ORDER BY +started_at DESC, id DESC",
        (learner, pack_id, *OPEN),
    ).fetchall()
    return row.with_open(open_sitting(*sitting) for sitting in sittings)


def first_look(path: Path, pack: Path | None = None) -> FirstLook:
    """Read the schema version, and the first learner's home row for the pack in a folder.

    If the database or its folder is not writable, a private copy is read instead. Raises
    StoreError.
    """
    try:
        if not path.exists():
            return FirstLook(None)
    except OSError as error:
        raise explain(error, str(path)) from error
    if not path.is_file():
        raise StoreError(f"{path}: is not a regular file; move it away or use --home DIR")
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
    """Connect to an existing database and close it afterward. Raises sqlite3.Error."""
    connection = connect(path)
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
            stored = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            version = str(stored[0]) if stored else None
            row = HomeRow()
            if version == HEAD:
                # The data layer reports a damaged row.
                with suppress(DamagedRow):
                    row = _home_row(connection, pack)
            return FirstLook(version, row)
    except (sqlite3.Error, OSError) as error:
        raise explain(error, where) from error
