"""The keys of the question browser: what they do, and when they have an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input

from quizapp.practice.mix_ups import displaced
from quizapp.ui.screens.annotating import AnnotatingScreen, annotation_keys
from quizapp.ui.screens.comparing import compare_key
from quizapp.ui.widgets import browser_text
from quizapp.ui.widgets.hints import key_of
from quizapp.ui.widgets.results import Results

if TYPE_CHECKING:
    from quizapp.practice.reread import Given
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import Entry

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
    compare_key("browse"),
    Binding("slash", "search", "search", id="browse.search", key_display="/", tooltip="Search"),
    Binding("down", "down(1)", "List", id="browse.down", show=False, tooltip="Go to the list"),
    Binding("up", "down(-1)", "Up", id="browse.up", show=False, tooltip="Scroll up"),
    *PAGING,
]
"""The keys of `BrowseScreen`. F2 opens the settings there, too, as on every screen."""


class BrowsingKeys(AnnotatingScreen):
    """When the keys have an effect, and what the footer and the help call it."""

    wanted: Query
    reading: bool
    entry: Entry | None
    given: Given | None

    @property
    def wide(self) -> bool:
        """Whether the list and the question are shown next to each other."""
        return self.size.width >= browser_text.BESIDE

    @property
    def results(self) -> Results:
        return self.query_one(Results)

    @property
    def page(self) -> VerticalScroll:
        return self.query_one("#browse-page", VerticalScroll)

    @property
    def question_visible(self) -> bool:
        """Whether the text of a question is on the screen."""
        return self.reading or self.wide

    @property
    def covered(self) -> bool:
        """Whether the answer to the question on the screen is covered."""
        return self.entry is None or self.entry.covered

    @property
    def compares(self) -> bool:
        """Whether the question on the screen was missed by a choice that can be compared."""
        return self.given is not None and displaced(self.given.item) is not None

    @property
    def shown_hints(self) -> tuple[str, ...]:
        """The key of the comparison, in the footer of a question that was missed."""
        return ("mix_up",) if self.reading and self.compares else ()

    @property
    def _typing(self) -> bool:
        """Whether the search field has the focus, which takes the letters."""
        return isinstance(self.focused, Input)

    @property
    def hint_labels(self) -> dict[str, str]:
        return {
            "browse.back": browser_text.esc_to(self.wanted, reading=self.reading),
            "browse.open": self._enter_to,
            "browse.drill": "Drill these",
        }

    @property
    def _enter_to(self) -> str:
        """What enter does: a question next to the list is open, and only takes the arrow keys."""
        if self._typing:
            return "List"
        return "Question" if self.wide else "Open"

    @property
    def spare_hints(self) -> tuple[str, ...]:
        """The keys to leave out first: in the list, those that move like the arrow keys."""
        return ("browse.drill",) if self.reading else ("browse.previous", "browse.next")

    @property
    def key_effects(self) -> dict[str, str]:
        """What keys do on the page of a question, if it differs from the list."""
        return {"browse.down": "Scroll down"} if self.reading else {}

    @property
    def uncover_keys(self) -> str:
        """The keys that uncover the question: first one that leaves the search field, if needed."""
        uncover = key_of(self, "uncover")
        if self._typing:
            return f"{key_of(self, 'down(1)')}, then {uncover}"
        return uncover

    def key(self, action: str) -> str:
        """Return the key of an action here, in a mock (flag), or in a drill (guess)."""
        if action == "flag":
            from quizapp.ui.screens.mock_question import MockQuestionScreen

            return key_of(self, action, MockQuestionScreen.BINDINGS)
        if action == "guess":
            from quizapp.ui.screens.drill_question import DrillQuestionScreen

            return key_of(self, action, DrillQuestionScreen.BINDINGS)
        return key_of(self, action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable only keys that have an effect. Letters belong to the search field."""
        if not self.is_mounted:
            return True
        highlighted = self.results.hit is not None
        listed = highlighted and not self._typing
        if action in ("uncover", "reference"):
            return listed and self.question_visible and self.covered is (action == "uncover")
        if action == "mix_up":
            return listed and self.compares
        if action in ("step", "report"):
            return listed and self.question_visible
        if action in ("bookmark", "note"):
            return listed
        if action in ("open", "drill"):
            return highlighted and not (self.reading and action == "open")
        if action in ("filter", "search"):
            return not self.reading and not (action == "search" and self._typing)
        if action in ("page", "down") and self.reading:
            return self.page.max_scroll_y > 0
        if action == "down":
            return highlighted and not listed and parameters == (1,)
        return action != "page"
