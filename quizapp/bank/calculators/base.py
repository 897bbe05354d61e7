"""The arithmetic behind number questions: each right rule, and the slips that people make.

A calculator turns parameters into the right number; a slip turns them into the number that one
named mistake leads to. All of it is exact (integers and fractions). A calculator may refuse
parameters by returning None, where the published rule would leave room for two readings.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Value = int | Fraction | str
Values = Mapping[str, Value]
Rule = Callable[[Values], int | None]


@dataclass(frozen=True, slots=True)
class Slip:
    """A named mistake: the number it leads to, and what is wrong with it."""

    solve: Rule
    why: str
    concept: str


@dataclass(frozen=True, slots=True)
class Calculator:
    """`solve` is the rule; `working` shows it with `{parameters}`; `unit` follows the number."""

    parameters: tuple[str, ...]
    unit: tuple[str, str]
    solve: Rule
    working: Callable[[Values], str]
    concept: str
    slips: Mapping[str, Slip]

    def show(self, number: int) -> str:
        return f"{number:,} {self.unit[0] if number == 1 else self.unit[1]}"


def number(values: Values, name: str) -> Fraction:
    """A numeric parameter. Raises TypeError for a word."""
    value = values[name]
    if isinstance(value, str):
        raise TypeError(f"{name} is a word, not a number")
    return Fraction(value)


def up(value: Fraction) -> int:
    return math.ceil(value)
