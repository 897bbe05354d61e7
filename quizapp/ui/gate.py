"""A filter that replaces control characters in every line just before it is drawn.

`quizapp.ui.text` cleans text from packs and databases on its way in. The filter is the second line
of defense, for text that was not cleaned. Each replacement has the width of the original.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from quizapp.exam.wording import HIDDEN

CONTROL = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff]|{HIDDEN.pattern}")
"""Control characters, lone surrogates, and the invisible characters of `HIDDEN`."""


class Gate(LineFilter):
    """Replaces control, invisible, and bidirectional characters in drawn lines."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [
            segment if segment.control else Segment(_harmless(segment.text), segment.style)
            for segment in segments
        ]


def _harmless(text: str) -> str:
    return CONTROL.sub(lambda match: "\ufffd" * cell_len(match[0]), text)
