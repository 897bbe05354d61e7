"""The navigator: a list of the questions of a mock with their status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.attempt import Item
from quizapp.ui import text
from quizapp.ui.screens.base import Dialog
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting

WIDEST = 44
TITLES = {"all": "All", "unanswered": "Unanswered or incomplete", "flagged": "Flagged"}


class NavigatorScreen(Dialog[int | None]):
    """All questions with their status. Press enter to jump to one; a, u, and f filter the list."""

    BINDINGS = [
        Binding("enter", "jump", "Jump", id="navigator.jump", tooltip="Go to this question"),
        Binding("a", "filter('all')", "All", id="navigator.all", tooltip="List all questions"),
        Binding(
            "u",
            "filter('unanswered')",
            "Unanswered",
            id="navigator.unanswered",
            tooltip="List questions without a complete answer",
        ),
        Binding(
            "f",
            "filter('flagged')",
            "Flagged",
            id="navigator.flagged",
            tooltip="List questions flagged for review",
        ),
        Binding("escape,g", "back", "Back", id="navigator.back", tooltip="Back to the question"),
    ]

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.filter = "all"

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(""), classes="dialog-title", id="navigator-title")
            yield OptionList()
            yield Hints()

    def on_mount(self) -> None:
        self._fill()
        self.query_one(OptionList).focus()

    def _fill(self) -> None:
        attempt = self.sitting.attempt
        listed = [(position, attempt.items[position]) for position in attempt.part(self.filter)]
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([Option(self._row(p, item), id=str(p)) for p, item in listed])
        here = [index for index, (p, _) in enumerate(listed) if p == attempt.position]
        rows.highlighted = here[0] if here else (0 if listed else None)
        if not listed:
            rows.add_option(Option(Content.styled("  None.", text.MUTED), disabled=True))
        self.query_one("#navigator-title", Static).update(
            Content.assemble(
                f"{TITLES[self.filter]}: {len(listed)}",
                (
                    f"     {attempt.answered} of {len(attempt.items)} answered, "
                    f"{len(attempt.flagged)} flagged",
                    text.MUTED,
                ),
            )
        )

    def _row(self, position: int, item: Item) -> Content:
        status = "answered" if item.answered else "incomplete" if item.started else "open"
        mark = "●" if item.answered else "◐" if item.started else "○"
        flag = "⚑" if item.flagged else " "
        room = max(8, min(WIDEST, self.app.size.width - 33))
        opening = Content.styled("not seen yet", text.MUTED)
        if item.seen:
            stem = self.sitting.stored.questions[item.question_id].stem
            opening = text.opening(stem, room + 1, text.MUTED)
        return Content.assemble(
            f"{position + 1:>3}  ",
            (mark, "$accent" if item.answered else "$quiz-muted"),
            f" {status:<10}",
            (flag, "$accent"),
            "  ",
            opening.truncate(room, ellipsis=True),
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id is not None:
            self.dismiss(int(event.option_id))

    def action_jump(self) -> None:
        self.query_one(OptionList).action_select()

    def action_filter(self, which: str) -> None:
        self.filter = which
        self._fill()

    def action_back(self) -> None:
        self.dismiss(None)
