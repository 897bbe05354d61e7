"""Word wrap for the text of questions in a terminal."""

from __future__ import annotations

import re
import shutil
import sys

from quizapp.words import wrap

NARROWEST, WIDEST = 40, 100
OWN_LINE = re.compile(r"^(Select (TWO|THREE)\.|[-•*] |\d+[.)] )")


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
        fence = line.lstrip().startswith("```")
        if fenced or fence or not line.strip():
            close()
            put(line)
        else:
            if OWN_LINE.match(line.strip()):
                close()
            paragraph.append(line.strip())
        fenced ^= fence
    close()
    return "\n".join(lines)
