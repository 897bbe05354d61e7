"""The plan up to exam day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.study.exam_plan import days_without_new, new_questions, review_limit

TODAY = date(2026, 3, 2)
FORM = 65


def test_new_questions_end_when_a_quarter_of_the_time_is_left() -> None:
    assert days_without_new(28, 40, 300, FORM) == 7
    assert new_questions(27, 7, 40, 300) == 15
    assert new_questions(7, 7, 40, 20) == 0


def test_new_questions_continue_to_the_last_day_if_not_all_fit() -> None:
    assert days_without_new(10, 40, 470, FORM) == 1
    assert new_questions(9, 1, 40, 470) == 40
    assert new_questions(1, 1, 40, 100) == 0


def test_reviews_get_the_rest_of_the_day() -> None:
    exam = TODAY + timedelta(days=28)
    assert review_limit(TODAY, None, 40, 300, FORM) == 40
    assert review_limit(TODAY, TODAY - timedelta(days=1), 40, 300, FORM) == 40
    assert review_limit(TODAY, exam, 40, 300, FORM) == 25
    assert review_limit(TODAY, exam, 40, 2_000, FORM) == 10
    assert review_limit(exam, exam, 40, 300, FORM) == 40


def test_impossible_plans_are_refused() -> None:
    impossible = ((-1, 40, 10, FORM), (10, 0, 10, FORM), (10, 40, -1, FORM), (9, 9, 9, 0))
    for left, budget, pool, size in impossible:
        with pytest.raises(ValueError, match="plan"):
            days_without_new(left, budget, pool, size)


@given(st.integers(0, 200), st.integers(1, 100), st.integers(0, 1500))
def test_all_questions_that_fit_are_asked_before_the_exam(
    exam: int, budget: int, pool: int
) -> None:
    tail = days_without_new(exam, budget, pool, FORM)
    left = pool
    for day in range(exam):
        new = new_questions(exam - day, tail, budget, left)
        assert 0 <= new <= budget
        assert not new or exam - day > tail
        left -= new
    if budget * (exam - tail) >= pool:
        assert left == 0


@given(st.integers(-5, 100), st.integers(1, 30), st.integers(1, 100), st.integers(0, 1500))
def test_new_questions_are_limited_by_pool_and_budget(
    left: int, tail: int, budget: int, pool: int
) -> None:
    assert 0 <= new_questions(left, tail, budget, pool) <= min(budget, pool)
