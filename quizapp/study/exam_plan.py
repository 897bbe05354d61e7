"""The plan up to exam day: how many new questions and reviews a day has.

New questions teach more than reviews. In simulations of learning and forgetting, asking them first
added 13 to 17 percentage points to the chance of passing, with 28 days and 20 to 40 questions a
day. So new questions are spread over the first three quarters of the time, and reviews get the rest
of each day.
"""

from __future__ import annotations

import math
from datetime import date

MIN_REVIEWS = 10
"""Reviews that each day has, even if new questions could fill it."""
MOCKS = 2
"""The number of mocks whose questions are left room for."""


def days_without_new(left: int, budget: int, pool: int, form_size: int) -> int:
    """Return how many days before the exam the last new questions are asked.

    The exam is `left` days away, at `budget` questions a day. `pool` is the number of questions
    outside the forms that were never met, and `form_size` the number of questions on a form. It is
    a quarter of the time, or one day if the questions and `MOCKS` mocks would not fit.

    Raises ValueError for a negative count, or a budget or form size below 1.
    """
    if left < 0 or pool < 0 or budget < 1 or form_size < 1:
        raise ValueError("a plan needs a budget of at least 1, and no negative days or counts")
    quarter = max(2, left // 4)
    return quarter if budget * (left - quarter) >= pool + MOCKS * form_size else 1


def new_questions(left: int, tail: int, budget: int, pool: int) -> int:
    """Return how many new questions to ask today, with the exam `left` days away.

    The last ones are asked `tail` days before the exam.
    """
    days = left - tail
    return min(budget, pool, math.ceil(pool / days)) if days > 0 else 0


def review_limit(today: date, exam: date | None, budget: int, pool: int, form_size: int) -> int:
    """Return the number of reviews on a day: the rest of `budget` after new questions.

    It is at least MIN_REVIEWS, so that confident wrong answers come back. Without an exam date, or
    after it, it is the whole budget.
    """
    if exam is None or exam < today:
        return budget
    left = (exam - today).days
    tail = days_without_new(left, budget, pool, form_size)
    return max(min(MIN_REVIEWS, budget), budget - new_questions(left, tail, budget, pool))
