"""The schedule of reviews."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from fsrs.scheduler import FSRS_DEFAULT_DECAY
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.exam.attempt import Confidence
from quizapp.study.schedule import (
    DECAY,
    Grade,
    Memory,
    Reason,
    Review,
    grade,
    memories,
    noon,
    queue,
    recall,
    remaining,
    study_day,
    unrecovered,
)

BERLIN = ZoneInfo("Europe/Berlin")
START = date(2026, 3, 2)
SURE, UNSURE, GUESS = Confidence.SURE, Confidence.UNSURE, Confidence.GUESS


def on(
    day: int,
    correct: bool,
    confidence: Confidence | None = None,
    *,
    question: str = "q",
    hour: int = 18,
) -> Review:
    at = datetime(2026, 3, 2, hour, tzinfo=UTC) + timedelta(days=day)
    return Review(question, at, correct, confidence)


def after(*reviews: Review) -> Memory:
    return memories(reviews, UTC)["q"]


reviews = st.lists(
    st.builds(
        on,
        st.integers(0, 20),
        st.booleans(),
        st.sampled_from([None, SURE, UNSURE, GUESS]),
        question=st.sampled_from("abcde"),
        hour=st.integers(0, 23),
    ),
    max_size=25,
    unique_by=lambda r: (r.question, r.at),
)


# -- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 3, 3, 3, 59, tzinfo=BERLIN), date(2026, 3, 2)),
        (datetime(2026, 3, 3, 4, 0, tzinfo=BERLIN), date(2026, 3, 3)),
        (datetime(2026, 3, 3, 2, 30, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 3, 3, 30, tzinfo=UTC), date(2026, 3, 3)),
        # Summer time starts on 29 March 2026 at 01:00 UTC: 02:30 UTC is 04:30 there.
        (datetime(2026, 3, 29, 2, 30, tzinfo=UTC), date(2026, 3, 29)),
        # It ends on 25 October: 02:30 UTC is 03:30 again.
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), date(2026, 10, 24)),
    ],
)
def test_study_day_begins_at_0400_local_time(at: datetime, day: date) -> None:
    assert study_day(at, BERLIN) == day


def test_datetime_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        study_day(datetime(2026, 3, 3, 12), BERLIN)  # noqa: DTZ001


def test_noons_are_24_hours_apart_when_daylight_saving_starts() -> None:
    days = [date(2026, 3, 27) + timedelta(days=n) for n in range(5)]
    assert {noon(b) - noon(a) for a, b in pairwise(days)} == {timedelta(days=1)}


def test_evening_and_next_morning_are_a_day_apart() -> None:
    evening, morning = on(0, True, hour=22), on(1, True, hour=8)
    same_hour = on(1, True, hour=22)
    assert after(evening, morning).stability == after(evening, same_hour).stability
    assert after(evening, morning).stability > after(evening).stability


# -- ratings and recall -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("correct", "confidence", "expected"),
    [
        (False, None, Grade.AGAIN),
        (False, SURE, Grade.AGAIN),
        (False, GUESS, Grade.AGAIN),
        (True, SURE, Grade.GOOD),
        (True, UNSURE, Grade.HARD),
        (True, GUESS, Grade.AGAIN),
        (True, None, Grade.GOOD),
    ],
)
def test_rating_depends_on_answer_and_confidence(
    correct: bool, confidence: Confidence | None, expected: Grade
) -> None:
    assert grade(correct, confidence) is expected


def test_recall_is_0_9_after_the_stability() -> None:
    assert recall(0, 5) == 1
    assert recall(5, 5) == pytest.approx(0.9)
    factor = 0.9 ** (-1 / 0.1542) - 1
    assert recall(30, 5) == pytest.approx((1 + factor * 6) ** -0.1542)
    assert recall(-3, 5) == 1


def test_recall_matches_the_fsrs_package() -> None:
    from fsrs import Card, Scheduler, State

    card = Card(1, State.Review, stability=7.0, difficulty=5.0, last_review=noon(START))
    then = noon(START + timedelta(days=11))
    assert recall(11, 7.0) == pytest.approx(Scheduler().get_card_retrievability(card, then))
    assert DECAY == FSRS_DEFAULT_DECAY


def test_first_answers_start_from_the_published_weights() -> None:
    assert after(on(0, True)).stability == pytest.approx(2.3065)
    assert after(on(0, True, UNSURE)).stability == pytest.approx(1.2931)
    assert after(on(0, False)).stability == pytest.approx(0.212)
    assert after(on(0, True)).due == START + timedelta(days=2)


def test_only_the_first_answer_of_a_study_day_counts() -> None:
    once = after(on(0, True, hour=9))
    again = after(on(0, True, hour=9), on(0, True, hour=10), on(0, True, hour=20))
    assert once == again
    relearned = after(on(0, False, hour=9), on(0, True, hour=10))
    assert relearned.stability == after(on(0, False, hour=9)).stability


# -- misses, luck, certainty --------------------------------------------------------------------


def test_miss_is_recovered_after_three_right_study_days() -> None:
    miss = on(0, False)
    same_day = [on(3, True, hour=h) for h in (9, 10, 11)]
    assert after(miss, *same_day).right_days == 1
    assert after(miss, on(1, True), on(4, True)).unrecovered
    assert after(miss, on(1, True), on(4, True), on(9, True)).recovered


def test_any_miss_restarts_recovery() -> None:
    history = [on(0, False), on(1, True), on(2, True), on(3, False), on(4, True), on(5, True)]
    assert after(*history).unrecovered
    assert after(*history, on(6, True)).recovered
    assert after(*history, on(6, True), on(7, False)).unrecovered


def test_question_never_missed_is_neither_recovered_nor_unrecovered() -> None:
    memory = after(on(0, True), on(3, True))
    assert not memory.recovered
    assert not memory.unrecovered


def test_lucky_answer_does_not_recover_and_is_due_the_next_day() -> None:
    memory = after(on(0, False), on(1, True), on(2, True), on(3, True, GUESS))
    assert memory.right_days == 2
    first = after(on(0, True, GUESS))
    assert first.lucky
    assert first.due == START + timedelta(days=1)
    [entry] = queue([on(0, True, GUESS)], START + timedelta(days=1), UTC)
    assert entry.reason is Reason.LUCKY


@pytest.mark.parametrize("days", [0, 1, 4, 6, 8])
def test_sure_and_wrong_is_due_within_three_days(days: int) -> None:
    at, history = 0, []
    for gap in range(days):
        history.append(on(at, True))
        at += 2**gap
    memory = after(*history, on(at, False, SURE))
    assert 1 <= (memory.due - memory.last).days <= 3
    assert memory.reason is Reason.SURE_AND_WRONG


def test_sure_and_wrong_twice_makes_the_key_doubtful() -> None:
    assert not after(on(0, False, SURE), on(1, False)).key_doubtful
    assert after(on(0, False, SURE), on(1, True), on(2, False, SURE)).key_doubtful


def test_right_answer_later_the_same_day_keeps_sure_and_wrong() -> None:
    assert after(on(0, False, SURE, hour=9), on(0, True, hour=10)).sure_and_wrong
    assert not after(on(0, False, SURE), on(1, True)).sure_and_wrong


def test_unrecovered_questions_are_ordered_by_due_date() -> None:
    known = memories(
        [on(0, False, question="b"), on(2, False, question="a"), on(0, True, question="c")], UTC
    )
    assert [m.question for m in unrecovered(known)] == ["b", "a"]


# -- the queue ----------------------------------------------------------------------------------


def test_question_is_due_from_its_due_date() -> None:
    history = [on(0, True)]
    assert queue(history, START + timedelta(days=1), UTC) == []
    assert [d.question for d in queue(history, START + timedelta(days=2), UTC)] == ["q"]
    assert [d.question for d in queue(history, START + timedelta(days=90), UTC)] == ["q"]


def test_without_exam_date_order_is_sure_and_wrong_then_lowest_recall() -> None:
    history = [
        on(0, True, question="fading"),
        on(0, False, question="missed"),
        on(2, True, GUESS, question="lucky"),
        on(2, False, SURE, question="sure"),
    ]
    found = queue(history, START + timedelta(days=5), UTC)
    assert [d.question for d in found] == ["sure", "missed", "lucky", "fading"]
    assert [d.reason for d in found] == ["sure and wrong", "missed", "lucky", "fading"]
    assert queue(history, START + timedelta(days=5), UTC, limit=2) == found[:2]


def test_todays_answers_do_not_change_the_queue_but_shorten_the_rest() -> None:
    today = START + timedelta(days=5)
    history = [on(0, True, question="a"), on(0, True, question="b")]
    morning = queue(history, today, UTC)
    history.append(on(5, True, question="a"))
    assert queue(history, today, UTC) == morning
    assert [d.question for d in remaining(morning, history, today, UTC)] == ["b"]


def test_gain_matches_a_manual_calculation() -> None:
    history = [on(0, True)]
    today, exam = START + timedelta(days=4), START + timedelta(days=24)
    [entry] = queue(history, today, UTC, exam=exam)
    now = recall(4, after(*history).stability)
    good, again = (after(*history, on(4, right)).stability for right in (True, False))
    by_hand = now * recall(20, good) + (1 - now) * recall(20, again)
    by_hand -= recall(24, after(*history).stability)
    assert entry.gain == pytest.approx(by_hand)
    assert entry.recall == pytest.approx(now)


def test_with_exam_date_order_is_by_gain_and_small_gains_are_dropped() -> None:
    history = [on(0, True, question="old"), on(0, False, question="gone")]
    history += [on(d, True, question="solid") for d in (0, 3, 10, 19)]
    today = START + timedelta(days=20)
    found = queue(history, today, UTC, exam=today + timedelta(days=2))
    gains = [d.gain for d in found if d.gain is not None]
    assert gains == sorted(gains, reverse=True)
    assert {d.question for d in found} == {"old", "gone"}
    assert min(gains) >= 0.005


def test_with_exam_date_sure_and_wrong_comes_first() -> None:
    history = [on(0, True, question=f"q{n}") for n in range(8)]
    history += [on(12, False, SURE, question="sure")]
    today = START + timedelta(days=13)
    found = queue(history, today, UTC, exam=today + timedelta(days=20), limit=1)
    assert [d.question for d in found] == ["sure"]


def test_after_the_exam_the_queue_ignores_its_date() -> None:
    history, today = [on(0, True)], START + timedelta(days=9)
    assert queue(history, today, UTC, exam=START) == queue(history, today, UTC)


def test_reviews_on_exam_day_still_have_a_gain() -> None:
    today = START + timedelta(days=9)
    [entry] = queue([on(0, True)], today, UTC, exam=today)
    assert entry.gain == pytest.approx(1 - entry.recall)


@settings(max_examples=60, deadline=None)
@given(reviews, st.randoms(use_true_random=False), st.integers(0, 25), st.booleans())
def test_queue_depends_only_on_history_and_today(
    history: list[Review], rng: object, day: int, dated: bool
) -> None:
    today = START + timedelta(days=day)
    exam = today + timedelta(days=10) if dated else None
    mixed = list(history)
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    found = queue(history, today, UTC, exam=exam)
    assert queue(mixed, today, UTC, exam=exam) == found
    names = [d.question for d in found]
    assert len(set(names)) == len(names)
    assert set(names) <= {r.question for r in history}
    assert queue(history, today, UTC, exam=exam, limit=2) == found[:2]
    for entry in found:
        assert 0 <= entry.recall <= 1


@settings(max_examples=60, deadline=None)
@given(reviews)
def test_memories_are_consistent_for_any_history(history: list[Review]) -> None:
    for memory in memories(history, UTC).values():
        assert memory.due > memory.last
        assert memory.stability > 0
        assert 1 <= memory.difficulty <= 10
        if memory.sure_and_wrong:
            assert (memory.due - memory.last).days <= 3


def test_importing_the_schedule_does_not_import_fsrs() -> None:
    code = "import sys, quizapp.study.schedule; print('fsrs' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
