"""A sitting in progress: attempt, clock and database held together.

Every move goes the same way: the rules make the next value, the database commits it, and only
then does it become the value that a screen may show.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from quizapp.exam.attempt import (
    Attempt,
    Confidence,
    IllegalMove,
    Kind,
    State,
    TimeUp,
    new_attempt,
    shuffled,
)
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.clock import (
    SittingClock,
    Stopwatch,
    WallClock,
    awake_or_not,
    machine_run,
)
from quizapp.exam.question import Question
from quizapp.exam.scoring import Report, report
from quizapp.store import attempts, holders, library, moves, pool, summary
from quizapp.store.attempts import Plan, StoredAttempt
from quizapp.store.engine import Database
from quizapp.store.errors import StoreError
from quizapp.store.library import StoredQuestion
from quizapp.study.selection import in_proportion


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of the machine, replaceable in tests."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], datetime] = lambda: datetime.now(UTC)
    run: Callable[[], tuple[str, float] | None] = machine_run
    sleepless: Callable[[], float] = awake_or_not


def _exam_day(stored: StoredAttempt, clocks: Clocks) -> WallClock:
    run, began = clocks.run(), stored.boot
    since = run[1] - began[1] if run and began and run[0] == began[0] else None
    used = stored.attempt.used
    return WallClock(stored.started_at, used, clocks.wall, clocks.sleepless, since)


class Sitting:
    """An open attempt. Moves raise IllegalMove, TimeUp or StoreError and then change nothing.

    After TimeUp the attempt has been submitted as it stood and `report` gives its score.
    """

    def __init__(
        self,
        database: Database,
        stored: StoredAttempt,
        blueprint: Blueprint,
        clocks: Clocks = Clocks(),
        rng: random.Random | None = None,
        holder: str | None = None,
    ) -> None:
        self.database = database
        self.stored = stored
        self.blueprint = blueprint
        self.attempt = stored.attempt
        self.holder = holder or holders.new()
        self._rng = rng or random.Random()
        self.clock: SittingClock
        if stored.plan.exam_day:
            self.clock = _exam_day(stored, clocks)
        else:
            self.clock = Stopwatch(stored.attempt.used, clocks.monotonic)

    @property
    def question(self) -> Question:
        return self.stored.questions[self.attempt.item.question_id]

    @property
    def left(self) -> float | None:
        """Seconds left by the running clock; None when untimed."""
        allowed = self.attempt.allowed
        return None if allowed is None else max(0.0, allowed - self.clock.elapsed())

    @property
    def report(self) -> Report:
        return report(self.attempt, self.blueprint)

    def resume(self, *, force: bool = False) -> None:
        """Go on with a stored attempt. Raises TimeUp if its time ran out meanwhile, HeldElsewhere
        if another process has it open, unless it is taken over by `force`."""
        after = self.attempt.resume()
        with self.database.write() as connection:
            moves.claim(connection, self.stored.id, self.holder, force=force)
            moves.save(connection, self.stored, self.attempt, after, self.holder)
        self.attempt = after
        self.check_time()

    def choose(self, option: int) -> None:
        self._do(lambda at: self.attempt.choose(option, at))

    def clear(self) -> None:
        self._do(lambda at: self.attempt.clear(at))

    def strike(self, option: int) -> None:
        self._do(lambda at: self.attempt.strike(option, at))

    def flag(self) -> None:
        self._do(lambda at: self.attempt.flag(at))

    def go(self, position: int) -> None:
        self._do(lambda at: self.attempt.go(position, at))

    def confirm(self, confidence: Confidence | None = None) -> bool:
        """Mark the question on the screen at once; True if it was right.

        In a replay a miss is asked again at the end, with its options in a new order.
        """

        def move(at: float) -> Attempt:
            after = self.attempt.confirm(at, confidence)
            if after.kind is Kind.REPLAY and not after.item.correct:
                after = after.again(shuffled(self.question, self._rng))
            return after

        self._do(move)
        return bool(self.attempt.item.correct)

    def save_time(self) -> None:
        """Store the time used so far."""
        self._do(lambda at: self.attempt.tick(at))

    def check_time(self) -> None:
        """Raise TimeUp, and submit what is there, if the time is up."""
        if self.attempt.allowed is not None and self.clock.elapsed() >= self.attempt.allowed:
            self._expire()
            raise TimeUp

    def submit(self) -> Report:
        """Mark and close the attempt. Raises TimeUp if its time had run out (it is closed then)."""
        try:
            after = self.attempt.submit(self.clock.elapsed())
        except TimeUp:
            self._expire()
            raise
        return self._close(after)

    def pause(self) -> None:
        """Leave; the clock stops, unless it is an exam-day sitting."""
        if self.attempt.state is State.RUNNING:
            at = self.clock.elapsed()
            if self.attempt.allowed is not None and at >= self.attempt.allowed:
                self._expire()
                return
            self._store(self.attempt.pause(at))
            self.clock.stop()

    def abandon(self) -> None:
        """Give the attempt up; it stays in history as abandoned."""
        after = self.attempt.abandon(self.clock.elapsed())
        with self.database.write() as connection:
            moves.save(connection, self.stored, self.attempt, after, self.holder)
            attempts.abandon(connection, self.stored)
        self.attempt = after
        self.clock.stop()

    def _do(self, move: Callable[[float], Attempt]) -> None:
        try:
            after = move(self.clock.elapsed())
        except TimeUp:
            self._expire()
            raise
        self._store(after)

    def _store(self, after: Attempt) -> None:
        if after is self.attempt:
            return
        with self.database.write() as connection:
            moves.save(connection, self.stored, self.attempt, after, self.holder)
        self.attempt = after

    def _expire(self) -> None:
        if self.attempt.state in (State.RUNNING, State.PAUSED):
            self._close(self.attempt.expire())

    def _close(self, after: Attempt) -> Report:
        with self.database.write() as connection:
            moves.save(connection, self.stored, self.attempt, after, self.holder)
            result = attempts.finish(connection, self.stored, after, self.blueprint)
        self.attempt = after
        self.clock.stop()
        return result


@dataclass(frozen=True, slots=True)
class MockWish:
    """What mock is wanted: a numbered form, a short one from outside the forms, or a full mix of
    what was seen least recently; time in minutes."""

    form: int | None = None
    short: bool = False
    mix: bool = False
    untimed: bool = False
    extra_minutes: int = 0
    exam_day: bool = False


def mock_minutes(wish: MockWish, blueprint: Blueprint) -> int | None:
    """Minutes allowed; None when untimed."""
    if wish.untimed:
        return None
    return (blueprint.short_minutes if wish.short else blueprint.minutes) + wish.extra_minutes


def start_mock(
    database: Database,
    learner: int,
    pack: int,
    blueprint: Blueprint,
    wish: MockWish,
    clocks: Clocks = Clocks(),
    rng: random.Random | None = None,
) -> Sitting:
    """Begin a mock. Raises StoreError if there is no such form or too few questions."""
    rng = rng or random.Random()
    exam = blueprint.code
    minutes = mock_minutes(wish, blueprint)
    with database.write() as connection:
        repeat = False
        if wish.mix:
            candidates = pool.candidates(
                connection, pack, exam, learner, blueprint.form, rng, whole=True
            )
            ids = in_proportion(candidates, blueprint.form, rng)
            questions = library.questions(connection, ids, learner=learner)
            title = "Fresh mix"
            if len(questions) < blueprint.questions:
                raise StoreError(f"there are too few questions for a full mock of {exam}")
        elif wish.short:
            counts = blueprint.short_form(blueprint.short_questions)
            candidates = pool.candidates(connection, pack, exam, learner, counts, rng)
            ids = in_proportion(candidates, counts, rng)
            questions = library.questions(connection, ids, learner=learner)
            title = "Short mock"
        else:
            number = wish.form or 1
            questions = library.form_questions(connection, pack, exam, number)
            title = f"Mock exam {number}"
            repeat = number in library.times_sat(connection, pack, exam, learner)
            if repeat:
                title += " (repeat)"
        if not questions:
            what = "questions for a short mock" if wish.short else f"mock exam {wish.form or 1}"
            raise StoreError(
                f"there are no {what} for {exam} in this pack"
                if wish.short
                else f"there is no {what} for {exam} in this pack"
            )
        known = library.met(connection, learner, [q.row_id for q in questions])
        attempt = new_attempt(
            Kind.SHORT if wish.short else Kind.MOCK,
            [q.question for q in questions],
            exam=exam,
            allowed=None if minutes is None else minutes * 60.0,
            rng=rng,
            met=frozenset(q.question.id for q in questions if q.row_id in known and q.seed is None),
        ).start()
        said = summary.read(connection, learner, pack)
        standing = said.get("standing") or {}
        plan = Plan(
            learner,
            pack,
            exam,
            title,
            None if wish.short or wish.mix else (wish.form or 1),
            repeat,
            wish.exam_day,
            prediction=standing.get("probability") if said.get("exam") == exam else None,
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
    """Store a started attempt, in the caller's transaction, as an open sitting of this process."""
    holder = holders.new()
    stored = moves.create(connection, plan, attempt, questions, holder, clocks.run())
    return Sitting(database, stored, blueprint, clocks, rng, holder)


def start_replay(
    database: Database,
    parent: StoredAttempt,
    blueprint: Blueprint,
    question_ids: list[str],
    clocks: Clocks = Clocks(),
    rng: random.Random | None = None,
) -> Sitting:
    """Go through some questions of an attempt again, each until it is right."""
    rng = rng or random.Random()
    if not question_ids:
        raise IllegalMove("Nothing was missed: there is nothing to replay.")
    plan = Plan(
        parent.plan.learner_id,
        parent.plan.pack_id,
        parent.plan.exam,
        f"Replay of {parent.plan.title}",
        parent_id=parent.id,
    )
    with database.write() as connection:
        rows = [parent.rows[question_id][0] for question_id in question_ids]
        questions = library.questions(connection, rows, learner=plan.learner_id)
        attempt = new_attempt(
            Kind.REPLAY,
            [q.question for q in questions],
            exam=plan.exam,
            allowed=None,
            rng=rng,
            met=frozenset(q.question.id for q in questions if q.seed is None),
        ).start()
        return begin(connection, database, plan, attempt, questions, blueprint, clocks, rng)


def replay_missed(parent: Sitting) -> Sitting:
    """Go again through what was missed in a sitting. Raises IllegalMove if nothing was."""
    items = parent.attempt.items
    missed = dict.fromkeys(items[place].question_id for place in parent.attempt.part("missed"))
    return start_replay(parent.database, parent.stored, parent.blueprint, list(missed))


def reopen(
    database: Database,
    attempt_id: int,
    clocks: Clocks = Clocks(),
) -> Sitting:
    """An attempt from the database, as it stood; call `resume` to go on. Raises StoreError."""
    with database.read() as connection:
        stored = attempts.load(connection, attempt_id)
        if stored is None:
            raise StoreError(f"there is no attempt {attempt_id}; see `quizapp history`")
        found = [
            b
            for b in library.blueprints(connection, stored.plan.pack_id)
            if b.code == stored.plan.exam
        ]
    if not found:
        raise StoreError(f"this pack no longer has a blueprint for {stored.plan.exam}")
    return Sitting(database, stored, found[0], clocks)
