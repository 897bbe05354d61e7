"""Number questions: a template makes one question for each combination of its parameters.

Instance n of a template has the n-th combination in a fixed mixed order. So no two instances ask
the same question, and an instance can be recreated from the template and its seed n. No code in a
file is evaluated: calculators are looked up by name, and `{names}` in the stem are replaced with
values.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from quizapp.bank.calculators import CALCULATORS
from quizapp.bank.calculators.base import Calculator, Slip, Value
from quizapp.exam.question import NO_SKILLS, Option, Question

PLACE = re.compile(r"\{([a-z_]+)\}")
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?(/0*[1-9][0-9]{0,14})?\Z")
WRONG_OPTIONS = 3
MAX_TRIES = 20_000


@dataclass(frozen=True, slots=True)
class Choices:
    """The possible values of a parameter, and the words to show for them, if any."""

    values: tuple[Value, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    def say(self, value: Value) -> str:
        if isinstance(value, str):
            return self.words.get(value, value)
        return f"{int(value):,}" if value == int(value) else f"{float(value):g}"


@dataclass(frozen=True)
class Template:
    """A number question before its numbers are chosen.

    `spread` selects slips so that the rank of the correct number varies, from smallest to largest,
    as far as the slips allow. It is false for templates stored before it existed, because their
    instances must not change.
    """

    id: str
    topic: str
    level: str
    stem: str
    calculator: str
    parameters: Mapping[str, Choices]
    slips: tuple[str, ...]
    takeaway: str
    references: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    skills: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_SKILLS)
    notes: tuple[str, ...] = ()
    revision: str = ""
    background: bool = False
    spread: bool = False

    @property
    def size(self) -> int:
        """The number of combinations of parameters."""
        return math.prod(len(choices.values) for choices in self.parameters.values())

    def combination(self, index: int) -> dict[str, Value]:
        """Return the parameters of combination `index` (0 ≤ index < size) in a fixed mixed order.

        The order is an affine permutation of the mixed-radix numbers: successive combinations
        differ in every parameter, and none is repeated.
        """
        size = self.size
        step = next(
            s for s in range(int(size * 0.618) or 1, 2 * size + 2) if math.gcd(s, size) == 1
        )
        rest = (index * step + size // 3) % size
        chosen: dict[str, Value] = {}
        for name, choices in self.parameters.items():
            rest, at = divmod(rest, len(choices.values))
            chosen[name] = choices.values[at]
        return chosen


class NoNumbers(ValueError):
    """No combination of parameters is left that gives four different options."""


def instance(template: Template, seed: int) -> tuple[Question, int]:
    """Return the question with combination `seed`, or the next usable one, and the seed used.

    The next instance for the same learner begins at that seed + 1. A combination is not usable if
    the calculator refuses it, or if fewer than three slips give distinct wrong numbers. Raises
    NoNumbers if no combination is left, or if none of the next MAX_TRIES is usable.
    """
    calculator = CALCULATORS[template.calculator]
    first = max(0, seed)
    for index in range(first, min(template.size, first + MAX_TRIES)):
        values = template.combination(index)
        options = _options(template, calculator, values, index)
        if options is not None:
            return _question(template, values, options), index
    raise NoNumbers(f"{template.id}: all {template.size} combinations are used")


def _options(
    template: Template, calculator: Calculator, values: Mapping[str, Value], index: int
) -> tuple[Option, ...] | None:
    right = calculator.solve(values)
    if right is None or right <= 0:
        return None
    slips = list(template.slips)
    rng = random.Random(index)
    rng.shuffle(slips)
    found: dict[int, Slip] = {}
    for name in slips:
        slip = calculator.slips[name]
        number = slip.solve(values)
        if number is not None and number > 0 and number != right:
            found.setdefault(number, slip)
    if len(found) < WRONG_OPTIONS:
        return None
    chosen = _spread(list(found), right, rng) if template.spread else list(found)[:WRONG_OPTIONS]
    wrong = [
        Option(calculator.show(number).strip(), found[number].why, False, found[number].concept)
        for number in chosen
    ]
    key = Option(
        calculator.show(right).strip(), calculator.working(values), True, calculator.concept
    )
    return (key, *wrong)


def _spread(numbers: list[int], right: int, rng: random.Random) -> list[int]:
    """Select three wrong numbers; how many of them are below the right one is random."""
    below = [number for number in numbers if number < right]
    above = [number for number in numbers if number > right]
    least = max(0, WRONG_OPTIONS - len(above))
    count = rng.randint(least, min(WRONG_OPTIONS, len(below)))
    return [*below[:count], *above[: WRONG_OPTIONS - count]]


def _question(
    template: Template, values: Mapping[str, Value], options: tuple[Option, ...]
) -> Question:
    said = {name: template.parameters[name].say(value) for name, value in values.items()}
    return Question(
        id=template.id,
        topic=template.topic,
        level=template.level,
        stem=PLACE.sub(lambda m: said.get(m[1], m[0]), template.stem),
        options=options,
        takeaway=template.takeaway,
        references=template.references,
        services=template.services,
        skills=template.skills,
        notes=template.notes,
        revision=template.revision,
    )


def to_document(template: Template) -> dict[str, Any]:
    """Return the fields of a stored template that a stored question does not have."""
    return {
        "calculator": template.calculator,
        "slips": list(template.slips),
        "spread": template.spread,
        "parameters": {
            name: {"values": [str(value) for value in c.values], "words": dict(c.words)}
            for name, c in template.parameters.items()
        },
    }


def from_document(document: dict[str, Any]) -> Template:
    """Read a stored template. Raises KeyError if the document is not a template's."""
    made = document["template"]
    return Template(
        id=document["id"],
        topic=document["topic"],
        level=document["level"],
        stem=document["stem"],
        calculator=made["calculator"],
        slips=tuple(made["slips"]),
        spread=made.get("spread") is True,
        parameters={
            name: Choices(tuple(_value(text) for text in p["values"]), p["words"])
            for name, p in made["parameters"].items()
        },
        takeaway=document["takeaway"],
        references=tuple(document["references"]),
        services=tuple(document["services"]),
        skills={exam: tuple(ids) for exam, ids in document["skills"].items()},
        notes=tuple(document["notes"]),
        revision=document["revision"],
    )


def _value(text: str) -> Value:
    """Return a number or a word. Long exponents are not read: they could fill the memory."""
    return Fraction(text) if NUMBER.match(text) else text


def _number(given: object) -> Fraction:
    value = _value(str(given))
    if isinstance(value, str):
        raise ValueError(f"{value!r} is not a number")
    return Fraction(value)


def choices(given: Mapping[str, Any] | list[Any]) -> Choices:
    """Read choices from a file: {from, to, step}, a list of numbers, or a mapping value → words.

    Raises ValueError with a message for the author.
    """
    if isinstance(given, list):
        return Choices(tuple(_value(str(item)) for item in given))
    if "from" in given:
        extra = set(given) - {"from", "to", "step"}
        if extra or "to" not in given:
            raise ValueError("a range has from, to and, if you like, step")
        try:
            low, high = _number(given["from"]), _number(given["to"])
            step = _number(given.get("step", 1))
        except ValueError:
            raise ValueError("from, to and step are numbers") from None
        if step <= 0 or high < low or (high - low) / step > 5_000:
            raise ValueError("from ≤ to, step > 0 and at most 5,000 values")
        count = int((high - low) / step) + 1
        # With a common denominator, integers are added, which is faster than adding fractions.
        parts = math.lcm(low.denominator, step.denominator)
        first, by = int(low * parts), int(step * parts)
        return Choices(tuple(Fraction(first + by * n, parts) for n in range(count)))
    return Choices(tuple(given), {str(k): str(v) for k, v in given.items()})
