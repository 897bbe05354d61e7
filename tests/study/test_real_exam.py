"""The shift of the real exam's difficulty, after its results."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.study.real_exam import PRIOR, SPREAD, Shock, after_result, shock

chances = st.floats(0, 1)


def test_no_result_changes_nothing() -> None:
    assert shock([]) == PRIOR == Shock(0.0, 0.4)
    assert shock([(None, True), (None, False)]) == PRIOR


@given(chances)
def test_failure_lowers_and_pass_raises(predicted: float) -> None:
    assert (
        after_result(PRIOR, predicted, False).mean < 0 < after_result(PRIOR, predicted, True).mean
    )


@given(chances, st.booleans())
def test_result_leaves_less_uncertainty(predicted: float, passed: bool) -> None:
    found = after_result(PRIOR, predicted, passed)
    assert 0.2 < found.deviation < PRIOR.deviation
    assert abs(found.mean) < 2 * PRIOR.deviation


def test_surprise_moves_more_than_what_was_expected() -> None:
    surprising, expected = after_result(PRIOR, 0.9, False), after_result(PRIOR, 0.1, False)
    assert surprising.mean < -0.35 < -0.1 < expected.mean
    assert after_result(PRIOR, 0.1, True).mean == pytest.approx(-surprising.mean)
    assert after_result(PRIOR, 0.99, True).mean < 0.02


@pytest.mark.parametrize("predicted", [0.1, 0.5, 0.7, 0.95])
@pytest.mark.parametrize("passed", [True, False])
def test_moments_are_those_of_the_exact_posterior(predicted: float, passed: bool) -> None:
    """Compare with the integral over a fine grid of shifts."""
    from statistics import NormalDist

    normal = NormalDist()
    m = normal.inv_cdf(predicted) * math.hypot(SPREAD, PRIOR.deviation)
    grid = [-3 + number / 1000 for number in range(6001)]
    weights = []
    for shift in grid:
        chance = normal.cdf((m + shift) / SPREAD)
        prior = math.exp(-((shift / PRIOR.deviation) ** 2) / 2)
        weights.append(prior * (chance if passed else 1 - chance))
    mean = sum(w * s for w, s in zip(weights, grid, strict=True)) / sum(weights)
    variance = sum(w * (s - mean) ** 2 for w, s in zip(weights, grid, strict=True)) / sum(weights)
    found = after_result(PRIOR, predicted, passed)
    assert found.mean == pytest.approx(mean, abs=1e-4)
    assert found.deviation == pytest.approx(math.sqrt(variance), abs=1e-4)


def test_results_add_up() -> None:
    twice = shock([(0.8, False), (None, True), (0.8, False)])
    assert twice.mean < shock([(0.8, False)]).mean
    assert twice == after_result(after_result(PRIOR, 0.8, False), 0.8, False)


@pytest.mark.parametrize("predicted", [-0.1, 1.1, float("nan")])
def test_impossible_prediction_is_refused(predicted: float) -> None:
    with pytest.raises(ValueError, match="not a probability"):
        after_result(PRIOR, predicted, True)
