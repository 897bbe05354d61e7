"""Text of questions, split into runs of plain text and `code`."""

from __future__ import annotations

import re
from typing import NamedTuple

from quizapp.exam.wording import blocks, clean
from quizapp.words import cells

CODE = re.compile(r"(?<!`)(`+)(?!`)([^\n]+?)(?<!`)\1(?!`)")

ADDRESS_PARTS = re.compile(r"https://|[^/?#&=_.,:;+%~-]*[/?#&=_.,:;+%~-]|[^/?#&=_.,:;+%~-]+")


class Part(NamedTuple):
    """A run of text, or of code without its backticks."""

    text: str
    code: bool = False


def parts(text: str) -> tuple[Part, ...]:
    """Clean a paragraph, put it on one line, and split it into runs of text and code."""
    cleaned = " ".join(clean(text).split())
    found: list[Part] = []
    last = 0
    for match in CODE.finditer(cleaned):
        found += [Part(cleaned[last : match.start()]), Part(match[2], code=True)]
        last = match.end()
    found.append(Part(cleaned[last:]))
    return tuple(part for part in found if part.text)


def note_line(line: str) -> tuple[Part, ...]:
    """Split one line of a learner's note into runs; its indentation stays."""
    indent = len(line) - len(line.lstrip())
    return (*((Part(" " * indent),) if indent else ()), *parts(line))


def one_line(text: str) -> tuple[Part, ...]:
    """Put a text with paragraphs and code blocks on one line, for a list of questions."""
    found: list[Part] = []
    for block in blocks(text):
        words = " ".join(block.text.split())
        if found and words:
            found.append(Part(" "))
        found += (Part(words, code=True),) if block.code and words else parts(words)
    return tuple(found)


def address_lines(address: str, width: int, *, scheme: bool = False) -> list[str]:
    """Split a web address into lines of at most `width` cells; `https://` is kept with `scheme`.

    A line breaks after a punctuation mark such as `/`. Only a part that is longer than a line and
    has no such mark is broken elsewhere.
    """
    lines = [""]
    shown = address if scheme else address.removeprefix("https://")
    for piece in ADDRESS_PARTS.findall(clean(shown)):
        if lines[-1] and cells(lines[-1] + piece) > width:
            lines.append("")
        for character in piece:
            if cells(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return lines
