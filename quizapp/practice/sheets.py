"""Sheets: what to remember of a topic or a task, from the questions that were answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.exam.wording import count, is_or_are
from quizapp.store import sheets as stored
from quizapp.store.progress import standing
from quizapp.study.drill import DrillFilter
from quizapp.words import written_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from quizapp.exam.blueprint import Blueprint
    from quizapp.store.sheets import Takeaway, TopicSheet
    from quizapp.store.workspace import Workspace

EVERYTHING = DrillFilter()
MARKS = "✗ marks what you missed, ↺ what you have recovered since."
DATES = "A date is the day on which a takeaway was last checked against its documentation."
DATE = "All of it was last checked against the documentation on {day}."


@dataclass(frozen=True, slots=True)
class Sheet:
    """The takeaways of some topics, the topic that costs the most points first.

    `topics` are those with a takeaway to show. `later` is the number of takeaways of questions that
    the learner has still to answer, in these topics and in others of the selection; `held` is the
    number of those that an open sitting asks again and that are not answered there yet.
    """

    exam: str
    title: str
    topics: tuple[TopicSheet, ...]
    later: int
    held: int = 0

    @property
    def takeaways(self) -> int:
        """The number of takeaways on the sheet."""
        return sum(len(topic.takeaways) for topic in self.topics)

    @property
    def dated(self) -> bool:
        """Whether each takeaway needs its own date; otherwise, `dates` has the one day of all."""
        return self._day is None

    @property
    def dates(self) -> str:
        """When the takeaways were checked, or what their dates mean, in one sentence."""
        return DATES if self._day is None else DATE.format(day=written_day(self._day))

    @property
    def _day(self) -> date | None:
        """The day on which all takeaways, two or more, were checked; None if there is none."""
        days = [each.checked for topic in self.topics for each in topic.takeaways]
        return days[0] if len(days) > 1 and len(set(days)) == 1 else None

    @property
    def summary(self) -> str:
        """What is on the sheet, in one line."""
        if not self.topics and self.held:
            return "Nothing to show now"
        if not self.topics:
            return "Nothing to show yet; a takeaway is listed once you have answered its question"
        number, missed = self.takeaways, sum(topic.missed for topic in self.topics)
        shown = count(number, "takeaway")
        if not missed:
            return f"{shown} from questions you answered"
        if missed < number:
            return f"{shown}, {missed} of them from questions you missed"
        return f"{shown}, {'all from questions' if number > 1 else 'from a question'} you missed"


def sheet(workspace: Workspace, about: DrillFilter = EVERYTHING, exam: str | None = None) -> Sheet:
    """Return the sheet of what `about` selects: topics, tasks, or domains; all without any.

    It is for an exam of the pack, or the one to practice for with None. Raises StoreError.
    """
    blueprint, scope = workspace.exam(exam), workspace.scope_of(exam)
    with workspace.database.read() as connection:
        found = stored.topic_sheets(connection, scope, about)
        costly = standing.weak_areas(connection, scope, blueprint, 0).topics
    place = {mastery.name: number for number, mastery in enumerate(costly)}
    found.sort(key=lambda topic: (place.get(topic.topic, len(place)), topic.topic))
    return Sheet(
        exam=scope.exam,
        title=_title(blueprint, about, _in_order(found)),
        topics=tuple(topic for topic in found if topic.takeaways),
        later=sum(topic.later for topic in found),
        held=sum(topic.held for topic in found),
    )


def _in_order(found: list[TopicSheet]) -> dict[str, str]:
    """Return topic id → name in the order of the sheet: topics without a takeaway come last."""
    listed = sorted(found, key=lambda topic: not topic.takeaways)
    return {topic.topic: topic.name for topic in listed}


def _title(blueprint: Blueprint, about: DrillFilter, topics: dict[str, str]) -> str:
    tasks = {task.id: f"{task.id} {task.name}" for task in blueprint.tasks()}
    domains = {domain.id: domain.name for domain in blueprint.domains}
    chosen = [
        *(name for topic, name in topics.items() if topic in about.topics),
        *sorted(about.topics - topics.keys()),
        *(tasks.get(task, task) for task in sorted(about.tasks)),
        *(domains.get(domain, domain) for domain in sorted(about.domains)),
    ]
    if not chosen:
        return "Every topic"
    return chosen[0] if len(chosen) == 1 else f"{chosen[0]} and {len(chosen) - 1} more"


def missed(takeaway: Takeaway) -> str:
    """Return in a word whether its question was missed, or has recovered; empty if neither."""
    if not takeaway.missed:
        return ""
    return "recovered" if takeaway.recovered else "missed"


def checked(takeaway: Takeaway, written: Callable[[date], str] = written_day) -> str:
    """Return when a takeaway was checked, in words; empty if that is not known.

    `written` puts a day into words.
    """
    return f"checked {written(takeaway.checked)}" if takeaway.checked else ""


def state(
    takeaway: Takeaway, written: Callable[[date], str] = written_day, *, dated: bool = True
) -> str:
    """Return what a takeaway is to the learner and, if `dated`, when it was checked, in one line.

    `written` puts a day into words.
    """
    day = checked(takeaway, written) if dated else ""
    return " · ".join(part for part in (missed(takeaway), day) if part)


def waiting(number: int) -> str:
    """Say that takeaways are hidden until their questions are answered in an open sitting."""
    if not number:
        return ""
    whose = "its question" if number == 1 else "their questions"
    hidden = f"{count(number, 'takeaway')} {is_or_are(number)} hidden"
    return f"{hidden} until you answer {whose} in an open sitting."


def later(number: int, held: int = 0) -> str:
    """Return how many takeaways are not shown yet and why, as sentences; empty for none.

    `number` have still to be answered, and an open sitting asks the `held` ones.
    """
    them, are = ("it", "is") if held == 1 else ("them", "are")
    parts = [f"{held} {are} hidden until you answer {them} in an open sitting."] if held else []
    if number:
        appear = "appears as you get to its question"
        if number > 1:
            appear = "appear as you get to their questions"
        parts.append(f"{number} more {appear}.")
    return " ".join(parts)
