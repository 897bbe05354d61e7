"""Migration of a database to this version's schema: backed up first, all or nothing."""

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
"""The statements in the snapshot: everything except the search index and its triggers."""


def migrate(url: str | URL, backups: Path | None = None) -> bool:
    """Migrate the database at `url` to HEAD; return whether anything had to be done.

    An existing SQLite database is first backed up to the folder `backups`. Raises StoreError; the
    database is then unchanged.
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
            _reject_unknown(version, where)
            if backups is not None:
                back_up(file, backups, f"before-{HEAD}")
    try:
        if file is not None:
            _make_private(file)
        if version is not None or file is None or not _create_tables(file):
            step_by_step(url)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise explain(error, where) from error
    return True


def _file(name: str | None) -> Path | None:
    """Return the file of a SQLite URL; None for a database in memory or a SQLite URI."""
    return Path(name) if name and name != ":memory:" and not name.startswith("file:") else None


def _reject_unknown(version: str, where: str) -> None:
    if version == "unknown":
        raise StoreError(
            f"{where}: not a quizapp database; "
            "choose another location with --home or --database-url"
        )
    known = {path.name.split("_", 1)[0] for path in (paths.migrations() / "versions").glob("*.py")}
    if version not in known:
        raise NewerDatabase(
            f"{where}: written by a newer quizapp (schema {version}); upgrade quizapp. "
            "The database is unchanged"
        )


def _create_tables(file: Path) -> bool:
    """Create the tables of a new SQLite database from the snapshot; False if it is not empty.

    The migrations give the same result, and a test compares the two. But loading Alembic takes as
    long as storing all questions.
    """
    statements = (paths.migrations() / SNAPSHOT).read_text(encoding="utf-8").split(";\n")
    with closing(sqlite3.connect(file)) as connection:
        prepare(connection, file, foreign_keys=False)
        connection.execute("BEGIN IMMEDIATE")
        # Another quizapp that started at the same time may have created them first.
        if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            return False
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")
    return True


def step_by_step(url: str | URL) -> None:
    """Run the pending migrations.

    They run in one transaction, with foreign keys off because a change of a parent table would
    otherwise delete the rows of its children. Foreign keys are checked before the commit.
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
                    raise StoreError(f"{len(broken)} rows would be left without a parent row")
    finally:
        engine.dispose()


def _make_private(file: Path) -> None:
    """Make the database readable only by its owner, before anything is written to it.

    SQLite gives the same mode to the files that it creates next to the database.
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        with suppress(OSError):  # another user's database that is readable stays usable
            file.chmod(0o600)
