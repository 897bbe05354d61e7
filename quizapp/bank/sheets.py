"""Sheets for readers: the parts of a question that each kind of reader sees.

Blind solvers and options-only readers see the beginning of a question's revision instead of its id,
because an id may give the answer away. The order of the options depends only on the revision, so
that answers can be read without a list of keys. Auditors and editors see the id.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Sequence

from quizapp.bank.reviews import Kind
from quizapp.exam.question import Question

LETTERS = "ABCDEF"
CODE = 10

HEADS: dict[Kind, str] = {
    "solve": """\
# Blind solve

Answer each question with the documentation at hand. Write one entry for each code:

    0123456789: {answer: B, difficulty: 2, second: "", giveaway: "", note: ""}

`answer`: the letters, all of them. `difficulty`, for a developer who has prepared for two months:
1 almost everyone is right, 2 most, 3 half, 4 a third, 5 few. `second`: an option that is defensible
too, and why. `giveaway`: anything that gives the answer away. Omit fields that do not apply.
""",
    "options": """\
# Options only

The stems are left out. Write the letters of the options that you would choose for each code:

    0123456789: B
""",
    "audit": """\
# Reason audit

For each option: does a page confirm or reject it as written? Check the numbers in the stem, words
such as “always”, quoted messages, and that the references contain the tested fact. Write one entry
for each id:

    an-id: {outcome: clean}
    another-id: {outcome: fault, note: "what is wrong, and the page that says so"}

After you fixed a fault in the file: `{outcome: fixed, note: …}`.
""",
    "edit": """\
# Copy edit

Read for the English alone; the key is not marked. Write one entry for each id:

    an-id: clean
    another-id: changed

`changed` is for a question whose file you have changed already.
""",
}


def code(question: Question) -> str:
    """Return the code of a question on a sheet that must not show its id."""
    return question.revision[:CODE]


def order(question: Question) -> list[int]:
    """Return the order of the options on a sheet, which depends only on the text."""

    def place(option: int) -> bytes:
        return hashlib.sha256(f"{question.revision}{option}".encode()).digest()

    return sorted(range(len(question.options)), key=place)


def choose(
    questions: Iterable[Question], count: int | None = None, seed: int | None = None
) -> list[Question]:
    """Return at most `count` questions, ordered by code; with `seed`, a random sample."""
    found = sorted(questions, key=code)
    if seed is not None:
        random.Random(seed).shuffle(found)
    return found[:count]


def sheet(questions: Sequence[Question], kind: Kind = "solve") -> str:
    """Return Markdown for a reader of this kind, in the order of `questions`."""
    print_one = _PRINT[kind]
    parts = [HEADS[kind].rstrip(), *("\n".join(print_one(question)) for question in questions)]
    return "\n\n".join(parts) + "\n"


def _solve(question: Question) -> list[str]:
    return [f"## {code(question)}", "", question.stem, "", *_lettered(question)]


def _options(question: Question) -> list[str]:
    return [f"## {code(question)}", "", *_lettered(question)]


def _lettered(question: Question) -> list[str]:
    texts = [_line(question.options[option].text) for option in order(question)]
    return [f"{letter}. {text}" for letter, text in zip(LETTERS, texts, strict=False)]


def _audit(question: Question) -> list[str]:
    lines = [f"## {question.id}", "", question.stem, ""]
    for option in question.options:
        lines.append(f"- {'[key] ' if option.is_key else ''}{_line(option.text)}")
        lines.append(f"  why: {_line(option.why)}")
    return [*lines, "", *_ending(question), *(f"- {page}" for page in question.references)]


def _edit(question: Question) -> list[str]:
    lines = [f"## {question.id}", "", question.stem, ""]
    for option in question.options:
        lines += [f"- {_line(option.text)}", f"  why: {_line(option.why)}"]
    return [*lines, "", *_ending(question)]


def _ending(question: Question) -> list[str]:
    return [f"Takeaway: {_line(question.takeaway)}"]


def _line(text: str) -> str:
    return " ".join(text.split())


_PRINT: dict[Kind, Callable[[Question], list[str]]] = {
    "solve": _solve,
    "options": _options,
    "audit": _audit,
    "edit": _edit,
}
