"""One question that the learner has met, with its reasons, opened from another page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizapp.practice.browse import waits_text
from quizapp.ui import text
from quizapp.ui.screens.annotating import AnnotatingScreen, annotation_keys
from quizapp.ui.screens.base import QuizScreen, scroll_page
from quizapp.ui.widgets import browser_text
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.practice.reread import Given
    from quizapp.practice.room import Practice
    from quizapp.store.browser.search import Entry

WIDEST = 96


def open_reasons(
    screen: QuizScreen,
    practice: Practice,
    row_id: int,
    cause: str = "",
    page: type[ReasonsScreen] | None = None,
) -> None:
    """Show a question with its reasons above a screen, or say why that is not possible now.

    The answer on it is the last one, or the last miss for a `cause` (its stored name).
    """
    with screen.refusals():
        entry = practice.entry(row_id)
        if entry is None or entry.covered:
            screen.say(waits_text(entry) if entry else "This question is no longer in the bank.")
        else:
            given = practice.given(entry, cause)
            screen.app.push_screen((page or ReasonsScreen)(practice, entry, given))


class ReasonsScreen(AnnotatingScreen):
    """A question that you have answered, with your answer and the reason for every option.
    Bookmarks, notes, and reports work as in Browse."""

    BINDINGS = [
        Binding("escape", "back", "Back", id="reasons.back", tooltip="Back to the previous page"),
        *annotation_keys("reasons", opens="open"),
        Binding("down", "scroll(1)", "Down", id="reasons.down", show=False, tooltip="Scroll down"),
        Binding("up", "scroll(-1)", "Up", id="reasons.up", show=False, tooltip="Scroll up"),
        Binding(
            "pagedown,space",
            "page(1)",
            "Page",
            id="reasons.page_down",
            show=False,
            tooltip="Page down",
        ),
        Binding("pageup", "page(-1)", "Up", id="reasons.page_up", show=False, tooltip="Page up"),
    ]

    def __init__(self, practice: Practice, entry: Entry, given: Given | None = None) -> None:
        """`given` is the answer to show; None if there is none."""
        super().__init__()
        self.practice = practice
        self.entry = entry
        self.given = given

    def compose(self) -> ComposeResult:
        yield Heading(Content.assemble("Question · ", text.plain(self.entry.topic)))
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(Content(""), id="reasons-text")
        yield Hints()

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        room = self.query_one(".page").scrollable_content_region.width
        width = max(24, min(WIDEST, room))
        shown = browser_text.read(self.entry, uncover=None, width=width, given=self.given)
        self.query_one("#reasons-text", Static).update(shown)

    def subject(self) -> Entry | None:
        return self.read_entry(self.entry.hit.row_id)

    def show_changed(self, entry: Entry) -> None:
        self.entry = entry
        self._draw()

    def action_scroll(self, direction: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=direction, animate=False)

    def action_page(self, direction: int) -> None:
        scroll_page(self.query_one(VerticalScroll), direction)

    def action_back(self) -> None:
        self.step_back()
