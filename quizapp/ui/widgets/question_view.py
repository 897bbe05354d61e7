"""The widget that shows an open question. A long stem scrolls separately from the options."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Size

from quizapp.exam.attempt import Item
from quizapp.exam.question import Question
from quizapp.ui import text
from quizapp.ui.messages import OptionPicked
from quizapp.ui.widgets.hints import key_of
from quizapp.ui.widgets.lines import EMPTY, Lines

LEAST_STEM = 5
"""Lines of a long stem that are visible even if the options need more room."""
LEAST_BEFORE = 3
"""The same for the part of a stem before the question that closes it."""
SHARE = 0.45
"""The part of the height that a long stem has if the options must scroll, too."""
CLOSING = 3
"""The part of the height (1 / CLOSING) that the closing question can have."""
LEAD = 8
"""Cells before the text of an option: pointer, number, mark, and blanks."""


class ScrollArea:
    """Lines of text, of which `room` lines from `at` on are visible."""

    def __init__(self) -> None:
        self.lines: Sequence[Content] = ()
        self.room = 0
        self.at = 0

    @property
    def end(self) -> int:
        """The largest scroll position; 0 if all lines are visible."""
        return max(0, len(self.lines) - self.room)

    def scroll_by(self, lines: int) -> bool:
        """Scroll, stopping at either end; return whether the position changed."""
        return self.scroll_to(self.at + lines)

    def scroll_to(self, at: int) -> bool:
        """Scroll to a position, limited to the end; return whether the position changed."""
        before, self.at = self.at, max(0, min(self.end, at))
        return self.at != before

    @property
    def visible(self) -> Sequence[Content]:
        """The lines to draw."""
        return self.lines[self.at : self.at + self.room]

    def more(self, up: str, down: str) -> str:
        """Return a hint about the hidden lines and the keys that scroll to them."""
        above, below = self.at > 0, self.at < self.end
        if above and below:
            return f"▴▾ more above and below · {up} {down}"
        if below:
            return f"▾ more below · {down}"
        return f"▴ more above · {up}" if above else ""


class QuestionView(Lines):
    """The stem and the options of a question, with the marks of the learner.

    It is a single widget that draws lines. A new question, a choice, or a move of the highlight
    needs no layout, and redraws only the lines that change.
    """

    DEFAULT_CSS = """
    QuestionView { width: 1fr; height: 1fr; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = ScrollArea()
        self.options = ScrollArea()
        self.highlighted = 0
        self._question: Question | None = None
        self._item: Item | None = None
        self._under = -1
        """The position of the option under the mouse, from 0; -1 if there is none."""
        self._fitted = Size(0, 0)
        """The size that the texts are wrapped for."""
        self._texts: list[list[Content]] = []
        """The wrapped text of each option, in the order shown."""
        self._places: list[int] = []
        """For each line of `options`, the position of the option that it belongs to."""
        self._asked: list[Content] = []
        """The question that closes the stem, if it stays while the rest of the stem scrolls."""
        self._tight = False
        """Whether the blank lines between options are left out."""
        self._drawn_options: dict[tuple[object, ...], list[Content]] = {}
        self._hints: dict[tuple[str, int], Content] = {}

    # -- content ------------------------------------------------------------------------------

    def show(self, question: Question, item: Item) -> None:
        """Show a question from the top, with its options in the order of `item`.

        The highlight is on what was chosen before, if anything was.
        """
        self._question, self._item = question, item
        self._fitted = Size(0, 0)
        self._under = -1
        self.stem.at = self.options.at = 0
        self.highlighted = min(map(item.order.index, item.chosen), default=0)
        self.redraw()

    def mark(self, item: Item) -> None:
        """Redraw the options after a choice or a strikeout."""
        self._item = item
        self.redraw()

    def highlight(self, shown: int) -> None:
        """Highlight the option at a position (from 0) and scroll to it."""
        self.highlighted = shown
        self._reveal()
        self.redraw()

    def _reveal(self) -> None:
        """Scroll the options to the highlighted one."""
        if self.options.end and self.highlighted in self._places:
            first = self._places.index(self.highlighted)
            last = first + len(self._texts[self.highlighted])
            if last > self.options.at + self.options.room:
                self.options.scroll_to(last - self.options.room)
            if first < self.options.at:
                self.options.scroll_to(first)

    def move(self, step: int) -> None:
        """Move the highlight by `step` options, stopping at either end."""
        last = len(self._item.order) - 1 if self._item is not None else 0
        self.highlight(max(0, min(last, self.highlighted + step)))

    def page(self, direction: int) -> None:
        """Scroll a long stem, or else the options, one page up (-1) or down (1)."""
        area = self.stem if self.stem.end else self.options
        if area.scroll_by(direction * max(1, area.room - 1)):
            self.redraw()

    @property
    def last_seen(self) -> bool:
        """Whether the last option is visible."""
        return self.options.at >= self.options.end

    # -- drawing ------------------------------------------------------------------------------

    def arranged(self, size: Size) -> Sequence[Content]:
        if self._question is None or self._item is None or size.height <= 2:
            return ()
        if size != self._fitted:
            self._fit(size, self._question, self._item)
        self.options.lines = self._options(size.width, self._item)
        return [
            *self.stem.visible,
            self._hint(self.stem, ("page(-1)", "page(1)"), size.width),
            *self._asked,
            *self.options.visible,
            *([self._hint(self.options, ("up", "down"), size.width)] if self.options.end else []),
        ]

    def _insets(self) -> tuple[int, int]:
        """Return the indents of the stem and of the pointer, in cells.

        They align the number of an option with the stem.
        """
        stem = 4 if self.screen.has_class("-wide") else 3
        return stem, stem - 2

    def _fit(self, size: Size, question: Question, item: Item) -> None:
        """Wrap the texts and divide the height.

        The options get the lines they need. The stem gets the rest, but at least `LEAST_STEM`, and
        its `SHARE` if the options do not fit even then and the longest one does. If it does not
        fit, the question that closes it stays in sight below it.
        """
        self._fitted = size
        inset, before = self._insets()
        blank = Content(" " * inset)

        def wrapped(words: str) -> list[Content]:
            lines = text.prose(words).wrap(max(1, size.width - 2 * inset))
            return [blank + line if line else EMPTY for line in lines]

        self.stem.lines = stem = wrapped(question.stem)
        self._asked = []
        width = max(8, size.width - before - LEAD - inset)
        self._texts = [text.prose(question.options[n].text).wrap(width) for n in item.order]
        self._drawn_options.clear()
        needed, lines, count = len(stem), sum(map(len, self._texts)), len(self._texts)
        room = size.height - 1
        self._tight = needed + lines + count - 1 > room
        options = lines if self._tight else lines + count - 1
        if needed + options > room:
            opening, closing = text.split_closing(question.stem)
            asked = wrapped(closing)
            if opening and len(asked) <= room // CLOSING:
                self.stem.lines, self._asked = wrapped(opening), asked
                needed, room = len(self.stem.lines), room - len(asked)
        least = min(needed, LEAST_BEFORE if self._asked else LEAST_STEM, max(1, room - 2))
        if options > room - least:
            longest = max(map(len, self._texts), default=0)
            least = max(least, min(needed, round(room * SHARE), room - 1 - longest))
        height = needed if needed + options <= room else max(least, room - options)
        self.stem.room = height = max(1, min(height, room - 1))
        left = room - height
        self.options.room = options if options <= left else max(1, left - 1)
        self._places = []
        for n, option in enumerate(self._texts):
            self._places += [n] * (len(option) + (not self._tight and n < count - 1))
        self.options.lines = [EMPTY] * len(self._places)
        self.stem.scroll_to(self.stem.at)
        self.options.scroll_to(self.options.at)
        self._reveal()

    def _options(self, width: int, item: Item) -> list[Content]:
        shown: list[Content] = []
        for place, number in enumerate(item.order):
            key = (
                place,
                number in item.chosen,
                number in item.struck,
                place == self.highlighted,
                place == self._under,
            )
            lines = self._drawn_options.get(key)
            if lines is None:
                lines = self._drawn_options[key] = self._option(*key, width, item)
            shown += lines
            if not self._tight:
                shown.append(EMPTY)
        return shown[: len(self._places)]

    def _option(
        self,
        place: int,
        chosen: bool,
        struck: bool,
        highlighted: bool,
        under: bool,
        width: int,
        item: Item,
    ) -> list[Content]:
        pointer = "❯" if highlighted else " "
        empty, full = ("☐", "☑") if item.selects > 1 else ("○", "●")
        mark = "–" if struck else full if chosen else empty
        style = "$accent" if chosen else text.MUTED
        indent = " " * self._insets()[1]
        lead = Content.assemble(
            indent, (pointer, "$accent"), f" {place + 1}  ", (mark, style), "  "
        )
        lines = self._texts[place]
        if struck:
            lines = [Content.styled(line.plain, f"strike {text.MUTED}") for line in lines]
        elif chosen:
            lines = [line.stylize_before("bold") for line in lines]
        rows = text.hanging_lines(lines, lead)
        if highlighted or under:
            rows = [self._highlighted(row, width) for row in rows]
        return rows

    @staticmethod
    def _highlighted(row: Content, width: int) -> Content:
        return row.pad_right(max(0, width - row.cell_length)).stylize_before("on $surface")

    def _hint(self, area: ScrollArea, actions: tuple[str, str], width: int) -> Content:
        """Return the line about hidden lines, with the keys that are currently assigned."""
        if not area.end:
            return EMPTY
        words = area.more(*(key_of(self.screen, action) for action in actions))
        if (words, width) not in self._hints:
            hint = Content.styled(words, text.MUTED)
            self._hints[words, width] = hint.pad_left(max(0, width - hint.cell_length - 3))
        return self._hints[words, width]

    # -- mouse ---------------------------------------------------------------------------------

    def _at(self, event: events.MouseEvent) -> int:
        """Return the position (from 0) of the option under the mouse, or -1."""
        y = event.y - self.gutter.top - self.stem.room - 1 - len(self._asked)
        if not 0 <= y < self.options.room:
            return -1
        y += self.options.at
        return self._places[y] if y < len(self._places) else -1

    def on_click(self, event: events.Click) -> None:
        shown = self._at(event)
        if shown >= 0:
            event.stop()
            self.post_message(OptionPicked(shown))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._hover(self._at(event))

    def on_leave(self) -> None:
        self._hover(-1)

    def _hover(self, under: int) -> None:
        if under != self._under:
            self._under = under
            self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        above = event.y - self.gutter.top <= self.stem.room
        area = self.stem if above else self.options
        event.stop()
        if area.scroll_by(by):
            self.redraw()
