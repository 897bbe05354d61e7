"""What a pack's files may hold, and how they become the rules' own values."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from quizapp.bank.calculators import CALCULATORS
from quizapp.bank.templates import PLACE, Template, choices, instance
from quizapp.exam.blueprint import Blueprint, Domain, Skill, Task
from quizapp.exam.forms import Form
from quizapp.exam.question import Option, Question

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
TOPIC = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*\Z")
SKILL = re.compile(r"[1-9]\d?\.[1-9]\d?\.[1-9]\d?\Z")
EXAM = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*\Z")

MAX_TEXT = 6_000
MAX_COMBINING = 4
SELECT = {2: "Select TWO.", 3: "Select THREE."}
OPTIONS_FOR_KEYS = {1: (4,), 2: (5, 6), 3: (6,)}

# Embedding, override and isolate controls reorder what a reader sees ("Trojan Source",
# CVE-2021-42574); line and paragraph separators break a terminal line.
# What nearly every text is made of; only the rest is looked at character by character.
PLAIN = re.compile(r"[\n\x20-\x7e–—…“”‘’×→−µ]*\Z")
HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]")


def _readable(text: str) -> str:
    """Refuse characters that a reader cannot see, or that change how a terminal shows a line."""
    if len(text) > MAX_TEXT:
        raise ValueError(f"has {len(text):,} characters; shorten it, the most is {MAX_TEXT:,}")
    if PLAIN.match(text):
        return text.strip("\n")
    combining = 0
    for character in text:
        if character != "\n" and unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}:
            raise ValueError(f"holds the control character U+{ord(character):04X}; remove it")
        combining = combining + 1 if unicodedata.combining(character) else 0
        if combining > MAX_COMBINING:
            raise ValueError("holds a pile of combining characters; remove them")
    hidden = HIDDEN.search(text)
    if hidden:
        raise ValueError(f"holds the invisible character U+{ord(hidden[0]):04X}; remove it")
    return text.strip("\n")


def _matching(pattern: re.Pattern[str], what: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.match(value):
            raise ValueError(f"{value!r} is not {what}")
        return value

    return AfterValidator(check)


def _only_true(value: Any) -> Any:
    if value == "true" or value is True:
        return True
    raise ValueError("may only be the word true; otherwise leave it out")


def _https(value: str) -> str:
    if not re.match(r"https://[a-z0-9.-]+/[\x21-\x7e]*\Z", value):
        raise ValueError(f"{value!r} is not an https address")
    return value


Text = Annotated[str, AfterValidator(_readable), Field(min_length=1)]
Short = Field(min_length=1, max_length=100)
Word = Annotated[str, AfterValidator(_readable), Short]
Slug = Annotated[str, Short, _matching(ID, "lower-case words joined by hyphens")]
TopicId = Annotated[str, Short, _matching(TOPIC, "a topic name such as lambda.esm")]
SkillId = Annotated[str, _matching(SKILL, "a skill id such as 1.2.3")]
ExamCode = Annotated[str, Short, _matching(EXAM, "an exam code such as DVA-C03")]
Score = Annotated[int, Field(ge=0, le=1_000_000)]
Address = Annotated[str, Field(max_length=2_000), AfterValidator(_https)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OptionEntry(Model):
    key: Annotated[Literal[True] | None, BeforeValidator(_only_true)] = None
    text: Text
    why: Text
    concept: Slug


class QuestionEntry(Model):
    """One stored question of a question file."""

    id: Slug
    topic: TopicId
    skills: dict[ExamCode, Annotated[list[SkillId], Field(min_length=1)]] = {}
    background: Annotated[Literal[True] | None, BeforeValidator(_only_true)] = None
    services: list[Slug] = []
    level: Literal["recall", "apply", "weigh"]
    stem: Text
    options: list[OptionEntry]
    takeaway: Text
    references: Annotated[list[Address], Field(min_length=1)]
    notes: list[
        Annotated[str, _matching(re.compile(r"[A-Z]\d\d\Z"), "a notes id such as S64")]
    ] = []
    facts: list[Text] = []
    checked: date

    @model_validator(mode="after")
    def _one_shape(self) -> QuestionEntry:
        keys = sum(1 for option in self.options if option.key)
        if keys == 0:
            raise ValueError("no option is marked `key: true`; mark the right one")
        if keys not in OPTIONS_FOR_KEYS:
            raise ValueError(f"{keys} options are marked `key: true`; at most three may be")
        if len(self.options) not in OPTIONS_FOR_KEYS[keys]:
            wanted = " or ".join(str(n) for n in OPTIONS_FOR_KEYS[keys])
            raise ValueError(
                f"{keys} of {len(self.options)} options marked `key: true`; "
                f"{keys} right of {wanted} is the form"
            )
        asks = SELECT.get(keys)
        if asks and asks not in self.stem:
            raise ValueError(f"{keys} right options: say “{asks}” in the stem")
        if asks is None and any(select in self.stem for select in SELECT.values()):
            raise ValueError("the stem asks for several options and only one is marked `key: true`")
        if bool(self.background) == bool(self.skills):
            raise ValueError("give either `skills` or `background: true`")
        texts = [" ".join(option.text.split()).casefold() for option in self.options]
        if len(set(texts)) < len(texts):
            raise ValueError("two options say the same; change one")
        concepts = [option.concept for option in self.options]
        if len(set(concepts)) < len(concepts):
            raise ValueError("two options carry the same concept; give each its own")
        return self

    def to_question(self) -> Question:
        """The rules' own value, with the revision hash of all that a learner can read."""
        question = Question(
            id=self.id,
            topic=self.topic,
            level=self.level,
            stem=self.stem,
            options=tuple(Option(o.text, o.why, o.key is True, o.concept) for o in self.options),
            takeaway=self.takeaway,
            references=tuple(self.references),
            services=tuple(self.services),
            skills={exam: tuple(ids) for exam, ids in self.skills.items()},
            notes=tuple(self.notes),
            background=bool(self.background),
            revision=self.revision(),
        )
        return question

    def revision(self) -> str:
        """A short SHA-256 of the readable parts: the same text has the same revision anywhere."""
        readable = [
            self.stem,
            [[o.text, o.why, o.key is True, o.concept] for o in self.options],
            self.takeaway,
            list(self.references),
        ]
        raw = json.dumps(readable, ensure_ascii=False, separators=(",", ":")).encode()
        return hashlib.sha256(raw).hexdigest()[:16]


class TemplateSpec(Model):
    """How a number question is made: its calculator, parameters and slips."""

    calculator: Word
    parameters: dict[Word, dict[Word, Text] | list[Word]]
    slips: Annotated[list[Word], Field(min_length=3)]

    @model_validator(mode="after")
    def _known(self) -> TemplateSpec:
        calculator = CALCULATORS.get(self.calculator)
        if calculator is None:
            raise ValueError(f"there is no calculator {self.calculator!r}")
        if set(self.parameters) != set(calculator.parameters):
            wanted = ", ".join(calculator.parameters)
            raise ValueError(f"{self.calculator} takes just these parameters: {wanted}")
        strange = [slip for slip in self.slips if slip not in calculator.slips]
        if strange:
            known = ", ".join(calculator.slips)
            raise ValueError(f"{self.calculator} has no slip {strange[0]!r}; it has {known}")
        return self


class TemplateEntry(Model):
    """One number question of a question file; in drills and short mocks, never in a form."""

    id: Slug
    topic: TopicId
    skills: Annotated[
        dict[ExamCode, Annotated[list[SkillId], Field(min_length=1)]], Field(min_length=1)
    ]
    services: list[Slug] = []
    level: Literal["recall", "apply", "weigh"]
    template: TemplateSpec
    stem: Text
    takeaway: Text
    references: Annotated[list[Address], Field(min_length=1)]
    notes: list[Word] = []
    facts: list[Text] = []
    checked: date

    @model_validator(mode="after")
    def _names_its_parameters(self) -> TemplateEntry:
        named, given = set(PLACE.findall(self.stem)), set(self.template.parameters)
        if named != given:
            odd = ", ".join(sorted(named ^ given))
            raise ValueError(f"stem and parameters name different things: {odd}")
        instance(self.to_template(), 0)
        return self

    def to_template(self) -> Template:
        """The template. Raises ValueError for parameters that make no sense."""
        raw = self.model_dump_json(include={"stem", "template", "takeaway", "references"})
        return Template(
            id=self.id,
            topic=self.topic,
            level=self.level,
            stem=self.stem,
            calculator=self.template.calculator,
            parameters={n: choices(given) for n, given in self.template.parameters.items()},
            slips=tuple(self.template.slips),
            takeaway=self.takeaway,
            references=tuple(self.references),
            services=tuple(self.services),
            skills={exam: tuple(ids) for exam, ids in self.skills.items()},
            notes=tuple(self.notes),
            revision=hashlib.sha256(raw.encode()).hexdigest()[:16],
        )


class SkillEntry(Model):
    id: SkillId
    text: Text


class TaskEntry(Model):
    id: Word
    name: Text
    skills: Annotated[list[SkillEntry], Field(min_length=1)]


class DomainEntry(Model):
    id: Word
    name: Text
    weight: Annotated[int, Field(ge=1, le=100)]
    questions: Annotated[int, Field(ge=1, le=500)]
    tasks: Annotated[list[TaskEntry], Field(min_length=1)]


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
            raise ValueError("score_min < score_pass < score_max does not hold")
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
    """`domain` is the topic's domain in the pack's first blueprint; absent: background only."""

    id: TopicId
    name: Text
    domain: Word | None = None


class ClusterEntry(Model):
    """A cluster of the study notes; `likelihood` decides how many questions it is owed."""

    id: Word
    name: Text
    likelihood: Literal["high", "medium", "low", "none"]


class PackEntry(Model):
    """pack.yaml: the pack's name, its blueprints (main one first), topics and clusters.

    `style_bands: true` makes the style bands count as gates.
    `service_names` are looked for in options, `service_aliases` are other slugs for a service of a
    blueprint's list, `retired` maps words that no key may hold to what became of them.
    """

    name: Slug
    title: Text
    blueprints: Annotated[list[ExamCode], Field(min_length=1)]
    reference_hosts: list[Word] = []
    spelling: Literal["american", "any"] = "american"
    style_bands: Annotated[Literal[True] | None, BeforeValidator(_only_true)] = None
    service_names: list[Text] = []
    service_aliases: dict[Slug, Slug] = {}
    retired: dict[Text, Text] = {}
    topics: Annotated[list[TopicEntry], Field(min_length=1)]
    clusters: list[ClusterEntry] = []


class FormEntry(Model):
    """A form file: a numbered, fixed set for one mock. Never changed once released.

    `balanced: true`, written by `bank forms`, has the form's difficulty checked.
    """

    exam: ExamCode
    number: Annotated[int, Field(ge=1, le=9_999)]
    released: date | None = None
    balanced: Annotated[Literal[True] | None, BeforeValidator(_only_true)] = None
    questions: Annotated[list[Slug], Field(min_length=1)]

    def to_form(self) -> Form:
        ids = tuple(self.questions)
        return Form(self.exam, self.number, ids, self.released, self.balanced is True)


class ApartEntry(Model):
    """Questions of which one gives another away; no form holds two of them."""

    questions: list[Slug]
    because: Text | None = None

    @model_validator(mode="after")
    def _different(self) -> ApartEntry:
        if len(self.questions) < 2:
            raise ValueError("needs at least two questions")
        if len(set(self.questions)) < len(self.questions):
            raise ValueError("names a question twice")
        return self
