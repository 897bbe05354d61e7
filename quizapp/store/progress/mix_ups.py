"""The mix-ups of a learner: what their concepts mean, and the questions in which they occurred."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, tuple_

from quizapp.exam.concept import Idea
from quizapp.exam.question import Question
from quizapp.store.catalog import explanations
from quizapp.store.db.codec import to_question
from quizapp.store.db.progress_schema import CONFUSION, MIX_UP
from quizapp.store.db.schema import ATTEMPT, QUESTION, RESPONSE, REVISION
from quizapp.store.learner.settings import zone
from quizapp.store.progress.answers import picked
from quizapp.store.scope import Scope
from quizapp.study.confusions import confused_pairs

Pair = tuple[str, str]
"""The concept that was chosen, and that of the key."""


@dataclass(frozen=True, slots=True)
class MixedUp:
    """A question on which two concepts were mixed up.

    `days` are the days in the learner's zone on which that happened, the last one first; as for all
    that happened, they are dates of the calendar, not study days. `question` is the text that was
    asked then, with its numbers.
    """

    row_id: int
    question: Question
    days: tuple[date, ...]


def times(connection: Connection, scope: Scope, pairs: Iterable[Pair]) -> dict[Pair, int]:
    """Return how often each of the pairs was mixed up; pairs that never were are left out."""
    wanted = sorted(set(pairs))
    if not wanted:
        return {}
    rows = connection.execute(
        select(CONFUSION.c.chosen, CONFUSION.c.key, CONFUSION.c.count.label("number")).where(
            CONFUSION.c.learner_id == scope.learner,
            CONFUSION.c.pack_id == scope.pack,
            tuple_(CONFUSION.c.chosen, CONFUSION.c.key).in_(wanted),
        )
    )
    return {(row.chosen, row.key): row.number for row in rows}


def questions(connection: Connection, scope: Scope, pair: Pair) -> list[MixedUp]:
    """Return the questions on which a pair was mixed up, the most recent one first."""
    local = zone(connection, scope.learner)
    last: dict[int, Question] = {}
    days: dict[int, list[date]] = {}
    for row in _answers(connection, scope, [pair]):
        question = to_question(row.document, row.seed)
        if pair in confused_pairs(picked(question, row.chosen)):
            last.setdefault(row.question_id, question)
            days.setdefault(row.question_id, []).append(row.marked_at.astimezone(local).date())
    return [MixedUp(row_id, last[row_id], tuple(when)) for row_id, when in days.items()]


def ideas(connection: Connection, scope: Scope, pairs: Iterable[Pair]) -> dict[str, Idea]:
    """Return concept id → idea for both concepts of each pair.

    A concept without an explanation has the words of its option in the question in which it was
    mixed up last.
    """
    wanted = sorted(set(pairs))
    codes = {concept for pair in wanted for concept in pair}
    known = explanations.concepts(connection, scope.pack, codes)
    found = {code: Idea(code, concept.name, concept) for code, concept in known.items()}
    open_pairs = [pair for pair in wanted if not found.keys() >= set(pair)]
    for row in _answers(connection, scope, open_pairs):
        if found.keys() >= codes:
            break
        for option in to_question(row.document, row.seed).options:
            if option.concept in codes:
                found.setdefault(
                    option.concept, Idea(option.concept, option.text, reason=option.why)
                )
    return {code: found.get(code) or Idea(code, code.replace("-", " ")) for code in codes}


def causes(connection: Connection, scope: Scope) -> dict[str, int]:
    """Return the cause that the learner gave for a miss → how often, the most frequent first."""
    rows = connection.execute(
        select(RESPONSE.c.cause, func.count().label("number"))
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(*_of(scope), RESPONSE.c.cause.is_not(None))
        .group_by(RESPONSE.c.cause)
        .order_by(func.count().desc(), RESPONSE.c.cause)
    )
    return {str(row.cause): row.number for row in rows}


def missed_because(connection: Connection, scope: Scope, cause: str) -> dict[int, Question]:
    """Return the questions for which the learner gave a cause, by row key, the last one first."""
    found: dict[int, Question] = {}
    for row in _with_cause(connection, scope, cause):
        if row.question_id not in found:
            found[row.question_id] = to_question(row.document, row.seed)
    return found


def given_as_cause(connection: Connection, scope: Scope, cause: str) -> list[Pair]:
    """Return the pairs in the misses for which the learner gave a cause, the last one first."""
    found: dict[Pair, None] = {}
    for row in _with_cause(connection, scope, cause):
        question = to_question(row.document, row.seed)
        found |= dict.fromkeys(confused_pairs(picked(question, row.chosen)))
    return list(found)


def _with_cause(connection: Connection, scope: Scope, cause: str) -> Iterable[Row[Any]]:
    """Select the misses for which the learner gave a cause, the last one first."""
    return connection.execute(
        select(RESPONSE.c.question_id, RESPONSE.c.chosen, RESPONSE.c.seed, REVISION.c.document)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .join(REVISION, REVISION.c.id == RESPONSE.c.revision_id)
        .where(*_of(scope), RESPONSE.c.cause == cause)
        .order_by(RESPONSE.c.id.desc())
    )


def _of(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return ATTEMPT.c.learner_id == scope.learner, ATTEMPT.c.pack_id == scope.pack


def _answers(connection: Connection, scope: Scope, pairs: Iterable[Pair]) -> list[Row[object]]:
    """Select the wrong answers to the questions with one of the pairs, the last one first."""
    wanted = list(pairs)
    if not wanted:
        return []
    asked = select(MIX_UP.c.question_id).where(
        MIX_UP.c.learner_id == scope.learner,
        tuple_(MIX_UP.c.chosen, MIX_UP.c.key).in_(wanted),
    )
    statement = (
        select(
            RESPONSE.c.question_id,
            RESPONSE.c.chosen,
            RESPONSE.c.seed,
            RESPONSE.c.marked_at,
            REVISION.c.document,
        )
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .join(QUESTION, QUESTION.c.id == RESPONSE.c.question_id)
        .join(REVISION, REVISION.c.id == RESPONSE.c.revision_id)
        .where(
            ATTEMPT.c.learner_id == scope.learner,
            QUESTION.c.pack_id == scope.pack,
            RESPONSE.c.question_id.in_(asked),
            RESPONSE.c.correct.is_(False),
            RESPONSE.c.marked_at.is_not(None),
        )
        .order_by(RESPONSE.c.marked_at.desc(), RESPONSE.c.id.desc())
    )
    return list(connection.execute(statement))
