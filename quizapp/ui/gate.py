"""The last gate before the terminal: whatever a screen draws, nothing in its text steers it.

Text from packs and databases is cleaned where it comes in, by `quizapp.ui.text`. The gate is for
text that was not. Cells keep their width, so that nothing on the line moves.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from quizapp.exam.wording import HIDDEN

STEERING = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff]|{HIDDEN.pattern}")
"""Control characters, half characters, and what `HIDDEN` names."""


class Gate(LineFilter):
    """Takes control, invisible and bidirectional characters out of drawn lines."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [
            segment if segment.control else Segment(_harmless(segment.text), segment.style)
            for segment in segments
        ]


def _harmless(text: str) -> str:
    return STEERING.sub(lambda found: "\ufffd" * cell_len(found[0]), text)
