"""The plan to the exam day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.study import exam_plan
from quizapp.study.exam_plan import (
    Day,
    Plan,
    Schedule,
    Stock,
    days_to_come,
    days_without_new,
    enough_a_day,
    new_questions,
    plan,
    plan_for,
    schedule,
    share,
)

TODAY = date(2026, 3, 2)
FORM = 65


def test_plan_for_a_month_with_forty_questions_a_day() -> None:
    """New questions on 21 of 28 days; mocks spread evenly, the last one three days before."""
    made = schedule(28, 40, 300, 4, FORM)
    assert made == Schedule(28, (0, 8, 17, 25), 7)
    assert plan(0, made, 0, 40, 300, FORM) == Day(True, 0, 0)
    assert plan(1, made, 1, 40, 300, FORM) == Day(False, 17, 23)
    assert plan(21, made, 3, 40, 20, FORM) == Day(False, 0, 40)


def test_new_questions_continue_to_the_last_day_if_not_all_fit() -> None:
    made = schedule(10, 40, 470, 4, FORM)
    assert (made.tail, made.mocks) == (1, (0, 7))
    assert plan(1, made, 1, 40, 470, FORM) == Day(False, 40, 0)
    assert plan(9, made, 2, 40, 100, FORM) == Day(False, 0, 40)


def test_new_questions_end_when_a_quarter_of_the_time_is_left() -> None:
    assert days_without_new(28, 40, 300, FORM) == 7
    assert new_questions(27, 7, 40, 300) == 15
    assert new_questions(7, 7, 40, 20) == 0


def test_plan_for_a_few_days_and_for_exam_day() -> None:
    assert schedule(5, 40, 100, 4, FORM).mocks == (2,)
    assert schedule(0, 40, 100, 4, FORM).mocks == (0,)
    assert schedule(30, 40, 100, 0, FORM).mocks == ()


def test_skipped_mock_is_due_until_taken() -> None:
    made = schedule(28, 80, 300, 4, FORM)
    assert plan(made.mocks[1] + 2, made, 1, 80, 200, FORM) == Day(True, 0, 15)


def test_impossible_plans_are_refused() -> None:
    for exam, budget, pool, forms, size in (
        (-1, 40, 10, 4, FORM),
        (10, 0, 10, 4, FORM),
        (10, 40, -1, 4, FORM),
        (10, 40, 10, -1, FORM),
        (9, 9, 9, 4, 0),
    ):
        with pytest.raises(ValueError, match="plan"):
            schedule(exam, budget, pool, forms, size)


@given(st.integers(0, 200), st.integers(1, 100), st.integers(0, 1500), st.integers(0, 6))
def test_plan_keeps_the_budget_and_asks_all_questions_that_fit(
    exam: int, budget: int, pool: int, forms: int
) -> None:
    made = schedule(exam, budget, pool, forms, FORM)
    assert list(made.mocks) == sorted(made.mocks)
    left, taken = pool, 0
    for day in range(exam):
        today = plan(day, made, taken, budget, left, FORM)
        assert today.new >= 0
        assert today.reviews >= 0
        assert today.mock or today.new + today.reviews == budget
        assert not today.new or exam - day > made.tail
        taken += today.mock
        left -= today.new
    assert taken <= len(made.mocks)
    if not made.mocks and budget * (exam - made.tail) >= pool:
        assert left == 0


@given(st.integers(-5, 100), st.integers(1, 30), st.integers(1, 100), st.integers(0, 1500))
def test_new_questions_are_limited_by_pool_and_budget(
    left: int, tail: int, budget: int, pool: int
) -> None:
    assert 0 <= new_questions(left, tail, budget, pool) <= min(budget, pool)


# -- the plan day by day --------------------------------------------------------------------------


def stock(*sizes: int, forms: int = 4, **others: int) -> Stock:
    """Return a stock with a topic for each size, the first one first."""
    unmet = {f"topic-{place:03}": size for place, size in enumerate(sizes)}
    return Stock(unmet, tuple(range(1, forms + 1)), FORM, **others)


def in_days(number: int) -> date:
    return TODAY + timedelta(days=number)


def test_part_of_a_day_does_not_change_during_the_day() -> None:
    morning = plan_for(TODAY, in_days(28), 40, stock(100, 200, forms=0, reviewable=50))
    assert (morning.today, morning.topics) == (Day(False, 15, 25), ("topic-000", "topic-001"))
    evening = plan_for(TODAY, in_days(28), 40, stock(90, 195, forms=0), morning)
    assert evening is morning


def test_schedule_is_kept_from_day_to_day() -> None:
    first = plan_for(TODAY, in_days(28), 40, stock(300))
    assert (first.schedule.mocks, first.today.mock) == ((0, 8, 17, 25), True)
    second = plan_for(in_days(1), in_days(28), 40, stock(300, forms=3), first, taken=1)
    assert (second.made, second.schedule) == (TODAY, first.schedule)
    assert second.today == Day(False, 17, 23)
    ninth = plan_for(in_days(8), in_days(28), 40, stock(200, forms=3), second, taken=1)
    assert ninth.today == Day(True, 0, 0)


def test_schedule_is_made_again_after_a_skipped_mock() -> None:
    first = plan_for(TODAY, in_days(28), 40, stock(300))
    later = plan_for(in_days(1), in_days(28), 40, stock(300), first)
    assert (later.made, later.today.mock) == (in_days(1), True)
    assert later.schedule.mocks[-1] == 24


@pytest.mark.parametrize(
    ("exam", "budget", "forms"), [(27, 40, 4), (28, 41, 4), (28, 40, 1)], ids=str
)
def test_schedule_is_made_again_if_what_it_is_made_from_changes(
    exam: int, budget: int, forms: int
) -> None:
    first = plan_for(TODAY, in_days(28), 40, stock(300))
    later = plan_for(in_days(1), in_days(exam), budget, stock(300, forms=forms), first, taken=1)
    assert later.made == in_days(1)
    assert len(later.schedule.mocks) <= forms


def test_confident_wrong_answers_have_room_on_every_day() -> None:
    full = plan_for(TODAY, in_days(10), 40, stock(*[200] * 5, forms=0, reviewable=99, urgent=30))
    assert full.today == Day(False, 30, 10)
    mock = plan_for(TODAY, in_days(28), 40, stock(300, reviewable=99, urgent=4))
    assert mock.today == Day(True, 0, 4)


def test_day_before_the_exam_is_light_and_exam_day_is_free() -> None:
    eve = plan_for(TODAY, in_days(1), 40, stock(300, reviewable=99))
    assert (eve.today, eve.topics) == (Day(False, 0, 20), ())
    assert plan_for(TODAY, TODAY, 40, stock(300)).today == Day(False, 0, 0)
    with pytest.raises(ValueError, match="plan"):
        plan_for(TODAY, in_days(-1), 40, stock(300))


def test_topics_with_few_questions_left_are_finished_make_room_or_get_company() -> None:
    assert share(20, {"a": 8, "b": 8, "c": 8, "d": 8}) == {"a": 8, "b": 8, "c": 4}
    assert share(30, {"a": 40, "b": 40, "c": 40}) == {"a": 10, "b": 10, "c": 10}
    assert share(20, {"a": 1, "b": 2, "c": 3, "d": 30}) == {"b": 2, "c": 3, "d": 15}
    assert share(20, {"a": 60}) == {"a": 20}
    assert share(20, dict.fromkeys("abcdef", 5)) == dict.fromkeys("abcd", 5)
    assert share(0, {"a": 60}) == share(20, {}) == share(-1, {"a": 1}) == {}


def to_the_exam(first: Plan, known: Stock) -> list[tuple[date, int, int, int]]:
    """Return (day, mocks, new, reviews) of today and every day to come."""
    rest = days_to_come(first, known, taken=0, new_left=first.today.new, mock_left=first.today.mock)
    today = (first.day, int(first.today.mock), first.today.new, first.today.reviews)
    return [today, *((d.date, int(d.form is not None), d.new, d.reviews) for d in rest)]


@given(
    st.integers(0, 120),
    st.integers(5, 100),
    st.lists(st.integers(1, 60), max_size=40),
    st.integers(0, 8),
    st.integers(0, 200),
)
def test_every_day_keeps_the_budget_and_every_question_is_planned_once(
    left: int, budget: int, sizes: list[int], forms: int, reviewable: int
) -> None:
    known = stock(*sizes, forms=forms, reviewable=reviewable)
    exam = in_days(left)
    first = plan_for(TODAY, exam, budget, known)
    days = to_the_exam(first, known)
    assert [day for day, *_ in days] == [in_days(number) for number in range(max(1, left))]
    for day, mock, new, reviews in days:
        assert new >= 0
        assert reviews >= 0
        assert new + reviews <= budget
        assert not mock or (new == 0 and day < exam)
    assert sum(mock for _, mock, *_ in days) <= forms
    planned = sum(new for *_, new, _ in days)
    assert planned <= known.pool
    room = budget * (left - first.schedule.tail - len(first.schedule.mocks))
    if len(sizes) <= 3 and left > 1 and room >= known.pool:
        assert planned == known.pool


def unplanned(left: int, budget: int, known: Stock) -> int:
    first = plan_for(TODAY, in_days(left), budget, known)
    return known.pool - sum(new for *_, new, _ in to_the_exam(first, known))


@pytest.mark.parametrize("left", [14, 19, 21, 28])
def test_more_questions_a_day_never_leave_more_out(left: int) -> None:
    """With room in the budget, further mocks are planned only if all new questions still fit."""
    known = stock(*[13] * 32, forms=10)
    out = [unplanned(left, budget, known) for budget in range(10, 121, 5)]
    assert out == sorted(out, reverse=True)
    assert out[0] > 0
    assert out[-1] == 0


def test_suggested_number_a_day_is_the_first_that_fits_all() -> None:
    known = stock(*[13] * 32, forms=10)
    enough = enough_a_day(TODAY, in_days(14), 20, known, 300)
    assert enough > 20
    assert unplanned(14, enough, known) == 0
    assert unplanned(14, enough - 5, known) > 0
    assert enough_a_day(TODAY, in_days(14), 20, known, enough - 5) == 0
    assert enough_a_day(TODAY, in_days(1), 20, known, 300) == 0


@pytest.mark.parametrize(
    ("left", "budget", "pool", "forms"),
    [
        (560, 40, 420, 10),
        (1500, 40, 900, 10),
        (600, 1, 420, 4),  # all fit, but not with more than two mocks
        (600, 1, 447, 4),  # all fit, but not with a quarter of the time left
        (600, 1, 700, 4),
        (401, 2, 800, 0),
        (402, 2, 800, 0),
    ],
    ids=str,
)
def test_days_that_are_not_planned_one_by_one_have_room_too(
    left: int, budget: int, pool: int, forms: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = stock(*[10] * (pool // 10), pool % 10, forms=forms)
    found = plan_for(TODAY, in_days(left), budget, known)
    out = unplanned(left, budget, known) - exam_plan.room_beyond(found, 0)
    monkeypatch.setattr(exam_plan, "HORIZON", left)
    assert found == plan_for(TODAY, in_days(left), budget, known)
    assert max(0, out) == unplanned(left, budget, known)


def test_exam_in_a_year_and_a_half_leaves_time_for_all_mocks() -> None:
    far = plan_for(TODAY, in_days(560), 40, stock(*[14] * 30, forms=10))
    assert (len(far.schedule.mocks), far.schedule.tail) == (10, 140)


@given(
    st.integers(2, 60),
    st.integers(5, 60),
    st.lists(st.integers(1, 40), min_size=1, max_size=20),
    st.data(),
)
def test_plan_that_is_followed_is_what_was_planned(
    left: int, budget: int, sizes: list[int], data: st.DataObject
) -> None:
    """Day after day, the remade plan asks what the first one said, if everything is done."""
    known, exam = stock(*sizes), in_days(left)
    made = plan_for(TODAY, exam, budget, known)
    days = to_the_exam(made, known)
    taken = 0
    for number in range(data.draw(st.integers(0, left - 1)) + 1):
        made = plan_for(in_days(number), exam, budget, known, made, taken)
        assert (int(made.today.mock), made.today.new) == days[number][1:3]
        topics = share(made.today.new, {t: known.unmet[t] for t in made.topics})
        known = known.without(topics, int(made.today.mock))
        taken += made.today.mock


def test_days_to_come_keep_their_topics_when_priorities_change() -> None:
    stock = Stock({f"t{n}": 20 for n in range(9)}, (1, 2), 65)
    made = plan_for(TODAY, TODAY + timedelta(20), 40, stock)
    turned = replace(stock, unmet=dict(reversed(stock.unmet.items())))
    days = [
        days_to_come(made, each, taken=0, new_left=made.today.new, mock_left=made.today.mock)
        for each in (stock, turned)
    ]
    assert days[0] == days[1]
    assert turned.in_order(("t3", "gone")).unmet == {"t3": 20, **turned.unmet}
    assert next(iter(turned.in_order(("t3", "gone")).unmet)) == "t3"
