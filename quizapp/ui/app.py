"""The app: opens the database beside the first frame, and hands sittings to screens."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual._context import active_message_pump
from textual.app import SystemCommand
from textual.binding import Binding
from textual.content import Content
from textual.notifications import Notify, SeverityLevel
from textual.screen import Screen
from textual.worker import WorkerFailed

from quizapp import process
from quizapp.exam.attempt import IMMEDIATE, IllegalMove, TimeUp
from quizapp.practice.launch import Launch
from quizapp.settings import Settings, outside
from quizapp.ui import preferences, text
from quizapp.ui.ending import EndingApp, run_to_the_end
from quizapp.ui.messages import StoreFailed, StoreProgress, StoreReady
from quizapp.ui.notices import Notice
from quizapp.ui.screens.home import HomeScreen
from quizapp.ui.theme import THEMES

if TYPE_CHECKING:
    from quizapp.exam.mock import MockWish
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.store.workspace import Workspace
    from quizapp.study.drill import Wish

logger = logging.getLogger(__name__)

LOOK = 0.05
"""Seconds between two looks at how far the reading of questions is; each is a frame to be drawn."""


class QuizApp(EndingApp):
    """Practice for a certification exam."""

    TITLE = "quizapp"
    CSS_PATH = "app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]

    BINDINGS = [
        Binding("f1", "help", "Help", id="app.help", tooltip="What this screen is for; its keys"),
        Binding(
            "f2",
            "settings",
            "Settings",
            id="app.settings",
            tooltip="Exam, exam date, theme, keys and more",
            show=False,
        ),
        Binding(
            "ctrl+p",
            "command_palette",
            "Commands",
            id="app.palette",
            tooltip="Everything that can be done, by name",
            show=False,
            priority=True,
        ),
        Binding(
            "ctrl+q",
            "quit",
            "Quit",
            id="app.quit",
            tooltip="Leave; everything is saved",
            show=False,
            priority=True,
        ),
        Binding(
            "ctrl+z",
            "suspend_process",
            "Suspend",
            id="app.suspend",
            tooltip="Back to the shell; fg returns (a mock's clock goes on)",
            show=False,
            priority=True,
        ),
        Binding(
            "ctrl+c",
            "interrupt",
            "Interrupt",
            id="app.interrupt",
            tooltip="Leave, saved; in a text field it copies",
            show=False,
            priority=True,
        ),
    ]

    def __init__(self, launch: Launch) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.launch = launch
        self.preferences = preferences.Preferences(outside(launch.home.root), launch.row)
        self.keymap: dict[str, str] = {}
        preferences.dress(self)
        self.workspace: Workspace | None = None
        self.sitting: Sitting | None = None

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own color names, so that the themes of others have them too.

        As colors: a name that stands for another name is not looked up again.
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
        """What is set, as it holds now."""
        return self.preferences.now

    def get_default_screen(self) -> Screen[Any]:
        return HomeScreen(self.launch.row)

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.call_after_refresh(self.open_store)

    # -- the database ----------------------------------------------------------------------

    @work(thread=True, exclusive=True, group="store")
    def open_store(self) -> None:
        """Import the data layer and open the database, beside the first frame."""
        from quizapp.store.errors import StoreError
        from quizapp.store.workspace import open_workspace

        told = 0.0

        def progress(what: str, done: int, total: int) -> None:
            nonlocal told
            if done in (0, total) or time.monotonic() - told >= LOOK:
                told = time.monotonic()
                self.post_message(StoreProgress(what, done, total))

        launch = self.launch
        try:
            workspace = open_workspace(launch.home, launch.url, launch.pack, progress)
        except StoreError as error:
            self.post_message(StoreFailed(str(error)))
        else:
            self.post_message(StoreReady(workspace))

    @on(StoreReady)
    def _store_ready(self, message: StoreReady) -> None:
        self.workspace = message.workspace
        preferences.take(self, message.workspace)
        self.home.ready(message.workspace)
        if message.workspace.warning:
            self.say(message.workspace.warning, severity="warning", timeout=12)
        if self.launch.mock is not None:
            begin = self.agree_to_mock if self.settings.exam_day else self.begin_mock
            begin(self.launch.mock, self.launch.exam)
        elif self.launch.drill is not None:
            self.begin_drill(self.launch.drill, self.launch.exam)
        elif self.launch.review:
            self.begin_review()
        else:
            self.refresh_standing()
        process.freeze_loaded_objects()
        self.copy_if_due(message.workspace)

    @work(thread=True, exclusive=True, group="copy")
    def copy_if_due(self, workspace: Workspace) -> None:
        """Make the automatic copy of the learner's data, beside the screen."""
        hindrance = workspace.copy_if_due(self.launch.home)
        if hindrance is not None:
            self.call_from_thread(self.say, hindrance, severity="warning", timeout=12)

    @on(StoreFailed)
    def _store_failed(self, message: StoreFailed) -> None:
        self.home.failed(message.text)

    @on(StoreProgress)
    def _store_progress(self, message: StoreProgress) -> None:
        self.home.progress(message.what, message.done, message.total)

    @property
    def home(self) -> HomeScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, HomeScreen)
        return screen

    # -- sittings ---------------------------------------------------------------------------

    def guard(self, move: Callable[[], object]) -> bool:
        """Make a move; what it may not do is said in one line. True if it was made.

        When the time is up the sitting has been submitted, and its report is shown.
        """
        from quizapp.store.errors import HeldElsewhere, StoreError

        try:
            move()
        except IllegalMove as refusal:
            self.say(str(refusal), severity="warning", timeout=4)
            return False
        except TimeUp:
            self.show_report(time_up=True)
            return False
        except HeldElsewhere as error:
            self.sitting = None
            self.go_home()
            said = str(error)
            self.say(f"{said[0].upper()}{said[1:]}.", severity="warning", timeout=15)
            return False
        except StoreError as error:
            logger.error("%s", error)
            self.say(str(error), severity="error", timeout=15)
            return False
        return True

    def say(self, message: str, *, severity: Any = "information", timeout: float = 5) -> None:
        """A short notice; its text is never read as markup."""
        self.notify(text.clean(message), severity=severity, timeout=timeout, markup=False)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Put up a notice, unless the same one still stands; may be called from any thread."""
        if all(notice.message != message for notice in list(self._notifications)):
            seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
            self.post_message(Notify(Notice(message, title, severity, seconds, markup=markup)))

    def reopen(self) -> None:
        """Take in that the exam to practise for may have changed."""
        if self.workspace is not None:
            self.workspace = self.workspace.practiced()
            self.home.workspace = self.workspace
            self.refresh_standing()

    def begin_mock(self, wish: MockWish, exam: str | None = None) -> None:
        """Start a mock and show its first question."""

        def start(o: Workspace) -> Sitting:
            from quizapp.store.sittings.start import start_mock

            return start_mock(o.database, o.scope_of(exam), o.exam(exam), wish)

        self._begin(start)

    def agree_to_mock(self, wish: MockWish, exam: str | None = None) -> None:
        """Start a mock; on exam day only once its rules are agreed to."""
        from quizapp.ui.screens.agreement import AgreementScreen

        if wish.exam_day:
            self.push_screen(
                AgreementScreen(), lambda agreed: self.begin_mock(wish, exam) if agreed else None
            )
        else:
            self.begin_mock(wish, exam)

    def resume(self, attempt_id: int, *, force: bool = False) -> None:
        """Go on with an attempt that was left or cut off.

        One that another quizapp has open is taken over only if the learner says so (`force`).
        """
        workspace = self.workspace
        if workspace is None:
            return
        from quizapp.store.errors import HeldElsewhere

        held: list[str] = []

        def start() -> None:
            from quizapp.store.sittings.start import reopen

            sitting = reopen(workspace.database, attempt_id)
            try:
                self.sitting = sitting
                sitting.resume(force=force)
            except HeldElsewhere as error:
                self.sitting = None
                held.append(str(error))

        if self.guard(start):
            if held:
                self._offer_to_take_over(attempt_id, held[0])
            else:
                self.show_sitting()

    def _offer_to_take_over(self, attempt_id: int, why: str) -> None:
        from quizapp.ui.screens.choice import ChoiceScreen

        screen = ChoiceScreen(
            Content("Open elsewhere"),
            text.plain(f"{why[0].upper()}{why[1:]}."),
            [("", Content(" Leave it there")), ("take", Content(" Take it over here"))],
        )

        def chosen(choice: str | None) -> None:
            if choice == "take":
                self.resume(attempt_id, force=True)

        self.push_screen(screen, chosen)

    def begin_replay(self, attempt_id: int) -> None:
        """Go through what was missed in an attempt, each question until it is right."""

        def start(o: Workspace) -> Sitting:
            from quizapp.store.sittings.start import reopen, replay_missed

            return replay_missed(reopen(o.database, attempt_id))

        self._begin(start)

    def begin_drill(self, wish: Wish, exam: str | None = None, title: str = "Drill") -> None:
        """Start a drill and show its first question."""

        def start(o: Workspace) -> Sitting:
            from quizapp.store.sittings.start import start_drill

            return start_drill(o.database, o.scope_of(exam), o.exam(exam), wish, title)

        self._begin(start)

    def begin_review(self) -> None:
        """Start today's review."""

        def start(o: Workspace) -> Sitting:
            from quizapp.store.sittings.start import start_review

            return start_review(o.database, o.scope, o.blueprint)

        self._begin(start)

    def _begin(self, start: Callable[[Workspace], Sitting]) -> None:
        workspace = self.workspace
        if workspace is None:
            return

        def put() -> None:
            self.sitting = start(workspace)

        if self.guard(put):
            self.show_sitting()

    def show_sitting(self) -> None:
        """Put the sitting's screen on top of home."""
        from quizapp.ui.screens.drill_question import DrillQuestionScreen
        from quizapp.ui.screens.mock_question import MockQuestionScreen

        if self.sitting is None:
            return
        kind = self.sitting.attempt.kind
        screen = DrillQuestionScreen if kind in IMMEDIATE else MockQuestionScreen
        self._above_home(screen(self.sitting))

    def show_report(self, *, time_up: bool = False) -> None:
        """Show the report of the sitting that has just ended."""
        from quizapp.ui.screens.report import ReportScreen

        sitting, self.sitting = self.sitting, None
        if sitting is None:
            return
        if sitting.attempt.immediate:
            self.go_home()
            return
        self._above_home(ReportScreen(sitting))
        if time_up:
            self.say("Time is up: what you had answered was submitted.", timeout=10)

    def show_past(self, attempt_id: int) -> None:
        """Show the report of an attempt from history."""
        from quizapp.store.sittings.start import reopen
        from quizapp.ui.screens.report import ReportScreen

        workspace = self.workspace
        if workspace is None:
            return
        found: list[Sitting] = []
        if self.guard(lambda: found.append(reopen(workspace.database, attempt_id))):
            self.push_screen(ReportScreen(found[0]))

    def go_home(self) -> None:
        """Back to home, whatever lies above it."""
        self._above_home(None)

    def leave_sitting(self) -> None:
        """Pause whatever is open, so that it can be resumed."""
        sitting, self.sitting = self.sitting, None
        if sitting is None:
            return
        from quizapp.store.errors import StoreError

        try:
            sitting.pause()
        except (StoreError, IllegalMove):
            logger.exception("the sitting could not be paused; it resumes from its last answer")

    def _handle_exception(self, error: Exception) -> None:
        """What the database refuses ends the screen that asked for it; home says why."""
        from quizapp.store.errors import StoreError

        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, StoreError) and self.is_above_home(active_message_pump.get()):
            logger.error("a screen could not go on", exc_info=cause)
            self.sitting = None
            self.call_later(self.go_home)
            self.say(str(cause), severity="error", timeout=15)
            return
        super()._handle_exception(error)

    def save_all(self) -> None:
        self.leave_sitting()

    def close_all(self) -> None:
        if self.crash is not None:
            self.leave_sitting()
        if self.workspace is not None:
            self.workspace.database.close()

    def _above_home(self, screen: Screen[Any] | None) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if screen is None:
            self.home.renew()
        else:
            self.push_screen(screen)
        self.refresh_standing()

    @work(thread=True, exclusive=True, group="standing")
    def refresh_standing(self) -> None:
        """Work out where the learner stands, beside the screen."""
        from quizapp.store.errors import StoreError

        workspace = self.workspace
        if workspace is None:
            return
        try:
            if workspace.refresh_standing():
                # Not waited for: the learner may be leaving.
                self.call_later(lambda: self.home.renew())
        except StoreError:
            logger.exception("the standing could not be worked out")

    # -- actions ----------------------------------------------------------------------------

    async def action_quit(self) -> None:
        self.leave_sitting()
        self.exit()

    def action_help(self) -> None:
        from quizapp.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_settings(self) -> None:
        if self.workspace is None:
            self.home.action_settings()
        else:
            preferences.show(self)

    def action_change_theme(self) -> None:
        preferences.choose_theme(self)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        from quizapp.ui.commands import commands

        return commands(self, screen)


def run(launch: Launch) -> int:
    """Run the app on this terminal; returns the process's exit status."""
    return run_to_the_end(QuizApp(launch))
