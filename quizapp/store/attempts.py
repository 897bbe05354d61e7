"""Attempts and responses: every move stored before it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CursorResult, delete, insert, select, update
from sqlalchemy.orm import Session

from quizapp.exam.attempt import OPEN, Attempt, Confidence, Item, Kind, State
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.question import Question
from quizapp.exam.scoring import Report, report
from quizapp.store import summary
from quizapp.store.documents import to_question
from quizapp.store.errors import StoreError
from quizapp.store.library import StoredQuestion
from quizapp.store.tables import AttemptRow, ExposureRow, QuestionRow, ResponseRow, RevisionRow


@dataclass(frozen=True, slots=True)
class Plan:
    """What an attempt is, apart from its questions."""

    learner_id: int
    pack_id: int
    exam: str
    title: str
    form: int | None = None
    repeat: bool = False
    exam_day: bool = False
    parent_id: int | None = None
    prediction: float | None = None
    """What the app said of passing before it began (0–1)."""


@dataclass(frozen=True, slots=True)
class StoredAttempt:
    """An attempt read back, with the very text that was asked."""

    id: int
    plan: Plan
    attempt: Attempt
    questions: Mapping[str, Question]
    rows: Mapping[str, tuple[int, int, int | None]]
    """question id → (question row, revision row, seed of its numbers)"""
    started_at: datetime
    ended_at: datetime | None
    score: int | None


def create(
    session: Session, plan: Plan, attempt: Attempt, questions: Sequence[StoredQuestion]
) -> int:
    """Store a started attempt; `questions` in the order of its items. Returns its id."""
    now = datetime.now(UTC)
    row = AttemptRow(
        learner_id=plan.learner_id,
        pack_id=plan.pack_id,
        kind=attempt.kind.value,
        exam=plan.exam,
        form=plan.form,
        title=plan.title,
        state=attempt.state.value,
        repeat=plan.repeat,
        exam_day=plan.exam_day,
        started_at=now,
        allowed_seconds=attempt.allowed,
        used_seconds=attempt.used,
        position=attempt.position,
        questions=len(attempt.items),
        answered=attempt.answered,
        parent_id=plan.parent_id,
        prediction=plan.prediction,
    )
    session.add(row)
    session.flush()
    session.execute(
        insert(ResponseRow),
        [
            {
                "attempt_id": row.id,
                "position": position,
                "question_id": stored.row_id,
                "revision_id": stored.revision_id,
                "domain": item.domain,
                "option_order": _digits(item.order),
                "first_exposure": item.first_exposure,
                "seed": stored.seed,
                "seen_at": now if item.seen else None,
            }
            for position, (item, stored) in enumerate(zip(attempt.items, questions, strict=True))
        ],
    )
    for item, stored in zip(attempt.items, questions, strict=True):
        if item.seen:
            _expose(session, plan.learner_id, stored.row_id, now)
    summary.opened(session, plan.learner_id, row.id, plan.title, attempt)
    return row.id


def save(session: Session, stored: StoredAttempt, before: Attempt, after: Attempt) -> None:
    """Store what changed between two values of an attempt, in the caller's transaction.

    Raises StoreError if the attempt is no longer open in the database.
    """
    now = datetime.now(UTC)
    learner = stored.plan.learner_id
    result = session.execute(
        update(AttemptRow)
        .where(AttemptRow.id == stored.id, AttemptRow.state.in_([s.value for s in OPEN]))
        .values(
            state=after.state.value,
            used_seconds=after.used,
            position=after.position,
            questions=len(after.items),
            answered=after.answered,
        )
    )
    if isinstance(result, CursorResult) and result.rowcount != 1:
        raise StoreError("this sitting was ended in another quizapp; go back home to see it")
    for position, item in enumerate(after.items):
        if position >= len(before.items):
            _append(session, stored, position, item, now)
        elif item is not before.items[position]:
            _update(session, stored, position, before.items[position], item, now)
    summary.moved(session, learner, stored.id, after)


def finish(session: Session, stored: StoredAttempt, after: Attempt, blueprint: Blueprint) -> Report:
    """Close a marked attempt with its score; `after` must be submitted or expired."""
    result = report(after, blueprint)
    session.execute(
        update(AttemptRow)
        .where(AttemptRow.id == stored.id)
        .values(
            ended_at=datetime.now(UTC),
            correct=result.correct,
            score=result.score,
            answered=result.answered,
        )
    )
    summary.closed(session, stored.plan.learner_id)
    return result


def abandon(session: Session, stored: StoredAttempt) -> None:
    """Note the end of an attempt that was given up; it stays in history as such."""
    session.execute(
        update(AttemptRow).where(AttemptRow.id == stored.id).values(ended_at=datetime.now(UTC))
    )
    summary.closed(session, stored.plan.learner_id)


def load(session: Session, attempt_id: int) -> StoredAttempt | None:
    """An attempt with its items and questions; None if there is no such attempt."""
    row = session.get(AttemptRow, attempt_id)
    if row is None:
        return None
    found = session.execute(
        select(ResponseRow, QuestionRow.code, RevisionRow.document)
        .join(QuestionRow, QuestionRow.id == ResponseRow.question_id)
        .join(RevisionRow, RevisionRow.id == ResponseRow.revision_id)
        .where(ResponseRow.attempt_id == attempt_id)
        .order_by(ResponseRow.position)
    ).all()
    questions: dict[str, Question] = {}
    rows: dict[str, tuple[int, int, int | None]] = {}
    items = []
    for response, code, document in found:
        question = to_question(document, response.seed)
        questions[code] = question
        rows[code] = (response.question_id, response.revision_id, response.seed)
        items.append(_item(response, code, question))
    attempt = Attempt(
        kind=Kind(row.kind),
        items=tuple(items),
        allowed=row.allowed_seconds,
        state=State(row.state),
        position=row.position,
        used=row.used_seconds,
    )
    plan = Plan(
        row.learner_id,
        row.pack_id,
        row.exam,
        row.title,
        row.form,
        row.repeat,
        row.exam_day,
        row.parent_id,
        row.prediction,
    )
    return StoredAttempt(
        row.id, plan, attempt, questions, rows, row.started_at, row.ended_at, row.score
    )


def _item(row: ResponseRow, code: str, question: Question) -> Item:
    return Item(
        question_id=code,
        domain=row.domain,
        order=tuple(int(digit) for digit in row.option_order),
        keys=question.keys,
        chosen=_set(row.chosen),
        first_choice=None if row.first_choice is None else _set(row.first_choice),
        changes=row.changes,
        flagged=row.flagged,
        struck=_set(row.struck),
        seconds=row.seconds,
        seen=row.seen_at is not None,
        first_exposure=row.first_exposure,
        confidence=Confidence(row.confidence) if row.confidence else None,
        correct=row.correct,
    )


def _values(item: Item) -> dict[str, Any]:
    return {
        "chosen": _digits(sorted(item.chosen)),
        "first_choice": None if item.first_choice is None else _digits(sorted(item.first_choice)),
        "changes": item.changes,
        "flagged": item.flagged,
        "struck": _digits(sorted(item.struck)),
        "seconds": item.seconds,
        "confidence": item.confidence.value if item.confidence else None,
        "correct": item.correct,
    }


def _update(
    session: Session,
    stored: StoredAttempt,
    position: int,
    before: Item,
    after: Item,
    now: datetime,
) -> None:
    values = _values(after)
    if after.chosen != before.chosen:
        values["answered_at"] = now if after.chosen else None
    if after.seen and not before.seen:
        values["seen_at"] = now
        _expose(session, stored.plan.learner_id, stored.rows[after.question_id][0], now)
    session.execute(
        update(ResponseRow)
        .where(ResponseRow.attempt_id == stored.id, ResponseRow.position == position)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def _append(
    session: Session, stored: StoredAttempt, position: int, item: Item, now: datetime
) -> None:
    question_id, revision_id, seed = stored.rows[item.question_id]
    session.execute(
        insert(ResponseRow).values(
            attempt_id=stored.id,
            position=position,
            question_id=question_id,
            revision_id=revision_id,
            domain=item.domain,
            option_order=_digits(item.order),
            first_exposure=item.first_exposure,
            seed=seed,
            seen_at=now if item.seen else None,
            **_values(item),
        )
    )


def _expose(session: Session, learner: int, question_id: int, now: datetime) -> None:
    """Record that the question was on the screen."""
    row = session.get(ExposureRow, (learner, question_id))
    if row is None:
        session.add(
            ExposureRow(
                learner_id=learner, question_id=question_id, first_at=now, last_at=now, times=1
            )
        )
    else:
        row.last_at, row.times = now, row.times + 1
    session.flush()


def _digits(positions: Sequence[int]) -> str:
    return "".join(str(position) for position in positions)


def _set(digits: str) -> frozenset[int]:
    return frozenset(int(digit) for digit in digits)


def remove(
    session: Session, learner: int, attempt_id: int | None, *, pack: int | None = None
) -> int:
    """Forget one attempt, or with None all of them (of `pack`); how many were removed.

    That a question was met is not forgotten, so that first sight stays true.
    """
    query = delete(AttemptRow).where(AttemptRow.learner_id == learner)
    if attempt_id is not None:
        query = query.where(AttemptRow.id == attempt_id)
    if pack is not None:
        query = query.where(AttemptRow.pack_id == pack)
    result = session.execute(query)
    summary.closed(session, learner)
    return result.rowcount if isinstance(result, CursorResult) else 0
