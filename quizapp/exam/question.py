"""A question as the rules of a sitting know it, independent of files, rows and widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

LEVELS = ("recall", "apply", "weigh")

NO_SKILLS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer: a key (right) or a distractor, with its reason.

    `concept` names the idea that a learner who chooses this option has in mind; the same idea has
    the same name in every question, so that mix-ups can be counted across questions.
    """

    text: str
    why: str
    is_key: bool
    concept: str


@dataclass(frozen=True)
class Question:
    """A question with its options in file order; an attempt shows them shuffled.

    `skills` maps an exam code to skill ids; the first one decides the domain in that exam.
    `revision` is a hash of everything a learner can read, so that history stays true when the
    text is corrected.
    """

    id: str
    topic: str
    level: str
    stem: str
    options: tuple[Option, ...]
    takeaway: str
    references: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    skills: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_SKILLS)
    notes: tuple[str, ...] = ()
    background: bool = False
    revision: str = ""

    @cached_property
    def keys(self) -> frozenset[int]:
        """Positions of the right options, counted from 0 in file order."""
        return frozenset(i for i, option in enumerate(self.options) if option.is_key)

    @property
    def selects(self) -> int:
        """How many options are to be chosen."""
        return len(self.keys)

    @property
    def multiple(self) -> bool:
        return self.selects > 1

    def domain(self, exam: str) -> str | None:
        """The domain id this question counts for in `exam`; None if it does not serve it."""
        skills = self.skills.get(exam)
        return skills[0].split(".", 1)[0] if skills else None

    def task(self, exam: str) -> str | None:
        """The task id ("1.2") of its first skill in `exam`; None if it does not serve it."""
        skills = self.skills.get(exam)
        return skills[0].rsplit(".", 1)[0] if skills else None
