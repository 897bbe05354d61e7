"""Parts of the mastery model: its intermediate values, and small linear algebra."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Observations:
    """The answers as normal observations around the current estimate.

    For each topic: precision, precision × value, and precision × each covariate.
    """

    precision: list[float]
    value: list[float]
    covariates: list[list[float]]


@dataclass(slots=True)
class Point:
    """The posterior at one pair of spreads.

    `log_weight` is the log of its unnormalized probability, and `eta` are the topics' modes.
    `topic_shrink` is the factor by which a domain's deviation is passed on to a topic, which adds a
    variance of its own; `domain_shrink` is the same from the overall level to a domain. The slopes
    are the derivatives with respect to the effects β.
    """

    log_weight: float
    eta: list[float]
    level_variance: float
    domain_variance: float
    topic_variance: float
    domain_shrink: list[float]
    topic_shrink: list[float]
    domain_slope: list[list[float]]
    topic_slope: list[list[float]]


# -- small linear algebra ---------------------------------------------------------------------


def dot(a: Sequence[float], b: Sequence[float]) -> float:
    """Return the inner product of two vectors of the same length."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def quadratic_form(matrix: Sequence[Sequence[float]], v: Sequence[float]) -> float:
    """Return vᵀ·matrix·v for a symmetric 3 × 3 matrix."""
    a, b, c = v
    (m00, m01, m02), (_, m11, m12), (_, _, m22) = matrix
    return m00 * a * a + m11 * b * b + m22 * c * c + 2 * (m01 * a * b + m02 * a * c + m12 * b * c)


def eliminate_level(
    cross: list[list[float]], rhs: list[float], lost: float, at: Sequence[float], value: float
) -> None:
    """Subtract the contribution of an eliminated level from the equations for β, in place."""
    for i in range(len(at)):
        rhs[i] -= lost * at[i] * value
        for j in range(len(at)):
            cross[i][j] -= lost * at[i] * at[j]


def solve(matrix: list[list[float]], vector: list[float]) -> tuple[list[float], list[list[float]]]:
    """Return the solution of a small positive-definite system, and the inverse (Gauss-Jordan)."""
    size = len(vector)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = rows[i][i]
        rows[i] = [value / pivot for value in rows[i]]
        for j in range(size):
            if j != i and rows[j][i]:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    inverse = [row[size:] for row in rows]
    return [dot(row, vector) for row in inverse], inverse
