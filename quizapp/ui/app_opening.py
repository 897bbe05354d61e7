"""The base of the app: startup, the home screen, settings, and notices.

Home is drawn first. The database is opened in a worker thread at the same time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from textual import on, work
from textual.message import Message
from textual.notifications import Notify, SeverityLevel
from textual.screen import Screen

from quizapp import process
from quizapp.practice.launch import Launch
from quizapp.practice.offers import running_clock
from quizapp.practice.settings import Preferences
from quizapp.settings import Settings, read_overrides
from quizapp.store.errors import StoreError
from quizapp.ui import look, messages, textual_private
from quizapp.ui.bindings import EVERYWHERE
from quizapp.ui.notices import Notice
from quizapp.ui.screens.base import WARNING, WIDE, NoticeMixin
from quizapp.ui.screens.home import HomeScreen
from quizapp.ui.theme import THEMES
from quizapp.ui.typed import TypedApp

if TYPE_CHECKING:
    from quizapp.practice.room import Practice
    from quizapp.store.workspace import Workspace

logger = logging.getLogger(__name__)

PROGRESS_INTERVAL = 0.05
"""Minimum number of seconds between two progress reports. Each report draws a frame."""

Self = TypeVar("Self", bound="OpeningApp")
Request = TypeVar("Request", bound=Message)


def needs_store(
    handler: Callable[[Self, Practice, Request], None],
) -> Callable[[Self, Request], None]:
    """Decorate a message handler that needs the database.

    The handler runs immediately if the database is open, else as soon as it is.
    """

    @wraps(handler)
    def deferred(app: Self, message: Request) -> None:
        app.when_open(lambda practice: handler(app, practice, message))

    return deferred


class OpeningApp(NoticeMixin, TypedApp):
    """An app that draws home before it loads the data layer. `practice` is None until then."""

    TITLE = "quizapp"
    CSS_PATH = "app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]
    BINDINGS = [*EVERYWHERE]

    def __init__(self, launch: Launch) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.launch = launch
        self.preferences = Preferences(read_overrides(launch.home.root), launch.row.settings)
        self.keymap: dict[str, str] = {}
        look.apply_theme(self, self.settings.theme)
        self.practice: Practice | None = None
        self._failure: str | None = None
        self._remarks: tuple[str, ...] = ()
        """The settings that do not apply. Home says so, where it covers nothing."""
        self._pending: Callable[[Practice], None] | None = None

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Define the app's own color variables for themes that do not have them.

        Return colors, not names of other variables: Textual does not resolve a variable twice.
        """
        theme = self.current_theme
        if theme.ansi:
            plain = "ansi_default"
            return {"quiz-muted": plain, "quiz-faint": plain, "quiz-code": "ansi_cyan"}
        if "quiz-muted" in theme.variables:
            return {}
        colors = theme.to_color_system().generate()
        return {
            "quiz-muted": colors["foreground-muted"],
            "quiz-faint": colors["foreground-disabled"],
            "quiz-code": colors["text-accent"],
        }

    @property
    def settings(self) -> Settings:
        """The current values of all settings."""
        return self.preferences.now

    def get_default_screen(self) -> Screen[Any]:
        now = self.settings
        return HomeScreen(self.launch.row.fitting(now.exam, now.exam_date), now)

    @property
    def workspace(self) -> Workspace | None:
        """The open database and questions; None until they are open."""
        return None if self.practice is None else self.practice.workspace

    @property
    def home(self) -> HomeScreen:
        """The home screen, which is at the bottom of the screen stack."""
        screen = self.screen_stack[0]
        assert isinstance(screen, HomeScreen)
        return screen

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.call_after_refresh(self.open_store)

    @work(thread=True, exclusive=True, group="store")
    def open_store(self) -> None:
        """Import the data layer and open the database in a thread."""
        from quizapp.practice.room import open_practice

        shown_at = 0.0

        def progress(step: str, done: int, total: int) -> None:
            nonlocal shown_at
            if done in (0, total) or time.monotonic() - shown_at >= PROGRESS_INTERVAL:
                shown_at = time.monotonic()
                self.post_message(messages.StoreProgress(step, done, total))

        launch = self.launch
        try:
            practice = open_practice(
                launch.home, launch.url, launch.pack, progress, with_standing=False
            )
        except StoreError as error:
            self.post_message(messages.StoreFailed(str(error)))
        else:
            self.post_message(messages.StoreReady(practice))

    @on(messages.StoreReady)
    def _store_ready(self, message: messages.StoreReady) -> None:
        practice = self.practice = message.practice
        with self.refusals():
            self.apply_settings(practice.preferences())
            self.renew_remarks(practice)
        self.refresh_home()
        if practice.workspace.warning:
            self.say(practice.workspace.warning, severity="warning", timeout=WARNING)
        pending, self._pending = self._pending, None
        if pending is not None:
            pending(practice)
            if self.screen is self.home:  # Nothing was opened that leads back home, and renews it.
                self.refresh_standing()
        elif not self.start_requested(practice):
            self.refresh_standing()
            if practice.workspace.new:
                self.post_message(messages.AskExamDate(first=True))
        process.freeze_loaded_objects()
        self.copy_if_due(practice)

    def renew_remarks(self, practice: Practice) -> None:
        """Find the settings that do not apply. Raises StoreError."""
        theme = self.preferences.unknown("theme", sorted(self.available_themes))
        _, unset = look.key_map(self.settings.keys)
        others = (*([theme] if theme else []), *unset)
        self._remarks = (*practice.settings_problems(), *others)

    def start_requested(self, practice: Practice) -> bool:
        """Start the sitting that the command line asks for; return whether it asks for one."""
        return False

    @on(messages.StoreFailed)
    def _store_failed(self, message: messages.StoreFailed) -> None:
        self._failure = message.text
        self.home.show_failure(message.text)

    @on(messages.StoreProgress)
    def _store_progress(self, message: messages.StoreProgress) -> None:
        self.home.show_progress(message.step, message.done, message.total)

    @work(thread=True, exclusive=True, group="copy")
    def copy_if_due(self, practice: Practice) -> None:
        """Make the automatic backup in a thread, if one is due."""
        problem = practice.copy_if_due()
        if problem is not None:
            self.call_from_thread(self.say, problem, severity="warning", timeout=WARNING)

    @work(thread=True, exclusive=True, group="standing")
    def refresh_standing(self) -> None:
        """Recompute the learner's progress in a thread, then redraw home."""
        practice = self.practice
        if practice is None:
            return
        try:
            if practice.refresh():
                # Do not wait for the redraw: the app may be exiting.
                self.call_later(self.refresh_home)
        except StoreError:
            logger.exception("the progress could not be computed")

    def when_open(self, action: Callable[[Practice], None]) -> None:
        """Run `action` now if the database is open, else as soon as it is.

        Only the most recent action is kept. If the database cannot be opened, say why instead.
        """
        if self.practice is not None:
            action(self.practice)
        elif self._failure is not None:
            self.say(self._failure, severity="error", timeout=8)
        else:
            self._pending = action
            self.say("Loading the questions. One moment, please.", timeout=2)

    def apply_settings(self, preferences: Preferences) -> None:
        """Use these settings from now on; apply the theme and the key map."""
        self.preferences = preferences
        look.apply_theme(self, self.settings.theme)
        keymap, _ = look.key_map(self.settings.keys)
        if keymap != self.keymap:
            self.keymap = keymap
            self.set_keymap(keymap)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notice for `timeout` seconds, unless it is already shown. Thread-safe."""
        if message not in textual_private.notices_shown(self):
            seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
            self.post_message(Notify(Notice(message, title, severity, seconds, markup=markup)))

    @on(messages.GoHome)
    def go_home(self) -> None:
        """Close every screen above home."""
        self.show_above_home(None)

    def show_above_home(self, screen: Screen[Any] | None) -> None:
        """Close every screen above home, then open `screen`, if given."""
        self.drop_notices()
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.home.suggest()
        # Also below another screen, whose heading shows a running clock from the figures of home.
        self.refresh_home()
        if screen is not None:
            self.push_screen(screen)
        self.refresh_standing()

    def open_page(self, screen: Screen[Any]) -> None:
        """Open a full screen above the current one."""
        self.drop_notices()
        self.push_screen(screen)

    def running_clock(self) -> str:
        """Return the time left on the clock of a running exam-day mock; "" if none is running."""
        return running_clock(self.home.row) if self.screen_stack else ""

    def refresh_home(self) -> None:
        """Read the stored figures and redraw home."""
        practice = self.practice
        if practice is None:
            return
        try:
            row = practice.home_row()
        except StoreError as error:
            self.home.show_failure(str(error))
        else:
            refusal = practice.workspace.database.refusal
            self.home.show(row, self.settings, refusal, self._remarks)
