"""Storing the changes of a move, before the move is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Connection, bindparam, case, func, insert, select, update

from quizapp.exam.attempt import Attempt, Item, State
from quizapp.exam.blueprint import Blueprint
from quizapp.store.catalog.queries import StoredQuestion
from quizapp.store.db.codec import rules_to_json, to_blueprint
from quizapp.store.db.column_types import Utc
from quizapp.store.db.schema import ATTEMPT, EXPOSURE, OPEN_STATES, RESPONSE
from quizapp.store.db.upsert import new_row
from quizapp.store.errors import HeldElsewhere, Lost
from quizapp.store.progress import record
from quizapp.store.progress.record import Marked
from quizapp.store.sittings import lease, numbers
from quizapp.store.sittings.attempts import Plan, StoredAttempt
from quizapp.study.confusions import choice

# Statements that run with every answer are built once.
_SAVE = (
    update(ATTEMPT)
    .where(
        ATTEMPT.c.id == bindparam("of_attempt"),
        ATTEMPT.c.state.in_(OPEN_STATES),
        ATTEMPT.c.holder == bindparam("of_holder"),
    )
    .values(
        {
            name: bindparam(name)
            for name in (
                "state",
                "used_seconds",
                "position",
                "questions",
                "answered",
                "holder",
                "held_at",
            )
        }
    )
)
_RESPOND = (
    update(RESPONSE)
    .where(
        RESPONSE.c.attempt_id == bindparam("of_attempt"),
        RESPONSE.c.position == bindparam("of_position"),
    )
    .values(
        {
            **{
                name: bindparam(name)
                for name in (
                    "chosen",
                    "first_choice",
                    "changes",
                    "flagged",
                    "struck",
                    "seconds",
                    "confidence",
                    "correct",
                    "first_exposure",
                )
            },
            "answered_at": case(
                (bindparam("answered_again", type_=Boolean), bindparam("answered_at", type_=Utc)),
                else_=RESPONSE.c.answered_at,
            ),
            "seen_at": func.coalesce(RESPONSE.c.seen_at, bindparam("seen_at", type_=Utc)),
            "marked_at": func.coalesce(RESPONSE.c.marked_at, bindparam("marked_at", type_=Utc)),
        }
    )
)
_NEW_RESPONSE, _NEW_EXPOSURE = insert(RESPONSE), insert(EXPOSURE)
_EXPOSE = (
    update(EXPOSURE)
    .where(
        EXPOSURE.c.learner_id == bindparam("of_learner"),
        EXPOSURE.c.question_id == bindparam("of_question"),
    )
    .values(
        last_at=bindparam("last_at"),
        flagged=bindparam("flagged"),
        times=EXPOSURE.c.times + 1,
    )
)
_FLAG = (
    update(EXPOSURE)
    .where(
        EXPOSURE.c.learner_id == bindparam("of_learner"),
        EXPOSURE.c.question_id == bindparam("of_question"),
    )
    .values(flagged=bindparam("flagged"))
)


def create(
    connection: Connection,
    plan: Plan,
    attempt: Attempt,
    questions: Sequence[StoredQuestion],
    blueprint: Blueprint,
    holder: str,
    boot: tuple[str, float] | None = None,
) -> StoredAttempt:
    """Store a started attempt with `holder`'s lease, and return it as `attempts.load` would.

    `questions` are in the order of the attempt's items. A copy of `blueprint` is stored, since the
    pack's may change later. `boot` is the machine's current run and its uptime in seconds.
    """
    now = datetime.now(UTC)
    rules = rules_to_json(blueprint)
    number = numbers.next_number(connection)
    attempt_id = new_row(
        connection,
        ATTEMPT,
        {
            **({} if number is None else {"id": number}),
            "learner_id": plan.scope.learner,
            "pack_id": plan.scope.pack,
            "kind": attempt.kind.value,
            "exam": plan.scope.exam,
            "form": plan.form,
            "title": plan.title,
            "state": attempt.state.value,
            "repeat": plan.repeat,
            "exam_day": plan.exam_day,
            "started_at": now,
            "allowed_seconds": attempt.allowed,
            "used_seconds": attempt.used,
            "position": attempt.position,
            "questions": len(attempt.items),
            "answered": attempt.answered,
            "parent_id": plan.parent_id,
            "on_demand": plan.on_demand,
            "prediction": plan.prediction,
            "holder": holder,
            "held_at": now,
            "boot": boot[0] if boot else None,
            "boot_seconds": boot[1] if boot else None,
            "blueprint": rules,
        },
    )
    connection.execute(
        _NEW_RESPONSE,
        [
            {
                "attempt_id": attempt_id,
                "position": position,
                "question_id": stored.row_id,
                "revision_id": stored.revision_id,
                "domain": item.domain,
                "option_order": _digits(item.order),
                "seed": stored.seed,
                "seen_at": now if item.seen else None,
                **_values(item),
            }
            for position, (item, stored) in enumerate(zip(attempt.items, questions, strict=True))
        ],
    )
    for item, stored in zip(attempt.items, questions, strict=True):
        if item.seen:
            expose(connection, plan.scope.learner, stored.row_id, now)
    return StoredAttempt(
        id=attempt_id,
        plan=plan,
        attempt=attempt,
        questions={q.question.id: q.question for q in questions},
        rows={q.question.id: (q.row_id, q.revision_id, q.seed) for q in questions},
        started_at=now,
        ended_at=None,
        score=None,
        blueprint=to_blueprint(rules),
        boot=boot,
    )


def claim(connection: Connection, attempt_id: int, holder: str, *, force: bool = False) -> None:
    """Give `holder` the lease on an attempt: only this process may change it.

    Raises HeldElsewhere if another live process has it open, unless `force`.
    """
    row = connection.execute(
        select(ATTEMPT.c.holder, ATTEMPT.c.held_at).where(ATTEMPT.c.id == attempt_id)
    ).first()
    if row is not None and not force and lease.alive(row.holder, row.held_at, holder):
        raise HeldElsewhere(
            "this sitting is open in another quizapp window "
            f"(process {lease.process(row.holder)}); close it there, or take it over"
        )
    connection.execute(
        update(ATTEMPT)
        .where(ATTEMPT.c.id == attempt_id)
        .values(holder=holder, held_at=datetime.now(UTC))
    )


def save(
    connection: Connection, stored: StoredAttempt, before: Attempt, after: Attempt, holder: str
) -> Attempt:
    """Store the changes between two values of an attempt, in the caller's transaction.

    Returns `after` as it was stored. First sight is decided when a question is shown, because it
    may have been shown elsewhere after this attempt was created.

    Raises Lost if the attempt is no longer open in the database; HeldElsewhere if another process
    than `holder` has it open.
    """
    now = datetime.now(UTC)
    running = after.state is State.RUNNING
    result = connection.execute(
        _SAVE,
        {
            "of_attempt": stored.id,
            "of_holder": holder,
            "state": after.state.value,
            "used_seconds": after.used,
            "position": after.position,
            "questions": len(after.items),
            "answered": after.answered,
            "holder": holder if running else None,
            "held_at": now,
        },
    )
    if result.rowcount != 1:
        raise _lost(connection, stored.id)
    changed, marked = [], []
    items = list(after.items)
    for position, item in enumerate(after.items):
        known = before.items[position] if position < len(before.items) else None
        if item is known:
            continue
        if known is None:
            _append(connection, stored, position, item, now)
        else:
            item = items[position] = _record_exposure(connection, stored, known, item, now)
            changed.append(_change(stored, position, known, item, now))
        if item.marked and item.seen and not (known and known.marked):
            marked.append(_marked(stored, item, now))
    if changed:
        connection.execute(_RESPOND, changed)
    if marked:
        record.apply_answers(connection, stored.plan.scope, marked)
    return replace(after, items=tuple(items))


def _lost(connection: Connection, attempt_id: int) -> Lost:
    """Return the error that says why this process can no longer change an attempt."""
    row = connection.execute(
        select(ATTEMPT.c.state, ATTEMPT.c.holder).where(ATTEMPT.c.id == attempt_id)
    ).first()
    if row is None:
        return Lost("this sitting was removed in another quizapp window; go back home")
    if row.state in OPEN_STATES:
        return HeldElsewhere(
            "this sitting was resumed in another quizapp window; your answers are saved there"
        )
    return Lost("this sitting was ended in another quizapp window; go back home to see it")


def _marked(stored: StoredAttempt, item: Item, now: datetime) -> Marked:
    question = stored.questions[item.question_id]
    wrong = not item.correct and bool(item.chosen)
    return Marked(
        question_id=stored.rows[item.question_id][0],
        topic=question.topic,
        at=now,
        correct=bool(item.correct),
        first_exposure=item.first_exposure,
        confidence=item.confidence,
        choice=choice(question, sorted(item.chosen)) if wrong else None,
        on_demand=stored.plan.on_demand,
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
        "first_exposure": item.first_exposure,
    }


def _change(
    stored: StoredAttempt, position: int, before: Item, after: Item, now: datetime
) -> dict[str, Any]:
    """Return the parameters of `_RESPOND` for a response that has changed."""
    return {
        "of_attempt": stored.id,
        "of_position": position,
        "answered_again": after.chosen != before.chosen,
        "answered_at": now if after.chosen else None,
        "seen_at": now if after.seen and not before.seen else None,
        "marked_at": now if after.marked and not before.marked else None,
        **_values(after),
    }


def _record_exposure(
    connection: Connection, stored: StoredAttempt, before: Item, after: Item, now: datetime
) -> Item:
    """Record that a question was seen, or that its flag has changed; return the item to store.

    A question that was shown before is not first sight. A number question always is, since its
    numbers are new.
    """
    learner = stored.plan.scope.learner
    question, _, seed = stored.rows[after.question_id]
    if after.seen and not before.seen:
        known = expose(connection, learner, question, now, flagged=after.flagged)
        if known and seed is None:
            return replace(after, first_exposure=False)
    elif after.flagged != before.flagged:
        connection.execute(
            _FLAG,
            {"of_learner": learner, "of_question": question, "flagged": after.flagged},
        )
    return after


def _append(
    connection: Connection, stored: StoredAttempt, position: int, item: Item, now: datetime
) -> None:
    question_id, revision_id, seed = stored.rows[item.question_id]
    connection.execute(
        _NEW_RESPONSE,
        {
            "attempt_id": stored.id,
            "position": position,
            "question_id": question_id,
            "revision_id": revision_id,
            "domain": item.domain,
            "option_order": _digits(item.order),
            "seed": seed,
            "seen_at": now if item.seen else None,
            **_values(item),
        },
    )


def expose(
    connection: Connection, learner: int, question: int, now: datetime, *, flagged: bool = False
) -> bool:
    """Record that the learner was shown a question; True if it had been shown before."""
    keys = {"of_learner": learner, "of_question": question}
    values = {**keys, "last_at": now, "flagged": flagged}
    known = bool(connection.execute(_EXPOSE, values).rowcount)
    if not known:
        connection.execute(_NEW_EXPOSURE, _exposure(learner, question, now, flagged=flagged))
    return known


def _exposure(learner: int, question: int, now: datetime, *, flagged: bool) -> dict[str, Any]:
    """Return the row of a question that is seen for the first time."""
    return {
        "learner_id": learner,
        "question_id": question,
        "first_at": now,
        "last_at": now,
        "times": 1,
        "flagged": flagged,
    }


def _digits(positions: Sequence[int]) -> str:
    return "".join(str(position) for position in positions)
