"""The dialog with the filters of the question browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.question import LEVELS
from quizapp.ui import text
from quizapp.ui.screens.base import Dialog
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets import browser_text
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.practice.room import Practice
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import HeldBack

LABELS = {
    "domain": "Domain",
    "topic": "Topic",
    "service": "Service",
    "level": "Level",
    "status": "Status",
}
STATUSES = {
    "unseen": "new: you have not seen the answer yet",
    "missed": "missed, and not yet right on three days",
    "flagged": "flagged when you last saw it",
    "lucky": "right by luck",
    "due": "due for review",
    "bookmarked": "bookmarked",
    "noted": "with a note",
}
HELD, NONE = "held", "none"
"""The id of the row about questions held back, and of the choice "any"."""


def active_filters(query: Query) -> dict[str, str]:
    """Return the values of the filters that are set, by name."""
    values = {name: getattr(query, name) for name in LABELS}
    return {name: value for name, value in values.items() if value is not None}


def value_label(name: str, value: str, blueprint: Blueprint, topics: dict[str, str]) -> str:
    """Return the label of a filter's value; `topics` maps topic ids to names."""
    if name == "domain":
        return f"{value} {blueprint.domain_name(value)}"
    if name == "topic":
        return topics.get(value, value)
    return value


class FilterScreen(Dialog["Query"]):
    """Press enter to change a row, and esc to list the matching questions."""

    BINDINGS = [
        Binding("enter", "change", "Change", id="filter.change", tooltip="Change this row"),
        Binding("r", "reset", "Reset", id="filter.reset", tooltip="Clear all filters"),
        Binding(
            "escape,f2", "done", "Done", id="filter.done", tooltip="List the matching questions"
        ),
    ]

    def __init__(
        self, query: Query, practice: Practice, topics: dict[str, str], held: HeldBack | None
    ) -> None:
        """`held` is the number of questions that are held back; None if it is not known yet."""
        super().__init__()
        self.wanted = query
        self._practice = practice
        self._blueprint = practice.workspace.blueprint
        self._topics = topics
        self._held = held

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content("List only"), classes="dialog-title")
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
        for name, label in LABELS.items():
            value = getattr(self.wanted, name)
            shown = (
                "any" if value is None else value_label(name, value, self._blueprint, self._topics)
            )
            rows.add_option(Option(_pair(label, shown), id=name))
        state = "listed, but covered" if self.wanted.held else "hidden"
        held = browser_text.held_back(self._held, state) or "none"
        rows.add_option(Option(_pair("Held back", held), id=HELD))
        rows.highlighted = at

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        name = event.option_id
        if name == HELD:
            self.wanted = replace(self.wanted, held=not self.wanted.held)
            self._draw()
        elif name is not None:
            choices = [(NONE, Content(" any"))]
            choices += [(v, text.plain(f" {label}")) for v, label in self._values(name).items()]
            self.app.push_screen(
                ChoiceScreen(Content(LABELS[name]), Content(""), choices),
                lambda value: self._set(name, value),
            )

    def _values(self, name: str) -> dict[str, str]:
        """Return the possible values of a filter with their labels."""
        if name == "domain":
            domains = self._blueprint.domains
            return {d.id: value_label(name, d.id, self._blueprint, self._topics) for d in domains}
        if name == "topic":
            return self._topics
        if name == "level":
            return {level: level for level in LEVELS}
        if name == "status":
            return STATUSES
        services: list[str] = []
        with self.refusals():
            services = self._practice.services()
        return {service: service for service in services}

    def _set(self, name: str, value: str | None) -> None:
        if value is not None:
            change: dict[str, Any] = {name: None if value == NONE else value}
            self.wanted = replace(self.wanted, **change)
            self._draw()

    def action_change(self) -> None:
        self.query_one(OptionList).action_select()

    def action_reset(self) -> None:
        none: dict[str, Any] = dict.fromkeys(LABELS)
        self.wanted = replace(self.wanted, held=False, **none)
        self._draw()

    def action_done(self) -> None:
        self.dismiss(self.wanted)


def _pair(label: str, value: str) -> Content:
    style = "" if value == "any" else "bold"
    return Content.assemble((f" {label:<10}", text.MUTED), (text.clean(value), style))
