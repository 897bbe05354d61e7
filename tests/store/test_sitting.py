"""A sitting with a real database: answered, interrupted, resumed, timed out, and marked."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from quizapp.exam.attempt import State
from quizapp.exam.errors import IllegalMove, TimeUp
from quizapp.exam.mock import MockOptions
from quizapp.practice.history import history as room_history
from quizapp.practice.history import last_mock
from quizapp.store.catalog import queries as catalog
from quizapp.store.db.progress_schema import CARD
from quizapp.store.db.schema import ATTEMPT
from quizapp.store.errors import StoreError
from quizapp.store.learner import history
from quizapp.store.progress import home_row
from quizapp.store.progress import queries as progress
from quizapp.store.sittings.sitting import Clocks, Sitting
from quizapp.store.sittings.start import reopen, start_mock, start_replay
from quizapp.store.workspace import Workspace


class Machine:
    """The machine's clocks, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.offset = timedelta()

    @property
    def clocks(self) -> Clocks:
        return Clocks(
            lambda: self.seconds,
            lambda: datetime.now(UTC) + timedelta(seconds=self.seconds) + self.offset,
            lambda: ("this run", self.seconds),
            lambda: self.seconds,
        )


FORM_1 = MockOptions(form=1)


def start(workspace: Workspace, machine: Machine, wish: MockOptions = FORM_1) -> Sitting:
    return start_mock(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        wish,
        machine.clocks,
        random.Random(3),
    )


def answer(sitting: Sitting, *, right: bool) -> None:
    item = sitting.attempt.item
    wanted = item.keys if right else set(sorted(set(item.order) - item.keys)[: item.selects])
    for option in sorted(wanted):
        sitting.choose(option)


def past(workspace: Workspace) -> list[history.PastAttempt]:
    with workspace.database.read() as connection:
        return history.attempts(connection, workspace.scope)


def test_mock_matches_the_blueprint_and_its_domains_add_up(workspace: Workspace) -> None:
    machine = Machine()
    sitting = start(workspace, machine)
    for position in range(65):
        machine.seconds += 60
        if position:
            sitting.go(position)
        answer(sitting, right=position % 3 != 0)
    result = sitting.submit()
    assert (result.total, result.correct, result.answered) == (65, 43, 65)
    (only,) = past(workspace)
    document = only.as_json()
    assert document["state"] == "submitted"
    assert {d: n["total"] for d, n in document["domains"].items()} == {
        "1": 20,
        "2": 17,
        "3": 14,
        "4": 14,
    }
    assert sum(n["correct"] for n in document["domains"].values()) == document["correct"] == 43
    assert document["questions"] == document["answered"] == 65
    assert document["seconds"] == 3900


def test_mock_has_no_duplicate_question(workspace: Workspace) -> None:
    ids = [item.question_id for item in start(workspace, Machine()).attempt.items]
    assert len(set(ids)) == 65


def test_answers_flags_and_strikes_survive_a_crash(
    workspace: Workspace,
) -> None:
    machine = Machine()
    sitting = start(workspace, machine)
    answer(sitting, right=True)
    sitting.flag()
    sitting.go(7)
    machine.seconds += 100
    sitting.strike(sitting.attempt.item.order[2])
    before = sitting.attempt
    machine.seconds += 4
    back = reopen(workspace.database, sitting.stored.id, machine.clocks)
    back.resume()
    assert back.attempt.items == before.items
    assert back.attempt.position == 7
    assert back.left == 7800 - 100


def test_crash_gains_at_most_the_save_interval(
    workspace: Workspace,
) -> None:
    machine = Machine()
    sitting = start(workspace, machine)
    for _ in range(12):
        machine.seconds += 5
        sitting.save_time()
    machine.seconds += 4.9
    back = reopen(workspace.database, sitting.stored.id, machine.clocks)
    true_left = 7800 - 64.9
    assert back.left is not None
    assert true_left <= back.left <= true_left + 5


def test_pausing_stops_the_clock(workspace: Workspace) -> None:
    machine = Machine()
    sitting = start(workspace, machine)
    machine.seconds += 30
    sitting.pause()
    machine.seconds += 10_000
    back = reopen(workspace.database, sitting.stored.id, machine.clocks)
    back.resume()
    assert back.left == 7770


def test_exam_day_clock_runs_while_the_sitting_is_closed(workspace: Workspace) -> None:
    machine = Machine()
    sitting = start(workspace, machine, MockOptions(form=1, exam_day=True))
    answer(sitting, right=True)
    sitting.pause()
    machine.seconds += 7801
    back = reopen(workspace.database, sitting.stored.id, machine.clocks)
    with pytest.raises(TimeUp):
        back.resume()
    (only,) = past(workspace)
    assert (only.state, only.correct) == ("expired", 1)


def test_expired_mock_is_submitted_at_the_next_action(
    workspace: Workspace,
) -> None:
    machine = Machine()
    sitting = start(workspace, machine)
    answer(sitting, right=True)
    machine.seconds += 7800
    with pytest.raises(TimeUp):
        sitting.choose(0)
    assert sitting.attempt.state is State.EXPIRED
    (only,) = past(workspace)
    assert (only.state, only.answered, only.correct, only.seconds) == ("expired", 1, 1, 7800)
    with pytest.raises(IllegalMove):
        sitting.submit()


def test_extra_minutes_and_untimed(workspace: Workspace) -> None:
    longer = start(workspace, Machine(), MockOptions(form=1, extra_minutes=30))
    assert longer.left == 160 * 60
    longer.abandon()
    assert start(workspace, Machine(), MockOptions(form=1, untimed=True)).left is None


def test_short_mock_has_20_questions_outside_the_forms_in_proportion(workspace: Workspace) -> None:
    sitting = start(workspace, Machine(), MockOptions(short=True))
    domains = [item.domain for item in sitting.attempt.items]
    assert {d: domains.count(d) for d in "1234"} == {"1": 6, "2": 5, "3": 5, "4": 4}
    assert sitting.left == 40 * 60
    with workspace.database.read() as connection:
        in_forms = {
            q.question.id
            for status in catalog.forms(connection, workspace.scope)
            for q in catalog.form_questions(connection, workspace.scope, status.number)
        }
    assert in_forms
    assert not in_forms & {item.question_id for item in sitting.attempt.items}


@pytest.mark.parametrize("wish", [FORM_1, MockOptions(short=True), MockOptions(mix=True)])
def test_new_sitting_equals_its_stored_copy(workspace: Workspace, wish: MockOptions) -> None:
    """A new sitting is not read back from the database."""
    sitting = start(workspace, Machine(), wish)
    again = reopen(workspace.database, sitting.stored.id)
    assert again.stored == sitting.stored
    assert again.attempt == sitting.attempt


def test_second_short_mock_prefers_unseen_questions(workspace: Workspace) -> None:
    seen: set[str] = set()
    for _ in range(3):
        sitting = start(workspace, Machine(), MockOptions(short=True))
        ids = {item.question_id for item in sitting.attempt.items}
        assert not ids & seen
        for position in range(1, 20):
            sitting.go(position)
        sitting.submit()
        seen |= ids


def test_form_taken_again_is_a_repeat_and_not_first_sight(workspace: Workspace) -> None:
    first = start(workspace, Machine())
    for position in range(1, 40):
        first.go(position)
    shown = {item.question_id for item in first.attempt.items[:40]}
    first.submit()
    again = start(workspace, Machine())
    assert again.stored.plan.repeat
    new = {item.question_id for item in again.attempt.items if item.first_exposure}
    assert new == {item.question_id for item in again.attempt.items} - shown


def test_seen_is_stored_without_an_answer(workspace: Workspace) -> None:
    sitting = start(workspace, Machine())
    sitting.go(1)
    ids = [item.question_id for item in sitting.attempt.items]
    rows = [sitting.stored.rows[i][0] for i in ids]
    with workspace.database.read() as connection:
        assert catalog.met(connection, workspace.scope.learner, rows) == set(rows[:2])


def test_abandoned_attempt_stays_in_history_without_a_score(workspace: Workspace) -> None:
    sitting = start(workspace, Machine())
    answer(sitting, right=True)
    sitting.abandon()
    (only,) = past(workspace)
    assert (only.state, only.answered, only.score) == ("abandoned", 1, None)


def test_replay_repeats_each_missed_question_until_right(workspace: Workspace) -> None:
    sitting = start(workspace, Machine())
    answer(sitting, right=False)
    sitting.go(1)
    answer(sitting, right=True)
    sitting.submit()
    missed = sitting.attempt.items[0].question_id
    replay = start_replay(workspace.database, sitting.stored, workspace.blueprint, [missed])
    answer(replay, right=False)
    assert not replay.confirm()
    assert len(replay.attempt.items) == 2
    replay.go(1)
    answer(replay, right=True)
    assert replay.confirm()
    assert len(replay.attempt.items) == 2
    replay.submit()
    back = reopen(workspace.database, replay.stored.id)
    assert [item.correct for item in back.attempt.items] == [False, True]
    with workspace.database.read() as connection:
        (missed,) = progress.number_of(connection, workspace.scope, CARD.c.unrecovered)
        first = progress.to_recover(connection, workspace.scope)
    seen = [item for item in sitting.attempt.items if item.seen]
    assert missed == sum(not item.correct for item in seen) == 1
    assert [memory.right_days for memory in first] == [1]


def test_replay_without_missed_questions_is_refused(workspace: Workspace) -> None:
    sitting = start(workspace, Machine())
    with pytest.raises(IllegalMove, match="nothing to replay"):
        start_replay(workspace.database, sitting.stored, workspace.blueprint, [])


def test_sitting_ended_by_another_process_is_reported(workspace: Workspace) -> None:
    here = start(workspace, Machine())
    there = reopen(workspace.database, here.stored.id)
    there.resume()
    there.submit()
    before = here.attempt
    with pytest.raises(StoreError, match="ended in another quizapp"):
        here.choose(here.attempt.item.order[0])
    assert here.attempt == before


def test_unknown_form_is_refused(workspace: Workspace) -> None:
    with pytest.raises(StoreError, match="no mock exam 99"):
        start(workspace, Machine(), MockOptions(form=99))
    assert past(workspace) == []


def test_home_row_has_open_sittings_and_last_mock(workspace: Workspace) -> None:
    sitting = start(workspace, Machine())
    answer(sitting, right=True)
    with workspace.database.read() as connection:
        sitting_open = home_row.read(connection, workspace.scope).open
    assert sitting_open is not None
    assert (sitting_open.id, sitting_open.answered) == (sitting.stored.id, 1)
    result = sitting.submit()
    with workspace.database.read() as connection:
        row = home_row.read(connection, workspace.scope)
    assert row.open is None
    assert row.last is not None
    assert row.last.score == result.score
    workspace.refresh_standing()
    with workspace.database.read() as connection:
        domains = home_row.read(connection, workspace.scope).standing.domains
    assert sum(domain.total for domain in domains) == 1
    assert (1, 1) in row.forms


def test_the_last_mock_is_the_one_that_ended_last_everywhere(workspace: Workspace) -> None:
    first = start(workspace, Machine())
    first.leave()
    second = start(workspace, Machine(), MockOptions(form=2))
    assert [p.id for p in past(workspace)] == [first.stored.id, second.stored.id]
    second.submit()
    assert [p.id for p in past(workspace)] == [second.stored.id, first.stored.id]
    first.resume()
    answer(first, right=True)
    first.submit()
    listed = room_history(workspace)
    with workspace.database.read() as connection:
        home_last = home_row.read(connection, workspace.scope).last
    assert [p.id for p in listed.attempts] == [first.stored.id, second.stored.id]
    last = last_mock(listed, workspace.scope.exam)
    assert last is not None
    assert home_last is not None
    assert last.id == home_last.id == first.stored.id
    assert last.moment == last.ended
    (only,) = room_history(workspace, 1).attempts
    assert only.id == first.stored.id


def test_mock_dated_in_the_future_does_not_stay_the_last_one(workspace: Workspace) -> None:
    def last() -> int | None:
        with workspace.database.read() as connection:
            row = home_row.read(connection, workspace.scope)
        return None if row.last is None else row.last.id

    wrong_clock = start(workspace, Machine())
    wrong_clock.submit()
    own = ATTEMPT.c.id == wrong_clock.stored.id
    with workspace.database.write() as connection:
        connection.execute(
            update(ATTEMPT).where(own).values(ended_at=datetime(2999, 1, 1, tzinfo=UTC))
        )
    assert last() == wrong_clock.stored.id
    later = start(workspace, Machine(), MockOptions(form=2))
    later.submit()
    assert last() == later.stored.id
    assert room_history(workspace).attempts[0].id == later.stored.id
    assert room_history(workspace, 1).attempts[0].id == later.stored.id


def test_fresh_mix_matches_the_blueprint_and_prefers_unseen_questions(
    workspace: Workspace,
) -> None:
    first = start(workspace, Machine())
    for position in range(1, 65):
        first.go(position)
    first.submit()
    mix = start(workspace, Machine(), MockOptions(mix=True))
    domains = [item.domain for item in mix.attempt.items]
    assert {d: domains.count(d) for d in "1234"} == {"1": 20, "2": 17, "3": 14, "4": 14}
    ids = {item.question_id for item in mix.attempt.items}
    assert len(ids) == 65
    assert not ids & {item.question_id for item in first.attempt.items}
    assert mix.stored.plan.form is None


def test_prediction_before_a_mock_is_stored_with_it(workspace: Workspace) -> None:
    for form in (1, 2):
        sitting = start(workspace, Machine(), MockOptions(form=form))
        for position in range(65):
            sitting.go(position)
            answer(sitting, right=position % 5 != 0)
        sitting.submit()
    workspace.refresh_standing()
    third = start(workspace, Machine(), MockOptions(form=3))
    assert third.stored.plan.prediction is not None
    assert 0 < third.stored.plan.prediction <= 1
    assert reopen(workspace.database, third.stored.id).stored.plan.prediction == (
        third.stored.plan.prediction
    )
