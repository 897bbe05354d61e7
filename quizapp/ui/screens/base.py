"""What several screens have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen, ScreenResultType

if TYPE_CHECKING:
    from quizapp.ui.app import QuizApp


class Fitted:
    """A screen that fits the terminal from its first frame on, not only from its second."""

    def on_mount(self: Screen[Any]) -> None:  # type: ignore[misc]
        for size, steps in zip(
            self.app.size,
            (self.app.HORIZONTAL_BREAKPOINTS, self.app.VERTICAL_BREAKPOINTS),
            strict=True,
        ):
            self.add_class(*[name for least, name in sorted(steps or ()) if size >= least][-1:])


class QuizScreen(Screen[None], Fitted):
    """A screen of this app: knows the app by its own type."""

    @property
    def quiz(self) -> QuizApp:
        from quizapp.ui.app import QuizApp

        assert isinstance(self.app, QuizApp)
        return self.app

    def step_back(self) -> None:
        """Back to the screen below, or home."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.quiz.go_home()


class Dialog(ModalScreen[ScreenResultType], Fitted):
    """A screen that asks one thing. A key pressed twice does not close what lies below it too."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        if not self.is_active:
            return AwaitComplete()
        return super().dismiss(result)
