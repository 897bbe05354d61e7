"""The state of the readiness model: decaying counts of right answers per topic.

It is updated with each answer. See `quizapp.study.readiness` for the model and its sources.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PRIOR_MEAN = 0.68
"""The share of right answers (0-1) that is assumed before the first answer."""
PRIOR_ANSWERS = 8.0
"""The number of answers that the assumption is worth."""
TOPIC_CAP = 20.0
"""The most answers that a topic contributes to its domain."""
DOMAIN_CAP = 40.0
"""The most answers that a domain contributes to the overall level."""
DISCOUNT = 0.997
"""The factor by which earlier prediction scores lose weight with each first-sight answer."""

_TOO_HEAVY = 1e60
"""The weight from which all counts are scaled down, long before they overflow."""


@dataclass(frozen=True, slots=True)
class EnsembleMember:
    """One set of assumptions about memory.

    `repeats` (0-1) is the weight of an answer to a question seen before, relative to a first-sight
    answer. After `half_life` further answers, an answer has half its weight.
    """

    repeats: float
    half_life: float


MEMBERS = (EnsembleMember(0.0, 300.0), EnsembleMember(0.75, 80.0), EnsembleMember(1.0, 50.0))


@dataclass(frozen=True, slots=True)
class TopicIndex:
    """Topics and domains as indexes from 0: `parent[topic]` is the index of the topic's domain."""

    topics: Mapping[str, int]
    names: Sequence[str]
    parent: Sequence[int]

    @staticmethod
    def of(domains: Mapping[str, str], form: Mapping[str, int]) -> TopicIndex:
        names = list(dict.fromkeys([*form, *domains.values()]))
        number = {name: i for i, name in enumerate(names)}
        topics = {topic: i for i, topic in enumerate(domains)}
        return TopicIndex(topics, names, [number[domain] for domain in domains.values()])

    def document(self) -> list[Any]:
        """Return a JSON value that is equal for equal trees."""
        return [list(self.topics), list(self.names), list(self.parent)]


@dataclass(frozen=True, slots=True)
class DomainBelief:
    """A domain's counts from its topics, and its topics' average as a function of its level θ.

    Given θ, the average over topics has the mean `base + slope·θ` and the variance
    `spread[0] + spread[1]·θ + spread[2]·θ²`.
    """

    right: float
    count: float
    base: float
    slope: float
    spread: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Belief:
    """The posterior of one member: beta counts of the overall level, and the domains.

    `log_likelihood` is the discounted score of its predictions. `right` of `count` include the
    prior.
    """

    log_likelihood: float
    right: float
    count: float
    domains: Sequence[DomainBelief]


@dataclass(slots=True)
class MemberCounts:
    """One member's counts, updated with each answer. Lists are indexed by topic or domain (`d_`).

    Instead of decaying all counts at every answer, each new answer weighs more than the last one
    (`weight` grows), and the limits `TOPIC_CAP` and `DOMAIN_CAP` grow with it. Counts are divided
    by `weight` when they are read. `lent_` counts are a topic's contribution to its domain, or a
    domain's to the overall level; they are updated when one of its questions is answered.
    """

    repeats: float
    half_life: float
    right: list[float]
    count: list[float]
    lent_right: list[float]
    lent_count: list[float]
    d_right: list[float]
    d_count: list[float]
    d_lent_right: list[float]
    d_lent_count: list[float]
    all_right: float = 0.0
    all_count: float = 0.0
    score: float = 0.0
    weight: float = 1.0

    @staticmethod
    def empty(member: EnsembleMember, tree: TopicIndex) -> MemberCounts:
        topics, domains = len(tree.parent), len(tree.names)
        t = [[0.0] * topics for _ in range(4)]
        d = [[0.0] * domains for _ in range(4)]
        return MemberCounts(
            member.repeats, member.half_life, t[0], t[1], t[2], t[3], d[0], d[1], d[2], d[3]
        )

    def add(self, answers: Sequence[tuple[int, bool, bool]], parents: Sequence[int]) -> None:
        """Add answers (topic, correct, first sight), oldest first, with `TopicIndex.parent`.

        Before a first-sight answer is counted, the score of predicting it is added to `score`.
        """
        right, count = self.right, self.count
        lent_right, lent_count = self.lent_right, self.lent_count
        d_right, d_count = self.d_right, self.d_count
        d_lent_right, d_lent_count = self.d_lent_right, self.d_lent_count
        all_right, all_count, score = self.all_right, self.all_count, self.score
        weight, growth = self.weight, 2.0 ** (1.0 / self.half_life)
        log = math.log
        for topic, correct, first in answers:
            domain = parents[topic]
            topic_cap, domain_cap = (
                TOPIC_CAP * weight,
                DOMAIN_CAP * weight,
            )
            if first:
                prior = PRIOR_ANSWERS * weight
                level = (PRIOR_MEAN * prior + all_right) / (prior + all_count)
                level = (domain_cap * level + d_right[domain]) / (domain_cap + d_count[domain])
                level = (topic_cap * level + right[topic]) / (topic_cap + count[topic])
                score = DISCOUNT * score + log(level if correct else 1.0 - level)
            worth = weight if first else weight * self.repeats
            if worth:
                count[topic] += worth
                if correct:
                    right[topic] += worth
                share = topic_cap / (topic_cap + count[topic])
                now_right, now_count = right[topic] * share, count[topic] * share
                d_right[domain] += now_right - lent_right[topic]
                d_count[domain] += now_count - lent_count[topic]
                lent_right[topic], lent_count[topic] = now_right, now_count
                share = domain_cap / (domain_cap + d_count[domain])
                now_right, now_count = d_right[domain] * share, d_count[domain] * share
                all_right += now_right - d_lent_right[domain]
                all_count += now_count - d_lent_count[domain]
                d_lent_right[domain], d_lent_count[domain] = now_right, now_count
            weight *= growth
            if weight > _TOO_HEAVY:
                for counts in (right, count, lent_right, lent_count):
                    counts[:] = [value / weight for value in counts]
                for counts in (d_right, d_count, d_lent_right, d_lent_count):
                    counts[:] = [value / weight for value in counts]
                all_right, all_count, weight = all_right / weight, all_count / weight, 1.0
        self.all_right, self.all_count = all_right, all_count
        self.score, self.weight = score, weight

    def belief(self, tree: TopicIndex) -> Belief:
        """Return the posterior that follows from the counts."""
        weight = self.weight
        return posterior(
            self.score,
            [value / weight for value in self.right],
            [value / weight for value in self.count],
            tree,
        )


def posterior(
    score: float, right: Sequence[float], count: Sequence[float], tree: TopicIndex
) -> Belief:
    """Return the posterior for the counts of each topic, from which sittings can be simulated."""
    members: list[list[int]] = [[] for _ in tree.names]
    for topic, domain in enumerate(tree.parent):
        members[domain].append(topic)
    domains = []
    all_right = all_count = 0.0
    for topics in members:
        d_right = d_count = base = slope = 0.0
        v0 = v1 = v2 = 0.0
        for topic in topics:
            size = TOPIC_CAP + count[topic]
            share = TOPIC_CAP / size
            d_right += right[topic] * share
            d_count += count[topic] * share
            a = right[topic] / size
            base += a
            slope += share
            v0 += a * (1 - a) / (size + 1)
            v1 += share * (1 - 2 * a) / (size + 1)
            v2 -= share * share / (size + 1)
        n = len(topics)
        if n:
            base, slope = base / n, slope / n
            v0, v1, v2 = v0 / n**2, v1 / n**2, v2 / n**2
        else:
            slope = 1.0
        domains.append(DomainBelief(d_right, d_count, base, slope, (v0, v1, v2)))
        share = DOMAIN_CAP / (DOMAIN_CAP + d_count)
        all_right += d_right * share
        all_count += d_count * share
    return Belief(score, PRIOR_MEAN * PRIOR_ANSWERS + all_right, PRIOR_ANSWERS + all_count, domains)
