"""The chances of passing that the app stated, by study day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, delete, select

from quizapp.store.bootstrap.home_row import Standing
from quizapp.store.db.plan_schema import PREDICTION
from quizapp.store.db.upsert import put_row
from quizapp.store.errors import DamagedRow
from quizapp.store.scope import Scope


def keep(connection: Connection, scope: Scope, standing: Standing) -> None:
    """Store the chances of a standing as those of its study day, if there is enough evidence."""
    mock, real = standing.probability, standing.exam_probability
    if standing.day is None or mock is None or real is None:
        return
    key = {
        "learner_id": scope.learner,
        "pack_id": scope.pack,
        "exam": scope.exam,
        "day": date.fromisoformat(standing.day),
    }
    put_row(connection, PREDICTION, key, {"mock": mock, "real": real})


def last(connection: Connection, scope: Scope, day: date) -> tuple[date, float] | None:
    """Return the last chance of passing the real exam stated by a day, with its day."""
    row = connection.execute(
        select(PREDICTION.c.day, PREDICTION.c.real)
        .where(
            PREDICTION.c.learner_id == scope.learner,
            PREDICTION.c.pack_id == scope.pack,
            PREDICTION.c.exam == scope.exam,
            PREDICTION.c.day <= day,
        )
        .order_by(PREDICTION.c.day.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    if not 0 <= row.real <= 1:
        raise DamagedRow(f"{row.real!r} is not a chance")
    return row.day, row.real


def forget(connection: Connection, scope: Scope) -> None:
    """Delete the predictions for all of the pack's exams."""
    own = (PREDICTION.c.learner_id == scope.learner, PREDICTION.c.pack_id == scope.pack)
    connection.execute(delete(PREDICTION).where(*own))
