"""The text of a question, made safe to show and split into blocks, and the words for an answer."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.exam.attempt import Item

QUALIFIER = re.compile(
    r"\b(LEAST|MOST|FEWEST|LOWEST|HIGHEST|SHORTEST|LONGEST|FASTEST|SMALLEST|LARGEST|"
    r"MINIMUM|MAXIMUM|BEST|FIRST|LESS|MORE)\b"
)
FENCE = re.compile(r"^\s*```")
HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Invisible and bidirectional characters, except the joiners that some scripts are written with."""
KEEP_LINE = re.compile(r"^(Select (TWO|THREE)\.|[-•*] |\d+[.)] )")
MAX_COMBINING = 4


def has_qualifier(stem: str) -> bool:
    """Whether a capitalized qualifier ("with the LEAST operational overhead") decides the stem."""
    return QUALIFIER.search(stem) is not None


def clean(text: str) -> str:
    """Text without control, invisible or stacked combining characters, safe for a terminal."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
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
    return "".join(out)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph on one line, or a fenced block of code with its own lines."""

    text: str
    code: bool = False


def blocks(text: str) -> list[Block]:
    """Cleaned text as paragraphs and code.

    A paragraph's own line breaks are the author's, not the reader's; a list keeps its lines.
    """
    found: list[Block] = []
    paragraph: list[str] = []
    code: list[str] | None = None

    def close() -> None:
        if paragraph:
            found.append(Block(" ".join(paragraph)))
            paragraph.clear()

    for line in clean(text).split("\n"):
        if FENCE.match(line):
            if code is None:
                close()
                code = []
            else:
                found.append(Block("\n".join(code), code=True))
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
        found.append(Block("\n".join(code), code=True))
    return found


def note_blocks(text: str) -> list[Block]:
    """A learner's note: every line as a block with its indentation, and fenced code as one block.

    An empty line within the note is an empty block.
    """
    found: list[Block] = []
    code: list[str] | None = None
    for line in clean(text).strip("\n").split("\n"):
        if FENCE.match(line):
            if code is not None:
                found.append(Block("\n".join(code), code=True))
            code = [] if code is None else None
        elif code is not None:
            code.append(line)
        else:
            found.append(Block(line.rstrip()))
    if code is not None:
        found.append(Block("\n".join(code), code=True))
    return found


def ordered(item: Item) -> list[int]:
    """The options in the order of explaining: yours if wrong, then the keys, then the rest."""
    wrong = [o for o in item.order if o in item.chosen and o not in item.keys]
    keys = [o for o in item.order if o in item.keys]
    rest = [o for o in item.order if o not in item.chosen and o not in item.keys]
    return wrong + keys + rest


def verdict(item: Item) -> str:
    """Right, wrong, incomplete or not answered, in words."""
    if item.right:
        return "Right"
    if not item.chosen:
        return "Not answered"
    if item.incomplete:
        return f"Incomplete: {len(item.chosen)} of {item.selects} chosen"
    if item.selects > 1:
        return f"Wrong: {len(item.chosen & item.keys)} of {item.selects} found"
    return "Wrong"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """1 question, 2 questions."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def sentence(message: str) -> str:
    """A message as a sentence: with a capital letter and a period.

    A path or a name at its beginning stays as it is.
    """
    first = message.split(maxsplit=1)[0] if message.strip() else ""
    head = message[:1].upper() if first.isalpha() else message[:1]
    return f"{head}{message[1:].rstrip('.')}."
