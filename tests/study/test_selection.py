"""Selection of the questions of a mock from its pool."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.study.selection import NEVER, Candidate, in_proportion

TODAY = datetime(2026, 11, 1, tzinfo=UTC)
DOMAINS = ("1", "2")

stocks = st.lists(
    st.builds(
        Candidate,
        id=st.just(0),
        domain=st.sampled_from([*DOMAINS, "3"]),
        topic=st.sampled_from(["a", "b", "c"]),
        last_shown=st.none() | st.integers(0, 5).map(lambda days: TODAY - timedelta(days=days)),
    ),
    max_size=40,
).map(lambda found: [replace(candidate, id=i) for i, candidate in enumerate(found)])
counts = st.fixed_dictionaries({domain: st.integers(0, 12) for domain in DOMAINS})


def one_by_one(
    candidates: list[Candidate], wanted: dict[str, int], rng: random.Random
) -> list[int]:
    """The definition: each time, the best of all remaining questions."""
    chosen: list[int] = []
    for domain, count in wanted.items():
        stock = [c for c in candidates if c.domain == domain]
        rng.shuffle(stock)
        topics: Counter[str] = Counter()
        for _ in range(min(count, len(stock))):
            pick = min(
                stock,
                key=lambda c: (
                    c.last_shown is not None,
                    topics[c.topic],
                    c.last_shown or NEVER,
                ),
            )
            stock.remove(pick)
            topics[pick.topic] += 1
            chosen.append(pick.id)
    rng.shuffle(chosen)
    return chosen


@given(stocks, counts, st.integers(0, 5))
def test_each_selected_question_is_the_best_remaining_one(
    candidates: list[Candidate], wanted: dict[str, int], seed: int
) -> None:
    drawn = in_proportion(candidates, wanted, random.Random(seed))
    assert drawn == one_by_one(candidates, wanted, random.Random(seed))


@given(stocks, counts)
def test_domain_contributes_the_count_or_everything_without_repetition(
    candidates: list[Candidate], wanted: dict[str, int]
) -> None:
    drawn = in_proportion(candidates, wanted, random.Random(1))
    assert len(drawn) == len(set(drawn))
    got = Counter(candidates[row].domain for row in drawn)
    has = Counter(candidate.domain for candidate in candidates)
    for domain in DOMAINS:
        assert got[domain] == min(wanted[domain], has[domain])
    assert set(got) <= set(DOMAINS)


def test_unmet_questions_come_first_then_those_shown_longest_ago() -> None:
    shown = [
        Candidate(day, "1", "a", TODAY - timedelta(days=day))
        for day in random.Random(3).sample(range(9), 9)
    ]
    new = [Candidate(100 + n, "1", "a") for n in range(2)]
    drawn = in_proportion([*shown, *new], {"1": 4}, random.Random(2))
    assert set(drawn) == {100, 101, 8, 7}


def test_topics_are_spread_evenly() -> None:
    stock = [Candidate(n, "1", f"t{n % 5}") for n in range(50)]
    for seed in range(5):
        drawn = in_proportion(stock, {"1": 12}, random.Random(seed))
        times = Counter(stock[row].topic for row in drawn).values()
        assert max(times) - min(times) <= 1
