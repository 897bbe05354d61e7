"""The questions of today's review: those due, and those missed and not yet recovered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from quizapp.store.db.schema import QUESTION
from quizapp.store.progress import queries as progress
from quizapp.store.scope import Scope

REVIEW_AT_ONCE = 30
"""The most questions in one review."""


def to_review(connection: Connection, scope: Scope, now: datetime | None = None) -> list[int]:
    """Return the row keys of the questions to review on this study day, most urgent first."""
    today = progress.day_of(connection, scope.learner, now)
    waiting = progress.waiting(connection, scope, today)
    missed = progress.to_recover(connection, scope, REVIEW_AT_ONCE, before=today)
    codes = dict.fromkeys([*(d.question for d in waiting), *(m.question for m in missed)])
    ids = {
        row.code: row.id
        for row in connection.execute(
            select(QUESTION.c.code, QUESTION.c.id).where(
                QUESTION.c.pack_id == scope.pack, QUESTION.c.code.in_(codes)
            )
        )
    }
    return [ids[code] for code in codes if code in ids]
