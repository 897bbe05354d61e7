"""The plan to the exam day: when to take mocks, and how many new questions and reviews a day has.

New questions teach more than reviews. In simulations of learning and forgetting, asking them first
added 13 to 17 percentage points to the chance of passing, with 28 days and 20 to 40 questions a
day. So new questions are spread over the first three quarters of the time, and mocks evenly over
all of it. Reviews get the rest of each day.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from quizapp.study.mastery import Mastery

LAST_MOCK = 3
"""Days between the last mock and the exam."""
SHORT = 7
"""With fewer days than this, there is only one mock."""
MIN_REVIEWS = 10
"""Reviews that each day has, even if new questions could fill it."""
MOCKS = 2
"""The number of mocks whose questions are left room for."""
TOPICS_A_DAY = 3
"""The most topics that the new questions of one day come from."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The part of a plan that does not change from day to day.

    Days are counted from 0, the day the schedule was made. `mocks` are the days of the mocks, and
    `exam` is the day of the exam. The last new questions are asked `tail` days before it.
    """

    exam: int
    mocks: tuple[int, ...]
    tail: int


@dataclass(frozen=True, slots=True)
class Day:
    """The plan for one study day: whether to take a mock, and the number of questions."""

    mock: bool
    new: int
    reviews: int


def schedule(left: int, budget: int, pool: int, forms: int, form_size: int) -> Schedule:
    """Plan the days up to an exam that is `left` days away, at `budget` questions a day.

    `pool` is the number of questions outside the forms that were never met, `forms` the number of
    forms not taken yet, and `form_size` the number of questions on a form. There are at least two
    mocks, and more if the days have room for them; less than a week before the exam, there is one.

    Raises ValueError for a negative count, or a budget or form size below 1.
    """
    if forms < 0:
        raise ValueError("a plan needs no negative number of forms")
    tail = days_without_new(left, budget, pool, form_size)
    room = budget * (left - tail) - pool
    wanted = 1 if left < SHORT else max(MOCKS, math.ceil(room / form_size))
    return Schedule(left, _spread(min(forms, wanted), left), tail)


def plan(day: int, made: Schedule, taken: int, budget: int, pool: int, form_size: int) -> Day:
    """Return the plan for study day `day`, counted from 0, the day the schedule was made.

    `taken` is the number of mocks taken since then, and `pool` the number of questions never met. A
    skipped mock stays due until it is taken. A day with a mock has no new questions; if the budget
    is larger than a form, reviews get the rest.
    """
    if taken < len(made.mocks) and day >= made.mocks[taken]:
        return Day(True, 0, max(0, budget - form_size))
    new = new_questions(made.exam - day, made.tail, budget, pool)
    return Day(False, new, budget - new)


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


def new_topics(topics: Iterable[Mastery], unmet: Mapping[str, int]) -> list[str]:
    """Return the topics of today's new questions: those that gain the most on the exam.

    `unmet` maps topic → questions never met; topics without any are left out.
    """
    open_ = [row for row in topics if unmet.get(row.name, 0) > 0]
    return [row.name for row in sorted(open_, key=lambda r: (-r.priority, r.name))[:TOPICS_A_DAY]]


def _spread(number: int, exam: int) -> tuple[int, ...]:
    """Return the days of `number` mocks, evenly from today to LAST_MOCK days before the exam."""
    last = max(0, exam - LAST_MOCK)
    if number <= 1:
        return (last,) * number
    return tuple(round(place * last / (number - 1)) for place in range(number))
