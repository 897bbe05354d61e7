"""The numbers of attempts: one that was removed is never given to another attempt.

SQLite gives the number of a removed newest attempt to the next one. `quizapp report 12`, a saved
`report-12.html`, or another open quizapp would then mean another sitting than the learner does.
The highest removed number is therefore kept, next to the learner's settings. Other databases never
give a number twice.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Integer, cast, func, select

from quizapp.store.db.schema import ATTEMPT, SETTING
from quizapp.store.db.upsert import put_row

NAME = "highest_removed_attempt"
LIMIT = 2**53
"""A kept number from here on was not written by quizapp, and is ignored."""


def keep(connection: Connection, learner: int, removed: Collection[int]) -> None:
    """Note the numbers of attempts that are about to be removed."""
    if connection.dialect.name != "sqlite" or not removed:
        return
    highest = max(removed)
    if highest >= _newest(connection) and highest > _kept(connection):
        put_row(connection, SETTING, {"learner_id": learner, "name": NAME}, {"value": str(highest)})


def next_number(connection: Connection) -> int | None:
    """Return the number for a new attempt; None if the database may choose it."""
    kept = _kept(connection)
    return kept + 1 if kept and kept > _newest(connection) else None


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(ATTEMPT.c.id))) or 0


def _kept(connection: Connection) -> int:
    number = func.max(cast(SETTING.c.value, Integer))
    kept = connection.scalar(select(number).where(SETTING.c.name == NAME)) or 0
    return kept if 0 < kept < LIMIT else 0
