"""Scores, compared with manual calculations."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from quizapp.exam.attempt import Attempt, Kind, new_attempt
from quizapp.exam.scoring import (
    Z95,
    by_domain,
    changed,
    changes,
    pace,
    practice_score,
    report,
    wilson,
)
from tests.builders import bank, blueprint, question

PLAN = blueprint()


def marked_form(right: int) -> Attempt:
    """Return a form of 65 with the first `right` questions right and the rest blank."""
    stock = bank(PLAN, 10)
    chosen = [
        q
        for domain, count in PLAN.form.items()
        for q in [q for q in stock if q.domain(PLAN.code) == domain][:count]
    ]
    attempt = new_attempt(
        Kind.MOCK, chosen, exam=PLAN.code, allowed=7800, rng=random.Random(0)
    ).start()
    for position in range(right):
        attempt = attempt.go(position, 2.0 * position).choose(0, 2.0 * position + 1)
    return attempt.submit(2.0 * right + 1)


@pytest.mark.parametrize(
    ("fraction", "score"),
    [(0, 100), (0.36, 410), (0.72, 720), (0.86, 860), (1, 1000)],
)
def test_practice_score_is_linear_on_either_side_of_the_pass_mark(
    fraction: float, score: int
) -> None:
    assert practice_score(fraction, PLAN) == score


def test_47_of_65_passes_with_723_and_its_range() -> None:
    result = report(marked_form(47), PLAN)
    assert (result.score, result.low, result.high, result.passed) == (723, 620, 817, True)


def test_46_of_65_does_not_pass() -> None:
    result = report(marked_form(46), PLAN)
    assert not result.passed
    assert result.score < 720


def test_wilson_matches_a_published_example() -> None:
    low, high = wilson(1, 10)
    assert low == pytest.approx(0.0179, abs=5e-5)
    assert high == pytest.approx(0.4042, abs=5e-5)
    assert wilson(0, 0) == (0, 1)


def test_upper_end_of_the_wilson_interval() -> None:
    assert wilson(50, 200)[1] == pytest.approx(0.31434, abs=1e-5)
    # Without hits it is z² / (n + z²).
    assert wilson(0, 10)[1] == pytest.approx(Z95**2 / (10 + Z95**2))


def test_domains_add_up_and_have_a_verdict() -> None:
    result = report(marked_form(30), PLAN)
    assert [row.total for row in result.domains] == [20, 17, 14, 14]
    assert [row.correct for row in result.domains] == [20, 10, 0, 0]
    assert sum(row.correct for row in result.domains) == result.correct
    verdicts = [row.verdict for row in result.domains]
    assert verdicts == ["Meets competencies"] + ["Needs improvement"] * 3


def test_domain_meets_competencies_from_72_percent() -> None:
    asked = [question(f"q{n}", skill="1.1.1") for n in range(25)]
    attempt = new_attempt(
        Kind.MOCK, asked, exam="TST-C01", allowed=None, rng=random.Random(0)
    ).start()
    for position in range(18):
        attempt = attempt.go(position, position).choose(0, position)
    first, *others = by_domain(attempt.items, PLAN)
    assert (first.correct, first.total, first.meets) == (18, 25, True)
    assert {row.verdict for row in others} == {"not asked"}


def test_changes_are_counted_by_effect() -> None:
    asked = [question(f"q{n}") for n in range(4)]
    attempt = new_attempt(
        Kind.MOCK, asked, exam="TST-C01", allowed=None, rng=random.Random(0)
    ).start()
    for position, (first, then) in enumerate([(1, 0), (0, 1), (1, 2), (0, 0)]):
        attempt = attempt.go(position, position).choose(first, position)
        if then != first:
            attempt = attempt.choose(then, position)
    found = changes(attempt.items)
    assert (found.wrong_to_right, found.right_to_wrong, found.wrong_to_wrong) == (1, 1, 1)


def test_an_answer_that_was_cleared_is_not_changed() -> None:
    asked = [question("one"), question("two", keys=(0, 1)), question("three", keys=(0, 1))]
    attempt = new_attempt(
        Kind.MOCK, asked, exam="TST-C01", allowed=None, rng=random.Random(0)
    ).start()
    attempt = attempt.choose(0, 0).clear(0).go(1, 1)
    attempt = attempt.choose(0, 1).choose(1, 1).choose(1, 1).go(2, 2)
    attempt = attempt.choose(0, 2).choose(2, 2).choose(2, 2).choose(1, 2)
    assert [item.first_choice for item in attempt.items] == [{0}, {0, 1}, {0, 2}]
    assert [changed(item) for item in attempt.items] == [False, False, True]
    found = changes(attempt.items)
    assert (found.wrong_to_right, found.right_to_wrong, found.wrong_to_wrong) == (1, 0, 0)


def test_pace_is_the_mean_of_each_quarter() -> None:
    asked = [question(f"q{n}") for n in range(8)]
    attempt = new_attempt(
        Kind.MOCK, asked, exam="TST-C01", allowed=None, rng=random.Random(0)
    ).start()
    at = 0.0
    for position in range(7):
        at += 10 * (position // 2 + 1)
        attempt = attempt.go(position + 1, at)
    assert pace(attempt.items) == [10, 20, 30, 20]
    few = [
        replace(item, seen=n == 0, seconds=10.0 * (n == 0)) for n, item in enumerate(attempt.items)
    ]
    assert pace(few) == [10, None, None, None], "of the questions that were shown"
