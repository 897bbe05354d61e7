"""Which database was opened, so that nothing is read from or saved into another one later."""

from __future__ import annotations

import os
import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.store.errors import Replaced


@dataclass(frozen=True, slots=True)
class Identity:
    """A SQLite file as it was opened. Every restore changes `mark`, its `user_version`."""

    file: Path
    inode: tuple[int, int]
    mark: int

    def check(self, connection: Any) -> None:
        """Compare with what is there now, as a connection of the sqlite3 module sees it in its
        transaction. Raises Replaced."""
        try:
            same = _inode(self.file) == self.inode
        except FileNotFoundError:
            raise Replaced(
                f"{self.file}: the database was moved or deleted; nothing more can be saved here, "
                "quit and start again"
            ) from None
        if not same or _mark(connection) != self.mark:
            raise Replaced(
                f"{self.file}: the database was replaced by a restored copy; nothing more can be "
                "saved here, quit and start again"
            )


def identify(file: Path, connection: Any) -> Identity:
    """The identity of the database that a connection of the sqlite3 module has open."""
    return Identity(file, _inode(file), _mark(connection))


def renew(connection: sqlite3.Connection) -> None:
    """Give a database that is to replace another one a mark of its own."""
    old, new = _mark(connection), 0
    while new in (0, old):
        new = secrets.randbits(31)
    connection.execute(f"PRAGMA user_version={new}")


def _inode(file: Path) -> tuple[int, int]:
    status = os.stat(file)  # noqa: PTH116
    return status.st_dev, status.st_ino


def _mark(connection: Any) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
