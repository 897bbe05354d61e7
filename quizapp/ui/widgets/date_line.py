"""The question for the exam date on the first start: one line on home."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from quizapp.ui import text

QUESTION = "When is your exam?"
HINT = "such as 12/19/2026 or 2026-12-19; enter skips"


class DateField(Input):
    """A field for digits, hyphens, and slashes. Every other key is left to the screen."""

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        if character is None:
            return False
        # No date begins with a slash or a hyphen.
        return character.isdigit() or (character in ("-", "/") and bool(self.value))

    def on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "up", "down", "tab"):
            event.stop()
            event.prevent_default()
            self.post_message(DateLine.Given(None))
        elif event.is_printable and not self.check_consume_key(event.key, event.character):
            # The field must not take the key, so that it reaches the bindings of the screen.
            event.prevent_default()


class DateLine(Horizontal):
    """Asks for the exam date. It is skipped with enter or esc, and by any key for home."""

    DEFAULT_CSS = """
    DateLine { height: auto; padding: 0 1; margin: 0 0 1 0; }
    DateLine > .question { width: auto; padding: 0 2 0 0; text-style: bold; }
    DateLine > Input, DateLine > Input:focus {
        width: 12; height: 1; border: none; padding: 0; background: $surface;
    }
    DateLine > .hint { width: 1fr; padding: 0 0 0 2; color: $quiz-muted; }
    """

    class Given(Message):
        """The day that was typed; None if the question is skipped."""

        def __init__(self, day: str | None) -> None:
            super().__init__()
            self.day = day

    def __init__(self, check: Callable[[str], str | None]) -> None:
        """`check` returns None if a date is valid, else the reason why it is not."""
        super().__init__()
        self._check = check

    def compose(self) -> ComposeResult:
        yield Static(Content(QUESTION), classes="question")
        yield DateField(max_length=10, restrict=r"[0-9/-]*", select_on_focus=False)
        yield Static(Content(HINT), classes="hint")

    def on_mount(self) -> None:
        self.query_one(DateField).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        given = event.value.strip()
        fault = self._check(given)
        if fault is None:
            self.post_message(self.Given(given or None))
        else:
            self.query_one(".hint", Static).update(text.plain(fault, "$error"))
