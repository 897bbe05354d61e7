"""The one door through which text reaches the screen.

Widgets read a plain `str` as markup: `list[int]` would lose its brackets, `[/]` would crash and
`[@click=…]` would run an action. So nothing from a pack, a database or a learner is handed to a
widget as `str`; it comes through here and leaves as `Content`, which is never parsed again.
"""

from __future__ import annotations

import re
import unicodedata

from textual.content import Content, Span

FENCE = re.compile(r"^\s*```")
CODE = re.compile(r"`([^`\n]+)`")
HIDDEN = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
KEEP_LINE = re.compile(r"^(Select (TWO|THREE)\.|[-•*] |\d+[.)] )")
MAX_COMBINING = 4
MAX_LINE = 4_000

CODE_STYLE = "$quiz-code"
MUTED = "$quiz-muted"


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


def plain(text: str, style: str = "") -> Content:
    """Text as it is, in one style."""
    return Content.styled(clean(text), style) if style else Content(clean(text))


def inline(text: str, style: str = "") -> Content:
    """One paragraph with `code` in backticks drawn as code."""
    cleaned = " ".join(clean(text).split())
    parts: list[str] = []
    spans: list[Span] = []
    at = last = 0
    for match in CODE.finditer(cleaned):
        before = cleaned[last : match.start()]
        parts += [before, match[1]]
        at += len(before)
        spans.append(Span(at, at + len(match[1]), CODE_STYLE))
        at += len(match[1])
        last = match.end()
    parts.append(cleaned[last:])
    whole = "".join(parts)
    if style:
        spans.insert(0, Span(0, len(whole), style))
    return Content(whole, spans)


def prose(text: str) -> Content:
    """Paragraphs and fenced code blocks.

    A paragraph's own line breaks are the author's, not the reader's: it is set anew to the width of
    the screen. Lines of a fenced block stay as they are.
    """
    blocks: list[Content] = []
    paragraph: list[str] = []
    code: list[str] | None = None

    def close() -> None:
        if paragraph:
            blocks.append(inline(" ".join(paragraph)))
            paragraph.clear()

    for line in clean(text).split("\n"):
        if FENCE.match(line):
            if code is None:
                close()
                code = []
            else:
                blocks.append(_block(code))
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
        blocks.append(_block(code))
    return Content("\n\n").join(blocks)


def _block(lines: list[str]) -> Content:
    return Content("\n").join([Content.styled(f"  {line}", CODE_STYLE) for line in lines])


def last_sentence(stem: str) -> str:
    """The sentence that asks: the last one that is not an instruction to select several."""
    sentences = re.split(r"(?<=[.?!:])\s+", " ".join(clean(stem).split()))
    asking = [s for s in sentences if not KEEP_LINE.match(s.lstrip("(")) and not FENCE.match(s)]
    return (asking or sentences)[-1]


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
