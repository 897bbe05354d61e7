"""The learner's weak areas as rows, each of which leads to a drill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.store.progress import standing
from quizapp.study.drill import OVERCONFIDENT, DrillFilter

if TYPE_CHECKING:
    from quizapp.store.progress.standing import WeakAreas
    from quizapp.store.workspace import Workspace
    from quizapp.study.confusions import Confusion
    from quizapp.study.mastery import Mastery

LISTED, PAIRS = 12, 12
"""The most topics and the most mix-ups in a list, unless all are requested."""


@dataclass(frozen=True, slots=True)
class WeakRow:
    """One weak area: a topic's mastery, a mix-up, or a number of questions.

    Exactly one of `topic`, `mix_up`, and `questions` is set. `wish` and `title` are the drill that
    the row leads to.
    """

    name: str
    wish: DrillFilter
    title: str
    topic: Mastery | None = None
    mix_up: Confusion | None = None
    questions: int | None = None


@dataclass(frozen=True, slots=True)
class WeakRows:
    """The rows, in the order to list them; `answered` is true if there are any answers."""

    topics: tuple[WeakRow, ...]
    mix_ups: tuple[WeakRow, ...]
    others: tuple[WeakRow, ...]
    answered: bool

    @property
    def all(self) -> tuple[WeakRow, ...]:
        """All rows."""
        return (*self.topics, *self.mix_ups, *self.others)


def weak_areas(workspace: Workspace) -> WeakAreas:
    """Return the learner's weak areas for the exam to practice for. Raises StoreError."""
    with workspace.database.read() as connection:
        return standing.weak_areas(connection, workspace.scope, workspace.blueprint, PAIRS)


def rows(areas: WeakAreas, *, everything: bool = False) -> WeakRows:
    """Return weak areas as rows, the topic that costs the most points first.

    With `everything`, all topics are included, not only the weak ones.
    """
    topics = []
    for mastery in areas.topics if everything else areas.weak[:LISTED]:
        name = areas.names.get(mastery.name, mastery.name)
        wish = DrillFilter(topics=frozenset({mastery.name}))
        topics.append(WeakRow(name, wish, f"Drill: {name}", topic=mastery))
    mix_ups = []
    for pair in areas.confusions:
        chosen, key = concept_name(pair.chosen), concept_name(pair.key)
        wish = DrillFilter(pair=(pair.chosen, pair.key))
        mix_ups.append(WeakRow(f"{chosen} → {key}", wish, f"Drill: {chosen} or {key}", mix_up=pair))
    others = [
        WeakRow(name, DrillFilter(only=frozenset({only})), name, questions=number)
        for name, number, only in (
            ("Right by luck", areas.lucky, "lucky"),
            ("Sure, and wrong", areas.overconfident, OVERCONFIDENT),
        )
        if number
    ]
    return WeakRows(tuple(topics), tuple(mix_ups), tuple(others), areas.answered)


def concept_name(concept: str) -> str:
    """Return a concept's id as words."""
    return concept.replace("-", " ")
