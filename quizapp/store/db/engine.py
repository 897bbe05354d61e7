"""Opening a database: durable, checked, one transaction per action."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from quizapp.invocation import command
from quizapp.settings import NOTHING, Outside
from quizapp.store.bootstrap.private_copy import PrivateCopy
from quizapp.store.db.identity import Identity, identify
from quizapp.store.errors import DamagedRow, NotWritable, StoreError, explain

logger = logging.getLogger(__name__)

BUSY_TIMEOUT_MS = 5_000


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. `write()` is one immediate transaction, `read()` one of its own snapshot.

    Both turn database errors into StoreError; a write that fails leaves nothing behind. `outside`
    is what environment and settings file set; a connection knows it as an option of its engine. Of
    a `copy` made because the database itself cannot be written, everything can be read; a write is
    refused with `refusal`. Once a file is no longer the one with this `identity`, reads and writes
    alike raise Replaced.
    """

    engine: Engine
    where: str
    outside: Outside = NOTHING
    refusal: str | None = None
    copy: PrivateCopy | None = None
    identity: Identity | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        if self.refusal is not None:
            raise NotWritable(self.refusal)
        with self._transaction("IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._transaction("DEFERRED") as connection:
            yield connection

    def close(self) -> None:
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
            raise explain(error, self.where) from error
        except DamagedRow as error:
            logger.exception("a row cannot be read")
            raise StoreError(
                f"{self.where}: holds what quizapp did not write; "
                f"`{command('doctor')}` names the newest good backup"
            ) from error


@lru_cache(maxsize=8)
def _begun_by(engine: Engine, begin: str) -> Engine:
    """The same engine with another way to begin; made once, since every answer asks for it."""
    return engine.execution_options(begin=begin)


def open_engine(url: str | URL, *, foreign_keys: bool = True) -> Engine:
    """An engine whose SQLite connections are durable and whose transactions are our own.

    Python's default transaction mode leaves schema changes outside of transactions, so it is
    turned off and every transaction is begun here. `foreign_keys=False` is for migrations alone:
    inside a transaction the pragma would do nothing.
    """
    parsed = make_url(url)
    engine = create_engine(parsed)
    if parsed.get_backend_name() == "sqlite":

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _record: Any) -> None:
            prepare(connection, foreign_keys=foreign_keys)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            mode = connection.get_execution_options().get("begin", "IMMEDIATE")
            connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def prepare(connection: Any, *, foreign_keys: bool) -> None:
    """Make a connection of the sqlite3 module durable, and leave its transactions to us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Write ahead. SQLite does not wait for another process that is just doing the same."""
    for again in range(BUSY_TIMEOUT_MS // 50, -1, -1):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not again or getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(0.05)


def open_database(url: str | URL, where: str, outside: Outside = NOTHING) -> Database:
    """Open a database that is already at this version. Raises StoreError."""
    try:
        engine = open_engine(url).execution_options(outside=outside)
    except SQLAlchemyError as error:
        raise StoreError(f"{where}: {str(error).splitlines()[0]}; check --database-url") from error
    try:
        return Database(engine, where, outside, identity=_identity(engine))
    except BaseException:
        engine.dispose()
        raise


def _identity(engine: Engine) -> Identity | None:
    """The identity of a SQLite file; None for another database. Raises sqlite3.Error."""
    file = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or file is None or not Path(file).is_file():
        return None
    connection = engine.raw_connection()
    try:
        return identify(Path(file).absolute(), connection.driver_connection)
    finally:
        connection.close()
