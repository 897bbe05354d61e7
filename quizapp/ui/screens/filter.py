"""The dialog with the filters of the question browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.question import LEVEL_NAMES
from quizapp.practice.browse import kept_text
from quizapp.practice.drills import STATUS_ROWS
from quizapp.study.drill import FILTER_NAMES
from quizapp.ui import text
from quizapp.ui.screens.base import DIALOG, Dialog, dialog_width
from quizapp.ui.screens.pick import PickScreen, any_row, value_row
from quizapp.ui.widgets.hints import Hints
from quizapp.ui.widgets.picker import some_of

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import HeldBack

LABELS = {
    "domains": "Domain",
    "tasks": "Task",
    "topics": "Topic",
    "services": "Service",
    "levels": "Level",
    "status": "Status",
}
STATUSES = STATUS_ROWS | {"noted": "with a note"}
SHORT = FILTER_NAMES | {"noted": "with a note"}
"""What the statuses are called where one is chosen."""
HELD = "held"
"""The id of the row about questions held back."""
HELD_ROWS = {False: "left out", True: "listed, covered"}
"""What becomes of the questions held back, by whether the list has them."""
WIDEST = 80
"""Maximum width of the names of chosen values, in cells."""


@dataclass(frozen=True, slots=True)
class FilterNames:
    """The names of the filters' values: topics and services by id, and those of the exam."""

    blueprint: Blueprint
    topics: Mapping[str, str]
    services: Mapping[str, str]

    def of(self, name: str) -> Mapping[str, str]:
        """Return the possible values of a filter with their names, in the order to offer them."""
        if name == "domains":
            return {d.id: f"{d.id} {d.name}" for d in self.blueprint.domains}
        if name == "tasks":
            return {task.id: f"{task.id} {task.name}" for task in self.blueprint.tasks()}
        if name == "levels":
            return LEVEL_NAMES
        return {"topics": self.topics, "services": self.services, "status": STATUSES}[name]

    def shown(self, query: Query, name: str, width: int = WIDEST) -> str:
        """Return the values of a filter that are chosen, in `width` cells; "" without any."""
        names, chosen = self.of(name), chosen_values(query, name)
        if name == "status":
            return "".join(SHORT[status] for status in chosen)
        known = [names[value] for value in names if value in chosen]
        return some_of([*known, *sorted(chosen - names.keys())], width)


def chosen_values(query: Query, name: str) -> frozenset[str]:
    """Return the values of a filter that are chosen."""
    if name == "status":
        return frozenset({query.status} if query.status else ())
    values: frozenset[str] = getattr(query, name)
    return values


def active_filters(query: Query, names: FilterNames) -> list[str]:
    """Return the chosen values of each filter that is set, in words."""
    return [shown for name in LABELS if (shown := names.shown(query, name))]


class FilterScreen(Dialog["Query"]):
    """Press enter to change a row: most take several values. Press esc to list the questions."""

    BINDINGS = [
        Binding("enter", "change", "Change", id="filter.change", tooltip="Change this row"),
        Binding("r", "reset", "Reset", id="filter.reset", tooltip="Clear all filters"),
        Binding(
            "escape,f4", "done", "Done", id="filter.done", tooltip="List the matching questions"
        ),
    ]

    def __init__(self, query: Query, names: FilterNames, held: HeldBack | None) -> None:
        """`held` is the number of questions that are held back; None if it is not known yet."""
        super().__init__()
        self.wanted = query
        self._names = names
        self._held = held

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content("Filter"), classes="dialog-title")
            yield OptionList()
            yield Static(Content(""))
            yield Hints()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(OptionList).focus()

    def _draw(self) -> None:
        rows = self.query_one(OptionList)
        at = rows.highlighted or 0
        rows.clear_options()
        width = max(20, dialog_width(self.app.size.width, DIALOG) - 19)
        for name, label in LABELS.items():
            shown = self._names.shown(self.wanted, name, width) or "any"
            rows.add_option(Option(_pair(label, shown), id=name))
        rows.add_option(Option(_pair("Kept", HELD_ROWS[self.wanted.held]), id=HELD))
        rows.highlighted = at

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        name = event.option_id
        if name == HELD:
            self._ask_held()
        elif name is not None:
            columns = self.app.size.width
            values = self._names.of(name).items()
            self.app.push_screen(
                PickScreen(
                    Content(LABELS[name]),
                    [any_row(), *(value_row(v, label, None, columns) for v, label in values)],
                    several=name != "status",
                    chosen=chosen_values(self.wanted, name),
                ),
                lambda taken: self._set(name, taken),
            )

    def _ask_held(self) -> None:
        """Ask whether to list the questions held back; there is no "any"."""

        def taken(values: frozenset[str] | None) -> None:
            if values:
                self.wanted = replace(self.wanted, held=HELD_ROWS[True] in values)
                self._draw()

        rows = [value_row(v, v, None, self.app.size.width) for v in HELD_ROWS.values()]
        self.app.push_screen(
            PickScreen(
                Content("Kept"),
                rows,
                chosen={HELD_ROWS[self.wanted.held]},
                remark="" if self._held is None else kept_text(self._held),
            ),
            taken,
        )

    def _set(self, name: str, taken: frozenset[str] | None) -> None:
        if taken is not None:
            status = next(iter(taken), None)
            change: dict[str, Any] = {name: status if name == "status" else taken}
            self.wanted = replace(self.wanted, **change)
            self._draw()

    def action_change(self) -> None:
        self.query_one(OptionList).action_select()

    def action_reset(self) -> None:
        self.wanted = type(self.wanted)(text=self.wanted.text)
        self._draw()

    def action_done(self) -> None:
        self.dismiss(self.wanted)


def _pair(label: str, value: str) -> Content:
    style = "" if value == "any" else "bold"
    return Content.assemble((f" {label:<10}", text.MUTED), (text.clean(value), style))
