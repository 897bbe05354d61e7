"""The agreement before an exam-day sitting: its rules, and the word given to keep them."""

from __future__ import annotations

from textual.content import Content

from quizapp.ui import text
from quizapp.ui.screens.choice import ChoiceScreen

WIDTH = 50
RULES = (
    "The clock starts when you agree and does not stop, not even when you leave.",
    "No notes, no books, no second screen, no help.",
    "Nothing is said of right or wrong before the report.",
    "When the time is up, what you have answered is submitted.",
)


class AgreementScreen(ChoiceScreen):
    """The rules of an exam-day sitting. The clock starts when you agree to them."""

    def __init__(self) -> None:
        rows = [text.hanging(Content(rule), Content("• "), WIDTH) for rule in RULES]
        super().__init__(
            Content("Exam day"),
            Content("\n").join(rows),
            [
                ("agreed", Content(" I agree to these rules: start the clock")),
                ("", Content(" Not now")),
            ],
        )
