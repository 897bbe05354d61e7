"""Mastery of topics and domains, and their verdicts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.study.counted import CountedAnswers, EvidenceKind, counted
from quizapp.study.mastery import (
    Mastery,
    MasteryByArea,
    Tally,
    Verdict,
    first_to_practice,
    mastery,
    weak_areas,
)

TARGET = 0.72
SIZES = {"Development": 31, "Security": 17, "Testing": 16, "Troubleshooting": 16}
DOMAINS = {f"{name}.{n}": name for name, size in SIZES.items() for n in range(size)}
WEIGHTS = {"Development": 30.0, "Security": 26.0, "Testing": 22.0, "Troubleshooting": 22.0}
APART = {
    "Development": (24, 28),
    "Security": (17, 44),
    "Testing": (17, 51),
    "Troubleshooting": (14, 23),
}
ALIKE = {
    "Development": (20, 30),
    "Security": (12, 20),
    "Testing": (10, 14),
    "Troubleshooting": (9, 15),
}

Given = tuple[str, bool, EvidenceKind | None]


def history(counts: dict[str, tuple[int, int]], seed: int = 1) -> list[Given]:
    """Return first-sight answers in random order, given (right, all) for each domain."""
    rng = random.Random(seed)
    found: list[Given] = []
    for name, (right, total) in counts.items():
        marks = [n < right for n in range(total)]
        rng.shuffle(marks)
        found += [
            (f"{name}.{n % SIZES[name]}", mark, EvidenceKind.FIRST_SIGHT)
            for n, mark in enumerate(marks)
        ]
    rng.shuffle(found)
    return found


def picture(answers: list[Given]) -> MasteryByArea:
    tallies: dict[str, Tally] = {}
    for topic, correct, kind in answers:
        if kind is EvidenceKind.FIRST_SIGHT:
            tallies[topic] = tallies.get(topic, Tally()) + Tally(int(correct), 1)
    return mastery(
        counted(answers, {topic: n for n, topic in enumerate(DOMAINS)}),
        tallies,
        domains=DOMAINS,
        weights=WEIGHTS,
        questions=dict.fromkeys(DOMAINS, 7),
        target=TARGET,
    )


def areas(answers: list[Given]) -> dict[str, Mastery]:
    found = picture(answers)
    return {row.name: row for row in (*found.domains, *found.topics)}


def test_without_answers_there_is_the_prior_and_no_verdict() -> None:
    for row in areas([]).values():
        assert row.mean == pytest.approx(0.63, abs=0.01)
        assert (row.verdict, row.words) == (Verdict.FEW, "not asked yet")


def test_different_domains_are_judged_by_their_own_answers() -> None:
    """24/28 next to 17/44, 17/51, and 14/23 must not be "weak"."""
    found = areas(history(APART))
    development = found["Development"]
    assert (development.correct, development.total) == (24, 28)
    assert development.verdict is Verdict.STRONG
    assert development.low - 0.06 <= 24 / 28 <= development.high + 0.06
    assert found["Security"].verdict is found["Testing"].verdict is Verdict.WEAK
    assert found["Troubleshooting"].verdict is Verdict.FEW
    assert found["Troubleshooting"].words == "too few answers yet: about 10 more would settle it"


def test_a_domain_with_few_answers_is_neither_weak_nor_strong() -> None:
    """A domain of which home says "too few answers" must not be called weak elsewhere."""
    found = areas(history(APART | {"Troubleshooting": (0, 9)}))
    assert found["Troubleshooting"].below > 0.8
    assert found["Troubleshooting"].verdict is Verdict.FEW
    found = areas(history(APART | {"Troubleshooting": (0, 10)}))
    assert found["Troubleshooting"].verdict is Verdict.WEAK


def test_similar_domains_borrow_strength() -> None:
    alike = dict(zip(SIZES, ((20, 28), (19, 28), (21, 28), (20, 28)), strict=True))
    found = areas(history(alike))
    for name in SIZES:
        assert found[name].mean == pytest.approx(0.72, abs=0.03)
        assert found[name].high - found[name].low < 0.18


def test_misses_in_one_domain_hardly_affect_another() -> None:
    """Twenty misses in Security must not change Testing, still 10/14, much."""
    before = history(ALIKE)
    misses: list[Given] = [
        (f"Security.{n % 17}", False, EvidenceKind.FIRST_SIGHT) for n in range(20)
    ]
    was, now = areas(before)["Testing"], areas(before + misses)["Testing"]
    assert (now.correct, now.total) == (10, 14)
    assert abs(now.mean - was.mean) < 0.5 * (0.667 - 0.606)
    assert now.verdict is not Verdict.WEAK


def test_replay_has_little_effect_and_none_on_the_same_day() -> None:
    """A replay with 9 of 26 right must not turn 8/17 into 17/43."""
    base = history(
        {
            "Development": (25, 40),
            "Security": (8, 17),
            "Testing": (14, 22),
            "Troubleshooting": (13, 20),
        }
    )
    was = areas(base)["Security"]
    missed = [topic for topic, right, _ in base if topic.startswith("Security") and not right]
    assert len(missed) == 9
    same_day: list[Given] = [(missed[n % 9], n % 3 == 0, None) for n in range(26)]
    assert areas(base + same_day)["Security"] == was
    next_day: list[Given] = [
        (topic, n % 3 == 0, EvidenceKind.LATER_DAY) for n, topic in enumerate(missed)
    ]
    now = areas(base + same_day + next_day)["Security"]
    assert (now.correct, now.total) == (8, 17)
    assert abs(now.mean - was.mean) < 0.05
    recovered: list[Given] = [(t, True, EvidenceKind.LATER_DAY) for _ in range(3) for t in missed]
    assert areas(base + recovered)["Security"].mean > was.mean + 0.02


def test_many_answers_near_the_pass_line_give_that_verdict() -> None:
    """106 of 143 is enough evidence for a verdict."""
    base = history(
        {
            "Development": (60, 85),
            "Security": (40, 60),
            "Testing": (30, 45),
            "Troubleshooting": (30, 45),
        }
    )
    marks = [n < 106 for n in range(143)]
    random.Random(3).shuffle(marks)
    numbers: list[Given] = [("Development.3", mark, EvidenceKind.FIRST_SIGHT) for mark in marks]
    row = areas(base + numbers)["Development.3"]
    assert row.total > 143
    assert (row.verdict, row.words, row.more) == (Verdict.NEAR, "near the line", 0)


def test_answers_on_other_topics_give_no_verdict() -> None:
    answers: list[Given] = [
        (f"Security.{n % 16}", True, EvidenceKind.FIRST_SIGHT) for n in range(16 * 20)
    ]
    row = areas(answers)["Security.16"]
    assert row.below < 0.2
    assert row.verdict is Verdict.FEW


def test_more_answers_narrow_the_interval() -> None:
    few = areas(history({"Security": (7, 10)}))["Security"]
    many = areas(history({"Security": (70, 100)}))["Security"]
    assert few.low < few.mean < few.high
    assert many.high - many.low < few.high - few.low


def test_domain_weight_is_divided_by_exam_questions() -> None:
    found = mastery(
        CountedAnswers(),
        {},
        domains={"a.one": "a", "a.two": "a", "b.one": "b"},
        weights={"a": 60.0, "b": 40.0},
        questions={"a.one": 30, "a.two": 10, "b.one": 25},
        target=TARGET,
    )
    assert [row.weight for row in found.topics] == pytest.approx([0.45, 0.15, 0.4])
    assert sum(row.weight for row in found.domains) == pytest.approx(1)
    row = found.topics[0]
    assert row.priority == pytest.approx(0.45 * (TARGET - row.mean))


def test_weak_areas_are_ranked_by_gain_on_the_exam() -> None:
    ranked = weak_areas(picture(history(APART)).domains)
    gains = [row.weight * (TARGET - row.mean) for row in ranked]
    assert [row.name for row in ranked] == ["Security", "Testing", "Troubleshooting"]
    assert gains == sorted(gains, reverse=True)


def test_every_weak_topic_and_no_topic_without_a_miss_is_first_to_practice() -> None:
    def row(name: str, right: int, of: int, priority: float, verdict: Verdict) -> Mastery:
        return Mastery(name, "1", right, of, 0.5, 0.4, 0.6, 0.9, 0.1, priority, verdict)

    rows = [
        row("missed", 0, 1, 0.9, Verdict.FEW),
        row("right", 1, 1, 0.8, Verdict.FEW),
        row("unasked", 0, 0, 0.7, Verdict.FEW),
        row("missed too", 0, 1, 0.6, Verdict.FEW),
        row("weak", 2, 5, 0.2, Verdict.WEAK),
        row("weak, no exam question", 0, 4, 0.0, Verdict.WEAK),
        row("strong", 8, 9, -0.1, Verdict.STRONG),
    ]
    weak = ["weak", "weak, no exam question"]
    for most, listed in ((1, weak), (3, [*weak, "missed"]), (9, [*weak, "missed", "missed too"])):
        assert [r.name for r in first_to_practice(reversed(rows), most)] == listed


def test_topics_without_exam_questions_have_no_weight() -> None:
    found = mastery(
        CountedAnswers(),
        {},
        domains={"x": "d", "y": "e"},
        weights={"d": 1},
        questions={"y": 3},
        target=TARGET,
    )
    assert [row.weight for row in found.topics] == [0, 0]
    assert weak_areas(found.topics) == []


def test_impossible_counts_and_targets_are_refused() -> None:
    with pytest.raises(ValueError, match="not possible"):
        Tally(3, 2)
    with pytest.raises(ValueError, match="target"):
        mastery(CountedAnswers(), {}, domains=DOMAINS, weights=WEIGHTS, questions={}, target=1)


FEW_TOPICS = {"a.one": "a", "a.two": "a", "b.one": "b"}
answers_of_topics = st.lists(
    st.tuples(
        st.sampled_from(list(FEW_TOPICS)),
        st.integers(0, 40),
        st.floats(0, 1),
        st.sampled_from([*EvidenceKind, None]),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(answers_of_topics, st.randoms())
def test_no_verdict_contradicts_the_counts_next_to_it(
    runs: list[tuple[str, int, float, EvidenceKind | None]], rng: random.Random
) -> None:
    answers: list[Given] = [
        (topic, rng.random() < share, kind)
        for topic, number, share, kind in runs
        for _ in range(number)
    ]
    tallies: dict[str, Tally] = {}
    for topic, correct, kind in answers:
        if kind is EvidenceKind.FIRST_SIGHT:
            tallies[topic] = tallies.get(topic, Tally()) + Tally(int(correct), 1)
    found = mastery(
        counted(answers, {topic: n for n, topic in enumerate(FEW_TOPICS)}),
        tallies,
        domains=FEW_TOPICS,
        weights={"a": 60.0, "b": 40.0},
        questions=dict.fromkeys(FEW_TOPICS, 10),
        target=TARGET,
    )
    for row in (*found.topics, *found.domains):
        assert 0 <= row.low < row.mean < row.high <= 1
        assert 0 <= row.below <= 1
        assert (row.more > 0) == (row.verdict is Verdict.FEW)
        assert row.verdict is not Verdict.WEAK or row.correct < row.total
        assert row.verdict is Verdict.FEW or row.low <= row.correct / row.total <= row.high
        assert row.verdict is not Verdict.STRONG or row.correct
        if row.total >= 10 and row.correct > TARGET * row.total:
            assert row.verdict is not Verdict.WEAK
        if row.total >= 10 and row.correct < TARGET * row.total:
            assert row.verdict is not Verdict.STRONG


def test_area_is_not_weak_without_a_miss_of_its_own() -> None:
    """The other topics of the domain are all wrong."""
    others: list[Given] = [
        (f"Security.{n % 3 + 2}", False, EvidenceKind.FIRST_SIGHT) for n in range(120)
    ]
    own: list[Given] = [("Security.1", True, EvidenceKind.FIRST_SIGHT) for _ in range(3)]
    row = areas(others + own)["Security.1"]
    assert row.below > 0.8
    assert (row.verdict, row.more > 0) == (Verdict.FEW, True)
    missed = areas([*others, *own, ("Security.1", False, EvidenceKind.FIRST_SIGHT)])["Security.1"]
    assert missed.verdict is Verdict.WEAK


def test_area_is_not_strong_without_a_right_answer_at_first_sight() -> None:
    """Three misses, and then right answers on later days."""
    first: list[Given] = [("Security.1", False, EvidenceKind.FIRST_SIGHT) for _ in range(3)]
    later: list[Given] = [("Security.1", True, EvidenceKind.LATER_DAY) for _ in range(400)]
    row = areas(first + later)["Security.1"]
    assert row.below < 0.2
    assert row.verdict is Verdict.FEW
    right: list[Given] = [("Security.1", True, EvidenceKind.FIRST_SIGHT)]
    assert areas(first + right + later)["Security.1"].verdict is Verdict.STRONG


def test_repeats_that_contradict_first_sight_give_near_the_line() -> None:
    """9 of 12 right at first sight, and then misses on later days."""
    first: list[Given] = [("Security.1", n >= 3, EvidenceKind.FIRST_SIGHT) for n in range(12)]
    later: list[Given] = [("Security.1", False, EvidenceKind.LATER_DAY) for _ in range(200)]
    row = areas(first + later)["Security.1"]
    assert row.below > 0.8
    assert row.correct / row.total > 0.72
    assert row.verdict is Verdict.NEAR


def test_answers_added_one_by_one_or_together_give_the_same_result() -> None:
    answers = [(n % 5, n % 3 == 0, EvidenceKind(n % 7 == 0)) for n in range(700)]
    together, apart = CountedAnswers(), CountedAnswers()
    together.add(answers)
    for one in answers:
        apart.add([one])
    assert apart.document() == together.document()
    assert CountedAnswers.of(apart.document(), 5).cells() == together.cells()
    cells = together.cells()
    assert sum(cell.total for cell in cells) == pytest.approx(600 + 100 * 0.25)
    assert all(cell.recent == -1.0 for cell in cells if cell.growth < -0.3)


def test_domain_without_topics_is_estimated_like_a_new_topic_in_it() -> None:
    topics, numbers = {"a.1": "a", "a.2": "a"}, {"a.1": 8, "a.2": 8}
    answers: list[Given] = [("a.1", n % 5 > 0, EvidenceKind.FIRST_SIGHT) for n in range(40)]

    def areas(**more: str) -> MasteryByArea:
        known = {**topics, **more}
        return mastery(
            counted(answers, {topic: n for n, topic in enumerate(known)}),
            {"a.1": Tally(32, 40)},
            domains=known,
            weights={"a": 60.0, "b": 40.0},
            questions=numbers,
            target=TARGET,
        )

    without, fresh = areas(), areas(b1="b")
    assert without.domains == fresh.domains
    assert without.topics == fresh.topics[:2]
    assert without.domains[1].verdict is Verdict.FEW
    nothing = mastery(
        CountedAnswers(), {}, domains={}, weights={"a": 1.0}, questions={}, target=TARGET
    )
    assert nothing.topics == ()
    assert 0 < nothing.domains[0].low < nothing.domains[0].mean < nothing.domains[0].high < 1
