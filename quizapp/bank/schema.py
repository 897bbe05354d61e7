"""The schema of a question file, and the conversion of its entries to questions.

The other files of a pack are in pack_schema.py.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from quizapp.bank.calculators import CALCULATORS
from quizapp.bank.templates import PLACE, Template, choices, instance
from quizapp.exam.question import Option, Question
from quizapp.exam.wording import HIDDEN, MAX_COMBINING

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
TOPIC = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*\Z")
DOMAIN = re.compile(r"[1-9]\d?\Z")
TASK = re.compile(r"[1-9]\d?\.[1-9]\d?\Z")
SKILL = re.compile(r"[1-9]\d?\.[1-9]\d?\.[1-9]\d?\Z")
EXAM = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*\Z")

MAX_TEXT = 6_000
TAB = 4
"""Columns of a tab, which terminals and pages show in their own ways: spaces replace it."""
SELECT = {2: "Select TWO.", 3: "Select THREE."}
OPTIONS_FOR_KEYS = {1: (4,), 2: (5, 6), 3: (6,)}

# The characters of most texts. Only texts with other characters are checked one by one.
PLAIN = re.compile(r"[\n\x20-\x7e–—…“”‘’×→−µ]*\Z")


def _readable(text: str) -> str:
    """Refuse characters that a reader cannot see, or that change how a terminal shows a line."""
    text = text.expandtabs(TAB)
    if len(text) > MAX_TEXT:
        raise ValueError(f"has {len(text):,} characters; the limit is {MAX_TEXT:,}; shorten it")
    if PLAIN.match(text):
        return text.strip("\n")
    combining = 0
    for character in text:
        if character != "\n" and unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}:
            raise ValueError(f"contains the control character U+{ord(character):04X}; remove it")
        combining = combining + 1 if unicodedata.combining(character) else 0
        if combining > MAX_COMBINING:
            raise ValueError("contains too many combining characters in a row; remove them")
    hidden = HIDDEN.search(text)
    if hidden:
        raise ValueError(f"contains the invisible character U+{ord(hidden[0]):04X}; remove it")
    return text.strip("\n")


def _matching(pattern: re.Pattern[str], what: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.match(value):
            raise ValueError(f"{value!r} is not {what}")
        return value

    return AfterValidator(check)


def only_true(value: Any) -> Any:
    """Return the value true, the only one allowed. Raises ValueError for another one."""
    if value == "true" or value is True:
        return True
    raise ValueError("must be true or be left out")


def _https(value: str) -> str:
    if not re.match(r"https://[a-z0-9.-]+/[\x21-\x7e]*\Z", value):
        raise ValueError(f"{value!r} is not an https address")
    return value


Text = Annotated[str, AfterValidator(_readable), Field(min_length=1)]
Short = Field(min_length=1, max_length=100)
Word = Annotated[str, AfterValidator(_readable), Short]
Slug = Annotated[str, Short, _matching(ID, "lower-case words joined by hyphens")]
TopicId = Annotated[str, Short, _matching(TOPIC, "a topic name such as lambda.esm")]
DomainId = Annotated[str, _matching(DOMAIN, "a domain id, a number from 1 to 99")]
TaskId = Annotated[str, _matching(TASK, "a task id such as 1.2")]
SkillId = Annotated[str, _matching(SKILL, "a skill id such as 1.2.3")]
ExamCode = Annotated[str, Short, _matching(EXAM, "an exam code such as DVA-C03")]
Address = Annotated[str, Field(max_length=2_000), AfterValidator(_https)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OptionEntry(Model):
    key: Annotated[Literal[True] | None, BeforeValidator(only_true)] = None
    text: Text
    why: Text
    concept: Slug


class QuestionEntry(Model):
    """A fixed question in a question file."""

    id: Slug
    topic: TopicId
    skills: dict[ExamCode, Annotated[list[SkillId], Field(min_length=1)]] = {}
    background: Annotated[Literal[True] | None, BeforeValidator(only_true)] = None
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
                f"{keys} {'key needs' if keys == 1 else 'keys need'} {wanted} options, "
                f"but there are {len(self.options)}; add or remove options"
            )
        asks = SELECT.get(keys)
        if asks and asks not in self.stem:
            raise ValueError(f"{keys} right options: say “{asks}” in the stem")
        if asks is None and any(select in self.stem for select in SELECT.values()):
            raise ValueError("the stem asks for several options and only one is marked `key: true`")
        if bool(self.background) == bool(self.skills):
            raise ValueError("give either `skills` or `background: true`")
        texts = [
            unicodedata.normalize("NFC", " ".join(option.text.split())).casefold()
            for option in self.options
        ]
        if len(set(texts)) < len(texts):
            raise ValueError("two options have the same text; change one")
        concepts = [option.concept for option in self.options]
        if len(set(concepts)) < len(concepts):
            raise ValueError("two options have the same concept; give each its own")
        return self

    def to_question(self) -> Question:
        """Return the question, with its revision hash."""
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
        """Return a short SHA-256 of the stem, options, takeaway, and references.

        An option counts with its text, explanation, and concept. The topic, the level, and the
        skills do not count.
        """
        hashed = [
            self.stem,
            [[o.text, o.why, o.key is True, o.concept] for o in self.options],
            self.takeaway,
            list(self.references),
        ]
        raw = json.dumps(hashed, ensure_ascii=False, separators=(",", ":")).encode()
        return hashlib.sha256(raw).hexdigest()[:16]


class TemplateSpec(Model):
    """The calculator, parameters, and slips of a number question."""

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
            raise ValueError(f"{self.calculator} takes exactly these parameters: {wanted}")
        strange = [slip for slip in self.slips if slip not in calculator.slips]
        if strange:
            known = ", ".join(calculator.slips)
            raise ValueError(f"{self.calculator} has no slip {strange[0]!r}; it has {known}")
        return self


class TemplateEntry(Model):
    """A number question in a question file. It is asked in drills and short mocks, not in forms."""

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
        """Return the template. Raises ValueError for invalid parameters."""
        raw = self.model_dump_json(include={"stem", "template", "takeaway", "references"})
        return Template(
            id=self.id,
            topic=self.topic,
            level=self.level,
            stem=self.stem,
            calculator=self.template.calculator,
            parameters={n: choices(given) for n, given in self.template.parameters.items()},
            slips=tuple(self.template.slips),
            spread=True,
            takeaway=self.takeaway,
            references=tuple(self.references),
            services=tuple(self.services),
            skills={exam: tuple(ids) for exam, ids in self.skills.items()},
            notes=tuple(self.notes),
            revision=hashlib.sha256(raw.encode()).hexdigest()[:16],
        )


def with_listed_services(
    entry: QuestionEntry | TemplateEntry, aliases: Mapping[str, str]
) -> QuestionEntry | TemplateEntry:
    """Return `entry` with its services named as in the blueprints, each once.

    A filter then finds every question of a service, whichever name its file uses.
    """
    services = list(dict.fromkeys(aliases.get(name, name) for name in entry.services))
    return entry.model_copy(update={"services": services})
