"""The app: opens screens, changes settings, and shuts down."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import SystemCommand
from textual.screen import Screen
from textual.worker import WorkerFailed

from quizapp.practice.launch import Launch
from quizapp.store.errors import StoreError
from quizapp.ui import messages, textual_private
from quizapp.ui.app_opening import needs_store
from quizapp.ui.app_plan import PlanningApp
from quizapp.ui.ending import run_app
from quizapp.ui.screens.base import LONG, WARNING, KeepsTyped

if TYPE_CHECKING:
    from quizapp.practice.room import Practice
    from quizapp.study.drill import DrillFilter
    from quizapp.ui.palette import PaletteCommands

logger = logging.getLogger(__name__)


def palette_commands() -> type[PaletteCommands]:
    """Return the commands of the palette, which are imported when it opens."""
    from quizapp.ui.palette import PaletteCommands

    return PaletteCommands


class QuizApp(PlanningApp):
    """Practice for a certification exam."""

    COMMANDS = {palette_commands}

    def __init__(self, launch: Launch) -> None:
        super().__init__(launch)
        self.drill_wishes: dict[str, DrillFilter] = {}
        """What the learner chose for a drill and left, by the code of the exam."""

    # -- screens -------------------------------------------------------------------------------

    @on(messages.OpenBriefing)
    @needs_store
    def _open_briefing(self, practice: Practice, message: messages.OpenBriefing) -> None:
        from quizapp.ui.screens.briefing import BriefingScreen

        with self.refusals():
            self.open_page(BriefingScreen(practice, practice.briefing(form=message.form)))

    @on(messages.OpenDrillBuilder)
    @needs_store
    def _open_drill_builder(self, practice: Practice, _message: messages.OpenDrillBuilder) -> None:
        from quizapp.ui.screens.drill_builder import DrillBuilderScreen

        with self.refusals():
            self.open_page(DrillBuilderScreen(practice.drill_choices(), self.drill_wishes))

    @on(messages.OpenWeakAreas)
    @needs_store
    def _open_weak_areas(self, practice: Practice, message: messages.OpenWeakAreas) -> None:
        from quizapp.ui.screens.weak import WeakScreen

        with self.refusals():
            self.open_page(WeakScreen(practice, practice.weak_areas(), message.at))

    @on(messages.OpenSideBySide)
    @needs_store
    def _open_side_by_side(self, practice: Practice, message: messages.OpenSideBySide) -> None:
        from quizapp.ui.screens.side_by_side import SideBySideScreen

        with self.refusals():
            self.open_page(SideBySideScreen(practice, practice.side_by_side(message.pair)))

    @on(messages.OpenSheet)
    @needs_store
    def _open_sheet(self, practice: Practice, message: messages.OpenSheet) -> None:
        from quizapp.ui.screens.sheet import SheetScreen, SheetsScreen

        with self.refusals():
            if message.about is None:
                self.open_page(SheetsScreen(practice, practice.sheet()))
            else:
                self.open_page(SheetScreen(practice, practice.sheet(message.about)))

    @on(messages.OpenBrowser)
    @needs_store
    def _open_browser(self, practice: Practice, message: messages.OpenBrowser) -> None:
        from quizapp.ui.screens.browse import BrowseScreen

        with self.refusals():
            names = practice.topics(), practice.services()
            self.open_page(BrowseScreen(practice, *names, message.query, message.row_id))

    @on(messages.OpenHistory)
    @needs_store
    def _open_history(self, practice: Practice, _message: messages.OpenHistory) -> None:
        from quizapp.ui.screens.history import HistoryScreen

        with self.refusals():
            self.open_page(HistoryScreen(practice, practice.history()))

    @on(messages.OpenReport)
    @needs_store
    def _open_report(self, practice: Practice, message: messages.OpenReport) -> None:
        with self.refusals():
            self.open_page(self.report_screen(practice, practice.past(message.attempt_id)))

    # -- settings ------------------------------------------------------------------------------

    @on(messages.OpenSettings)
    @needs_store
    def _open_settings(self, practice: Practice, _message: messages.OpenSettings) -> None:
        from quizapp.ui.screens.settings import SettingsScreen

        if not any(isinstance(screen, SettingsScreen) for screen in self.screen_stack):
            codes = [blueprint.code for blueprint in practice.workspace.blueprints]
            exam = practice.workspace.blueprint.code
            with self.refusals():
                today = practice.today()
                self.open_page(SettingsScreen(self.preferences, codes, exam, today))

    @on(messages.OpenKeys)
    def _open_keys(self, _message: messages.OpenKeys) -> None:
        from quizapp.ui.screens.keys import KeysScreen

        self.open_page(KeysScreen(self.preferences))

    @on(messages.ChangeSetting)
    @needs_store
    def _change_setting(self, practice: Practice, message: messages.ChangeSetting) -> None:
        with self.refusals() as stored:
            practice.set(message.name, message.value)
        if stored.done:
            self._settings_changed(practice)

    @on(messages.ChooseTheme)
    def action_change_theme(self) -> None:
        """Open the list of themes with a live preview."""
        from quizapp.ui.screens.themes import ThemeScreen

        def store(theme: str | None) -> None:
            if theme is not None:
                self.post_message(messages.ChangeSetting("theme", theme))

        refusal = self.preferences.effective["theme"].refusal("The theme")
        if refusal:
            self.say(refusal)
        elif not isinstance(self.screen, ThemeScreen):
            self.push_screen(ThemeScreen(), store)

    # -- shutdown ------------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Go home with a notice when a database error was raised by a screen above home."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, StoreError) and self.is_above_home(textual_private.active_pump()):
            logger.error("a screen was closed after a database error", exc_info=cause)
            self.sitting = None
            self.call_later(self.go_home)
            self.say(str(cause), severity="error", timeout=LONG)
            return
        super()._handle_exception(error)

    def save_all(self) -> None:
        problem = self.leave_sitting()
        if self.crash is None and self.is_running:
            for screen in self.screen_stack:
                if isinstance(screen, KeepsTyped):
                    screen.keep_draft()
        self.last_line = problem or self.drafts.save() or self.last_line

    def close_all(self) -> None:
        if self.crash is not None:
            self.save_all()
        if self.practice is not None:
            self.practice.close()

    # -- actions -------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        self.save_all()
        self.exit()

    def action_help(self) -> None:
        """Show the purpose of the current screen and its keys."""
        from quizapp.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_settings(self) -> None:
        """Open the settings screen."""
        self.post_message(messages.OpenSettings())

    def action_sheets(self) -> None:
        """Open the list of sheets."""
        self.post_message(messages.OpenSheet())

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        from quizapp.ui.commands import commands

        locked = self.sitting is not None and self.sitting.stored.plan.exam_day
        leave_for = None if locked else self._leave_for
        return commands(self, screen, self.home, leave_for=leave_for)

    def _leave_for(self, action: str | None) -> None:
        """Go home and run one of its actions there; an open sitting is paused first."""
        if self.sitting is not None:
            sitting = self.sitting
            problem = self.leave_sitting()
            if problem is not None:
                self.say(problem, severity="error", timeout=LONG)
            elif sitting.kept:
                # Not brief: it is about the screen left behind, and outlasts the one that opens.
                title = sitting.stored.plan.title
                self.say(f"{title} is saved; resume it from home.", timeout=WARNING)
        kept = [s for s in self.screen_stack if isinstance(s, KeepsTyped) and s.keep_draft()]
        if kept and self.practice is not None:
            self.say("What you entered is kept.", timeout=WARNING)
            with self.refusals():
                self.apply_settings(self.practice.preferences())
        self.go_home()
        if action is not None:
            self.call_later(self.run_action, action, self.home)


def run(launch: Launch) -> int:
    """Run the app in this terminal and return the exit status of the process."""
    return run_app(QuizApp(launch))
