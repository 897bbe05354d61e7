"""The line at the top of every screen: its title, the progress, and the clock."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static


class Heading(Horizontal):
    """The title on the left; the progress and, in a sitting, the clock on the right."""

    DEFAULT_CSS = """
    Heading { height: 1; padding: 0 1; background: $panel; color: $quiz-muted; }
    Heading > #heading-title { width: 1fr; text-overflow: ellipsis; text-wrap: nowrap; }
    Heading > #heading-standing { width: auto; padding: 0 2 0 1; }
    Heading > #heading-clock { width: auto; text-style: bold; color: $foreground; }
    """

    def __init__(self, title: Content, standing: Content | None = None) -> None:
        super().__init__()
        self._title = title
        self._standing = standing or Content("")
        self._shown_clock = ""

    def compose(self) -> ComposeResult:
        yield Static(self._title, id="heading-title")
        yield Static(self._standing, id="heading-standing")
        yield Static(Content(""), id="heading-clock")

    def title(self, content: Content) -> None:
        """Show a title."""
        self.query_one("#heading-title", Static).update(content, layout=False)

    def standing(self, content: Content) -> None:
        """Show the progress; redraw only if it changed."""
        if content == self._standing and self.is_mounted:
            return
        changed = content.cell_length != self._standing.cell_length
        self._standing = content
        self.query_one("#heading-standing", Static).update(content, layout=changed)

    def clock(self, shown: str) -> None:
        """Show the time left; redraw only if the text changed."""
        if shown == self._shown_clock:
            return
        changed = len(shown) != len(self._shown_clock)
        self._shown_clock = shown
        clock = self.query_one("#heading-clock", Static)
        clock.update(Content(shown), layout=changed)
