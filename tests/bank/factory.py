"""Questions for tests with given options, as values and as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from quizapp.exam.question import Option, Question
from tests import builders

WORDS = """\
service_aliases: {apigateway: api-gateway, dax: dynamodb, fargate: ecs, ssm: systems-manager,
  stepfunctions: step-functions}
retired: {Amazon QLDB: ended, Q Developer: on no list, customer master key: now KMS key}
"""
# One number question.
TEMPLATE = """\
- id: numbers
  topic: topic.one
  skills: {TST-C01: [1.1.1]}
  level: apply
  template:
    calculator: cache.misses
    parameters: {requests: {from: 400, to: 900, step: 100}, hits: [80, 90]}
    slips: [hits, all, twice]
  stem: |-
    A cache takes {requests} requests a second and answers {hits}% of them. How many does it miss?
  takeaway: |-
    Load behind a cache is what the cache misses.
  references: [https://docs.example.com/page]
  checked: 2026-11-28
"""
STEM = "A developer reads orders from a queue. What should the developer do?"


def question(
    texts: Sequence[str] = ("One way.", "Two ways.", "Three ways.", "Four ways."),
    *,
    keys: Iterable[int] = (0,),
    name: str = "one",
    stem: str = STEM,
    topic: str = "topic.one",
    concepts: Sequence[str] = (),
) -> Question:
    """Return a question with these option texts; the first one is the key."""
    right = set(keys)
    named = concepts or [f"concept-{i}" for i in range(len(texts))]
    return Question(
        id=name,
        topic=topic,
        level="apply",
        stem=stem,
        options=tuple(
            Option(text, "Because.", i in right, named[i]) for i, text in enumerate(texts)
        ),
        takeaway="Remember it.",
        references=("https://docs.example.com/page",),
        skills={"TST-C01": ("1.1.1",)},
    )


def entry(
    name: str = "first",
    texts: Sequence[str] = ("One way.", "Two ways.", "Three ways.", "Four ways."),
    *,
    keys: Iterable[int] = (0,),
    why: str = "Because of it.",
    concepts: Sequence[str] = (),
    stem: str = STEM,
    **lines: str,
) -> str:
    """Return the YAML of a valid question; `lines` replace other lines by field name."""
    right = set(keys)
    named = concepts or [f"{name}-concept-{i}" for i in range(len(texts))]
    options = "options:\n" + "\n".join(
        ("    - key: true\n      " if i in right else "    - ")
        + f"text: |-\n{_block(text, 8)}\n      why: |-\n{_block(why, 8)}\n      concept: {named[i]}"
        for i, text in enumerate(texts)
    )
    return builders.entry(name, stem=f"stem: |-\n{_block(stem, 4)}", options=options, **lines)


def write_pack(folder: Path, *entries: str, services: Sequence[str] = ("lambda", "sqs")) -> Path:
    """Write a pack of these questions; its only blueprint lists `services`."""
    builders.write_pack(folder, *entries)
    blueprint = folder / "blueprints" / "TST-C01.yaml"
    blueprint.write_text(builders.BLUEPRINT + f"services: [{', '.join(services)}]\n")
    with (folder / "pack.yaml").open("a") as pack:
        pack.write(WORDS)
    return folder


def _block(text: str, indent: int) -> str:
    return "\n".join(" " * indent + line if line else "" for line in text.split("\n"))
