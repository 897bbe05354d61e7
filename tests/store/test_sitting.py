"""A sitting through the real store: answered, cut off, resumed, timed out, marked."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from quizapp.exam.attempt import IllegalMove, State, TimeUp
from quizapp.store.catalog import queries as catalog
from quizapp.store.db.progress_schema import CARD
from quizapp.store.errors import StoreError
from quizapp.store.learner import history
from quizapp.store.progress import home_row
from quizapp.store.progress import queries as progress
from quizapp.store.sittings.sitting import Clocks, Sitting
from quizapp.store.sittings.start import MockWish, reopen, start_mock, start_replay
from quizapp.store.workspace import Opened, refresh_standing


class Machine:
    """The machine's clocks, moved by hand."""

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


FORM_1 = MockWish(form=1)


def start(opened: Opened, machine: Machine, wish: MockWish = FORM_1) -> Sitting:
    return start_mock(
        opened.database,
        opened.learner,
        opened.pack,
        opened.blueprint,
        wish,
        machine.clocks,
        random.Random(3),
    )


def answer(sitting: Sitting, *, right: bool) -> None:
    item = sitting.attempt.item
    wanted = item.keys if right else set(sorted(set(item.order) - item.keys)[: item.selects])
    for option in sorted(wanted):
        sitting.choose(option)


def past(opened: Opened) -> list[history.PastAttempt]:
    with opened.database.read() as connection:
        return history.attempts(connection, opened.learner)


def test_a_whole_mock_is_blueprint_exact_and_its_domains_add_up(opened: Opened) -> None:
    machine = Machine()
    sitting = start(opened, machine)
    for position in range(65):
        machine.seconds += 60
        if position:
            sitting.go(position)
        answer(sitting, right=position % 3 != 0)
    result = sitting.submit()
    assert (result.total, result.correct, result.answered) == (65, 43, 65)
    (only,) = past(opened)
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


def test_the_same_mock_never_holds_a_question_twice(opened: Opened) -> None:
    ids = [item.question_id for item in start(opened, Machine()).attempt.items]
    assert len(set(ids)) == 65


def test_what_was_answered_flagged_and_struck_survives_a_process_that_just_ends(
    opened: Opened,
) -> None:
    machine = Machine()
    sitting = start(opened, machine)
    answer(sitting, right=True)
    sitting.flag()
    sitting.go(7)
    machine.seconds += 100
    sitting.strike(sitting.attempt.item.order[2])
    before = sitting.attempt
    machine.seconds += 4
    back = reopen(opened.database, sitting.stored.id, machine.clocks)
    back.resume()
    assert back.attempt.items == before.items
    assert back.attempt.position == 7
    assert back.left == 7800 - 100


def test_the_time_lost_in_a_crash_is_the_learners_gain_of_at_most_the_save_interval(
    opened: Opened,
) -> None:
    machine = Machine()
    sitting = start(opened, machine)
    for _ in range(12):
        machine.seconds += 5
        sitting.save_time()
    machine.seconds += 4.9
    back = reopen(opened.database, sitting.stored.id, machine.clocks)
    true_left = 7800 - 64.9
    assert back.left is not None
    assert true_left <= back.left <= true_left + 5


def test_leaving_stops_the_clock(opened: Opened) -> None:
    machine = Machine()
    sitting = start(opened, machine)
    machine.seconds += 30
    sitting.pause()
    machine.seconds += 10_000
    back = reopen(opened.database, sitting.stored.id, machine.clocks)
    back.resume()
    assert back.left == 7770


def test_an_exam_day_clock_goes_on_while_nobody_looks(opened: Opened) -> None:
    machine = Machine()
    sitting = start(opened, machine, MockWish(form=1, exam_day=True))
    answer(sitting, right=True)
    sitting.pause()
    machine.seconds += 7801
    back = reopen(opened.database, sitting.stored.id, machine.clocks)
    with pytest.raises(TimeUp):
        back.resume()
    (only,) = past(opened)
    assert (only.state, only.correct) == ("expired", 1)


def test_expiry_is_honoured_at_the_next_action_and_submits_what_is_there(opened: Opened) -> None:
    machine = Machine()
    sitting = start(opened, machine)
    answer(sitting, right=True)
    machine.seconds += 7800
    with pytest.raises(TimeUp):
        sitting.choose(0)
    assert sitting.attempt.state is State.EXPIRED
    (only,) = past(opened)
    assert (only.state, only.answered, only.correct, only.seconds) == ("expired", 1, 1, 7800)
    with pytest.raises(IllegalMove):
        sitting.submit()


def test_extra_minutes_and_untimed(opened: Opened) -> None:
    longer = start(opened, Machine(), MockWish(form=1, extra_minutes=30))
    assert longer.left == 160 * 60
    assert start(opened, Machine(), MockWish(form=1, untimed=True)).left is None


def test_a_short_mock_has_20_in_proportion_from_outside_the_forms(opened: Opened) -> None:
    sitting = start(opened, Machine(), MockWish(short=True))
    domains = [item.domain for item in sitting.attempt.items]
    assert {d: domains.count(d) for d in "1234"} == {"1": 6, "2": 5, "3": 5, "4": 4}
    assert sitting.left == 40 * 60
    with opened.database.read() as connection:
        in_forms = {
            q.question.id
            for status in catalog.forms(connection, opened.pack, "DVA-C03", opened.learner)
            for q in catalog.form_questions(connection, opened.pack, "DVA-C03", status.number)
        }
    assert in_forms
    assert not in_forms & {item.question_id for item in sitting.attempt.items}


@pytest.mark.parametrize("wish", [FORM_1, MockWish(short=True), MockWish(mix=True)])
def test_a_sitting_begins_as_it_would_be_read_back(opened: Opened, wish: MockWish) -> None:
    """It is not read from the database right after it was written there."""
    sitting = start(opened, Machine(), wish)
    again = reopen(opened.database, sitting.stored.id)
    assert again.stored == sitting.stored
    assert again.attempt == sitting.attempt


def test_a_second_short_mock_prefers_what_was_not_seen(opened: Opened) -> None:
    seen: set[str] = set()
    for _ in range(3):
        sitting = start(opened, Machine(), MockWish(short=True))
        ids = {item.question_id for item in sitting.attempt.items}
        assert not ids & seen
        for position in range(1, 20):
            sitting.go(position)
        sitting.submit()
        seen |= ids


def test_a_form_sat_again_is_a_repeat_and_not_first_sight(opened: Opened) -> None:
    first = start(opened, Machine())
    for position in range(1, 40):
        first.go(position)
    first.submit()
    again = start(opened, Machine())
    assert again.stored.plan.repeat
    assert sum(item.first_exposure for item in again.attempt.items) == 65 - 40


def test_seen_is_kept_even_if_the_question_was_not_answered(opened: Opened) -> None:
    sitting = start(opened, Machine())
    sitting.go(1)
    ids = [item.question_id for item in sitting.attempt.items]
    rows = [sitting.stored.rows[i][0] for i in ids]
    with opened.database.read() as connection:
        assert catalog.met(connection, opened.learner, rows) == set(rows[:2])


def test_an_abandoned_attempt_stays_in_history_without_a_score(opened: Opened) -> None:
    sitting = start(opened, Machine())
    answer(sitting, right=True)
    sitting.abandon()
    (only,) = past(opened)
    assert (only.state, only.answered, only.score) == ("abandoned", 1, None)


def test_a_replay_asks_each_miss_until_it_is_right(opened: Opened) -> None:
    sitting = start(opened, Machine())
    answer(sitting, right=False)
    sitting.go(1)
    answer(sitting, right=True)
    sitting.submit()
    missed = sitting.attempt.items[0].question_id
    replay = start_replay(opened.database, sitting.stored, opened.blueprint, [missed])
    answer(replay, right=False)
    assert not replay.confirm()
    assert len(replay.attempt.items) == 2
    replay.go(1)
    answer(replay, right=True)
    assert replay.confirm()
    assert len(replay.attempt.items) == 2
    replay.submit()
    back = reopen(opened.database, replay.stored.id)
    assert [item.correct for item in back.attempt.items] == [False, True]
    with opened.database.read() as connection:
        missed = progress.number_of(connection, opened.learner, opened.pack, CARD.c.unrecovered)
        first = progress.to_recover(connection, opened.learner, opened.pack)
    seen = [item for item in sitting.attempt.items if item.seen]
    assert missed == sum(not item.correct for item in seen) == 1
    assert [memory.right_days for memory in first] == [1]


def test_a_replay_of_nothing_is_refused(opened: Opened) -> None:
    sitting = start(opened, Machine())
    with pytest.raises(IllegalMove, match="nothing to replay"):
        start_replay(opened.database, sitting.stored, opened.blueprint, [])


def test_a_second_process_that_ended_the_sitting_is_told_of(opened: Opened) -> None:
    here = start(opened, Machine())
    there = reopen(opened.database, here.stored.id)
    there.resume()
    there.submit()
    before = here.attempt
    with pytest.raises(StoreError, match="ended in another quizapp"):
        here.choose(here.attempt.item.order[0])
    assert here.attempt == before


def test_a_form_that_does_not_exist_is_refused(opened: Opened) -> None:
    with pytest.raises(StoreError, match="no mock exam 99"):
        start(opened, Machine(), MockWish(form=99))
    assert past(opened) == []


def test_home_knows_what_is_open_and_what_was_last(opened: Opened) -> None:
    sitting = start(opened, Machine())
    answer(sitting, right=True)
    with opened.database.read() as connection:
        standing = home_row.read(connection, opened.learner, opened.pack)["open"]
    assert (standing["id"], standing["answered"]) == (sitting.stored.id, 1)
    result = sitting.submit()
    with opened.database.read() as connection:
        document = home_row.read(connection, opened.learner, opened.pack)
    assert document["open"] is None
    assert document["last"]["score"] == result.score
    refresh_standing(opened)
    with opened.database.read() as connection:
        domains = home_row.read(connection, opened.learner, opened.pack)["standing"]["domains"]
    assert sum(domain["total"] for domain in domains) == 1
    assert [1, 1] in document["forms"]


def test_when_all_forms_are_sat_a_fresh_mix_is_blueprint_exact_and_prefers_the_unseen(
    opened: Opened,
) -> None:
    first = start(opened, Machine())
    for position in range(1, 65):
        first.go(position)
    first.submit()
    mix = start(opened, Machine(), MockWish(mix=True))
    domains = [item.domain for item in mix.attempt.items]
    assert {d: domains.count(d) for d in "1234"} == {"1": 20, "2": 17, "3": 14, "4": 14}
    ids = {item.question_id for item in mix.attempt.items}
    assert len(ids) == 65
    assert not ids & {item.question_id for item in first.attempt.items}
    assert mix.stored.plan.form is None


def test_the_prediction_made_before_a_mock_is_kept_with_it(opened: Opened) -> None:
    for form in (1, 2):
        sitting = start(opened, Machine(), MockWish(form=form))
        for position in range(65):
            sitting.go(position)
            answer(sitting, right=position % 5 != 0)
        sitting.submit()
    refresh_standing(opened)
    third = start(opened, Machine(), MockWish(form=3))
    assert third.stored.plan.prediction is not None
    assert 0 < third.stored.plan.prediction <= 1
    assert reopen(opened.database, third.stored.id).stored.plan.prediction == (
        third.stored.plan.prediction
    )
