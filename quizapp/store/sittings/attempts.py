"""Reading, ending, and deleting stored attempts; `save` stores the changes of each move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, update

from quizapp.exam.attempt import Attempt, Confidence, Item, Kind, State
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.question import Question
from quizapp.exam.scoring import Report, report
from quizapp.store.db.codec import to_blueprint, to_question
from quizapp.store.db.schema import ATTEMPT, OPEN_STATES, QUESTION, RESPONSE, REVISION
from quizapp.store.errors import DamagedRow, reads_row
from quizapp.store.progress import home_row
from quizapp.store.scope import Scope
from quizapp.store.sittings import lease, numbers

LARGEST_ID = 2**63 - 1
MAX_SECONDS = 1e9
"""Seconds; a limit of 30 years on the time of a sitting."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An attempt's properties, except its questions."""

    scope: Scope
    title: str
    form: int | None = None
    repeat: bool = False
    exam_day: bool = False
    parent_id: int | None = None
    prediction: float | None = None
    """The chance of passing that the app stated before the attempt (0-1)."""
    on_demand: bool = False
    """Whether it is a review on demand, whose right answers do not count toward recovery."""


@dataclass(frozen=True, slots=True)
class StoredAttempt:
    """A stored attempt, with the text of its questions as it was asked."""

    id: int
    plan: Plan
    attempt: Attempt
    questions: Mapping[str, Question]
    rows: Mapping[str, tuple[int, int, int | None]]
    """Question id → (question row, revision row, seed of its numbers)."""
    started_at: datetime
    ended_at: datetime | None
    score: int | None
    blueprint: Blueprint
    """The exam as it was when the attempt began, without tasks and skills."""
    boot: tuple[str, float] | None = None
    """The machine's run in which the attempt began, and its uptime then in seconds."""


def finish(
    connection: Connection, stored: StoredAttempt, after: Attempt, blueprint: Blueprint
) -> Report:
    """Store the end of an attempt and its score; `after` must be submitted or expired."""
    result = report(after, blueprint)
    connection.execute(
        update(ATTEMPT)
        .where(ATTEMPT.c.id == stored.id)
        .values(
            ended_at=datetime.now(UTC),
            correct=result.correct,
            score=result.score,
            answered=result.answered,
        )
    )
    home_row.update_forms_and_last_mock(connection, stored.plan.scope)
    return result


def abandon(connection: Connection, stored: StoredAttempt) -> None:
    """Store the end of an abandoned attempt; it stays in history."""
    connection.execute(
        update(ATTEMPT).where(ATTEMPT.c.id == stored.id).values(ended_at=datetime.now(UTC))
    )
    home_row.update_forms_and_last_mock(connection, stored.plan.scope)


def load(connection: Connection, attempt_id: int) -> StoredAttempt | None:
    """Read an attempt with its items and questions; None if there is no such attempt.

    Raises DamagedRow.
    """
    if attempt_id > LARGEST_ID:
        return None
    row = connection.execute(select(ATTEMPT).where(ATTEMPT.c.id == attempt_id)).first()
    if row is None:
        return None
    found = connection.execute(
        select(RESPONSE, QUESTION.c.code, REVISION.c.document)
        .join(QUESTION, QUESTION.c.id == RESPONSE.c.question_id)
        .join(REVISION, REVISION.c.id == RESPONSE.c.revision_id)
        .where(RESPONSE.c.attempt_id == attempt_id)
        .order_by(RESPONSE.c.position)
    ).all()
    questions: dict[str, Question] = {}
    rows: dict[str, tuple[int, int, int | None]] = {}
    items = []
    for each in found:
        question = to_question(each.document, each.seed)
        questions[each.code] = question
        rows[each.code] = (each.question_id, each.revision_id, each.seed)
        items.append(_item(each, question))
    if len(items) != row.questions or not 0 <= row.position < max(1, len(items)):
        raise DamagedRow(f"the questions of attempt {attempt_id} do not fit together")
    if not 0 <= row.used_seconds < MAX_SECONDS or not 0 <= (row.allowed_seconds or 0) < MAX_SECONDS:
        raise DamagedRow(f"the time of attempt {attempt_id} is out of range")
    attempt = _attempt(row, items)
    plan = Plan(
        Scope(row.learner_id, row.pack_id, row.exam),
        row.title,
        row.form,
        row.repeat,
        row.exam_day,
        row.parent_id,
        row.prediction,
        row.on_demand,
    )
    boot = None if row.boot is None else (row.boot, row.boot_seconds or 0.0)
    return StoredAttempt(
        row.id,
        plan,
        attempt,
        questions,
        rows,
        row.started_at,
        row.ended_at,
        row.score,
        to_blueprint(row.blueprint),
        boot,
    )


@reads_row
def _attempt(row: Row[Any], items: Iterable[Item]) -> Attempt:
    return Attempt(
        kind=Kind(row.kind),
        items=tuple(items),
        allowed=row.allowed_seconds,
        state=State(row.state),
        position=row.position,
        used=row.used_seconds,
    )


@reads_row
def _item(row: Row[Any], question: Question) -> Item:
    order = tuple(int(digit) for digit in row.option_order)
    picked = _set(row.chosen + row.struck + (row.first_choice or ""))
    if sorted(order) != list(range(len(question.options))) or not picked <= set(order):
        raise DamagedRow(f"the answer to {row.code} names options that do not exist")
    return Item(
        question_id=row.code,
        domain=row.domain,
        order=order,
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


def _set(digits: str) -> frozenset[int]:
    return frozenset(int(digit) for digit in digits)


def forget_empty(connection: Connection, scope: Scope, kind: Kind) -> None:
    """Delete the open sittings of a kind in which nothing was chosen and that no process has open.

    See `_forget`.
    """
    _forget(connection, scope, func.coalesce(ATTEMPT.c.kind, "") == kind.value)


def forget_unanswered(connection: Connection, stored: StoredAttempt) -> None:
    """Delete an attempt that was left, if nothing was chosen in it. See `_forget`."""
    _forget(connection, stored.plan.scope, ATTEMPT.c.id == stored.id)


_OF_ATTEMPT = RESPONSE.c.attempt_id == ATTEMPT.c.id


def _forget(connection: Connection, scope: Scope, which: ColumnElement[bool]) -> None:
    """Delete those of some attempts that are open, without a choice, and in no process.

    Exposures are kept, so first sight stays true. A sitting that showed a number question becomes
    abandoned instead, so that its numbers are not asked again.
    """
    chosen = select(RESPONSE.c.id).where(_OF_ATTEMPT, RESPONSE.c.chosen != "")
    seeded = select(RESPONSE.c.id).where(
        _OF_ATTEMPT, RESPONSE.c.seed.is_not(None), RESPONSE.c.seen_at.is_not(None)
    )
    rows = connection.execute(
        select(
            ATTEMPT.c.id,
            ATTEMPT.c.holder,
            ATTEMPT.c.held_at,
            ATTEMPT.c.pack_id,
            seeded.exists().label("seeded"),
        ).where(
            ATTEMPT.c.learner_id == scope.learner,
            ATTEMPT.c.state.in_(OPEN_STATES),
            which,
            ~chosen.exists(),
        )
    ).all()
    free = [r for r in rows if r.pack_id == scope.pack and not lease.in_use(r.holder, r.held_at)]
    gone = [row.id for row in free if not row.seeded]
    kept = [row.id for row in free if row.seeded]
    if gone:
        numbers.keep(connection, scope.learner, gone)
        connection.execute(delete(ATTEMPT).where(ATTEMPT.c.id.in_(gone)))
    if kept:
        values = {"state": State.ABANDONED.value, "ended_at": datetime.now(UTC), "holder": None}
        connection.execute(update(ATTEMPT).where(ATTEMPT.c.id.in_(kept)).values(values))


def remove(connection: Connection, scope: Scope, attempt_id: int | None) -> set[int]:
    """Delete one attempt, or all of the pack's with None.

    Return the row keys of the packs whose figures must be recomputed. Exposures are kept, so
    questions that were shown do not become first sight again.
    """
    of_pack, this_one = ATTEMPT.c.pack_id == scope.pack, ATTEMPT.c.id == attempt_id
    wanted = (ATTEMPT.c.learner_id == scope.learner, of_pack if attempt_id is None else this_one)
    found = connection.execute(select(ATTEMPT.c.id, ATTEMPT.c.pack_id).where(*wanted)).all()
    numbers.keep(connection, scope.learner, [row.id for row in found])
    connection.execute(delete(ATTEMPT).where(*wanted))
    return {row.pack_id for row in found}
