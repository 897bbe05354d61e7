"""Readiness: the probability of passing a mock of new questions, given the answers so far.

The model is a tree: an overall level, domains around it, and topics around their domain. Each topic
has counts of right and wrong answers, which decay as more answers are given. A topic contributes at
most `TOPIC_CAP` answers to its domain, and a domain at most `DOMAIN_CAP` to the overall level, so
that a topic drilled a hundred times does not decide the others. To simulate a sitting, levels are
drawn from beta distributions (conjugate updating), and the number of right answers from binomials.

How fast old answers lose weight, and how much a repeated question counts, differs between learners
and is not known in advance. Three sets of assumptions (`MEMBERS`) are averaged, each weighted by
how well it predicted this learner's own first-sight answers (Bayesian model averaging with
forgetting; Raftery, Kárný & Ettler 2010). So replaying questions until they are right cannot
inflate the probability.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from quizapp.exam.blueprint import largest_remainder
from quizapp.exam.wording import tenths
from quizapp.study.readiness_counts import (
    DOMAIN_CAP,
    MEMBERS,
    Belief,
    MemberCounts,
    TopicIndex,
)

ENOUGH_ANSWERS = 100
ENOUGH_PER_DOMAIN = 10
READY = 0.8


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `first_exposure` is true if the question had never been shown before."""

    topic: str
    correct: bool
    first_exposure: bool


class Lack(StrEnum):
    """The evidence that is still missing before the probability may be shown."""

    NOTHING = "nothing"
    ANSWERS = "answers"
    DOMAINS = "domains"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answers behind a probability, counted over the domains on the form.

    `answers` counts all answers, `first_sight` those at first sight, and `by_domain` the latter for
    each domain. `lack` is the first condition that is not met: 100 first-sight answers in all, then
    10 in every domain. `missing` and `missing_by_domain` are the first-sight answers still needed;
    domains that have enough are left out.
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
    """The probability of passing (0–1), and the central 80% interval of right answers on the form.

    They are always computed. Show them only if `evidence.enough`.
    """

    probability: float
    correct_low: int
    correct_high: int
    evidence: Evidence


def predict(
    answers: Sequence[Answer],
    *,
    domains: Mapping[str, str],
    form: Mapping[str, int],
    pass_fraction: float,
    shock: float = 0.0,
    draws: int = 2000,
    seed: int = 0,
) -> Readiness:
    """Predict the result on a form of new questions.

    `answers` are oldest first. `domains` maps topic → domain; answers on other topics are ignored.
    `form` maps domain → questions on the form, and assumes that the topics of a domain are equally
    frequent. `pass_fraction` (0–1) is the share of right answers that passes. `shock` (logits, 0 or
    more) is the standard deviation of the difficulty of the form as a whole: 0 for a mock from this
    bank, 0.4 for the real exam. `draws` is the number of simulated sittings. The same `seed` gives
    the same result; with 2,000 draws, another seed changes the probability by about 0.01.

    Raises ValueError for a form without questions, a negative count, or fewer than one draw.
    """
    readiness_state = ReadinessState.empty(domains, form)
    readiness_state.add((a.topic, a.correct, a.first_exposure) for a in answers)
    return readiness_state.predict(
        form, pass_fraction=pass_fraction, shock=shock, draws=draws, seed=seed
    )


def words(probability: float) -> str:
    """Return a probability (0-1) in words; it says "ready" from 0.8."""
    text = tenths(probability)
    text = f"about {text}" if text[0].isdigit() else text
    return f"ready: {text}" if probability >= READY else text


@dataclass
class ReadinessState:
    """A summary of a learner's answers that predicts the next ones.

    It is updated answer by answer, and its size does not grow. `answers` and `first_sight` are
    counts by domain index.
    """

    tree: TopicIndex
    members: tuple[MemberCounts, ...]
    answers: list[int]
    first_sight: list[int]

    @staticmethod
    def empty(domains: Mapping[str, str], form: Mapping[str, int]) -> ReadinessState:
        """Return the state before any answer.

        `domains` maps topic → domain, and `form` maps domain → questions on a form.
        """
        tree = TopicIndex.of(domains, form)
        size = len(tree.names)
        running = tuple(MemberCounts.empty(member, tree) for member in MEMBERS)
        return ReadinessState(tree, running, [0] * size, [0] * size)

    def add(self, answers: Iterable[tuple[str, bool, bool]]) -> None:
        """Add answers (topic, correct, first exposure), oldest first.

        Answers on topics that are not in the tree are ignored.
        """
        tree = self.tree
        known = [(tree.topics[t], right, first) for t, right, first in answers if t in tree.topics]
        for topic, _, first in known:
            domain = tree.parent[topic]
            self.answers[domain] += 1
            self.first_sight[domain] += first
        for member in self.members:
            member.add(known, tree.parent)

    def predict(
        self,
        form: Mapping[str, int],
        *,
        pass_fraction: float,
        shock: float = 0.0,
        shift: float = 0.0,
        draws: int = 2000,
        seed: int = 0,
    ) -> Readiness:
        """Predict the result on a form; see the function `predict`. Raises ValueError.

        `shift` (logits) is the mean of the shock.
        """
        total = sum(form.values())
        if total <= 0 or min(form.values()) < 0:
            raise ValueError("a form needs at least one question and no negative counts")
        if draws < 1:
            raise ValueError("at least one draw is needed")
        beliefs = [member.belief(self.tree) for member in self.members]
        rng = random.Random(seed)
        shares = _shares([belief.log_likelihood for belief in beliefs], draws)
        tally = [0] * (total + 1)
        names = self.tree.names
        asked = [(names.index(name), count) for name, count in form.items() if count]
        for belief, share in zip(beliefs, shares, strict=True):
            for right in _sittings(belief, asked, (shift, shock), share, rng):
                tally[right] += 1
        passing = sum(n for right, n in enumerate(tally) if right / total >= pass_fraction)
        return Readiness(
            probability=passing / draws,
            correct_low=_quantile(tally, 0.1),
            correct_high=_quantile(tally, 0.9),
            evidence=self._evidence(form),
        )

    def document(self) -> dict[str, Any]:
        """Return the state as a JSON object, which `ReadinessState.of` reads."""
        return {
            "tree": self.tree.document(),
            "answers": self.answers,
            "first_sight": self.first_sight,
            "members": [asdict(member) for member in self.members],
        }

    @staticmethod
    def of(
        document: Mapping[str, Any], domains: Mapping[str, str], form: Mapping[str, int]
    ) -> ReadinessState | None:
        """Read a JSON object; None if it is malformed or has other topics, domains, or members."""
        tree = TopicIndex.of(domains, form)
        wanted = [(m.repeats, m.half_life) for m in MEMBERS]
        try:
            found = [(m["repeats"], m["half_life"]) for m in document["members"]]
            if document["tree"] != tree.document() or found != wanted:
                return None
            members = tuple(MemberCounts(**member) for member in document["members"])
            return ReadinessState(tree, members, document["answers"], document["first_sight"])
        except (LookupError, TypeError):
            return None

    def _evidence(self, form: Mapping[str, int]) -> Evidence:
        names = self.tree.names
        asked = [i for i, name in enumerate(names) if form.get(name)]
        by_domain = {names[i]: self.first_sight[i] for i in asked}
        first_sight = sum(by_domain.values())
        missing = max(0, ENOUGH_ANSWERS - first_sight)
        short = {d: ENOUGH_PER_DOMAIN - n for d, n in by_domain.items() if n < ENOUGH_PER_DOMAIN}
        lack = Lack.ANSWERS if missing else Lack.DOMAINS if short else Lack.NOTHING
        seen = sum(self.answers[i] for i in asked)
        return Evidence(lack, seen, first_sight, by_domain, missing, short)


def _sittings(
    belief: Belief,
    asked: Sequence[tuple[int, int]],
    shock: tuple[float, float],
    draws: int,
    rng: random.Random,
) -> list[int]:
    """Return the number of right answers in each of `draws` simulated sittings.

    `asked` are (domain index, questions); `shock` is (mean, standard deviation). Given the overall
    level, a domain's average over its topics is drawn from a normal distribution; the domain's
    level and its topics are integrated out in closed form.
    """
    gauss, uniform = rng.gauss, rng.random
    plans = []
    for domain, count in asked:
        d = belief.domains[domain]
        plans.append((range(count), d.right, DOMAIN_CAP + d.count, d.base, d.slope, *d.spread))
    results = []
    for _ in range(draws):
        level = rng.betavariate(belief.right, belief.count - belief.right)
        odds = math.exp(gauss(*shock)) if any(shock) else 1.0
        total = 0
        for questions, right, size, base, slope, v0, v1, v2 in plans:
            center = (DOMAIN_CAP * level + right) / size
            variance = center * (1 - center) / (size + 1)
            spread = v0 + v1 * center + v2 * (variance + center * center) + slope * slope * variance
            p = gauss(base + slope * center, math.sqrt(max(spread, 0.0)))
            p = 0.0 if p < 0.0 else 1.0 if p > 1.0 else p
            if odds != 1.0:
                p = p * odds / (1 - p + p * odds)
            for _ in questions:
                if uniform() < p:
                    total += 1
        results.append(total)
    return results


def _shares(log_weights: Sequence[float], draws: int) -> list[int]:
    """Divide the draws among the members in proportion to their weights (largest remainder)."""
    top = max(log_weights)
    weights = [math.exp(w - top) for w in log_weights]
    return largest_remainder([draws * w / sum(weights) for w in weights], draws)


def _quantile(tally: Sequence[int], share: float) -> int:
    """Return the smallest score that at least `share` (0-1) of the sittings do not exceed."""
    wanted = share * sum(tally)
    reached = 0
    for right, n in enumerate(tally):
        reached += n
        if reached >= wanted:
            return right
    return len(tally) - 1
