"""The questions to export as flashcards, with the learner's notes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from quizapp.exam.question import Question
from quizapp.store.catalog import names
from quizapp.store.db.codec import to_question_now
from quizapp.store.db.schema import ATTEMPT, PACK, QUESTION, RESPONSE, REVISION
from quizapp.store.learner.annotations import notes as own_notes
from quizapp.store.scope import Scope
from quizapp.store.selection import drill_query
from quizapp.store.selection.drill_stock import drillable


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """A question that the learner has met, in its current text.

    `topic` is the topic's name; `marks` is a subset of {"missed", "bookmarked"}; `note` is the
    learner's own.
    """

    question: Question
    domain: str | None
    topic: str
    marks: frozenset[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """The selected questions of one pack, ordered by question id; `pack` is the pack's name.

    `held` counts those that were left out because an open sitting still asks them.
    """

    pack: str
    title: str
    exam: str
    questions: tuple[CardQuestion, ...]
    held: int = 0


MISSED, BOOKMARKED = "missed", "bookmarked"


def cards(
    connection: Connection,
    scope: Scope,
    wanted: Collection[str] = (MISSED, BOOKMARKED),
) -> Cards:
    """Return the questions that the learner has met and that have one of the `wanted` marks.

    An empty `wanted` selects all questions that were met. Questions of forms not taken yet and
    unanswered questions of open sittings are never included. A number question has the numbers
    with which it was last asked, or other ones if its template has been narrowed since.
    """
    row = connection.execute(select(PACK.c.name, PACK.c.title).where(PACK.c.id == scope.pack)).one()
    being_asked = drill_query.being_asked(connection, scope)
    matching = {
        entry.row_id: entry
        for entry in drillable(connection, scope, include_open=True)
        if entry.met and (not wanted or entry.marks & set(wanted))
    }
    met = {row_id: entry for row_id, entry in matching.items() if row_id not in being_asked}
    topics = names.all_topics(connection, scope.pack)
    notes = own_notes(connection, scope)
    seeds = last_seeds(connection, scope.learner)
    selected = []
    for row_id, document in connection.execute(
        select(QUESTION.c.id, REVISION.c.document)
        .join(REVISION, REVISION.c.id == QUESTION.c.revision_id)
        .where(QUESTION.c.pack_id == scope.pack)
        .order_by(QUESTION.c.code)
    ):
        if row_id not in met:
            continue
        entry = met[row_id]
        question = to_question_now(document, seeds.get(row_id))
        if question is None:
            continue
        selected.append(
            CardQuestion(
                question,
                entry.domain,
                topics.get(entry.topic, entry.topic),
                entry.marks & {MISSED, BOOKMARKED},
                notes.get(question.id, ""),
            )
        )
    held = len(matching) - len(met)
    return Cards(row.name, row.title, scope.exam, tuple(selected), held)


def last_seeds(connection: Connection, learner: int) -> dict[int, int | None]:
    """Return question row → seed with which it was last shown; None for a fixed question."""
    rows = connection.execute(
        select(RESPONSE.c.question_id, func.max(RESPONSE.c.seed))
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(ATTEMPT.c.learner_id == learner, RESPONSE.c.seen_at.is_not(None))
        .group_by(RESPONSE.c.question_id)
    )
    return {row[0]: row[1] for row in rows}
