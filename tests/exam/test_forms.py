"""Assembly of forms: exact, disjoint, and reproducible."""

from __future__ import annotations

from collections import Counter

import pytest

from quizapp.exam.forms import CannotAssemble, Form, assemble, problems_of
from tests.builders import bank, blueprint, question

pytestmark = pytest.mark.slow

PLAN = blueprint()


def test_assembled_forms_are_exact_disjoint_and_reproducible() -> None:
    stock = bank(PLAN, 40)
    forms = assemble(PLAN, stock, 3, seed=4)
    by_id = {q.id: q for q in stock}
    for ids in forms:
        assert problems_of(Form(PLAN.code, 1, ids), PLAN, by_id) == []
    everything = [i for ids in forms for i in ids]
    assert len(set(everything)) == len(everything) == 195
    assert assemble(PLAN, stock, 3, seed=4) == forms


def test_taken_questions_are_left_out_and_pinned_ones_included() -> None:
    stock = bank(PLAN, 40)
    first = assemble(PLAN, stock, 1)[0]
    second = assemble(PLAN, stock, 1, taken=first, pinned=[["q-1-1-39"]])[0]
    assert not set(first) & set(second)
    assert "q-1-1-39" in second


def test_reserve_stays_in_the_pool() -> None:
    stock = bank(PLAN, 12)
    ids = assemble(PLAN, stock, 1, reserve={"1.1.1": 2, "1.2.1": 1})[0]
    left = [q for q in stock if q.id not in ids]
    tasks = Counter(q.task(PLAN.code) for q in left)
    assert tasks["1.1"] >= 2
    assert tasks["1.2"] >= 1


def test_error_names_the_domain_with_too_few_questions() -> None:
    with pytest.raises(CannotAssemble, match="only 16 unused questions, but 1 form needs 20"):
        assemble(PLAN, bank(PLAN, 8), 1)


def test_faults_name_every_deviation() -> None:
    stock = {q.id: q for q in bank(PLAN, 40)}
    ids = list(assemble(PLAN, stock.values(), 1)[0])
    assert "is listed 2 times" in problems_of(Form(PLAN.code, 1, (*ids, ids[0])), PLAN, stock)[0]
    assert any(
        "not in the bank" in f for f in problems_of(Form(PLAN.code, 1, ("no",)), PLAN, stock)
    )
    strange = question("strange", exam="OTHER")
    found = problems_of(Form(PLAN.code, 1, ("strange",)), PLAN, {"strange": strange})
    assert "strange covers no skill of TST-C01" in found
    assert "task 1.1 is not asked" in found


def test_short_form_has_the_blueprints_proportions() -> None:
    assert PLAN.short_form(20) == {"1": 6, "2": 5, "3": 5, "4": 4}
    assert PLAN.short_form(65) == PLAN.form
    assert sum(PLAN.short_form(7).values()) == 7
