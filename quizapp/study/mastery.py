"""What a learner knows of each topic and domain, and where work pays most."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from quizapp.study import tree
from quizapp.study.counted import Cell, CountedAnswers

TARGET = 0.72
CONVINCED = 0.8
LEAST_ANSWERS = 3
"""Answers of its own that an area needs before a verdict: its neighbors alone do not decide."""
NARROW = 0.20
"""An 80% interval narrower than this is close enough to say "near the line"."""
OWN_SHARE_FROM = 10
"""From this many answers, no verdict may contradict the share right shown next to it."""
ROUNDED_TO = 5

_Z80 = 1.2815515655446004
"""The 90th percentile of the standard normal distribution: half of the central 80% interval."""


class Verdict(StrEnum):
    """What can be said of an area."""

    WEAK = "weak"
    STRONG = "strong"
    NEAR = "near the line"
    FEW = "too few answers yet"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of `total` first-sight answers were right."""

    correct: int = 0
    total: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.correct <= self.total:
            raise ValueError(f"{self.correct} right of {self.total} is not possible")

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.correct + other.correct, self.total + other.total)


@dataclass(frozen=True, slots=True)
class Mastery:
    """What is known of a topic or a domain; shares are 0-1.

    `correct` of `total` count answers at first sight, to be shown. `mean` and `low`-`high` (central
    80%) describe the share of new questions that would be right today; `below` is the probability
    that it is below the target. `weight` is the share of the exam, `priority` = weight x (target -
    mean): the expected gain in share right on the exam from bringing this up to the target. `more`
    is roughly how many more new questions would lead to a verdict, 0 where there is one.
    """

    name: str
    domain: str
    correct: int
    total: int
    mean: float
    low: float
    high: float
    below: float
    weight: float
    priority: float
    verdict: Verdict
    more: int = 0

    @property
    def words(self) -> str:
        """The verdict in words; with too few answers, roughly how many more would settle it."""
        if self.verdict is not Verdict.FEW:
            return self.verdict.value
        if not self.total:
            return "not asked yet"
        return f"{Verdict.FEW.value}: about {self.more} more would settle it"


@dataclass(frozen=True, slots=True)
class Picture:
    """Every topic and every domain, in the order they were given."""

    topics: tuple[Mastery, ...]
    domains: tuple[Mastery, ...]


def mastery(
    counted: CountedAnswers,
    tallies: Mapping[str, Tally],
    *,
    domains: Mapping[str, str],
    weights: Mapping[str, float],
    questions: Mapping[str, int],
    target: float = TARGET,
) -> Picture:
    """What is known of every topic of `domains`, answered or not, and of every domain.

    `counted` numbers topics by their place in `domains`, which maps topic to domain. `tallies` are
    the first-sight counts shown, by topic; those of other topics are left out. `weights` maps
    domain to blueprint weight (any unit; scaled to add up to 1), `questions` topic to its number of
    exam questions, by which its domain's weight is shared out (a topic without any weighs nothing).
    `target` is the share right that passes (0-1). The model is that of `quizapp.study.tree`.

    Raises ValueError if the target is not between 0 and 1.
    """
    if not 0 < target < 1:
        raise ValueError("the target must be between 0 and 1")
    names = list(dict.fromkeys([*weights, *domains.values()]))
    parents = tuple(names.index(domain) for domain in domains.values())
    asked = [questions.get(topic, 0) for topic in domains]
    parts = _shared_out(parents, asked, len(names))
    known = _shares(tuple(counted.cells()), parents, len(names), parts)
    whole = sum(weights.values()) or 1.0
    own = [weights.get(name, 0.0) / whole for name in names]
    totals = [Tally()] * len(names)
    topics = []
    for number, (topic, domain) in enumerate(domains.items()):
        parent, tally = parents[number], tallies.get(topic, Tally())
        totals[parent] += tally
        weight = own[parent] * parts[number] if asked[number] else 0.0
        topics.append(_row(topic, domain, tally, known.topics[number], weight, target))
    return Picture(
        tuple(topics),
        tuple(
            _row(name, name, totals[i], known.domains[i], own[i], target)
            for i, name in enumerate(names)
        ),
    )


def weak_areas(rows: Iterable[Mastery]) -> list[Mastery]:
    """The rows whose mean is below the target, most to gain first, then by name.

    This ranks; only a row whose verdict is weak may be *called* weak.
    """
    return sorted((r for r in rows if r.priority > 0), key=lambda r: (-r.priority, r.name))


@lru_cache(maxsize=4)
def _shares(
    cells: tuple[Cell, ...], parents: tuple[int, ...], domains: int, parts: tuple[float, ...]
) -> tree.Shares:
    """The tree's shares; the same answers are often looked at twice in a row."""
    return tree.shares(cells, parents, domains, parts)


def _shared_out(parents: tuple[int, ...], asked: list[int], domains: int) -> tuple[float, ...]:
    """Each topic's share of its domain (0-1), by exam questions; equal where there are none."""
    questions, topics = [0] * domains, [0] * domains
    for parent, number in zip(parents, asked, strict=True):
        questions[parent] += number
        topics[parent] += 1
    return tuple(
        number / questions[parent] if questions[parent] else 1 / topics[parent]
        for parent, number in zip(parents, asked, strict=True)
    )


def _row(
    name: str, domain: str, tally: Tally, share: tree.Share, weight: float, target: float
) -> Mastery:
    """An area's row. The interval is normal on the logit scale."""
    mean = share.mean
    deviation = math.sqrt(share.variance) / (mean * (1 - mean))
    logit = _logit(mean)
    low, high = _logistic(logit - _Z80 * deviation), _logistic(logit + _Z80 * deviation)
    below = 0.5 * math.erfc((logit - _logit(target)) / deviation / math.sqrt(2))
    verdict = _verdict(tally, below, high - low, target)
    return Mastery(
        name=name,
        domain=domain,
        correct=tally.correct,
        total=tally.total,
        mean=mean,
        low=low,
        high=high,
        below=below,
        weight=weight,
        priority=weight * (target - mean),
        verdict=verdict,
        more=_more(mean, high - low) if verdict is Verdict.FEW else 0,
    )


def _verdict(tally: Tally, below: float, width: float, target: float) -> Verdict:
    """The verdict that the probability `below` and the interval's width allow.

    Where neighbors or repeats would say the opposite of the counts shown, nothing is said but "near
    the line".
    """
    if tally.total < LEAST_ANSWERS:
        return Verdict.FEW
    own = tally.correct / tally.total
    contradicted = tally.total >= OWN_SHARE_FROM
    if below > CONVINCED:
        return Verdict.NEAR if contradicted and own > target else Verdict.WEAK
    if below < 1 - CONVINCED:
        return Verdict.NEAR if contradicted and own < target else Verdict.STRONG
    return Verdict.NEAR if width < NARROW else Verdict.FEW


def _more(mean: float, width: float) -> int:
    """Roughly how many more answers make an 80% interval of `width` narrow, in steps of five.

    The interval of n answers alone is 2 x 1.28 x sqrt(mean x (1 - mean) / n) wide.
    """
    spread = (2 * _Z80) ** 2 * mean * (1 - mean)
    wanted = spread * (1 / NARROW**2 - 1 / width**2)
    return max(1, math.ceil(wanted / ROUNDED_TO)) * ROUNDED_TO


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
