"""Settings: which exam and when, and where the study day begins."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.ui import text
from quizapp.ui.screens.ask import AskScreen
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

AUTOMATIC = "by my exam date"


class SettingsScreen(QuizScreen):
    """What the app should know about you. Enter changes a row."""

    BINDINGS = [
        Binding("enter", "change", "Change", id="settings.change", tooltip="Change this row"),
        Binding("escape", "back", "Home", id="settings.back", tooltip="Back"),
    ]

    def compose(self) -> ComposeResult:
        yield Heading(Content("Settings"))
        with Vertical(classes="page"):
            yield OptionList()
            yield Static(Content(""), id="settings-note")
        yield Hints()

    def on_mount(self) -> None:
        self.values: dict[str, str | None] = {}
        self.quiz.guard(self._load)
        self._draw()
        self.query_one(OptionList).focus()

    def _load(self) -> None:
        from quizapp.store import settings

        opened = self.quiz.opened
        if opened is None:
            return
        with opened.database.read() as session:
            for name in (settings.EXAM, settings.EXAM_DATE, settings.ZONE):
                self.values[name] = settings.read(session, opened.learner, name)

    def _draw(self) -> None:
        rows = self.query_one(OptionList)
        at = rows.highlighted or 0
        shown = (
            ("exam", "Exam", self.values.get("exam") or AUTOMATIC),
            ("exam_date", "Exam date", self.values.get("exam_date") or "not known"),
            ("time_zone", "Time zone", self.values.get("time_zone") or "this machine's"),
        )
        rows.clear_options()
        rows.add_options(
            [
                Option(
                    Content.assemble((f" {label:<14}", text.MUTED), (text.clean(value), "bold")),
                    id=name,
                )
                for name, label, value in shown
            ]
        )
        rows.highlighted = at
        opened = self.quiz.opened
        if opened is not None:
            self.query_one("#settings-note", Static).update(
                Content.styled(
                    f"\nYou practise for {opened.blueprint.code}. With an exam date, reviews are "
                    "chosen for what you will know on that day. A study day begins at 04:00.",
                    text.MUTED,
                )
            )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == "exam":
            opened = self.quiz.opened
            codes = [blueprint.code for blueprint in opened.blueprints] if opened else []
            choices = [("-", Content(f" {AUTOMATIC}")), *((c, Content(f" {c}")) for c in codes)]
            self.app.push_screen(
                ChoiceScreen(Content("Exam"), Content(""), choices),
                lambda code: self._set("exam", None if code == "-" else code, given=bool(code)),
            )
        elif event.option_id == "exam_date":
            self.app.push_screen(
                AskScreen(
                    "Exam date",
                    "Year-month-day, such as 2026-12-19; empty: not known.",
                    self.values.get("exam_date") or "",
                    _date_fault,
                ),
                lambda value: self._set("exam_date", value or None, given=value is not None),
            )
        elif event.option_id == "time_zone":
            self.app.push_screen(
                AskScreen(
                    "Time zone of the study day",
                    "A name such as Europe/Berlin; empty: this machine's.",
                    self.values.get("time_zone") or "",
                    _zone_fault,
                ),
                lambda value: self._set("time_zone", value or None, given=value is not None),
            )

    def _set(self, name: str, value: str | None, *, given: bool) -> None:
        opened = self.quiz.opened
        if not given or opened is None:
            return

        def store() -> None:
            from quizapp.store import settings
            from quizapp.store.opening import refresh_summary

            with opened.database.write() as session:
                settings.write(session, opened.learner, name, value)
                refresh_summary(session, opened.learner, opened.pack)
            self.values[name] = value
            self.quiz.reopen()

        if self.quiz.guard(store):
            self._draw()

    def action_change(self) -> None:
        self.query_one(OptionList).action_select()

    def action_back(self) -> None:
        self.quiz.go_home()


def _date_fault(value: str) -> str | None:
    if not value:
        return None
    try:
        date.fromisoformat(value)
    except ValueError:
        return f"{value!r} is not a date; write it as 2026-12-19"
    return None


def _zone_fault(value: str) -> str | None:
    if not value:
        return None
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"{value!r} is not a time zone; write it as Europe/Berlin"
    return None
