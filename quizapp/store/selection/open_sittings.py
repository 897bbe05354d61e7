"""Questions that an open sitting has: no other sitting draws them.

Number questions are free: each sitting makes its own numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, select

from quizapp.store.db.schema import ATTEMPT, OPEN_STATES, QUESTION, RESPONSE
from quizapp.store.errors import InOpenSitting


def _rows(learner: int | BindParameter[int]) -> Select[int]:
    """The questions of a learner's open sittings, answered there or not."""
    return (
        select(RESPONSE.c.question_id)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(
            ATTEMPT.c.learner_id == learner,
            ATTEMPT.c.state.in_(OPEN_STATES),
            RESPONSE.c.seed.is_(None),
        )
    )


@lru_cache(maxsize=8)
def in_one(learner: int | BindParameter[int]) -> ColumnElement[bool]:
    """Whether a question is in an open sitting of a learner."""
    return QUESTION.c.id.in_(_rows(learner))


def among(connection: Connection, learner: int, questions: Collection[int]) -> frozenset[int]:
    """Those of some questions (rows) that are in an open sitting."""
    return frozenset(
        connection.scalars(_rows(learner).where(RESPONSE.c.question_id.in_(questions)))
    )


def holding(
    connection: Connection, learner: int, questions: Collection[int], most: int
) -> tuple[InOpenSitting, str] | None:
    """The open sitting that has most of some questions (rows); None if none has any.

    As the refusal to begin without them, and as a notice for a sitting of `most` questions that
    begins all the same.
    """
    found = connection.execute(
        _rows(learner)
        .add_columns(ATTEMPT.c.id, ATTEMPT.c.title, ATTEMPT.c.answered, ATTEMPT.c.questions)
        .where(RESPONSE.c.question_id.in_(questions))
    ).all()
    if not found:
        return None
    held = Counter(row.id for row in found)
    first = max(found, key=lambda row: (held[row.id], row.id))
    what = f"{first.title}, which is open ({first.answered} of {first.questions} answered)"
    return (
        InOpenSitting(f"what is asked for is in {what}; finish it first", first.id, first.title),
        f"Only {most}: {held[first.id]} more are in {what}. You can resume it from home.",
    )
