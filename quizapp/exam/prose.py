"""One paragraph of a question as runs of text and of `code`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizapp.exam.wording import clean

CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text, or of code without its backticks."""

    text: str
    code: bool = False


def parts(text: str) -> tuple[Part, ...]:
    """A paragraph, cleaned and on one line, as runs of text and of code."""
    cleaned = " ".join(clean(text).split())
    found: list[Part] = []
    last = 0
    for match in CODE.finditer(cleaned):
        found += [Part(cleaned[last : match.start()]), Part(match[1], code=True)]
        last = match.end()
    found.append(Part(cleaned[last:]))
    return tuple(part for part in found if part.text)
