"""Sheets for a second reader: stem and shuffled options, nothing that tells the key.

A question stands on a sheet under the beginning of its revision, since an id may give the answer
away. The order of the options follows from the revision too, so that answers can be read back
without a list of keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quizapp.exam.question import Question

LETTERS = "ABCDEF"
CODE = 10


@dataclass(frozen=True, slots=True)
class Solve:
    """What a second reader made of a question: the letters given, and whether they are the keys."""

    question: Question
    given: str
    agrees: bool


def code(question: Question) -> str:
    """What a question is called on a sheet."""
    return question.revision[:CODE]


def order(question: Question) -> list[int]:
    """The options' order on a sheet, the same wherever the same text is shown."""

    def place(option: int) -> bytes:
        return hashlib.sha256(f"{question.revision}{option}".encode()).digest()

    return sorted(range(len(question.options)), key=place)


def sheet(questions: Iterable[Question], *, options_only: bool = False) -> str:
    """Markdown for a reader; `options_only` leaves the stems out, to test what shapes tell."""
    parts = []
    for question in sorted(questions, key=code):
        lines = [f"## {code(question)}", ""]
        if not options_only:
            lines += [question.stem, ""]
        lines += [
            f"{letter}. {' '.join(question.options[option].text.split())}"
            for letter, option in zip(LETTERS, order(question), strict=False)
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def read_back(questions: Iterable[Question], answers: Mapping[str, str]) -> list[Solve]:
    """Hold answers, code → letters, against the keys. Raises ValueError for an unknown code."""
    by_code = {code(question): question for question in questions}
    solves = []
    for name, letters in answers.items():
        question = by_code.get(name)
        if question is None:
            raise ValueError(f"no question is called {name!r} now; its text may have changed")
        shown = order(question)
        given = {shown[LETTERS.index(letter)] for letter in letters.upper() if letter in LETTERS}
        solves.append(Solve(question, letters.upper(), given == question.keys))
    return solves
