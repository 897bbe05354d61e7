"""Every figure that follows from a learner's answers, from the definitions in docs/."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

from fsrs import Card, Rating, Scheduler

PASS = Fraction(72, 100)
LOW, PASSING, HIGH = 100, 720, 1000
NEEDED, NEEDED_IN_DOMAIN = 100, 10
REVIEWED_A_DAY = 40
DAYS_TO_RECOVER = 3
SOON = timedelta(days=3)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """One marked answer to a question that was shown, in the order of marking."""

    question: str
    topic: str
    day: date
    correct: bool
    first: bool
    confidence: str | None
    mixed_up: tuple[tuple[str, str], ...] = ()


def study_day(at: datetime, zone: ZoneInfo) -> date:
    """The date on which a study day began, at 04:00 local time."""
    return (at.astimezone(zone).replace(tzinfo=None) - timedelta(hours=4)).date()


# -- scores ---------------------------------------------------------------------------------------


def scores(share: Fraction | float) -> set[int]:
    """The practice scores that a share right may be written as: two where it lies in between."""
    share = Fraction(share)
    if share <= PASS:
        exact = LOW + (PASSING - LOW) * share / PASS
    else:
        exact = PASSING + (HIGH - PASSING) * (share - PASS) / (1 - PASS)
    margin = Fraction(1, 10**9)
    return {math.floor(exact + Fraction(1, 2) + way * margin) for way in (-1, 1)}


def likely(right: int, asked: int) -> tuple[set[int], set[int]]:
    """The ends of Wilson's 95% interval of the share right, as practice scores."""
    z, p = 1.959963984540054, right / asked
    spread = z * math.sqrt(p * (1 - p) / asked + (z / (2 * asked)) ** 2)
    middle, whole = p + z * z / (2 * asked), 1 + z * z / asked
    ends = (middle - spread) / whole, (middle + spread) / whole
    low, high = (min(1.0, max(0.0, end)) for end in ends)
    return scores(low), scores(high)


# -- days -----------------------------------------------------------------------------------------


def streak(days: Iterable[date], today: date) -> dict[str, int | bool]:
    """Days in a row up to today or yesterday, the longest such run, and whether today counts."""
    practiced = sorted({day for day in days if day <= today})
    longest = run = 0
    last: date | None = None
    for day in practiced:
        run = run + 1 if last is not None and day - last == DAY else 1
        longest, last = max(longest, run), day
    current = run if last is not None and today - last <= DAY else 0
    return {"current": current, "longest": longest, "today": last == today}


# -- memory ---------------------------------------------------------------------------------------


@dataclass
class Memory:
    """What is known of one question after its last answer."""

    card: Card
    last: date
    due: date
    lucky: bool = False
    sure_and_wrong: bool = False
    times_sure_and_wrong: int = 0
    missed: bool = False
    right_days: int = 0
    right_day: date | None = None

    @property
    def to_recover(self) -> bool:
        return self.missed and self.right_days < DAYS_TO_RECOVER


@cache
def _scheduler() -> Scheduler:
    """FSRS-6 with a retention of 90%; every answer is a review, and nothing is random."""
    return Scheduler(
        desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )


def memories(answers: Iterable[Answer]) -> dict[str, Memory]:
    """The memory of every question answered; only its first answer of a study day reaches FSRS."""
    known: dict[str, Memory] = {}
    for answer in answers:
        before = known.get(answer.question)
        guessed = answer.correct and answer.confidence == "guess"
        fooled = not answer.correct and answer.confidence == "sure"
        if before is None or answer.day > before.last:
            card, due = _reviewed(before, answer, guessed)
            memory = before or Memory(card, answer.day, due)
            memory.card, memory.last, memory.due = card, answer.day, due
            memory.lucky, memory.sure_and_wrong = guessed, fooled
            known[answer.question] = memory
        else:
            memory = before
            memory.lucky |= guessed
            memory.sure_and_wrong |= fooled
        memory.times_sure_and_wrong += fooled
        if memory.sure_and_wrong:
            memory.due = min(memory.due, memory.last + SOON)
        if not answer.correct:
            memory.missed, memory.right_days, memory.right_day = True, 0, None
        elif not guessed and memory.right_day != memory.last:
            memory.right_days, memory.right_day = memory.right_days + 1, memory.last
    return known


def _reviewed(before: Memory | None, answer: Answer, guessed: bool) -> tuple[Card, date]:
    noon = datetime.combine(answer.day, time(12), UTC)
    card = Card(card_id=1, due=noon) if before is None else before.card
    if not answer.correct or guessed:
        rating = Rating.Again
    else:
        rating = Rating.Hard if answer.confidence == "unsure" else Rating.Good
    card, _ = _scheduler().review_card(card, rating, noon)
    return card, card.due.date()


def due(answers: Sequence[Answer], today: date) -> tuple[set[str], set[str]]:
    """The questions due today by the answers of earlier study days, and those of them that are not
    answered yet today. Those answered on a later day, while the clock was ahead, are not due."""
    known = memories(a for a in answers if a.day < today)
    waiting = {question for question, memory in known.items() if memory.due <= today}
    waiting -= {a.question for a in answers if a.day > today}
    return waiting, waiting - {a.question for a in answers if a.day == today}


# -- counts ---------------------------------------------------------------------------------------


def mix_ups(answers: Iterable[Answer]) -> dict[tuple[str, str], tuple[int, int]]:
    """(chosen, right) → (times, questions), where it happened twice."""
    where: dict[tuple[str, str], list[str]] = {}
    for answer in answers:
        for pair in answer.mixed_up:
            where.setdefault(pair, []).append(answer.question)
    return {pair: (len(all_), len(set(all_))) for pair, all_ in where.items() if len(all_) > 1}
