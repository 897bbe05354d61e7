"""Answers of a reader, compared with the keys and converted to entries of reviews.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from quizapp.bank.reviews import Kind, text_revision
from quizapp.bank.sheets import LETTERS, code, order
from quizapp.exam.question import Question

NOTHING = frozenset({"", "-", "–", "no", "none", "n", "false"})
REMARKS = ("second", "giveaway", "note")
FIELDS: dict[Kind, frozenset[str]] = {
    "solve": frozenset({"answer", "difficulty", *REMARKS}),
    "options": frozenset({"answer", "note"}),
    "audit": frozenset({"outcome", "note"}),
    "edit": frozenset({"outcome", "note"}),
}
OUTCOMES: dict[Kind, tuple[str, ...]] = {
    "audit": ("clean", "fault", "fixed"),
    "edit": ("clean", "changed"),
}


class BadAnswer(ValueError):
    """An answer is malformed. The message names its code and says what to correct."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reader's answer to one question.

    `given` are the letters, or the outcome of an audit or edit. `good` is true if the letters are
    the keys, or if the audit or edit found no fault that remains. `difficulty` is 1–5. `remarks`
    are pairs of a field and its text.
    """

    question: Question
    kind: Kind
    given: str
    good: bool
    difficulty: int | None = None
    remarks: tuple[tuple[str, str], ...] = ()

    def remark(self, name: str) -> str:
        """Return the text of a remark, or an empty string."""
        return dict(self.remarks).get(name, "")


def read_back(
    questions: Iterable[Question], answers: Mapping[str, Any], kind: Kind = "solve"
) -> list[Answer]:
    """Compare every answer with the keys. Raises BadAnswer for the first malformed one.

    `answers` maps the code on a sheet to an answer; audits and edits may use the id instead.
    """
    listed = list(questions)
    named = {code(question): question for question in listed}
    if kind in ("audit", "edit"):
        named |= {question.id: question for question in listed}
    found = []
    for name, given in answers.items():
        question = named.get(name)
        if question is None:
            raise BadAnswer(f"no question has the code {name!r}; its text may have changed")
        found.append(_answer(question, name, given, kind))
    return found


def _answer(question: Question, name: str, given: Any, kind: Kind) -> Answer:
    main = "answer" if kind in ("solve", "options") else "outcome"
    fields = given if isinstance(given, dict) else {main: given}
    if not all(isinstance(value, str) for value in fields.values()):
        raise BadAnswer(f"{name}: write {main} and remarks as text")
    strange = sorted(fields.keys() - FIELDS[kind])
    if strange:
        raise BadAnswer(f"{name}: {strange[0]!r} is not known; correct or remove it")
    if main not in fields:
        raise BadAnswer(f"{name}: {main!r} is missing; add it")
    remarks = tuple(
        (key, fields[key].strip())
        for key in REMARKS
        if fields.get(key, "").strip().casefold() not in NOTHING
    )
    if main == "outcome":
        outcome = fields[main].strip().casefold()
        if outcome not in OUTCOMES[kind]:
            raise BadAnswer(f"{name}: {outcome!r} is not one of {', '.join(OUTCOMES[kind])}")
        if outcome in ("changed", "fixed") and name != question.id:
            raise BadAnswer(f"{name}: change the text first, then give {outcome!r} under its id")
        return Answer(question, kind, outcome, outcome != "fault", None, remarks)
    letters = _letters(question, name, fields[main])
    shown = order(question)
    chosen = {shown[LETTERS.index(letter)] for letter in letters}
    good = chosen == question.keys
    return Answer(question, kind, letters, good, _difficulty(name, fields), remarks)


def _letters(question: Question, name: str, given: str) -> str:
    letters = "".join(given.replace(",", " ").split()).upper()
    has = LETTERS[: len(question.options)]
    strange = [letter for letter in letters if letter not in has]
    if strange:
        raise BadAnswer(f"{name}: there is no option {strange[0]!r}; it has {has[0]} to {has[-1]}")
    if not letters:
        raise BadAnswer(f"{name}: no letter is given; write the letters of the options")
    if len(set(letters)) < len(letters):
        raise BadAnswer(f"{name}: {letters!r} names an option twice")
    return letters


def _difficulty(name: str, fields: Mapping[str, str]) -> int | None:
    given = fields.get("difficulty", "").strip()
    if not given:
        return None
    if given not in ("1", "2", "3", "4", "5"):
        raise BadAnswer(f"{name}: difficulty {given!r} is not a number from 1 to 5")
    return int(given)


def line(answer: Answer, today: date) -> str:
    """Return the entry of reviews.yaml for an answer, ending in a newline."""
    question = answer.question
    outcome = {"solve": "agreed", "options": "right" if answer.good else "wrong"}
    field = {"solve": "solved", "options": "options_only", "audit": "audited", "edit": "edited"}
    revision = question.revision if answer.kind == "audit" else text_revision(question)
    said = outcome.get(answer.kind, answer.given)
    parts = [
        f"question: {question.id}",
        f'revision: "{revision}"',
        f"{field[answer.kind]}: {{date: {today.isoformat()}, outcome: {said}}}",
    ]
    if answer.difficulty is not None:
        parts.append(f"difficulty: {answer.difficulty}")
    # Every JSON string is a valid double-quoted scalar of YAML.
    parts += [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in answer.remarks]
    return f"- {{{', '.join(parts)}}}\n"
