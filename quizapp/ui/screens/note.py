"""A few lines of the learner's own text."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from quizapp.ui.screens.base import Dialog
from quizapp.ui.widgets.hints import Hints

MAX_LENGTH = 4_000


class NoteScreen(Dialog[str | None]):
    """Write, then keep it; esc changes nothing."""

    BINDINGS = [
        Binding(
            "ctrl+s",
            "keep",
            "Keep",
            id="note.keep",
            key_display="^s",
            tooltip="Keep it",
            priority=True,
        ),
        Binding("escape", "back", "Back", id="note.back", tooltip="Change nothing"),
    ]

    def __init__(self, title: str, before: str = "") -> None:
        super().__init__()
        self._title = title
        self._before = before

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            yield TextArea(self._before, id="note-text")
            yield Hints()

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()

    def action_keep(self) -> None:
        self.dismiss(self.query_one(TextArea).text[:MAX_LENGTH])

    def action_back(self) -> None:
        self.dismiss(None)
