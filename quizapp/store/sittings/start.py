"""Starting a mock, drill, review, or replay, and reopening a stored attempt."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from quizapp.exam.attempt import Attempt, Kind, new_attempt
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.errors import IllegalMove
from quizapp.exam.mock import MockOptions, mock_minutes
from quizapp.invocation import command
from quizapp.store.catalog import queries as catalog
from quizapp.store.catalog.queries import StoredQuestion
from quizapp.store.db.engine import Database
from quizapp.store.errors import Declined
from quizapp.store.progress import home_row
from quizapp.store.scope import Scope
from quizapp.store.selection import drill_query, open_sittings, pool
from quizapp.store.selection.review_queue import (
    EXTRA_PRACTICE,
    REVIEW_AT_ONCE,
    nothing_due,
    on_demand,
    to_review,
)
from quizapp.store.sittings import attempts, lease
from quizapp.store.sittings.attempts import Plan, StoredAttempt, forget_empty
from quizapp.store.sittings.save import create
from quizapp.store.sittings.sitting import MACHINE, Clocks, Sitting
from quizapp.study.drill import (
    DrillFilter,
    select_and_order,
)
from quizapp.study.selection import in_proportion

NOTHING_MATCHES = "no question matches; relax the filters, or take a form first"
USED_UP = "the numbers of these questions are all used up; choose others"


def start_mock(
    database: Database,
    scope: Scope,
    blueprint: Blueprint,
    wish: MockOptions,
    clocks: Clocks = MACHINE,
    rng: random.Random | None = None,
) -> Sitting:
    """Start a mock. Raises StoreError if there is no such form or too few questions; InOpenSitting
    if the questions are in an open sitting.
    """
    rng = rng or random.Random()
    with database.write() as connection:
        if wish.mix:
            drawn = _draw_mix(connection, scope, blueprint, rng)
        elif wish.short:
            drawn = _draw_short(connection, scope, blueprint, rng)
        else:
            drawn = _draw_form(connection, scope, wish)
        questions = drawn.questions
        minutes = mock_minutes(wish, blueprint, len(questions))
        attempt = new_attempt(
            Kind.SHORT if wish.short else Kind.MOCK,
            [q.question for q in questions],
            exam=scope.exam,
            allowed=None if minutes is None else minutes * 60.0,
            rng=rng,
            met=_met(connection, scope, questions),
        ).start()
        row = home_row.read(connection, scope)
        plan = Plan(
            scope,
            wish.title + (" (repeat)" if drawn.repeat else ""),
            None if wish.short or wish.mix else (wish.form or 1),
            drawn.repeat,
            wish.exam_day,
            prediction=row.standing.probability if row.exam == scope.exam else None,
        )
        sitting = begin(connection, database, plan, attempt, questions, blueprint, clocks, rng)
    sitting.notice = drawn.notice
    return sitting


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The questions of a mock; `notice` is one line that says why there are fewer than usual."""

    questions: Sequence[StoredQuestion]
    repeat: bool = False
    notice: str = ""


def _draw_form(connection: Connection, scope: Scope, wish: MockOptions) -> _Drawn:
    number = wish.form or 1
    questions = catalog.form_questions(connection, scope, number)
    if not questions:
        raise Declined(f"there is no mock exam {number} for {scope.exam} in this pack")
    rows = [q.row_id for q in questions]
    if taken_up := open_sittings.holding(connection, scope.learner, rows, 0):
        raise taken_up[0]
    taken = connection.scalars(catalog.taken_forms(scope)).all()
    return _Drawn(questions, repeat=number in taken)


def _draw_mix(
    connection: Connection, scope: Scope, blueprint: Blueprint, rng: random.Random
) -> _Drawn:
    candidates = pool.candidates(connection, scope, blueprint.form, rng, whole=True)
    ids = in_proportion(candidates, blueprint.form, rng)
    questions = catalog.questions(connection, ids, learner=scope.learner)
    if len(questions) < blueprint.questions:
        held = pool.in_open_sittings(connection, scope, blueprint.form, whole=True)
        if taken_up := open_sittings.holding(connection, scope.learner, held, 0):
            raise taken_up[0]
        raise Declined(f"there are too few questions for a full mock of {scope.exam}")
    return _Drawn(questions)


def _draw_short(
    connection: Connection, scope: Scope, blueprint: Blueprint, rng: random.Random
) -> _Drawn:
    counts = blueprint.short_form(blueprint.short_questions)
    candidates = pool.candidates(connection, scope, counts, rng)
    ids = in_proportion(candidates, counts, rng)
    questions = catalog.questions(connection, ids, learner=scope.learner)
    notice = ""
    if len(questions) < blueprint.short_questions:
        held = pool.in_open_sittings(connection, scope, counts)
        notice = _shortage(connection, scope, held, len(questions))
    if not questions:
        raise Declined(f"there are no questions for a short mock for {scope.exam} in this pack")
    return _Drawn(questions, notice=notice)


def _shortage(connection: Connection, scope: Scope, held: Collection[int], found: int) -> str:
    """Return why only `found` questions are asked, if open sittings have the others; else "".

    Raises InOpenSitting if none is left.
    """
    taken_up = open_sittings.holding(connection, scope.learner, held, found)
    if taken_up is None:
        return ""
    refusal, notice = taken_up
    if not found:
        raise refusal
    return notice


def _met(
    connection: Connection, scope: Scope, questions: Sequence[StoredQuestion]
) -> frozenset[str]:
    """Return the ids of the questions that the learner has been shown before."""
    known = catalog.met(connection, scope.learner, [q.row_id for q in questions])
    return frozenset(q.question.id for q in questions if q.row_id in known and q.seed is None)


def begin(
    connection: Connection,
    database: Database,
    plan: Plan,
    attempt: Attempt,
    questions: Sequence[StoredQuestion],
    blueprint: Blueprint,
    clocks: Clocks,
    rng: random.Random,
) -> Sitting:
    """Store a started attempt in the caller's transaction, and return its open sitting."""
    holder = lease.new()
    stored = create(connection, plan, attempt, questions, blueprint, holder, clocks.run())
    return Sitting(database, stored, stored.blueprint, clocks, rng, holder)


def start_replay(
    database: Database,
    parent: StoredAttempt,
    blueprint: Blueprint,
    question_ids: list[str],
    clocks: Clocks = MACHINE,
    rng: random.Random | None = None,
) -> Sitting:
    """Start a replay: ask some questions of an attempt again, each until it is right.

    Raises IllegalMove without questions, StoreError if it cannot be stored.
    """
    rng = rng or random.Random()
    if not question_ids:
        raise IllegalMove("Nothing was missed: there is nothing to replay.")
    plan = Plan(parent.plan.scope, f"Replay of {parent.plan.title}", parent_id=parent.id)
    scope = plan.scope
    with database.write() as connection:
        forget_empty(connection, scope, Kind.REPLAY)
        wanted = [parent.rows[question_id][0] for question_id in question_ids]
        held = open_sittings.among(connection, scope.learner, wanted)
        rows = [row for row in wanted if row not in held]
        notice = _shortage(connection, scope, held, len(rows)) if held else ""
        questions = catalog.questions(connection, rows, learner=scope.learner)
        if not questions:
            raise Declined(USED_UP)
        attempt = new_attempt(
            Kind.REPLAY,
            [q.question for q in questions],
            exam=scope.exam,
            allowed=None,
            rng=rng,
            met=frozenset(q.question.id for q in questions if q.seed is None),
        ).start()
        sitting = begin(connection, database, plan, attempt, questions, blueprint, clocks, rng)
    sitting.notice = notice
    return sitting


def replay_missed(parent: Sitting) -> Sitting:
    """Start a replay of the questions missed in a sitting. Raises IllegalMove if there are none."""
    items = parent.attempt.items
    missed = dict.fromkeys(items[place].question_id for place in parent.attempt.part("missed"))
    return start_replay(parent.database, parent.stored, parent.blueprint, list(missed))


def reopen(
    database: Database,
    attempt_id: int,
    clocks: Clocks = MACHINE,
) -> Sitting:
    """Read a stored attempt; call `resume` on it to continue. Raises StoreError."""
    with database.read() as connection:
        stored = attempts.load(connection, attempt_id)
        if stored is None:
            raise Declined(f"there is no attempt {attempt_id}; see `{command('history')}`")
    return Sitting(database, stored, stored.blueprint, clocks)


def start_drill(
    database: Database,
    scope: Scope,
    blueprint: Blueprint,
    wish: DrillFilter,
    title: str = "Drill",
    clocks: Clocks | None = None,
    rng: random.Random | None = None,
) -> Sitting:
    """Start a drill. Raises StoreError if no question matches; InOpenSitting if all that match are
    in an open sitting.
    """
    rng = rng or random.Random()
    with database.write() as connection:
        forget_empty(connection, scope, Kind.DRILL)
        ids = select_and_order(drill_query.sample(connection, scope, wish, rng), wish, rng)
        notice = ""
        if len(ids) < wish.count:
            notice = _shortage(
                connection, scope, drill_query.in_open_sittings(connection, scope, wish), len(ids)
            )
        if not ids:
            raise Declined(NOTHING_MATCHES)
        plan = Plan(scope, title)
        sitting = _begin(connection, database, plan, blueprint, Kind.DRILL, ids, clocks, rng)
    sitting.notice = notice
    return sitting


def start_review(
    database: Database,
    scope: Scope,
    blueprint: Blueprint,
    clocks: Clocks | None = None,
    rng: random.Random | None = None,
    now: datetime | None = None,
    *,
    demanded: bool = False,
) -> Sitting:
    """Start a review of questions that are due, or missed and not yet recovered.

    If it is `demanded`, it has every question that is not recovered, due or not; right answers then
    do not count toward recovery. Raises NothingDue if nothing is, InOpenSitting if all of it is in
    an open sitting.
    """
    rng = rng or random.Random()
    with database.write() as connection:
        forget_empty(connection, scope, Kind.REVIEW)
        wanted = on_demand(connection, scope) if demanded else to_review(connection, scope, now)
        held = open_sittings.among(connection, scope.learner, wanted)
        ids = [row for row in wanted if row not in held][:REVIEW_AT_ONCE]
        if not wanted:
            raise nothing_due(connection, scope)
        notice = ""
        if held and len(ids) < REVIEW_AT_ONCE:
            notice = _shortage(connection, scope, held, len(ids))
        plan = Plan(scope, "Extra review" if demanded else "Review", on_demand=demanded)
        sitting = _begin(connection, database, plan, blueprint, Kind.REVIEW, ids, clocks, rng)
    extra = EXTRA_PRACTICE if demanded else ""
    sitting.notice = " ".join(part for part in (extra, notice) if part)
    return sitting


def _begin(
    connection: Connection,
    database: Database,
    plan: Plan,
    blueprint: Blueprint,
    kind: Kind,
    ids: Sequence[int],
    clocks: Clocks | None,
    rng: random.Random,
) -> Sitting:
    """Start a drill or a review of these questions, in the caller's transaction."""
    scope = plan.scope
    questions = catalog.questions(connection, ids, learner=scope.learner)
    if not questions:
        raise Declined(USED_UP)
    attempt = new_attempt(
        kind,
        [q.question for q in questions],
        exam=scope.exam,
        allowed=None,
        rng=rng,
        met=_met(connection, scope, questions),
    ).start()
    return begin(connection, database, plan, attempt, questions, blueprint, clocks or MACHINE, rng)
