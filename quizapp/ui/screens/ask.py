"""A dialog that asks for one line of text and validates it."""

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
    """Type a value and press enter. Esc cancels."""

    BINDINGS = [
        Binding("enter", "save", "Save", id="ask.save", tooltip="Save what you typed"),
        Binding("escape", "back", "Back", id="ask.back", tooltip="Cancel"),
    ]

    def __init__(
        self, title: str, explanation: str, before: str, check: Callable[[str], str | None]
    ) -> None:
        """Ask for a value, starting with `before`.

        `check` returns None if a value is valid, else the reason why it is not.
        """
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
            yield Static(Content(""), id="ask-fault")
            yield Hints()

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        value = event.value.strip()
        fault = self._check(value)
        if fault is None:
            self.dismiss(value)
        else:
            self.query_one("#ask-fault", Static).update(text.plain(text.sentence(fault), "$error"))

    async def action_save(self) -> None:
        await self.query_one(Input).action_submit()

    def action_back(self) -> None:
        self.dismiss(None)
