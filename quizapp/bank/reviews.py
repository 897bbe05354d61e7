"""Reviews of questions: blind solves, audits, edits, and ratings of difficulty.

`reviews.yaml`, next to pack.yaml, is a list of entries, continued in `reviews-2.yaml`,
`reviews-3.yaml`, and so on, because the reader of YAML limits the size of a file. Each entry is the
result of one reader on one revision of one question:

    - {question: an-id, revision: "0123456789abcdef", solved: {date: 2026-11-29, outcome: agreed},
       difficulty: 2, second: "…", giveaway: "…", note: "…"}
    - {question: an-id, revision: "…", audited: {date: 2026-11-29, outcome: clean}}
    - {question: an-id, revision: "…", edited: {date: 2026-11-29, outcome: clean}}
    - {question: an-id, revision: "…", options_only: {date: 2026-11-29, outcome: right}}

An entry with only `date` and `outcome` is a solve in an older format. An entry counts if it names
the current revision of its question. Two hashes identify a revision.
`Question.revision` covers the question's text, its concepts, and its references. `text_revision`
covers the text alone, so a change to references, concepts, notes, skills or the day of the last
check leaves solves and edits valid. An audit names `Question.revision`, because the auditor also
confirms that the references contain the tested fact.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from pathlib import Path
from statistics import fmean
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from quizapp.bank.files import leads_out
from quizapp.bank.pack import Pack
from quizapp.bank.schema import Model, Slug, Text
from quizapp.bank.yaml_reader import FileProblem, MappingNode, Problem, SequenceNode, line_of, read
from quizapp.exam.question import Question

FILE = "reviews.yaml"
MORE = re.compile(r"reviews-([2-9]|[1-9][0-9]+)\.yaml")
"""The names of the files that continue `FILE`."""
ENTRIES_PER_FILE = 10_000
"""The entries from which a file is full. With a line each, this is well below the YAML limits."""

Kind = Literal["solve", "audit", "edit", "options"]
Solve = Literal["agreed", "fixed", "mended", "dropped"]
Audit = Literal["clean", "fault", "fixed"]
Edit = Literal["clean", "changed"]
Guess = Literal["right", "wrong"]


class Solved(Model):
    """`agreed` with the key, `fixed` (formerly `mended`) after a disagreement, or `dropped`."""

    date: Day
    outcome: Solve


class Audited(Model):
    """`clean`; `fault`, which is to be fixed; or `fixed`, with the revision after the fix."""

    date: Day
    outcome: Audit


class Edited(Model):
    """`clean`, or `changed`, with the revision after the change."""

    date: Day
    outcome: Edit


class Guessed(Model):
    """Whether a reader who saw only the options found the keys."""

    date: Day
    outcome: Guess


class ReviewEntry(Model):
    """The result of one reader on one revision. `revision` is 16 hexadecimal digits."""

    question: Slug
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    date: Day | None = None
    outcome: Solve | None = None
    solved: Solved | None = None
    audited: Audited | None = None
    edited: Edited | None = None
    options_only: Guessed | None = None
    difficulty: Annotated[int, Field(ge=1, le=5)] | None = None
    second: Text | None = None
    giveaway: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _something(self) -> ReviewEntry:
        if (self.date is None) != (self.outcome is None):
            raise ValueError("give both `date` and `outcome`, or `solved: {date: …, outcome: …}`")
        if not (self.date or self.solved or self.audited or self.edited or self.options_only):
            raise ValueError("says nothing; give `solved`, `audited`, `edited` or `options_only`")
        return self

    @property
    def solve(self) -> Solved | None:
        """The solve, in either format."""
        if self.solved is None and self.date is not None and self.outcome is not None:
            return Solved(date=self.date, outcome=self.outcome)
        return self.solved

    @property
    def day(self) -> Day:
        """The latest date in the entry."""
        found = (self.solve, self.audited, self.edited, self.options_only)
        return max(each.date for each in found if each)


@dataclass(frozen=True, slots=True)
class Reviews:
    """The entries in file order, and the problems of the file."""

    entries: tuple[ReviewEntry, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class CurrentReviews:
    """The reviews of the current revision of a question, with their latest dates.

    `audited` is None after an audit that found a fault. `ratings` are difficulties (1–5). Each of
    `guesses` is true if an options-only reader was right.
    """

    solved: Day | None = None
    audited: Day | None = None
    edited: Day | None = None
    ratings: list[int] = field(default_factory=list)
    guesses: list[bool] = field(default_factory=list)

    def read(self, kind: Kind) -> bool:
        """Whether a reader of this kind has read the question."""
        if kind == "options":
            return bool(self.guesses)
        days = {"solve": self.solved, "audit": self.audited, "edit": self.edited}
        return days[kind] is not None


def text_revision(question: Question) -> str:
    """Return a short SHA-256 of the text, without references and concepts."""
    options = [[option.text, option.why, option.is_key] for option in question.options]
    readable = [question.stem, options, question.takeaway]
    raw = json.dumps(readable, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(raw).hexdigest()[:16]


def files(folder: Path) -> list[Path]:
    """Return the files of reviews in a pack's folder, in the order of their numbers."""
    more = {file: found for file in folder.iterdir() if (found := MORE.fullmatch(file.name))}
    first = folder / FILE
    numbered = sorted(more, key=lambda file: int(more[file][1]))
    return [first, *numbered] if first.exists() else numbered


def file_to_extend(folder: Path) -> Path:
    """Return the file for the next entries: the last one, or a new one if that is full.

    Raises OSError.
    """
    found = files(folder)
    if not found:
        return folder / FILE
    last = found[-1]
    if last.read_bytes().count(b"\n- ") < ENTRIES_PER_FILE:
        return last
    number = MORE.fullmatch(last.name)
    return folder / f"reviews-{int(number[1]) + 1 if number else 2}.yaml"


def load(pack: Pack) -> Reviews:
    """Read a pack's reviews. The files are optional. Problems are collected, not raised."""
    entries: list[ReviewEntry] = []
    problems: list[Problem] = []
    dropped: set[str] = set()
    strangers: list[tuple[str, int, str]] = []
    for path in files(pack.path):
        found, wrong = _load(pack, path)
        problems += wrong
        for line, entry in found:
            entries.append(entry)
            if entry.question not in pack.questions:
                strangers.append((path.name, line, entry.question))
                if entry.solve and entry.solve.outcome == "dropped":
                    dropped.add(entry.question)
    message = "is not in the bank; correct the id or give the outcome `dropped`"
    problems += [
        Problem(file, line, question, "review", message)
        for file, line, question in strangers
        if question not in dropped
    ]
    return Reviews(tuple(entries), tuple(problems))


def _load(pack: Pack, path: Path) -> tuple[list[tuple[int, ReviewEntry]], list[Problem]]:
    """Read a file of reviews. Return its entries with their lines, and its problems."""
    name = path.name
    if leads_out(pack.path, path):
        message = "leads out of the pack's folder; put the file itself there, or remove the link"
        return [], [Problem(name, 1, "", "review", message)]
    try:
        root = read(path, name)
    except FileProblem as error:
        return [], [error.problem]
    if not isinstance(root, SequenceNode):
        message = "is not a list of reviews; begin each with “- question: …”"
        return [], [Problem(name, line_of(root, ()), "", "review", message)]
    found: list[tuple[int, ReviewEntry]] = []
    problems: list[Problem] = []
    for line, node in zip(root.item_lines, root, strict=True):
        if not isinstance(node, MappingNode):
            message = "is not a review; a review is a mapping that begins with “- question: …”"
            problems.append(Problem(name, line, "", "review", message))
            continue
        try:
            found.append((line, ReviewEntry.model_validate(node)))
        except ValidationError as error:
            problems.extend(_explained(name, node, error))
    return found, problems


def _explained(name: str, node: MappingNode, error: ValidationError) -> list[Problem]:
    problems = []
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        path = tuple(step for step in found["loc"] if isinstance(step, int | str))
        what = {"missing": "is missing; add it", "extra_forbidden": "is not known; remove it"}
        message = what.get(found["type"]) or found["msg"].removeprefix("Value error, ")
        where = f"“{'.'.join(map(str, path))}”: " if path else ""
        problems.append(Problem(name, line_of(node, path), "", "review", f"{where}{message}"))
    return problems


def current_reviews(
    entries: Iterable[ReviewEntry], bank: Mapping[str, Question]
) -> dict[str, CurrentReviews]:
    """Return question id → reviews of its current revision, for all questions of the bank."""
    found = {name: CurrentReviews() for name in bank}
    for entry in sorted(entries, key=lambda entry: entry.day):
        question = bank.get(entry.question)
        if question is None or not _names(entry.revision, question):
            continue
        readings = found[entry.question]
        if entry.solve and entry.solve.outcome != "dropped":
            readings.solved = entry.solve.date
        if entry.audited and entry.revision == question.revision:
            clean = entry.audited.outcome != "fault"
            readings.audited = entry.audited.date if clean else None
        if entry.edited:
            readings.edited = entry.edited.date
        if entry.difficulty is not None:
            readings.ratings.append(entry.difficulty)
        if entry.options_only:
            readings.guesses.append(entry.options_only.outcome == "right")
    return found


def difficulties(readings: Mapping[str, CurrentReviews]) -> dict[str, float]:
    """Return question id → mean rating (1–5), for questions rated in their current revision."""
    return {name: fmean(each.ratings) for name, each in readings.items() if each.ratings}


def _names(revision: str, question: Question) -> bool:
    """Whether a revision in an entry is the current one of a question."""
    return revision == question.revision or revision == text_revision(question)


@dataclass(frozen=True, slots=True)
class Solves:
    """Numbers of questions of the bank; `dropped` counts questions that have left it.

    `agreed` are those whose first solve agreed, and `fixed` those fixed after a solve. `changed`
    are those whose text is newer than their last solve. A question can be both fixed and changed.
    """

    solved: int
    agreed: int
    fixed: int
    dropped: int
    changed: int
    unsolved: int

    @property
    def agreed_share(self) -> float | None:
        """The share (0–1) of solved questions, dropped ones included, whose first solve agreed."""
        whole = self.solved + self.dropped
        return self.agreed / whole if whole else None


def solves(entries: Iterable[ReviewEntry], bank: Mapping[str, Question]) -> Solves:
    """Summarize the solves. Entries on a question are ordered by date, then as in the file."""
    by_question: dict[str, list[tuple[str, Solved]]] = defaultdict(list)
    solved = [(entry, entry.solve) for entry in entries]
    dated = [(entry, solve) for entry, solve in solved if solve is not None]
    for entry, solve in sorted(dated, key=lambda pair: pair[1].date):
        by_question[entry.question].append((entry.revision, solve))
    here = {question: found for question, found in by_question.items() if question in bank}
    fixed = ("fixed", "mended")
    return Solves(
        solved=len(here),
        agreed=sum(found[0][1].outcome == "agreed" for found in here.values()),
        fixed=sum(any(solve.outcome in fixed for _, solve in found) for found in here.values()),
        dropped=sum(
            found[-1][1].outcome == "dropped" for q, found in by_question.items() if q not in bank
        ),
        changed=sum(not _names(found[-1][0], bank[q]) for q, found in here.items()),
        unsolved=sum(question not in here for question in bank),
    )
