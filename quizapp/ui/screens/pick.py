"""A dialog with a list of values, narrowed by typing; one or several of them are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from quizapp.ui import text
from quizapp.ui.screens.base import LIST_DIALOG, WIDE_DIALOG, Dialog, dialog_width
from quizapp.ui.widgets.hints import Hints, key_of
from quizapp.ui.widgets.picker import Picker, PickerLine, Row

AROUND = 12
"""Cells of the dialog around a row's label: border, padding, scroll bar, and sign."""
INDENT = " " * 5
"""Before the second line of a long name: the sign of its row, and a little more."""
SHARE = 0.4
"""The part of the screen's height that the list may take."""


def value_row(
    value: str, name: str, count: int | None, columns: int, more: str = "", short: str = ""
) -> Row:
    """Return the row of a value, with its number of questions, and `more` about that number.

    `columns` is the screen's width. A name that does not fit is replaced by the `short` one, if it
    has one, and wrapped.
    """
    width = max(20, dialog_width(columns, LIST_DIALOG, WIDE_DIALOG) - AROUND)
    number = Content("" if count is None else str(count)) + Content.styled(more, text.MUTED)
    room = width - number.cell_length - 1
    shown = name if text.cells(text.clean(name)) <= room else short or name
    first, *others = text.plain(shown).wrap(max(8, room)) or [Content("")]
    lines = [text.both_ends(first, number, width), *(Content(INDENT) + line for line in others)]
    return Row(value, name, Content("\n").join(lines))


def any_row() -> Row:
    """Return the row that takes no value at all."""
    return Row("", "any", Content("any"))


class PickScreen(Dialog["frozenset[str] | None"]):
    """Type a part of a name to narrow the list; backspace widens it. Enter uses the highlighted
    row. Where you can have several, space chooses each of them, and enter uses all that are
    chosen, with the row that you typed. While you type, a space is a space; press the down key
    first to choose with it. Esc clears what you typed; once nothing is typed, it cancels."""

    TAKES_ANY_KEY = True
    BINDINGS = [
        Binding("enter", "take", "Use this one", id="pick.take", tooltip="Use the chosen rows"),
        Binding(
            "space", "choose", "Choose", id="pick.toggle", tooltip="Choose this row, or clear it"
        ),
        Binding(
            "escape", "back", "Cancel", id="pick.back", tooltip="Clear what is typed, or cancel"
        ),
    ]

    def __init__(
        self,
        title: Content,
        rows: Sequence[Row],
        *,
        several: bool = False,
        chosen: Iterable[str] = (),
        about: Callable[[frozenset[str]], str] | None = None,
        remark: str = "",
    ) -> None:
        """The result is the values taken: none for the row "any". `about` describes the values
        chosen so far, such as how many questions match them. `remark` follows the title."""
        super().__init__()
        self._title = title
        if remark:
            self._title = Content.assemble(title, (f"  ·  {remark}", f"not bold {text.MUTED}"))
        self._rows = rows
        self._several = several
        self._chosen = frozenset(chosen)
        self._about = about

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            yield PickerLine()
            yield Static(Content(""))
            yield Picker(self._rows, several=self._several, chosen=self._chosen)
            yield Static(Content(""))
            yield Hints()

    @property
    def picker(self) -> Picker:
        return self.query_one(Picker)

    def on_mount(self) -> None:
        # The dialog keeps its height while the list narrows.
        most = max(3, int(self.app.size.height * SHARE))
        self.picker.styles.height = max(1, min(len(self._rows), most))
        self.picker.focus()
        self._describe()

    @on(Picker.Changed)
    def _describe(self) -> None:
        chosen = frozenset(self.picker.chosen)
        about = ""
        if self._about is not None and self._several and chosen:
            with self.refusals():
                about = self._about(chosen)
        self.query_one(PickerLine).describe(self.picker, about)
        self.query_one(Hints).renew()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action != "choose" or not self.is_mounted:
            return True
        return self.picker.chooses and self.picker.row is not None

    @property
    def hint_labels(self) -> dict[str, str]:
        """What enter takes now, and whether esc clears what is typed."""
        labels = {"pick.take": self.picker.taking}
        return labels | {"pick.back": "Clear"} if self.picker.typed else labels

    def on_option_list_option_highlighted(self, _event: OptionList.OptionHighlighted) -> None:
        self.query_one(Hints).renew()

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        self.action_take()

    def action_take(self) -> None:
        """Use the rows that are chosen; without any, and on "any", the highlighted one."""
        taken = self.picker.taken
        if taken is None:
            way = f"Press {key_of(self, 'back')} to clear it."
            self.say(f"No row matches what you typed. {way}", severity="warning")
        else:
            self.dismiss(taken)

    def action_choose(self) -> None:
        self.picker.toggle()

    def action_back(self) -> None:
        if not self.picker.clear_typed():
            self.dismiss(None)
