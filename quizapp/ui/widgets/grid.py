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

    def __init__(self, content: Content, *, id: str | None = None) -> None:
        super().__init__(content, id=id)
        self._drawn: dict[int, tuple[tuple[object, ...], Content]] = {}

    def show(self, attempt: Attempt) -> None:
        """Draw the state of an attempt; a row that has not changed is taken as it was."""
        rows: list[Content] = []
        for first in range(0, len(attempt.items), COLUMNS):
            places = range(first, min(first + COLUMNS, len(attempt.items)))
            here = attempt.position if attempt.position in places else None
            shown = attempt.items[first : places.stop]
            state = (here, *((i.answered, i.started, i.flagged) for i in shown))
            drawn = self._drawn.get(first)
            if drawn is None or drawn[0] != state:
                row = Content("").join([_cell(attempt, at) for at in places])
                drawn = self._drawn[first] = (state, row)
            rows.append(drawn[1])
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
