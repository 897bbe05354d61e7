"""A dialog for a note or a report: several lines of text."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from quizapp.practice.annotations import MAX_NOTE
from quizapp.ui.screens.base import Dialog
from quizapp.ui.widgets.hints import Hints


class NoteScreen(Dialog[str | None]):
    """Write a text and save it with ctrl+s. Esc cancels."""

    BINDINGS = [
        Binding(
            "ctrl+s",
            "keep",
            "Save",
            id="note.keep",
            key_display="^s",
            tooltip="Save the text",
            priority=True,
        ),
        Binding("escape", "back", "Back", id="note.back", tooltip="Cancel"),
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
        self.dismiss(self.query_one(TextArea).text[:MAX_NOTE])

    def action_back(self) -> None:
        self.dismiss(None)
