"""When a question comes back.

FSRS-6 (the `fsrs` package) models memory: stability S is the number of days after which the
probability of recall has fallen to 0.9. It counts whole days, so an evening's answer and the next
morning's would count as the same day; here every answer is dated 12:00 UTC of its *study day*,
and only a question's first answer of a study day reaches FSRS. Later ones repeat the feedback.

Everything is a function of the history. It can be computed from all of it (`memories`, `queue`), or
answer by answer (`remembered`, `due`), with the same outcome.
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

ROLLOVER_HOUR = 4
RETENTION = 0.9
LEAST_GAIN = 0.005
SOON = 3
DAYS_TO_RECOVER = 3
DOUBTFUL_AFTER = 2
DECAY = 0.1542
"""FSRS-6's default w20; recall falls as (1 + F·t/S) to the power of −w20."""


class Grade(IntEnum):
    """FSRS ratings by their numbers. Easy (4) is never given."""

    AGAIN = 1
    HARD = 2
    GOOD = 3


class Reason(StrEnum):
    """Why a question is in the queue; the first of these that applies."""

    SURE_AND_WRONG = "sure and wrong"
    LUCKY = "lucky"
    MISSED = "missed"
    FADING = "fading"


@dataclass(frozen=True, slots=True)
class Review:
    """One answer to one question in any kind of attempt. `at` carries a time zone.

    A mock asks for no confidence: None.
    """

    question: str
    at: datetime
    correct: bool
    confidence: Confidence | None = None

    @property
    def lucky(self) -> bool:
        """Right, and a guess: not knowledge."""
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

    `stability` is in days, `difficulty` 1–10 (FSRS-6). `last` and `due` are study days. `lucky`,
    `sure_and_wrong`: what the last answer that says anything of it was. `times_sure_and_wrong`
    counts all such answers. `missed`: was it ever answered wrong? `right_days` are the separate
    study days with a right answer (no guess) since the last miss, `right_day` the last of them.
    `was_due` is the study day for which the answers before `last` had asked for it (None if there
    were none).
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
        """Missed once, and right since on three separate study days (successive relearning;
        Rawson & Dunlosky 2011)."""
        return self.missed and self.right_days >= DAYS_TO_RECOVER

    @property
    def unrecovered(self) -> bool:
        return self.missed and self.right_days < DAYS_TO_RECOVER

    @property
    def key_doubtful(self) -> bool:
        """Sure and wrong twice: the learner may be offered to report the question's key."""
        return self.times_sure_and_wrong >= DOUBTFUL_AFTER

    @property
    def reason(self) -> Reason:
        if self.sure_and_wrong:
            return Reason.SURE_AND_WRONG
        if self.lucky:
            return Reason.LUCKY
        return Reason.MISSED if self.unrecovered else Reason.FADING

    def recall(self, day: date) -> float:
        """The chance of recall (0–1) on a study day, with nothing asked until then."""
        return recall((day - self.last).days, self.stability)


@dataclass(frozen=True, slots=True)
class Due:
    """A question to ask today. `recall` is the chance of recall today (0–1), `gain` how much
    asking it today is expected to add to recall on exam day (None without an exam date)."""

    question: str
    reason: Reason
    due: date
    recall: float
    gain: float | None = None


def study_day(at: datetime, zone: tzinfo) -> date:
    """The study day of a moment: it begins at 04:00 local time in `zone`.

    Raises ValueError for a datetime without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = at.astimezone(zone)
    day = local.date()
    return day if local.hour >= ROLLOVER_HOUR else day - timedelta(days=1)


def noon(day: date) -> datetime:
    """12:00 UTC of a study day. Local noons are 23 hours apart on the day summer time starts,
    which FSRS would count as no day at all."""
    return datetime.combine(day, time(12), UTC)


def grade(correct: bool, confidence: Confidence | None) -> Grade:
    """The FSRS rating of an answer. A right guess is not knowledge: Again."""
    if not correct or confidence is Confidence.GUESS:
        return Grade.AGAIN
    return Grade.HARD if confidence is Confidence.UNSURE else Grade.GOOD


def recall(days: float, stability: float, decay: float = DECAY) -> float:
    """FSRS-6 retrievability (0–1), `days` after the last answer: (1 + F·t/S) ** −w20 with
    F = .9 ** (−1/w20) − 1, so that recall is .9 when t = S. Days before 0 count as 0."""
    factor = RETENTION ** (-1 / decay) - 1
    return float((1 + factor * max(0.0, days) / stability) ** -decay)


def memories(history: Iterable[Review], zone: tzinfo) -> dict[str, Memory]:
    """The memory of every question answered, by question.

    The order of `history` does not matter except between answers of the same moment.
    """
    known: dict[str, Memory] = {}
    for review in sorted(history, key=lambda r: r.at):
        known[review.question] = remembered(known.get(review.question), review, zone)
    return known


def remembered(before: Memory | None, review: Review, zone: tzinfo) -> Memory:
    """The memory of a question after one more answer; `before` is None at the first one.

    An answer dated before the last one (a clock that was set back) counts on the last one's day.
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
    """A later answer of the same day can lower the memory, but not undo the first answer."""
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
    """How far a question has recovered; a miss restarts the count."""
    if not review.correct:
        return {"missed": True, "right_days": 0, "right_day": None}
    missed = before is not None and before.missed
    days = 0 if before is None else before.right_days
    last = None if before is None else before.right_day
    if review.lucky or last == day:
        return {"missed": missed, "right_days": days, "right_day": last}
    return {"missed": missed, "right_days": days + 1, "right_day": day}


def unrecovered(known: Mapping[str, Memory]) -> list[Memory]:
    """Questions missed and not yet recovered: those due first, then by question."""
    return sorted((m for m in known.values() if m.unrecovered), key=lambda m: (m.due, m.question))


def queue(
    history: Iterable[Review],
    today: date,
    zone: tzinfo,
    *,
    exam: date | None = None,
    limit: int | None = None,
) -> list[Due]:
    """What to ask again on the study day `today`, the most useful first, at most `limit`.

    Only answers of earlier study days count, so the queue is the same at every hour of the day and
    may be stored (see `left`).
    """
    known = memories((r for r in history if study_day(r.at, zone) < today), zone)
    return due(known.values(), today, exam=exam, limit=limit)


def due(
    known: Iterable[Memory], today: date, *, exam: date | None = None, limit: int | None = None
) -> list[Due]:
    """Of questions last answered before `today`, those to ask again, the most useful first.

    Without an exam date, or after it: what is due, sure-and-wrong first, then by least recall.
    With one: sure-and-wrong questions that are due (they return within three days), then all
    others by what asking today adds to recall on exam day, leaving out those that add less than
    0.005. With R now, R_T on exam day and S after each outcome:

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


def left(waiting: Sequence[Due], history: Iterable[Review], today: date, zone: tzinfo) -> list[Due]:
    """What of today's queue has not been answered today."""
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
    """The memory as an FSRS card. Without an id, the card would wait a millisecond for one."""
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
