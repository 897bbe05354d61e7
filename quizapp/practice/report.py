"""The facts of a report: everything that screens, plain mode, and files say about a sitting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from quizapp.exam.attempt import FINISHED, OPEN, SCORED, Attempt, Item, Kind, State
from quizapp.exam.scoring import (
    Changes,
    DomainResult,
    Report,
    answered_by_quarter,
    by_domain,
    changes,
    pace,
    quarters,
    report,
    shown_by_quarter,
    time_by_outcome,
)
from quizapp.exam.wording import count, was_or_were
from quizapp.store.learner import history, settings
from quizapp.words import full_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.exam.blueprint import Blueprint
    from quizapp.store.sittings.attempts import StoredAttempt
    from quizapp.store.sittings.sitting import Sitting

"""The kinds of sittings that have a score."""
EARLIER = 6
"""The number of earlier scores in a report."""
TIRED = 0.15
"""By how much (a share, 0-1) the last quarter must be below the others to be called worse."""
LEAST_ANSWERED = 8
"""Answered questions that each quarter needs for the last one to be compared with the others."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """The facts of a sitting.

    `started` is in the learner's time zone. `score` is None for drills, reviews, replays, and
    abandoned mocks. `asked` counts all questions of the sitting and `answered` those with an
    answer; the other counts include only the questions for which `is_reported` is true. `blank` are
    those with nothing chosen, and `incomplete` those with fewer options than asked for. Times are
    in seconds; `allowed` and `budget`, the time per question, are None when untimed. `pace`,
    `right_by_quarter`, `shown_by_quarter` (how many were shown), and `answered_by_quarter` have
    four entries in the order asked, or none if there are fewer than four questions; an abandoned
    sitting has no quarters, only the pace of what was shown. The pace is that of the questions
    shown, None for a quarter of which none was. `left_new` is true if the questions that were never
    shown were first sight when it began. `earlier` are the scores of the exam's first-sight mocks
    before this one, oldest first. `prediction` is the chance of passing (0-1) that the app stated
    before the sitting.
    """

    attempt_id: int
    title: str
    exam: str
    kind: Kind
    state: State
    started: datetime
    used: float
    allowed: float | None
    blueprint: Blueprint
    score: Report | None
    asked: int
    answered: int
    blank: int
    incomplete: int
    right: int
    first_sight: int
    shown: int
    left_new: bool
    domains: tuple[DomainResult, ...]
    budget: float | None
    pace: tuple[float | None, ...]
    right_by_quarter: tuple[tuple[int, int], ...]
    shown_by_quarter: tuple[int, ...]
    answered_by_quarter: tuple[int, ...]
    time_on_right: float
    time_on_wrong: float
    changes: Changes
    missed: int
    flagged: int
    exam_day: bool
    repeat: bool
    earlier: tuple[int, ...]
    prediction: float | None

    @property
    def never_shown(self) -> int:
        """How many questions were never on the screen."""
        return self.asked - self.shown

    @property
    def given_up(self) -> bool:
        """Whether the sitting was abandoned, so it has neither a score nor a replay."""
        return self.state is State.ABANDONED

    @property
    def day(self) -> str:
        """The day it started, such as "Dec 3, 2026"."""
        return full_day(self.started)

    @property
    def verdict(self) -> str:
        """Whether the score is a pass, in words; empty without a score."""
        if self.score is None:
            return ""
        return "Pass" if self.score.passed else "Not yet a pass"

    @property
    def outcome(self) -> str:
        """How the sitting ended, in one sentence without the score."""
        if self.given_up:
            return f"Abandoned: {self.answered} of {self.asked} answered; no score."
        if self.state in OPEN:
            return f"Still open: {self.answered} of {self.asked} answered so far."
        time_up = " Time ran out." if self.state is State.EXPIRED else ""
        return f"{self.right} of {self.asked} right.{time_up}{self._of_answered}"

    @property
    def _of_answered(self) -> str:
        """How many answers were right, in a sentence after a space; empty if all were answered.

        In a score, what was never answered counts as wrong, which says little of the answers.
        """
        if self.score is None or self.answered in (0, self.asked):
            return ""
        if self.answered == 1:
            return f" The one you answered was {'right' if self.right else 'wrong'}."
        number = "All" if self.right == self.answered else f"{self.right or 'None'} of the"
        were = was_or_were(self.right or 1)
        return f" {number} {self.answered} you answered {were} right."

    @property
    def all_shown(self) -> bool:
        """Whether every question was shown, so that the quarters are complete."""
        return self.shown == self.asked

    def by_quarter(self, of: str = "/", none: str = "–") -> tuple[str, ...]:
        """How many of the questions shown in each quarter were right, with `of` between the two.

        It is `none` for a quarter of which no question was shown.
        """
        quarters = zip(self.right_by_quarter, self.shown_by_quarter, strict=True)
        return tuple(f"{right}{of}{shown}" if shown else none for (right, _), shown in quarters)

    @property
    def unanswered_text(self) -> str:
        """How many questions are unanswered, after that word; empty if none, or unscored."""
        if self.score is None or not self.blank:
            return ""
        if not self.never_shown:
            return f"{self.blank}, counted as wrong"
        they = "it" if self.never_shown == 1 else "they"
        new = f"; {they} stayed new" if self.left_new else ""
        return (
            f"{self.blank}, counted as wrong; {self.never_shown} of them never shown, so not "
            f"listed{new}"
        )

    @property
    def incomplete_text(self) -> str:
        """How many answers are incomplete, after that word; empty if none, or unscored."""
        if self.score is None or not self.incomplete:
            return ""
        return f"{self.incomplete} with too few options, counted as wrong"

    @property
    def score_text(self) -> str:
        """The practice score in the exam's format; empty without a score."""
        return "" if self.score is None else self.blueprint.shown(self.score.score)

    @property
    def passing_text(self) -> str:
        """The passing score in the exam's format."""
        return self.blueprint.shown(self.blueprint.score_pass)

    @property
    def range_text(self) -> tuple[str, str]:
        """The likely range of the score, (low, high); empty strings without a score."""
        if self.score is None:
            return "", ""
        return str(self.score.low), self.blueprint.shown(self.score.high)

    @property
    def first_sight_text(self) -> str:
        """How many of the questions that were shown the learner had seen before."""
        seen = self.shown - self.first_sight
        if self.shown == self.asked == 1:
            return f"You had {'' if seen else 'not '}seen this question before."
        if self.shown == self.asked:
            of, every = f"of these {self.asked} questions", "of these questions"
            start = "You"
        else:
            of = every = "of them"
            shown = f"{count(self.asked, 'question')} {was_or_were(self.shown)} shown"
            start = f"{self.shown} of {shown}; you"
            if not self.shown:
                return f"0 of {shown}."
        if not seen:
            return f"{start} had not seen any {every} before."
        return (
            f"{start} had seen {f'all {every}' if seen == self.shown else f'{seen} {of}'} before."
        )

    @property
    def changes_text(self) -> str:
        """The effect of changed answers; empty if no answer was changed."""
        found = self.changes
        parts = {
            "from wrong to right": found.wrong_to_right,
            "from right to wrong": found.right_to_wrong,
            "from wrong to wrong": found.wrong_to_wrong,
        }
        return ", ".join(f"{number} {how}" for how, number in parts.items() if number)

    @property
    def last_quarter_remark(self) -> str:
        """A remark on a last quarter that was clearly worse than the others; else empty.

        The shares are those of the quarters as they are shown. Nothing is said with few answers, or
        if the end of the sitting was not reached: blanks there are not a sign of tiredness.
        """
        if self.state in OPEN or min(self.answered_by_quarter, default=0) < LEAST_ANSWERED:
            return ""
        *others, (right, asked) = self.right_by_quarter
        if self.shown_by_quarter[-1] < asked:
            return ""
        drop = sum(r for r, _ in others) / sum(total for _, total in others) - right / asked
        if drop < TIRED:
            return ""
        points = f"{drop:.0%}".replace("%", " percentage points")
        return f"the last quarter was {points} below the others"

    @property
    def counted_earlier(self) -> str:
        """Which mocks the earlier scores are from."""
        return "full mocks that were new; short mocks and repeats do not count"

    @property
    def earlier_text(self) -> tuple[str, ...]:
        """The earlier scores in the exam's format, oldest first."""
        return tuple(self.blueprint.shown(score) for score in self.earlier)


def facts(sitting: Sitting) -> ReportFacts:
    """Return the facts of a sitting, with earlier scores from its database. Raises StoreError."""
    stored = sitting.stored
    with sitting.database.read() as connection:
        zone = settings.zone(connection, stored.plan.scope.learner)
        earlier = history.scores_before(connection, stored.plan.scope, stored.id, EARLIER)
    return facts_of(stored, sitting.attempt, sitting.blueprint, zone, earlier)


def facts_of(
    stored: StoredAttempt,
    attempt: Attempt,
    blueprint: Blueprint,
    zone: tzinfo,
    earlier: Sequence[int] = (),
) -> ReportFacts:
    """Return the facts of an attempt that was already read.

    `earlier` are the scores of first-sight mocks before this one, oldest first.
    """
    items = [item for item in attempt.items if is_reported(attempt, item)]
    finished = attempt.state in FINISHED
    score = report(attempt, blueprint) if attempt.kind in SCORED and finished else None
    domains = score.domains if score is not None else tuple(by_domain(items, blueprint))
    spent = pace(items)
    by_quarter = [] if attempt.given_up else quarters(items)
    whole = len(by_quarter) == 4
    on_right, on_wrong = time_by_outcome(items)
    allowed = attempt.allowed
    return ReportFacts(
        attempt_id=stored.id,
        title=stored.plan.title,
        exam=stored.plan.scope.exam,
        kind=attempt.kind,
        state=attempt.state,
        started=stored.started_at.astimezone(zone),
        used=attempt.used,
        allowed=allowed,
        blueprint=blueprint,
        score=score,
        asked=len(attempt.items),
        answered=attempt.answered,
        blank=sum(not item.started for item in items),
        incomplete=sum(item.incomplete for item in items),
        right=sum(item.right for item in items),
        first_sight=sum(item.first_exposure and item.seen for item in items),
        shown=sum(item.seen for item in items),
        left_new=all(item.first_exposure for item in attempt.items if not item.seen),
        domains=domains if score is not None else tuple(row for row in domains if row.total),
        budget=None if allowed is None else allowed / len(attempt.items),
        pace=tuple(spent) if len(spent) == 4 else (),
        right_by_quarter=tuple(by_quarter) if whole else (),
        shown_by_quarter=tuple(shown_by_quarter(items)) if whole else (),
        answered_by_quarter=tuple(answered_by_quarter(items)) if whole else (),
        time_on_right=on_right,
        time_on_wrong=on_wrong,
        changes=changes(items),
        missed=sum(item.missed for item in items),
        flagged=sum(item.flagged for item in items),
        exam_day=stored.plan.exam_day,
        repeat=stored.plan.repeat,
        earlier=tuple(earlier)[-EARLIER:],
        prediction=stored.plan.prediction,
    )


def is_reported(attempt: Attempt, item: Item) -> bool:
    """Whether the figures of a report include a question.

    Those of a finished sitting include all questions, shown or not; those of an open one, the
    marked ones; those of an abandoned one, the ones that were shown.
    """
    if attempt.state is State.ABANDONED:
        return item.seen
    return item.marked if attempt.state in OPEN else True


def is_listed(attempt: Attempt, item: Item) -> bool:
    """Whether a report lists a question with its answer.

    What was never shown is not listed, although it counts in a score: it stays first sight.
    """
    return item.seen and is_reported(attempt, item)


def not_shown(attempt: Attempt, number: int) -> str:
    """Say that a question, by its number from 1, was never shown and so is not listed; else ""."""
    items = attempt.items
    if not 0 < number <= len(items) or items[number - 1].seen:
        return ""
    return f"Question {number} was not shown, so it is not listed."


def included(attempt: Attempt, which: str = "all") -> tuple[int, ...]:
    """Return the positions of the questions that a report lists.

    `which` selects "all", "missed", or "flagged" ones.
    """
    return tuple(p for p in attempt.part(which) if is_listed(attempt, attempt.items[p]))


def given_up_means(attempt: Attempt) -> str:
    """Return what giving up an open sitting means, in one line."""
    shown = sum(item.seen for item in attempt.items)
    rest = len(attempt.items) - shown
    new = f"; the other {rest} {'stays' if rest == 1 else 'stay'} new" if rest else ""
    score = "" if attempt.immediate else "It will have no score. "
    counts = "counts" if shown == 1 else "count"
    return f"{score}The {count(shown, 'question')} you were shown {counts} as seen{new}."
