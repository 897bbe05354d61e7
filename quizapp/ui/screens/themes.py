"""The list of themes, with a live preview of the highlighted one."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from quizapp.ui.screens.base import Dialog
from quizapp.ui.theme import OWN
from quizapp.ui.widgets.hints import Hints
from quizapp.ui.widgets.picker import Picker, PickerLine, Row


class ThemeScreen(Dialog[str | None]):
    """Preview themes with ↑ ↓, and type to narrow the list. Press enter to keep the one you see, or
    esc to cancel."""

    TAKES_ANY_KEY = True
    BINDINGS = [
        Binding("enter", "take", "Keep", id="themes.take", tooltip="Keep this theme"),
        Binding("escape", "back", "Back", id="themes.back", tooltip="Restore the previous theme"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._before = ""

    def compose(self) -> ComposeResult:
        self._before = self.app.theme
        names = [*OWN, *sorted(set(self.app.available_themes) - set(OWN))]
        rows = [
            Row(name, name, Content.assemble(f"{name:<24}", (OWN.get(name, ""), "$quiz-muted")))
            for name in names
        ]
        with Vertical(classes="dialog"):
            yield Static(Content("Theme"), classes="dialog-title")
            yield PickerLine()
            yield Static(Content(""))
            yield Picker(rows, chosen=[self._before], id="themes")
            yield Static(Content(""))
            yield Hints()

    @property
    def picker(self) -> Picker:
        return self.query_one(Picker)

    def on_mount(self) -> None:
        self.picker.focus()
        self._describe()

    @on(Picker.Changed)
    def _describe(self) -> None:
        self.query_one(PickerLine).describe(self.picker)

    def on_option_list_option_highlighted(self, _event: OptionList.OptionHighlighted) -> None:
        row = self.picker.row
        if self.is_active and row is not None:
            self.app.theme = row.value

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        self.action_take()

    def action_take(self) -> None:
        if (row := self.picker.row) is not None:
            self.dismiss(row.value)

    def action_back(self) -> None:
        if self.picker.clear_typed():
            return
        if self.is_active:
            self.app.theme = self._before
        self.dismiss(None)
