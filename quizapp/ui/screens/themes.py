"""The list of themes, with a live preview of the highlighted one."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.ui.screens.base import Dialog
from quizapp.ui.theme import OWN
from quizapp.ui.widgets.hints import Hints


class ThemeScreen(Dialog[str | None]):
    """Preview themes with ↑ ↓. Press enter to keep the one you see, or esc to cancel."""

    BINDINGS = [
        Binding("enter", "take", "Keep", id="themes.take", tooltip="Keep this theme"),
        Binding("escape", "back", "Back", id="themes.back", tooltip="Restore the previous theme"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._before = ""
        self._names: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content("Theme"), classes="dialog-title")
            yield OptionList(id="themes")
            yield Static(Content(""))
            yield Hints()

    def on_mount(self) -> None:
        self._before = self.app.theme
        others = sorted(set(self.app.available_themes) - set(OWN))
        self._names = [*OWN, *others]
        rows = self.query_one(OptionList)
        rows.add_options(
            [
                Option(Content.assemble(f" {name:<24}", (OWN.get(name, ""), "$quiz-muted")))
                for name in self._names
            ]
        )
        rows.highlighted = self._names.index(self._before)
        rows.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if self.is_active:
            self.app.theme = self._names[event.option_index]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._names[event.option_index])

    def action_take(self) -> None:
        self.query_one(OptionList).action_select()

    def action_back(self) -> None:
        if self.is_active:
            self.app.theme = self._before
        self.dismiss(None)
