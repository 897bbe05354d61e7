"""Words in a stem that decide how it is read, and words for what became of it."""

from __future__ import annotations

import re

from quizapp.exam.attempt import Item

QUALIFIER = re.compile(
    r"\b(LEAST|MOST|FEWEST|LOWEST|HIGHEST|SHORTEST|LONGEST|FASTEST|SMALLEST|LARGEST|"
    r"MINIMUM|MAXIMUM|BEST|FIRST|LESS|MORE)\b"
)


def has_qualifier(stem: str) -> bool:
    """Whether a capitalised qualifier ("with the LEAST operational overhead") decides the stem."""
    return QUALIFIER.search(stem) is not None


def outcome(item: Item) -> str:
    """What became of a question: right, not answered, or wrong, and how much of it was found."""
    if item.right:
        return "Right"
    if not item.chosen:
        return "Not answered"
    if item.selects > 1:
        return f"Wrong: {len(item.chosen & item.keys)} of {item.selects} found"
    return "Wrong"
