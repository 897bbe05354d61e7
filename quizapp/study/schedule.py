"""The schedule of reviews: when a question is due again.

FSRS-6 (the `fsrs` package) models memory: the stability S is the number of days until the
probability of recall has fallen to 0.9. FSRS counts whole days of 24 hours, so an evening's answer
and the next morning's would be on the same day. Here, every answer is dated 12:00 UTC of its *study
day*, and FSRS gets only the first answer to a question on a study day, because the learner has just
read the explanation when answering again.

Everything is a function of the history. It can be computed from the whole history (`memories`,
`queue`) or answer by answer (`remembered`, `due`), with the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import IntEnum, StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from quizapp.exam.attempt import Confidence

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

DAILY_REVIEWS = 40
"""The most reviews on one study day."""
ROLLOVER_HOUR = 4
"""The local hour at which a study day begins."""
RETENTION = 0.9
"""The probability of recall at which a question is due."""
LEAST_GAIN = 0.005
"""The smallest gain (see `due`) for which a question is reviewed before an exam."""
SOON = 3
"""Days within which a question that was sure and wrong is due."""
DAYS_TO_RECOVER = 3
"""Study days with a right answer after which a missed question is recovered."""
DOUBTFUL_AFTER = 2
"""Sure and wrong answers after which the app asks whether the key is correct."""
DECAY = 0.1542
"""FSRS-6's default w20; recall falls as (1 + F·t/S) to the power of −w20."""


class Grade(IntEnum):
    """The FSRS ratings by number. Easy (4) is not used."""

    AGAIN = 1
    HARD = 2
    GOOD = 3


class Reason(StrEnum):
    """Why a question is in the queue; the first reason that applies."""

    SURE_AND_WRONG = "sure and wrong"
    LUCKY = "lucky"
    MISSED = "missed"
    FADING = "fading"


@dataclass(frozen=True, slots=True)
class Review:
    """One answer to a question, in any kind of attempt. `at` has a time zone.

    `confidence` is None in a mock, which does not ask for it. A right answer `on_demand`, in a
    review that was not due, does not count toward recovery.
    """

    question: str
    at: datetime
    correct: bool
    confidence: Confidence | None = None
    on_demand: bool = False

    @property
    def lucky(self) -> bool:
        """Whether the answer is a right guess, which is not evidence of knowledge."""
        return self.correct and self.confidence is Confidence.GUESS

    @property
    def sure_and_wrong(self) -> bool:
        return not self.correct and self.confidence is Confidence.SURE

    @property
    def grade(self) -> Grade:
        return grade(self.correct, self.confidence)


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of one question after its last answer.

    `stability` is in days, and `difficulty` is 1–10 (FSRS-6). `last` is the study day of the last
    answer, and `due` the study day of the next review. `lucky` and `sure_and_wrong` are true if an
    answer on the study day `last` was; `times_sure_and_wrong` counts such answers in the whole
    history. `missed` is true if any answer was wrong. `right_days` is the number of study days with
    a right answer that was not a guess, since the last miss; `right_day` is the last of them.
    `was_due` is the value of `due` before the study day `last`; None if that was the first.
    """

    question: str
    stability: float
    difficulty: float
    last: date
    due: date
    lucky: bool
    sure_and_wrong: bool
    times_sure_and_wrong: int
    missed: bool
    right_days: int
    right_day: date | None = None
    was_due: date | None = None

    @property
    def recovered(self) -> bool:
        """Whether it was missed, and right since then on three separate study days.

        This is successive relearning (Rawson & Dunlosky 2011).
        """
        return self.missed and self.right_days >= DAYS_TO_RECOVER

    @property
    def unrecovered(self) -> bool:
        return self.missed and self.right_days < DAYS_TO_RECOVER

    @property
    def key_doubtful(self) -> bool:
        """Whether the learner was sure and wrong so often that the key itself may be wrong."""
        return self.times_sure_and_wrong >= DOUBTFUL_AFTER

    @property
    def reason(self) -> Reason:
        if self.sure_and_wrong:
            return Reason.SURE_AND_WRONG
        if self.lucky:
            return Reason.LUCKY
        return Reason.MISSED if self.unrecovered else Reason.FADING

    def recall(self, day: date) -> float:
        """Return the probability of recall (0–1) on a study day without a review before it."""
        return recall((day - self.last).days, self.stability)


@dataclass(frozen=True, slots=True)
class Due:
    """A question to review. `due` is a study day, and `recall` the probability of recall today.

    `gain` is how much a review today is expected to add to the probability of recall on exam day;
    None without an exam date.
    """

    question: str
    reason: Reason
    due: date
    recall: float
    gain: float | None = None


def study_day(at: datetime, zone: tzinfo) -> date:
    """Return the study day of a moment. A study day begins at 04:00 local time in `zone`.

    Raises ValueError for a datetime without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError("the moment has no time zone")
    local = at.astimezone(zone)
    day = local.date()
    return day if local.hour >= ROLLOVER_HOUR else day - timedelta(days=1)


def day_start(day: date, zone: tzinfo) -> datetime:
    """Return the moment in UTC at which a study day begins."""
    return datetime.combine(day, time(ROLLOVER_HOUR), zone).astimezone(UTC)


def noon(day: date) -> datetime:
    """Return 12:00 UTC of a study day.

    When daylight saving time starts, local noons are 23 hours apart, which FSRS counts as 0 days.
    """
    return datetime.combine(day, time(12), UTC)


def grade(correct: bool, confidence: Confidence | None) -> Grade:
    """Return the FSRS rating of an answer. A right guess is rated Again."""
    if not correct or confidence is Confidence.GUESS:
        return Grade.AGAIN
    return Grade.HARD if confidence is Confidence.UNSURE else Grade.GOOD


def recall(days: float, stability: float, decay: float = DECAY) -> float:
    """Return the FSRS-6 retrievability (0–1) `days` after the last answer.

    It is (1 + F·t/S) ** −w20, with F = .9 ** (−1/w20) − 1, so that it is .9 for t = S. Negative
    days count as 0.
    """
    factor = RETENTION ** (-1 / decay) - 1
    return float((1 + factor * max(0.0, days) / stability) ** -decay)


def memories(history: Iterable[Review], zone: tzinfo) -> dict[str, Memory]:
    """Return question → memory, for every question in the history.

    The order of `history` matters only for answers with the same time.
    """
    known: dict[str, Memory] = {}
    for review in sorted(history, key=lambda r: r.at):
        known[review.question] = remembered(known.get(review.question), review, zone)
    return known


def remembered(before: Memory | None, review: Review, zone: tzinfo) -> Memory:
    """Return the memory of a question after one more answer; `before` is None for the first one.

    An answer dated before the last one (the clock was set back) counts for the day of the last one.
    """
    day = study_day(review.at, zone)
    if before is not None and day <= before.last:
        return _same_day(before, review)
    card = _answered(_scheduler(), _card(before, day), review.grade, day)
    assert card.stability is not None
    assert card.difficulty is not None
    due = card.due.date()
    if review.sure_and_wrong:
        due = min(due, day + timedelta(days=SOON))
    times = 0 if before is None else before.times_sure_and_wrong
    return Memory(
        question=review.question,
        stability=card.stability,
        difficulty=card.difficulty,
        last=day,
        due=due,
        lucky=review.lucky,
        sure_and_wrong=review.sure_and_wrong,
        times_sure_and_wrong=times + review.sure_and_wrong,
        was_due=None if before is None else before.due,
        **_recovery(before, review, day),
    )


def _same_day(before: Memory, review: Review) -> Memory:
    """Return the memory after another answer on the same day; the stability stays the same."""
    sure_and_wrong = before.sure_and_wrong or review.sure_and_wrong
    due = before.due
    if sure_and_wrong:
        due = min(due, before.last + timedelta(days=SOON))
    return replace(
        before,
        due=due,
        lucky=before.lucky or review.lucky,
        sure_and_wrong=sure_and_wrong,
        times_sure_and_wrong=before.times_sure_and_wrong + review.sure_and_wrong,
        **_recovery(before, review, before.last),
    )


def _recovery(before: Memory | None, review: Review, day: date) -> dict[str, Any]:
    """Return the fields that describe recovery. A miss restarts the count."""
    if not review.correct:
        return {"missed": True, "right_days": 0, "right_day": None}
    missed = before is not None and before.missed
    days = 0 if before is None else before.right_days
    last = None if before is None else before.right_day
    if review.lucky or review.on_demand or last == day:
        return {"missed": missed, "right_days": days, "right_day": last}
    return {"missed": missed, "right_days": days + 1, "right_day": day}


def unrecovered(known: Mapping[str, Memory]) -> list[Memory]:
    """Return the questions missed and not yet recovered: earliest due date first, then by id."""
    return sorted((m for m in known.values() if m.unrecovered), key=lambda m: (m.due, m.question))


def queue(
    history: Iterable[Review],
    today: date,
    zone: tzinfo,
    *,
    exam: date | None = None,
    limit: int | None = None,
) -> list[Due]:
    """Return the questions to review on the study day `today`: most useful first, at most `limit`.

    Only answers before `today` count, so the queue does not change during the day.
    `remaining` removes the questions answered since.
    """
    known = memories((r for r in history if study_day(r.at, zone) < today), zone)
    return due(known.values(), today, exam=exam, limit=limit)


def due(
    known: Iterable[Memory], today: date, *, exam: date | None = None, limit: int | None = None
) -> list[Due]:
    """Return the questions to review, most useful first. `known` were last answered before `today`.

    Without an exam date, or after it, these are the questions that are due: sure-and-wrong ones
    first, then by increasing probability of recall. Before an exam, they are the sure-and-wrong
    questions that are due, then all others by decreasing gain, if it is at least 0.005. The gain is
    what a review today adds to the probability of recall on exam day. With R for recall today, R_T
    for recall on exam day, and the stability S after each outcome:

        gain = R·R_T(S_good) + (1 − R)·R_T(S_again) − R_T(S_now)
    """
    if exam is None or exam < today:
        waiting = [
            Due(m.question, m.reason, m.due, m.recall(today)) for m in known if m.due <= today
        ]
        waiting.sort(key=lambda d: (d.reason is not Reason.SURE_AND_WRONG, d.recall, d.question))
        return waiting[:limit]
    pressing, others = [], []
    for memory in known:
        gain = _gain(_scheduler(), memory, today, exam)
        entry = Due(memory.question, memory.reason, memory.due, memory.recall(today), gain)
        if memory.sure_and_wrong and memory.due <= today:
            pressing.append(entry)
        elif gain >= LEAST_GAIN:
            others.append(entry)
    for part in (pressing, others):
        part.sort(key=lambda d: (-(d.gain or 0.0), d.question))
    return [*pressing, *others][:limit]


def remaining(
    waiting: Sequence[Due], history: Iterable[Review], today: date, zone: tzinfo
) -> list[Due]:
    """Return the questions of today's queue that have not been answered today."""
    done = {r.question for r in history if study_day(r.at, zone) == today}
    return [entry for entry in waiting if entry.question not in done]


# -- FSRS ---------------------------------------------------------------------------------------


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(
        desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )


def _card(memory: Memory | None, day: date) -> Card:
    """Return a memory as an FSRS card. Without an id, FSRS sleeps a millisecond to make one."""
    from fsrs import Card, State

    if memory is None:
        return Card(card_id=1, due=noon(day))
    return Card(
        card_id=1,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=noon(memory.due),
        last_review=noon(memory.last),
    )


def _answered(scheduler: Scheduler, card: Card, given: Grade, day: date) -> Card:
    from fsrs import Rating

    return scheduler.review_card(card, Rating(given), noon(day))[0]


def _gain(scheduler: Scheduler, memory: Memory, today: date, exam: date) -> float:
    card = _card(memory, today)
    away = (exam - today).days
    now = memory.recall(today)

    def on_exam_day(given: Grade) -> float:
        stability = _answered(scheduler, card, given, today).stability
        assert stability is not None
        return recall(away, stability)

    good, again = on_exam_day(Grade.GOOD), on_exam_day(Grade.AGAIN)
    return now * good + (1 - now) * again - memory.recall(exam)
