"""Any order of starting, pausing, resuming, abandoning, and finishing sittings on a small bank."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from quizapp.exam.attempt import State
from quizapp.exam.errors import IllegalMove
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.room import Practice
from quizapp.store.db.schema import ATTEMPT, EXPOSURE, OPEN_STATES, RESPONSE
from quizapp.store.errors import InOpenSitting, StoreError
from quizapp.store.progress import record
from quizapp.store.sittings.sitting import Sitting
from quizapp.study.drill import DrillFilter
from tests.practice.small import answer, asked, opened, small_pack
from tests.store.test_record import figures

pytestmark = pytest.mark.slow

TORTURE = bool(os.environ.get("QUIZAPP_TORTURE"))
EXAMPLES, STEPS = (400, 50) if TORTURE else (15, 25)
QUESTIONS, FORM = 18, 6


def is_taken(status: str) -> bool:
    """Whether the list of forms says that a form is taken."""
    return status.startswith("taken") or "no longer new" in status


class SittingsMachine(RuleBasedStateMachine):
    """A learner who leaves sittings unfinished. `at` is the sitting on the screen, `left` those
    that were left."""

    prepared: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.prepared, self.folder, dirs_exist_ok=True)
        self.practice: Practice = opened(Home(self.folder / "home"), self.prepared / "pack")
        self.at: Sitting | None = None
        self.left: list[int] = []
        self.given_up: list[Sitting] = []
        self.submitted_form = False

    def teardown(self) -> None:
        self.practice.close()
        shutil.rmtree(self.folder)

    # -- moves ------------------------------------------------------------------------------------

    def begin(self, begin: Callable[[], Sitting]) -> None:
        self.leave()
        try:
            self.at = begin()
        except InOpenSitting as refusal:
            resumed = self.practice.resume(refusal.attempt)
            self.at = resumed.sitting
        except StoreError:
            return
        # The number of an empty sitting, which is forgotten when another begins, is used again.
        with contextlib.suppress(ValueError):
            self.left.remove(self.at.stored.id)

    @rule(count=st.integers(1, QUESTIONS))
    def drill(self, count: int) -> None:
        self.begin(lambda: self.practice.begin_drill(DrillFilter(count=count)))

    @rule()
    def short(self) -> None:
        self.begin(lambda: self.practice.begin_mock(MockOptions(short=True)))

    @rule()
    def form(self) -> None:
        def begin() -> Sitting:
            before = self.practice.briefing().choices[0].status
            sitting = self.practice.begin_mock(MockOptions(form=1))
            assert sitting.stored.plan.repeat is is_taken(before)
            return sitting

        self.begin(begin)

    @rule()
    def mix(self) -> None:
        self.begin(lambda: self.practice.begin_mock(MockOptions(mix=True)))

    @precondition(lambda self: self.at is not None)
    @rule(number=st.integers(1, 6), right=st.booleans())
    def go_on(self, number: int, right: bool) -> None:
        assert self.at is not None
        items = self.at.attempt.items
        blank = [place for place, item in enumerate(items) if not item.chosen]
        answer(self.at, *blank[:number], right=right)

    @precondition(lambda self: self.at is not None)
    @rule(place=st.integers(0, QUESTIONS))
    def look(self, place: int) -> None:
        assert self.at is not None
        self.at.go(place % len(self.at.attempt.items))

    @rule()
    def leave(self) -> None:
        if self.at is not None:
            self.at.pause()
            self.left.append(self.at.stored.id)
            self.at = None

    @precondition(lambda self: self.left)
    @rule(which=st.integers(0, 5))
    def resume(self, which: int) -> None:
        attempt = self.left[which % len(self.left)]
        self.leave()
        self.left.remove(attempt)
        try:
            self.at = self.practice.resume(attempt).sitting
        except StoreError:
            # Nothing was answered there, and it was forgotten as another one began.
            assert attempt not in {past.id for past in self.practice.history().attempts}

    @precondition(lambda self: self.at is not None)
    @rule()
    def give_up(self) -> None:
        assert self.at is not None
        self.at.abandon()
        self.given_up.append(self.at)
        self.at = None

    @precondition(lambda self: self.at is not None)
    @rule()
    def finish(self) -> None:
        assert self.at is not None
        if self.at.attempt.immediate:
            self.go_on(QUESTIONS, True)
        self.at.submit()
        self.submitted_form |= self.at.stored.plan.form is not None
        self.at = None

    @precondition(lambda self: self.given_up)
    @rule(which=st.integers(0, 5))
    def what_was_given_up_stays_so(self, which: int) -> None:
        sitting = self.given_up[which % len(self.given_up)]
        assert self.practice.past(sitting.stored.id).attempt.state is State.ABANDONED
        with pytest.raises(IllegalMove):
            self.practice.resume(sitting.stored.id)

    # -- what always holds ------------------------------------------------------------------------

    @invariant()
    def no_question_is_in_two_open_sittings(self) -> None:
        with self.practice.workspace.database.read() as connection:
            rows = connection.execute(
                select(RESPONSE.c.question_id, RESPONSE.c.attempt_id)
                .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
                .where(ATTEMPT.c.state.in_(OPEN_STATES))
                .distinct()
            ).all()
        times = Counter(row.question_id for row in rows)
        assert not times or max(times.values()) == 1

    @invariant()
    def every_question_is_first_sight_once_at_most(self) -> None:
        with self.practice.workspace.database.read() as connection:
            met = set(connection.scalars(select(EXPOSURE.c.question_id)))
            first = connection.scalars(
                select(RESPONSE.c.question_id).where(
                    RESPONSE.c.first_exposure, RESPONSE.c.seen_at.is_not(None)
                )
            ).all()
        assert len(first) == len(set(first)) <= len(met)
        assert set(first) <= met
        if self.at is not None:
            shown = [item for item in self.at.attempt.items if item.seen]
            stored = self.practice.past(self.at.stored.id).attempt
            assert [i.first_exposure for i in shown] == [
                i.first_exposure for i in stored.items if i.seen
            ]

    @invariant()
    def at_most_one_drill_is_empty(self) -> None:
        empty = [
            past
            for past in self.practice.history().attempts
            if past.kind == "drill" and past.state == "paused" and not past.answered
        ]
        assert len(empty) <= 1

    @invariant()
    def a_form_that_was_not_taken_is_not_drilled(self) -> None:
        status = self.practice.briefing().choices[0].status
        if self.submitted_form:
            assert is_taken(status) or "open" in status
        if is_taken(status) or self.submitted_form:
            return
        form = {f"question-{number}" for number in range(FORM)}
        for past in self.practice.history().attempts:
            if past.kind in ("drill", "short"):
                own = set(asked(self.practice.past(past.id)))
                assert not form & own

    @invariant()
    def home_lists_what_is_open(self) -> None:
        found = {sitting.id for sitting in self.practice.home_row().sittings}
        now = [past for past in self.practice.history().attempts if past.state in OPEN_STATES]
        assert found == {past.id for past in now}

    @invariant()
    def figures_kept_are_figures_made_again(self) -> None:
        workspace = self.practice.workspace
        kept = figures(workspace)
        with workspace.database.write() as connection:
            record.recompute_figures(connection, workspace.scope)
        assert figures(workspace) == kept


def test_first_sight_holds_for_any_order_of_sittings(tmp_path: Path) -> None:
    pack = small_pack(tmp_path / "prepared" / "pack", QUESTIONS, form=FORM, exam=FORM)
    opened(Home(tmp_path / "prepared" / "home"), pack).close()
    SittingsMachine.prepared = tmp_path / "prepared"
    run_state_machine_as_test(
        SittingsMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not TORTURE,
            suppress_health_check=list(HealthCheck),
        ),
    )
