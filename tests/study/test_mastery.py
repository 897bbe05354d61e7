"""What is believed of topics, and which are weak."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.study.mastery import (
    Picture,
    Tally,
    Verdict,
    beta_cdf,
    beta_quantile,
    mastery,
    tally,
    weak_areas,
)

DOMAINS = {"a.one": "a", "a.two": "a", "b.one": "b"}
WEIGHTS = {"a": 60.0, "b": 40.0}
QUESTIONS = {"a.one": 30, "a.two": 10, "b.one": 25}

tallies = st.builds(
    lambda total, share: Tally(round(total * share), total), st.integers(0, 200), st.floats(0, 1)
)
counts_of_topics = st.fixed_dictionaries(dict.fromkeys(DOMAINS, tallies))


def picture(counts: dict[str, Tally]) -> Picture:
    return mastery(counts, domains=DOMAINS, weights=WEIGHTS, questions=QUESTIONS)


def test_posterior_means_agree_with_the_formula_worked_by_hand() -> None:
    found = picture({"a.one": Tally(6, 10), "a.two": Tally(2, 10), "b.one": Tally(20, 20)})
    overall = (0.68 * 8 + 28) / (8 + 40)
    a = (40 * overall + 8) / (40 + 20)
    assert found.domains[0].mean == pytest.approx(a)
    assert found.topics[0].mean == pytest.approx((20 * a + 6) / 30)
    assert found.topics[1].mean == pytest.approx((20 * a + 2) / 30)
    assert (found.topics[0].correct, found.topics[0].total) == (6, 10)


def test_without_answers_everything_is_the_prior_and_nothing_is_judged() -> None:
    found = picture({})
    for row in (*found.topics, *found.domains):
        assert row.mean == pytest.approx(0.68)
        assert row.verdict is Verdict.UNKNOWN


def test_a_topic_is_weak_or_strong_only_on_evidence() -> None:
    poor = picture({t: Tally(6, 20) for t in DOMAINS})
    fine = picture({t: Tally(20, 20) for t in DOMAINS})
    few = picture({"a.one": Tally(1, 3), "a.two": Tally(15, 20), "b.one": Tally(15, 20)})
    assert {row.verdict for row in poor.topics} == {Verdict.WEAK}
    assert {row.verdict for row in fine.topics} == {Verdict.STRONG}
    assert few.topics[0].verdict is Verdict.UNKNOWN


def test_neighbours_alone_give_no_verdict() -> None:
    found = picture({"a.one": Tally(60, 60), "b.one": Tally(60, 60)})
    assert found.topics[1].below < 0.2
    assert found.topics[1].verdict is Verdict.UNKNOWN


def test_a_domains_weight_is_shared_out_by_exam_questions() -> None:
    found = picture({})
    assert [row.weight for row in found.topics] == pytest.approx([0.45, 0.15, 0.4])
    assert sum(row.weight for row in found.domains) == pytest.approx(1)
    assert found.topics[0].priority == pytest.approx(0.45 * (0.72 - 0.68))


def test_weak_areas_are_ranked_by_what_there_is_to_gain_on_the_exam() -> None:
    rows = picture({"a.one": Tally(12, 20), "a.two": Tally(4, 20), "b.one": Tally(40, 40)}).topics
    ranked = weak_areas(rows)
    assert [row.name for row in ranked] == ["a.one", "a.two"]
    assert ranked[0].mean > ranked[1].mean


def test_topics_that_are_not_asked_weigh_nothing() -> None:
    found = mastery({}, domains={"x": "d", "y": "e"}, weights={"d": 1}, questions={"y": 3})
    assert [row.weight for row in found.topics] == [0, 0]
    assert weak_areas(found.topics) == []


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        Tally(3, 2)
    with pytest.raises(ValueError, match="target"):
        mastery({}, domains=DOMAINS, weights=WEIGHTS, questions=QUESTIONS, target=1)


@given(st.lists(st.tuples(st.sampled_from([*DOMAINS, "other"]), st.booleans())), st.randoms())
def test_the_order_of_answers_does_not_matter(
    answers: list[tuple[str, bool]], rng: random.Random
) -> None:
    mixed = list(answers)
    rng.shuffle(mixed)
    assert picture(tally(mixed)) == picture(tally(answers))


@given(counts_of_topics, st.sampled_from(list(DOMAINS)))
def test_turning_a_wrong_answer_right_lowers_no_mean(counts: dict[str, Tally], topic: str) -> None:
    own = counts[topic]
    if own.correct == own.total:
        return
    before = picture(counts)
    after = picture(counts | {topic: Tally(own.correct + 1, own.total)})
    for was, now in zip(
        (*before.topics, *before.domains), (*after.topics, *after.domains), strict=True
    ):
        assert now.mean >= was.mean - 1e-12
        assert now.below <= was.below + 1e-9


def test_more_answers_narrow_the_interval_around_the_mean() -> None:
    few = picture({"a.one": Tally(7, 10)}).topics[0]
    many = picture({"a.one": Tally(70, 100)}).topics[0]
    assert few.low < few.mean < few.high
    assert many.low < many.mean < many.high
    assert many.high - many.low < few.high - few.low


@given(counts_of_topics)
def test_intervals_lie_within_bounds(counts: dict[str, Tally]) -> None:
    found = picture(counts)
    for row in (*found.topics, *found.domains):
        assert 0 <= row.low < row.high <= 1
        assert 0 < row.mean < 1
        assert 0 <= row.below <= 1


@pytest.mark.parametrize(
    ("x", "a", "b", "share"),
    [
        (0.3, 1, 1, 0.3),
        (0.3, 2, 1, 0.09),
        (0.3, 1, 3, 1 - 0.7**3),
        (0.5, 7, 7, 0.5),
        (0.25, 2, 3, 0.26171875),
        (0.5, 0.5, 0.5, 0.5),
    ],
)
def test_the_beta_distribution_agrees_with_closed_forms(
    x: float, a: float, b: float, share: float
) -> None:
    assert beta_cdf(x, a, b) == pytest.approx(share, abs=1e-12)
    assert beta_quantile(share, a, b) == pytest.approx(x, abs=1e-9)


@given(st.floats(0.5, 3000), st.floats(0.5, 3000), st.floats(0.001, 0.999))
def test_quantile_and_distribution_undo_each_other(a: float, b: float, share: float) -> None:
    assert beta_cdf(beta_quantile(share, a, b), a, b) == pytest.approx(share, abs=1e-7)


@pytest.mark.parametrize(("a", "b"), [(9_000.0, 5_000.0), (2e6, 7e5)])
@pytest.mark.parametrize("share", [0.1, 0.9])
def test_the_quantile_of_many_answers_needs_one_look_at_the_distribution(
    a: float, b: float, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def noted(x: float, a_: float, b_: float) -> float:
        if (a_, b_) == (a, b):  # and not what it asks of itself, from the other side
            asked.append(x)
        return beta_cdf(x, a_, b_)

    monkeypatch.setattr("quizapp.study.mastery.beta_cdf", noted)
    found = beta_quantile(share, a, b)
    assert len(asked) == 1
    assert beta_cdf(found, a, b) == pytest.approx(share, abs=1e-9)


@given(st.floats(0.5, 500), st.floats(0.5, 500), st.floats(0, 1), st.floats(0, 1))
def test_the_distribution_never_falls(a: float, b: float, x: float, y: float) -> None:
    low, high = sorted((x, y))
    assert beta_cdf(low, a, b) <= beta_cdf(high, a, b) + 1e-12


def test_the_ends_of_the_beta_distribution() -> None:
    assert (beta_cdf(-1, 2, 3), beta_cdf(2, 2, 3)) == (0, 1)
    assert (beta_quantile(0, 2, 3), beta_quantile(1, 2, 3)) == (0, 1)
    with pytest.raises(ValueError, match="a > 0"):
        beta_cdf(0.5, 0, 1)
    with pytest.raises(ValueError, match="share"):
        beta_quantile(1.5, 1, 1)
