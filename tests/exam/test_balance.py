"""Forms of equal difficulty, and questions that must not share a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from statistics import fmean, pstdev

import pytest

from quizapp.exam.balance import MAX_MEAN_GAP, MAX_SPREAD_GAP, enemies
from quizapp.exam.forms import CannotAssemble, Form, assemble, problems_of
from quizapp.exam.question import Question
from tests.builders import bank, blueprint

PLAN = blueprint()


def rated(questions: Iterable[Question]) -> dict[str, float]:
    """Return ratings from 1 to 5, each in every topic."""
    return {q.id: float(1 + (7 * n // 3) % 5) for n, q in enumerate(questions)}


def apart(forms: list[tuple[str, ...]], difficulty: dict[str, float]) -> tuple[float, float]:
    """Return the ranges of the means and of the spreads."""
    values = [[difficulty[i] for i in ids] for ids in forms]
    means, spreads = [fmean(each) for each in values], [pstdev(each) for each in values]
    return max(means) - min(means), max(spreads) - min(spreads)


@pytest.mark.slow
def test_ten_forms_are_exact_disjoint_and_equally_difficult() -> None:
    stock = bank(PLAN, 110)
    difficulty = rated(stock)
    by_id = {q.id: q for q in stock}
    plain = assemble(PLAN, stock, 10, seed=3)
    forms = assemble(PLAN, stock, 10, seed=3, difficulty=difficulty)
    everything = [i for ids in forms for i in ids]
    assert len(set(everything)) == len(everything) == 650
    for ids in forms:
        assert problems_of(Form(PLAN.code, 1, ids), PLAN, by_id) == []
    means, spreads = apart(forms, difficulty)
    assert means < apart(plain, difficulty)[0]
    assert means <= MAX_MEAN_GAP
    assert spreads <= MAX_SPREAD_GAP
    assert assemble(PLAN, stock, 10, seed=3, difficulty=difficulty) == forms


def test_balancing_keeps_tasks_topics_and_kinds_evenly_spread() -> None:
    stock = [
        replace(q, stem=f"{q.stem} LEAST" if n % 3 == 0 else q.stem)
        for n, q in enumerate(bank(PLAN, 40))
    ]
    by_id = {q.id: q for q in stock}
    plain = assemble(PLAN, stock, 3)
    forms = assemble(PLAN, stock, 3, difficulty=rated(stock))

    def shape(ids: tuple[str, ...]) -> tuple[Counter[str | None], int]:
        asked = [by_id[i] for i in ids]
        return Counter(q.task(PLAN.code) for q in asked), sum("LEAST" in q.stem for q in asked)

    assert [shape(ids) for ids in forms] == [shape(ids) for ids in plain]
    assert forms != plain


def test_additional_form_matches_the_difficulty_of_existing_forms() -> None:
    stock = bank(PLAN, 40)
    difficulty = rated(stock)
    for target in ((2.4, 1.2), (3.4, 1.2)):
        (ids,) = assemble(PLAN, stock, 1, difficulty=difficulty, target=target)
        values = [difficulty[i] for i in ids]
        assert fmean(values) == pytest.approx(target[0], abs=0.05)
        assert pstdev(values) == pytest.approx(target[1], abs=0.1)


def test_pinned_questions_and_the_reserve_are_not_exchanged() -> None:
    stock = bank(PLAN, 40)
    pinned = [["q-1-1-39"], ["q-2-1-7"]]
    taken = [f"q-3-1-{n}" for n in range(10)]
    forms = assemble(
        PLAN, stock, 2, pinned=pinned, taken=taken, difficulty=rated(stock), target=(2.0, 1.0)
    )
    assert "q-1-1-39" in forms[0]
    assert "q-2-1-7" in forms[1]
    assert not set(taken) & {i for ids in forms for i in ids}


def test_no_form_has_two_questions_that_must_be_apart() -> None:
    stock = bank(PLAN, 12)
    pairs = [(f"q-1-1-{n}", f"q-{1 + n % 4}-2-{n}") for n in range(12)]
    kept = [*pairs, ("q-2-1-0", "q-3-1-0", "q-4-1-0")]
    without = assemble(PLAN, stock, 1)
    assert any(len(set(some) & set(without[0])) > 1 for some in kept), "the rule has work to do"
    for difficulty in ({}, rated(stock)):
        (ids,) = assemble(PLAN, bank(PLAN, 13), 1, apart=kept, difficulty=difficulty)
        assert not any(len(set(some) & set(ids)) > 1 for some in kept)


def test_assembly_fails_if_a_pair_cannot_be_avoided() -> None:
    stock = bank(PLAN, 10)
    everything = [q.id for q in stock if q.domain(PLAN.code) == "1"]
    with pytest.raises(CannotAssemble, match=r"no question left|gives away another"):
        assemble(PLAN, stock, 1, apart=[everything])


def test_missing_ratings_still_give_exact_forms() -> None:
    stock = bank(PLAN, 20)
    assert assemble(PLAN, stock, 2, difficulty={}) == assemble(PLAN, stock, 2)
    half = dict(list(rated(stock).items())[::2])
    (ids,) = assemble(PLAN, stock, 1, difficulty=half)
    assert problems_of(Form(PLAN.code, 1, ids), PLAN, {q.id: q for q in stock}) == []


def test_rivals_are_mutual() -> None:
    assert enemies([("a", "b"), ("b", "c", "d")]) == {
        "a": {"b"},
        "b": {"a", "c", "d"},
        "c": {"b", "d"},
        "d": {"b", "c"},
    }
