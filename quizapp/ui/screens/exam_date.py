"""The question for the exam date on the first start."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from quizapp.ui.screens.ask import AskScreen


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

    def on_key(self, event: events.Key) -> None:
        """Skip the question if a key for home is pressed, and pass the key on."""
        character = event.character or ""
        if character.isalpha() or event.key in ("up", "down"):
            event.stop()
            event.prevent_default()
            self.dismiss(None)
            self.app.call_later(self.app.simulate_key, event.key)
