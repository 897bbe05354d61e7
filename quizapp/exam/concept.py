"""A concept: the idea behind an option, explained once for all questions that use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Concept:
    """`text` explains the concept in one or two sentences; `reference` is the URL of its source."""

    id: str
    name: str
    text: str
    reference: str
    checked: date
