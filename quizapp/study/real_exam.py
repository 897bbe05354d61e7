"""What the results of real exams say about the predictions for the next one.

The difficulty of a real exam, compared with the mocks here, is a shift in logits that is not known.
Before any result it is distributed N(0, 0.4²). Each result moves it by one step of Bayes' rule. The
probability of passing, given the shift s, is taken as Φ((m + s) / τ), where m is set by the
prediction made before the exam. The posterior is replaced with the normal distribution that has the
same mean and variance (assumed-density filtering).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

SPREAD = 0.45
"""τ: the standard deviation in logits of a result around the learner's expected share, from what
is not known about the learner and from the 50 scored questions."""
SUREST = 0.99
"""A prediction counts as at most this sure, so that no single result decides."""


@dataclass(frozen=True, slots=True)
class Shock:
    """The distribution of the real exam's shift in difficulty: mean and standard deviation.

    Both are in logits; above 0, the real exam is easier than predicted.
    """

    mean: float
    deviation: float


PRIOR = Shock(0.0, 0.4)


def after_result(before: Shock, predicted: float, passed: bool) -> Shock:
    """Return the distribution after one result.

    `predicted` is the chance of passing the real exam (0-1) that was stated before it. A surprising
    failure lowers the mean, a surprising pass raises it, and an expected result moves it little.

    Raises ValueError for a prediction outside 0-1.
    """
    # Imported with the first result: few learners have one, and every start would pay for it.
    from statistics import NormalDist

    if not 0 <= predicted <= 1:
        raise ValueError(f"{predicted!r} is not a probability")
    normal = NormalDist()
    chance = min(SUREST, max(1 - SUREST, predicted))
    z = normal.inv_cdf(chance if passed else 1 - chance)
    variance = before.deviation**2
    total = math.hypot(SPREAD, before.deviation)
    ratio = normal.pdf(z) / normal.cdf(z)
    step = variance / total * ratio
    left = variance - variance**2 / total**2 * ratio * (z + ratio)
    return Shock(before.mean + (step if passed else -step), math.sqrt(left))


def shock(results: Iterable[tuple[float | None, bool]]) -> Shock:
    """Return the distribution after results (prediction, passed), oldest first.

    A result without a prediction changes nothing: there is nothing to compare it with.
    """
    now = PRIOR
    for predicted, passed in results:
        if predicted is not None:
            now = after_result(now, predicted, passed)
    return now
