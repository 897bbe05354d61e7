"""The line at the top of every screen: its title, the progress, and the clock."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class Heading(Widget):
    """The title on the left; the progress and, in a sitting, the clock on the right.

    It is one widget, not one for each part: every start waits until home's is laid out.
    """

    DEFAULT_CSS = """
    Heading { height: 1; padding: 0 1; background: $panel; color: $quiz-muted; }
    """

    def __init__(self, title: Content, standing: Content | None = None) -> None:
        super().__init__()
        self._title = title
        self.shown_standing = standing or Content("")
        self.shown_clock = ""

    def render(self) -> Content:
        end = Content.assemble(
            " ", self.shown_standing, "  ", (self.shown_clock, "bold $foreground")
        )
        room = max(0, self.size.width - end.cell_length)
        title = self._title.truncate(room, ellipsis=True)
        return title + Content(" " * (room - title.cell_length)) + end

    def title(self, content: Content) -> None:
        """Show a title."""
        self._title = content
        self.refresh()

    def standing(self, content: Content) -> None:
        """Show the progress; redraw only if it changed."""
        if content != self.shown_standing:
            self.shown_standing = content
            self.refresh()

    def clock(self, shown: str) -> None:
        """Show the time left; redraw only if the text changed."""
        if shown != self.shown_clock:
            self.shown_clock = shown
            self.refresh()
