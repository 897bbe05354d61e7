"""The one door through which text reaches the screen.

Widgets read a plain `str` as markup: `list[int]` would lose its brackets, `[/]` would crash and
`[@click=…]` would run an action. So nothing from a pack, a database or a learner is handed to a
widget as `str`; it comes through here and leaves as `Content`, which is never parsed again.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content, Span

from quizapp.exam.prose import HIDDEN as HIDDEN
from quizapp.exam.prose import MAX_COMBINING as MAX_COMBINING
from quizapp.exam.prose import MAX_LINE as MAX_LINE
from quizapp.exam.prose import Paragraph, Part, blocks, parts
from quizapp.exam.prose import clean as clean
from quizapp.exam.prose import last_sentence as last_sentence

CODE_STYLE = "$quiz-code"
MUTED = "$quiz-muted"


def plain(text: str, style: str = "") -> Content:
    """Text as it is, in one style."""
    return Content.styled(clean(text), style) if style else Content(clean(text))


def inline(text: str, style: str = "") -> Content:
    """One paragraph with `code` in backticks drawn as code."""
    return _runs(parts(text), style)


def prose(text: str) -> Content:
    """Paragraphs and fenced code blocks.

    A paragraph's own line breaks are the author's, not the reader's: it is set anew to the width of
    the screen. Lines of a fenced block stay as they are.
    """
    return Content("\n\n").join(
        [
            _runs(block.parts) if isinstance(block, Paragraph) else _block(block.lines)
            for block in blocks(text)
        ]
    )


def _runs(runs: Sequence[Part], style: str = "") -> Content:
    spans: list[Span] = []
    at = 0
    for run in runs:
        if run.code:
            spans.append(Span(at, at + len(run.text), CODE_STYLE))
        at += len(run.text)
    if style:
        spans.insert(0, Span(0, at, style))
    return Content("".join(run.text for run in runs), spans)


def _block(lines: Sequence[str]) -> Content:
    return Content("\n").join([Content.styled(f"  {line}", CODE_STYLE) for line in lines])


def hanging(content: Content, lead: Content, width: int) -> Content:
    """`content` behind `lead`, wrapped to `width` cells with its lines set under each other."""
    indent = lead.cell_length
    room = max(8, width - indent)
    lines = content.wrap(room)
    rows = [lead + lines[0]] if lines else [lead]
    rows += [Content(" " * indent) + line for line in lines[1:]]
    return Content("\n").join(rows)


def both_ends(left: Content, right: Content, width: int) -> Content:
    """One line with `left` at its beginning and `right` at its end."""
    room = max(1, width - right.cell_length - 1)
    shown = left if left.cell_length <= room else left.truncate(room, ellipsis=True)
    return shown + Content(" " * (width - shown.cell_length - right.cell_length)) + right


def count(number: int, noun: str, plural: str | None = None) -> str:
    """1 question, 2 questions."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
