"""Mastery of each topic and domain, and the areas where practice gains the most."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from quizapp.study.counted import Cell, CountedAnswers
from quizapp.study.interval import with_share
from quizapp.study.mastery_shares import Share, Shares

DECISION_THRESHOLD = 0.8
"""The probability from which an area is called weak or strong."""
MIN_ANSWERS, MIN_OF_DOMAIN = 3, 10
"""First-sight answers that a verdict on a topic needs in the topic itself, and one on a domain,
which has many topics, in the domain; other areas are not enough."""
NARROW = 0.20
"""The width of the 80% interval (0-1) below which an undecided area is "near the line"."""
OWN_SHARE_FROM = 10
"""Answers from which no verdict may contradict the count that is shown next to it."""
ROUNDED_TO = 5
"""The number of answers still needed is rounded up to a multiple of this."""

_Z80 = 1.2815515655446004
"""The 90th percentile of the standard normal distribution: half of the central 80% interval."""


class Verdict(StrEnum):
    """The verdict on a topic or domain, in the words to show."""

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
    """The mastery of a topic or a domain. Shares are 0-1.

    `correct` of `total` count answers at first sight. `mean` and `low`-`high` (central 80%)
    estimate the share of new questions that the learner would get right today; with a verdict, they
    are widened to contain `correct` / `total` (see `with_share`). `below` is the
    probability that it is below the target. `weight` is the area's share of the exam. `priority` is
    weight x (target - mean): the gain in right answers on the exam (0-1) if the area reached the
    target. `more` estimates the number of answers that a verdict still needs; 0 if there is one.
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
        """The verdict in words; with too few answers, also about how many more are needed."""
        if self.verdict is not Verdict.FEW:
            return self.verdict.value
        if not self.total:
            return "not asked yet"
        return f"{Verdict.FEW.value}: about {self.more} more would settle it"


@dataclass(frozen=True, slots=True)
class MasteryByArea:
    """The mastery of every topic and every domain, in the order given."""

    topics: tuple[Mastery, ...]
    domains: tuple[Mastery, ...]


def mastery(
    counted: CountedAnswers,
    tallies: Mapping[str, Tally],
    *,
    domains: Mapping[str, str],
    weights: Mapping[str, float],
    questions: Mapping[str, int],
    target: float,
) -> MasteryByArea:
    """Estimate the mastery of every topic of `domains`, answered or not, and of every domain.

    A domain of `weights` without a topic is estimated like a new topic in it.

    `domains` maps topic → domain; `counted` uses its order as the index of topics. `tallies` maps
    topic → first-sight counts to show; other topics are ignored. `weights` maps domain → weight in
    the blueprint, in any unit. `questions` maps topic → number of exam questions; a domain's weight
    is divided in this proportion. `target` is the share of right answers that passes (0-1). The
    model is described in `quizapp.study.mastery_model`.

    Raises ValueError if the target is not between 0 and 1.
    """
    if not 0 < target < 1:
        raise ValueError("the target must be between 0 and 1")
    names = list(dict.fromkeys([*weights, *domains.values()]))
    parents = tuple(names.index(domain) for domain in domains.values())
    # A domain's share is the mean of its topics', so a domain without topics gets an unnamed one.
    parents += tuple(i for i in range(len(names)) if i not in parents)
    asked = [questions.get(topic, 0) for topic in domains]
    asked += [0] * (len(parents) - len(asked))
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
    return MasteryByArea(
        tuple(topics),
        tuple(
            _row(name, name, totals[i], known.domains[i], own[i], target, MIN_OF_DOMAIN)
            for i, name in enumerate(names)
        ),
    )


def weak_areas(rows: Iterable[Mastery]) -> list[Mastery]:
    """Return the rows whose mean is below the target: largest gain first, then by name.

    This is a ranking. Only a row with the verdict "weak" may be called weak.
    """
    return sorted((r for r in rows if r.priority > 0), key=lambda r: (-r.priority, r.name))


def first_to_practice(rows: Iterable[Mastery], most: int) -> list[Mastery]:
    """Return the rows with the verdict "weak", then the missed ones of `weak_areas`.

    Both parts are costliest first. There are at most `most` rows, unless more are weak. A row
    without a miss is never listed.
    """
    ranked = sorted(rows, key=lambda r: (-r.priority, r.name))
    weak = {r.name for r in ranked if r.verdict is Verdict.WEAK}
    missed = [
        r.name for r in ranked if r.name not in weak and r.priority > 0 and r.correct < r.total
    ]
    listed = weak | set(missed[: max(0, most - len(weak))])
    return sorted((r for r in ranked if r.name in listed), key=lambda r: r.name not in weak)


@lru_cache(maxsize=4)
def _shares(
    cells: tuple[Cell, ...], parents: tuple[int, ...], domains: int, parts: tuple[float, ...]
) -> Shares:
    """Like `mastery_model.shares`, but cached: the same answers are often used twice in a row."""
    # Much that imports this module needs only its values; the model takes half a megabyte.
    from quizapp.study import mastery_model

    return mastery_model.shares(cells, parents, domains, parts)


def _shared_out(parents: tuple[int, ...], asked: list[int], domains: int) -> tuple[float, ...]:
    """Return each topic's share (0-1) of its domain's exam questions; equal if it has none."""
    questions, topics = [0] * domains, [0] * domains
    for parent, number in zip(parents, asked, strict=True):
        questions[parent] += number
        topics[parent] += 1
    return tuple(
        number / questions[parent] if questions[parent] else 1 / topics[parent]
        for parent, number in zip(parents, asked, strict=True)
    )


def _row(
    name: str,
    domain: str,
    tally: Tally,
    share: Share,
    weight: float,
    target: float,
    least: int = MIN_ANSWERS,
) -> Mastery:
    """Return the row of an area; its verdict needs `least` answers.

    The interval is normal on the logit scale.
    """
    mean = share.mean
    deviation = math.sqrt(share.variance) / (mean * (1 - mean))
    logit = _logit(mean)
    low, high = _logistic(logit - _Z80 * deviation), _logistic(logit + _Z80 * deviation)
    below = 0.5 * math.erfc((logit - _logit(target)) / deviation / math.sqrt(2))
    width = high - low
    verdict = _verdict(tally, below, width, target) if tally.total >= least else Verdict.FEW
    if verdict is not Verdict.FEW:
        low, high = with_share(tally.correct, tally.total, low, high)
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
        more=_more(mean, width) if verdict is Verdict.FEW else 0,
    )


def _verdict(tally: Tally, below: float, width: float, target: float) -> Verdict:
    """Return the verdict for the probability `below` and the width of the 80% interval.

    An area without a miss is never weak, and one without a right answer never strong: until there
    are enough answers, it has too few. From `OWN_SHARE_FROM` answers on, an area whose counts say
    the opposite of the model is "near the line".
    """
    own = tally.correct / tally.total
    few = tally.total < OWN_SHARE_FROM
    if below > DECISION_THRESHOLD and (own < 1 if few else own <= target):
        return Verdict.WEAK
    if below < 1 - DECISION_THRESHOLD and (own > 0 if few else own >= target):
        return Verdict.STRONG
    decided = not 1 - DECISION_THRESHOLD <= below <= DECISION_THRESHOLD
    return Verdict.NEAR if (decided and not few) or width < NARROW else Verdict.FEW


def _more(mean: float, width: float) -> int:
    """Estimate how many more answers narrow an 80% interval of `width` to NARROW.

    The interval of n answers alone is 2 x 1.28 x sqrt(mean x (1 - mean) / n) wide.
    """
    spread = (2 * _Z80) ** 2 * mean * (1 - mean)
    wanted = spread * (1 / NARROW**2 - 1 / width**2)
    return max(1, math.ceil(wanted / ROUNDED_TO)) * ROUNDED_TO


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
