"""A base widget that draws lines of text and redraws only the lines that changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

EMPTY = Content("")


class Lines(Widget):
    """Draws the lines that `arranged` returns for its size.

    Lines are compared by identity: a line is redrawn only if `arranged` returns another object.
    """

    auto_links = Reactive(False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Content] = ()
        self._strips: dict[int, Strip] = {}
        self._arranged_for = Size(0, 0)

    def arranged(self, size: Size) -> Sequence[Content]:
        """Return the lines from the top for a content area of `size`; none may be wider."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Call `arranged` again after the content has changed, and redraw the lines that differ."""
        if self._arranged_for != self.content_size or not self._arranged_for:
            # The widget is hidden or was just resized. `render_line` arranges it when it is drawn.
            self._arranged_for = Size(0, 0)
            self.refresh()
            return
        before, self._lines = self._lines, self.arranged(self._arranged_for)
        changed: list[Region] = []
        for y, (old, new) in enumerate(zip_longest(before, self._lines)):
            if old is new:
                continue
            self._strips.pop(y, None)
            if changed and changed[-1].bottom == y:
                changed[-1] = changed[-1].grow((0, 0, 1, 0))
            else:
                changed.append(Region(0, y, self._arranged_for.width, 1))
        if changed:
            self.refresh(*changed)

    def render(self) -> Content:
        """Return all lines as one text, from which Textual copies a selection."""
        return Content("\n").join(self._lines)

    def render_line(self, y: int) -> Strip:
        size = self.content_size
        if size != self._arranged_for:
            self._arranged_for = size
            self._strips.clear()
            self._lines = self.arranged(size)
        strip = self._strips.get(y)
        if strip is None:
            content = self._lines[y] if y < len(self._lines) else EMPTY
            strip = self._strips[y] = self._strip(content, y, size.width)
        return strip

    def _strip(self, content: Content, y: int, width: int) -> Strip:
        selection = self.text_selection
        span = None if selection is None else selection.get_span(y)
        if span is not None:
            first, last = span
            selected = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            content = content.stylize(selected, first, len(content) if last == -1 else last)
        style = self.visual_style
        strips = Visual.to_strips(self, content, width, 1, style, apply_selection=False, pad=True)
        return strips[0].apply_offsets(0, y) if strips else Strip.blank(width, style.rich_style)

    def selection_updated(self, selection: Selection | None) -> None:
        self._strips.clear()
        super().selection_updated(selection)

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()
