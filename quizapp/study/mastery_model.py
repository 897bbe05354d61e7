"""The model of mastery: a learner's abilities as a tree of logits.

There is an overall level, domains around it, and topics around their domain.

An answer on topic t is right with probability s(η_t + x·β), where s is the logistic function:

    μ ~ N(0.75, 1)            the learner's overall level now
    δ_d ~ N(μ, spread_d²)     domains
    η_t ~ N(δ_d, spread_t²)   topics
    β = (growth, recent, lift), independent normals: improvement over the whole history, change over
        the last 150 answers, and the advantage of having answered a question before

How much a learner's domains and topics differ is not assumed. Both spreads are integrated over a
grid, and each pair is weighted by how well it explains the answers. If domains are similar, each
borrows strength from the others; if they differ, each is judged by its own answers. Posteriors are
normal approximations around the mode (Laplace; Gelman et al., *Bayesian Data Analysis*, ch. 4 and
13). The tree is eliminated from the leaves up, so the cost is linear in the number of topics, not
cubic. All results are for x = 0: a new question, today.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quizapp.study.counted import Cell
from quizapp.study.mastery_algebra import Observations, Point, dot, eliminate_level, solve
from quizapp.study.mastery_shares import Mixture, Shares, add_shares

LEVEL, LEVEL_VARIANCE = 0.75, 1.0
DOMAIN_SPREADS = (0.25, 0.6, 1.1, 1.8)
TOPIC_SPREADS = ((0.25, 1.0), (0.5, 2.0), (0.9, 1.0), (1.4, 0.5))
"""Spreads of topics (logits), each with its prior weight."""
CENTRAL = (0.6, 0.5)
"""The spreads of domains and of topics at which the effects are estimated."""
EFFECTS = ((0.3, 0.3), (0.1, 0.2), (0.8, 0.7))
"""Prior mean and standard deviation of growth, recent change and lift (logits)."""
OFFSET_STEP = 0.05
"""Effects on cells of one topic (logits) that differ by less are treated as equal."""
NEGLIGIBLE = 1e-4
"""Pairs of spreads with a smaller posterior probability are left out."""

_K = range(len(EFFECTS))
_FIRST_ROUNDS, _FIRST_CLOSE = 12, 1e-3
_POINT_ROUNDS, _POINT_CLOSE = 2, 2e-3
_LEAST = 1e-12


def shares(
    cells: Sequence[Cell], parents: Sequence[int], domains: int, weights: Sequence[float]
) -> Shares:
    """Estimate the share of new questions that the learner would get right today.

    `parents` are the domain indexes of the topics, and `domains` is the number of domains.
    `weights` are the topics' shares of their domain (0-1; they add up to 1 within a domain).
    """
    fit = _Fit(cells, parents, domains)
    topics, sums = [Mixture() for _ in parents], [Mixture() for _ in range(domains)]
    for point, share in fit.points():
        add_shares(point, share, fit.covariance, parents, weights, topics, sums)
    return Shares(tuple(m.share for m in topics), tuple(m.share for m in sums))


class _Shifted(NamedTuple):
    """Cells of one topic with about the same `offset` x·β, and the means of their covariates x."""

    offset: float
    right: float
    total: float
    growth: float
    recent: float
    lift: float


def _merged(cells: Sequence[Cell], beta: Sequence[float]) -> list[_Shifted]:
    """Return a topic's cells with their offsets; cells with nearly equal offsets are merged.

    Within a step of OFFSET_STEP, the likelihood depends on the mean offset; the error is of second
    order. Most old answers have nearly the same offset, so this saves most of the work.
    """
    b0, b1, b2 = beta
    sums: dict[int, list[float]] = {}
    for _, growth, recent, lift, right, total in cells:
        offset = growth * b0 + recent * b1 + lift * b2
        found = sums.get(step := round(offset / OFFSET_STEP))
        if found is None:
            sums[step] = found = [0.0] * 6
        found[0] += total * offset
        found[1] += right
        found[2] += total
        found[3] += total * growth
        found[4] += total * recent
        found[5] += total * lift
    return [
        _Shifted(offset / total, right, total, growth / total, recent / total, lift / total)
        for offset, right, total, growth, recent, lift in sums.values()
    ]


@dataclass(frozen=True, slots=True)
class _Evaluated:
    """The answers linearized around the topics' levels `eta`, and their log likelihood there."""

    eta: list[float]
    log_likelihood: float
    observed: Observations


@dataclass(slots=True)
class _Mode:
    """The most probable levels at one pair of spreads, with the log of its probability."""

    log_weight: float
    evaluated: _Evaluated
    domain_variance: float
    topic_variance: float


class _Fit:
    """The cells of each topic and the shape of the tree, with the effects β, estimated once.

    `shifted` are each topic's cells, with the effects as known offsets.
    """

    def __init__(self, cells: Sequence[Cell], parents: Sequence[int], domains: int) -> None:
        self.parents, self.domains = parents, domains
        self.cells: list[list[Cell]] = [[] for _ in parents]
        for cell in cells:
            self.cells[cell.topic].append(cell)
        self.eta = [LEVEL] * len(parents)
        self.beta = [mean for mean, _ in EFFECTS]
        self.covariance: list[list[float]] = []
        self._estimate_effects()
        self.shifted = [_merged(own, self.beta) for own in self.cells]

    def points(self) -> list[tuple[Point, float]]:
        """Return the posterior at each pair of spreads, with the probability of the pair."""
        found: list[_Mode] = []
        first = self._evaluate(self.eta)
        for topic_spread, prior in TOPIC_SPREADS:
            start = first
            for domain_spread in DOMAIN_SPREADS:
                mode = self._mode(domain_spread**2, topic_spread**2, start)
                mode.log_weight += math.log(prior)
                start = mode.evaluated
                found.append(mode)
        top = max(mode.log_weight for mode in found)
        weights = [math.exp(mode.log_weight - top) for mode in found]
        whole = sum(weights)
        return [
            (self._spread_out(mode), weight / whole)
            for mode, weight in zip(found, weights, strict=True)
            if weight >= NEGLIGIBLE * whole
        ]

    # -- the effects, at central spreads ----------------------------------------------------------

    def _estimate_effects(self) -> None:
        """Find the joint mode of levels and effects by Newton's method, and the covariance of β."""
        domain_variance, topic_variance = (spread**2 for spread in CENTRAL)
        for _ in range(_FIRST_ROUNDS):
            observed, cross, rhs = self._linearized()
            up = _UpwardPass(self, observed, domain_variance, topic_variance)
            solution, inverse = solve(*self._normal_equations(observed, up, cross, rhs))
            self.covariance = [row[1:] for row in inverse[1:]]
            moved = self._move_effects(solution[1:])
            moved = max(moved, self._move_topics(observed, up, solution[0]))
            if moved < _FIRST_CLOSE:
                break

    def _linearized(self) -> tuple[Observations, list[list[float]], list[float]]:
        """Linearize the answers around the current estimate, with β as an unknown."""
        observed = Observations([], [], [])
        cross = [[0.0, 0.0, 0.0] for _ in _K]
        (c0, c1, c2) = cross
        rhs = [0.0, 0.0, 0.0]
        exp = math.exp
        b0, b1, b2 = self.beta
        for level, own in zip(self.eta, self.cells, strict=True):
            whole, values, a0, a1, a2 = 0.0, 0.0, 0.0, 0.0, 0.0
            for _, x0, x1, x2, right, total in own:
                logit = level + x0 * b0 + x1 * b1 + x2 * b2
                p = 1 / (1 + exp(-logit))
                precision = total * p * (1 - p) + 1e-9
                value = precision * logit + right - total * p
                whole += precision
                values += value
                q0, q1, q2 = precision * x0, precision * x1, precision * x2
                a0 += q0
                a1 += q1
                a2 += q2
                c0[0] += q0 * x0
                c0[1] += q0 * x1
                c0[2] += q0 * x2
                c1[1] += q1 * x1
                c1[2] += q1 * x2
                c2[2] += q2 * x2
                rhs[0] += value * x0
                rhs[1] += value * x1
                rhs[2] += value * x2
            observed.precision.append(whole)
            observed.value.append(values)
            observed.covariates.append([a0, a1, a2])
        c1[0], c2[0], c2[1] = c0[1], c0[2], c1[2]
        return observed, cross, rhs

    def _normal_equations(
        self, observed: Observations, up: _UpwardPass, cross: list[list[float]], rhs: list[float]
    ) -> tuple[list[list[float]], list[float]]:
        """Return the normal equations for (μ, β), after eliminating topics and domains."""
        for topic, shrink in enumerate(up.topic_shrink):
            lost, at = up.topic_variance * shrink, observed.covariates[topic]
            eliminate_level(cross, rhs, lost, at, observed.value[topic])
        for domain, shrink in enumerate(up.domain_shrink):
            lost, at = up.domain_variance * shrink, up.covariates[domain]
            eliminate_level(cross, rhs, lost, at, up.value[domain])
        size = len(EFFECTS) + 1
        matrix = [[0.0] * size for _ in range(size)]
        vector = [0.0] * size
        matrix[0][0] = up.level_precision
        vector[0] = up.level_value
        for i, (mean, deviation) in enumerate(EFFECTS):
            matrix[0][i + 1] = matrix[i + 1][0] = sum(
                shrink * at[i] for shrink, at in zip(up.domain_shrink, up.covariates, strict=True)
            )
            vector[i + 1] = mean / deviation**2 + rhs[i]
            for j in _K:
                matrix[i + 1][j + 1] = cross[i][j] + (1 / deviation**2 if i == j else 0.0)
        return matrix, vector

    def _move_effects(self, wanted: Sequence[float]) -> float:
        """Move β toward `wanted` by at most one logit; return the size of the largest step."""
        steps = [max(-1.0, min(1.0, wanted[i] - self.beta[i])) for i in _K]
        self.beta = [old + step for old, step in zip(self.beta, steps, strict=True)]
        return max(abs(step) for step in steps)

    def _move_topics(self, observed: Observations, up: _UpwardPass, level: float) -> float:
        """Move the topics' levels, given the current effects; return the largest step."""
        largest = 0.0
        centers = [
            shrink * (level + up.domain_variance * (value - dot(at, self.beta)))
            for shrink, value, at in zip(up.domain_shrink, up.value, up.covariates, strict=True)
        ]
        for topic, shrink in enumerate(up.topic_shrink):
            own = observed.value[topic] - dot(observed.covariates[topic], self.beta)
            wanted = shrink * (centers[self.parents[topic]] + up.topic_variance * own)
            step = max(-2.0, min(2.0, wanted - self.eta[topic]))
            self.eta[topic] += step
            largest = max(largest, abs(step))
        return largest

    # -- one pair of spreads, given the effects ---------------------------------------------------

    def _mode(self, domain_variance: float, topic_variance: float, start: _Evaluated) -> _Mode:
        """Return the mode of all levels at one pair of spreads, given the effects."""
        found = start
        for _ in range(_POINT_ROUNDS):
            up = _UpwardPass(self, found.observed, domain_variance, topic_variance)
            eta = found.eta[:]
            step = self._newton_step(eta, up)
            found = self._evaluate(eta)
            if step < _POINT_CLOSE:
                break
        level, centers = up.level, up.centers
        spread = sum((eta[t] - centers[d]) ** 2 for t, d in enumerate(self.parents))
        apart = sum((center - level) ** 2 for center in centers)
        up = _UpwardPass(self, found.observed, domain_variance, topic_variance)
        log_weight = found.log_likelihood - 0.5 * (
            (level - LEVEL) ** 2 / LEVEL_VARIANCE
            + apart / domain_variance
            + spread / topic_variance
            + math.log(LEVEL_VARIANCE * up.level_precision)
            - sum(math.log(shrink) for shrink in (*up.domain_shrink, *up.topic_shrink))
        )
        return _Mode(log_weight, found, domain_variance, topic_variance)

    def _evaluate(self, eta: list[float]) -> _Evaluated:
        """Linearize the answers around `eta`, with the effects as known offsets."""
        precision, value = [], []
        likelihood = 0.0
        exp, log = math.exp, math.log
        for level, own in zip(eta, self.shifted, strict=True):
            whole, values = _LEAST, 0.0
            for offset, right, total, _, _, _ in own:
                logit = level + offset
                other = 1 + exp(-logit)
                p = 1 / other
                q = total * p * (1 - p)
                whole += q
                values += q * level + right - total * p
                # This form of log p and log(1 - p) stays finite when p rounds to 0 or 1.
                likelihood += right * logit - total * (logit + log(other))
            precision.append(whole)
            value.append(values)
        return _Evaluated(eta, likelihood, Observations(precision, value, []))

    def _newton_step(self, eta: list[float], up: _UpwardPass) -> float:
        """Move topics toward their modes, by two logits at most; return the largest step."""
        largest = 0.0
        centers, observed = up.centers, up.observed
        for topic, shrink in enumerate(up.topic_shrink):
            wanted = shrink * (
                centers[self.parents[topic]] + up.topic_variance * observed.value[topic]
            )
            step = max(-2.0, min(2.0, wanted - eta[topic]))
            eta[topic] += step
            largest = max(largest, abs(step))
        return largest

    def _spread_out(self, mode: _Mode) -> Point:
        """Return the posterior around a mode: variances, shrinkage, and slopes."""
        exp = math.exp
        observed = mode.evaluated.observed
        observed.covariates = []
        for level, own in zip(mode.evaluated.eta, self.shifted, strict=True):
            a0, a1, a2 = 0.0, 0.0, 0.0
            for offset, _, total, x0, x1, x2 in own:
                p = 1 / (1 + exp(-level - offset))
                q = total * p * (1 - p)
                a0 += q * x0
                a1 += q * x1
                a2 += q * x2
            observed.covariates.append([a0, a1, a2])
        up = _UpwardPass(self, observed, mode.domain_variance, mode.topic_variance)
        return _posterior(self, up, mode)


class _UpwardPass:
    """The evidence, passed from topics to domains and from domains to the overall level."""

    def __init__(
        self, fit: _Fit, observed: Observations, domain_variance: float, topic_variance: float
    ) -> None:
        self.observed = observed
        self.domain_variance, self.topic_variance = domain_variance, topic_variance
        self.topic_shrink = [1 / (1 + topic_variance * q) for q in observed.precision]
        self.precision = [0.0] * fit.domains
        self.value = [0.0] * fit.domains
        self.covariates = [[0.0, 0.0, 0.0] for _ in range(fit.domains)]
        for topic, domain in enumerate(fit.parents):
            shrink = self.topic_shrink[topic]
            self.precision[domain] += shrink * observed.precision[topic]
            self.value[domain] += shrink * observed.value[topic]
            if observed.covariates:
                total, own = self.covariates[domain], observed.covariates[topic]
                for i in _K:
                    total[i] += shrink * own[i]
        self.domain_shrink = [1 / (1 + domain_variance * q) for q in self.precision]
        self.level_precision = 1 / LEVEL_VARIANCE + dot(self.precision, self.domain_shrink)
        self.level_value = LEVEL / LEVEL_VARIANCE + dot(self.value, self.domain_shrink)

    @property
    def level(self) -> float:
        """The overall level, given the effects."""
        return self.level_value / self.level_precision

    @property
    def centers(self) -> list[float]:
        """The domains' levels, given the effects."""
        level = self.level
        return [
            shrink * (level + self.domain_variance * value)
            for shrink, value in zip(self.domain_shrink, self.value, strict=True)
        ]


def _posterior(fit: _Fit, up: _UpwardPass, mode: _Mode) -> Point:
    """Return the posterior around a mode; `up` passed the evidence with its covariates."""
    level_slope = [
        -sum(shrink * at[i] for shrink, at in zip(up.domain_shrink, up.covariates, strict=True))
        / up.level_precision
        for i in _K
    ]
    domain_slope = [
        [shrink * (level_slope[i] - up.domain_variance * at[i]) for i in _K]
        for shrink, at in zip(up.domain_shrink, up.covariates, strict=True)
    ]
    topic_slope = []
    for topic, shrink in enumerate(up.topic_shrink):
        above, at = domain_slope[fit.parents[topic]], up.observed.covariates[topic]
        topic_slope.append([shrink * (above[i] - up.topic_variance * at[i]) for i in _K])
    return Point(
        log_weight=mode.log_weight,
        eta=mode.evaluated.eta,
        level_variance=1 / up.level_precision,
        domain_variance=up.domain_variance,
        topic_variance=up.topic_variance,
        domain_shrink=up.domain_shrink,
        topic_shrink=up.topic_shrink,
        domain_slope=domain_slope,
        topic_slope=topic_slope,
    )
