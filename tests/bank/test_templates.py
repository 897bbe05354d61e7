"""Number questions: four different options, no repeated numbers, and reproducible instances."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.bank.calculators import CALCULATORS
from quizapp.bank.pack import Pack, load
from quizapp.bank.templates import NoNumbers, Template, choices, from_document, instance
from quizapp.exam.question import Question
from quizapp.store.db.codec import question_to_json
from tests.builders import write_pack


@pytest.fixture(scope="module")
def shipped() -> Pack:
    return load(paths.pack())


def names(pack: Pack) -> list[str]:
    return sorted(pack.templates)


def test_shipped_pack_uses_every_calculator(shipped: Pack) -> None:
    assert {t.calculator for t in shipped.templates.values()} == set(CALCULATORS)


def test_instance_has_four_different_options_and_one_key(shipped: Pack) -> None:
    for template in shipped.templates.values():
        seed = 0
        for _ in range(60):
            question, used = instance(template, seed)
            texts = [option.text for option in question.options]
            assert len(set(texts)) == len(texts) == 4
            assert len(question.keys) == 1
            assert "{" not in question.stem
            assert all(option.why and option.concept for option in question.options)
            seed = used + 1


def value(text: str) -> float:
    return float(text.split()[0].replace(",", ""))


def test_rank_of_a_number_does_not_reveal_the_key(shipped: Pack) -> None:
    """Always choosing the option of the same rank is right in at most 65%."""
    for template in shipped.templates.values():
        ranks: Counter[int] = Counter()
        fillers: Counter[str] = Counter()
        asked = list(itertools.islice(every(template), 300))
        for question in asked:
            by_size = sorted(question.options, key=lambda option: value(option.text))
            ranks[[option.is_key for option in by_size].index(True)] += 1
            fillers.update(option.text for option in question.options if not option.is_key)
        assert max(ranks.values()) <= 0.65 * len(asked), (template.id, ranks)
        assert max(fillers.values()) <= 0.40 * len(asked), (template.id, fillers.most_common(2))


def every(template: Template) -> Iterator[Question]:
    """Yield the instances of a template."""
    seed = 0
    while True:
        try:
            question, used = instance(template, seed)
        except NoNumbers:
            return
        yield question
        seed = used + 1


def test_templates_of_earlier_versions_keep_their_instances(shipped: Pack) -> None:
    """The first three slips of the shuffled list, whatever side of the key they are on."""
    template = shipped.templates["numbers-lambda-reservable"]
    stored = json.loads(json.dumps(question_to_json(template)))
    assert stored["template"].pop("spread") is True
    old = from_document(stored)
    assert old == replace(template, spread=False)
    calculator = CALCULATORS[template.calculator]
    for seed in range(40):
        question, used = instance(old, seed)
        slips = list(old.slips)
        random.Random(used).shuffle(slips)
        numbers = [calculator.slips[name].solve(old.combination(used)) for name in slips]
        wrong = [n for n in dict.fromkeys(numbers) if n is not None and n > 0]
        shown = [calculator.show(number).strip() for number in wrong][:3]
        assert [option.text for option in question.options[1:]] == shown


def test_numbers_are_never_repeated(shipped: Pack) -> None:
    for template in shipped.templates.values():
        stems = []
        seed = 0
        try:
            while len(stems) < 300:
                question, used = instance(template, seed)
                stems.append(question.stem)
                seed = used + 1
        except NoNumbers:
            pass
        assert len(set(stems)) == len(stems) >= 60


def test_stored_template_and_seed_reproduce_an_instance(shipped: Pack) -> None:
    for template in shipped.templates.values():
        stored = json.loads(json.dumps(question_to_json(template)))
        assert instance(from_document(stored), 17) == instance(template, 17)


def test_successive_instances_differ_in_several_numbers(shipped: Pack) -> None:
    template = shipped.templates["numbers-dynamodb-read-units"]
    first, second = template.combination(0), template.combination(1)
    assert sum(first[name] != second[name] for name in first) >= 2


@pytest.mark.parametrize(
    ("low", "high", "step", "values"),
    [
        ("1", "4", "1", ["1", "2", "3", "4"]),
        ("0.5", "1", "1/3", ["1/2", "5/6"]),
        ("-1", "0.1", "0.25", ["-1", "-3/4", "-1/2", "-1/4", "0"]),
        ("3", "3", "2", ["3"]),
    ],
)
def test_ranges_of_fractions_are_exact(low: str, high: str, step: str, values: list[str]) -> None:
    given = choices({"from": low, "to": high, "step": step})
    assert given.values == tuple(Fraction(value) for value in values)


def test_exhausted_template_raises_an_error() -> None:
    template = Template(
        "tiny",
        "topic.one",
        "apply",
        "{shards} {factor}",
        "lambda.stream_concurrency",
        {"shards": choices(["6"]), "factor": choices(["4"])},
        ("shards", "factor", "sum"),
        "Remember.",
    )
    instance(template, 0)
    with pytest.raises(NoNumbers, match="all 1 combinations"):
        instance(template, 1)


TEMPLATE = """\
- id: numbers-one
  topic: topic.one
  skills: {TST-C01: [1.1.1]}
  services: [lambda]
  level: apply
  template:
    calculator: CALCULATOR
    parameters:
      shards: {from: 2, to: 9}
      factor: [2, 3, 4]
    slips: [shards, factor, sum]
  stem: |-
    There are {shards} shards and a factor of {factor}. How many?
  takeaway: |-
    Multiply.
  references: [https://docs.example.com/page]
  notes: []
  facts: []
  checked: 2026-11-23
"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("CALCULATOR", "no.such"), "there is no calculator 'no.such'"),
        (("slips: [shards", "slips: [oops"), "has no slip 'oops'"),
        (("factor: [2, 3, 4]", "size: [1]"), "takes exactly these parameters: shards, factor"),
        (("a factor of {factor}", "a factor"), "name different things: factor"),
        (("{from: 2, to: 9}", "{from: 9, to: 2}"), "from ≤ to"),
        (("{from: 2, to: 9}", "{from: __import__('os'), to: 2}"), "are numbers"),
    ],
)
def test_fault_in_a_template_is_reported_with_its_place(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    text = TEMPLATE.replace(*change).replace("CALCULATOR", "lambda.stream_concurrency")
    pack = load(write_pack(tmp_path / "pack", text))
    (problem,) = pack.problems
    assert problem.question == "numbers-one"
    assert said in problem.message
    assert problem.line >= 1
