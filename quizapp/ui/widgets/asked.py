"""A question as it is asked: a long stem scrolls by itself, the options stay in reach."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Size

from quizapp.exam.attempt import Item
from quizapp.exam.question import Question
from quizapp.ui import text
from quizapp.ui.messages import OptionPicked
from quizapp.ui.widgets.hints import declared_bindings, key_name
from quizapp.ui.widgets.lines import EMPTY, Lines

LEAST_STEM = 5
LEAD = 8
"""Cells before an option's text: the pointer, its number, its mark, and blanks."""


class Part:
    """Lines of which as many are seen as there is room for; the others are scrolled to."""

    def __init__(self) -> None:
        self.lines: Sequence[Content] = ()
        self.room = 0
        self.at = 0

    @property
    def end(self) -> int:
        """How far it can be scrolled."""
        return max(0, len(self.lines) - self.room)

    def scroll(self, by: int) -> bool:
        """Scroll, stopping at either end; True if that moved anything."""
        return self.bring(self.at + by)

    def bring(self, at: int) -> bool:
        """Scroll so that a line is the first, if there are enough behind it."""
        before, self.at = self.at, max(0, min(self.end, at))
        return self.at != before

    @property
    def seen(self) -> Sequence[Content]:
        return self.lines[self.at : self.at + self.room]

    def more(self, up: str, down: str) -> str:
        """What is said of lines out of sight, and the keys that bring them."""
        above, below = self.at > 0, self.at < self.end
        if above and below:
            return f"▴▾ more above and below · {up} {down}"
        if below:
            return f"▾ more below · {down}"
        return f"▴ more above · {up}" if above else ""


class QuestionView(Lines):
    """One question: its stem, and its options with their marks.

    It is one widget that draws lines: another question, a choice or a step of the highlight lays
    nothing out, and paints no line that stays as it was.
    """

    DEFAULT_CSS = """
    QuestionView { width: 1fr; height: 1fr; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = Part()
        self.options = Part()
        self.highlighted = 0
        self._question: Question | None = None
        self._item: Item | None = None
        self._under = -1
        """The option under the mouse; -1 for none."""
        self._fitted = Size(0, 0)
        self._texts: list[list[Content]] = []
        self._places: list[int] = []
        """Of every line of the options, whose it is."""
        self._tight = False
        self._drawn_options: dict[tuple[object, ...], list[Content]] = {}
        self._hints: dict[tuple[str, int], Content] = {}

    # -- what is shown ------------------------------------------------------------------------

    def show(self, question: Question, item: Item) -> None:
        """Show a question from its beginning, in this attempt's order of options."""
        self._question, self._item = question, item
        self._fitted = Size(0, 0)
        self._under = -1
        self.highlighted = self.stem.at = self.options.at = 0
        self.redraw()

    def mark(self, item: Item) -> None:
        """Show which options are chosen and which struck out."""
        self._item = item
        self.redraw()

    def highlight(self, shown: int) -> None:
        """Point at an option, counted from 0 as shown, and bring it into sight."""
        self.highlighted = shown
        if self.options.end and shown in self._places:
            first = self._places.index(shown)
            last = first + len(self._texts[shown])
            if last > self.options.at + self.options.room:
                self.options.bring(last - self.options.room)
            if first < self.options.at:
                self.options.bring(first)
        self.redraw()

    def move(self, step: int) -> None:
        """Move the highlight, stopping at either end."""
        last = len(self._item.order) - 1 if self._item is not None else 0
        self.highlight(max(0, min(last, self.highlighted + step)))

    def page(self, direction: int) -> None:
        """Page through a long stem, or through long options."""
        part = self.stem if self.stem.end else self.options
        if part.scroll(direction * max(1, part.room - 1)):
            self.redraw()

    @property
    def last_seen(self) -> bool:
        """Whether the last option has been on the screen."""
        return self.options.at >= self.options.end

    # -- drawing ------------------------------------------------------------------------------

    def arranged(self, size: Size) -> Sequence[Content]:
        if self._question is None or self._item is None or size.height <= 2:
            return ()
        if size != self._fitted:
            self._fit(size, self._question, self._item)
        self.options.lines = self._options(size.width, self._item)
        return [
            *self.stem.seen,
            self._hint(self.stem, ("page(-1)", "page(1)"), size.width),
            *self.options.seen,
            *([self._hint(self.options, ("up", "down"), size.width)] if self.options.end else []),
        ]

    def _insets(self) -> tuple[int, int]:
        """Blank cells left of the stem, and of the pointer at an option: number and stem align."""
        stem = 4 if self.screen.has_class("-wide") else 3
        return stem, stem - 2

    def _fit(self, size: Size, question: Question, item: Item) -> None:
        """Wrap the texts, and give the options the room they need; what is left, at least five
        lines, is the stem's."""
        self._fitted = size
        inset, before = self._insets()
        blank = Content(" " * inset)
        stem = text.prose(question.stem).wrap(max(1, size.width - 2 * inset))
        self.stem.lines = [blank + line if line else EMPTY for line in stem]
        width = max(8, size.width - before - LEAD - inset)
        self._texts = [text.inline(question.options[n].text).wrap(width) for n in item.order]
        self._drawn_options.clear()
        wanted, lines, count = len(stem), sum(map(len, self._texts)), len(self._texts)
        room = size.height - 1
        self._tight = wanted + lines + count - 1 > room
        options = lines if self._tight else lines + count - 1
        least = min(wanted, LEAST_STEM, max(1, room - 2))
        given = wanted if wanted + options <= room else max(least, room - options)
        self.stem.room = given = max(1, min(given, room - 1))
        left = room - given
        self.options.room = options if options <= left else max(1, left - 1)
        self._places = []
        for n, option in enumerate(self._texts):
            self._places += [n] * (len(option) + (not self._tight and n < count - 1))
        self.options.lines = [EMPTY] * len(self._places)
        self.stem.bring(self.stem.at)
        self.options.bring(self.options.at)

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
            rows = [self._lit(row, width) for row in rows]
        return rows

    @staticmethod
    def _lit(row: Content, width: int) -> Content:
        return row.pad_right(max(0, width - row.cell_length)).stylize_before("on $surface")

    def _hint(self, part: Part, actions: tuple[str, str], width: int) -> Content:
        """The line that says what is out of sight, with the keys as they are set now."""
        if not part.end:
            return EMPTY
        said = part.more(*(self._key(action) for action in actions))
        if (said, width) not in self._hints:
            hint = Content.styled(said, text.MUTED)
            self._hints[said, width] = hint.pad_left(max(0, width - hint.cell_length - 3))
        return self._hints[said, width]

    def _key(self, action: str) -> str:
        return next((key_name(b) for b in declared_bindings(self.screen) if b.action == action), "")

    # -- mouse ---------------------------------------------------------------------------------

    def _at(self, event: events.MouseEvent) -> int:
        """The option under the mouse, counted from 0 as shown; -1 if there is none."""
        y = event.y - self.gutter.top - self.stem.room - 1
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
        part = self.stem if above else self.options
        event.stop()
        if part.scroll(by):
            self.redraw()
