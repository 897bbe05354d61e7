"""A dialog that asks for one line of text and validates it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from quizapp.ui import messages, text
from quizapp.ui.screens.base import Dialog, QuizScreen
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.settings import Effective


class AskScreen(Dialog[str | None]):
    """Type a value and press enter. Esc cancels."""

    BINDINGS = [
        Binding("enter", "save", "Save", id="ask.save", tooltip="Save what you typed"),
        Binding("escape", "back", "Back", id="ask.back", tooltip="Back without saving"),
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

    def on_input_changed(self) -> None:
        """Take back what was said of an earlier value."""
        self.query_one("#ask-fault", Static).update(Content(""))

    async def action_save(self) -> None:
        await self.query_one(Input).action_submit()

    def action_back(self) -> None:
        self.dismiss(None)


def ask_setting(screen: QuizScreen, given: Effective, explanation: str = "") -> None:
    """Ask above a screen for another value of a setting; an empty one restores its default.

    `explanation` comes before what a value looks like.
    """
    setting = given.setting
    empty = f"; empty: {setting.description.unset}" if setting.description.unset else ""

    def answered(value: str | None) -> None:
        if value is not None:
            screen.post_message(messages.ChangeSetting(setting.name, value or None))

    screen.app.push_screen(
        AskScreen(
            setting.label,
            f"{explanation}{text.sentence(f'{setting.kind.written}{empty}')}",
            setting.kind.write(given.value),
            setting.fault,
        ),
        answered,
    )
