"""The choices for a drill, with the number of questions for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quizapp.exam.question import KEPT, LEVEL_NAMES, LEVELS, task_of
from quizapp.store.catalog import names as catalog_names
from quizapp.store.progress import queries as progress
from quizapp.store.progress import standing
from quizapp.store.selection import drill_query, drill_stock
from quizapp.study.drill import FILTER_NAMES, FILTERS, DrillCandidate, DrillFilter, matching

if TYPE_CHECKING:
    from quizapp.store.workspace import Workspace

COUNTED_THROUGH = 5_000
"""The most questions of a bank that is read whole to count the matches of each choice."""
WEAKEST = 3
"""How many topics a drill of the weakest topics covers."""
FIELDS = ("domains", "tasks", "topics", "skills", "services", "levels", "only")
"""The fields of a wish that are sets of ids, in the order to offer them."""
STATUS_ROWS = {
    "unseen": "new: you have not seen it yet",
    "missed": "missed, and not yet right on three days",
    "flagged": "flagged when you last saw it",
    "lucky": "right by luck",
    "due": "due: you may have forgotten it",
    "bookmarked": "bookmarked",
}
"""The filters by what the learner did, as a list offers them."""
OVERLAP = {
    "tasks": "A question can belong to two tasks.",
    "skills": "A question can ask for several.",
    "services": "A question can be on several.",
}
"""Why the numbers of a field's values add up to more than the questions there are."""
BY_NAME = ("topics", "services")
"""The fields whose values are offered by name; the others in the order of their ids."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many questions match a wish, and how many of them are first sight.

    `more` is true if counting stopped at a limit, so there may be others. `held` questions match
    too, but are in open sittings, and `kept` ones are kept for mocks; `kept` is 0 in a bank too
    large to read.
    """

    questions: int
    first_sight: int
    more: bool = False
    held: int = 0
    kept: int = 0

    @property
    def held_text(self) -> str:
        """How many more match that cannot be asked now, and why, in words; "" if none do."""
        parts = [f"{self.kept} more {KEPT}"] if self.kept else []
        if self.held:
            parts.append(f"{self.held} more in open sittings")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class DrillChoices:
    """The current choices for a drill.

    `names` maps each of `FIELDS` to the names of its ids, if they have names. `weakest` are the
    topics that cost the most points on the exam. `stock` contains every question that can be
    drilled; it is None for a bank too large to read. `kept` contains those kept for mocks.
    """

    workspace: Workspace
    names: Mapping[str, Mapping[str, str]]
    weakest: tuple[str, ...]
    stock: tuple[DrillCandidate, ...] | None
    kept: tuple[DrillCandidate, ...] = ()

    def count(self, wish: DrillFilter) -> Counted:
        """Count the questions that match a wish. Raises StoreError."""
        if self.stock is not None:
            matches = matching(self.stock, wish)
            questions, fresh = len(matches), sum(question.unseen for question in matches)
        with self.workspace.database.read() as connection:
            scope, more = self.workspace.scope, False
            if self.stock is None:
                questions, fresh = drill_query.count(connection, scope, wish)
                more = questions == drill_query.COUNTED
            held = len(drill_query.in_open_sittings(connection, scope, wish))
        return Counted(questions, fresh, more, held, len(matching(self.kept, wish)))

    def kept_for_mocks(self, field: str, value: str, wish: DrillFilter) -> int:
        """Return how many questions with a value of a field are kept for mocks."""
        return len(matching(self.kept, with_values(wish, field, frozenset({value}))))

    def off_exam(self, field: str, value: str) -> bool:
        """Whether a value is a background topic: one that the exam does not ask for by itself."""
        if field != "topics":
            return False
        asked = [q for q in (*(self.stock or ()), *self.kept) if q.topic == value]
        return bool(asked) and all(q.background for q in asked)

    def name(self, field: str, value: str) -> str:
        """Return the text to show for a value of a field.

        It is the value's name, or the value itself without one; for tasks and skills, both.
        """
        name = self.names.get(field, {}).get(value)
        if name is None or name == value:
            return value
        return f"{value} {name}" if field in ("tasks", "skills") else name

    def values(self, field: str, wish: DrillFilter) -> list[tuple[str, int | None]]:
        """Return the values to offer for a field, each with the number of matching questions.

        The number is None for a bank too large to count. Values that no drill can ask now, such as
        a topic whose questions are all kept for mocks, are omitted.
        """
        if self.stock is None:
            return [(value, None) for value in self._known(field)]
        without = with_values(wish, field, frozenset())
        result: list[tuple[str, int | None]] = []
        for value in self._present(field, matching((*self.stock, *self.kept), without)):
            number = len(matching(self.stock, with_values(without, field, frozenset({value}))))
            if number:
                result.append((value, number))
        return result

    def _known(self, field: str) -> list[str]:
        fixed = {"only": FILTERS, "levels": LEVELS}
        if field in fixed:
            return list(fixed[field])
        if field in BY_NAME:
            return sorted(self.names[field], key=lambda value: self.name(field, value).casefold())
        return sorted(self.names[field], key=natural)

    def _present(self, field: str, stock: list[DrillCandidate]) -> list[str]:
        if field == "only":
            return list(FILTERS)
        if field == "topics":
            topics = {question.topic for question in (*(self.stock or ()), *self.kept)}
            return sorted(topics, key=lambda topic: self.name("topics", topic).casefold())
        if field == "services":
            services = {service for question in stock for service in question.services}
            return sorted(services, key=lambda value: self.name("services", value).casefold())
        if field == "levels":
            return [level for level in LEVELS if any(q.level == level for q in stock)]
        if field == "domains":
            return sorted({q.domain for q in stock if q.domain is not None})
        if field == "tasks":
            return sorted({task_of(s) for q in stock for s in q.skills})
        return sorted({value for q in stock for value in getattr(q, field)}, key=natural)


def drill_choices(workspace: Workspace) -> DrillChoices:
    """Return the choices for a drill of the exam to practice for. Raises StoreError."""
    scope, blueprint = workspace.scope, workspace.blueprint
    with workspace.database.read() as connection:
        syllabus = progress.syllabus(connection, scope)
        large = sum(syllabus.questions.values()) > COUNTED_THROUGH
        found = [] if large else drill_stock.drillable(connection, scope, include_kept=True)
        weak = standing.weak_areas(connection, scope, blueprint, 0)
        services = catalog_names.services(connection, scope.pack)
    names = {
        "domains": {domain.id: domain.name for domain in blueprint.domains},
        "tasks": {task.id: task.name for task in blueprint.tasks()},
        "topics": dict(syllabus.names),
        "skills": {skill.id: skill.text for skill in blueprint.skills()},
        "services": services,
        "levels": LEVEL_NAMES,
        "only": FILTER_NAMES,
    }
    costly = tuple(row.name for row in weak.topics[:WEAKEST] if row.priority > 0)
    stock = None if large else tuple(question for question in found if not question.kept)
    kept = tuple(question for question in found if question.kept)
    return DrillChoices(workspace, names, costly, stock, kept)


def count_fault(typed: str) -> str | None:
    """Return why a text is not a number of questions to ask for; None if it is one."""
    if re.fullmatch(r"[0-9]{1,6}", typed) and int(typed):
        return None
    return "type a whole number from 1, such as 15"


def with_values(wish: DrillFilter, field: str, values: frozenset[str]) -> DrillFilter:
    """Return the wish with other values in one of its fields."""
    sets: dict[str, Any] = {field: values}
    return replace(wish, **sets)


def brief(name: str) -> str:
    """Return a name of a skill without its examples and details, for a line of little room."""
    return re.split(r" \(|: ", name, maxsplit=1)[0]


def natural(value: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key that puts 1.1.10 after 1.1.9."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in value.split("."))
