"""A widget that draws line by line, and paints only the lines that have changed."""

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
    """Shows what `arranged` gives for its size, without a widget of its own for each part.

    A line is known by identity: whoever arranges the same object again says that it looks the same.
    """

    auto_links = Reactive(False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Content] = ()
        self._strips: dict[int, Strip] = {}
        self._arranged_for = Size(0, 0)

    def arranged(self, size: Size) -> Sequence[Content]:
        """The lines for a content of this many cells, from the top; none is wider than that."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Arrange anew, after what is shown has changed, and paint the lines that differ."""
        if self._arranged_for != self.content_size or not self._arranged_for:
            # Hidden, or just resized: whatever size it is drawn in, it is arranged for that then.
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
        """All lines as one text, from which a selection is copied."""
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
            strip = self._strips[y] = self._drawn(content, y, size.width)
        return strip

    def _drawn(self, content: Content, y: int, width: int) -> Strip:
        selection = self.text_selection
        span = None if selection is None else selection.get_span(y)
        if span is not None:
            first, last = span
            marked = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            content = content.stylize(marked, first, len(content) if last == -1 else last)
        style = self.visual_style
        drawn = Visual.to_strips(self, content, width, 1, style, apply_selection=False, pad=True)
        return drawn[0].apply_offsets(0, y) if drawn else Strip.blank(width, style.rich_style)

    def selection_updated(self, selection: Selection | None) -> None:
        self._strips.clear()
        super().selection_updated(selection)

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()
