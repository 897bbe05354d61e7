"""Conversion of questions and blueprints to JSON documents and back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from quizapp.exam.blueprint import Blueprint, Domain, Skill, Task
from quizapp.exam.question import Option, Question
from quizapp.store.errors import reads_row

if TYPE_CHECKING:
    from quizapp.bank.templates import Template


MOST_OPTIONS = 10
"""The limit on options per question: an attempt stores their order as one digit each."""


def question_to_json(question: Question | Template) -> dict[str, Any]:
    """Return the document to store for a question or a template."""
    document: dict[str, Any] = {
        "id": question.id,
        "topic": question.topic,
        "level": question.level,
        "stem": question.stem,
        "takeaway": question.takeaway,
        "references": list(question.references),
        "services": list(question.services),
        "skills": {exam: list(ids) for exam, ids in question.skills.items()},
        "notes": list(question.notes),
        "background": question.background,
        "revision": question.revision,
    }
    if isinstance(question, Question):
        document["options"] = [
            {"text": o.text, "why": o.why, "key": o.is_key, "concept": o.concept}
            for o in question.options
        ]
    else:
        from quizapp.bank.templates import to_document

        document["template"] = to_document(question)
    return document


@reads_row
def topic_names(document: Any) -> dict[str, str]:
    """Return topic id → name, from a pack's document. Raises DamagedRow."""
    names = {topic["id"]: topic["name"] for topic in document["topics"]}
    if not all(isinstance(name, str) for name in names.values()):
        raise ValueError("a topic has a name that is not a string")
    return names


@reads_row
def service_names(document: Any) -> dict[str, str]:
    """Return service → name, from a pack's document; those without a name are left out.

    Raises DamagedRow.
    """
    names = dict(document.get("services", {}))
    if not all(isinstance(name, str) for name in names.values()):
        raise ValueError("a service has a name that is not a string")
    return names


@reads_row
def passages_of(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the texts of a stored question besides its stem, each after what it is: its options,
    then its takeaway. Raises DamagedRow.
    """
    options = [("Option", str(option["text"])) for option in document.get("options", [])]
    return [*options, ("Takeaway", str(document["takeaway"]))]


@reads_row
def is_template(document: dict[str, Any]) -> bool:
    """Whether the document is a template's, not a fixed question's. Raises DamagedRow."""
    return "template" in document


@reads_row
def to_template(document: dict[str, Any]) -> Template:
    """Read a stored template. Raises DamagedRow."""
    from quizapp.bank.templates import from_document

    return from_document(document)


@reads_row
def to_instance(document: dict[str, Any], seed: int) -> tuple[Question, int] | None:
    """Return a template's question for `seed` and the seed actually used.

    Return None if the template has no numbers left. Raises DamagedRow.
    """
    from quizapp.bank.templates import NoNumbers, instance

    try:
        return instance(to_template(document), seed)
    except NoNumbers:
        return None


@reads_row
def to_question(document: dict[str, Any], seed: int | None = None) -> Question:
    """Read a stored question; for a template, return its instance for `seed`. Raises DamagedRow."""
    if is_template(document):
        instance = to_instance(document, seed or 0)
        if instance is None:
            raise ValueError(f"template {document['id']!r:.60} has no numbers from {seed} on")
        return instance[0]
    question = Question(
        id=document["id"],
        topic=document["topic"],
        level=document["level"],
        stem=document["stem"],
        options=tuple(
            Option(o["text"], o["why"], o["key"], o["concept"]) for o in document["options"]
        ),
        takeaway=document["takeaway"],
        references=tuple(document["references"]),
        services=tuple(document["services"]),
        skills={exam: tuple(ids) for exam, ids in document["skills"].items()},
        notes=tuple(document["notes"]),
        background=document["background"],
        revision=document["revision"],
    )
    texts = [question.id, question.topic, question.level, question.stem, question.takeaway]
    texts += [text for o in question.options for text in (o.text, o.why)]
    texts += [*question.references, *question.services, *question.notes]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"question {question.id!r:.60} has a text that is not a string")
    if not 0 < len(question.keys) < len(question.options) < MOST_OPTIONS:
        raise ValueError(f"question {question.id!r:.60} has an unusable set of options")
    return question


@reads_row
def to_question_now(document: dict[str, Any], seed: int | None) -> Question | None:
    """A question in its current text, which may have changed since it was asked with `seed`.

    A template that has been narrowed may no longer have these numbers; then it has others, and
    None if it has none at all.
    """
    if not is_template(document):
        return to_question(document)
    made = to_instance(document, seed or 0) or to_instance(document, 0)
    return made[0] if made is not None else None


def blueprint_to_json(blueprint: Blueprint) -> dict[str, Any]:
    """Return the document to store for a blueprint."""

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "code": blueprint.code,
        "name": blueprint.name,
        "minutes": blueprint.minutes,
        "score": [blueprint.score_min, blueprint.score_pass, blueprint.score_max],
        "pass_fraction": blueprint.pass_fraction,
        "first_day": day(blueprint.first_day),
        "last_day": day(blueprint.last_day),
        "services": list(blueprint.services),
        "scored": blueprint.scored,
        "extra_minutes": blueprint.extra_minutes,
        "domains": [
            {
                "id": d.id,
                "name": d.name,
                "weight": d.weight,
                "questions": d.questions,
                "tasks": [
                    {"id": t.id, "name": t.name, "skills": [[s.id, s.text] for s in t.skills]}
                    for t in d.tasks
                ],
            }
            for d in blueprint.domains
        ],
    }


def rules_to_json(blueprint: Blueprint) -> dict[str, Any]:
    """Return the part of a blueprint that is stored with each attempt.

    Tasks, skills, and services are left out, since no report of an attempt shows them. `unit` is
    printed after a score: "%" or nothing.
    """
    document = blueprint_to_json(blueprint)
    domains = [{**domain, "tasks": []} for domain in document["domains"]]
    return {**document, "services": [], "domains": domains, "unit": blueprint.unit}


@reads_row
def to_blueprint(document: dict[str, Any]) -> Blueprint:
    """Read a stored blueprint. Raises DamagedRow."""

    def day(value: str | None) -> date | None:
        return date.fromisoformat(value) if value else None

    low, passing, high = document["score"]
    return Blueprint(
        code=document["code"],
        name=document["name"],
        minutes=document["minutes"],
        score_min=low,
        score_pass=passing,
        score_max=high,
        pass_fraction=document["pass_fraction"],
        first_day=day(document["first_day"]),
        last_day=day(document["last_day"]),
        services=tuple(document["services"]),
        scored=document.get("scored"),
        extra_minutes=document.get("extra_minutes", 30),
        domains=tuple(
            Domain(
                d["id"],
                d["name"],
                d["weight"],
                d["questions"],
                tuple(
                    Task(t["id"], t["name"], tuple(Skill(i, text) for i, text in t["skills"]))
                    for t in d["tasks"]
                ),
            )
            for d in document["domains"]
        ),
    )
