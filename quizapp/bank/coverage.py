"""The coverage of a pack: questions by blueprint, topic, cluster, form, and pool, and gaps.

The pool of an exam consists of the questions that are in none of its forms. Drills use the pool, so
it must cover every skill and every cluster without the forms.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from quizapp.bank.cues import single
from quizapp.bank.pack import Pack
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.question import LEVELS, Question
from quizapp.exam.wording import has_qualifier

# The number of questions that a cluster of the study notes needs, by its likelihood in the exam.
# Clusters that are not in the exam need background questions.
QUESTIONS_REQUIRED = {"high": 3, "medium": 2, "low": 1, "none": 2}


@dataclass(frozen=True, slots=True)
class Row:
    """The number of questions on one part of a blueprint, and how many of them are in the pool."""

    id: str
    name: str
    questions: int
    pool: int


@dataclass(frozen=True, slots=True)
class ExamCoverage:
    """The coverage of an exam. A question counts for one domain, one task, and all its skills."""

    code: str
    questions: int
    pool: int
    domains: tuple[Row, ...]
    tasks: tuple[Row, ...]
    skills: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ClusterCoverage:
    """A cluster of the study notes: the number of questions it needs (`owed`) and has.

    For a cluster that is not in the exam, only background questions are counted. `pool` is the
    number of them that are in no form of the pack's first blueprint.
    """

    id: str
    name: str
    likelihood: str
    owed: int
    questions: int
    pool: int


@dataclass(frozen=True, slots=True)
class FormCoverage:
    """A form: its number of questions, of each kind, of distinct topics, and of each level."""

    exam: str
    number: int
    released: str | None
    questions: int
    multiple: int
    qualified: int
    topics: int
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a pack. Each line of `missing` names a gap."""

    questions: int
    background: int
    multiple: int
    exams: tuple[ExamCoverage, ...]
    topics: tuple[Row, ...]
    levels: tuple[tuple[str, int], ...]
    services: tuple[tuple[str, int], ...]
    clusters: tuple[ClusterCoverage, ...]
    forms: tuple[FormCoverage, ...]
    missing: tuple[str, ...]


def cover(pack: Pack) -> Coverage:
    """Return the coverage of `pack`."""
    questions = list(pack.questions.values())
    main = pack.blueprints[0].code if pack.blueprints else ""
    pool = {question.id for question in pack.pool(main)}
    exams = tuple(_exam(pack, blueprint) for blueprint in pack.blueprints)
    names = [(topic.id, topic.name) for topic in pack.topics]
    topics = _rows(names, questions, pool, lambda q: [q.topic])
    clusters = tuple(_clusters(pack, pool))
    services = Counter(service for question in questions for service in question.services)
    return Coverage(
        questions=len(questions),
        background=sum(question.background for question in questions),
        multiple=sum(question.multiple for question in questions),
        exams=exams,
        topics=topics,
        levels=_levels(questions),
        services=tuple(sorted(services.items(), key=lambda pair: (-pair[1], pair[0]))),
        clusters=clusters,
        forms=tuple(_forms(pack)),
        missing=tuple(_missing(exams, topics, clusters)),
    )


def _exam(pack: Pack, blueprint: Blueprint) -> ExamCoverage:
    code = blueprint.code
    served = [q for q in pack.questions.values() if code in q.skills]
    pool = {question.id for question in pack.pool(code)}
    domains = [(domain.id, domain.name) for domain in blueprint.domains]
    tasks = [(task.id, task.name) for task in blueprint.tasks()]
    skills = [(skill.id, skill.text) for skill in blueprint.skills()]
    return ExamCoverage(
        code=code,
        questions=len(served),
        pool=sum(question.id in pool for question in served),
        domains=_rows(domains, served, pool, lambda q: [q.domain(code)]),
        tasks=_rows(tasks, served, pool, lambda q: [q.task(code)]),
        skills=_rows(skills, served, pool, lambda q: q.skills[code]),
    )


def _rows(
    parts: Iterable[tuple[str, str]],
    questions: Sequence[Question],
    pool: set[str],
    belongs_to: Callable[[Question], Iterable[str | None]],
) -> tuple[Row, ...]:
    counts = Counter(part for q in questions for part in set(belongs_to(q)))
    pooled = Counter(part for q in questions if q.id in pool for part in set(belongs_to(q)))
    return tuple(Row(part, name, counts[part], pooled[part]) for part, name in parts)


def _levels(questions: Sequence[Question]) -> tuple[tuple[str, int], ...]:
    counts = Counter(question.level for question in questions)
    return tuple((level, counts[level]) for level in LEVELS)


def _clusters(pack: Pack, pool: set[str]) -> Iterator[ClusterCoverage]:
    noted: dict[str, list[Question]] = defaultdict(list)
    for question in pack.questions.values():
        for note in question.notes:
            noted[note].append(question)
    for cluster in pack.clusters:
        unasked = cluster.likelihood == "none"
        found = [q for q in noted[cluster.id] if q.background or not unasked]
        yield ClusterCoverage(
            id=cluster.id,
            name=cluster.name,
            likelihood=cluster.likelihood,
            owed=QUESTIONS_REQUIRED[cluster.likelihood],
            questions=len(found),
            pool=sum(question.id in pool for question in found),
        )


def _forms(pack: Pack) -> Iterator[FormCoverage]:
    for form in pack.forms:
        asked = [pack.questions[i] for i in form.question_ids]
        yield FormCoverage(
            exam=form.exam,
            number=form.number,
            released=form.released.isoformat() if form.released else None,
            questions=len(asked),
            multiple=sum(question.multiple for question in asked),
            qualified=sum(has_qualifier(question.stem) for question in asked),
            topics=len({question.topic for question in asked}),
            levels=_levels(asked),
        )


def _missing(
    exams: Iterable[ExamCoverage], topics: Iterable[Row], clusters: Iterable[ClusterCoverage]
) -> Iterator[str]:
    for exam in exams:
        for skill in exam.skills:
            if not skill.questions:
                yield f"{exam.code} skill {skill.id}: no question"
            elif not skill.pool:
                yield f"{exam.code} skill {skill.id}: none in the pool"
    for topic in topics:
        if not topic.questions:
            yield f"topic {topic.id}: no question"
    for cluster in clusters:
        kind = "background questions" if cluster.likelihood == "none" else "questions"
        if cluster.questions < cluster.owed:
            yield f"cluster {cluster.id}: {cluster.questions} of {cluster.owed} {kind}"
        elif not cluster.pool:
            yield f"cluster {cluster.id}: none in the pool"


def services_as_keys(
    questions: Iterable[Question], names: Iterable[str]
) -> dict[str, tuple[float, int]]:
    """Return service → (share of questions in which it is the key (0–1), number of questions).

    A question counts for a service that some of its options name and others do not.
    """
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    if not longest_first:
        return {}
    pattern = re.compile(rf"\b(?:{'|'.join(longest_first)})\b")
    found: dict[str, list[float]] = defaultdict(list)
    for question in single(questions):
        named = [set(pattern.findall(option.text)) for option in question.options]
        everywhere = set.intersection(*named)
        (key,) = question.keys
        for service in set.union(*named) - everywhere:
            found[service].append(float(service in named[key]))
    return {service: (fmean(hits), len(hits)) for service, hits in sorted(found.items())}
