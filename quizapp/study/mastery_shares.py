"""Shares of right answers, computed from the posterior of the mastery model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.study.mastery_algebra import Point, quadratic_form


@dataclass(frozen=True, slots=True)
class Share:
    """The estimate of a share of right answers (0-1): its mean and its variance."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Shares:
    """The estimates for every topic and every domain, by index."""

    topics: tuple[Share, ...]
    domains: tuple[Share, ...]


@dataclass(slots=True)
class Mixture:
    """The mean and second moment of a mixture, summed over its components."""

    mean: float = 0.0
    square: float = 0.0

    def add(self, share: float, mean: float, variance: float) -> None:
        """Add a component with the probability `share`."""
        self.mean += share * mean
        self.square += share * (variance + mean * mean)

    @property
    def share(self) -> Share:
        """The mixture as one estimate."""
        return Share(self.mean, max(1e-9, self.square - self.mean * self.mean))


def add_shares(
    point: Point,
    share: float,
    covariance: Sequence[Sequence[float]],
    parents: Sequence[int],
    weights: Sequence[float],
    topics: Sequence[Mixture],
    domains: Sequence[Mixture],
) -> None:
    """Add the shares at one point, with the probability `share`, to the mixtures.

    `covariance` is that of the effects β. `parents` and `weights` are as in `mastery_model.shares`.
    The mean of s(η), η normal with variance v, is s(η / √(1 + πv/8)) (MacKay 1992); its variance
    comes from the slope there.
    """
    above = [
        shrink * shrink * point.level_variance + shrink * point.domain_variance
        for shrink in point.domain_shrink
    ]
    mean = [0.0] * len(domains)
    own = [0.0] * len(domains)
    common = [0.0] * len(domains)
    slopes = [[0.0, 0.0, 0.0] for _ in range(len(domains))]
    for topic, domain in enumerate(parents):
        shrink, slope = point.topic_shrink[topic], point.topic_slope[topic]
        alone = point.topic_variance * shrink
        variance = alone + shrink * shrink * above[domain] + quadratic_form(covariance, slope)
        flatter = 1 + math.pi * variance / 8
        right = 1 / (1 + math.exp(-point.eta[topic] / math.sqrt(flatter)))
        steep = right * (1 - right) / flatter**0.25
        topics[topic].add(share, right, steep * steep * variance)
        weight = weights[topic]
        mean[domain] += weight * right
        weight *= steep
        own[domain] += weight * weight * alone
        common[domain] += weight * shrink
        total = slopes[domain]
        total[0] += weight * slope[0]
        total[1] += weight * slope[1]
        total[2] += weight * slope[2]
    for domain, mixture in enumerate(domains):
        variance = own[domain] + common[domain] ** 2 * above[domain]
        mixture.add(share, mean[domain], variance + quadratic_form(covariance, slopes[domain]))
