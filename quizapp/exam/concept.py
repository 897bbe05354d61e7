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
    """A concept as a learner knows it: by its name, or as an option states it in its own words.

    `concept` is None if the pack does not explain it. `reason` is why the option is right or wrong;
    an idea that is known by the name of its concept has none. Both `name` and `reason` are text
    from a pack, perhaps long.
    """

    id: str
    name: str
    concept: Concept | None = None
    reason: str = ""

    @property
    def in_own_words(self) -> bool:
        """Whether `name` is the text of an option, not the name of a concept."""
        return self.concept is None or self.name != self.concept.name
