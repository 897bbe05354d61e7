"""What a drill may be about, and how much of it there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quizapp.exam.question import LEVELS
from quizapp.store.catalog import names as catalog_names
from quizapp.store.progress import queries as progress
from quizapp.store.progress import standing
from quizapp.store.selection import drill_query, drill_stock
from quizapp.study.drill import FILTERS, Practisable, Wish, matching

if TYPE_CHECKING:
    from quizapp.store.workspace import Workspace

COUNTED_THROUGH = 5_000
"""A bank of more questions is not read whole to count it for every choice."""
WEAKEST = 3
"""How many topics a drill of the weakest asks about."""
FIELDS = ("domains", "tasks", "topics", "skills", "services", "levels", "only")
"""The parts of a wish that are sets of ids, in the order to offer them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many questions match a wish, and how many of them are first sight.

    With `more`, there may be others, which were not counted. `held` questions match too, but are in
    open sittings; they are counted only if there are too few others.
    """

    questions: int
    first_sight: int
    more: bool = False
    held: int = 0

    @property
    def held_text(self) -> str:
        """How many more are in open sittings, in words; "" if none is known."""
        return f"{self.held} more in open sittings" if self.held else ""


@dataclass(frozen=True, slots=True)
class DrillChoices:
    """What a drill may be about now.

    `names` maps each of `FIELDS` to the names of its ids (empty where an id is its own name);
    `weakest` are the topics that cost most. `stock` is every question that may be drilled, None for
    a bank too large to read.
    """

    workspace: Workspace
    names: Mapping[str, Mapping[str, str]]
    services: tuple[str, ...]
    weakest: tuple[str, ...]
    stock: tuple[Practisable, ...] | None

    def count(self, wish: Wish) -> Counted:
        """How many questions match a wish. Raises StoreError."""
        if self.stock is not None:
            found = matching(self.stock, wish)
            questions, fresh = len(found), sum(question.unseen for question in found)
            if questions >= wish.count:
                return Counted(questions, fresh)
        with self.workspace.database.read() as connection:
            scope, more = self.workspace.scope, False
            if self.stock is None:
                questions, fresh = drill_query.count(connection, scope, wish)
                more = questions == drill_query.COUNTED
            held = 0
            if questions < wish.count:
                held = len(drill_query.held(connection, scope, wish))
        return Counted(questions, fresh, more, held)

    def name(self, field: str, value: str) -> str:
        """What a value of a field is called: its name, for tasks and skills behind its number."""
        name = self.names.get(field, {}).get(value)
        if name is None or name == value:
            return value
        return name if field in ("domains", "topics") else f"{value} {name}"

    def values(self, field: str, wish: Wish) -> list[tuple[str, int | None]]:
        """The values that a field may have, each with how many questions match then.

        The count is None for a bank too large to count; values that nothing matches are left out.
        """
        if self.stock is None:
            return [(value, None) for value in self._known(field)]
        without = with_values(wish, field, frozenset())
        found: list[tuple[str, int | None]] = []
        for value in self._present(field, matching(self.stock, without)):
            number = len(matching(self.stock, with_values(without, field, frozenset({value}))))
            if number:
                found.append((value, number))
        return found

    def _known(self, field: str) -> list[str]:
        fixed = {"only": FILTERS, "levels": LEVELS, "services": self.services}
        return list(fixed[field]) if field in fixed else sorted(self.names[field], key=natural)

    def _present(self, field: str, stock: list[Practisable]) -> list[str]:
        if field == "only":
            return list(FILTERS)
        if field == "topics":
            topics = {question.topic for question in self.stock or ()}
            return sorted(topics, key=lambda topic: self.name("topics", topic))
        attribute = {"domains": "domain", "levels": "level"}.get(field)
        if attribute:
            return sorted({v for q in stock if (v := getattr(q, attribute)) is not None})
        if field == "tasks":
            return sorted({s.rsplit(".", 1)[0] for q in stock for s in q.skills})
        return sorted({value for q in stock for value in getattr(q, field)}, key=natural)


def drill_choices(workspace: Workspace) -> DrillChoices:
    """What a drill of the exam to practice for may be about. Raises StoreError."""
    scope, blueprint = workspace.scope, workspace.blueprint
    with workspace.database.read() as connection:
        syllabus = progress.syllabus(connection, scope)
        large = sum(syllabus.questions.values()) > COUNTED_THROUGH
        stock = None if large else tuple(drill_stock.practisable(connection, scope))
        weak = standing.weak_areas(connection, scope, blueprint, 0)
        services = tuple(catalog_names.services(connection, scope.pack))
    names = {
        "domains": {domain.id: domain.name for domain in blueprint.domains},
        "tasks": {task.id: task.name for task in blueprint.tasks()},
        "topics": dict(syllabus.names),
        "skills": {skill.id: skill.text for skill in blueprint.skills()},
    }
    costly = tuple(row.name for row in weak.topics[:WEAKEST] if row.priority > 0)
    return DrillChoices(workspace, names, services, costly, stock)


def with_values(wish: Wish, field: str, values: frozenset[str]) -> Wish:
    """The same wish with other values in one of its sets."""
    sets: dict[str, Any] = {field: values}
    return replace(wish, **sets)


def natural(value: str) -> tuple[tuple[int, str], ...]:
    """A sort key that puts 1.1.10 after 1.1.9."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in value.split("."))
