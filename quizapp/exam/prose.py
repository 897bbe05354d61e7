"""How question text is written: paragraphs, fenced blocks of code, `code` in backticks.

Whoever shows text – screen, page, card – takes it apart here, so that all of them agree on what is
code and on what may not get through.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

FENCE = re.compile(r"^\s*```")
CODE = re.compile(r"`([^`\n]+)`")
HIDDEN = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
KEEP_LINE = re.compile(r"^(Select (TWO|THREE)\.|[-•*] |\d+[.)] )")
MAX_COMBINING = 4
MAX_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text, or of code without its backticks."""

    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose whose own line breaks are the author's, not the reader's: to be set anew."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced block; its lines stay as they are."""

    lines: tuple[str, ...]


def clean(text: str) -> str:
    """Text that cannot steer a terminal: no control, invisible or piled-up combining characters."""
    out: list[str] = []
    combining = 0
    for character in HIDDEN.sub("\ufffd", text.replace("\t", "    ")):
        if character == "\n":
            out.append(character)
            continue
        if unicodedata.combining(character):
            combining += 1
            if combining > MAX_COMBINING:
                continue
        else:
            combining = 0
        out.append("\ufffd" if unicodedata.category(character) in {"Cc", "Cs"} else character)
    lines = "".join(out).split("\n")
    return "\n".join(line[:MAX_LINE] for line in lines)


def parts(text: str) -> tuple[Part, ...]:
    """One paragraph, cleaned and on one line, as runs of text and of code."""
    cleaned = " ".join(clean(text).split())
    found: list[Part] = []
    last = 0
    for match in CODE.finditer(cleaned):
        found += [Part(cleaned[last : match.start()]), Part(match[1], code=True)]
        last = match.end()
    found.append(Part(cleaned[last:]))
    return tuple(part for part in found if part.text)


def blocks(text: str) -> list[Paragraph | Code]:
    """Paragraphs and fenced blocks, in order. A fence that is never closed reaches to the end."""
    found: list[Paragraph | Code] = []
    paragraph: list[str] = []
    code: list[str] | None = None

    def close() -> None:
        if paragraph:
            found.append(Paragraph(parts(" ".join(paragraph))))
            paragraph.clear()

    for line in clean(text).split("\n"):
        if FENCE.match(line):
            if code is None:
                close()
                code = []
            else:
                found.append(Code(tuple(code)))
                code = None
        elif code is not None:
            code.append(line)
        elif not line.strip():
            close()
        else:
            if KEEP_LINE.match(line.strip()):
                close()
            paragraph.append(line.strip())
    close()
    if code is not None:
        found.append(Code(tuple(code)))
    return found


def last_sentence(stem: str) -> str:
    """The sentence that asks: the last one that is not an instruction to select several."""
    sentences = re.split(r"(?<=[.?!:])\s+", " ".join(clean(stem).split()))
    asking = [s for s in sentences if not KEEP_LINE.match(s) and not FENCE.match(s)]
    return (asking or sentences)[-1]
