"""Text of questions, split into runs of plain text and `code`."""

from __future__ import annotations

import re
from typing import NamedTuple

from quizapp.exam.wording import KEEP_LINE, blocks, clean
from quizapp.words import cells

# A pattern is compiled when a text is shown: every start waits for this module.
CODE = r"(?<!`)(`+)(?!`)([^\n]+?)(?<!`)\1(?!`)"

ADDRESS_PARTS = r"https://|[^/?#&=]*[/?#&=]|[^/?#&=]+"
WORD_PARTS = r"https://|[^/?#&=_.,:;+%~-]*[/?#&=_.,:;+%~-]|[^/?#&=_.,:;+%~-]+"


class Part(NamedTuple):
    """A run of text, or of code without its backticks."""

    text: str
    code: bool = False


def parts(text: str) -> tuple[Part, ...]:
    """Clean a paragraph, put it on one line, and split it into runs of text and code."""
    cleaned = " ".join(clean(text).split())
    found: list[Part] = []
    last = 0
    for match in re.finditer(CODE, cleaned):
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

    A line breaks after a mark between the address's parts, such as `/`. A part that is longer than
    a line is broken after a hyphen, a period, or the like, and elsewhere only if it has none.
    """
    lines = [""]
    shown = address if scheme else address.removeprefix("https://")
    pieces = [
        piece
        for part in re.findall(ADDRESS_PARTS, clean(shown))
        for piece in ([part] if cells(part) <= width else re.findall(WORD_PARTS, part))
    ]
    for piece in pieces:
        if lines[-1] and cells(lines[-1] + piece) > width:
            lines.append("")
        for character in piece:
            if cells(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return lines


def last_sentence(stem: str) -> str:
    """Return the question that closes a stem, without an instruction such as "(Select TWO.)"."""
    words = " ".join(block.text for block in blocks(stem) if not block.code) or stem
    paragraph = " ".join(clean(words).split())
    sentences = _sentences(paragraph, _starts(paragraph))
    asking = [s for s in sentences if not KEEP_LINE.match(s.lstrip("("))]
    return (asking or sentences)[-1]


def _sentences(text: str, starts: list[int]) -> list[str]:
    """Split a paragraph where its sentences begin."""
    return [text[a:b].rstrip() for a, b in zip(starts, [*starts[1:], None], strict=True)]


def _starts(text: str) -> list[int]:
    """Return where the sentences of a paragraph begin, which is never within code.

    A full-width period, question mark, or exclamation mark ends a sentence without a space.
    """
    code = [match.span() for match in re.finditer(CODE, text)]
    ends = [
        match.end()
        for match in re.finditer(r"(?<=[.?!:])\s+|(?<=[。？！])\s*(?=\S)", text)
        if not any(first < match.start() < last for first, last in code)
    ]
    return [0, *ends]


def split_closing(stem: str) -> tuple[str, str]:
    """Split a stem before the question that closes it.

    An instruction such as "(Select TWO.)" belongs to the question. If a code block comes after the
    question, the first part is the whole stem.
    """
    found = blocks(stem)
    last = len(found) - 1
    while last > 0 and not found[last].code and KEEP_LINE.match(found[last].text):
        last -= 1
    if not found or found[last].code:
        return stem, last_sentence(stem)
    starts = _starts(found[last].text)
    sentences = _sentences(found[last].text, starts)
    asking = [n for n, each in enumerate(sentences) if not KEEP_LINE.match(each.lstrip("("))]
    at = (asking or [0])[-1]
    before = [f"```\n{block.text}\n```" if block.code else block.text for block in found[:last]]
    before += [found[last].text[: starts[at]].rstrip()] if at else []
    closing = [found[last].text[starts[at] :], *(block.text for block in found[last + 1 :])]
    return "\n\n".join(before), " ".join(closing)
