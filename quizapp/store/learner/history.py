"""Past attempts, as the history screen and `quizapp history --json` show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, case, func, or_, select

from quizapp.exam.attempt import Kind, State
from quizapp.store.bootstrap.history import PastAttempt, in_order
from quizapp.store.catalog.queries import FINISHED_STATES
from quizapp.store.db.codec import to_question
from quizapp.store.db.schema import ATTEMPT, PACK, RESPONSE, REVISION
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


def _by_domain(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """Return attempt → domain → (right, asked) of the questions that its report includes.

    `practice.report.is_reported` defines which these are.
    """
    in_report = or_(
        ATTEMPT.c.state.in_(FINISHED_STATES),
        RESPONSE.c.correct.is_not(None),
        and_(ATTEMPT.c.state == State.ABANDONED.value, RESPONSE.c.seen_at.is_not(None)),
    )
    unmarked_right = _unmarked_right(connection, ids)
    counted = connection.execute(
        select(
            RESPONSE.c.attempt_id,
            RESPONSE.c.domain,
            func.sum(case((RESPONSE.c.correct.is_(True), 1), else_=0)),
            func.count(),
        )
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(RESPONSE.c.attempt_id.in_(ids), RESPONSE.c.domain.is_not(None), in_report)
        .group_by(RESPONSE.c.attempt_id, RESPONSE.c.domain)
    )
    tallies: dict[int, dict[str, tuple[int, int]]] = {}
    for attempt_id, domain, correct, total in counted:
        right = correct + unmarked_right[attempt_id, str(domain)]
        tallies.setdefault(attempt_id, {})[str(domain)] = (right, total)
    return tallies


def _unmarked_right(connection: Connection, ids: Sequence[int]) -> Counter[tuple[int, str]]:
    """Return (attempt, domain) → right answers of abandoned mocks, which are never marked."""
    rows = connection.execute(
        select(
            RESPONSE.c.attempt_id,
            RESPONSE.c.domain,
            RESPONSE.c.chosen,
            RESPONSE.c.seed,
            REVISION.c.document,
        )
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .join(REVISION, REVISION.c.id == RESPONSE.c.revision_id)
        .where(
            RESPONSE.c.attempt_id.in_(ids),
            ATTEMPT.c.state == State.ABANDONED.value,
            RESPONSE.c.correct.is_(None),
            RESPONSE.c.seen_at.is_not(None),
            RESPONSE.c.chosen != "",
        )
    )
    return Counter(
        (row.attempt_id, str(row.domain))
        for row in rows
        if row.chosen == "".join(map(str, sorted(to_question(row.document, row.seed).keys)))
    )


def attempts(connection: Connection, scope: Scope, limit: int | None = None) -> list[PastAttempt]:
    """Return the attempts on the pack in their order, the last one last; see `in_order`.

    With `limit`, only the last ones are returned.
    """
    query = select(ATTEMPT).where(
        ATTEMPT.c.learner_id == scope.learner, ATTEMPT.c.pack_id == scope.pack
    )
    if limit is not None:
        until = case(
            (ATTEMPT.c.ended_at.is_(None), 2), (ATTEMPT.c.ended_at <= datetime.now(UTC), 1), else_=0
        )
        query = query.order_by(until.desc(), ATTEMPT.c.ended_at.desc(), ATTEMPT.c.id.desc())
        query = query.limit(limit)
    rows = connection.execute(query).all()
    tallies = _by_domain(connection, [row.id for row in rows]) if rows else {}
    return in_order(
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
            ended=row.ended_at,
        )
        for row in rows
    )


def scores_before(
    connection: Connection, scope: Scope, attempt: int, limit: int
) -> tuple[int, ...]:
    """Return the scores of the last first-sight mocks of the exam before an attempt, oldest first.

    Attempts are numbered in order, whatever the clock said when they were started.
    """
    scores = connection.scalars(
        select(ATTEMPT.c.score)
        .where(
            ATTEMPT.c.learner_id == scope.learner,
            ATTEMPT.c.pack_id == scope.pack,
            ATTEMPT.c.exam == scope.exam,
            ATTEMPT.c.kind == Kind.MOCK.value,
            ATTEMPT.c.repeat.is_(False),
            ATTEMPT.c.score.is_not(None),
            ATTEMPT.c.id < attempt,
        )
        .order_by(ATTEMPT.c.id.desc())
        .limit(limit)
    )
    return tuple(score for score in scores if score is not None)[::-1]


def other_pack(connection: Connection, scope: Scope, attempt: int) -> str | None:
    """Return the name of an attempt's pack if that is another one; else None."""
    return connection.scalar(
        select(PACK.c.name)
        .join(ATTEMPT, ATTEMPT.c.pack_id == PACK.c.id)
        .where(ATTEMPT.c.id == attempt, ATTEMPT.c.pack_id != scope.pack)
    )
