"""Bringing a database to this version: backed up first, all or nothing."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from quizapp import paths
from quizapp.store.bootstrap.first_look import HEAD, first_look
from quizapp.store.db.engine import open_engine, prepare
from quizapp.store.errors import NewerDatabase, StoreError, explain
from quizapp.store.upkeep.backups import back_up

logger = logging.getLogger(__name__)

SNAPSHOT = "head.sql"
OWN = (
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
    " AND name NOT LIKE 'search_index%' ORDER BY rowid"
)
"""What the snapshot holds of a database: all but the search index and what keeps it."""


def migrate(url: str | URL, backups: Path | None = None) -> bool:
    """Bring the database at `url` to HEAD; True if there was anything to do.

    An existing SQLite database is first copied whole into `backups`. Raises StoreError; the
    database is then as before.
    """
    parsed = make_url(url)
    local = parsed.get_backend_name() == "sqlite"
    file = _file(parsed.database) if local else None
    where = str(file) if file else parsed.render_as_string(hide_password=True)
    version: str | None = None
    if file is not None:
        version = first_look(file).version
        if version == HEAD:
            return False
        if version is not None:
            _refuse_strange(version, where)
            if backups is not None:
                back_up(file, backups, f"before-{HEAD}")
    try:
        if file is not None:
            _make_private(file)
        if version is not None or file is None or not _make(file):
            step_by_step(url)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise explain(error, where) from error
    return True


def _file(name: str | None) -> Path | None:
    """The file of a SQLite URL; None for one in memory or given as a URI of SQLite's own."""
    return Path(name) if name and name != ":memory:" and not name.startswith("file:") else None


def _refuse_strange(version: str, where: str) -> None:
    if version == "unknown":
        raise StoreError(
            f"{where}: not a quizapp database; choose another place with --home or --database-url"
        )
    known = {path.name.split("_", 1)[0] for path in (paths.migrations() / "versions").glob("*.py")}
    if version not in known:
        raise NewerDatabase(
            f"{where}: written by a newer quizapp (schema {version}); upgrade quizapp, "
            "the database is untouched"
        )


def _make(file: Path) -> bool:
    """Make the tables of a new SQLite database at once; False if there is something in it by now.

    The migrations come to the same (a test compares the two), but loading what they need takes as
    long as storing all questions.
    """
    statements = (paths.migrations() / SNAPSHOT).read_text(encoding="utf-8").split(";\n")
    with closing(sqlite3.connect(file)) as connection:
        prepare(connection, foreign_keys=False)
        connection.execute("BEGIN IMMEDIATE")
        # Another quizapp that was started at the same time may have been quicker.
        if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            return False
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")
    return True


def step_by_step(url: str | URL) -> None:
    """Run the migrations that a database has not seen.

    All run in one transaction with foreign keys off (a change of a parent table would else delete
    the rows of its children) and are checked before the commit.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    engine = open_engine(url, foreign_keys=False)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise StoreError(f"{len(broken)} rows would be left without a parent")
    finally:
        engine.dispose()


def _make_private(file: Path) -> None:
    """See to it that the owner alone may read the database, from before its first byte on.

    What SQLite puts beside it gets the same mode.
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        with suppress(OSError):  # a database that somebody else has made readable stays usable
            file.chmod(0o600)
