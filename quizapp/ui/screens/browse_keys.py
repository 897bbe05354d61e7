"""The key bindings of the question browser."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from quizapp.ui.screens.annotating import annotation_keys

PAGING = (
    Binding(
        "pagedown,space", "page(1)", "Page", id="browse.page_down", show=False, tooltip="Page down"
    ),
    Binding("pageup", "page(-1)", "Up", id="browse.page_up", show=False, tooltip="Page up"),
)

KEYS: list[BindingType] = [
    Binding(
        "enter", "open", "Open", id="browse.open", tooltip="Go to the list, or open a question"
    ),
    Binding(
        "u",
        "uncover",
        "show answer",
        id="browse.uncover",
        tooltip="Show the answer; the question then counts as seen",
    ),
    Binding("left,p", "step(-1)", "back", id="browse.previous", tooltip="Previous question"),
    Binding("right,n", "step(1)", "next", id="browse.next", tooltip="Next question"),
    Binding(
        "escape",
        "back",
        "Back",
        id="browse.back",
        tooltip="Back; in the list, clear the search, then home",
    ),
    Binding(
        "f4,f",
        "filter",
        "filter",
        id="browse.filter",
        key_display="F4",
        tooltip="Filter by topic, service, status, and more (in the list also f)",
    ),
    Binding(
        "f3,d",
        "drill",
        "drill these",
        id="browse.drill",
        key_display="F3",
        tooltip="Drill the questions found (in the list also d)",
    ),
    *annotation_keys("browse"),
    Binding("slash", "search", "search", id="browse.search", key_display="/", tooltip="Search"),
    Binding("down", "down(1)", "List", id="browse.down", show=False, tooltip="Go to the list"),
    Binding("up", "down(-1)", "Up", id="browse.up", show=False, tooltip="Scroll up"),
    *PAGING,
]
"""The keys of `BrowseScreen`. F2 opens the settings there, too, as on every screen."""
