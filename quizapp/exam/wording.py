"""Words in a stem that decide how it is read."""

from __future__ import annotations

import re

QUALIFIER = re.compile(
    r"\b(LEAST|MOST|FEWEST|LOWEST|HIGHEST|SHORTEST|LONGEST|FASTEST|SMALLEST|LARGEST|"
    r"MINIMUM|MAXIMUM|BEST|FIRST|LESS|MORE)\b"
)


def has_qualifier(stem: str) -> bool:
    """Whether a capitalised qualifier ("with the LEAST operational overhead") decides the stem."""
    return QUALIFIER.search(stem) is not None
