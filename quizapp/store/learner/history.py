"""Past attempts, as the history screen and `quizapp history --json` show them."""

from __future__ import annotations

from sqlalchemy import Connection, case, func, select

from quizapp.store.bootstrap.history import PastAttempt
from quizapp.store.db.schema import ATTEMPT, RESPONSE
from quizapp.store.scope import Scope


def confidence(connection: Connection, scope: Scope, limit: int) -> dict[str, tuple[int, int]]:
    """Return confidence → (right, answers) over the newest `limit` attempts on the pack."""
    newest = (
        select(ATTEMPT.c.id)
        .where(ATTEMPT.c.learner_id == scope.learner, ATTEMPT.c.pack_id == scope.pack)
        .order_by(ATTEMPT.c.started_at.desc(), ATTEMPT.c.id.desc())
        .limit(limit)
    )
    rows = connection.execute(
        select(
            RESPONSE.c.confidence,
            func.sum(case((RESPONSE.c.correct.is_(True), 1), else_=0)),
            func.count(),
        )
        .where(
            RESPONSE.c.attempt_id.in_(newest),
            RESPONSE.c.confidence.is_not(None),
            RESPONSE.c.correct.is_not(None),
        )
        .group_by(RESPONSE.c.confidence)
    )
    return {str(name): (right, number) for name, right, number in rows}


def attempts(connection: Connection, scope: Scope, limit: int | None = None) -> list[PastAttempt]:
    """Return the attempts on the pack, oldest first; with `limit`, only the newest ones."""
    query = (
        select(ATTEMPT)
        .where(ATTEMPT.c.learner_id == scope.learner, ATTEMPT.c.pack_id == scope.pack)
        .order_by(ATTEMPT.c.started_at.desc(), ATTEMPT.c.id.desc())
    )
    if limit is not None:
        query = query.limit(limit)
    rows = list(reversed(connection.execute(query).all()))
    tallies: dict[int, dict[str, tuple[int, int]]] = {}
    if rows:
        counted = connection.execute(
            select(
                RESPONSE.c.attempt_id,
                RESPONSE.c.domain,
                func.sum(case((RESPONSE.c.correct.is_(True), 1), else_=0)),
                func.count(),
            )
            .where(
                RESPONSE.c.attempt_id.in_([row.id for row in rows]),
                RESPONSE.c.domain.is_not(None),
            )
            .group_by(RESPONSE.c.attempt_id, RESPONSE.c.domain)
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
            unit=str(row.blueprint.get("unit", "")),
        )
        for row in rows
    ]
