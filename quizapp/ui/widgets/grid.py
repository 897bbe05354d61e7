"""All questions of an attempt at a glance, as a grid of numbers."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from quizapp.exam.attempt import Attempt
from quizapp.ui import text

COLUMNS = 5
CELL = 6


class Grid(Static):
    """Numbers in rows of five: ● answered, ◐ begun, ○ open, ⚑ flagged; a click jumps there."""

    @dataclass
    class Jump(Message):
        """A question was clicked on."""

        position: int

    def show(self, attempt: Attempt) -> None:
        """Draw the state of an attempt."""
        rows: list[Content] = []
        for first in range(0, len(attempt.items), COLUMNS):
            last = min(first + COLUMNS, len(attempt.items))
            rows.append(Content("").join([_cell(attempt, at) for at in range(first, last)]))
        legend = Content.styled("● answered  ○ open  ⚑ flagged", text.MUTED)
        self.update(Content("\n").join([*rows, Content(""), legend]), layout=False)

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
