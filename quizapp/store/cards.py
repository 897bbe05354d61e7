"""Which questions may leave as flash cards, with what the learner added to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.exam.blueprint import Blueprint
from quizapp.exam.question import Question
from quizapp.store import drawing, drills, marks
from quizapp.store.documents import to_question
from quizapp.store.tables import AttemptRow, PackRow, QuestionRow, ResponseRow, RevisionRow


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
    session: Session,
    learner: int,
    pack: int,
    blueprint: Blueprint,
    wanted: Collection[str] = (MISSED, BOOKMARKED),
) -> Cards:
    """Questions that were met and have one of the `wanted` marks; without any, all that were met.

    Never one that was not on the screen, that stands in a form not sat yet, or that an open sitting
    is waiting for an answer to. A number question is given with the numbers asked last.
    """
    row = session.get_one(PackRow, pack)
    waiting = drawing.being_asked(session, learner)
    met = {
        each.row_id: each
        for each in drills.practisable(session, learner, pack, blueprint.code)
        if each.met and each.row_id not in waiting and (not wanted or each.marks & set(wanted))
    }
    names = drills.topics(session, pack)
    notes = marks.notes(session, learner, pack)
    seeds = _seeds(session, learner)
    found = []
    for row_id, document in session.execute(
        select(QuestionRow.id, RevisionRow.document)
        .join(RevisionRow, RevisionRow.id == QuestionRow.revision_id)
        .where(QuestionRow.pack_id == pack)
        .order_by(QuestionRow.code)
    ):
        if row_id not in met:
            continue
        each = met[row_id]
        question = to_question(document, seeds.get(row_id))
        found.append(
            CardQuestion(
                question,
                each.domain,
                names.get(each.topic, each.topic),
                each.marks & {MISSED, BOOKMARKED},
                notes.get(question.id, ""),
            )
        )
    return Cards(row.name, row.title, blueprint.code, tuple(found))


def _seeds(session: Session, learner: int) -> dict[int, int | None]:
    """The numbers with which each question was on the screen last; None for a fixed one."""
    rows = session.execute(
        select(ResponseRow.question_id, func.max(ResponseRow.seed))
        .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
        .where(AttemptRow.learner_id == learner, ResponseRow.seen_at.is_not(None))
        .group_by(ResponseRow.question_id)
    )
    return {row[0]: row[1] for row in rows}
