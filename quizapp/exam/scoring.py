"""Scoring of a sitting.

Most vendors do not publish how right answers convert to points. The practice score assumes that the
blueprint's pass fraction earns exactly the passing score, and is linear on either side of it. For
an exam that is scored in percent, this is the share of right answers. Score ranges are Wilson 95%
intervals of the share of right answers, converted to the scale in the same way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizapp.exam.attempt import Attempt, Item
from quizapp.exam.blueprint import Blueprint

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class DomainResult:
    """The result in one domain. `meets` is None if it had no questions."""

    id: str
    name: str
    weight: int
    correct: int
    total: int
    meets: bool | None

    @property
    def verdict(self) -> str:
        if self.meets is None:
            return "not asked"
        return "Meets competencies" if self.meets else "Needs improvement"


@dataclass(frozen=True, slots=True)
class Report:
    """The score of an attempt. `low`-`high` is its 95% range; `seconds` is the time used."""

    correct: int
    total: int
    answered: int
    score: int
    low: int
    high: int
    passed: bool
    domains: tuple[DomainResult, ...]
    first_sight: int
    seconds: float


def practice_score(fraction: float, blueprint: Blueprint) -> int:
    """Convert a share of right answers (0-1) to the vendor's scale, with two linear segments."""
    low, passing, high = blueprint.score_min, blueprint.score_pass, blueprint.score_max
    cut = blueprint.pass_fraction
    if fraction <= cut:
        return round(low + (passing - low) * fraction / cut)
    return round(passing + (high - passing) * (fraction - cut) / (1 - cut))


def wilson(correct: float, total: int, z: float = Z95) -> tuple[float, float]:
    """Return Wilson's score interval for a proportion (0–1); (0, 1) without observations.

    `correct` need not be a whole number, because ties may be shared. `z` is the normal quantile.
    Source: Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209–212.
    """
    if total == 0:
        return 0.0, 1.0
    p = correct / total
    center = p + z * z / (2 * total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (center - half) / scale), min(1.0, (center + half) / scale)


def report(attempt: Attempt, blueprint: Blueprint) -> Report:
    """Score an attempt. Blanks are wrong, and there is no partial credit or minimum per domain."""
    items = attempt.items
    correct = sum(item.right for item in items)
    total = len(items)
    low, high = wilson(correct, total)
    fraction = correct / total if total else 0.0
    return Report(
        correct=correct,
        total=total,
        answered=attempt.answered,
        score=practice_score(fraction, blueprint),
        low=practice_score(low, blueprint),
        high=practice_score(high, blueprint),
        passed=fraction >= blueprint.pass_fraction,
        domains=tuple(by_domain(items, blueprint)),
        first_sight=sum(item.seen and item.first_exposure for item in items),
        seconds=attempt.used,
    )


def by_domain(items: Iterable[Item], blueprint: Blueprint) -> list[DomainResult]:
    """Return the result of each domain, in the order of the blueprint."""
    items = list(items)
    rows = []
    for domain in blueprint.domains:
        own = [item for item in items if item.domain == domain.id]
        correct = sum(item.right for item in own)
        meets = correct >= blueprint.pass_fraction * len(own) if own else None
        rows.append(DomainResult(domain.id, domain.name, domain.weight, correct, len(own), meets))
    return rows


@dataclass(frozen=True, slots=True)
class Changes:
    """The number of changed answers, by the effect of the change."""

    wrong_to_right: int
    right_to_wrong: int
    wrong_to_wrong: int

    @property
    def total(self) -> int:
        return self.wrong_to_right + self.right_to_wrong + self.wrong_to_wrong


def changed(item: Item) -> bool:
    """Whether the final answer differs from the first complete choice.

    An answer that was cleared or left incomplete is not counted as changed.
    """
    return item.answered and item.first_choice not in (None, item.chosen)


def changes(items: Iterable[Item]) -> Changes:
    """Count the answers that were `changed`, by the effect of the change."""
    up = down = flat = 0
    for item in items:
        if not changed(item):
            continue
        was, now = item.first_choice == item.keys, item.right
        up += now and not was
        down += was and not now
        flat += not was and not now
    return Changes(up, down, flat)


def quarters(items: Sequence[Item]) -> list[tuple[int, int]]:
    """Return (right, asked) for each quarter of the questions, in the order asked."""
    return [(sum(i.right for i in part), len(part)) for part in _quarters(items)]


def shown_by_quarter(items: Sequence[Item]) -> list[int]:
    """Return how many questions were shown in each of the `quarters`."""
    return [sum(i.seen for i in part) for part in _quarters(items)]


def answered_by_quarter(items: Sequence[Item]) -> list[int]:
    """Return how many questions were answered in each of the `quarters`."""
    return [sum(i.answered for i in part) for part in _quarters(items)]


def time_by_outcome(items: Iterable[Item]) -> tuple[float, float]:
    """Return the mean seconds on right and on wrong answers; 0 without any. Blanks are ignored.

    An incomplete answer is a wrong one, as in the score.
    """
    given = [item for item in items if item.started]
    right = [item.seconds for item in given if item.right]
    wrong = [item.seconds for item in given if not item.right]
    return (
        sum(right) / len(right) if right else 0.0,
        sum(wrong) / len(wrong) if wrong else 0.0,
    )


def pace(items: Sequence[Item]) -> list[float | None]:
    """Return the mean seconds per question shown for each quarter, in the order asked.

    It is None for a quarter of which no question was shown.
    """
    return [
        sum(i.seconds for i in part) / number if number else None
        for part, number in zip(_quarters(items), shown_by_quarter(items), strict=True)
    ]


def _quarters(items: Sequence[Item]) -> list[Sequence[Item]]:
    size = len(items)
    bounds = [round(size * i / 4) for i in range(5)]
    return [part for a, b in pairwise(bounds) if (part := items[a:b])]
