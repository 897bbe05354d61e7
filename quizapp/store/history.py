"""What was sat so far, as the history screen and `history --json` show it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import Session

from quizapp.store.past import PastAttempt
from quizapp.store.tables import AttemptRow, ResponseRow


def _of(pack: int | None) -> ColumnElement[bool]:
    """Attempts of this pack; of any, for None."""
    return true() if pack is None else AttemptRow.pack_id == pack


def confidence(
    session: Session, learner: int, limit: int, *, pack: int | None = None
) -> dict[str, tuple[int, int]]:
    """How often each confidence was right in the newest `limit` attempts, in one pack or in all:
    confidence → (right, given)."""
    newest = (
        select(AttemptRow.id)
        .where(AttemptRow.learner_id == learner, _of(pack))
        .order_by(AttemptRow.started_at.desc(), AttemptRow.id.desc())
        .limit(limit)
    )
    rows = session.execute(
        select(
            ResponseRow.confidence,
            func.sum(case((ResponseRow.correct.is_(True), 1), else_=0)),
            func.count(),
        )
        .where(
            ResponseRow.attempt_id.in_(newest),
            ResponseRow.confidence.is_not(None),
            ResponseRow.correct.is_not(None),
        )
        .group_by(ResponseRow.confidence)
    )
    return {str(name): (right, number) for name, right, number in rows}


def attempts(
    session: Session, learner: int, limit: int | None = None, *, pack: int | None = None
) -> list[PastAttempt]:
    """Every attempt in one pack or in all, oldest first; with `limit`, the newest that many."""
    query = (
        select(AttemptRow)
        .where(AttemptRow.learner_id == learner, _of(pack))
        .order_by(AttemptRow.started_at.desc(), AttemptRow.id.desc())
    )
    if limit is not None:
        query = query.limit(limit)
    rows = list(reversed(session.scalars(query).all()))
    tallies: dict[int, dict[str, tuple[int, int]]] = {}
    if rows:
        counted = session.execute(
            select(
                ResponseRow.attempt_id,
                ResponseRow.domain,
                func.sum(case((ResponseRow.correct.is_(True), 1), else_=0)),
                func.count(),
            )
            .where(
                ResponseRow.attempt_id.in_([row.id for row in rows]),
                ResponseRow.domain.is_not(None),
            )
            .group_by(ResponseRow.attempt_id, ResponseRow.domain)
        )
        for attempt_id, domain, correct, total in counted:
            tallies.setdefault(attempt_id, {})[str(domain)] = (correct, total)
    return [
        PastAttempt(
            id=row.id,
            kind=row.kind,
            exam=row.exam,
            form=row.form,
            title=row.title,
            state=row.state,
            repeat=row.repeat,
            started=row.started_at,
            seconds=row.used_seconds,
            questions=row.questions,
            answered=row.answered,
            correct=row.correct,
            score=row.score,
            prediction=row.prediction,
            domains=tallies.get(row.id, {}),
        )
        for row in rows
    ]
