"""The arithmetic behind number questions: each correct rule, and the slips that people make.

A calculator turns parameters into the correct number; a slip turns them into the number that one
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
    """`solve` is the rule, `working` shows it with the parameters, and `unit` follows the number.

    The unit has a singular and a plural form. Numbers are shown divided by `scale`: a calculator
    that works in microseconds and shows milliseconds has a scale of 1,000.
    """

    parameters: tuple[str, ...]
    unit: tuple[str, str]
    solve: Rule
    working: Callable[[Values], str]
    concept: str
    slips: Mapping[str, Slip]
    scale: int = 1

    def show(self, number: int) -> str:
        """A result as an option's text, without its final space if there is no unit."""
        unit = self.unit[0] if number == self.scale else self.unit[1]
        return f"{number / self.scale:,.10g} {unit}"


def number(values: Values, name: str) -> Fraction:
    """A numeric parameter. Raises TypeError for a word."""
    value = values[name]
    if isinstance(value, str):
        raise TypeError(f"{name} is a word, not a number")
    return Fraction(value)


def said(values: Values, name: str) -> str:
    """A numeric parameter as the working shows it: 1,024 or 0.5. Raises TypeError for a word."""
    return f"{float(number(values, name)):,.10g}"


def up(value: Fraction) -> int:
    """The next whole number that is not smaller."""
    return math.ceil(value)
