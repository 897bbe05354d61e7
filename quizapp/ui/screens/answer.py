"""One question that the learner has answered, from which a wrong choice is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.practice.mix_ups import displaced
from quizapp.ui.screens.comparing import compare_key, open_comparison
from quizapp.ui.screens.reasons import ReasonsScreen, open_reasons

if TYPE_CHECKING:
    from quizapp.practice.room import Practice
    from quizapp.ui.screens.base import QuizScreen


def open_answer(screen: QuizScreen, practice: Practice, row_id: int, cause: str = "") -> None:
    """Show a question with the last answer to it, or with the last miss for a `cause`."""
    open_reasons(screen, practice, row_id, cause, AnswerScreen)


class AnswerScreen(ReasonsScreen):
    """A question that you have answered, with your answer and the reason for every option.
    Bookmarks, notes, and reports work as in Browse."""

    BINDINGS = [compare_key("reasons"), *ReasonsScreen.BINDINGS]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "mix_up":
            return self.given is not None and displaced(self.given.item) is not None
        return super().check_action(action, parameters)

    @property
    def shown_hints(self) -> tuple[str, ...]:
        """The key of the comparison, in the footer while it works."""
        return ("mix_up",) if self.check_action("mix_up", ()) else ()

    def action_mix_up(self) -> None:
        """Show the wrong choice and the answer side by side."""
        if self.given is not None:
            open_comparison(self, self.practice, self.given.sitting, self.given.position)
