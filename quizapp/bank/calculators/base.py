"""The arithmetic of number questions: correct rules, and common mistakes (slips).

A calculator computes the correct number from the parameters, and a slip computes the number that
results from one mistake. The arithmetic is exact (integers and fractions). A calculator returns
None for parameters for which the published rule is ambiguous.
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
    """A common mistake: the number that results from it, and why it is wrong."""

    solve: Rule
    why: str
    concept: str


@dataclass(frozen=True, slots=True)
class Calculator:
    """`solve` is the rule, `working` is its explanation with the numbers, and `unit` its unit.

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
        """Return a result as the text of an option."""
        unit = self.unit[0] if number == self.scale else self.unit[1]
        return f"{number / self.scale:,.10g} {unit}"


def number(values: Values, name: str) -> Fraction:
    """Return a numeric parameter. Raises TypeError for a word."""
    value = values[name]
    if isinstance(value, str):
        raise TypeError(f"{name} is a word, not a number")
    return Fraction(value)


def said(values: Values, name: str) -> str:
    """Return a numeric parameter as text, such as 1,024 or 0.5. Raises TypeError for a word."""
    return f"{float(number(values, name)):,.10g}"


def up(value: Fraction) -> int:
    """Round up to a whole number."""
    return math.ceil(value)
