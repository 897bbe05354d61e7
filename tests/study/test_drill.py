"""Selection and order of the questions in a drill."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.study.drill import (
    BLOCKED,
    FILTERS,
    MIXED,
    DrillCandidate,
    DrillFilter,
    matches,
    matching,
    select_and_order,
)

PLAIN = DrillCandidate(
    row_id=1,
    code="q1",
    topic="a.one",
    domain="1",
    skills=frozenset({"1.1.1", "1.2.1"}),
    services=frozenset({"sqs", "sns"}),
    level="apply",
    template=False,
    background=False,
    marks=frozenset({"unseen"}),
    met=False,
)
SKILLS = ("1.1.1", "1.1.10", "1.2.1", "2.1.1")
TOPICS = ("a.one", "a.two", "b.one")
LEVELS = ("recall", "apply", "weigh")


def some(*values: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=2)


def numbered(questions: list[DrillCandidate]) -> list[DrillCandidate]:
    return [replace(q, row_id=i, code=f"q{i}") for i, q in enumerate(questions)]


stocks = st.lists(
    st.builds(
        DrillCandidate,
        row_id=st.just(0),
        code=st.just(""),
        topic=st.sampled_from(TOPICS),
        domain=st.sampled_from(["1", "2", None]),
        skills=some(*SKILLS),
        services=some("sqs", "sns", "s3"),
        level=st.sampled_from(LEVELS),
        template=st.booleans(),
        background=st.booleans(),
        marks=some(*FILTERS),
        sets_apart=st.booleans(),
        met=st.booleans(),
    ),
    max_size=40,
).map(numbered)
wishes = st.builds(
    DrillFilter,
    domains=some("1", "2"),
    tasks=some("1.1", "1.2", "2.1"),
    topics=some(*TOPICS),
    skills=some(*SKILLS),
    services=some("sqs", "sns", "s3"),
    levels=some(*LEVELS),
    only=some(*FILTERS),
    pair=st.sampled_from([None, ("one", "other")]),
    templates=st.booleans(),
    order=st.sampled_from([MIXED, BLOCKED]),
    count=st.integers(0, 50),
)


def draw(
    questions: list[DrillCandidate], wish: DrillFilter, rng: random.Random
) -> list[DrillCandidate]:
    """Return the questions of a drill."""
    known = {question.row_id: question for question in questions}
    found = (question.drawable for question in matching(questions, wish))
    return [known[row_id] for row_id in select_and_order(found, wish, rng)]


def stock(per_topic: int, topics: int = 3, *, seen: bool = False) -> list[DrillCandidate]:
    """Return `per_topic` ordinary questions for each of some topics."""
    marks: frozenset[str] = frozenset() if seen else frozenset({"unseen"})
    return numbered(
        [
            replace(PLAIN, topic=f"t.{topic}", marks=marks, met=seen)
            for topic in range(topics)
            for _ in range(per_topic)
        ]
    )


@given(stocks, wishes, st.integers(0, 5))
def test_drill_asks_the_counted_matches_without_repetition(
    questions: list[DrillCandidate], wish: DrillFilter, seed: int
) -> None:
    found = matching(questions, wish)
    drawn = draw(questions, wish, random.Random(seed))
    assert len(drawn) == len({q.row_id for q in drawn}) == min(wish.count, len(found))
    assert {q.row_id for q in drawn} <= {q.row_id for q in found}
    assert drawn == draw(questions, wish, random.Random(seed))


@given(stocks, wishes)
def test_blocked_drill_keeps_each_topic_together(
    questions: list[DrillCandidate], wish: DrillFilter
) -> None:
    drawn = draw(questions, replace(wish, order=BLOCKED), random.Random(1))
    blocks = [topic for topic, _ in groupby(drawn, key=lambda q: q.topic)]
    assert len(blocks) == len(set(blocks))


@given(stocks, wishes, wishes)
def test_additional_filter_never_matches_more(
    questions: list[DrillCandidate], wish: DrillFilter, other: DrillFilter
) -> None:
    both = replace(
        wish,
        levels=wish.levels or other.levels,
        services=wish.services or other.services,
        templates=wish.templates or other.templates,
        pair=wish.pair or other.pair,
    )
    assert {q.row_id for q in matching(questions, both)} <= {
        q.row_id for q in matching(questions, wish)
    }


@pytest.mark.parametrize(
    ("field", "fits", "fails"),
    [
        ("domains", "1", "2"),
        ("tasks", "1.2", "2.1"),
        ("topics", "a.one", "a.two"),
        ("skills", "1.2.1", "1.1.10"),
        ("services", "sns", "s3"),
        ("levels", "apply", "recall"),
        ("only", "unseen", "missed"),
    ],
)
def test_values_combine_with_or_and_filters_with_and(field: str, fits: str, fails: str) -> None:
    def wish(*values: str, **more: frozenset[str]) -> DrillFilter:
        return DrillFilter(**{**more, field: frozenset(values)})  # type: ignore[arg-type]

    assert matches(PLAIN, wish(fits))
    assert matches(PLAIN, wish(fits, fails))
    assert not matches(PLAIN, wish(fails))
    other = "levels" if field != "levels" else "domains"
    assert not matches(PLAIN, wish(fits, **{other: frozenset({"none"})}))


def test_background_is_asked_only_when_its_own_topic_is_named() -> None:
    background = replace(PLAIN, background=True, domain=None, skills=frozenset())
    assert not matches(background, DrillFilter())
    assert not matches(background, DrillFilter(services=frozenset({"sqs"})))
    assert not matches(background, DrillFilter(topics=frozenset({"a.two"})))
    assert matches(background, DrillFilter(topics=frozenset({"a.one"})))


def test_task_1_1_does_not_match_task_1_10() -> None:
    ten = replace(PLAIN, skills=frozenset({"1.10.1"}))
    assert not matches(ten, DrillFilter(tasks=frozenset({"1.1"})))
    assert matches(ten, DrillFilter(tasks=frozenset({"1.10"})))


@pytest.mark.parametrize("seed", range(5))
def test_unseen_questions_come_first(seed: int) -> None:
    seen, fresh = stock(10, seen=True), stock(2)
    drawn = draw(numbered([*seen, *fresh]), DrillFilter(count=10), random.Random(seed))
    assert sum(q.unseen for q in drawn) == 6


@pytest.mark.parametrize("seed", range(5))
def test_topics_alternate(seed: int) -> None:
    drawn = draw(stock(20, topics=7), DrillFilter(count=17), random.Random(seed))
    times = Counter(q.topic for q in drawn).values()
    assert max(times) - min(times) <= 1


def test_number_questions_met_before_do_not_displace_others() -> None:
    """Their numbers are always new, so they would otherwise come first in every drill."""
    met = [
        replace(PLAIN, topic=f"n.{i}", template=True, marks=frozenset({"unseen"}), met=True)
        for i in range(20)
    ]
    stock_ = numbered([*met, *stock(5, topics=4)])
    assert not any(q.template for q in draw(stock_, DrillFilter(count=20), random.Random(2)))
    assert len(draw(stock_, DrillFilter(templates=True, count=20), random.Random(2))) == 20


def test_mixed_drill_interleaves_topics() -> None:
    drawn = draw(stock(10), DrillFilter(count=30), random.Random(4))
    assert sum(a.topic != b.topic for a, b in pairwise(drawn)) > 10


@pytest.mark.parametrize("size", [0, 1, 5000])
def test_any_number_of_matching_questions(size: int) -> None:
    questions = numbered([replace(PLAIN, topic=f"t.{i % 70}") for i in range(size)])
    for count in (0, 1, 20, 10_000):
        drawn = draw(questions, DrillFilter(count=count), random.Random(0))
        assert len(drawn) == len(set(drawn)) == min(count, size)
