"""The question for the exam date on the first start: one or two lines on home."""

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
HINT = "such as 12/19 or in 3 weeks"


class DateField(Input):
    """A field that takes every printable key. Esc and ↓ leave it; home has the keys then."""

    def on_key(self, event: events.Key) -> None:
        if self.screen.focused is not self:
            # It was left by the key before this one, which was on its way already.
            event.stop()
            event.prevent_default()
            self.app.post_message(events.Key(event.key, event.character))
            return
        skipped = event.key == "enter" and not self.value.strip()
        if skipped or event.key in ("escape", "down", "up", "tab"):
            event.stop()
            event.prevent_default()
            if event.key != "up":
                # At once: the next key may be on its way, and is not for the field.
                self.screen.set_focus(None)
                self.post_message(DateLine.Given(None) if skipped else DateLine.Left())


class DateLine(Horizontal):
    """Asks for the exam date. Enter in the empty field skips it; esc and ↓ only leave the field."""

    DEFAULT_CSS = """
    DateLine { height: auto; padding: 0 1; margin: 0 0 1 0; }
    DateLine > .question { width: auto; padding: 0 2 0 0; text-style: bold; }
    DateLine > Input, DateLine > Input:focus {
        width: 14; height: 1; border: none; padding: 0; background: $surface;
    }
    DateLine > .hint { width: 1fr; padding: 0 0 0 2; color: $quiz-muted; }
    """

    class Given(Message):
        """The day that was typed; None if the question is skipped."""

        def __init__(self, day: str | None) -> None:
            super().__init__()
            self.day = day

    class Left(Message):
        """The field is left; the question stays."""

    def __init__(self, check: Callable[[str], str | None]) -> None:
        """`check` returns None if a date is valid, else the reason why it is not."""
        super().__init__()
        self._check = check

    def compose(self) -> ComposeResult:
        yield Static(Content(QUESTION), classes="question")
        yield DateField(max_length=24, select_on_focus=False)
        yield Static(Content(HINT), classes="hint")

    def on_mount(self) -> None:
        self.ask()

    @property
    def empty(self) -> bool:
        """Whether nothing is typed."""
        return not any(field.value.strip() for field in self.query(DateField))

    def ask(self) -> None:
        """Give the field the focus."""
        self.query_one(DateField).focus()

    def on_input_changed(self) -> None:
        """Take back what was said of the text that was there before."""
        self.query_one(".hint", Static).update(Content(HINT))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.save()

    def save(self) -> None:
        """Post what is typed if it is a date, or that it is skipped; else show why it is not."""
        given = self.query_one(DateField).value.strip()
        fault = self._check(given) if given else None
        if not given:
            self.post_message(self.Given(None))
        elif fault is None:
            self.post_message(self.Given(given))
        else:
            self.query_one(".hint", Static).update(text.plain(fault, "$error"))
