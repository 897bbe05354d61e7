"""What the screens that ask a question have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding

from quizapp.exam.attempt import TimeUp
from quizapp.store.errors import Lost
from quizapp.ui import messages, text
from quizapp.ui.screens.base import Outcome, QuizScreen
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
    """A screen that asks a question: options are chosen and struck out alike everywhere.

    When the sitting has ended or was taken over, the screen tells the app once (`over`) and does
    nothing more.
    """

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.striking = False
        self.over = False

    @property
    def view(self) -> QuestionView:
        return self.query_one(QuestionView)

    def draw_standing(self) -> None:
        """Draw what a move changes besides the options."""

    # -- moves ---------------------------------------------------------------------------------

    @contextmanager
    def moves(self) -> Iterator[Outcome]:
        """Make a move of the sitting within; a refusal is shown as a notice.

        Where the time is up, or the sitting cannot go on here, the app is told.
        """
        moved = Outcome()
        with self.refusals():
            try:
                yield moved
            except TimeUp:
                self.end(time_up=True)
            except Lost as error:
                self.over = True
                self.post_message(messages.SittingLost(text.sentence(str(error))))
            else:
                moved.done = True

    def end(self, *, time_up: bool = False, notice: str = "") -> None:
        """Tell the app that the sitting has ended."""
        self.over = True
        self.post_message(messages.SittingEnded(self.sitting, time_up, notice))

    def save_time(self) -> None:
        """Store the time used so far."""
        if not self.over:
            with self.moves():
                self.sitting.save_time()

    # -- choosing ------------------------------------------------------------------------------

    @on(messages.OptionPicked)
    def _picked(self, message: messages.OptionPicked) -> None:
        self.pick(message.shown)

    def pick(self, shown_at: int) -> None:
        """Choose, clear or strike out the option shown at a place, counted from 0."""
        item = self.sitting.attempt.item
        if self.over or item.marked or shown_at >= len(item.order):
            return
        option = item.order[shown_at]
        striking, self.striking = self.striking, False
        with self.moves() as moved:
            if striking:
                self.sitting.strike(option)
            else:
                self.sitting.choose(option)
        if moved.done:
            self.view.mark(self.sitting.attempt.item)
            self.view.highlight(shown_at)
        if not self.over:
            self.draw_standing()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return False if self.over else super().check_action(action, parameters)

    def action_choose(self, number: int) -> None:
        self.pick(number - 1)

    def action_strike(self) -> None:
        self.striking = not self.striking
        self.draw_standing()
