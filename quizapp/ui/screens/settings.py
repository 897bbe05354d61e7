"""The settings screen: one row per setting, generated from the declarations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.practice.plan import without_plan
from quizapp.settings import CODE, KEY_MAP, SETTINGS, SWITCH, THEME, Effective, Source, is_over
from quizapp.ui import messages, text
from quizapp.ui.screens.ask import ask_setting
from quizapp.ui.screens.base import NARROW, QuizScreen, ShowsSettings
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.practice.settings import Preferences

LABEL, EXAM_DATE = 18, "exam_date"


class SettingsScreen(QuizScreen, ShowsSettings):
    """Your settings. Each can also be set in settings.toml, or in the environment: exam_date as
    QUIZAPP_EXAM_DATE. A value from there takes precedence, and its row says so."""

    BINDINGS = [
        Binding("enter", "change", "Change", id="settings.change", tooltip="Change this row"),
        Binding(
            "backspace,delete",
            "forget",
            "Default",
            id="settings.forget",
            key_display="⌫",
            tooltip="Restore the default",
        ),
        Binding("escape", "back", "Back", id="settings.back", tooltip="Back"),
    ]

    def __init__(
        self, preferences: Preferences, codes: Sequence[str], exam: str, today: date
    ) -> None:
        """`codes` are the exams of the pack; `exam` is the one that the learner practices for.

        `today` is the learner's study day.
        """
        super().__init__()
        self.preferences = preferences
        self.codes = tuple(codes)
        self.exam = exam
        self.today = today

    def settings_changed(self, preferences: Preferences, exam: str) -> None:
        self.preferences, self.exam = preferences, exam
        if self.is_mounted:
            self._draw()

    def compose(self) -> ComposeResult:
        yield Heading(Content("Settings"))
        with Vertical(classes="page"):
            yield OptionList()
            yield Static(Content(""), id="settings-note")
        yield Hints()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(OptionList).focus()

    def _draw(self) -> None:
        rows = self.query_one(OptionList)
        at = rows.highlighted or 0
        rows.clear_options()
        rows.add_options(
            [
                Option(self._row(effective), id=name)
                for name, effective in self.preferences.effective.items()
            ]
        )
        rows.highlighted = at
        self._note()

    def _row(self, effective: Effective) -> Content:
        setting = effective.setting
        value = setting.shown(effective.value)
        if setting.kind is CODE and effective.value is None:
            value = f"{value} ({self.exam})"
        if setting.kind is KEY_MAP and effective.value:
            value = text.count(len(effective.value), "key") + " changed"
        if self._over(effective) and not (effective.fixed and self.app.size.width < NARROW):
            value += ", over"
        where = f"   set in {effective.fixed}" if effective.fixed else ""
        return Content.assemble(
            (f" {setting.label:<{LABEL}}", text.MUTED),
            (text.clean(value), "" if effective.source is Source.DEFAULT else "bold"),
            (where, text.MUTED),
        )

    def _over(self, effective: Effective) -> bool:
        """Whether the setting is the date of an exam that is over."""
        return effective.setting.name == EXAM_DATE and is_over(effective.value, self.today)

    @property
    def _chosen(self) -> Effective | None:
        at = self.query_one(OptionList).highlighted
        return None if at is None else self.preferences.effective[SETTINGS[at].name]

    def on_option_list_option_highlighted(self, _event: OptionList.OptionHighlighted) -> None:
        self._note()

    def _note(self) -> None:
        effective = self._chosen
        if effective is None:
            return
        lines = [Content(effective.setting.what)]
        if effective.setting.kind is CODE:
            lines.append(Content(f"You are practicing for {self.exam}."))
        if self._over(effective):
            lines.append(text.plain(without_plan(effective, self.today)))
        elif effective.fixed:
            lines.append(Content.styled(effective.refusal("It"), text.MUTED))
        self.query_one("#settings-note", Static).update(Content("\n").join([Content(""), *lines]))

    # -- changing ------------------------------------------------------------------------------

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        effective = self._chosen
        if effective is None:
            return
        setting = effective.setting
        if setting.kind is KEY_MAP:
            self.post_message(messages.OpenKeys())
        elif setting.kind is THEME:
            self.post_message(messages.ChooseTheme())
        elif self._refused(effective):
            return
        elif setting.name == EXAM_DATE:
            self.post_message(messages.AskExamDate(setting.label))
        elif setting.kind is SWITCH:
            self._set(setting.name, setting.kind.write(not effective.value))
        elif setting.kind is CODE:
            choices = [
                ("-", Content(f" {setting.description.unset}")),
                *((code, text.plain(f" {code}")) for code in self.codes),
            ]
            self.app.push_screen(
                ChoiceScreen(Content(setting.label), Content(setting.what), choices),
                lambda code: self._answered(setting.name, "" if code == "-" else code),
            )
        else:
            ask_setting(self, effective)

    def _refused(self, effective: Effective) -> bool:
        """Return whether the setting is fixed elsewhere; if so, show a notice."""
        if effective.fixed:
            self.say(effective.refusal())
        return effective.fixed is not None

    def _answered(self, name: str, value: str | None) -> None:
        """Store the answer of a dialog. None means canceled, and empty restores the default."""
        if value is not None:
            self._set(name, value or None)

    def _set(self, name: str, value: str | None) -> None:
        self.post_message(messages.ChangeSetting(name, value))

    def action_change(self) -> None:
        self.query_one(OptionList).action_select()

    def action_forget(self) -> None:
        effective = self._chosen
        if effective is not None and not self._refused(effective):
            self._set(effective.setting.name, None)

    def action_back(self) -> None:
        self.step_back()
