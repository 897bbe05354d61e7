"""Marked answers, read in the order in which they were marked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from quizapp.exam.attempt import Confidence
from quizapp.exam.question import Question
from quizapp.store.db.codec import to_question
from quizapp.store.db.schema import ATTEMPT, QUESTION, RESPONSE, REVISION
from quizapp.store.errors import reads_row
from quizapp.store.scope import Scope
from quizapp.study.confusions import Choice, choice
from quizapp.study.schedule import Review

STEP = timedelta(microseconds=1)
"""The resolution of stored moments."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked answer.

    `question_id` is a row key; `at` is when the answer was marked. `first_exposure` is true if the
    question had never been shown before. `choice` is set for a wrong answer, unless it was empty.
    `on_demand` is true for an answer in a review on demand.
    """

    question_id: int
    topic: str
    at: datetime
    correct: bool
    first_exposure: bool
    confidence: Confidence | None = None
    choice: Choice | None = None
    on_demand: bool = False

    @property
    def review(self) -> Review:
        """The answer as input for the schedule."""
        return Review(str(self.question_id), self.at, self.correct, self.confidence, self.on_demand)


def of_scope(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """Return conditions that select a scope's answers in a query of RESPONSE joined with ATTEMPT.

    `coalesce` keeps SQLite from using an index of attempts: the index of answers by time is the one
    to use.
    """
    return (
        func.coalesce(ATTEMPT.c.learner_id, scope.learner) == scope.learner,
        func.coalesce(ATTEMPT.c.pack_id, scope.pack) == scope.pack,
        RESPONSE.c.seen_at.is_not(None),
    )


def marked(
    connection: Connection, scope: Scope, questions: Collection[int] | None = None
) -> Iterator[Marked]:
    """Yield the marked answers to questions that were on the screen, in the order of marking.

    With `questions` (row keys), yield only the answers to these. The text of a question is read
    only for a wrong answer.
    """

    @lru_cache(maxsize=2_000)
    def asked(revision: int, seed: int | None) -> Any:
        document = connection.scalar(select(REVISION.c.document).where(REVISION.c.id == revision))
        assert document is not None
        return to_question(document, seed)

    query = (
        select(
            RESPONSE.c.question_id,
            QUESTION.c.topic,
            RESPONSE.c.marked_at,
            RESPONSE.c.correct,
            RESPONSE.c.first_exposure,
            RESPONSE.c.confidence,
            RESPONSE.c.chosen,
            RESPONSE.c.seed,
            RESPONSE.c.revision_id,
            ATTEMPT.c.on_demand,
        )
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .join(QUESTION, QUESTION.c.id == RESPONSE.c.question_id)
        .where(
            ATTEMPT.c.learner_id == scope.learner,
            ATTEMPT.c.pack_id == scope.pack,
            RESPONSE.c.marked_at.is_not(None),
            RESPONSE.c.seen_at.is_not(None),
        )
        .order_by(RESPONSE.c.marked_at, RESPONSE.c.id)
    )
    if questions is not None:
        query = query.where(RESPONSE.c.question_id.in_(questions))
    for row in connection.execute(query).yield_per(5_000):
        given: Choice | None = None
        if not row.correct and row.chosen:
            given = picked(asked(row.revision_id, row.seed), row.chosen)
        yield Marked(
            question_id=row.question_id,
            topic=row.topic,
            at=row.marked_at,
            correct=row.correct,
            first_exposure=row.first_exposure,
            confidence=_confidence(row.confidence) if row.confidence else None,
            choice=given,
            on_demand=row.on_demand,
        )


def last_answer(
    connection: Connection, scope: Scope, question: int, cause: str = "", *, missed: bool = False
) -> tuple[int, int] | None:
    """Return (attempt, position from 0) of the last answer to a question (a row key).

    With a `cause` (its stored name), it is the last one missed for it; with `missed`, the last
    wrong one. None if there is none.
    """
    query = (
        select(RESPONSE.c.attempt_id, RESPONSE.c.position)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(
            ATTEMPT.c.learner_id == scope.learner,
            ATTEMPT.c.pack_id == scope.pack,
            RESPONSE.c.question_id == question,
            RESPONSE.c.seen_at.is_not(None),
            RESPONSE.c.marked_at.is_not(None),
        )
        .order_by(RESPONSE.c.marked_at.desc(), RESPONSE.c.id.desc())
        .limit(1)
    )
    if cause:
        query = query.where(RESPONSE.c.cause == cause)
    elif missed:
        query = query.where(RESPONSE.c.correct.is_(False))
    row = connection.execute(query).first()
    return None if row is None else (row.attempt_id, row.position)


@reads_row
def picked(question: Question, chosen: str) -> Choice:
    """Return a stored answer as concepts. Raises DamagedRow."""
    return choice(question, [int(digit) for digit in chosen])


_confidence = reads_row(Confidence)


def correct_future(connection: Connection, scope: Scope, now: datetime) -> bool:
    """Date answers from the future to just before `now`; return whether there were any.

    A stored answer with a date later than the clock was given while the clock was ahead. But if
    most answers are later than `now`, the clock is behind, and nothing changes. The order of the
    answers stays the same, and `seen_at` and `answered_at` keep the original moments.
    """
    later = connection.execute(
        select(RESPONSE.c.id)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(RESPONSE.c.marked_at > now, *of_scope(scope))
        .order_by(RESPONSE.c.marked_at.desc(), RESPONSE.c.id.desc())
    ).all()
    if not later:
        return False
    earlier = connection.scalar(
        select(func.count())
        .select_from(RESPONSE)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(RESPONSE.c.marked_at < now, *of_scope(scope))
    )
    if (earlier or 0) < len(later):
        return False
    connection.execute(
        update(RESPONSE)
        .where(RESPONSE.c.id == bindparam("of_response"))
        .values(marked_at=bindparam("marked_at")),
        [
            {"of_response": row.id, "marked_at": now - STEP * place}
            for place, row in enumerate(later, 1)
        ],
    )
    return True
