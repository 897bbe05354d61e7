"""Text of questions, made safe to show and split into blocks; words for answers and messages."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizapp.exam.attempt import Attempt, Item

QUALIFIER = (
    r"\b(LEAST|MOST|FEWEST|LOWEST|HIGHEST|SHORTEST|LONGEST|FASTEST|SMALLEST|LARGEST|"
    r"MINIMUM|MAXIMUM|BEST|FIRST|LESS|MORE)\b"
)
FENCE = re.compile(r"^\s*```")
HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Invisible and bidirectional characters, except the joiners that some scripts need.

Embedding, override, and isolate controls reorder what a reader sees ("Trojan Source",
CVE-2021-42574). Line and paragraph separators break a terminal line.
"""
KEEP_LINE = re.compile(r"^(Select (TWO|THREE)\.|[-•*] |\d+[.)] )")
OPTION_LETTERS = "abcdef"
"""The letters that choose options, in the order shown; numbers do the same."""
MAX_COMBINING = 4
"""The most combining characters in a row."""


def has_qualifier(stem: str) -> bool:
    """Whether a stem has a capitalized qualifier, as in "with the LEAST operational overhead"."""
    return re.search(QUALIFIER, stem) is not None


def clean(text: str) -> str:
    """Return a text that is safe for a terminal.

    Control and invisible characters are replaced, and long runs of combining characters are cut.
    """
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


class Block(NamedTuple):
    """A paragraph on one line, or a code block with its own lines."""

    text: str
    code: bool = False


def blocks(text: str) -> list[Block]:
    """Clean a text and split it into paragraphs and fenced code blocks.

    Line breaks within a paragraph are removed; items of a list stay on their own lines.
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
    """Split a learner's note into one block for each line, and one for each fenced code block.

    Indentation stays, and an empty line is an empty block.
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
    """Return the options in the order to explain them: wrong choices, keys, then the rest."""
    wrong = [o for o in item.order if o in item.chosen and o not in item.keys]
    keys = [o for o in item.order if o in item.keys]
    rest = [o for o in item.order if o not in item.chosen and o not in item.keys]
    return wrong + keys + rest


def verdict(item: Item) -> str:
    """Return the result of an answer in words, such as "Right" or "Not answered"."""
    if item.right:
        return "Right"
    if not item.chosen:
        return "Not answered"
    if item.incomplete:
        return f"Incomplete: {len(item.chosen)} of {item.selects} chosen"
    if item.selects > 1:
        return f"Wrong: {len(item.chosen & item.keys)} of {item.selects} found"
    return "Wrong"


def lacking(item: Item) -> str:
    """Return what the answer to a missed question lacks, in words; empty for a wrong answer."""
    return "incomplete" if item.incomplete else "" if item.started else "no answer"


def compared(item: Item) -> str:
    """Return the numbers of the options chosen and of the keys: "You: 2, 4. Right: 2, 3."."""

    chosen = numbers_shown(item, item.chosen) or "no answer"
    return f"You: {chosen}. Right: {numbers_shown(item, item.keys)}."


def numbers_shown(item: Item, options: frozenset[int]) -> str:
    """Return the numbers that some options had on the screen, such as "2, 4"; "" for none."""
    return ", ".join(str(n) for n, option in enumerate(item.order, 1) if option in options)


def sureness(item: Item) -> str:
    """Return how sure the learner was, such as "you were sure"; empty if that is not known."""
    if item.confidence is None:
        return ""
    if item.confidence == "guess":
        return "lucky guess" if item.right else "you guessed"
    return f"you were {item.confidence.value}"


def letters(item: Item) -> str:
    """Return the letters that choose an option now. Until it is marked, they mean nothing else."""
    return "" if item.marked else OPTION_LETTERS[: len(item.order)]


def progress(item: Item) -> str:
    """Return the state of an answer before it is marked, such as "incomplete: 1 of 2 chosen"."""
    if item.incomplete:
        return f"incomplete: {len(item.chosen)} of {item.selects} chosen"
    return "answered" if item.answered else "unanswered"


def unfinished(attempt: Attempt) -> list[str]:
    """Return the number of each incomplete answer in words, such as "12 (1 of 2 chosen)"."""
    items = attempt.items
    return [
        f"{at + 1} ({len(items[at].chosen)} of {items[at].selects} chosen)"
        for at in attempt.incomplete
    ]


def runs(positions: Iterable[int]) -> list[range]:
    """Return positions, counted from 0, as runs of numbers in a row, counted from 1."""
    found: list[range] = []
    for number in sorted(position + 1 for position in positions):
        if found and number == found[-1].stop:
            found[-1] = range(found[-1].start, number + 1)
        else:
            found.append(range(number, number + 1))
    return found


def runs_of_numbers(positions: Iterable[int]) -> list[str]:
    """Return the numbers of some positions, in order, with a range for three or more in a row."""
    return [
        part
        for run in runs(positions)
        for part in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run))
    ]


def stays_new(attempt: Attempt) -> str:
    """Say how many questions of a mock were not shown yet and stay new; empty if none."""
    number = sum(not item.seen and item.first_exposure for item in attempt.items)
    stay = "stays" if number == 1 else "stay"
    return f"{number} not seen yet; {'it' if number == 1 else 'they'} {stay} new" if number else ""


def signs(item: Item, *, results: bool = False) -> tuple[str, str]:
    """Return the mark of an answer, and the mark of a flag (empty without a flag).

    ● answered, ◐ incomplete, ○ unanswered; with `results`, ✓ right and ✗ wrong for an answered one.
    """
    if results and item.answered:
        mark = "✓" if item.right else "✗"
    else:
        mark = "●" if item.answered else "◐" if item.started else "○"
    return mark, "⚑" if item.flagged else ""


def count(number: int, noun: str, plural: str | None = None, *, more: bool = False) -> str:
    """Return a number with its noun, such as "1 question" or "2 questions".

    With `more`, there are more than that number: "500+ questions".
    """
    if number == 1 and not more:
        return f"1 {noun}"
    return f"{number}{'+' if more else ''} {plural or noun + 's'}"


def times(number: int) -> str:
    """Return how often something happened: "once", or "6 times"."""
    return "once" if number == 1 else count(number, "time")


def tenths(probability: float) -> str:
    """Return a probability (0-1) in tenths, such as "7 in 10"."""
    number = int(10 * probability + 0.5)
    if number < 1:
        return "less than 1 in 10"
    return "more than 9 in 10" if number > 9 else f"{number} in 10"


def is_or_are(number: int) -> str:
    """Return the verb for a number of things: "1 is", "2 are"."""
    return "is" if number == 1 else "are"


def was_or_were(number: int) -> str:
    """Return the verb for a number of things: "1 was", "2 were"."""
    return "was" if number == 1 else "were"


def sentence(message: str) -> str:
    """Return a message with a capital letter and a period, unless it ends with a question mark.

    A path or a name at the beginning is not capitalized.
    """
    first = message.split(maxsplit=1)[0] if message.strip() else ""
    head = message[:1].upper() if first.isalpha() else message[:1]
    rest = message[1:].rstrip(".")
    return f"{head}{rest}{'' if rest.endswith('?') else '.'}"
