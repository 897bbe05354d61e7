"""Database connections: durable, with one transaction per action."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from quizapp.invocation import command
from quizapp.settings import NOTHING, Overrides
from quizapp.store.bootstrap.locks import LOCK_TIMEOUT, wait_for_others
from quizapp.store.bootstrap.private_copy import PrivateCopy
from quizapp.store.db.identity import Identity, identify
from quizapp.store.errors import DamagedRow, NotWritable, StoreError, explain

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Database:
    """An open database.

    `write()` and `read()` convert database errors to StoreError. `overrides` are the settings of
    the environment and the settings file; they are also an execution option of every connection. If
    the database itself is not writable, `copy` is a private copy to read from, and `refusal` is the
    message of every attempt to write. If the file is no longer the one with this `identity`, both
    raise Replaced.
    """

    engine: Engine
    where: str
    overrides: Overrides = NOTHING
    refusal: str | None = None
    copy: PrivateCopy | None = None
    identity: Identity | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run a `with` block as one immediate transaction; an error rolls it back.

        Raises StoreError; NotWritable if the database is read-only.
        """
        if self.refusal is not None:
            raise NotWritable(self.refusal)
        with self._transaction("IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Run a `with` block as one transaction on a snapshot. Raises StoreError."""
        with self._transaction("DEFERRED") as connection:
            yield connection

    def forget_statements(self) -> None:
        """Free the compiled statements, most of which are executed once per page or sitting."""
        self.engine.clear_compiled_cache()

    def close(self) -> None:
        """Close all connections and delete the private copy, if any."""
        self.engine.dispose()
        if self.copy is not None:
            self.copy.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        try:
            with _begun_by(self.engine, begin).begin() as connection:
                if self.identity is not None:
                    self.identity.check(connection.connection.driver_connection)
                yield connection
        except DBAPIError as error:
            if self.identity is not None:
                # A file that is gone often fails earlier, as one that "cannot be opened".
                with suppress(OSError):
                    self.identity.check_file()
            raise explain(error, self.where) from error
        except DamagedRow as error:
            logger.exception("a row cannot be read")
            raise StoreError(
                f"{self.where}: contains data that quizapp did not write; "
                f"`{command('doctor')}` names the newest good backup"
            ) from error


@lru_cache(maxsize=8)
def _begun_by(engine: Engine, begin: str) -> Engine:
    """Return the engine with another BEGIN mode. It is cached because every answer needs it."""
    return engine.execution_options(begin=begin)


def open_engine(url: str | URL, *, foreign_keys: bool = True) -> Engine:
    """Return an engine with durable SQLite connections and explicit transactions.

    Python's default transaction mode leaves schema changes outside of transactions, so it is
    turned off and this module issues every BEGIN. `foreign_keys=False` is only for migrations: the
    pragma has no effect inside a transaction.
    """
    parsed = make_url(url)
    engine = create_engine(parsed)
    if parsed.get_backend_name() == "sqlite":
        file = Path(parsed.database or "")

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _record: Any) -> None:
            prepare(connection, file, foreign_keys=foreign_keys)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            mode = connection.get_execution_options().get("begin", "IMMEDIATE")
            connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def prepare(connection: Any, file: Path, *, foreign_keys: bool) -> None:
    """Make a connection of the sqlite3 module durable, and turn off its implicit transactions."""
    connection.isolation_level = None
    wait_for_others(connection, file)
    cursor = connection.cursor()
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Turn on the write-ahead log.

    The busy timeout does not cover this pragma, so retry while another process is running it.
    """
    began = time.monotonic()
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code != sqlite3.SQLITE_BUSY or time.monotonic() - began > LOCK_TIMEOUT:
                raise
            time.sleep(0.05)


def open_database(url: str | URL, where: str, overrides: Overrides = NOTHING) -> Database:
    """Open a database that already has this version's schema. Raises StoreError."""
    try:
        engine = open_engine(url).execution_options(overrides=overrides)
    except SQLAlchemyError as error:
        raise StoreError(f"{where}: {str(error).splitlines()[0]}; check --database-url") from error
    try:
        return Database(engine, where, overrides, identity=_identity(engine))
    except BaseException:
        engine.dispose()
        raise


def _identity(engine: Engine) -> Identity | None:
    """Return the identity of a SQLite file; None for another database. Raises sqlite3.Error."""
    file = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or file is None or not Path(file).is_file():
        return None
    connection = engine.raw_connection()
    try:
        return identify(Path(file).absolute(), connection.driver_connection)
    finally:
        connection.close()
