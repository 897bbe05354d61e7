"""The question for the exam date on the first start."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.widgets import Input

from quizapp.ui.screens.ask import AskScreen


class DateField(Input):
    """A field for digits and hyphens. Letters are keys of the screen below."""

    def on_key(self, event: events.Key) -> None:
        if (event.character or "").isalpha():
            event.prevent_default()


class FirstDateScreen(AskScreen):
    """Type the day of your exam, such as 2026-12-19. Enter or esc skips the question."""

    def __init__(self, check: Callable[[str], str | None]) -> None:
        super().__init__(
            "When is your exam?",
            "With its date, such as 2026-12-19, every day until then has a plan. "
            "Enter or esc skips this question; p asks again.",
            "",
            check,
        )

    def field(self) -> Input:
        return DateField(max_length=10)

    def on_key(self, event: events.Key) -> None:
        """Skip the question if a key for home is pressed, and pass the key on."""
        if (event.character or "").isalpha() or event.key in ("up", "down"):
            event.stop()
            event.prevent_default()
            self.dismiss(None)
            self.app.call_later(self.app.simulate_key, event.key)
