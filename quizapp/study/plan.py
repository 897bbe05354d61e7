"""The plan to the exam day: when to take mocks, and how to divide a day between new questions and
reviews.

While questions remain that were never met, meeting them teaches more than asking old ones again: in
simulations of learning and forgetting, new questions first added 13 to 17 points to the chance of
passing at 28 days and 20 to 40 questions a day. So new questions are spread over the days up to a
quarter of the time before the exam, mocks evenly, and reviews get what is left of each day.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from quizapp.study.mastery import Mastery

FORM = 65
LAST_MOCK = 3
"""The last mock is about so many days before the exam."""
SHORT = 7
"""Below so many days there is time for one mock only."""
LEAST_REVIEWS = 10
"""As many reviews a day are asked for even where new questions could fill the whole day."""
TOPICS_A_DAY = 3
"""New questions of one day come from at most so many topics, interleaved."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The part of a plan that is made once, when the exam's date is set, and kept.

    `mocks` are days counted from the day it was made (0); the exam is on day `exam`. The last new
    question comes `tail` days before the exam.
    """

    exam: int
    mocks: tuple[int, ...]
    tail: int


@dataclass(frozen=True, slots=True)
class Day:
    """What to do on one study day: a mock or not, new questions, and reviews."""

    mock: bool
    new: int
    reviews: int


def schedule(exam: int, budget: int, pool: int, forms: int, form_size: int = FORM) -> Schedule:
    """Plan the days up to an exam that is `exam` days away, at `budget` questions a day.

    `pool` are the questions never met outside the mock forms, `forms` the mock forms not yet taken,
    `form_size` the questions on a form. There are two mocks or more, depending on how much the days
    can hold beyond the pool; one where the exam is less than a week away.

    Raises ValueError for a negative count or a budget below 1.
    """
    if exam < 0 or pool < 0 or forms < 0 or budget < 1 or form_size < 1:
        raise ValueError("a plan needs a day that is not past, a budget, and no negative counts")
    tail = max(2, exam // 4)
    if budget * (exam - tail) < pool + 2 * form_size:
        tail = 1
    room = budget * (exam - tail) - pool
    wanted = 1 if exam < SHORT else max(2, math.ceil(room / form_size))
    return Schedule(exam, _spread(min(forms, wanted), exam), tail)


def plan(
    day: int, made: Schedule, taken: int, budget: int, pool: int, form_size: int = FORM
) -> Day:
    """What to do on study day `day`, counted from the day the schedule was made.

    `taken` mocks were taken since then; `pool` questions were never met. A mock that was skipped is
    due until it is taken. It takes the day: a budget larger than a form leaves the rest to reviews.
    """
    if taken < len(made.mocks) and day >= made.mocks[taken]:
        return Day(True, 0, max(0, budget - form_size))
    new = new_questions(made.exam - day, made.tail, budget, pool)
    return Day(False, new, budget - new)


def new_questions(left: int, tail: int, budget: int, pool: int) -> int:
    """How many new questions to meet today, with the exam `left` days away."""
    days = left - tail
    return min(budget, pool, math.ceil(pool / days)) if days > 0 else 0


def review_limit(
    today: date, exam: date | None, budget: int, pool: int, form_size: int = FORM
) -> int:
    """How many reviews a day asks for: what the plan leaves of `budget` after new questions.

    At least LEAST_REVIEWS, so that what was answered wrong with confidence comes back. Without an
    exam date, or after it, the whole budget.
    """
    if exam is None or exam < today:
        return budget
    left = (exam - today).days
    tail = schedule(left, budget, pool, 0, form_size).tail
    return max(min(LEAST_REVIEWS, budget), budget - new_questions(left, tail, budget, pool))


def new_topics(topics: Iterable[Mastery], unmet: Mapping[str, int]) -> list[str]:
    """The topics of today's new questions: those with most to gain on the exam, weight x (target -
    mean), that still have questions never met (`unmet`, by topic)."""
    open_ = [row for row in topics if unmet.get(row.name, 0) > 0]
    return [row.name for row in sorted(open_, key=lambda r: (-r.priority, r.name))[:TOPICS_A_DAY]]


def _spread(number: int, exam: int) -> tuple[int, ...]:
    """Days of `number` mocks, evenly from today to LAST_MOCK days before the exam."""
    last = max(0, exam - LAST_MOCK)
    if number <= 1:
        return (last,) * number
    return tuple(round(place * last / (number - 1)) for place in range(number))
