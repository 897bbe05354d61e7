"""A question as the rules of a sitting use it, independent of files, rows, and widgets."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

LEVELS = ("recall", "apply", "weigh")
LEVEL_NAMES = {
    "recall": "asks for one fact",
    "apply": "applies one idea to a case",
    "weigh": "weighs several solutions",
}
"""What a question of each level does, in words for a learner."""
KEPT = "kept for mocks"
"""What a question is called that only a mock not taken yet may ask first."""

NO_SKILLS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def domain_of(skill: str) -> str:
    """Return the domain of a skill id: "2" for "2.1.3"."""
    return skill.split(".", 1)[0]


def task_of(skill: str) -> str:
    """Return the task of a skill id: "2.1" for "2.1.3"."""
    return skill.rsplit(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: a key (right) or a distractor (wrong). `why` explains it.

    `concept` names the idea behind the option. An idea has the same name in all questions, so that
    mix-ups can be counted across questions.
    """

    text: str
    why: str
    is_key: bool
    concept: str


@dataclass(frozen=True)
class Question:
    """A question. Its options are in file order; an attempt shuffles them.

    `skills` maps exam code → skill ids; the first one determines the domain in that exam. `notes`
    are ids of clusters in the study notes. A `background` question counts for no exam. `revision`
    is a hash of the stem, the options with their explanations and concepts, the takeaway, and the
    references; history refers to it.
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
        """The right options, as indexes from 0 in file order."""
        return frozenset(i for i, option in enumerate(self.options) if option.is_key)

    @property
    def selects(self) -> int:
        """The number of options to choose."""
        return len(self.keys)

    @property
    def multiple(self) -> bool:
        """Whether the question asks for several options."""
        return self.selects > 1

    def domain(self, exam: str) -> str | None:
        """Return the question's domain id in an exam; None if it has no skill of that exam."""
        skills = self.skills.get(exam)
        return domain_of(skills[0]) if skills else None

    def task(self, exam: str) -> str | None:
        """Return the task id ("1.2") of its first skill in an exam; None if it has none."""
        skills = self.skills.get(exam)
        return task_of(skills[0]) if skills else None


def shuffled(question: Question, rng: random.Random) -> tuple[int, ...]:
    """Return a question's options (indexes from 0) in random order."""
    order = list(range(len(question.options)))
    rng.shuffle(order)
    return tuple(order)
