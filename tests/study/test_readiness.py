"""The probability of passing a fresh mock."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.study import readiness_counts
from quizapp.study.readiness import Answer, Lack, Readiness, ReadinessState, predict, words

FORM = {"1": 20, "2": 17, "3": 14, "4": 14}
DOMAINS = {f"{d}.{n}": d for d in FORM for n in range(10)}


def answers(
    count: int, share: float, *, first: bool = True, seed: int = 1, domains: Sequence[str] = "1234"
) -> list[Answer]:
    """Return `count` answers on the topics in turn, each right with probability `share`."""
    rng = random.Random(seed)
    return [
        Answer(f"{domains[i % len(domains)]}.{i % 10}", rng.random() < share, first)
        for i in range(count)
    ]


def ask(given_: Sequence[Answer], **changes: object) -> Readiness:
    asked = {"domains": DOMAINS, "form": FORM, "pass_fraction": 0.72}
    return predict(given_, **asked | changes)  # type: ignore[arg-type]


some_answers = st.lists(
    st.builds(Answer, st.sampled_from([*DOMAINS, "unknown"]), st.booleans(), st.booleans()),
    max_size=60,
)


def test_without_answers_there_is_the_prior_and_all_evidence_is_missing() -> None:
    result = ask([])
    assert 0.1 < result.probability < 0.7
    assert result.evidence.lack is Lack.ANSWERS
    assert not result.evidence.enough
    assert result.evidence.missing == 100
    assert result.evidence.missing_by_domain == dict.fromkeys(FORM, 10)
    assert result.evidence.first_sight_share == 0


def test_all_right_is_near_1_and_all_wrong_near_0() -> None:
    best, worst = ask(answers(400, 1.0)), ask(answers(400, 0.0))
    assert best.probability > 0.99
    assert best.correct_high == 65
    assert worst.probability == 0
    assert worst.correct_low == 0


def test_better_answers_give_a_higher_probability() -> None:
    told = [ask(answers(300, share)).probability for share in (0.5, 0.65, 0.75, 0.9)]
    assert told == sorted(told)
    assert told[0] < 0.05
    assert told[-1] > 0.9


def test_100_first_sight_answers_with_10_per_domain_are_enough() -> None:
    assert ask(answers(100, 0.7)).evidence.enough
    assert ask(answers(99, 0.7)).evidence.missing == 1
    lopsided = ask(answers(120, 0.7, domains="123") + answers(4, 0.7, domains="4"))
    assert lopsided.evidence.lack is Lack.DOMAINS
    assert lopsided.evidence.missing == 0
    assert lopsided.evidence.missing_by_domain == {"4": 6}


def test_repeats_are_not_first_sight_evidence() -> None:
    evidence = ask(answers(60, 0.7) + answers(240, 0.9, first=False)).evidence
    assert (evidence.answers, evidence.first_sight, evidence.missing) == (300, 60, 40)
    assert evidence.first_sight_share == 0.2


def test_replaying_until_right_does_not_inflate_the_probability() -> None:
    rng = random.Random(3)
    honest, replayed = answers(400, 0.6), []
    for answer in honest:
        replayed.append(answer)
        replayed += [Answer(answer.topic, rng.random() < 0.98, False) for _ in range(2)]
    right = sum(a.correct for a in replayed) / len(replayed)
    assert right > 0.8
    assert ask(replayed).probability < 0.2


def test_recent_answers_count_more() -> None:
    poor, good = answers(300, 0.5, seed=5), answers(300, 0.9, seed=6)
    assert ask(poor + good).probability > ask(good + poor).probability + 0.3


def test_unknown_topics_are_ignored() -> None:
    known = answers(150, 0.7)
    strange = [Answer("elsewhere", False, True)] * 50
    assert ask([*strange, *known, *strange]) == ask(known)


def test_domain_without_answers_follows_the_others() -> None:
    only = {t: d for t, d in DOMAINS.items() if d != "4"}
    good = answers(300, 0.95, domains="123")
    told = ask(good, domains=only)
    assert told.probability > 0.7
    assert told.evidence.missing_by_domain == {"4": 10}
    assert ask(good).correct_low <= ask(good).correct_high


def test_domain_without_questions_needs_no_evidence() -> None:
    result = ask(answers(150, 0.7, domains="123"), form=FORM | {"4": 0})
    assert result.correct_high <= 51
    assert result.evidence.enough
    assert "4" not in result.evidence.by_domain


def test_pass_mark_is_that_of_the_score() -> None:
    """18 of 25 is exactly 72%, which passes."""
    given_ = answers(200, 0.72)
    at_18 = ask(given_, form={"1": 25}, pass_fraction=0.72).probability
    above_18 = ask(given_, form={"1": 25}, pass_fraction=0.7201).probability
    assert at_18 > above_18
    assert ask(given_, pass_fraction=0).probability == 1
    assert ask(given_, pass_fraction=1.01).probability == 0


def test_real_exam_is_less_certain_in_both_directions() -> None:
    form = {"1": 15, "2": 13, "3": 11, "4": 11}
    for share in (0.62, 0.85):
        plain = ask(answers(600, share), form=form)
        real = ask(answers(600, share), form=form, shock=0.4)
        assert abs(real.probability - 0.5) < abs(plain.probability - 0.5)
        assert real.correct_high - real.correct_low > plain.correct_high - plain.correct_low


def test_same_seed_gives_the_same_result() -> None:
    given_ = answers(200, 0.72)
    assert ask(given_, seed=4) == ask(given_, seed=4)
    figures = {ask(given_, seed=seed).probability for seed in range(6)}
    assert len(figures) > 1
    assert max(figures) - min(figures) < 0.08


def test_very_long_history_does_not_overflow() -> None:
    long = answers(60_000, 0.8)
    assert ask(long).probability == pytest.approx(ask(long[-5_000:]).probability, abs=0.06)


def test_growing_weights_match_explicit_decay() -> None:
    """Two answers on one topic with half-life 1: the older counts a quarter after both steps."""
    tree = readiness_counts.TopicIndex.of({"t": "d"}, {"d": 1})
    member = readiness_counts.EnsembleMember(1.0, 1.0)
    running = readiness_counts.MemberCounts.empty(member, tree)
    running.add([(0, True, True), (0, False, True)], tree.parent)
    believed = running.belief(tree)
    right, count = 0.25, 0.25 + 0.5
    lent = 20 / (20 + count)
    [domain] = believed.domains
    assert domain.right == pytest.approx(right * lent)
    assert domain.count == pytest.approx(count * lent)
    lent_on = 40 / (40 + domain.count)
    assert believed.right == pytest.approx(0.68 * 8 + domain.right * lent_on)
    assert domain.base == pytest.approx(right / (20 + count))
    assert domain.slope == pytest.approx(20 / (20 + count))


@settings(max_examples=60, deadline=None)
@given(some_answers, some_answers)
def test_stored_state_continues_like_an_unstored_one(
    before: list[Answer], after: list[Answer]
) -> None:
    readiness_state = ReadinessState.empty(DOMAINS, FORM)
    readiness_state.add((a.topic, a.correct, a.first_exposure) for a in before)
    again = ReadinessState.of(json.loads(json.dumps(readiness_state.document())), DOMAINS, FORM)
    assert again is not None
    again.add((a.topic, a.correct, a.first_exposure) for a in after)
    assert again.predict(FORM, pass_fraction=0.72, draws=50) == ask([*before, *after], draws=50)


def test_stored_state_for_other_topics_is_rejected() -> None:
    stored = ReadinessState.empty(DOMAINS, FORM).document()
    assert ReadinessState.of(stored, {**DOMAINS, "new": "1"}, FORM) is None


@pytest.mark.parametrize(("form", "draws"), [({}, 10), ({"1": 0}, 10), ({"1": -1}, 10), (FORM, 0)])
def test_form_needs_questions_and_draws(form: dict[str, int], draws: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        ask([], form=form, draws=draws)


@settings(max_examples=60, deadline=None)
@given(some_answers, st.floats(0, 1), st.integers(0, 5))
def test_results_stay_within_bounds(given_: list[Answer], shock: float, seed: int) -> None:
    result = ask(given_, shock=shock, draws=50, seed=seed)
    assert 0 <= result.probability <= 1
    assert 0 <= result.correct_low <= result.correct_high <= 65
    assert result == ask(given_, shock=shock, draws=50, seed=seed)


@settings(max_examples=100, deadline=None)
@given(some_answers.filter(bool), st.data(), st.sampled_from(readiness_counts.MEMBERS))
def test_right_instead_of_wrong_never_lowers_a_members_mean(
    given_: list[Answer], data: st.DataObject, member: readiness_counts.EnsembleMember
) -> None:
    tree = readiness_counts.TopicIndex.of(DOMAINS, FORM)
    known = [
        (tree.topics[a.topic], a.correct, a.first_exposure)
        for a in given_
        if a.topic in tree.topics
    ]
    if not known:
        return
    at = data.draw(st.integers(0, len(known) - 1))
    topic, _, first = known[at]
    means = []
    for correct in (False, True):
        running = readiness_counts.MemberCounts.empty(member, tree)
        running.add([*known[:at], (topic, correct, first), *known[at + 1 :]], tree.parent)
        believed = running.belief(tree)
        means.append(believed.right / believed.count)
    assert means[1] >= means[0] - 1e-12


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "less than 1 in 10"),
        (0.049, "less than 1 in 10"),
        (0.05, "about 1 in 10"),
        (0.61, "about 6 in 10"),
        (0.65, "about 7 in 10"),
        (0.7999, "about 8 in 10"),
        (0.8, "ready: about 8 in 10"),
        (0.94, "ready: about 9 in 10"),
        (0.96, "ready: more than 9 in 10"),
        (1.0, "ready: more than 9 in 10"),
    ],
)
def test_probability_in_words(probability: float, text: str) -> None:
    assert words(probability) == text


@given(st.floats(0, 0.8, exclude_max=True))
def test_ready_only_from_eight_in_ten(probability: float) -> None:
    assert "ready" not in words(probability)
