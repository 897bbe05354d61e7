"""A sitting in progress: an attempt, its clock, and its database.

Every move takes three steps. The rules compute the next value of the attempt, the database commits
the change, and then the new value becomes the one to show.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from quizapp.exam.attempt import Attempt, Confidence, Kind, State
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.clock import (
    SittingClock,
    Stopwatch,
    WallClock,
    exam_day_clock,
    machine_run,
    seconds_since_boot,
)
from quizapp.exam.errors import TimeUp
from quizapp.exam.question import Question, shuffled
from quizapp.exam.scoring import Report, report
from quizapp.store.db.engine import Database
from quizapp.store.sittings import attempts, lease
from quizapp.store.sittings.attempts import StoredAttempt
from quizapp.store.sittings.save import claim, save


@dataclass(frozen=True, slots=True)
class Clocks:
    """The machine's clocks, which tests can replace.

    `monotonic` stops while the machine sleeps; `sleepless` does not. `run` returns the machine's
    current run and its uptime in seconds.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], datetime] = lambda: datetime.now(UTC)
    run: Callable[[], tuple[str, float] | None] = machine_run
    sleepless: Callable[[], float] = seconds_since_boot


MACHINE = Clocks()


def _exam_day(stored: StoredAttempt, clocks: Clocks) -> WallClock:
    used = stored.attempt.used
    return exam_day_clock(
        stored.started_at, used, stored.boot, clocks.run(), clocks.wall, clocks.sleepless
    )


class Sitting:
    """An open attempt.

    Each move on the current question (`choose`, `clear`, `strike`, `flag`, `go`, `confirm`) raises
    IllegalMove or StoreError, and then it changes nothing. If it raises TimeUp, the attempt has
    been submitted as it was before the move, and `report` has its score.
    """

    def __init__(
        self,
        database: Database,
        stored: StoredAttempt,
        blueprint: Blueprint,
        clocks: Clocks = MACHINE,
        rng: random.Random | None = None,
        holder: str | None = None,
    ) -> None:
        self.database = database
        self.stored = stored
        self.blueprint = blueprint
        self.attempt = stored.attempt
        self.holder = holder or lease.new()
        self.notice = ""
        """One line to say as it begins; empty if there is nothing to say."""
        self._rng = rng or random.Random()
        self.clock: SittingClock
        if stored.plan.exam_day:
            self.clock = _exam_day(stored, clocks)
        else:
            self.clock = Stopwatch(stored.attempt.used, clocks.monotonic)

    @property
    def question(self) -> Question:
        """The current question."""
        return self.stored.questions[self.attempt.item.question_id]

    @property
    def left(self) -> float | None:
        """Seconds left on the running clock; None when untimed."""
        allowed = self.attempt.allowed
        return None if allowed is None else max(0.0, allowed - self.clock.elapsed())

    @property
    def report(self) -> Report:
        """The score and its domains, for a finished attempt."""
        return report(self.attempt, self.blueprint)

    def resume(self, *, force: bool = False) -> None:
        """Resume a stored attempt.

        Raises TimeUp if its time has run out; HeldElsewhere if another process has it open, unless
        `force` takes it over.
        """
        after = self.attempt.resume()
        with self.database.write() as connection:
            claim(connection, self.stored.id, self.holder, force=force)
            after = save(connection, self.stored, self.attempt, after, self.holder)
        self.attempt = after
        self.check_time()

    def choose(self, option: int) -> None:
        """Choose or unchoose an option, by its position in the question's own order."""
        self._do(lambda at: self.attempt.choose(option, at))

    def clear(self) -> None:
        """Remove all choices from the current question."""
        self._do(lambda at: self.attempt.clear(at))

    def strike(self, option: int) -> None:
        """Strike an option out, or remove the strike."""
        self._do(lambda at: self.attempt.strike(option, at))

    def flag(self) -> None:
        """Set or remove the flag on the current question."""
        self._do(lambda at: self.attempt.flag(at))

    def go(self, position: int) -> None:
        """Go to the question at a position, from 0."""
        self._do(lambda at: self.attempt.go(position, at))

    def confirm(self, confidence: Confidence | None = None) -> bool:
        """Mark the current question now; return whether the answer is right.

        In a replay, a missed question is asked again at the end, with its options in a new order.
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
        """If the time is up, submit the attempt and raise TimeUp."""
        if self.attempt.allowed is not None and self.clock.elapsed() >= self.attempt.allowed:
            self._expire()
            raise TimeUp

    def submit(self) -> Report:
        """Mark and close the attempt. Raises TimeUp if its time ran out; it is closed then too."""
        try:
            after = self.attempt.submit(self.clock.elapsed())
        except TimeUp:
            self._expire()
            raise
        return self._close(after)

    def pause(self) -> None:
        """Leave the sitting. The clock stops, except on exam day.

        If the time is up, this submits the attempt instead, and raises no TimeUp. In any state but
        running, it does nothing. Raises StoreError.
        """
        if self.attempt.state is State.RUNNING:
            at = self.clock.elapsed()
            if self.attempt.allowed is not None and at >= self.attempt.allowed:
                self._expire()
                return
            self._store(self.attempt.pause(at))
            self.clock.stop()

    @property
    def kept(self) -> bool:
        """Whether the sitting stays open when it is left: one that is marked question by question
        needs a choice for that, confirmed or not."""
        return any(item.chosen for item in self.attempt.items) or not self.attempt.immediate

    def leave(self) -> None:
        """Pause the sitting, and delete it unless it is `kept`. Raises StoreError."""
        self.pause()
        if not self.kept:
            with self.database.write() as connection:
                attempts.forget_unanswered(connection, self.stored)

    def abandon(self) -> None:
        """Abandon the attempt; it stays in history."""
        after = self.attempt.abandon(self.clock.elapsed())
        with self.database.write() as connection:
            after = save(connection, self.stored, self.attempt, after, self.holder)
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
            after = save(connection, self.stored, self.attempt, after, self.holder)
        self.attempt = after

    def _expire(self) -> None:
        if self.attempt.state in (State.RUNNING, State.PAUSED):
            self._close(self.attempt.expire())

    def _close(self, after: Attempt) -> Report:
        with self.database.write() as connection:
            after = save(connection, self.stored, self.attempt, after, self.holder)
            result = attempts.finish(connection, self.stored, after, self.blueprint)
        self.attempt = after
        self.clock.stop()
        return result
