"""Reading of a pack's folder: blueprints, topics, questions, and forms, with all problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from quizapp.bank.files import configuration_files, leads_out, misnamed_files, question_files
from quizapp.bank.pack_schema import (
    ApartEntry,
    BlueprintEntry,
    ClusterEntry,
    ConceptEntry,
    FormEntry,
    PackEntry,
    TopicEntry,
)
from quizapp.bank.schema import ID, QuestionEntry, TemplateEntry, with_listed_services
from quizapp.bank.templates import Template
from quizapp.bank.yaml_reader import (
    FileProblem,
    MappingNode,
    Node,
    Problem,
    SequenceNode,
    line_of,
    read,
)
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.concept import Concept
from quizapp.exam.forms import Form, problems_of
from quizapp.exam.question import Question, domain_of

MAX_PROBLEMS = 50
APART = "pairs.yaml"
CONCEPTS = "concepts.yaml"

Entry = TypeVar("Entry", bound=BaseModel)
ProgressCallback = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a question: file, line (from 1), and the fields that only checks use."""

    file: str
    line: int
    facts: tuple[str, ...]
    checked: str


@dataclass
class Pack:
    """The contents of a pack, usable if `problems` is empty. `explains`: it has a concepts.yaml."""

    name: str
    title: str
    path: Path
    blueprints: tuple[Blueprint, ...] = ()
    topics: tuple[TopicEntry, ...] = ()
    clusters: tuple[ClusterEntry, ...] = ()
    reference_hosts: tuple[str, ...] = ()
    spelling: str = "american"
    style_bands: bool = False
    services: Mapping[str, str] = field(default_factory=dict)
    service_names: tuple[str, ...] = ()
    service_aliases: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, str] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    form_files: dict[str, str] = field(default_factory=dict)
    apart: list[tuple[str, ...]] = field(default_factory=list)
    concepts: dict[str, Concept] = field(default_factory=dict)
    concept_lines: dict[str, int] = field(default_factory=dict)
    explains: bool = False
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def blueprint(self, code: str) -> Blueprint | None:
        return next((b for b in self.blueprints if b.code == code), None)

    def official(self, host: str) -> bool:
        """Whether a host is one of `reference_hosts` or a subdomain of one."""
        return any(host == own or host.endswith(f".{own}") for own in self.reference_hosts)

    def pool(self, exam: str) -> list[Question]:
        """The questions that are in no form of `exam`."""
        in_forms = {i for form in self.forms if form.exam == exam for i in form.question_ids}
        return [q for q in self.questions.values() if q.id not in in_forms]


def load(path: Path, progress: ProgressCallback | None = None) -> Pack:
    """Read a pack's folder. Problems are collected in the result, not raised.

    `progress` is called with the number of files read and of all files.
    """
    pack = Pack(name=path.name, title=path.name, path=path)
    entry = _read_one(pack, path / "pack.yaml", PackEntry)
    if entry is None:
        return pack
    pack.name, pack.title = entry.name, entry.title
    pack.topics = tuple(entry.topics)
    pack.clusters = tuple(entry.clusters)
    pack.reference_hosts = tuple(entry.reference_hosts)
    pack.spelling = entry.spelling
    pack.style_bands = entry.style_bands is True
    pack.services, pack.service_aliases = entry.services, entry.service_aliases
    pack.service_names, pack.retired = tuple(entry.service_names), entry.retired
    _read_blueprints(pack, entry)
    files = _listed(pack, question_files, path)
    for number, file in enumerate(files):
        if progress:
            progress(number, len(files))
        read_questions(pack, file)
    for file in _listed(pack, misnamed_files, path):
        message = "is not read: only names that end in .yaml are; rename it"
        pack.problems.append(Problem(_shown(pack, file), 1, "", "file", message))
    _read_forms(pack)
    _read_apart(pack)
    _read_concepts(pack)
    if progress:
        progress(len(files), len(files))
    return pack


def read_questions(pack: Pack, file: Path) -> None:
    """Add the questions of a file to `pack`, and faults to its problems."""
    name = _shown(pack, file)
    root = _read(pack, file)
    if root is None:
        return
    if not isinstance(root, SequenceNode):
        message = "is not a list of questions; begin each with “- id: …”"
        pack.problems.append(Problem(name, line_of(root, ()), "", "file", message))
        return
    topics = {topic.id: topic for topic in pack.topics}
    before = len(pack.problems)
    for position, node in enumerate(root):
        line = root.item_lines[position]
        if len(pack.problems) - before >= MAX_PROBLEMS:
            message = f"{MAX_PROBLEMS} problems up to here; fix them to see the rest"
            pack.problems.append(Problem(name, line, "", "file", message))
            return
        if not isinstance(node, MappingNode):
            message = "is not a question; a question is a mapping that begins with “- id: …”"
            pack.problems.append(Problem(name, line, "", "file", message))
            continue
        shown_id = node["id"] if isinstance(node.get("id"), str) else f"question {position + 1}"
        try:
            entry = _entry(node)
        except ValidationError as error:
            pack.problems.extend(_explain(name, node, shown_id, error))
            continue
        except (TypeError, ArithmeticError, LookupError) as error:
            message = f"its calculator cannot use these parameters: {error}; correct them"
            pack.problems.append(Problem(name, line, shown_id, "schema", message))
            continue
        problem = _misfit(pack, entry, topics)
        if problem:
            pack.problems.append(Problem(name, line, shown_id, "schema", problem))
            continue
        if entry.id in pack.sources:
            first = pack.sources[entry.id]
            message = (
                f"the id is already used at {first.file}:{first.line}; give this question its own"
            )
            pack.problems.append(Problem(name, line, entry.id, "schema", message))
            continue
        pack.sources[entry.id] = Source(name, line, tuple(entry.facts), entry.checked.isoformat())
        entry = with_listed_services(entry, pack.service_aliases)
        if isinstance(entry, TemplateEntry):
            pack.templates[entry.id] = entry.to_template()
        else:
            pack.questions[entry.id] = entry.to_question()


def _entry(node: MappingNode) -> QuestionEntry | TemplateEntry:
    """Return an entry of a question file. Raises ValidationError."""
    if "template" in node:
        return TemplateEntry.model_validate(node)
    return QuestionEntry.model_validate(node)


def _misfit(
    pack: Pack, entry: QuestionEntry | TemplateEntry, topics: Mapping[str, TopicEntry]
) -> str | None:
    """Return a message about a topic, exam, or skill that the pack does not have; else None."""
    topic = topics.get(entry.topic)
    if topic is None:
        return f"topic {entry.topic!r} is not listed in pack.yaml; add it there or correct it"
    for exam, skills in entry.skills.items():
        blueprint = pack.blueprint(exam)
        if blueprint is None:
            return f"exam {exam!r} has no blueprint in this pack; correct it"
        strange = [skill for skill in skills if skill not in blueprint.skill_ids]
        if strange:
            return f"skill {strange[0]!r} is not in {exam}; correct it"
    if pack.blueprints and entry.skills:
        main = pack.blueprints[0].code
        own = entry.skills.get(main)
        if own and topic.domain and domain_of(own[0]) != topic.domain:
            return (
                f"its first {main} skill is {own[0]}, but topic {entry.topic} belongs to "
                f"domain {topic.domain}; put a skill of that domain first or change the topic"
            )
    return None


def _read_blueprints(pack: Pack, entry: PackEntry) -> None:
    found: dict[str, Blueprint] = {}
    for file in _listed(pack, configuration_files, pack.path, "blueprints"):
        blueprint = _read_one(pack, file, BlueprintEntry)
        if blueprint is not None:
            found[blueprint.code] = blueprint.to_blueprint()
    for code in entry.blueprints:
        if code not in found:
            message = f"blueprint {code!r} has no readable file blueprints/{code}.yaml; add it"
            pack.problems.append(Problem("pack.yaml", 1, "", "file", message))
    pack.blueprints = tuple(found[code] for code in entry.blueprints if code in found)


def _read_forms(pack: Pack) -> None:
    for file in _listed(pack, configuration_files, pack.path, "forms"):
        entry = _read_one(pack, file, FormEntry)
        if entry is None:
            continue
        form = entry.to_form()
        name = _shown(pack, file)
        blueprint = pack.blueprint(form.exam)
        if blueprint is None:
            message = f"exam {form.exam!r} has no blueprint in this pack; correct it"
            pack.problems.append(Problem(name, 1, "", "form", message))
            continue
        wrong = problems_of(form, blueprint, pack.questions)
        for other in pack.forms:
            if other.exam != form.exam:
                continue
            if other.number == form.number:
                wrong.append(f"form {form.number} of {form.exam} is in two files")
            shared = set(other.question_ids) & set(form.question_ids)
            if shared:
                wrong.append(f"shares {len(shared)} questions with {other.name}")
        pack.problems.extend(Problem(name, 1, "", "form", message) for message in wrong)
        if not wrong:
            pack.forms.append(form)
            pack.form_files[form.name] = name
    pack.forms.sort(key=lambda form: (form.exam, form.number))


def _read_apart(pack: Pack) -> None:
    """Read the questions that may not be in the same form. The file is optional."""
    file = pack.path / APART
    if not file.exists():
        return
    root = _read(pack, file)
    if root is None:
        return
    if not isinstance(root, SequenceNode):
        message = "is not a list; begin each entry with “- questions: […]”"
        pack.problems.append(Problem(APART, line_of(root, ()), "", "apart", message))
        return
    for line, node in zip(root.item_lines, root, strict=True):
        try:
            entry = ApartEntry.model_validate(node)
        except ValidationError as error:
            pack.problems.extend(_explain(APART, node, "", error))
            continue
        for name in entry.questions:
            if name not in pack.questions:
                message = f"question {name!r} is not in the bank; correct or remove it"
                pack.problems.append(Problem(APART, line, "", "apart", message))
        pack.apart.append(tuple(entry.questions))


def _read_concepts(pack: Pack) -> None:
    """Read the explanations of the concepts. The file is optional."""
    file = pack.path / CONCEPTS
    if not file.exists():
        return
    pack.explains = True
    root = _read(pack, file)
    if root is None:
        return
    if not isinstance(root, MappingNode):
        message = "is not a mapping of concepts; begin each with its id"
        pack.problems.append(Problem(CONCEPTS, line_of(root, ()), "", "concept", message))
        return
    for name, node in root.items():
        line = root.key_lines[name]
        if not ID.match(name):
            message = f"{name!r} is not lower-case words joined by hyphens; correct the concept"
            pack.problems.append(Problem(CONCEPTS, line, "", "concept", message))
            continue
        if not isinstance(node, MappingNode):
            message = "should be a mapping of name, text, reference and checked"
            pack.problems.append(Problem(CONCEPTS, line, name, "concept", message))
            continue
        try:
            entry = ConceptEntry.model_validate(node)
        except ValidationError as error:
            pack.problems.extend(_explain(CONCEPTS, node, name, error))
            continue
        pack.concepts[name] = entry.to_concept(name)
        pack.concept_lines[name] = line


def _read_one(pack: Pack, file: Path, model: type[Entry]) -> Entry | None:
    name = _shown(pack, file)
    root = _read(pack, file)
    if root is None:
        return None
    if not isinstance(root, MappingNode):
        message = "is not a mapping; begin with “name: value” lines"
        pack.problems.append(Problem(name, 1, "", "file", message))
        return None
    try:
        return model.model_validate(root)
    except ValidationError as error:
        pack.problems.extend(_explain(name, root, "", error))
        return None


def _read(pack: Pack, file: Path) -> Node | None:
    """Return the parsed contents of a file; None, and add a problem, if it cannot be read."""
    name = _shown(pack, file)
    if leads_out(pack.path, file):
        message = "leads out of the pack's folder; put the file itself there, or remove the link"
        pack.problems.append(Problem(name, 1, "", "file", message))
        return None
    try:
        return read(file, name)
    except FileProblem as error:
        pack.problems.append(error.problem)
        return None


def _listed(pack: Pack, find: Callable[..., list[Path]], *where: object) -> list[Path]:
    """Return the files of a folder; none, and add a problem, if it cannot be listed."""
    try:
        return find(*where)
    except OSError as error:
        name = _shown(pack, Path(error.filename or pack.path))
        message = f"cannot be listed: {error.strerror or error}; make it readable"
        pack.problems.append(Problem(name, 1, "", "file", message))
        return []


def _shown(pack: Pack, file: Path) -> str:
    """Return a file's name for messages: relative to the pack's folder if possible."""
    try:
        return file.relative_to(pack.path).as_posix()
    except ValueError:
        return file.name


_PLAIN = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not a known name here; correct or remove it",
    "string_type": "should be text",
    "list_type": "should be a list",
    "dict_type": "should be a mapping",
    "model_type": "should be a mapping",
    "string_too_short": "is empty; add text",
    "too_short": "is empty; give at least one",
}


def _explain(name: str, node: Node, who: str, error: ValidationError) -> list[Problem]:
    """Convert pydantic's errors to problems with the line, the fault, and the remedy."""
    problems = []
    for details in error.errors(include_url=False, include_context=False, include_input=False):
        path = tuple(step for step in details["loc"] if isinstance(step, int | str))
        kind = details["type"]
        fault = _PLAIN.get(kind) or details["msg"].removeprefix("Value error, ")
        if kind == "literal_error":
            fault = fault.replace("Input should be", "should be")
        where = _where(path)
        message = f"{where} {fault}" if where else fault
        problems.append(Problem(name, line_of(node, path), who, "schema", message))
    return problems


def _where(path: tuple[Any, ...]) -> str:
    """Return a path in words: ('options', 2, 'why') → "option 3, “why”"."""
    parts: list[str] = []
    for index, step in enumerate(path):
        if isinstance(step, int):
            before = str(path[index - 1]) if index else "item"
            parts = parts[:-1] if index else parts
            parts.append(f"{before.removesuffix('s')} {step + 1}")
        else:
            parts.append(f"“{step}”")
    return ", ".join(parts)
