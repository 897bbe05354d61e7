"""The identity of an open database.

A process must not read from or save to a file that has replaced the database that it opened.
"""

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
    """The identity of a SQLite file when it was opened.

    `inode` is (device, inode). `mark` is the file's `user_version`, which every restore changes.
    """

    file: Path
    inode: tuple[int, int]
    mark: int

    def check(self, connection: Any) -> None:
        """Compare the identity with the current file and with the mark that a connection reads.

        `connection` is of the sqlite3 module, in its transaction. Raises Replaced.
        """
        self.check_file()
        if _mark(connection) != self.mark:
            raise self._restored()

    def check_file(self) -> None:
        """Compare the identity with the current file. Raises Replaced, or OSError."""
        try:
            same = _inode(self.file) == self.inode
        except (FileNotFoundError, NotADirectoryError):
            raise Replaced(
                f"{self.file}: the database was moved or deleted; nothing more can be saved here. "
                "Quit and start again."
            ) from None
        if not same:
            raise self._restored()

    def _restored(self) -> Replaced:
        return Replaced(
            f"{self.file}: the database was replaced by a restored copy; nothing more can be "
            "saved here. Quit and start again."
        )


def identify(file: Path, connection: Any) -> Identity:
    """Return the identity of the database that a connection of the sqlite3 module has open."""
    return Identity(file, _inode(file), _mark(connection))


def change_mark(connection: sqlite3.Connection) -> None:
    """Give a database that will replace another one a new mark."""
    old, new = _mark(connection), 0
    while new in (0, old):
        new = secrets.randbits(31)
    connection.execute(f"PRAGMA user_version={new}")


def _inode(file: Path) -> tuple[int, int]:
    status = os.stat(file)  # noqa: PTH116
    return status.st_dev, status.st_ino


def _mark(connection: Any) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
