"""The chance of passing a mock never seen before, from the answers given so far.

What is believed is a tree: an overall level, domains around it, topics around their domain. Each
topic keeps counts of right and wrong answers that fade as more answers come in. Upwards, a topic
lends its domain at most `TOPIC_TIE` answers and a domain the overall level at most `DOMAIN_TIE`,
so that a topic drilled a hundred times does not speak for its neighbours. Downwards, levels are
drawn from beta distributions (conjugate updating), and the questions right on a form from
binomials.

How fast old answers fade, and what a question met before is worth, nobody can know of a learner
beforehand. Three answers to that (`MEMBERS`) stand side by side, each weighted by how well it
foretold this learner's own first-sight answers (Bayesian model averaging with forgetting; Raftery,
Kárný & Ettler 2010). Questions replayed until they are right therefore cannot talk the figure up.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

PRIOR_MEAN = 0.68
PRIOR_ANSWERS = 8.0
TOPIC_TIE = 20.0
DOMAIN_TIE = 40.0
DISCOUNT = 0.997

ENOUGH_ANSWERS = 100
ENOUGH_PER_DOMAIN = 10
READY = 0.8

_TOO_HEAVY = 1e60


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, in the learner's order: oldest first.

    `first_exposure`: had this learner never been shown this question before?
    """

    topic: str
    correct: bool
    first_exposure: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One opinion about memory: `repeats` is what an answer to a question met before counts
    (0–1 of a first-sight answer), `half_life` after how many answers one counts half."""

    repeats: float
    half_life: float


MEMBERS = (Member(0.0, 300.0), Member(0.75, 80.0), Member(1.0, 50.0))


class Lack(StrEnum):
    """What is missing before the probability may be shown."""

    NOTHING = "nothing"
    ANSWERS = "answers"
    DOMAINS = "domains"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a probability rests on, counted over the domains asked on the form.

    `lack` names the first thing missing: 100 first-sight answers in all, then 10 in every domain.
    `answers` counts all answers, `first_sight` those to questions never shown before,
    `by_domain` the latter for each domain; `missing` and `missing_by_domain` say how many more
    first-sight answers are needed (domains that have enough are left out).
    """

    lack: Lack
    answers: int
    first_sight: int
    by_domain: Mapping[str, int]
    missing: int
    missing_by_domain: Mapping[str, int]

    @property
    def enough(self) -> bool:
        """Whether the probability may be shown."""
        return self.lack is Lack.NOTHING

    @property
    def first_sight_share(self) -> float:
        """Share of the answers that were first sight (0–1); 0 without answers."""
        return self.first_sight / self.answers if self.answers else 0.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """`probability` of passing (0–1); `correct_low`–`correct_high`, the central 80 % interval of
    questions right on the form. Both are always computed; show them only if `evidence.enough`."""

    probability: float
    correct_low: int
    correct_high: int
    evidence: Evidence


def predict(
    answers: Sequence[Answer],
    *,
    domains: Mapping[str, str],
    form: Mapping[str, int],
    pass_fraction: float = 0.72,
    shock: float = 0.0,
    draws: int = 2000,
    seed: int = 0,
) -> Readiness:
    """The chance of passing a fresh form, and how many questions would be right.

    `answers` are oldest first. `domains` maps topic to domain; answers on other topics are left
    out. `form` maps domain to questions on the form; its topics are taken to be asked equally
    often. `pass_fraction` (0–1) is the share of questions right that passes. `shock` (logits, 0 or
    more) is the standard deviation of how much harder or easier the form as a whole may be: 0 for
    a mock from this bank, 0.4 for the real exam. The same `seed` gives the same figures; with
    2,000 `draws` another seed moves the probability by about 0.01.

    Raises ValueError for a form without questions, a negative count or fewer than one draw.
    """
    total = sum(form.values())
    if total <= 0 or min(form.values()) < 0:
        raise ValueError("a form needs at least one question and no negative counts")
    if draws < 1:
        raise ValueError("at least one draw is needed")
    tree = _Tree.of(domains, form)
    known = [
        (tree.topics[a.topic], a.correct, a.first_exposure)
        for a in answers
        if a.topic in tree.topics
    ]
    beliefs = [_believe(member, known, tree) for member in MEMBERS]
    rng = random.Random(seed)
    shares = _shares([belief.log_likelihood for belief in beliefs], draws)
    tally = [0] * (total + 1)
    asked = [(tree.names.index(name), count) for name, count in form.items() if count]
    for belief, share in zip(beliefs, shares, strict=True):
        for right in _sittings(belief, asked, shock, share, rng):
            tally[right] += 1
    passing = sum(n for right, n in enumerate(tally) if right / total >= pass_fraction)
    return Readiness(
        probability=passing / draws,
        correct_low=_quantile(tally, 0.1),
        correct_high=_quantile(tally, 0.9),
        evidence=_evidence(known, tree, form),
    )


def words(probability: float) -> str:
    """A probability (0–1) as a person says it; "ready" is said from 0.8 on, never below."""
    tenths = math.floor(10 * probability + 0.5)
    if tenths < 1:
        text = "less than 1 in 10"
    elif tenths > 9:
        text = "more than 9 in 10"
    else:
        text = f"about {tenths} in 10"
    return f"ready: {text}" if probability >= READY else text


# -- the tree and what is believed of it --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tree:
    """Topics and domains as numbers: `parent[topic]` is the number of the topic's domain."""

    topics: Mapping[str, int]
    names: Sequence[str]
    parent: Sequence[int]

    @staticmethod
    def of(domains: Mapping[str, str], form: Mapping[str, int]) -> _Tree:
        names = list(dict.fromkeys([*form, *domains.values()]))
        number = {name: i for i, name in enumerate(names)}
        topics = {topic: i for i, topic in enumerate(domains)}
        return _Tree(topics, names, [number[domain] for domain in domains.values()])


@dataclass(frozen=True, slots=True)
class _DomainBelief:
    """A domain's lent counts, and its topics' average as a function of the domain's level θ.

    The average over topics has mean `base + slope·θ` and, θ given, variance
    `spread[0] + spread[1]·θ + spread[2]·θ²`.
    """

    right: float
    count: float
    base: float
    slope: float
    spread: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Belief:
    log_likelihood: float
    right: float
    count: float
    domains: Sequence[_DomainBelief]


def _believe(member: Member, answers: Sequence[tuple[int, bool, bool]], tree: _Tree) -> _Belief:
    """One pass over the answers: faded counts, and how well each first sight was foretold.

    Instead of fading every count at every answer, each new answer weighs more than the last one
    (`weight` grows) and the ties are scaled along; counts are divided by `weight` at the end.
    While passing, what a topic lends is brought up to date when that topic is answered.
    """
    size, parents = len(tree.parent), tree.parent
    right, count = [0.0] * size, [0.0] * size
    lent_right, lent_count = [0.0] * size, [0.0] * size
    d_right, d_count = [0.0] * len(tree.names), [0.0] * len(tree.names)
    d_lent_right, d_lent_count = [0.0] * len(tree.names), [0.0] * len(tree.names)
    all_right = all_count = score = 0.0
    weight, growth = 1.0, 2.0 ** (1.0 / member.half_life)
    log = math.log
    for topic, correct, first in answers:
        domain = parents[topic]
        topic_tie, domain_tie = TOPIC_TIE * weight, DOMAIN_TIE * weight
        if first:
            prior = PRIOR_ANSWERS * weight
            level = (PRIOR_MEAN * prior + all_right) / (prior + all_count)
            level = (domain_tie * level + d_right[domain]) / (domain_tie + d_count[domain])
            level = (topic_tie * level + right[topic]) / (topic_tie + count[topic])
            score = DISCOUNT * score + log(level if correct else 1.0 - level)
        worth = weight if first else weight * member.repeats
        if worth:
            count[topic] += worth
            if correct:
                right[topic] += worth
            share = topic_tie / (topic_tie + count[topic])
            now_right, now_count = right[topic] * share, count[topic] * share
            d_right[domain] += now_right - lent_right[topic]
            d_count[domain] += now_count - lent_count[topic]
            lent_right[topic], lent_count[topic] = now_right, now_count
            share = domain_tie / (domain_tie + d_count[domain])
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
    return _settle(
        score, [value / weight for value in right], [value / weight for value in count], tree
    )


def _settle(score: float, right: Sequence[float], count: Sequence[float], tree: _Tree) -> _Belief:
    """Lend upwards exactly, and prepare each domain for drawing."""
    members: list[list[int]] = [[] for _ in tree.names]
    for topic, domain in enumerate(tree.parent):
        members[domain].append(topic)
    domains = []
    all_right = all_count = 0.0
    for topics in members:
        d_right = d_count = base = slope = 0.0
        v0 = v1 = v2 = 0.0
        for topic in topics:
            size = TOPIC_TIE + count[topic]
            share = TOPIC_TIE / size
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
        domains.append(_DomainBelief(d_right, d_count, base, slope, (v0, v1, v2)))
        share = DOMAIN_TIE / (DOMAIN_TIE + d_count)
        all_right += d_right * share
        all_count += d_count * share
    return _Belief(
        score, PRIOR_MEAN * PRIOR_ANSWERS + all_right, PRIOR_ANSWERS + all_count, domains
    )


def _sittings(
    belief: _Belief, asked: Sequence[tuple[int, int]], shock: float, draws: int, rng: random.Random
) -> list[int]:
    """Questions right in each of `draws` imagined sittings.

    Given the overall level, a domain's average over its topics is drawn from a normal distribution
    of its mean and variance: its own level and its topics are integrated out in closed form.
    """
    gauss, uniform = rng.gauss, rng.random
    plans = []
    for domain, count in asked:
        d = belief.domains[domain]
        plans.append((range(count), d.right, DOMAIN_TIE + d.count, d.base, d.slope, *d.spread))
    results = []
    for _ in range(draws):
        level = rng.betavariate(belief.right, belief.count - belief.right)
        odds = math.exp(gauss(0.0, shock)) if shock else 1.0
        total = 0
        for questions, right, size, base, slope, v0, v1, v2 in plans:
            centre = (DOMAIN_TIE * level + right) / size
            variance = centre * (1 - centre) / (size + 1)
            spread = v0 + v1 * centre + v2 * (variance + centre * centre) + slope * slope * variance
            p = gauss(base + slope * centre, math.sqrt(max(spread, 0.0)))
            p = 0.0 if p < 0.0 else 1.0 if p > 1.0 else p
            if shock:
                p = p * odds / (1 - p + p * odds)
            for _ in questions:
                if uniform() < p:
                    total += 1
        results.append(total)
    return results


def _shares(log_weights: Sequence[float], draws: int) -> list[int]:
    """Draws for each member in proportion to its weight (largest remainder)."""
    top = max(log_weights)
    weights = [math.exp(w - top) for w in log_weights]
    exact = [draws * w / sum(weights) for w in weights]
    counts = [int(e) for e in exact]
    order = sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])
    for i in order[: draws - sum(counts)]:
        counts[i] += 1
    return counts


def _quantile(tally: Sequence[int], share: float) -> int:
    """The smallest number right that at least `share` of the sittings do not exceed."""
    wanted = share * sum(tally)
    reached = 0
    for right, n in enumerate(tally):
        reached += n
        if reached >= wanted:
            return right
    return len(tally) - 1


def _evidence(
    answers: Sequence[tuple[int, bool, bool]], tree: _Tree, form: Mapping[str, int]
) -> Evidence:
    by_domain = {name: 0 for name, count in form.items() if count}
    seen = 0
    for topic, _, first in answers:
        name = tree.names[tree.parent[topic]]
        if name in by_domain:
            seen += 1
            by_domain[name] += first
    first_sight = sum(by_domain.values())
    missing = max(0, ENOUGH_ANSWERS - first_sight)
    short = {d: ENOUGH_PER_DOMAIN - n for d, n in by_domain.items() if n < ENOUGH_PER_DOMAIN}
    lack = Lack.ANSWERS if missing else Lack.DOMAINS if short else Lack.NOTHING
    return Evidence(lack, seen, first_sight, by_domain, missing, short)
