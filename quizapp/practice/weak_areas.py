"""What costs most on the exam, in rows that lead to a drill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.store.progress import standing
from quizapp.study.drill import OVERCONFIDENT, Wish

if TYPE_CHECKING:
    from quizapp.store.progress.standing import WeakAreas
    from quizapp.store.workspace import Workspace
    from quizapp.study.confusions import Confusion
    from quizapp.study.mastery import Mastery

LISTED, PAIRS = 12, 12
"""How many topics and how many mix-ups are listed, unless all are asked for."""


@dataclass(frozen=True, slots=True)
class WeakRow:
    """One row: a topic's mastery, a mix-up, or a number of questions; exactly one of `topic`,
    `mix_up` and `questions` is given. `wish` and `title` are the drill that it leads to."""

    name: str
    wish: Wish
    title: str
    topic: Mastery | None = None
    mix_up: Confusion | None = None
    questions: int | None = None


@dataclass(frozen=True, slots=True)
class WeakRows:
    """The rows, in the order to list them; `answered` says whether there are any answers yet."""

    topics: tuple[WeakRow, ...]
    mix_ups: tuple[WeakRow, ...]
    others: tuple[WeakRow, ...]
    answered: bool

    @property
    def all(self) -> tuple[WeakRow, ...]:
        return (*self.topics, *self.mix_ups, *self.others)


def weak_areas(workspace: Workspace) -> WeakAreas:
    """The learner's weak areas for the exam to practice for. Raises StoreError."""
    with workspace.database.read() as connection:
        return standing.weak_areas(connection, workspace.scope, workspace.blueprint, PAIRS)


def rows(found: WeakAreas, *, everything: bool = False) -> WeakRows:
    """Weak areas as rows: the weak topics, costliest first, or with `everything` every topic."""
    topics = []
    for mastery in found.topics if everything else found.weak[:LISTED]:
        name = found.names.get(mastery.name, mastery.name)
        wish = Wish(topics=frozenset({mastery.name}))
        topics.append(WeakRow(name, wish, f"Drill: {name}", topic=mastery))
    mix_ups = []
    for pair in found.confusions:
        chosen, key = concept_name(pair.chosen), concept_name(pair.key)
        wish = Wish(pair=(pair.chosen, pair.key))
        mix_ups.append(WeakRow(f"{chosen} → {key}", wish, f"Drill: {chosen} or {key}", mix_up=pair))
    others = [
        WeakRow(name, Wish(only=frozenset({only})), name, questions=number)
        for name, number, only in (
            ("Right by luck", found.lucky, "lucky"),
            ("Sure, and wrong", found.overconfident, OVERCONFIDENT),
        )
        if number
    ]
    return WeakRows(tuple(topics), tuple(mix_ups), tuple(others), found.answered)


def concept_name(concept: str) -> str:
    """A concept in words."""
    return concept.replace("-", " ")
