"""What is believed of each topic, and where work pays most.

A hierarchical beta model of one learner: a topic's few answers are read together with its
domain's, and a domain's with all of them (conjugate beta-binomial shrinkage; Gelman et al.,
*Bayesian Data Analysis*, ch. 5). Only counts matter, never the order of the answers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

PRIOR_MEAN = 0.68
PRIOR_ANSWERS = 8.0
TOPIC_TIE = 20.0
DOMAIN_TIE = 40.0
TARGET = 0.72
CONVINCED = 0.8
LEAST_ANSWERS = 3
INTERVAL = 0.8

_TINY = 1e-300
_PRECISION = 1e-12


class Verdict(StrEnum):
    WEAK = "weak"
    STRONG = "strong"
    UNKNOWN = "not enough evidence yet"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of `total` answers were right."""

    correct: int = 0
    total: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.correct <= self.total:
            raise ValueError(f"{self.correct} right of {self.total} cannot be")

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.correct + other.correct, self.total + other.total)


@dataclass(frozen=True, slots=True)
class Mastery:
    """What is believed of a topic or a domain; all but `correct` and `total` are 0–1.

    `correct` of `total` are the raw counts, to be shown. `mean` and `low`–`high` (central 80 %)
    belong to the posterior share right; `below` is P(share right < target). `weight` is the share
    of the exam, `priority` = weight × (target − mean): the expected gain in share right on the
    exam from bringing this up to the target.
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


@dataclass(frozen=True, slots=True)
class Picture:
    """Every topic and every domain, in the order they were handed in."""

    topics: tuple[Mastery, ...]
    domains: tuple[Mastery, ...]


def tally(answers: Iterable[tuple[str, bool]]) -> dict[str, Tally]:
    """Counts per topic from (topic, correct) pairs."""
    counts: dict[str, Tally] = {}
    for topic, correct in answers:
        counts[topic] = counts.get(topic, Tally()) + Tally(int(correct), 1)
    return counts


def mastery(
    counts: Mapping[str, Tally],
    *,
    domains: Mapping[str, str],
    weights: Mapping[str, float],
    questions: Mapping[str, int],
    target: float = TARGET,
) -> Picture:
    """The posterior of every topic of `domains`, answered or not, and of every domain.

    `counts` are per topic; counts of other topics are left out. `domains` maps topic to domain,
    `weights` domain to blueprint weight (any unit; scaled to add up to 1), `questions` topic to its
    number of exam questions, by which its domain's weight is shared out (a topic without any
    weighs nothing). `target` is the share right wanted (0–1).

    Overall prior Beta(.68·8, .32·8); a domain is tied to the overall mean as by 40 answers, a
    topic to its domain's mean as by 20. Raises ValueError if a target is not between 0 and 1.
    """
    if not 0 < target < 1:
        raise ValueError("the target must lie between 0 and 1")
    by_domain = {domain: Tally() for domain in [*weights, *domains.values()]}
    for topic, domain in domains.items():
        by_domain[domain] += counts.get(topic, Tally())
    everything = sum(by_domain.values(), Tally())
    overall = (PRIOR_MEAN * PRIOR_ANSWERS + everything.correct) / (PRIOR_ANSWERS + everything.total)

    whole = sum(weights.values()) or 1.0
    asked = dict.fromkeys(by_domain, 0)
    for topic, domain in domains.items():
        asked[domain] += questions.get(topic, 0)

    domain_rows = {
        domain: _row(
            domain, domain, own, overall, DOMAIN_TIE, weights.get(domain, 0.0) / whole, target
        )
        for domain, own in by_domain.items()
    }
    topic_rows = []
    for topic, domain in domains.items():
        above = domain_rows[domain]
        share = questions.get(topic, 0) / asked[domain] if asked[domain] else 0.0
        own = counts.get(topic, Tally())
        weight = above.weight * share
        topic_rows.append(_row(topic, domain, own, above.mean, TOPIC_TIE, weight, target))
    return Picture(tuple(topic_rows), tuple(domain_rows.values()))


def weak_areas(rows: Iterable[Mastery]) -> list[Mastery]:
    """The rows believed to lie below the target, most to gain first, then by name.

    This ranks; whether a row may be *called* weak is for its verdict to say.
    """
    return sorted((r for r in rows if r.priority > 0), key=lambda r: (-r.priority, r.name))


def _row(
    name: str,
    domain: str,
    own: Tally,
    centre: float,
    tie: float,
    weight: float,
    target: float,
) -> Mastery:
    a = tie * centre + own.correct
    b = tie * (1 - centre) + own.total - own.correct
    mean = a / (a + b)
    below, low, high = _spread(a, b, target)
    return Mastery(
        name=name,
        domain=domain,
        correct=own.correct,
        total=own.total,
        mean=mean,
        low=low,
        high=high,
        below=below,
        weight=weight,
        priority=weight * (target - mean),
        verdict=_verdict(own.total, below),
    )


@lru_cache(maxsize=4_096)
def _spread(a: float, b: float, target: float) -> tuple[float, float, float]:
    """P(X < target), and the ends of the interval, of Beta(a, b). Most topics are asked for again
    as they were: only the one that was answered has changed."""
    return (
        beta_cdf(target, a, b),
        beta_quantile((1 - INTERVAL) / 2, a, b),
        beta_quantile((1 + INTERVAL) / 2, a, b),
    )


def _verdict(total: int, below: float) -> Verdict:
    """Neighbours alone convict nobody: a verdict needs a few answers of the topic's own."""
    if total >= LEAST_ANSWERS and below > CONVINCED:
        return Verdict.WEAK
    if total >= LEAST_ANSWERS and 1 - below > CONVINCED:
        return Verdict.STRONG
    return Verdict.UNKNOWN


# -- the beta distribution ----------------------------------------------------------------------


def beta_cdf(x: float, a: float, b: float) -> float:
    """P(X ≤ x) for X ~ Beta(a, b), a and b above 0: the regularised incomplete beta function.

    Continued fraction DLMF 8.17.22, by Lentz's method (Thompson & Barnett 1986).
    """
    if a <= 0 or b <= 0:
        raise ValueError("a beta distribution needs a > 0 and b > 0")
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_cdf(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > _TINY else _TINY)
    fraction = d
    for m in range(1, 10_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + step * d
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = 1 + step / c
            c = c if abs(c) > _TINY else _TINY
            fraction *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return min(1.0, front * fraction / a)


def beta_quantile(share: float, a: float, b: float) -> float:
    """The x with P(X ≤ x) = share (0–1) for X ~ Beta(a, b).

    Halley's method on `beta_cdf`, held inside a bracket that halves where a step would leave it. It
    begins where a normal distribution bent to the same skewness has its quantile (Cornish & Fisher
    1938), which is all but there when a and b are large: one step is then enough, and its error,
    of the third order, says so without another look at `beta_cdf`, which takes long just then.
    """
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1")
    if share in (0.0, 1.0):
        return share
    low, high = 0.0, 1.0
    x = _near(share, a, b)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    for _ in range(200):
        error = beta_cdf(x, a, b) - share
        if error > 0:
            high = x
        else:
            low = x
        log_density = scale + (a - 1) * math.log(x) + (b - 1) * math.log1p(-x)
        step = error / math.exp(log_density) if -700 < log_density < 700 else 2.0
        # The density's slope, and the slope of that, both for the density's logarithm.
        slope = (a - 1) / x - (b - 1) / (1 - x)
        bend = -(a - 1) / x**2 - (b - 1) / (1 - x) ** 2
        if abs(step * slope) < 1:
            step /= 1 - step * slope / 2
        following = x - step if low < x - step < high else (low + high) / 2
        left = abs(following - x)
        if following in (0.0, 1.0) or left <= _PRECISION * x:
            return following
        remaining = (slope**2 / 12 + abs(bend) / 6) * left**3
        close = following == x - step and left**2 * abs(bend) < 1e-4
        if close and remaining <= _PRECISION * x / 10:
            return following
        x = following
    return x


def _near(share: float, a: float, b: float) -> float:
    """A first guess at a quantile, between 0 and 1."""
    z = 0.0
    for _ in range(20):
        over = 0.5 * (1 + math.erf(z / math.sqrt(2))) - share
        z -= over * math.sqrt(2 * math.pi) * math.exp(min(z * z / 2, 50.0))
        z = max(-6.0, min(6.0, z))
        if abs(over) < 1e-9:
            break
    n = a + b
    mean, deviation = a / n, math.sqrt(a * b / (n + 1)) / n
    skewness = 2 * (b - a) * math.sqrt(n + 1) / ((n + 2) * math.sqrt(a * b))
    guess = mean + deviation * (z + skewness * (z * z - 1) / 6)
    return guess if 0 < guess < 1 else mean
