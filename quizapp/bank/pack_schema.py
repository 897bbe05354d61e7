"""The schema of a pack's files other than question files, and the values made from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from quizapp.bank.schema import (
    Address,
    DomainId,
    ExamCode,
    Model,
    SkillId,
    Slug,
    TaskId,
    Text,
    TopicId,
    Word,
    only_true,
)
from quizapp.exam.blueprint import Blueprint, Domain, Skill, Task
from quizapp.exam.concept import Concept
from quizapp.exam.forms import Form

Score = Annotated[int, Field(ge=0, le=1_000_000)]


def _own(parent: str, ids: Iterable[str]) -> None:
    """Raise ValueError if an id does not begin with that of its domain or task.

    A skill's id alone says which task and domain it belongs to.
    """
    for id_ in ids:
        if not id_.startswith(f"{parent}."):
            raise ValueError(
                f"{id_!r} is listed under {parent!r}; its id must begin with {parent}."
            )


class SkillEntry(Model):
    id: SkillId
    text: Text


class TaskEntry(Model):
    id: TaskId
    name: Text
    skills: Annotated[list[SkillEntry], Field(min_length=1)]

    @model_validator(mode="after")
    def _own_skills(self) -> TaskEntry:
        _own(self.id, (skill.id for skill in self.skills))
        return self


class DomainEntry(Model):
    id: DomainId
    name: Text
    weight: Annotated[int, Field(ge=1, le=100)]
    questions: Annotated[int, Field(ge=1, le=500)]
    tasks: Annotated[list[TaskEntry], Field(min_length=1)]

    @model_validator(mode="after")
    def _own_tasks(self) -> DomainEntry:
        _own(self.id, (task.id for task in self.tasks))
        return self


class BlueprintEntry(Model):
    """A blueprint file."""

    code: ExamCode
    name: Text
    first_day: date | None = None
    last_day: date | None = None
    minutes: Annotated[int, Field(ge=1, le=1_000)]
    score_min: Score
    score_max: Score
    score_pass: Score
    pass_fraction: Annotated[float, Field(gt=0, lt=1)]
    domains: Annotated[list[DomainEntry], Field(min_length=1)]
    services: list[Slug] = []
    scored: Annotated[int | None, Field(ge=1, le=500)] = None
    extra_minutes: Annotated[int, Field(ge=0, le=600)] = 30

    @model_validator(mode="after")
    def _whole(self) -> BlueprintEntry:
        if sum(domain.weight for domain in self.domains) != 100:
            raise ValueError("the weights of the domains do not add up to 100")
        if not self.score_min < self.score_pass < self.score_max:
            raise ValueError("score_min < score_pass < score_max must be true")
        return self

    def to_blueprint(self) -> Blueprint:
        return Blueprint(
            code=self.code,
            name=self.name,
            minutes=self.minutes,
            score_min=self.score_min,
            score_max=self.score_max,
            score_pass=self.score_pass,
            pass_fraction=self.pass_fraction,
            first_day=self.first_day,
            last_day=self.last_day,
            services=tuple(self.services),
            scored=self.scored,
            extra_minutes=self.extra_minutes,
            domains=tuple(
                Domain(
                    domain.id,
                    domain.name,
                    domain.weight,
                    domain.questions,
                    tuple(
                        Task(task.id, task.name, tuple(Skill(s.id, s.text) for s in task.skills))
                        for task in domain.tasks
                    ),
                )
                for domain in self.domains
            ),
        )


class TopicEntry(Model):
    """A topic. `domain` is its domain in the first blueprint; None if it is background only."""

    id: TopicId
    name: Text
    domain: DomainId | None = None


class ClusterEntry(Model):
    """A cluster of the study notes. `likelihood` determines how many questions it needs."""

    id: Word
    name: Text
    likelihood: Literal["high", "medium", "low", "none"]


class PackEntry(Model):
    """pack.yaml: the pack's name, its blueprints (main one first), topics and clusters.

    `style_bands: true` makes the style bands count as gates.
    `services` maps services to their names on screens; `service_names` are product names to find
    in options; `service_aliases` are other slugs for a
    service of a blueprint's list; `retired` maps words that no key may contain to the reason.
    """

    name: Slug
    title: Text
    blueprints: Annotated[list[ExamCode], Field(min_length=1)]
    reference_hosts: list[Word] = []
    spelling: Literal["american", "any"] = "american"
    style_bands: Annotated[Literal[True] | None, BeforeValidator(only_true)] = None
    services: dict[Slug, Text] = {}
    service_names: list[Text] = []
    service_aliases: dict[Slug, Slug] = {}
    retired: dict[Text, Text] = {}
    topics: Annotated[list[TopicEntry], Field(min_length=1)]
    clusters: list[ClusterEntry] = []


class FormEntry(Model):
    """A form file: a numbered, fixed set of questions for one mock. A released form never changes.

    `bank forms` writes `balanced: true`; the difficulty of the form is then checked.
    """

    exam: ExamCode
    number: Annotated[int, Field(ge=1, le=9_999)]
    released: date | None = None
    balanced: Annotated[Literal[True] | None, BeforeValidator(only_true)] = None
    questions: Annotated[list[Slug], Field(min_length=1)]

    def to_form(self) -> Form:
        ids = tuple(self.questions)
        return Form(self.exam, self.number, ids, self.released, self.balanced is True)


class ApartEntry(Model):
    """Questions that give each other's answers away. No form may have two of them."""

    questions: list[Slug]
    because: Text | None = None

    @model_validator(mode="after")
    def _different(self) -> ApartEntry:
        if len(self.questions) < 2:
            raise ValueError("needs at least two questions")
        if len(set(self.questions)) < len(self.questions):
            raise ValueError("names a question twice")
        return self


class ConceptEntry(Model):
    """An explanation of a concept: name, one or two sentences, source, and day of the check."""

    name: Word
    text: Text
    reference: Address
    checked: date

    def to_concept(self, id_: str) -> Concept:
        return Concept(id_, self.name, self.text, self.reference, self.checked)
