"""What a learner adds to questions: bookmarks, notes, reports, the cause of a miss."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select, true, update
from sqlalchemy.orm import Session

from quizapp.exam.attempt import Confidence
from quizapp.store.search_index import folded
from quizapp.store.tables import (
    AttemptRow,
    ComplaintRow,
    ExposureRow,
    MarkRow,
    QuestionRow,
    ResponseRow,
    RevisionRow,
)

CAUSES = {
    "unknown": "did not know",
    "misread": "misread",
    "mixed_up": "mixed up two",
    "weighed": "weighed wrongly",
    "slip": "a slip",
}
MAX_NOTE = 4_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A learner's own bookmark and note; how often the question was met, and how often it was
    answered wrong with confidence."""

    bookmarked: bool = False
    note: str = ""
    times: int = 0
    sure_and_wrong: int = 0


@dataclass(frozen=True, slots=True)
class Complaint:
    question: str
    revision: str
    at: datetime
    text: str


def mark(session: Session, learner: int, question: int) -> Mark:
    row = session.get(MarkRow, (learner, question))
    times = session.scalar(
        select(ExposureRow.times).where(
            ExposureRow.learner_id == learner, ExposureRow.question_id == question
        )
    )
    wrong = session.scalar(
        select(func.count())
        .select_from(ResponseRow)
        .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
        .where(
            AttemptRow.learner_id == learner,
            ResponseRow.question_id == question,
            ResponseRow.confidence == Confidence.SURE.value,
            ResponseRow.correct.is_(False),
        )
    )
    if row is None:
        return Mark(times=times or 0, sure_and_wrong=wrong or 0)
    return Mark(row.bookmarked, row.note, times or 0, wrong or 0)


def toggle_bookmark(session: Session, learner: int, question: int) -> bool:
    """Bookmark a question or take the bookmark away; what it is now."""
    row = _row(session, learner, question)
    row.bookmarked = not row.bookmarked
    return row.bookmarked


def write_note(session: Session, learner: int, question: int, note: str) -> None:
    """Keep a note on a question; an empty one removes it. Cut at 4,000 characters."""
    row = _row(session, learner, question)
    row.note = note.replace("\x00", "").strip()[:MAX_NOTE]
    row.words = folded([row.note])


def notes(session: Session, learner: int, pack: int) -> dict[str, str]:
    """The learner's own notes by question."""
    rows = session.execute(
        select(QuestionRow.code, MarkRow.note)
        .join(QuestionRow, QuestionRow.id == MarkRow.question_id)
        .where(MarkRow.learner_id == learner, QuestionRow.pack_id == pack, MarkRow.note != "")
    )
    return {row.code: row.note for row in rows}


def complain(session: Session, learner: int, question: int, revision: int, text: str) -> None:
    """Put a question on the local list of reported questions."""
    session.add(
        ComplaintRow(
            learner_id=learner,
            question_id=question,
            revision_id=revision,
            at=datetime.now(UTC),
            text=text.replace("\x00", "").strip()[:MAX_NOTE],
        )
    )


def complaints(session: Session, pack: int | None = None) -> list[Complaint]:
    """The reported questions of one pack or of all, oldest first."""
    rows = session.execute(
        select(QuestionRow.code, RevisionRow.hash, ComplaintRow.at, ComplaintRow.text)
        .join(QuestionRow, QuestionRow.id == ComplaintRow.question_id)
        .join(RevisionRow, RevisionRow.id == ComplaintRow.revision_id)
        .where(true() if pack is None else QuestionRow.pack_id == pack)
        .order_by(ComplaintRow.at, ComplaintRow.id)
    )
    return [Complaint(row.code, row.hash, row.at, row.text) for row in rows]


def set_cause(session: Session, attempt: int, position: int, cause: str) -> None:
    """Note why a question was missed. Raises ValueError for an unknown cause."""
    if cause not in CAUSES:
        raise ValueError(f"unknown cause {cause!r}")
    session.execute(
        update(ResponseRow)
        .where(ResponseRow.attempt_id == attempt, ResponseRow.position == position)
        .values(cause=cause)
    )


def _row(session: Session, learner: int, question: int) -> MarkRow:
    row = session.get(MarkRow, (learner, question))
    if row is None:
        row = MarkRow(learner_id=learner, question_id=question, bookmarked=False, note="")
        session.add(row)
        session.flush()
    return row
