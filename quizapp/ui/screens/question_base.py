"""The base class of the question screens: choices, strikeouts, and the end of a sitting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from textual import on
from textual.binding import Binding
from textual.content import Content

from quizapp.exam.errors import Attempted, TimeUp
from quizapp.exam.wording import letters
from quizapp.store.errors import Lost
from quizapp.ui import messages, text
from quizapp.ui.screens.base import BRIEF, DECLINED, QuizScreen
from quizapp.ui.widgets.hints import declared_bindings, is_reassigned
from quizapp.ui.widgets.question_view import QuestionView

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting


CHOICES = "1–6"
SCORING, SUMMING_UP = "Scoring…", "Summing up…"
"""What is said while the report of a mock, or of another sitting, is made."""


def choice_keys(prefix: str) -> list[Binding]:
    """Return the keys 1 to 6 for choosing an option; only the first is in the key hints.

    The letters a to f do the same; see `QuestionBase.stands_for`.
    """
    return [
        Binding(
            str(n),
            f"choose({n})",
            "choose",
            id=f"{prefix}.choose_{n}",
            show=n == 1,
            key_display=CHOICES,
            tooltip="Choose an option by its number or its letter; press again to clear it",
        )
        for n in range(1, 7)
    ]


class QuestionBase(QuizScreen):
    """A screen that asks the current question of a sitting.

    When the sitting has ended or was taken over, the screen posts one message to the app, sets
    `over`, and ignores further input.
    """

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.striking = False
        self.over = False
        self.remark = ""
        """What the line below the options says until the next key, instead of its own text."""

    @property
    def hint_keys(self) -> dict[str, str]:
        """The keys that choose an option of the question, as the footer names them."""
        first = next(b for b in declared_bindings(self) if b.action == "choose(1)")
        last = len(self.sitting.attempt.item.order)
        return {first.id or "": f"1–{last}"} if first.key_display == CHOICES else {}

    def say(self, message: str, *, severity: Any = "information", timeout: float = BRIEF) -> None:
        """Say it in the line below the options, where it covers none; a longer one in a notice."""
        if severity == "error" or timeout > DECLINED:
            super().say(message, severity=severity, timeout=timeout)
            return
        self.remark = text.clean(message)
        self.draw_status()

    def forget_remark(self) -> None:
        if self.remark:
            self.remark = ""
            self.draw_status()

    def foot(self, own: Content) -> Content:
        """Return what the line below the options says: the remark, or its `own` text."""
        return Content.styled(self.remark, "bold $accent") if self.remark else own

    @property
    def view(self) -> QuestionView:
        """The widget with the question."""
        return self.query_one(QuestionView)

    def drop_brief(self) -> None:
        """Remove notices about a question or a stage of it that is no longer shown."""
        self.drop_notices()

    def show_item(self) -> None:
        """Show the current question."""
        self.drop_brief()
        self.view.show(self.sitting.question, self.sitting.attempt.item)

    def draw_status(self) -> None:
        """Draw everything that a move changes, except for the options."""

    # -- moves ---------------------------------------------------------------------------------

    @contextmanager
    def moves(self) -> Iterator[Attempted]:
        """Show an illegal move or a database error in the `with` block as a notice.

        If the time is up or the sitting cannot continue here, tell the app. Yield a result whose
        `done` is true if the move was made.
        """
        moved = Attempted()
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

    def end(self, *, time_up: bool = False) -> None:
        """Say that the answers are scored, then tell the app that the sitting has ended."""
        self.over = True
        attempt = self.sitting.attempt
        ended = messages.SittingEnded(self.sitting, time_up)
        if attempt.given_up:
            self.post_message(ended)
            return
        # The report may take seconds on a slow machine.
        self.say(SUMMING_UP if attempt.immediate else SCORING)
        self.call_after_refresh(self.post_message, ended)

    def save_time(self) -> None:
        """Save the time used so far."""
        if not self.over:
            with self.moves():
                self.sitting.save_time()

    # -- choosing ------------------------------------------------------------------------------

    def stands_for(self, letter: str) -> str | None:
        """Return the key of the option that a letter chooses now; None if it chooses none.

        A letter that the learner has assigned to an action of this screen belongs to the action.
        """
        place = letters(self.sitting.attempt.item).find(letter)
        if self.over or place < 0 or len(letter) != 1:
            return None
        bindings, choose = declared_bindings(self), f"choose({place + 1})"
        if any(letter in b.key.split(",") for b in bindings if is_reassigned(self, b)):
            return None
        return next(b.key.split(",")[0] for b in bindings if b.action == choose)

    @on(messages.OptionPicked)
    def _picked(self, message: messages.OptionPicked) -> None:
        self.pick(message.shown)

    def pick(self, shown_at: int) -> None:
        """Choose, clear, or strike out the option at a position on the screen (from 0)."""
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
            self.draw_status()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return False if self.over else super().check_action(action, parameters)

    def action_choose(self, number: int) -> None:
        self.pick(number - 1)

    def action_strike(self) -> None:
        self.striking = not self.striking
        self.draw_status()
