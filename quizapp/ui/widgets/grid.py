"""All questions of an attempt at a glance, as a grid of numbers."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from quizapp.exam.attempt import Attempt
from quizapp.ui import text

COLUMNS = 5
CELL = 6
LEGEND = Content.styled("● answered  ○ open  ⚑ flagged", text.MUTED)
EMPTY = Content("")


class Grid(Widget):
    """Numbers in rows of five: ● answered, ◐ begun, ○ open, ⚑ flagged; a click jumps there.

    It draws line by line, so that a move redraws the one or two lines that it changes.
    """

    @dataclass
    class Jump(Message):
        """A question was clicked on."""

        position: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._states: list[tuple[object, ...]] = []
        self._lines: list[Content] = []
        self._strips: dict[int, Strip] = {}

    def show(self, attempt: Attempt) -> None:
        """Draw the state of an attempt; a row that has not changed is left as it was."""
        total = len(attempt.items)
        starts = range(0, total, COLUMNS)
        if len(self._lines) != len(starts) + 2:
            self._states = [()] * len(starts)
            self._lines = [*[EMPTY] * len(starts), EMPTY, LEGEND]
            self._strips.clear()
            self.refresh()
        for line, first in enumerate(starts):
            places = range(first, min(first + COLUMNS, total))
            here = attempt.position if attempt.position in places else None
            shown = attempt.items[first : places.stop]
            state = (here, *((i.answered, i.started, i.flagged) for i in shown))
            if state != self._states[line]:
                self._states[line] = state
                self._lines[line] = EMPTY.join([_cell(attempt, at) for at in places])
                self._strips.pop(line, None)
                self.refresh(Region(0, line, self.content_size.width, 1))

    def render_line(self, y: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            width = self.content_size.width
            content = self._lines[y] if y < len(self._lines) else EMPTY
            drawn = Visual.to_strips(self, content, width, 1, self.visual_style, pad=True)
            strip = drawn[0] if drawn else Strip.blank(width, self.rich_style)
            self._strips[y] = strip
        return strip

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        self._strips.clear()

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
