"""Starting a mock, drill, review, or replay, and reopening a stored attempt."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from quizapp.exam.attempt import (
    Attempt,
    IllegalMove,
    Kind,
    new_attempt,
)
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.mock import MockWish, mock_minutes
from quizapp.invocation import command
from quizapp.store.catalog import queries as catalog
from quizapp.store.catalog.queries import StoredQuestion
from quizapp.store.db.engine import Database
from quizapp.store.errors import StoreError
from quizapp.store.progress import home_row
from quizapp.store.scope import Scope
from quizapp.store.selection import mock_pool
from quizapp.store.selection.drill_query import sample
from quizapp.store.selection.review_queue import REVIEW_AT_ONCE, to_review
from quizapp.store.sittings import attempts, lease
from quizapp.store.sittings.attempts import Plan, StoredAttempt
from quizapp.store.sittings.save import create
from quizapp.store.sittings.sitting import MACHINE, Clocks, Sitting
from quizapp.study.drill import (
    Wish,
    arranged,
)
from quizapp.study.selection import in_proportion

NOTHING_MATCHES = "no question matches; relax the filters, or take a form first"
NOTHING_DUE = "nothing is due today; come back tomorrow, or drill something new"


def start_mock(
    database: Database,
    scope: Scope,
    blueprint: Blueprint,
    wish: MockWish,
    clocks: Clocks = MACHINE,
    rng: random.Random | None = None,
) -> Sitting:
    """Start a mock. Raises StoreError if there is no such form or too few questions."""
    rng = rng or random.Random()
    minutes = mock_minutes(wish, blueprint)
    with database.write() as connection:
        repeat = False
        title = wish.title
        if wish.mix:
            candidates = mock_pool.candidates(connection, scope, blueprint.form, rng, whole=True)
            ids = in_proportion(candidates, blueprint.form, rng)
            questions = catalog.questions(connection, ids, learner=scope.learner)
            if len(questions) < blueprint.questions:
                raise StoreError(f"there are too few questions for a full mock of {scope.exam}")
        elif wish.short:
            counts = blueprint.short_form(blueprint.short_questions)
            candidates = mock_pool.candidates(connection, scope, counts, rng)
            ids = in_proportion(candidates, counts, rng)
            questions = catalog.questions(connection, ids, learner=scope.learner)
        else:
            number = wish.form or 1
            questions = catalog.form_questions(connection, scope, number)
            repeat = number in catalog.times_taken(connection, scope)
            if repeat:
                title += " (repeat)"
        if not questions:
            what = "questions for a short mock" if wish.short else f"mock exam {wish.form or 1}"
            raise StoreError(
                f"there are no {what} for {scope.exam} in this pack"
                if wish.short
                else f"there is no {what} for {scope.exam} in this pack"
            )
        known = catalog.met(connection, scope.learner, [q.row_id for q in questions])
        attempt = new_attempt(
            Kind.SHORT if wish.short else Kind.MOCK,
            [q.question for q in questions],
            exam=scope.exam,
            allowed=None if minutes is None else minutes * 60.0,
            rng=rng,
            met=frozenset(q.question.id for q in questions if q.row_id in known and q.seed is None),
        ).start()
        row = home_row.read(connection, scope)
        plan = Plan(
            scope,
            title,
            None if wish.short or wish.mix else (wish.form or 1),
            repeat,
            wish.exam_day,
            prediction=row.standing.probability if row.exam == scope.exam else None,
        )
        return begin(connection, database, plan, attempt, questions, blueprint, clocks, rng)


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
    with database.write() as connection:
        rows = [parent.rows[question_id][0] for question_id in question_ids]
        questions = catalog.questions(connection, rows, learner=plan.scope.learner)
        attempt = new_attempt(
            Kind.REPLAY,
            [q.question for q in questions],
            exam=plan.scope.exam,
            allowed=None,
            rng=rng,
            met=frozenset(q.question.id for q in questions if q.seed is None),
        ).start()
        return begin(connection, database, plan, attempt, questions, blueprint, clocks, rng)


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
            raise StoreError(f"there is no attempt {attempt_id}; see `{command('history')}`")
    return Sitting(database, stored, stored.blueprint, clocks)


def start_drill(
    database: Database,
    scope: Scope,
    blueprint: Blueprint,
    wish: Wish,
    title: str = "Drill",
    clocks: Clocks | None = None,
    rng: random.Random | None = None,
) -> Sitting:
    """Start a drill. Raises StoreError if no question matches."""
    rng = rng or random.Random()
    with database.read() as connection:
        found = sample(connection, scope, wish, rng)
    ids = arranged(found, wish, rng)
    if not ids:
        raise StoreError(NOTHING_MATCHES)
    return _begin(database, scope, blueprint, Kind.DRILL, title, ids, clocks, rng)


def start_review(
    database: Database,
    scope: Scope,
    blueprint: Blueprint,
    clocks: Clocks | None = None,
    rng: random.Random | None = None,
    now: datetime | None = None,
) -> Sitting:
    """Start a review of questions that are due, or missed and not yet recovered.

    Raises StoreError if there are none.
    """
    rng = rng or random.Random()
    with database.read() as connection:
        ids = to_review(connection, scope, now)[:REVIEW_AT_ONCE]
    if not ids:
        raise StoreError(NOTHING_DUE)
    return _begin(database, scope, blueprint, Kind.REVIEW, "Review", ids, clocks, rng)


def _begin(
    database: Database,
    scope: Scope,
    blueprint: Blueprint,
    kind: Kind,
    title: str,
    ids: list[int],
    clocks: Clocks | None,
    rng: random.Random,
) -> Sitting:
    with database.write() as connection:
        questions = catalog.questions(connection, ids, learner=scope.learner)
        if not questions:
            raise StoreError("the numbers of these questions are all used up; choose others")
        known = catalog.met(connection, scope.learner, [q.row_id for q in questions])
        attempt = new_attempt(
            kind,
            [q.question for q in questions],
            exam=scope.exam,
            allowed=None,
            rng=rng,
            met=frozenset(q.question.id for q in questions if q.row_id in known and q.seed is None),
        ).start()
        plan = Plan(scope, title)
        return begin(
            connection, database, plan, attempt, questions, blueprint, clocks or MACHINE, rng
        )
