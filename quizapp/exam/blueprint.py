"""An exam version as data: its domains, tasks, and skills, its length, and its passing score."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

SHORT_MOCK_QUESTIONS = 20
"""The number of questions of a short mock."""


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill of a task, by the vendor's number."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """A task statement of a domain, with its skills."""

    id: str
    name: str
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain. `weight` is the published percentage; `questions` is its number on a form."""

    id: str
    name: str
    weight: int
    questions: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Blueprint:
    """One exam version.

    `minutes` is the length of the exam. `pass_fraction` is the share of right answers (0–1) that
    this app takes as passing. `score_min`, `score_max`, and `score_pass` are the vendor's scale.
    The exam is given from `first_day` to `last_day`; None means no limit. `scored` is the number of
    questions that count in the real exam; None means all of a form. `extra_minutes` is the
    extension that candidates can request; 0 if there is none.
    """

    code: str
    name: str
    minutes: int
    score_min: int
    score_max: int
    score_pass: int
    pass_fraction: float
    first_day: date | None
    last_day: date | None
    domains: tuple[Domain, ...]
    services: tuple[str, ...] = ()
    scored: int | None = None
    extra_minutes: int = 30

    @cached_property
    def form(self) -> Mapping[str, int]:
        """Questions per domain id on one full form."""
        return {domain.id: domain.questions for domain in self.domains}

    @cached_property
    def questions(self) -> int:
        """Questions on one full form."""
        return sum(self.form.values())

    @property
    def scored_questions(self) -> int:
        """The number of questions that count in the real exam."""
        return self.scored or self.questions

    @property
    def short_questions(self) -> int:
        """The number of questions of a short mock: at most as many as a full form has."""
        return min(SHORT_MOCK_QUESTIONS, self.questions)

    @property
    def short_minutes(self) -> int:
        """Minutes of a short mock, at the pace of a full one."""
        return self.minutes_for(self.short_questions)

    def minutes_for(self, questions: int, extra_minutes: int = 0) -> int:
        """Return the minutes for a number of questions at the pace of a full form, rounded up.

        A full form has `extra_minutes` more; fewer questions get their share of them.
        """
        return math.ceil((self.minutes + extra_minutes) * questions / self.questions)

    @property
    def percent(self) -> bool:
        """Whether the vendor's scale is the share of questions right, in percent."""
        return (self.score_min, self.score_max) == (0, 100) and abs(
            self.pass_fraction * 100 - self.score_pass
        ) < 0.5

    @property
    def unit(self) -> str:
        """The unit written after a score: "%", or nothing."""
        return "%" if self.percent else ""

    def shown(self, score: int) -> str:
        """A score with its unit, on this exam's scale."""
        return f"{score}{self.unit}"

    @property
    def passes(self) -> str:
        """The passing score in words, for a briefing."""
        of = "" if self.percent else f" of {self.score_max}"
        return f"{self.shown(self.score_pass)}{of} passes"

    @property
    def conversion(self) -> str:
        """How a score is computed, in one sentence."""
        passing = f"{self.pass_fraction:.0%} right passes."
        if self.percent:
            return f"The exam is scored in percent: {passing}"
        return f"How right answers convert to a score is not published; this assumes that {passing}"

    def tasks(self) -> Iterator[Task]:
        """Yield every task, domain by domain."""
        for domain in self.domains:
            yield from domain.tasks

    def skills(self) -> Iterator[Skill]:
        """Yield every skill, task by task."""
        for task in self.tasks():
            yield from task.skills

    @cached_property
    def skill_ids(self) -> frozenset[str]:
        """The ids of all skills."""
        return frozenset(skill.id for skill in self.skills())

    def domain_name(self, domain: str) -> str:
        """Return the name of a domain id; the id itself if it is unknown."""
        return next((d.name for d in self.domains if d.id == domain), domain)

    def short_form(self, total: int) -> dict[str, int]:
        """Return domain id → number of questions, for a form of `total` questions.

        The numbers are in the blueprint's proportions, by the largest remainder method (Hamilton).
        A tie goes to the lower domain id.
        """
        domains = sorted(self.form)
        quotas = [total * self.form[domain] / self.questions for domain in domains]
        counts = dict(zip(domains, largest_remainder(quotas, total), strict=True))
        return {domain: counts[domain] for domain in self.form}


def largest_remainder(quotas: Sequence[float], total: int) -> list[int]:
    """Round quotas that sum to `total` to whole numbers with the same sum (Hamilton's method).

    A tie goes to the earlier one.
    """
    counts = [int(quota) for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda i: counts[i] - quotas[i])
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts


def current(blueprints: Sequence[Blueprint], today: date, exam_date: date | None) -> Blueprint:
    """Return the exam version to practice for.

    It is the version given on the exam date; without a date, the newest one. If no version is given
    on that date, it is the newest one for a date from `today` on, and the oldest one for a past
    date. Raises ValueError if there are no blueprints.
    """
    if not blueprints:
        raise ValueError("no blueprints")
    newest_first = sorted(blueprints, key=lambda b: b.first_day or date.min, reverse=True)
    if exam_date is None:
        return newest_first[0]
    for blueprint in newest_first:
        starts = blueprint.first_day or date.min
        ends = blueprint.last_day or date.max
        if starts <= exam_date <= ends:
            return blueprint
    return newest_first[0] if exam_date >= today else newest_first[-1]
