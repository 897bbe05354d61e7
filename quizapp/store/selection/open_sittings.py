"""Questions of open sittings, which no other sitting may draw.

Number questions are exempt, since each sitting makes new numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, select

from quizapp.exam.wording import is_or_are
from quizapp.store.db.schema import ATTEMPT, OPEN_STATES, QUESTION, RESPONSE
from quizapp.store.errors import InOpenSitting


def asked(learner: int | BindParameter[int], *conditions: ColumnElement[bool]) -> Select[int]:
    """Select the questions of a learner's open sittings whose responses meet the conditions."""
    return (
        select(RESPONSE.c.question_id)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(ATTEMPT.c.learner_id == learner, ATTEMPT.c.state.in_(OPEN_STATES), *conditions)
    )


def _rows(learner: int | BindParameter[int]) -> Select[int]:
    """Select the questions of a learner's open sittings, answered or not."""
    return asked(learner, RESPONSE.c.seed.is_(None))


@lru_cache(maxsize=8)
def in_one(learner: int | BindParameter[int]) -> ColumnElement[bool]:
    """Return the condition that a question is in one of a learner's open sittings."""
    return QUESTION.c.id.in_(_rows(learner))


def among(connection: Connection, learner: int, questions: Collection[int]) -> frozenset[int]:
    """Return those of some questions (rows) that are in an open sitting."""
    return frozenset(
        connection.scalars(_rows(learner).where(RESPONSE.c.question_id.in_(questions)))
    )


def holding(
    connection: Connection, learner: int, questions: Collection[int], most: int
) -> tuple[InOpenSitting, str] | None:
    """Find the open sitting that has most of some questions (rows); None if none has any.

    Returns the refusal for a sitting that cannot start without them, and the notice for a sitting
    that starts with `most` other questions.
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
    number = held[first.id]
    what = f"({first.title}, {first.answered} of {first.questions} answered)"
    return (
        InOpenSitting(
            f"those questions are in an open sitting {what}; finish it or give it up first",
            first.id,
            first.title,
        ),
        f"Only {most}: {number} more {is_or_are(number)} in an open sitting {what}. "
        "You can resume it from home.",
    )
