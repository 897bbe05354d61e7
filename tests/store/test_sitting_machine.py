"""Any order of moves, crashes, pauses, and clock jumps, compared with a simple model.

The model is independent of the app: sets of numbers and a few sums. After every step, the attempt
is read from the database, as a new process would. QUIZAPP_TORTURE=1 tries many more orders.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from quizapp.exam.attempt import Confidence
from quizapp.exam.errors import IllegalMove, TimeUp, TooManyChosen
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.store.learner import history
from quizapp.store.sittings.sitting import Clocks, Sitting
from quizapp.store.sittings.start import reopen, start_drill, start_mock
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.study.drill import DrillFilter
from tests.store import populate

pytestmark = pytest.mark.slow

TORTURE = bool(os.environ.get("QUIZAPP_TORTURE"))
EXAMPLES = int(os.environ.get("QUIZAPP_EXAMPLES", "600" if TORTURE else "20"))
STEPS = 50 if TORTURE else 25
ALLOWED = 600


@dataclass
class Answered:
    """A question in the model."""

    keys: frozenset[int]
    chosen: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    flagged: bool = False
    marked: bool | None = None
    sure: Confidence | None = None


class SittingMachine(RuleBasedStateMachine):
    """A machine that plays one attempt."""

    workspace: ClassVar[Workspace]
    sitting: Sitting

    def __init__(self) -> None:
        super().__init__()
        self.mono = 1_000.0
        self.age = 5_000.0
        self.boot = "first"
        self.wall = datetime(2026, 1, 1, tzinfo=UTC)
        self.items: list[Answered] = []
        self.position = 0
        self.state = "running"
        self.used = 0.0
        self.base = 0.0
        self.since = self.mono

    # -- the beginning ----------------------------------------------------------------------

    @property
    def clocks(self) -> Clocks:
        return Clocks(
            lambda: self.mono, lambda: self.wall, lambda: (self.boot, self.age), lambda: self.age
        )

    @initialize(kind=st.sampled_from(["mock", "untimed", "exam day", "drill"]))
    def begin(self, kind: str) -> None:
        workspace = self.workspace
        at = (workspace.database, workspace.scope, workspace.blueprint)
        if kind == "drill":
            self.sitting = start_drill(
                *at, DrillFilter(count=3), clocks=self.clocks, rng=random.Random(1)
            )
        else:
            wish = MockOptions(form=1, untimed=kind == "untimed", exam_day=kind == "exam day")
            self.sitting = start_mock(*at, wish, self.clocks, random.Random(1))
        self.kind = kind
        self.items = [Answered(item.keys) for item in self.sitting.attempt.items]
        # Half a second, so that the moment of storing falls between the whole seconds of the rules.
        self.started = self.sitting.stored.started_at
        self.wall = self.started + timedelta(seconds=0.5)
        self.begun = (self.boot, self.age)
        if kind == "exam day":
            self.since = self.age
        self.allowed = ALLOWED if kind in ("mock", "exam day") else None

    # -- the model's time -------------------------------------------------------------------

    @property
    def elapsed(self) -> float:
        if self.kind == "exam day":
            return max(self.used, self.base + self.age - self.since)
        return max(self.used, self.base + self.mono - self.since)

    @property
    def over(self) -> bool:
        return self.allowed is not None and self.elapsed >= self.allowed

    @property
    def item(self) -> Answered:
        return self.items[self.position]

    def expire(self) -> None:
        assert self.allowed is not None
        self.state, self.used = "expired", self.allowed
        self.mark()

    def mark(self) -> None:
        for item in self.items:
            item.marked = item.chosen == item.keys

    def refused(self, move: str, *arguments: object) -> bool:
        """Return whether the model refuses moves now; the app must do the same."""
        act = getattr(self.sitting, move)
        if self.state != "running":
            with pytest.raises(IllegalMove):
                act(*arguments)
            return True
        if self.over:
            with pytest.raises(TimeUp):
                act(*arguments)
            self.expire()
            return True
        return False

    def spend(self) -> None:
        self.used = self.elapsed

    # -- moves ------------------------------------------------------------------------------

    @rule(option=st.integers(0, 4))
    def choose(self, option: int) -> None:
        if self.refused("choose", option):
            return
        item, shown = self.item, self.sitting.attempt.item.order
        full = len(item.keys) > 1 and len(item.chosen) == len(item.keys)
        if item.marked is not None or option not in shown:
            with pytest.raises(IllegalMove):
                self.sitting.choose(option)
            return
        if full and option not in item.chosen:
            with pytest.raises(TooManyChosen):
                self.sitting.choose(option)
            return
        self.sitting.choose(option)
        self.spend()
        if option in item.chosen:
            item.chosen.remove(option)
        else:
            if len(item.keys) == 1:
                item.chosen.clear()
            item.chosen.add(option)
        item.struck.discard(option)

    @rule()
    def clear(self) -> None:
        if self.refused("clear"):
            return
        if self.item.marked is not None:
            with pytest.raises(IllegalMove):
                self.sitting.clear()
            return
        self.sitting.clear()
        self.spend()
        self.item.chosen.clear()

    @rule(option=st.integers(0, 3))
    def strike(self, option: int) -> None:
        if self.refused("strike", option):
            return
        if self.item.marked is not None:
            with pytest.raises(IllegalMove):
                self.sitting.strike(option)
            return
        self.sitting.strike(option)
        self.spend()
        self.item.chosen.discard(option)
        self.item.struck ^= {option}

    @rule()
    def flag(self) -> None:
        if not self.refused("flag"):
            self.sitting.flag()
            self.spend()
            self.item.flagged = not self.item.flagged

    @rule(position=st.integers(-1, 3))
    def go(self, position: int) -> None:
        if self.refused("go", position):
            return
        if not 0 <= position < 3:
            with pytest.raises(IllegalMove):
                self.sitting.go(position)
            return
        self.sitting.go(position)
        self.spend()
        self.position = position

    @rule(sure=st.sampled_from([None, *Confidence]))
    def confirm(self, sure: Confidence | None) -> None:
        if self.refused("confirm", sure):
            return
        item = self.item
        complete = len(item.chosen) == len(item.keys)
        if self.kind != "drill" or item.marked is not None or not complete:
            with pytest.raises(IllegalMove):
                self.sitting.confirm(sure)
            return
        right = self.sitting.confirm(sure)
        self.spend()
        item.marked, item.sure = item.chosen == item.keys, sure
        assert right == item.marked

    @rule()
    def tick(self) -> None:
        if not self.refused("save_time"):
            self.sitting.save_time()
            self.spend()

    @precondition(lambda self: self.state == "running")
    @rule()
    def submit(self) -> None:
        if not self.refused("submit"):
            self.sitting.submit()
            self.spend()
            self.state = "submitted"
            self.mark()

    # -- time -------------------------------------------------------------------------------

    @rule(seconds=st.integers(1, 90))
    def wait(self, seconds: int) -> None:
        self.mono += seconds
        self.age += seconds
        self.wall += timedelta(seconds=seconds)

    @rule(seconds=st.integers(1, 300))
    def sleep(self, seconds: int) -> None:
        """The machine sleeps: the wall clock goes on, but the clock of the mock does not."""
        self.wall += timedelta(seconds=seconds)
        self.age += seconds

    @rule(hours=st.sampled_from([-48, -2, -1, 1]))
    def set_the_wall_clock(self, hours: int) -> None:
        self.wall += timedelta(hours=hours)

    # -- leaving and coming back ------------------------------------------------------------

    def come_back(self) -> None:
        self.sitting = reopen(self.workspace.database, self.sitting.stored.id, self.clocks)
        self.base, self.since = self.used, self.mono
        if self.kind == "exam day":
            # Closed, it went on by the machine's own age, or after a boot by the wall clock.
            same = self.boot == self.begun[0]
            by_wall = (self.wall - self.started).total_seconds()
            self.base = max(self.used, self.age - self.begun[1] if same else by_wall)
            self.since = self.age
        if self.state not in ("running", "paused"):
            return
        if self.over:
            with pytest.raises(TimeUp):
                self.sitting.resume()
            self.expire()
        else:
            self.sitting.resume()
            self.state = "running"

    @rule(away=st.integers(0, 10_000))
    def leave_and_come_back(self, away: int) -> None:
        was = self.state
        self.sitting.pause()
        if was == "running":
            if self.over:
                self.expire()
            else:
                self.spend()
                self.state = "paused"
        self.compare()
        self.mono += away
        self.age += away
        self.wall += timedelta(seconds=away)
        self.come_back()

    @rule(away=st.integers(0, 10_000), new_boot=st.booleans())
    def crash_and_come_back(self, away: int, new_boot: bool) -> None:
        """The process crashes. After a reboot, the monotonic clock starts at 0."""
        self.wall += timedelta(seconds=away)
        if new_boot:
            self.mono = self.age = float(away % 97)
            self.boot += "'"
        else:
            self.mono += away
            self.age += away
        self.come_back()

    # -- what must hold ---------------------------------------------------------------------

    @invariant()
    def compare(self) -> None:
        if not self.items:
            return
        stored = reopen(self.workspace.database, self.sitting.stored.id, self.clocks).attempt
        for attempt in (stored, self.sitting.attempt):
            assert attempt.state == self.state
            assert attempt.position == self.position
            assert attempt.used == pytest.approx(self.used, abs=0.2)
            assert sum(item.seconds for item in attempt.items) == pytest.approx(self.used, abs=0.2)
            for item, mine in zip(attempt.items, self.items, strict=True):
                assert item.chosen == mine.chosen
                assert item.struck == mine.struck
                assert item.flagged == mine.flagged
                assert item.correct == mine.marked
                assert item.confidence == mine.sure
        past = self.past()
        assert (past.state, past.answered) == (self.state, self.answered)

    @property
    def answered(self) -> int:
        """The complete choices; in a drill, those of them that are marked."""
        return sum(
            len(item.chosen) == len(item.keys) and (self.kind != "drill" or item.marked is not None)
            for item in self.items
        )

    def past(self) -> history.PastAttempt:
        """Return the attempt as history lists it."""
        with self.workspace.database.read() as connection:
            past = history.attempts(connection, self.workspace.scope)[-1]
        assert past.id == self.sitting.stored.id
        return past

    def teardown(self) -> None:
        if not self.items:
            return
        if self.state in ("running", "paused"):
            self.come_back()
            self.submit()
            self.compare()
        assert self.past().correct == sum(bool(item.marked) for item in self.items)


@pytest.fixture(scope="module")
def machine() -> Iterator[type[SittingMachine]]:
    fast = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=fast if os.access(fast, os.W_OK) else None))
    SittingMachine.workspace = open_workspace(
        Home(folder / "home"), None, populate.pack(folder / "pack")
    )
    at = SittingMachine.workspace
    start_mock(at.database, at.scope, at.blueprint, MockOptions(form=1)).submit()
    yield SittingMachine
    SittingMachine.workspace.database.close()
    shutil.rmtree(folder)


def test_any_order_of_moves_crashes_and_clock_jumps_matches_the_model(
    machine: type[SittingMachine],
) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=not TORTURE,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize(("kind", "before"), [("drill", 0), ("mock", 1)])
def test_a_choice_in_a_drill_is_an_answer_once_it_is_confirmed(
    machine: type[SittingMachine], kind: str, before: int
) -> None:
    run = machine()
    run.begin(kind)
    for option in run.item.keys:
        run.choose(option)
    run.compare()
    assert run.past().answered == before
    run.confirm(None)
    run.compare()
    assert run.past().answered == 1
    run.teardown()
