"""What the question browser lists: one value for each filter, any of them."""

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
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.practice.room import Practice
    from quizapp.store.browser.query import Query

LABELS = {
    "domain": "Domain",
    "topic": "Topic",
    "service": "Service",
    "level": "Level",
    "status": "Status",
}
STATUSES = {
    "unseen": "new: its answer was not shown to you yet",
    "missed": "missed, and not yet right on three days",
    "flagged": "flagged when you last met it",
    "lucky": "right by luck",
    "due": "due for review",
    "bookmarked": "bookmarked",
    "noted": "with a note of yours",
}
HELD, NONE = "held", "none"


def active_filters(query: Query) -> dict[str, str]:
    """The filters that are set, by name."""
    values = {name: getattr(query, name) for name in LABELS}
    return {name: value for name, value in values.items() if value is not None}


def value_label(name: str, value: str, blueprint: Blueprint, topics: dict[str, str]) -> str:
    """A filter's value in words."""
    if name == "domain":
        return f"{value} {blueprint.domain_name(value)}"
    if name == "topic":
        return topics.get(value, value)
    return value


class FilterScreen(Dialog["Query"]):
    """Enter changes a row; esc lists what is then asked for."""

    BINDINGS = [
        Binding("enter", "change", "Change", id="filter.change", tooltip="Change this row"),
        Binding("r", "reset", "Reset", id="filter.reset", tooltip="Take every filter away"),
        Binding("escape,f2", "done", "Done", id="filter.done", tooltip="List what is asked for"),
    ]

    def __init__(self, query: Query, practice: Practice, topics: dict[str, str], held: int) -> None:
        """`held` is how many questions are kept for mocks not taken yet."""
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
            said = (
                "any" if value is None else value_label(name, value, self._blueprint, self._topics)
            )
            rows.add_option(Option(_pair(label, said), id=name))
        kept = "listed, but covered" if self.wanted.held else "kept back"
        rows.add_option(
            Option(_pair("Not taken", f"{self._held} of mocks not taken: {kept}"), id=HELD)
        )
        rows.highlighted = at

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        name = event.option_id
        if name == HELD:
            self.wanted = replace(self.wanted, held=not self.wanted.held)
            self._draw()
        elif name is not None:
            choices = [(NONE, Content(" any"))]
            choices += [(v, text.plain(f" {said}")) for v, said in self._values(name).items()]
            self.app.push_screen(
                ChoiceScreen(Content(LABELS[name]), Content(""), choices),
                lambda value: self._set(name, value),
            )

    def _values(self, name: str) -> dict[str, str]:
        """What a filter may be set to, with what each is called."""
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
