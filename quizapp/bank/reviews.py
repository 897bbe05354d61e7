"""Blind solves: what somebody who saw only stem and options made of a question.

`reviews.yaml` beside pack.yaml is a list of mappings with `question`, `revision` (the one the
solver saw), `date` and `outcome`: `agreed` with the key; `mended` after a disagreement; `dropped`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from quizapp.bank.pack import Pack
from quizapp.bank.reader import FileProblem, MappingNode, Problem, SequenceNode, line_of, read
from quizapp.bank.schema import Model, Slug
from quizapp.exam.question import Question

FILE = "reviews.yaml"


class ReviewEntry(Model):
    """One blind solve. `revision` is the 16 hexadecimal digits of Question.revision."""

    question: Slug
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    date: date
    outcome: Literal["agreed", "mended", "dropped"]


@dataclass(frozen=True, slots=True)
class Reviews:
    """The entries in file order, and what is wrong with the file."""

    entries: tuple[ReviewEntry, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of questions of the bank, except `dropped`, which have left it.

    `agreed` at the first solve; `mended` after one; `changed`: their text is newer than their last
    solve; `unsolved`: never solved. A question can be both mended and changed.
    """

    solved: int
    agreed: int
    mended: int
    dropped: int
    changed: int
    unsolved: int

    @property
    def agreed_share(self) -> float | None:
        """The share of all solved questions, dropped ones included, agreed at first pass."""
        whole = self.solved + self.dropped
        return self.agreed / whole if whole else None


def load(pack: Pack) -> Reviews:
    """Read the pack's reviews; no file is no reviews. Problems are collected, never raised."""
    path = pack.path / FILE
    if not path.exists():
        return Reviews()
    try:
        root = read(path, FILE)
    except FileProblem as error:
        return Reviews(problems=(error.problem,))
    if not isinstance(root, SequenceNode):
        message = "holds no list of reviews; begin each with “- question: …”"
        return Reviews(problems=(Problem(FILE, line_of(root, ()), "", "review", message),))
    entries: list[ReviewEntry] = []
    problems: list[Problem] = []
    for line, node in zip(root.item_lines, root, strict=True):
        if not isinstance(node, MappingNode):
            message = "is no review; a review is a mapping that begins with “- question: …”"
            problems.append(Problem(FILE, line, "", "review", message))
            continue
        try:
            entry = ReviewEntry.model_validate(node)
        except ValidationError as error:
            problems.extend(_explained(node, error))
            continue
        if entry.question not in pack.questions and entry.outcome != "dropped":
            message = "is not in the bank; correct the id or give the outcome `dropped`"
            problems.append(Problem(FILE, line, entry.question, "review", message))
        entries.append(entry)
    return Reviews(tuple(entries), tuple(problems))


def _explained(node: MappingNode, error: ValidationError) -> list[Problem]:
    problems = []
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        path = tuple(step for step in found["loc"] if isinstance(step, int | str))
        what = {"missing": "is missing; write it", "extra_forbidden": "is not known; remove it"}
        message = what.get(found["type"]) or found["msg"].removeprefix("Value error, ")
        where = ".".join(map(str, path))
        problems.append(Problem(FILE, line_of(node, path), "", "review", f"“{where}”: {message}"))
    return problems


def figures(entries: Iterable[ReviewEntry], bank: Mapping[str, Question]) -> Figures:
    """What the solves come to; entries of one question count in order of date, then of the file."""
    by_question: dict[str, list[ReviewEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.date):
        by_question.setdefault(entry.question, []).append(entry)
    here = {question: found for question, found in by_question.items() if question in bank}
    return Figures(
        solved=len(here),
        agreed=sum(found[0].outcome == "agreed" for found in here.values()),
        mended=sum(any(e.outcome == "mended" for e in found) for found in here.values()),
        dropped=sum(
            found[-1].outcome == "dropped" for q, found in by_question.items() if q not in bank
        ),
        changed=sum(found[-1].revision != bank[q].revision for q, found in here.items()),
        unsolved=sum(question not in here for question in bank),
    )
