"""The dialog for leaving a mock: pause it or give it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.practice.report import given_up_means
from quizapp.ui import text
from quizapp.ui.screens.choice import ChoiceScreen

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting


class LeaveScreen(ChoiceScreen):
    """Your answers are saved when you leave. An abandoned sitting stays in history unscored."""

    def __init__(self, sitting: Sitting) -> None:
        if sitting.attempt.allowed is None:
            clock = "It is untimed."
        elif sitting.stored.plan.exam_day:
            clock = "This is an exam-day sitting: its clock keeps running."
        else:
            clock = "The clock stops until you come back."
        super().__init__(
            Content(f"Leave {sitting.stored.plan.title}?"),
            Content.assemble("Every answer is saved. ", (clock, text.MUTED)),
            [
                ("stay", Content(" Stay")),
                (
                    "pause",
                    Content(
                        " Leave; the clock keeps running"
                        if sitting.stored.plan.exam_day and sitting.attempt.allowed is not None
                        else " Leave, and resume later"
                    ),
                ),
                ("abandon", Content(" Give it up (kept in history as abandoned)")),
            ],
        )


class GiveUpScreen(ChoiceScreen):
    """Giving up cannot be undone, so you are asked to confirm."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(
            text.plain(f"Give up {sitting.stored.plan.title}?"),
            text.plain(given_up_means(sitting.attempt)),
            [("", Content(" Keep it")), ("abandon", Content(" Give it up"))],
        )
