"""The navigator of a sitting that is read again: its questions with their results and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content

from quizapp.exam.attempt import FINISHED
from quizapp.exam.wording import signs
from quizapp.practice.report import included, not_shown
from quizapp.practice.reread import result
from quizapp.ui.screens.base import LIST_DIALOG, dialog_width
from quizapp.ui.screens.navigator import GridScreen, grid_keys, opening
from quizapp.ui.widgets.grid import Cell

if TYPE_CHECKING:
    from quizapp.practice.reread import Reread
    from quizapp.store.sittings.sitting import Sitting

SIGNS = {
    "✓": "right",
    "✗": "wrong",
    "○": "unanswered",
    "◐": "incomplete",
    "⚑": "flagged",
    "★": "bookmarked",
    "✎": "note or report",
}
"""What the marks mean; the first ones are explained if there is not room for all."""
TALL = 30
"""Lines of a terminal from which the marks may be explained on two lines."""


class ContentsScreen(GridScreen):
    """All questions with their results, and what you noted. Type a number, or move there, and press
    enter to read the question."""

    WHERE = "report"
    spare_hints = ("contents.digit_0",)

    BINDINGS = [
        *grid_keys("contents"),
        Binding("escape,g", "back", "back", id="contents.back", tooltip="Back"),
        Binding("m", "missed", "missed", id="contents.missed", tooltip="The next missed question"),
        Binding(
            "b",
            "noted",
            "bookmarked",
            id="contents.noted",
            tooltip="The next question with a bookmark, a note, or a report",
        ),
        Binding(
            "f", "flagged", "flagged", id="contents.flagged", tooltip="The next flagged question"
        ),
    ]

    def __init__(self, sitting: Sitting, read: Reread, here: int, typed: int | None = None) -> None:
        """`here` is the position to begin at. `typed` is the first digit of a number, if any."""
        super().__init__(included(sitting.attempt), here)
        self.sitting = sitting
        self.read = read
        self._first = typed

    def refusal(self, typed: str) -> str:
        return not_shown(self.sitting.attempt, int(typed)) or super().refusal(typed)

    def on_mount(self) -> None:
        if self._first is not None:
            self.action_digit(self._first)

    def heading(self) -> Content:
        items = [self.sitting.attempt.items[position] for position in self.listed]
        right = sum(item.right for item in items)
        missed = sum(item.missed for item in items)
        attempt = self.sitting.attempt
        never = len(attempt.items) - len(items) if attempt.state in FINISHED else 0
        parts = [f"{right} of {len(items) + never} right", f"{missed} missed"]
        parts += [f"{never} not shown"] if never else []
        own = [self.read.on(position) for position in self.listed]
        for number, name in (
            (sum(each.bookmarked for each in own), "bookmarked"),
            (sum(bool(each.note) for each in own), "with a note"),
            (sum(each.reported for each in own), "reported"),
        ):
            parts += [f"{number} {name}"] if number else []
        return Content(" · ".join(parts))

    def cells(self) -> list[Cell]:
        items, read = self.sitting.attempt.items, self.read
        found = []
        for position in self.listed:
            mark, flag = signs(items[position], results=True)
            found.append(Cell(mark, read.on(position).signs + flag))
        return found

    def legend(self) -> str:
        present = {sign for cell in self.cells() for sign in cell.mark + cell.signs}
        room = dialog_width(self.app.size.width, LIST_DIALOG) - 6
        parts = [f"{sign} {meaning}" for sign, meaning in SIGNS.items() if sign in present]
        lines = [""]
        for part in parts:
            wider = f"{lines[-1]}  {part}".lstrip()
            if len(wider) <= room:
                lines[-1] = wider
            elif len(lines) == 1 and self.app.size.height >= TALL:
                lines.append(part)
        return "\n".join(lines)

    def detail(self, position: int) -> tuple[Content, Content]:
        words = result(self.sitting, position, self.read.on(position))
        item = self.sitting.attempt.items[position]
        status = Content.assemble((f"{position + 1}", "bold"), f"  {words}")
        return status.truncate(self.room, ellipsis=True), opening(self.sitting, item, self.room)

    def action_missed(self) -> None:
        items = self.sitting.attempt.items
        self.to_next(lambda at: items[at].missed, "No question was missed.")

    def action_noted(self) -> None:
        self.to_next(lambda at: self.read.on(at).counts, "Nothing is bookmarked or noted.")

    def action_flagged(self) -> None:
        items = self.sitting.attempt.items
        self.to_next(lambda at: items[at].flagged, "No question is flagged.")
