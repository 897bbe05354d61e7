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


@dataclass(frozen=True, slots=True)
class Idea:
    """A concept as a learner knows it: by its name, or by an option's own words without one.

    `concept` is None if the pack does not explain it; `reason` is then why the option is right or
    wrong. Both `name` and `reason` are text from a pack, perhaps long.
    """

    id: str
    name: str
    concept: Concept | None = None
    reason: str = ""
