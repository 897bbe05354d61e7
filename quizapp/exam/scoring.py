"""How a sitting is scored.

A vendor seldom publishes how questions right become points on its scale. The practice score
assumes that the pass fraction of a blueprint earns exactly the passing score, and is linear on
either side of it; for an exam that is scored in percent, it is the share right itself. Every range
is Wilson's 95% interval of the fraction right, mapped to the scale in the same way.
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
    """One row of a report; `meets` is None where no question was asked."""

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
    """A marked attempt. Scores are on the blueprint's scale; `low`-`high` is the 95% range."""

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
    """A fraction right (0-1) on the vendor's scale, by two linear segments of this app's own."""
    low, passing, high = blueprint.score_min, blueprint.score_pass, blueprint.score_max
    cut = blueprint.pass_fraction
    if fraction <= cut:
        return round(low + (passing - low) * fraction / cut)
    return round(passing + (high - passing) * (fraction - cut) / (1 - cut))


def wilson(correct: float, total: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval for a proportion, each end 0–1; (0, 1) without observations.

    `correct` may be a fraction where ties are shared. Source: Wilson, E. B. (1927), Journal of the
    American Statistical Association 22, 209–212.
    """
    if total == 0:
        return 0.0, 1.0
    p = correct / total
    center = p + z * z / (2 * total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (center - half) / scale), min(1.0, (center + half) / scale)


def report(attempt: Attempt, blueprint: Blueprint) -> Report:
    """Mark an attempt: all-or-nothing on each question, blanks wrong, no minimum per domain."""
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
    """One row for each domain of the blueprint, in its order."""
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
    """How many answers were changed, by what the change did."""

    wrong_to_right: int
    right_to_wrong: int
    wrong_to_wrong: int

    @property
    def total(self) -> int:
        return self.wrong_to_right + self.right_to_wrong + self.wrong_to_wrong


def changes(items: Iterable[Item]) -> Changes:
    """Compare first complete choices with final ones; blanks and untouched answers do not count."""
    up = down = flat = 0
    for item in items:
        if item.first_choice is None or item.first_choice == item.chosen:
            continue
        was, now = item.first_choice == item.keys, item.right
        up += now and not was
        down += was and not now
        flat += not was and not now
    return Changes(up, down, flat)


def quarters(items: Sequence[Item]) -> list[tuple[int, int]]:
    """(right, asked) in each quarter of the form, in the order asked."""
    return [(sum(i.right for i in part), len(part)) for part in _quarters(items)]


def time_by_outcome(items: Iterable[Item]) -> tuple[float, float]:
    """Mean seconds on right and on wrong answers; blanks do not count. 0 where there were none."""
    given = [item for item in items if item.answered]
    right = [item.seconds for item in given if item.right]
    wrong = [item.seconds for item in given if not item.right]
    return (
        sum(right) / len(right) if right else 0.0,
        sum(wrong) / len(wrong) if wrong else 0.0,
    )


def pace(items: Sequence[Item]) -> list[float]:
    """Mean seconds per question in each quarter of the form, in the order asked."""
    return [sum(i.seconds for i in part) / len(part) for part in _quarters(items)]


def _quarters(items: Sequence[Item]) -> list[Sequence[Item]]:
    size = len(items)
    bounds = [round(size * i / 4) for i in range(5)]
    return [part for a, b in pairwise(bounds) if (part := items[a:b])]
