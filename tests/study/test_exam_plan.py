"""The plan to the exam day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.study.exam_plan import (
    Day,
    Schedule,
    days_without_new,
    new_questions,
    plan,
    review_limit,
    schedule,
)

TODAY = date(2026, 3, 2)
FORM = 65


def test_plan_for_a_month_with_forty_questions_a_day() -> None:
    """New questions on 21 of 28 days; mocks spread evenly, the last one three days before."""
    made = schedule(28, 40, 300, 4, FORM)
    assert made == Schedule(28, (0, 8, 17, 25), 7)
    assert plan(0, made, 0, 40, 300, FORM) == Day(True, 0, 0)
    assert plan(1, made, 1, 40, 300, FORM) == Day(False, 15, 25)
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


def test_reviews_get_the_rest_of_the_day() -> None:
    exam = TODAY + timedelta(days=28)
    assert review_limit(TODAY, None, 40, 300, FORM) == 40
    assert review_limit(TODAY, TODAY - timedelta(days=1), 40, 300, FORM) == 40
    assert review_limit(TODAY, exam, 40, 300, FORM) == 25
    assert review_limit(TODAY, exam, 40, 2_000, FORM) == 10
    assert review_limit(exam, exam, 40, 300, FORM) == 40


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
