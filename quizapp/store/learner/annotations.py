"""A learner's annotations on questions: bookmarks, notes, reports, and causes of misses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, true, update

from quizapp.exam.attempt import Confidence
from quizapp.store.catalog.word_index import folded
from quizapp.store.db.schema import (
    ATTEMPT,
    COMPLAINT,
    EXPOSURE,
    MARK,
    QUESTION,
    RESPONSE,
    REVISION,
    SETTING,
)
from quizapp.store.db.upsert import put_row
from quizapp.store.scope import Scope

CAUSES = {
    "unknown": "didn't know",
    "misread": "misread",
    "mixed_up": "mixed up two ideas",
    "weighed": "wrong trade-off",
    "slip": "careless",
}
MAX_NOTE = 4_000
REPORT_DRAFT = "report_draft_"


@dataclass(frozen=True, slots=True)
class Mark:
    """A learner's bookmark and note on a question.

    `times` is how often the question was shown; `sure_and_wrong`, how often it was answered wrong
    with confidence.
    """

    bookmarked: bool = False
    note: str = ""
    times: int = 0
    sure_and_wrong: int = 0


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """A question that the learner reported, with the revision reported and the learner's text."""

    question: str
    revision: str
    at: datetime
    text: str


def mark(connection: Connection, learner: int, question: int) -> Mark:
    """Return the learner's annotations on a question (a row key)."""
    row = connection.execute(select(MARK).where(*_of(learner, question))).first()
    times = connection.scalar(
        select(EXPOSURE.c.times).where(
            EXPOSURE.c.learner_id == learner, EXPOSURE.c.question_id == question
        )
    )
    wrong = connection.scalar(
        select(func.count())
        .select_from(RESPONSE)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(
            ATTEMPT.c.learner_id == learner,
            RESPONSE.c.question_id == question,
            RESPONSE.c.confidence == Confidence.SURE.value,
            RESPONSE.c.correct.is_(False),
        )
    )
    if row is None:
        return Mark(times=times or 0, sure_and_wrong=wrong or 0)
    return Mark(row.bookmarked, row.note, times or 0, wrong or 0)


def marks(connection: Connection, learner: int, questions: Iterable[int]) -> dict[int, Mark]:
    """Return question (row key) → bookmark and note, for the questions that have one."""
    rows = connection.execute(
        select(MARK.c.question_id, MARK.c.bookmarked, MARK.c.note).where(
            MARK.c.learner_id == learner, MARK.c.question_id.in_(sorted(questions))
        )
    )
    return {row.question_id: Mark(row.bookmarked, row.note) for row in rows}


def reported(connection: Connection, learner: int, questions: Iterable[int]) -> set[int]:
    """Return those of the questions (row keys) that the learner reported."""
    return set(
        connection.scalars(
            select(COMPLAINT.c.question_id).where(
                COMPLAINT.c.learner_id == learner, COMPLAINT.c.question_id.in_(sorted(questions))
            )
        )
    )


def causes(connection: Connection, attempt: int) -> dict[int, str]:
    """Return position in the attempt → cause of the miss, for the misses that have one."""
    rows = connection.execute(
        select(RESPONSE.c.position, RESPONSE.c.cause).where(
            RESPONSE.c.attempt_id == attempt, RESPONSE.c.cause.is_not(None)
        )
    )
    return {row.position: row.cause for row in rows}


def toggle_bookmark(connection: Connection, learner: int, question: int) -> bool:
    """Set or remove the bookmark on a question; return whether it is now bookmarked."""
    own = _of(learner, question)
    bookmarked = not connection.scalar(select(MARK.c.bookmarked).where(*own))
    _store(connection, learner, question, bookmarked=bookmarked)
    return bookmarked


def write_note(connection: Connection, learner: int, question: int, note: str) -> None:
    """Store a note on a question; empty text removes it. A note is cut at 4,000 characters."""
    note = note.replace("\x00", "").strip()[:MAX_NOTE]
    _store(connection, learner, question, note=note, words=folded([note]))


def notes(connection: Connection, scope: Scope) -> dict[str, str]:
    """Return question id → the learner's note."""
    rows = connection.execute(
        select(QUESTION.c.code, MARK.c.note)
        .join(QUESTION, QUESTION.c.id == MARK.c.question_id)
        .where(
            MARK.c.learner_id == scope.learner, QUESTION.c.pack_id == scope.pack, MARK.c.note != ""
        )
    )
    return {row.code: row.note for row in rows}


def report_question(
    connection: Connection, learner: int, question: int, revision: int, text: str
) -> None:
    """Add a question to the local list of reported questions, and forget the draft of a report."""
    keep_report_draft(connection, learner, question, "")
    connection.execute(
        insert(COMPLAINT).values(
            learner_id=learner,
            question_id=question,
            revision_id=revision,
            at=datetime.now(UTC),
            text=text.replace("\x00", "").strip()[:MAX_NOTE],
        )
    )


def report_draft(connection: Connection, learner: int, question: int) -> str:
    """Return the draft of a report, which is listed nowhere; "" if there is none."""
    draft = select(SETTING.c.value).where(*_draft_of(learner, question))
    return connection.scalar(draft) or ""


def keep_report_draft(connection: Connection, learner: int, question: int, text: str) -> None:
    """Keep the draft of a report; empty text removes it.

    It is a row of the table of settings under a name that is no setting.
    """
    text = text.replace("\x00", "").strip()[:MAX_NOTE]
    if text:
        name = f"{REPORT_DRAFT}{question}"
        put_row(connection, SETTING, {"learner_id": learner, "name": name}, {"value": text})
    else:
        connection.execute(delete(SETTING).where(*_draft_of(learner, question)))


def _draft_of(learner: int, question: int) -> tuple[ColumnElement[bool], ...]:
    return SETTING.c.learner_id == learner, SETTING.c.name == f"{REPORT_DRAFT}{question}"


def question_reports(connection: Connection, pack: int | None = None) -> list[QuestionReport]:
    """Return the reported questions of one pack, or of all packs with None, oldest first."""
    rows = connection.execute(
        select(QUESTION.c.code, REVISION.c.hash, COMPLAINT.c.at, COMPLAINT.c.text)
        .join(QUESTION, QUESTION.c.id == COMPLAINT.c.question_id)
        .join(REVISION, REVISION.c.id == COMPLAINT.c.revision_id)
        .where(true() if pack is None else QUESTION.c.pack_id == pack)
        .order_by(COMPLAINT.c.at, COMPLAINT.c.id)
    )
    return [QuestionReport(row.code, row.hash, row.at, row.text) for row in rows]


def set_cause(connection: Connection, attempt: int, position: int, cause: str | None) -> None:
    """Store why a question was missed: a key of CAUSES; None removes the cause.

    Raises ValueError for another cause.
    """
    if cause is not None and cause not in CAUSES:
        raise ValueError(f"unknown cause {cause!r}")
    connection.execute(
        update(RESPONSE)
        .where(RESPONSE.c.attempt_id == attempt, RESPONSE.c.position == position)
        .values(cause=cause)
    )


def _of(learner: int, question: int) -> tuple[ColumnElement[bool], ...]:
    return MARK.c.learner_id == learner, MARK.c.question_id == question


def _store(connection: Connection, learner: int, question: int, **values: Any) -> None:
    put_row(connection, MARK, {"learner_id": learner, "question_id": question}, values)
