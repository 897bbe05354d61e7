"""The shipped bank meets every claim that the docs make about it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import pytest

from quizapp import paths
from quizapp.bank import checks, coverage, quality, review_figures, reviews
from quizapp.bank.pack import Pack, load
from quizapp.exam.forms import problems_of

pytestmark = pytest.mark.slow

RELEASED = {
    "DVA-C02-1": "521a32824df0d13f",
    "DVA-C02-2": "cb315c0a30a6a349",
    "DVA-C02-3": "7ab3ce079379a591",
    "DVA-C02-4": "ae749f768e8a271c",
    "DVA-C03-1": "5c26c2b564e531c6",
    "DVA-C03-2": "2496d7b7e13a2855",
    "DVA-C03-3": "8d4628816e87f6c3",
    "DVA-C03-4": "8ed8b11b3a4d8ddd",
}


@pytest.fixture(scope="module")
def bank() -> Pack:
    return load(paths.pack())


def test_every_file_is_read_without_a_problem(bank: Pack) -> None:
    assert bank.problems == []
    assert sum(not q.background for q in bank.questions.values()) >= 400
    assert sum(q.background for q in bank.questions.values()) >= 20


def test_no_rule_is_broken_and_every_gate_is_met(bank: Pack) -> None:
    checked = checks.check(bank)
    assert [finding for finding in checked.findings if finding.severity == "error"] == []
    assert [(gate.name, gate.shown) for gate in checked.gates if not gate.ok] == []


def test_every_skill_has_two_questions_and_every_cluster_enough(bank: Pack) -> None:
    covered = coverage.cover(bank)
    assert covered.missing == ()
    for exam in covered.exams:
        assert all(row.questions >= 2 for row in exam.skills)
    assert all(cluster.questions >= cluster.owed for cluster in covered.clusters)


def test_every_question_serves_the_new_exam(bank: Pack) -> None:
    assert all("DVA-C03" in q.skills for q in bank.questions.values() if not q.background)


def test_disjoint_exact_forms_and_a_complete_pool(
    bank: Pack,
) -> None:
    for blueprint in bank.blueprints:
        forms = [form for form in bank.forms if form.exam == blueprint.code]
        assert len(forms) == {"DVA-C03": 10, "DVA-C02": 4}[blueprint.code]
        ids = [i for form in forms for i in form.question_ids]
        assert len(set(ids)) == len(ids) == 65 * len(forms)
        for form in forms:
            assert problems_of(form, blueprint, bank.questions) == []
    main = bank.blueprints[0]
    pool = [q for q in bank.pool(main.code) if not q.background]
    assert len(pool) >= 350
    asked = {skill for q in pool for skill in q.skills[main.code]}
    assert asked == {skill.id for skill in main.skills()}
    notes = {name for q in bank.pool(main.code) for name in q.notes}
    assert notes >= {cluster.id for cluster in bank.clusters}


def test_forms_are_similar(bank: Pack) -> None:
    for form in bank.forms:
        asked = [bank.questions[i] for i in form.question_ids]
        assert 0.10 <= sum(q.multiple for q in asked) / 65 <= 0.20
        assert max(Counter(q.topic for q in asked).values()) <= 2
        assert len({q.level for q in asked}) == 3


def test_released_forms_are_never_changed(bank: Pack) -> None:
    found = {form.name: digest(form.question_ids) for form in bank.forms if form.released}
    assert {name: found.get(name) for name in RELEASED} == RELEASED


def digest(ids: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(ids).encode()).hexdigest()[:16]


def test_form_1_has_the_examples_of_the_notes(bank: Pack) -> None:
    (form,) = (f for f in bank.forms if f.name == "DVA-C03-1")
    assert {
        "apigw-stages-table-per-stage",
        "lambda-esm-who-polls",
        "dynamodb-writes-version-attribute",
    } <= set(form.question_ids)


def test_every_question_was_solved_blind_in_its_current_text(bank: Pack) -> None:
    found = reviews.solves(reviews.load(bank).entries, bank.questions)
    assert (found.unsolved, found.changed) == (0, 0)


def test_quality_report_is_current(bank: Pack) -> None:
    written = (bank.path / quality.FILE).read_text()
    weak = (bank.path / quality.WEAK).read_text()
    read = review_figures.figures(bank)
    before = quality.Earlier.model_validate_json((bank.path / quality.EARLIER).read_text())
    fresh = quality.text(bank, coverage.cover(bank), checks.check(bank), read, weak, before)
    assert written == fresh, "run `quizapp bank stats --write`"
