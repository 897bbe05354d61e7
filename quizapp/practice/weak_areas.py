"""The learner's weak areas as rows, each of which leads to a drill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from quizapp.exam.wording import count
from quizapp.practice.annotations import CAUSES
from quizapp.practice.mix_ups import MIXED_UP, MixUp, comparable, named, with_ideas
from quizapp.store.progress import mix_ups as stored
from quizapp.store.progress import standing
from quizapp.store.progress.queries import number_to_recover
from quizapp.store.selection import drill_query
from quizapp.study.drill import OVERCONFIDENT, DrillFilter
from quizapp.study.mastery import Verdict, first_to_practice

if TYPE_CHECKING:
    from quizapp.exam.question import Question
    from quizapp.store.progress.standing import WeakAreas
    from quizapp.store.workspace import Workspace
    from quizapp.study.mastery import Mastery

LISTED, PAIRS = 12, 12
"""The most topics and the most mix-ups in a list, unless all are requested or more are weak."""
LEAST_LISTED = 2
"""Answers from which a topic is listed, unless all are requested."""
MISSED = "Missed"
"""The name of the row for what was missed and is not recovered."""
EARLY = "Too early to rank topics; the domains have what you answered so far."
"""What is said above rows of which none has enough answers."""
COSTLY = "Weak ones first, then those where practice gains the most points."
GAINING = "None is known to be weak; those that gain the most points come first."
CONSIDERED = 100
"""The most mix-ups that are read; those without two definitions are left out."""


@dataclass(frozen=True, slots=True)
class WeakRow:
    """One weak area: the mastery of a topic or a domain, a mix-up, or a number of questions.

    Exactly one of `topic`, `mix_up`, and `questions` is set. `wish` and `title` are a drill on it;
    a mix-up leads to its two ideas side by side instead.
    """

    name: str
    wish: DrillFilter
    title: str
    topic: Mastery | None = None
    mix_up: MixUp | None = None
    questions: int | None = None


@dataclass(frozen=True, slots=True)
class WeakRows:
    """The rows, in the order to list them; `answered` is true if there are any answers.

    `domains` are listed, too, while a topic has too few answers; see `areas`. `early` is true if
    all topics have, and no domain is called weak. `few` says how many topics are not listed because
    they have too few answers; it is empty without any.
    """

    topics: tuple[WeakRow, ...]
    mix_ups: tuple[WeakRow, ...]
    others: tuple[WeakRow, ...]
    answered: bool
    domains: tuple[WeakRow, ...] = ()
    few: str = ""
    first: WeakRow | None = None
    """The row to drill first; None if there is none among these rows."""
    early: bool = False

    @property
    def start_text(self) -> str:
        """Where to start, without a period; empty if there is nothing to drill."""
        row = self.first
        if row is None:
            return ""
        if row.topic is None:
            return f"Drill first: what you missed, {count(row.questions or 0, 'question')}"
        total = row.topic.total
        right = f"{row.topic.correct} of {total} right" if total else "no answers yet"
        return f"Drill first: {row.name}, {right}"

    @property
    def topics_lead(self) -> bool:
        """Whether the topics come before the domains: the first one is weak."""
        return any(_weak(row) for row in self.topics[:1])

    @property
    def order(self) -> str:
        """How the domains and topics are ordered, as a sentence; empty without any."""
        if self.early or not self.areas:
            return EARLY if self.early else ""
        return COSTLY if any(_weak(row) for row in self.areas) else GAINING

    @property
    def areas(self) -> tuple[WeakRow, ...]:
        """The domains and the topics; first those of the two kinds whose first row is weak.

        If both are, these are the topics, which say more exactly what to practice.
        """
        if self.topics_lead:
            return (*self.topics, *self.domains)
        return (*self.domains, *self.topics)

    @property
    def all(self) -> tuple[WeakRow, ...]:
        """All rows."""
        return (*self.areas, *self.mix_ups, *self.others)


@dataclass(frozen=True, slots=True)
class Weakness:
    """A learner's weak areas, and the mix-ups among them with what their concepts mean.

    `causes` maps the causes that the learner gave for misses (stored names) to how often. `missed`
    counts the questions that were missed and are not recovered. `held` are drills that would come
    first, but of which no question can be asked now, because all are in open sittings or kept for
    mocks.
    """

    areas: WeakAreas
    mix_ups: tuple[MixUp, ...] = ()
    causes: Mapping[str, int] = field(default_factory=dict)
    missed: int = 0
    held: frozenset[DrillFilter] = frozenset()

    @property
    def causes_text(self) -> str:
        """The causes that the learner gave for misses, with their numbers; empty without any."""
        said = (f"{CAUSES.get(cause, cause)} ({n})" for cause, n in self.causes.items())
        return f"Why you missed: {', '.join(said)}" if self.causes else ""


def weak_areas(workspace: Workspace) -> Weakness:
    """Return the learner's weak areas for the exam to practice for. Raises StoreError."""
    scope = workspace.scope
    with workspace.database.read() as connection:
        areas = standing.weak_areas(connection, scope, workspace.blueprint, CONSIDERED)
        causes = stored.causes(connection, scope)
        said = stored.given_as_cause(connection, scope, MIXED_UP) if MIXED_UP in causes else []
        counted = stored.times(connection, scope, said)
        missed = number_to_recover(connection, scope)
    counted = {pair: counted[pair] for pair in said if pair in counted}
    counted |= {(pair.chosen, pair.key): pair.count for pair in areas.confusions}
    ordered = dict(sorted(counted.items(), key=lambda each: -each[1]))
    found = comparable(with_ideas(workspace, scope, ordered))
    weak = Weakness(areas, found[:PAIRS], causes, missed)
    return replace(weak, held=_held(workspace, weak))


def _held(workspace: Workspace, weak: Weakness) -> frozenset[DrillFilter]:
    """Return the drills that would be the first, up to one that can ask a question now."""
    held = set()
    with workspace.database.read() as connection:
        for row in _candidates(rows(weak)):
            if drill_query.count(connection, workspace.scope, row.wish, most=1)[0]:
                break
            held.add(row.wish)
    return frozenset(held)


def missed_because(workspace: Workspace, cause: str) -> dict[int, Question]:
    """Return the questions missed for a cause (its stored name), by row key, the last one first.

    Raises StoreError.
    """
    with workspace.database.read() as connection:
        return stored.missed_because(connection, workspace.scope, cause)


def rows(weak: Weakness, *, everything: bool = False) -> WeakRows:
    """Return weak areas as rows, the topic that costs the most points first.

    With `everything`, all topics are included, first the weak ones, last those without an answer.
    Otherwise, they are those to practice first that have `LEAST_LISTED` answers; while others have
    fewer, all domains with answers are listed, too: an order of topics by one answer each would say
    nothing.
    """
    areas = weak.areas
    brief = [] if everything else [row for row in areas.topics if row.total < LEAST_LISTED]
    wide = [row for row in areas.domains if brief and row.total]
    wide.sort(key=lambda row: (row.verdict is not Verdict.WEAK, -row.priority))
    known = [row for row in areas.topics if row.total >= LEAST_LISTED]
    listed = first_to_practice(known, LISTED)
    if everything:
        listed = sorted(
            areas.topics, key=lambda row: (not row.total, row.verdict is not Verdict.WEAK)
        )
    early = bool(brief) and not listed and not any(row.verdict is Verdict.WEAK for row in wide)
    domains = [_area(row, areas, DrillFilter(domains=frozenset({row.name}))) for row in wide]
    topics = [_area(row, areas, DrillFilter(topics=frozenset({row.name}))) for row in listed]
    mix_ups = [
        WeakRow(
            f"{named(mix_up.chosen)} → {named(mix_up.key)}",
            DrillFilter(pair=mix_up.pair),
            mix_up.title,
            mix_up=mix_up,
        )
        for mix_up in weak.mix_ups
    ]
    others = [
        WeakRow(name, DrillFilter(only=frozenset({only})), name, questions=number)
        for name, number, only in (
            (MISSED, weak.missed, "missed"),
            ("Right by luck", areas.lucky, "lucky"),
            ("Sure but wrong", areas.overconfident, OVERCONFIDENT),
        )
        if number
    ]
    found = WeakRows(
        tuple(topics),
        tuple(mix_ups),
        tuple(others),
        areas.answered,
        tuple(domains),
        _few(len(brief)),
        early=early,
    )
    if everything:
        # All topics have no other row to begin with than those that are listed at first.
        first = rows(weak).first
        return replace(found, first=first if first in found.topics else None)
    free = (row for row in _candidates(found) if row.wish not in weak.held)
    return replace(found, first=next(free, None))


def _candidates(found: WeakRows) -> list[WeakRow]:
    """Return the rows that may be drilled first, the best one first.

    These are the weak ones, then the others, each in the order on the screen. While it is too early
    for an order, what was missed comes before the others.
    """
    missed = [row for row in found.others if found.early and row.name == MISSED]
    weak = [row for row in found.areas if _weak(row)]
    return [*weak, *missed, *(row for row in found.areas if row not in weak)]


def _weak(row: WeakRow) -> bool:
    return row.topic is not None and row.topic.verdict is Verdict.WEAK


def _area(row: Mastery, areas: WeakAreas, wish: DrillFilter) -> WeakRow:
    name = areas.names.get(row.name, row.name)
    return WeakRow(name, wish, f"Drill: {name}", topic=row)


def _few(number: int) -> str:
    """Return how many topics are not listed for want of answers, in a sentence; "" if none."""
    has = "has" if number == 1 else "have"
    return f"{count(number, 'topic')} {has} fewer than {LEAST_LISTED} answers." if number else ""
