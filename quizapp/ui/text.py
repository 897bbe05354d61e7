"""The one door through which text reaches the screen.

Widgets read a plain `str` as markup: `list[int]` would lose its brackets, `[/]` would crash and
`[@click=…]` would run an action. So nothing from a pack, a database or a learner is handed to a
widget as `str`; it comes through here and leaves as `Content`, which is never parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.content import Content, Span

from quizapp.exam.prose import parts
from quizapp.exam.wording import KEEP_LINE, blocks
from quizapp.exam.wording import clean as clean
from quizapp.exam.wording import count as count
from quizapp.exam.wording import sentence as sentence
from quizapp.words import cells as cells
from quizapp.words import cut as cut
from quizapp.words import pad as pad

CODE_STYLE = "$quiz-code"
MUTED = "$quiz-muted"


def plain(text: str, style: str = "") -> Content:
    """Text as it is, in one style."""
    return Content.styled(clean(text), style) if style else Content(clean(text))


def inline(text: str, style: str = "") -> Content:
    """One paragraph with `code` in backticks drawn as code."""
    runs = parts(text)
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


def prose(text: str) -> Content:
    """Paragraphs and fenced code blocks.

    A paragraph's own line breaks are the author's, not the reader's: it is set anew to the width of
    the screen. Lines of a fenced block stay as they are.
    """
    return Content("\n\n").join(
        [
            _block(block.text.split("\n")) if block.code else inline(block.text)
            for block in blocks(text)
        ]
    )


def _block(lines: list[str]) -> Content:
    return Content("\n").join([Content.styled(f"  {line}", CODE_STYLE) for line in lines])


def last_sentence(stem: str) -> str:
    """The sentence that asks: the last one that is not an instruction to select several."""
    said = " ".join(block.text for block in blocks(stem) if not block.code) or stem
    sentences = re.split(r"(?<=[.?!:])\s+", " ".join(clean(said).split()))
    asking = [s for s in sentences if not KEEP_LINE.match(s.lstrip("("))]
    return (asking or sentences)[-1]


def hanging(content: Content, lead: Content, width: int) -> Content:
    """`content` behind `lead`, wrapped to `width` cells with its lines set under each other."""
    return Content("\n").join(hanging_lines(content.wrap(max(8, width - lead.cell_length)), lead))


def hanging_lines(lines: Sequence[Content], lead: Content) -> list[Content]:
    """Lines behind `lead`, set under each other."""
    indent = Content(" " * lead.cell_length)
    return [(indent if n else lead) + line for n, line in enumerate(lines or [Content("")])]


def both_ends(left: Content, right: Content, width: int) -> Content:
    """One line with `left` at its beginning and `right` at its end."""
    room = max(1, width - right.cell_length - 1)
    shown = left if left.cell_length <= room else left.truncate(room, ellipsis=True)
    return shown + Content(" " * (width - shown.cell_length - right.cell_length)) + right


def address_lines(address: str, width: int) -> list[str]:
    """A web address without `https://`, in lines of at most `width` cells.

    Lines break behind `/`, or behind another mark where a part is longer than a line; only a part
    without any mark is broken inside a word.
    """
    lines = [""]
    for piece in re.findall(
        r"[^/?#&=_-]*[/?#&=_-]|[^/?#&=_-]+", clean(address).removeprefix("https://")
    ):
        if lines[-1] and cells(lines[-1] + piece) > width:
            lines.append("")
        for character in piece:
            if cells(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return lines
