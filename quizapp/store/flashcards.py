"""Which questions may leave as flash cards, with what the learner added to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from quizapp.exam.question import Question
from quizapp.store.catalog import names
from quizapp.store.db.codec import to_question
from quizapp.store.db.schema import ATTEMPT, PACK, QUESTION, RESPONSE, REVISION
from quizapp.store.learner.annotations import notes as own_notes
from quizapp.store.scope import Scope
from quizapp.store.selection import drill_query
from quizapp.store.selection.drill_stock import practisable


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """A question that was met: its present text, its topic's name, the learner's own note, and
    what became of it (`marks`, a subset of missed and bookmarked)."""

    question: Question
    domain: str | None
    topic: str
    marks: frozenset[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """The questions of one pack that are asked for, by name of the pack and by question id."""

    pack: str
    title: str
    exam: str
    questions: tuple[CardQuestion, ...]


MISSED, BOOKMARKED = "missed", "bookmarked"


def cards(
    connection: Connection,
    scope: Scope,
    wanted: Collection[str] = (MISSED, BOOKMARKED),
) -> Cards:
    """Questions that were met and have one of the `wanted` marks; without any, all that were met.

    Never one that was not on the screen, that stands in a form not sat yet, or that an open sitting
    is waiting for an answer to. A number question is given with the numbers asked last.
    """
    row = connection.execute(select(PACK.c.name, PACK.c.title).where(PACK.c.id == scope.pack)).one()
    waiting = drill_query.being_asked(connection, scope.learner)
    met = {
        each.row_id: each
        for each in practisable(connection, scope)
        if each.met and each.row_id not in waiting and (not wanted or each.marks & set(wanted))
    }
    topics = names.topics(connection, scope.pack)
    notes = own_notes(connection, scope)
    seeds = _seeds(connection, scope.learner)
    found = []
    for row_id, document in connection.execute(
        select(QUESTION.c.id, REVISION.c.document)
        .join(REVISION, REVISION.c.id == QUESTION.c.revision_id)
        .where(QUESTION.c.pack_id == scope.pack)
        .order_by(QUESTION.c.code)
    ):
        if row_id not in met:
            continue
        each = met[row_id]
        question = to_question(document, seeds.get(row_id))
        found.append(
            CardQuestion(
                question,
                each.domain,
                topics.get(each.topic, each.topic),
                each.marks & {MISSED, BOOKMARKED},
                notes.get(question.id, ""),
            )
        )
    return Cards(row.name, row.title, scope.exam, tuple(found))


def _seeds(connection: Connection, learner: int) -> dict[int, int | None]:
    """The numbers with which each question was on the screen last; None for a fixed one."""
    rows = connection.execute(
        select(RESPONSE.c.question_id, func.max(RESPONSE.c.seed))
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(ATTEMPT.c.learner_id == learner, RESPONSE.c.seen_at.is_not(None))
        .group_by(RESPONSE.c.question_id)
    )
    return {row[0]: row[1] for row in rows}
