"""Word wrap for the text of questions in a terminal."""

from __future__ import annotations

import shutil
import sys

from quizapp.exam.wording import FENCE, KEEP_LINE
from quizapp.words import wrap

NARROWEST, WIDEST = 40, 100


def wrapped(text: str, lead: str = "", indent: int = 0) -> str:
    """`lead` and `text`, wrapped to the terminal's width; later lines are indented by `indent`.

    Fenced code keeps its line breaks. Output to a file or a pipe is not wrapped.
    """
    if not sys.stdout.isatty():
        return lead + text
    width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
    fenced = False
    lines: list[str] = []
    paragraph: list[str] = []

    def put(line: str) -> None:
        lines.append((" " * indent if lines else lead) + line)

    def close() -> None:
        if paragraph:
            first, rest = (" " * indent if lines else lead), " " * indent
            lines.extend(wrap(" ".join(paragraph), width, first, rest, break_words=False))
            paragraph.clear()

    for line in text.split("\n"):
        fence = FENCE.match(line) is not None
        if fenced or fence or not line.strip():
            close()
            put(line)
        else:
            if KEEP_LINE.match(line.strip()):
                close()
            paragraph.append(line.strip())
        fenced ^= fence
    close()
    return "\n".join(lines)
