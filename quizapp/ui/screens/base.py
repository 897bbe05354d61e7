"""What several screens have in common. None of them knows the app: they post messages to it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen, ScreenResultType

from quizapp.exam.attempt import IllegalMove
from quizapp.store.errors import StoreError
from quizapp.ui import text
from quizapp.ui.messages import GoHome

if TYPE_CHECKING:
    from quizapp.exam.question import Question
    from quizapp.practice.settings import Preferences

logger = logging.getLogger(__name__)

BRIEF, LONG = 4, 15
"""Seconds that a refusal is shown: of a move, and of the database."""


@dataclass
class Outcome:
    """What became of something that may be refused."""

    done: bool = False


class NoticeMixin:
    """A screen, or the app, that can say something in a notice."""

    def say(
        self: Any,
        message: str,
        *,
        severity: Any = "information",
        timeout: float = 5,
    ) -> None:
        """Show a notice for `timeout` seconds; its text is never read as markup."""
        self.notify(text.clean(message), severity=severity, timeout=timeout, markup=False)

    def open_reference(self: Any, question: Question) -> None:
        """Open the first reference of a question in a browser; nothing but https is opened."""
        references = question.references
        if references and references[0].startswith("https://"):
            self.app.open_url(references[0])

    @contextmanager
    def refusals(self) -> Iterator[Outcome]:
        """Show a refusal of what is done within as a notice; `done` tells if it was done."""
        outcome = Outcome()
        try:
            yield outcome
        except IllegalMove as refusal:
            self.say(str(refusal), severity="warning", timeout=BRIEF)
        except StoreError as error:
            logger.error("%s", error)
            self.say(str(error), severity="error", timeout=LONG)
        else:
            outcome.done = True


class BreakpointMixin:
    """A screen that fits the terminal from its first frame on, not only from its second."""

    def on_mount(self: Screen[Any]) -> None:  # type: ignore[misc]
        for size, steps in zip(
            self.app.size,
            (self.app.HORIZONTAL_BREAKPOINTS, self.app.VERTICAL_BREAKPOINTS),
            strict=True,
        ):
            self.add_class(*[name for least, name in sorted(steps or ()) if size >= least][-1:])


class QuizScreen(NoticeMixin, Screen[None], BreakpointMixin):
    """A full screen above home."""

    def step_back(self) -> None:
        """Back to the screen below, or home."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.post_message(GoHome())


class Dialog(NoticeMixin, ModalScreen[ScreenResultType], BreakpointMixin):
    """A screen that asks one thing. A key pressed twice does not close the screen below it too."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        if not self.is_active:
            return AwaitComplete()
        return super().dismiss(result)


class ShowsSettings:
    """A screen that shows settings, and is told when one has changed."""

    def settings_changed(self, preferences: Preferences, exam: str) -> None:
        """Show these settings from now on; `exam` is the code of the exam practiced for."""
        raise NotImplementedError
