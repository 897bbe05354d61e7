"""Builders of small questions, blueprints, and packs for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from quizapp.exam.blueprint import Blueprint, Domain, Skill, Task
from quizapp.exam.question import Option, Question


def blueprint(counts: Sequence[int] = (20, 17, 14, 14), code: str = "TST-C01") -> Blueprint:
    """Return a blueprint with one domain per count, each with two tasks of one skill."""
    weights = [round(100 * n / sum(counts)) for n in counts]
    weights[0] += 100 - sum(weights)
    return Blueprint(
        code=code,
        name="Test exam",
        minutes=130,
        score_min=100,
        score_max=1000,
        score_pass=720,
        pass_fraction=0.72,
        scored=min(50, sum(counts)),
        first_day=None,
        last_day=None,
        domains=tuple(
            Domain(
                str(d),
                f"Domain {d}",
                weights[d - 1],
                count,
                tuple(
                    Task(f"{d}.{t}", f"Task {d}.{t}", (Skill(f"{d}.{t}.1", "Do it"),))
                    for t in (1, 2)
                ),
            )
            for d, count in enumerate(counts, 1)
        ),
    )


def question(
    name: str = "one",
    *,
    skill: str = "1.1.1",
    keys: Iterable[int] = (0,),
    options: int = 4,
    exam: str = "TST-C01",
    topic: str = "topic.one",
    stem: str | None = None,
    level: str = "apply",
) -> Question:
    chosen = set(keys)
    return Question(
        id=name,
        topic=topic,
        level=level,
        stem=stem or f"What is to be done about {name}?",
        options=tuple(
            Option(f"Answer {i} to {name}", f"Reason {i}", i in chosen, f"concept-{name}-{i}")
            for i in range(options)
        ),
        takeaway=f"Remember {name}.",
        references=("https://docs.example.com/page",),
        skills={exam: (skill,)},
        revision="r1",
    )


def bank(blueprint_: Blueprint, per_task: int) -> list[Question]:
    """Return `per_task` questions for every task of a blueprint."""
    return [
        question(
            f"q-{task.id.replace('.', '-')}-{n}",
            skill=task.skills[0].id,
            exam=blueprint_.code,
            topic=f"topic.t{task.id.replace('.', '_')}_{n % 5}",
        )
        for task in blueprint_.tasks()
        for n in range(per_task)
    ]


def entry(name: str = "first", **changes: str) -> str:
    """Return the YAML of a question; `changes` replace lines by field name."""
    fields = {
        "topic": "topic: topic.one",
        "skills": "skills: {TST-C01: [1.1.1]}",
        "services": "services: [lambda]",
        "level": "level: apply",
        "stem": f"stem: |-\n    A stem about {name}, long enough to be read.",
        "options": "options:\n" + "".join(option(i, name, key=i == 0) for i in range(4)).rstrip(),
        "takeaway": f"takeaway: |-\n    Remember {name}.",
        "references": "references: [https://docs.example.com/page]",
        "notes": "notes: []",
        "facts": "facts: []",
        "checked": "checked: 2026-11-23",
        **changes,
    }
    return f"- id: {name}\n" + "".join(f"  {value}\n" for value in fields.values() if value)


def option(number: int, name: str = "first", *, key: bool = False, why: bool = True) -> str:
    lines = ["    - key: true\n      text: |-" if key else "    - text: |-"]
    lines.append(f"        Answer {number} to {name}")
    if why:
        lines.append(f"      why: |-\n        Because of {number}.")
    lines.append(f"      concept: concept-{number}")
    return "\n".join(lines) + "\n"


PACK = """\
name: tiny
title: A tiny pack
blueprints: [TST-C01]
reference_hosts: [docs.example.com]
topics:
  - {id: topic.one, name: Topic one, domain: "1"}
"""

BLUEPRINT = """\
code: TST-C01
name: Test exam
minutes: 10
score_min: 100
score_max: 1000
score_pass: 720
pass_fraction: 0.72
domains:
  - id: "1"
    name: The only domain
    weight: 100
    questions: 3
    tasks:
      - id: "1.1"
        name: The only task
        skills:
          - {id: "1.1.1", text: The only skill}
"""


def write_pack(folder: Path, *entries: str, form: Sequence[str] = ()) -> Path:
    """Write a pack with one topic file and, with `form`, form 1 with these ids."""
    for name in ("blueprints", "forms", "only"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(PACK)
    (folder / "blueprints" / "TST-C01.yaml").write_text(BLUEPRINT)
    (folder / "only" / "topic-one.yaml").write_text("".join(entries))
    if form:
        lines = "".join(f"  - {name}\n" for name in form)
        (folder / "forms" / "TST-C01-1.yaml").write_text(
            f"exam: TST-C01\nnumber: 1\nquestions:\n{lines}"
        )
    return folder
