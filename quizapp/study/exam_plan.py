"""The plan to the exam day: when to take mocks, and how many new questions and reviews a day has.

New questions teach more than reviews. In simulations of learning and forgetting, asking them first
added 13 to 17 percentage points to the chance of passing, with 28 days and 20 to 40 questions a
day. So new questions are spread over the first three quarters of the time, and mocks evenly over
all of it. Reviews get the rest of each day.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

LAST_MOCK = 3
"""Days between the last mock and the exam."""
SHORT = 7
"""With fewer days than this, there is only one mock."""
MIN_REVIEWS = 10
"""Reviews that a day has after confident wrong answers, even if new questions could fill it."""
MOCKS = 2
"""The number of mocks whose questions are left room for."""
TOPICS_A_DAY = 3
"""The topics that the new questions of one day come from, if they have enough."""
LEFT_OVER = 5
"""The fewest questions of a topic that are left for another day."""
STEP = 5
"""A larger number of questions a day is suggested in steps of this."""
HORIZON = 400
"""The most days to come that are planned one by one."""


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
    is larger than a form, reviews get the rest. Days of mocks to come have no new questions either,
    so the other days have more.
    """
    if taken < len(made.mocks) and day >= made.mocks[taken]:
        return Day(True, 0, max(0, budget - form_size))
    mocks = sum(mock < made.exam - made.tail for mock in made.mocks[taken:])
    new = new_questions(made.exam - day - mocks, made.tail, budget, pool)
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


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is to practice when a plan is made.

    `unmet` maps topic → questions outside the forms that were never met, the topic that gains the
    most on the exam first. `forms` are the numbers of the mocks to take, and `form_size` is the
    number of questions on each. `reviewable` counts the questions answered before, and `urgent`
    those of them that are due after a confident wrong answer.
    """

    unmet: Mapping[str, int]
    forms: tuple[int, ...]
    form_size: int
    reviewable: int = 0
    urgent: int = 0

    @property
    def pool(self) -> int:
        """The number of questions never met."""
        return sum(self.unmet.values())

    def in_order(self, order: Sequence[str]) -> Stock:
        """Return the same with the topics in an order; others stay behind it as they are."""
        first = [topic for topic in order if topic in self.unmet]
        return replace(self, unmet={**dict.fromkeys(first, 0), **self.unmet})

    def without(self, topics: Mapping[str, int], forms: int = 0) -> Stock:
        """Return what is left after some new questions, by topic, and mocks."""
        left = {topic: number - topics.get(topic, 0) for topic, number in self.unmet.items()}
        met = sum(topics.values()) + min(forms, len(self.forms)) * self.form_size
        return replace(
            self,
            unmet={topic: number for topic, number in left.items() if number > 0},
            forms=self.forms[forms:],
            reviewable=self.reviewable + met,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan to the exam on the day `exam`, at `budget` questions a day.

    `schedule` was made on the study day `made`. `today` is the part for the study day `day`, and
    `topics` are the topics of its new questions. `order` are all topics with new questions as of
    the start of that day, in the order in which they are planned, so that the days to come do not
    change places after each sitting.
    """

    exam: date
    budget: int
    made: date
    schedule: Schedule
    day: date
    today: Day
    topics: tuple[str, ...]
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """The plan for a day to come. `form` is the number of the mock to take; None without one.

    `topics` maps topic → number of new questions.
    """

    date: date
    form: int | None
    topics: Mapping[str, int]
    reviews: int

    @property
    def new(self) -> int:
        """The number of new questions."""
        return sum(self.topics.values())


def plan_for(
    today: date, exam: date, budget: int, stock: Stock, before: Plan | None = None, taken: int = 0
) -> Plan:
    """Return the plan as of the study day `today`.

    `before` is the plan so far, and `taken` the number of mocks taken since it was made, without
    today's. Its schedule is kept, unless the exam date or the budget has changed, a mock was
    skipped, or there are too few forms for it. If not all new questions fit, they are asked up to
    the last day but one. A new schedule has fewer mocks, but at least `MOCKS`, if otherwise not all
    new questions fit. The part for a day does not change during the day.

    Raises ValueError if the exam is over, or for a budget or form size below 1.
    """
    kept = before if before and (before.exam, before.budget) == (exam, budget) else None
    if kept is not None and kept.day == today:
        return kept
    left = (exam - today).days
    if kept is None or _is_behind(kept, today, taken, stock):
        made, taken = today, 0
        first = schedule(left, budget, stock.pool, len(stock.forms), stock.form_size)
        most = len(first.mocks)
        ways = [replace(first, mocks=_spread(number, left)) for number in range(most, MOCKS, -1)]
        ways.append(replace(first, mocks=_spread(min(most, MOCKS), left)))
    else:
        made, ways = kept.made, [kept.schedule]
    if ways[-1].tail > 1:
        ways.append(replace(ways[-1], tail=1))
    for fixed in ways:
        found = _with_part(exam, budget, made, fixed, today, stock, taken)
        if _asks_everything(found, stock, taken):
            break
    return found


def enough_a_day(today: date, exam: date, budget: int, stock: Stock, most: int) -> int:
    """Return the fewest questions a day, above `budget` and in steps of `STEP`, for which a plan
    made now asks every new question; 0 if `most` a day are not enough."""
    days = max(1, (exam - today).days)
    least = max(budget + 1, math.ceil(stock.pool / days))
    for each in range(math.ceil(least / STEP) * STEP, most + 1, STEP):
        if _asks_everything(plan_for(today, exam, each, stock), stock, 0):
            return each
    return 0


def days_to_come(
    plan: Plan, stock: Stock, *, taken: int, new_left: int, mock_left: bool
) -> list[PlannedDay]:
    """Return the plan for the days from tomorrow to the day before the exam, at most `HORIZON`.

    `stock` is as of now. `taken` is the number of mocks taken since the plan was made, today's
    included; `new_left` is the number of today's new questions still to ask, and `mock_left` is
    whether today's mock is still to be taken.
    """
    stock = stock.in_order(plan.order)
    todays = {topic: stock.unmet[topic] for topic in plan.topics if topic in stock.unmet}
    stock = replace(stock.without(share(new_left, todays), int(mock_left)), urgent=0)
    taken += mock_left
    found = []
    first = (plan.day - plan.made).days + 1
    for number in range(first, min(plan.schedule.exam, first + HORIZON)):
        part, topics = _part(number, plan.schedule, taken, plan.budget, stock)
        form = stock.forms[0] if part.mock else None
        reviews = min(part.reviews, stock.reviewable)
        found.append(PlannedDay(plan.made + timedelta(number), form, topics, reviews))
        stock = stock.without(topics, int(part.mock))
        taken += part.mock
    return found


def room_beyond(plan: Plan, taken: int) -> int:
    """Return how many new questions fit on the days after those of `days_to_come`.

    `taken` is the number of mocks taken since the plan was made.
    """
    first, made = (plan.day - plan.made).days + 1 + HORIZON, plan.schedule
    end = made.exam - made.tail
    mocks = sum(first <= mock < end for mock in made.mocks[taken:])
    return plan.budget * (max(0, end - first) - mocks)


def share(number: int, unmet: Mapping[str, int]) -> dict[str, int]:
    """Return topic → new questions of a day, at most `number`, of TOPICS_A_DAY topics if possible.

    The first topics of `unmet` are used. If they have too few questions, one with more takes the
    place of the smallest; if any three have too few, there are more topics. A topic gets an even
    share, and a few more if that finishes it.
    """
    names = [topic for topic, left in unmet.items() if left > 0]
    chosen = names[:TOPICS_A_DAY]
    for other in names[TOPICS_A_DAY:]:
        if sum(unmet[topic] for topic in chosen) >= number:
            break
        smallest = min(reversed(chosen), key=unmet.__getitem__)
        if unmet[other] > unmet[smallest]:
            chosen[chosen.index(smallest)] = other
    for other in names:
        if sum(unmet[topic] for topic in chosen) >= number:
            break
        if other not in chosen:
            chosen.append(other)
    if not chosen or number <= 0:
        return {}
    even = math.ceil(number / len(chosen))
    counts = dict.fromkeys(chosen, 0)
    for fair in (True, False):
        for topic in chosen:
            left = unmet[topic] - counts[topic]
            most = even if fair and left - even >= LEFT_OVER else left
            counts[topic] += min(left, most, number - sum(counts.values()))
    return {topic: count for topic, count in counts.items() if count}


def _with_part(
    exam: date, budget: int, made: date, fixed: Schedule, today: date, stock: Stock, taken: int
) -> Plan:
    """Return the plan with the part for today."""
    part, topics = _part((today - made).days, fixed, taken, budget, stock)
    return Plan(exam, budget, made, fixed, today, part, tuple(topics), tuple(stock.unmet))


def _asks_everything(plan: Plan, stock: Stock, taken: int) -> bool:
    """Whether the plan has room for every new question."""
    new, mock = plan.today.new, plan.today.mock
    rest = days_to_come(plan, stock, taken=taken, new_left=new, mock_left=mock)
    return new + sum(day.new for day in rest) + room_beyond(plan, taken) >= stock.pool


def _is_behind(kept: Plan, today: date, taken: int, stock: Stock) -> bool:
    """Whether a mock was skipped, or there are fewer forms than mocks to come."""
    to_come = kept.schedule.mocks[taken:]
    late = bool(to_come) and (today - kept.made).days > to_come[0]
    return late or len(to_come) > len(stock.forms)


def _part(
    day: int, fixed: Schedule, taken: int, budget: int, stock: Stock
) -> tuple[Day, dict[str, int]]:
    """Return the part for a day, counted from the day of the schedule, with its new questions.

    There is nothing on the exam day, and half of the reviews on the day before it. Questions that
    were answered wrong with confidence come first, even on the day of a mock.
    """
    left = fixed.exam - day
    if left <= 0:
        return Day(False, 0, 0), {}
    urgent = min(MIN_REVIEWS, stock.urgent, budget)
    if left == 1 or not stock.forms:
        taken = len(fixed.mocks)
    today = plan(day, fixed, taken, budget, stock.pool, stock.form_size)
    if today.mock:
        return replace(today, reviews=max(today.reviews, urgent)), {}
    topics = share(min(today.new, budget - urgent), stock.unmet)
    asked = sum(topics.values())
    reviews = budget - asked if left > 1 else math.ceil(budget / 2)
    return Day(False, asked, min(reviews, budget - asked)), topics


def _spread(number: int, exam: int) -> tuple[int, ...]:
    """Return the days of `number` mocks, evenly from today to LAST_MOCK days before the exam."""
    last = max(0, exam - LAST_MOCK)
    if number <= 1:
        return (last,) * number
    return tuple(round(place * last / (number - 1)) for place in range(number))
