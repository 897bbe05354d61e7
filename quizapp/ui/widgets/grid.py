"""A grid of question numbers with the status of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from quizapp.exam.attempt import Attempt
from quizapp.ui import text
from quizapp.ui.widgets.lines import EMPTY, Lines

COLUMNS = 5
CELL = 6
"""Width of a number with its marks, in cells."""
LEGEND = [
    Content.styled(line, text.MUTED)
    for line in ("● answered  ◐ incomplete", "○ open      ⚑ flagged")
]


class Grid(Lines):
    """Numbers in rows of five: ● answered, ◐ incomplete, ○ open, ⚑ flagged. A click jumps there.

    A move redraws only the one or two lines that it changes.
    """

    @dataclass
    class Jump(Message):
        """A question was clicked; `position` is its position from 0, which may not exist."""

        position: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._states: list[tuple[object, ...]] = []
        self._rows: list[Content] = []

    def show(self, attempt: Attempt) -> None:
        """Show the state of an attempt. Rows that have not changed are not redrawn."""
        total = len(attempt.items)
        starts = range(0, total, COLUMNS)
        if len(self._rows) != len(starts) + 1 + len(LEGEND):
            self._states = [()] * len(starts)
            self._rows = [*[EMPTY] * len(starts), EMPTY, *LEGEND]
        for line, first in enumerate(starts):
            places = range(first, min(first + COLUMNS, total))
            here = attempt.position if attempt.position in places else None
            shown = attempt.items[first : places.stop]
            state = (here, *((i.answered, i.started, i.flagged) for i in shown))
            if state != self._states[line]:
                self._states[line] = state
                self._rows[line] = EMPTY.join([_cell(attempt, at) for at in places])
        self.redraw()

    def arranged(self, size: Size) -> Sequence[Content]:
        return tuple(self._rows)

    def on_click(self, event: events.Click) -> None:
        column = (event.x - self.gutter.left) // CELL
        row = event.y - self.gutter.top
        if 0 <= column < COLUMNS and row >= 0:
            self.post_message(self.Jump(row * COLUMNS + column))


def _cell(attempt: Attempt, position: int) -> Content:
    item = attempt.items[position]
    mark = "●" if item.answered else "◐" if item.started else "○"
    style = "$accent" if item.answered else "$quiz-muted"
    here = "bold reverse" if position == attempt.position else ""
    return Content.assemble(
        (f"{position + 1:>3}", here), (mark, style), ("⚑" if item.flagged else " ", "$accent"), " "
    )
