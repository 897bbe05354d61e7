"""A list that the learner narrows by typing, and of which one or several rows are taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.ui import text
from quizapp.ui.bindings import MOVES
from quizapp.ui.widgets.hints import key_of
from quizapp.words import cells, narrow

LONGEST = 60
"""Maximum length of what is typed, in characters."""
MARKS = (" ○ ", " ● ")
"""The sign before a row that is not chosen, and before one that is."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its value, the name to search, and what is shown."""

    value: str
    name: str
    label: Content


class Picker(OptionList):
    """Rows that narrow to those whose names contain every word that is typed.

    With `several`, space and clicks choose rows, and enter takes all that are chosen. While words
    are typed, a space belongs to them until a key has moved the highlight.
    """

    class Changed(Message):
        """What is typed, or which rows are chosen, has changed."""

    def __init__(
        self,
        rows: Sequence[Row],
        *,
        several: bool = False,
        chosen: Iterable[str] = (),
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.rows = rows
        self.several = several
        self.chosen = set(chosen)
        self.typed = ""
        self.moved = False
        """Whether a key has moved the highlight since something was typed."""
        self.listed: list[Row] = []

    def on_mount(self) -> None:
        self._list()
        self.highlighted = self._first_chosen if self.rows else None

    @property
    def row(self) -> Row | None:
        """The highlighted row."""
        at = self.highlighted
        return None if at is None or at >= len(self.listed) else self.listed[at]

    @property
    def _first_chosen(self) -> int:
        """The place of the first listed row that is chosen; 0 without one."""
        return next((n for n, row in enumerate(self.listed) if row.value in self.chosen), 0)

    @property
    def chooses(self) -> bool:
        """Whether the space bar chooses the highlighted row, and is not part of what is typed."""
        return self.several and (self.moved or not self.typed)

    @property
    def taken(self) -> frozenset[str] | None:
        """The values that enter takes: those that are chosen; without any, the highlighted one.

        While words are typed, the row that they lead to is taken too. None if no row matches.
        """
        row = self.row
        if row is None:
            return None
        if not self.several or not row.value:
            return frozenset({row.value} if row.value else ())
        searched = self.typed and not self.moved
        return frozenset(self.chosen | {row.value} if searched or not self.chosen else self.chosen)

    @property
    def taking(self) -> str:
        """What enter does, in the words of the footer."""
        taken, chosen = self.taken, len(self.chosen)
        if taken is None:
            return "No match"
        if not taken or not self.several or not chosen:
            return "Use this one" if taken else "No filter"
        if len(taken) > chosen:
            return f"Use {chosen} and this one"
        return "Use the one chosen" if chosen == 1 else f"Use the {chosen} chosen"

    @property
    def names(self) -> list[str]:
        """The names of the chosen rows, in the order of the list."""
        return [row.name for row in self.rows if row.value in self.chosen]

    @property
    def matching(self) -> int:
        """How many rows with a value are listed."""
        return sum(bool(row.value) for row in self.listed)

    def type(self, typed: str) -> None:
        """Replace what is typed, and list the rows that match, the best of them highlighted.

        The highlight stays on its row if what is typed gets shorter.
        """
        typed = typed[:LONGEST]
        if typed == self.typed:
            return
        before = None if typed.startswith(self.typed) else self.row
        self.moved = False
        self.typed = typed
        self._list()
        first = 0 if typed else self._first_chosen
        kept = next((n for n, row in enumerate(self.listed) if row is before and row.value), first)
        self.highlighted = kept if self.listed else None
        self.post_message(self.Changed())

    def clear_typed(self) -> bool:
        """Forget what is typed; return whether there was anything."""
        typed = self.typed
        self.type("")
        return bool(typed)

    def toggle(self) -> None:
        """Choose the highlighted row, or no longer. The row without a value clears all."""
        row, at = self.row, self.highlighted
        if row is None or at is None or not self.several:
            return
        if not row.value:
            self.chosen.clear()
            self._list()
            self.highlighted = at
        else:
            self.chosen ^= {row.value}
            self.replace_option_prompt_at_index(at, self._prompt(row))
        self.post_message(self.Changed())

    def _list(self) -> None:
        """List the rows that match; a row without a value ("any") only while nothing is typed."""
        typed = text.clean(self.typed).strip()
        places = narrow(typed, [row.name for row in self.rows])
        self.listed = [row for row in map(self.rows.__getitem__, places) if row.value or not typed]
        self.clear_options()
        self.add_options([Option(self._prompt(row)) for row in self.listed])

    def _prompt(self, row: Row) -> Content:
        if not self.several:
            return Content(" ") + row.label
        if not row.value:
            return Content("   ") + row.label
        return Content.styled(MARKS[row.value in self.chosen], "$accent") + row.label

    # -- keys and mouse ------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Take letters as text; backspace deletes the last one."""
        character = event.character or ""
        enters = event.key == "down" and self.several and bool(self.typed) and not self.moved
        if event.key in MOVES and not self.moved:
            self.moved = True
            self.post_message(self.Changed())
        if enters:
            # The first one leads from what was typed to the row that it found.
            pass
        elif event.key == "backspace" and self.typed:
            self.type(self.typed[:-1])
        elif event.key == "ctrl+u" and self.typed:
            self.type("")
        elif event.key == "space" and self.chooses:
            self.toggle()
        elif len(character) == 1 and character.isprintable() and (self.typed or character != " "):
            self.type(self.typed + character)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.type(self.typed + " ".join(text.clean(event.text).split()))

    def on_click(self, event: events.Click) -> None:
        """With several values, a click marks a row; else it takes it, as in every list."""
        if not self.several:
            return
        event.prevent_default()
        clicked: int | None = event.style.meta.get("option")
        if clicked is not None:
            self.highlighted = clicked
            self.toggle()


class PickerLine(Static):
    """The line above a picker: what is typed, how many rows match, and which rows are chosen."""

    DEFAULT_CSS = """
    PickerLine { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__(Content(""))

    def describe(self, picker: Picker, about: str = "") -> None:
        """Show the state of a picker; `about` follows the chosen rows."""
        number = f"{len(picker.chosen)} chosen" if picker.several and picker.chosen else ""
        if picker.typed:
            all_of = sum(bool(row.value) for row in picker.rows)
            found = f"{picker.matching} of {all_of}"
            if not picker.matching:
                found = f"nothing matches; {key_of(self.screen, 'back')} clears it"
            elif picker.several and not picker.chooses:
                found += "  ·  ↓ then space to choose"
            self.update(
                Content.assemble(
                    (f" {text.clean(picker.typed)}", "bold"),
                    ("▏", "$accent"),
                    (f"  {number}  ·" if number else "", "bold"),
                    (f"  {found}", text.MUTED),
                )
            )
        elif number:
            before, after = f" {number}: ", f"  ·  {about}" if about else ""
            room = max(20, self.size.width - len(before) - len(after))
            self.update(text.plain(f"{before}{some_of(picker.names, room)}{after}", "bold"))
        else:
            space = ", ↓ then space to choose" if picker.several else ""
            self.update(Content.styled(f" Type to narrow the list{space}", text.MUTED))


def some_of(names: Sequence[str], width: int = 60, most: int = 2) -> str:
    """Return the first names and how many more there are: `AWS Lambda; Amazon SQS; +2`.

    It has at most `width` cells: only the first name is cut, and the others are named as a whole.
    """
    for shown in range(min(most, len(names)), 0, -1):
        more = f"; +{len(names) - shown}" if len(names) > shown else ""
        line = "; ".join(map(text.clean, names[:shown])) + more
        if cells(line) <= width:
            return line
    if not names:
        return ""
    return text.cut(text.clean(names[0]), max(1, width - len(more))) + more
