"""The dialog before an exam-day mock: the learner agrees to the rules or declines."""

from __future__ import annotations

from textual.content import Content

from quizapp.practice.briefing import RULES
from quizapp.ui import text
from quizapp.ui.screens.choice import ChoiceScreen

WIDTH = 50


class AgreementScreen(ChoiceScreen):
    """The rules of an exam-day sitting. The clock starts when you agree to them."""

    def __init__(self) -> None:
        rows = [text.hanging(Content(rule), Content("• "), WIDTH) for rule in RULES]
        super().__init__(
            Content("Exam-day mode"),
            Content("\n").join(rows),
            [
                ("agreed", Content(" I agree to these rules: start the clock")),
                ("", Content(" Not now")),
            ],
        )
