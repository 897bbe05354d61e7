"""A dialog that asks for one line of text, and says at once what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from quizapp.ui import text
from quizapp.ui.screens.base import Dialog
from quizapp.ui.widgets.hints import Hints


class AskScreen(Dialog[str | None]):
    """Type, then enter; esc changes nothing."""

    BINDINGS = [Binding("escape", "back", "Back", id="ask.back", tooltip="Change nothing")]

    def __init__(
        self, title: str, explanation: str, before: str, check: Callable[[str], str | None]
    ) -> None:
        """`check` gives None for a good value, else what is wrong with it."""
        super().__init__()
        self._title = title
        self._explanation = explanation
        self._before = before
        self._check = check

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            yield Static(Content.styled(self._explanation, text.MUTED))
            yield Input(self._before, max_length=80)
            yield Static(Content(""), id="ask-wrong")
            yield Hints()

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        value = event.value.strip()
        wrong = self._check(value)
        if wrong is None:
            self.dismiss(value)
        else:
            self.query_one("#ask-wrong", Static).update(text.plain(wrong, "$error"))

    def action_back(self) -> None:
        self.dismiss(None)
