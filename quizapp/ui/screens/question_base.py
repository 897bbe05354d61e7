"""What the screens that ask a question have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding

from quizapp.ui.messages import OptionPicked
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.widgets.asked import QuestionView

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting

SAVE_EVERY = 5
"""Seconds between two savings of the time used."""


def choosing(prefix: str) -> list[Binding]:
    """The keys that choose an option, shown as one."""
    return [
        Binding(
            str(n),
            f"choose({n})",
            "choose",
            id=f"{prefix}.choose_{n}",
            show=n == 1,
            key_display="1 2 …",
            tooltip="Choose an option; the same key again clears it",
        )
        for n in range(1, 7)
    ]


class QuestionBase(QuizScreen):
    """A screen that asks a question: options are chosen and struck out alike everywhere."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.striking = False

    @property
    def view(self) -> QuestionView:
        return self.query_one(QuestionView)

    def draw_standing(self) -> None:
        """Draw what a move changes besides the options."""

    @on(OptionPicked)
    def _picked(self, message: OptionPicked) -> None:
        self.pick(message.shown)

    def pick(self, shown_at: int) -> None:
        """Choose, clear or strike out the option shown at a place, counted from 0."""
        item = self.sitting.attempt.item
        if item.marked or shown_at >= len(item.order):
            return
        option = item.order[shown_at]
        if self.striking:
            self.striking = False
            done = self.quiz.guard(lambda: self.sitting.strike(option))
        else:
            done = self.quiz.guard(lambda: self.sitting.choose(option))
        if done:
            self.view.mark(self.sitting.attempt.item)
            self.view.highlight(shown_at)
        if self.is_attached and self.quiz.sitting is self.sitting:
            self.draw_standing()

    def action_choose(self, number: int) -> None:
        self.pick(number - 1)

    def action_strike(self) -> None:
        self.striking = not self.striking
        self.draw_standing()
