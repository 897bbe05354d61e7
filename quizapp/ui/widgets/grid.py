"""A grid of question numbers with the status of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from quizapp.exam.attempt import Attempt
from quizapp.exam.wording import signs
from quizapp.ui import text
from quizapp.ui.widgets.lines import EMPTY, Lines

GROUP = 5
"""Rows have a multiple of so many numbers, so that a number is found by its place."""
MOST = 10
"""The most numbers in a row."""
AROUND = 11
"""Lines of a dialog with a grid that are not the grid's."""
STATES = ("● answered", "◐ incomplete", "○ unanswered", "⚑ flagged")
"""What the marks mean before a sitting is marked."""
STYLES = {"●": "$accent", "✓": "$success", "✗": "$error"}


class Cell(NamedTuple):
    """One number: its mark, and other signs, of which a narrow grid shows only the first."""

    mark: str
    signs: str = ""


def cells(attempt: Attempt) -> list[Cell]:
    """Return the cell of every question of an attempt."""
    return [Cell(*signs(item)) for item in attempt.items]


class Grid(Lines):
    """Numbers in rows of ten, or of five if there is less room, with a mark for each state.

    A click selects a number. A move redraws only the lines that it changes.
    """

    @dataclass
    class Jump(Message):
        """A question was clicked; `at` is its place in the grid, from 0, which may not exist."""

        at: int

    def __init__(self, legend: Sequence[str] = (), *, id: str | None = None) -> None:
        """`legend` are lines below the grid, shown if there is room for all of them."""
        super().__init__(id=id)
        self._legend = [EMPTY, *(Content.styled(line, text.MUTED) for line in legend)]
        self.at = 0
        """The place of the highlighted number, from 0."""
        self._cells: list[Cell] = []
        self._numbers: Sequence[int] = ()
        self._top = 0
        """The first row that is visible."""
        self._drawn: dict[int, tuple[object, Content]] = {}

    @property
    def columns(self) -> int:
        """How many numbers a row has."""
        return self._columns(self.content_size.width)

    def show(self, cells: list[Cell], at: int, numbers: Sequence[int] = ()) -> None:
        """Show cells, the one at the place `at` highlighted. `numbers` are 1, 2, … by default."""
        if len(cells) != len(self._cells):
            self.refresh(layout=True)
        self._cells, self.at = cells, at
        self._numbers = numbers or range(1, len(cells) + 1)
        self.redraw()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines of all rows, or as many as a dialog has room for."""
        rows = -(-len(self._cells) // self._columns(width))
        return max(1, min(rows, viewport.height * 9 // 10 - AROUND))

    def _least(self) -> int:
        """Return the cells that a number needs: its digits, two signs, and a blank."""
        return len(str(max(self._numbers, default=1))) + 3

    def _columns(self, width: int) -> int:
        fit = min(MOST, (width + 1) // self._least())
        return fit - fit % GROUP if fit >= GROUP else max(1, fit)

    def arranged(self, size: Size) -> Sequence[Content]:
        columns = self._columns(size.width)
        room = min(self._least() + 2, (size.width + 1) // columns)
        row, rows = self.at // columns, -(-len(self._cells) // columns)
        self._top = max(0, min(self._top, row, rows - size.height), row - size.height + 1)
        lines = range(self._top, min(rows, self._top + size.height))
        legend = self._legend if rows + len(self._legend) <= size.height else []
        return [*(self._row(line, columns, room) for line in lines), *legend]

    def _row(self, line: int, columns: int, room: int) -> Content:
        first = line * columns
        places = range(first, min(first + columns, len(self._cells)))
        state = (
            self.at if self.at in places else None,
            room,
            *((self._numbers[at], self._cells[at]) for at in places),
        )
        known = self._drawn.get(line)
        if known is None or known[0] != state:
            known = self._drawn[line] = (
                state,
                Content("").join([self._cell(at, room) for at in places]),
            )
        return known[1]

    def _cell(self, at: int, room: int) -> Content:
        mark, more = self._cells[at]
        digits = len(str(max(self._numbers)))
        shown = more[: max(1, room - digits - 2)]
        drawn = Content.assemble(
            (f"{self._numbers[at]:>{digits}}", "bold reverse" if at == self.at else ""),
            (mark, STYLES.get(mark, text.MUTED)),
            (shown, "$accent"),
        )
        return drawn.pad_right(max(0, room - drawn.cell_length))

    def on_click(self, event: events.Click) -> None:
        columns = self.columns
        room = min(self._least() + 2, (self.content_size.width + 1) // columns)
        column, row = (event.x - self.gutter.left) // room, event.y - self.gutter.top
        if 0 <= column < columns and row >= 0:
            self.post_message(self.Jump((self._top + row) * columns + column))
