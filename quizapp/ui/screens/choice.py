"""A dialog that offers choices and returns the name of the chosen one."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.ui import text
from quizapp.ui.screens.base import DIALOG, LONG, Dialog, QuizScreen, dialog_width
from quizapp.ui.widgets.hints import Hints
from quizapp.ui.widgets.picker import Picker, PickerLine, Row
from quizapp.words import cells

AROUND = 6
"""The cells of a dialog's border and padding; see `.dialog` in pages.tcss."""
FEW = 8
"""The most choices of a list that cannot be narrowed by typing."""


class ChoiceScreen(Dialog[str | None]):
    """Choose with ↑ ↓ and enter. Esc cancels."""

    BINDINGS = [
        Binding("enter", "take", "Choose", id="choice.take", tooltip="Choose the highlighted row"),
        Binding("escape", "back", "Back", id="choice.back", tooltip="Back without choosing"),
    ]

    def __init__(
        self,
        title: Content,
        body: Content,
        choices: Sequence[tuple[str, Content]],
        *,
        width: int = 0,
    ) -> None:
        """`choices` are pairs of a name, which is the result, and its label.

        `width` is the least number of cells for the text, if the terminal has as many.
        """
        super().__init__()
        self._width = width
        self._title = title
        self._body = body
        self._choices = choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            if self._width + AROUND > DIALOG:
                dialog.styles.width = self._width + AROUND
            yield Static(self._title, classes="dialog-title")
            if self._body.plain:
                yield Static(self._body)
                yield Static(Content(""))
            if len(self._choices) > FEW:
                yield PickerLine()
                yield Static(Content(""))
                yield Picker(
                    [Row(name, shown.plain.strip(), shown[1:]) for name, shown in self._choices]
                )
            else:
                yield OptionList(*(Option(shown, id=name) for name, shown in self._choices))
            yield Static(Content(""))
            yield Hints()

    @property
    def TAKES_ANY_KEY(self) -> bool:
        return len(self._choices) > FEW

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self._describe()

    @on(Picker.Changed)
    def _describe(self) -> None:
        for picker in self.query(Picker):
            self.query_one(PickerLine).describe(picker)
            self.query_one(Hints).renew()

    @property
    def hint_labels(self) -> dict[str, str]:
        """Whether esc clears what is typed."""
        typed = any(picker.typed for picker in self.query(Picker))
        return {"choice.back": "Clear"} if typed else {}

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        rows = self.query_one(OptionList)
        if not isinstance(rows, Picker):
            self.dismiss(event.option_id)
        elif rows.row is not None:
            self.dismiss(rows.row.value)

    def action_take(self) -> None:
        self.query_one(OptionList).action_select()

    def action_back(self) -> None:
        if not any(picker.clear_typed() for picker in self.query(Picker)):
            self.dismiss(None)


def path_lines(target: Path, room: int) -> str:
    """Return a path for `room` cells: if it is longer, its folder and its name on two lines.

    Each line can then be selected as a whole.
    """
    whole = str(target)
    return whole if cells(whole) <= room else f"{target.parent}{os.sep}\n{target.name}"


def save_and_offer(screen: QuizScreen, title: Content, save: Callable[[], Path]) -> None:
    """Save a page and offer to open it, or say why it cannot be saved.

    `save` returns the path of the page. It may raise StoreError, IllegalMove, or FileFault.
    """
    from quizapp.export.files import FileFault

    try:
        with screen.refusals() as saved:
            target = save()
    except FileFault as fault:
        screen.say(text.sentence(str(fault)), severity="error", timeout=LONG)
        return
    if saved.done:
        offer_to_open(screen, title, target)


def offer_to_open(screen: QuizScreen, title: Content, target: Path) -> None:
    """Say above a screen where a page was saved, and offer to open it in the browser."""

    def chosen(choice: str | None) -> None:
        if choice == "open":
            screen.open_address(target.as_uri())
        elif choice == "copy":
            screen.app.copy_to_clipboard(str(target))
            screen.say("The path is copied, if your terminal allows it.")

    columns = screen.app.size.width
    screen.app.push_screen(
        ChoiceScreen(
            title,
            text.plain(path_lines(target, dialog_width(columns, columns) - AROUND)),
            [
                ("", Content(" Done")),
                ("open", Content(" Open it in the browser")),
                ("copy", Content(" Copy its path")),
            ],
            width=cells(str(target)),
        ),
        chosen,
    )
