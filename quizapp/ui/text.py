"""Conversion of text to `Content`, which widgets draw as it is.

Widgets parse a plain `str` as markup: `list[int]` would lose its brackets, `[/]` would crash, and
`[@click=…]` would run an action. Text from a pack, a database, or the learner must pass through
this module. Never pass it to a widget as a `str`.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content, Span

from quizapp.exam.prose import Part, note_line, one_line, parts
from quizapp.exam.prose import address_lines as address_lines
from quizapp.exam.prose import split_closing as split_closing
from quizapp.exam.wording import blocks, note_blocks
from quizapp.exam.wording import clean as clean
from quizapp.exam.wording import count as count
from quizapp.exam.wording import sentence as sentence
from quizapp.words import cells as cells
from quizapp.words import cut as cut
from quizapp.words import pad as pad

CODE_STYLE = "$quiz-code"
MUTED = "$quiz-muted"
MAX_SHOWN = 12_000
"""The most characters of a text on a screen. No pack's text and no note is as long; one in an
edited database can be, and each key press would wait until it is wrapped."""


def plain(text: str, style: str = "") -> Content:
    """Return text in one style, without interpreting anything in it."""
    text = clean(_cut(text))
    return Content.styled(text, style) if style else Content(text)


def inline(text: str, style: str = "") -> Content:
    """Return one paragraph, with `code` in backticks in the code style."""
    return _runs(parts(_cut(text)), style)


def opening(text: str, most: int, style: str = "") -> Content:
    """Return the beginning of a whole text on one line: at most `most` characters."""
    return _runs(one_line(_cut(text)), style)[:most]


def _cut(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def _runs(runs: Sequence[Part], style: str) -> Content:
    spans: list[Span] = []
    at = 0
    for run in runs:
        if run.code:
            spans.append(Span(at, at + len(run.text), CODE_STYLE))
        at += len(run.text)
    whole = "".join(run.text for run in runs)
    if style:
        spans.insert(0, Span(0, len(whole), style))
    return Content(whole, spans)


def prose(text: str, style: str = "") -> Content:
    """Return paragraphs and fenced code blocks, with blank lines between them.

    Line breaks within a paragraph are ignored, because the screen wraps it. Lines of a code block
    are kept.
    """
    return Content("\n\n").join(
        [
            _block(block.text.split("\n")) if block.code else inline(block.text, style)
            for block in blocks(_cut(text))
        ]
    )


def note(text: str) -> Content:
    """Return a learner's note with its own lines."""
    return Content("\n").join(
        [
            _block(block.text.split("\n")) if block.code else _runs(note_line(block.text), "")
            for block in note_blocks(_cut(text))
        ]
    )


def _block(lines: list[str]) -> Content:
    return Content("\n").join([Content.styled(f"  {line}", CODE_STYLE) for line in lines])


def hanging(content: Content, lead: Content, width: int) -> Content:
    """Wrap `content` to `width` cells with a hanging indent; `lead` precedes the first line."""
    return Content("\n").join(hanging_lines(content.wrap(max(8, width - lead.cell_length)), lead))


def hanging_lines(lines: Sequence[Content], lead: Content) -> list[Content]:
    """Return lines with a hanging indent; `lead` precedes the first line."""
    indent = Content(" " * lead.cell_length)
    return [(indent if n else lead) + line for n, line in enumerate(lines or [Content("")])]


def both_ends(left: Content, right: Content, width: int) -> Content:
    """Return one line of `width` cells, with `left` and `right` aligned to its ends.

    `left` is truncated if there is not enough room.
    """
    room = max(1, width - right.cell_length - 1)
    shown = left if left.cell_length <= room else left.truncate(room, ellipsis=True)
    return shown + Content(" " * (width - shown.cell_length - right.cell_length)) + right
