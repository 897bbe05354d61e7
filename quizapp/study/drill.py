"""Which questions a drill may ask, and in which order."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quizapp.exam.question import task_of

FILTERS = ("unseen", "missed", "flagged", "lucky", "due", "bookmarked")
FILTER_NAMES = {name: name for name in FILTERS} | {"unseen": "new", "lucky": "right by luck"}
"""What the filters are called on every screen."""
OVERCONFIDENT = "overconfident"
MIXED, BLOCKED = "mixed", "blocked"


@dataclass(frozen=True, slots=True)
class DrawCandidate:
    """The properties of a question that `select_and_order` uses.

    `met` is true if the learner has been shown the question, and `unseen` if it would be first
    sight now. Both are true for a number question asked before, because its numbers are new.
    """

    row_id: int
    topic: str
    met: bool
    unseen: bool


@dataclass(frozen=True, slots=True)
class DrillCandidate:
    """A question that may be drilled, with the learner's history of it.

    `marks` is a subset of FILTERS and "overconfident". `sets_apart` is true if it asks the learner
    to choose between the two concepts of `DrillFilter.pair`. `kept` is true if it is kept for a
    mock that is not taken yet; then it cannot be drilled now.
    """

    row_id: int
    code: str
    topic: str
    domain: str | None
    skills: frozenset[str]
    services: frozenset[str]
    level: str
    template: bool
    background: bool
    marks: frozenset[str] = frozenset()
    sets_apart: bool = False
    met: bool = False
    kept: bool = False

    @property
    def unseen(self) -> bool:
        return "unseen" in self.marks

    @property
    def drawable(self) -> DrawCandidate:
        return DrawCandidate(self.row_id, self.topic, self.met, self.unseen)


MAX_COUNT = 1_000_000
"""The maximum number of questions in a drill."""


@dataclass(frozen=True, slots=True)
class DrillFilter:
    """The filters of a drill. An empty set matches any question.

    A question must match every set, with at least one member each. `pair` is a mix-up: (concept
    chosen, concept of the key). `templates` selects number questions only. `rows` are the row keys
    of single questions, such as those that a search found.
    """

    domains: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    pair: tuple[str, str] | None = None
    templates: bool = False
    rows: frozenset[int] = frozenset()
    order: str = MIXED
    count: int = 20

    def __post_init__(self) -> None:
        # SQLite cannot store larger numbers than 64 bits. No bank has this many questions.
        object.__setattr__(self, "count", min(self.count, MAX_COUNT))


def matches(question: DrillCandidate, filters: DrillFilter) -> bool:
    """Whether a question matches all filters.

    Background questions are drilled only when the filters name their topic, or themselves.
    """
    if filters.rows and question.row_id not in filters.rows:
        return False
    if question.background and not filters.rows and question.topic not in filters.topics:
        return False
    if filters.templates and not question.template:
        return False
    if filters.pair is not None and not question.sets_apart:
        return False
    tasks = {task_of(skill) for skill in question.skills}
    return (
        (not filters.domains or question.domain in filters.domains)
        and (not filters.tasks or bool(tasks & filters.tasks))
        and (not filters.topics or question.topic in filters.topics)
        and (not filters.skills or bool(question.skills & filters.skills))
        and (not filters.services or bool(question.services & filters.services))
        and (not filters.levels or question.level in filters.levels)
        and (not filters.only or bool(question.marks & filters.only))
    )


def matching(questions: Iterable[DrillCandidate], filters: DrillFilter) -> list[DrillCandidate]:
    """Return the questions that match the filters, in the given order."""
    return [question for question in questions if matches(question, filters)]


def select_and_order(
    questions: Iterable[DrawCandidate], filters: DrillFilter, rng: random.Random
) -> list[int]:
    """Return the row keys of a drill's questions in the order to ask them.

    `questions` are those that match the filters. At most `filters.count` of them are selected:
    questions never met first, because they teach and measure the most, with the topics in turn.
    Mixed order interleaves the topics (Brunmair & Richter 2019); blocked order keeps each topic
    together.
    """
    stock = list(questions)
    rng.shuffle(stock)
    chosen = _round_robin([q for q in stock if q.unseen and not q.met], filters.count)
    chosen += _round_robin([q for q in stock if q.met or not q.unseen], filters.count - len(chosen))
    if filters.order == BLOCKED:
        chosen.sort(key=lambda q: q.topic)
    else:
        rng.shuffle(chosen)
    return [question.row_id for question in chosen]


def _round_robin(stock: Sequence[DrawCandidate], count: int) -> list[DrawCandidate]:
    """Return up to `count` questions, taking one of each topic in turn."""
    by_topic: dict[str, list[DrawCandidate]] = {}
    for question in stock:
        by_topic.setdefault(question.topic, []).append(question)
    taken: list[DrawCandidate] = []
    while by_topic and len(taken) < count:
        for topic in list(by_topic):
            taken.append(by_topic[topic].pop())
            if not by_topic[topic]:
                del by_topic[topic]
            if len(taken) >= count:
                break
    return taken
