"""Base classes of the screens. Screens do not import the app; they post messages to it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.css.scalar import Unit
from textual.screen import ModalScreen, Screen, ScreenResultType

from quizapp.exam.errors import Attempted, IllegalMove
from quizapp.store.errors import Declined, StoreError
from quizapp.ui import text
from quizapp.ui.bindings import ShowsRunningClock
from quizapp.ui.messages import GoHome
from quizapp.ui.textual_private import remove_notices
from quizapp.ui.typed import TypedApp
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

    from quizapp.exam.question import Question
    from quizapp.practice.settings import Preferences

logger = logging.getLogger(__name__)

NARROW, WIDE = 80, 110
"""Columns below which a screen leaves details out, and from which it shows more."""
LINE = 100
"""The most cells of a line of prose."""
BRIEF, DECLINED, WARNING, LONG = 4, 8, 12, 15
"""Number of seconds that a notice is shown: after an illegal move, after a request that was
declined, for a warning, and after a database error."""


DIALOG, LIST_DIALOG, WIDE_DIALOG = 64, 76, 106
"""Cells of a dialog, of one with a list or long text, and of that on a wide screen: pages.tcss."""


def dialog_width(columns: int, usual: int, wide: int | None = None) -> int:
    """Return the cells of a dialog: at most 95% of a screen with so many columns.

    It has the `usual` ones, or those of a `wide` screen if they are given.
    """
    most = wide if wide is not None and columns >= WIDE else usual
    return min(most, int(0.95 * columns))


def scroll_page(body: Widget, direction: int, kept: int = 2) -> None:
    """Scroll a page down (1) or up (-1), with so many lines of the last page `kept`."""
    body.scroll_relative(y=direction * max(1, body.size.height - kept), animate=False)


def more_below(body: Widget) -> bool:
    """Whether something of a page is below what is in sight."""
    return round(body.scroll_y) < body.max_scroll_y


def hints_follow(screen: QuizScreen, body: Widget) -> None:
    """Renew the footer whenever a page is scrolled: at its end, no key shows more."""

    def renew() -> None:
        for hints in screen.query(Hints):
            hints.renew()

    screen.watch(body, "scroll_y", renew, init=False)


class NoticeMixin:
    """Notices for a screen or the app."""

    def say(
        self: Any,
        message: str,
        *,
        severity: Any = "information",
        timeout: float = 5,
    ) -> None:
        """Show a notice for `timeout` seconds. Its text is not parsed as markup."""
        self.notify(text.clean(message), severity=severity, timeout=timeout, markup=False)

    def drop_notices(self: Any, shorter_than: float = WARNING) -> None:
        """Remove the notices that are shown for less than some seconds.

        Those are about what is on the screen, so they go when something else is shown; warnings and
        errors stay.
        """
        remove_notices(self.app, shorter_than)

    def open_reference(self: Any, question: Question) -> None:
        """Open the first reference of a question that is an https address in the browser."""
        for reference in question.references:
            if reference.startswith("https://"):
                self.open_address(reference)
                return
        self.say("This question has no address to open.")

    def open_address(self: Any, address: str) -> None:
        """Open an address in the browser, or show it in a notice if that is not possible."""
        from quizapp.ui.web import SHOWN, open_address

        problem = open_address(self.app, address)
        if problem is not None:
            self.say(problem, severity="warning", timeout=SHOWN)

    @contextmanager
    def refusals(self) -> Iterator[Attempted]:
        """Show an illegal move or a database error in the `with` block as a notice.

        Yield a result whose `done` is true if the block ended without either.
        """
        attempted = Attempted()
        try:
            yield attempted
        except IllegalMove as refusal:
            self.say(str(refusal), severity="warning", timeout=BRIEF)
        except Declined as declined:
            self.say(text.sentence(str(declined)), severity="warning", timeout=DECLINED)
        except StoreError as error:
            logger.error("%s", error)
            self.say(text.sentence(str(error)), severity="error", timeout=LONG)
        else:
            attempted.done = True


class KeepsTyped:
    """A screen or a dialog that the app may close, with what was typed there."""

    def keep_draft(self) -> bool:
        """Keep what was typed here and not saved; return whether there is any."""
        return False


class BreakpointMixin:
    """Sets the breakpoint classes of a screen before its widgets exist, so that these are styled
    once. Textual sets the classes after the first frame."""

    def on_compose(self: Screen[Any]) -> None:  # type: ignore[misc]
        for size, steps in zip(
            self.app.size,
            (self.app.HORIZONTAL_BREAKPOINTS, self.app.VERTICAL_BREAKPOINTS),
            strict=True,
        ):
            self.add_class(*[name for least, name in sorted(steps or ()) if size >= least][-1:])


PAGES = Path(__file__).with_name("pages.tcss")
"""The style sheet of every page and dialog but home."""


class QuizScreen(BreakpointMixin, NoticeMixin, KeepsTyped, Screen[None]):
    """A full screen. The parts of it that have a maximum width are centered.

    The clock of an exam-day mock that is running elsewhere is shown in the heading, except on a
    screen with `OWN_CLOCK`.
    """

    CSS_PATH: ClassVar[Path | None] = PAGES
    OWN_CLOCK: ClassVar[bool] = False
    _clock_timer: Timer | None = None

    def on_mount(self) -> None:
        self.center()
        self.show_running_clock()

    def on_resize(self) -> None:
        self.center()

    def on_screen_resume(self) -> None:
        self.show_running_clock()
        for hints in self.query(Hints):
            hints.renew()  # The keys may have changed on the screen above.

    def center(self) -> None:
        """Center the parts of the screen that have a maximum width in cells."""
        for part in self.children:
            most = part.styles.max_width
            if most is not None and most.unit is Unit.CELLS:
                left = max(0, (self.app.size.width - int(most.value)) // 2)
                part.styles.margin = (0, 0, 0, left)

    def show_running_clock(self) -> None:
        """Show the clock of a running exam-day mock in the heading, every second from now on."""
        if self.OWN_CLOCK or not isinstance(self.app, ShowsRunningClock):
            return
        headings = self.query(Heading)
        clock = self.app.running_clock()
        if headings:
            headings.first().clock(clock)
        if clock and self._clock_timer is None:
            self._clock_timer = self.set_interval(1.0, self._tick_running_clock)
        elif not clock and self._clock_timer is not None:
            self._clock_timer.stop()
            self._clock_timer = None

    def _tick_running_clock(self) -> None:
        if self.is_current or self.app.screen.is_modal:
            self.show_running_clock()

    def step_back(self) -> None:
        """Close this screen, unless it is closed already; go home if that is the screen below."""
        if not self.is_active:
            return
        if len(self.app.screen_stack) > 2:
            self.drop_notices()
            self.app.pop_screen()
        else:
            self.post_message(GoHome())


class Dialog(BreakpointMixin, NoticeMixin, KeepsTyped, ModalScreen[ScreenResultType]):
    """A modal screen with a result."""

    CSS_PATH: ClassVar[Path | None] = PAGES
    BINDINGS = [Binding("f1", "app.help", "", id="app.help", show=False)]
    """The key for help again: those of the app do not reach it while a modal screen is open."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        # A key that is pressed twice must not close the screen below, too.
        if not self.is_active:
            return AwaitComplete()
        if isinstance(self.app, TypedApp):
            self.app.dialog_closed()
        return super().dismiss(result)


class ShowsSettings:
    """A screen that shows settings. The app calls it when one has changed."""

    def settings_changed(self, preferences: Preferences, exam: str) -> None:
        """Show these settings; `exam` is the code of the exam that the learner practices for."""
        raise NotImplementedError
