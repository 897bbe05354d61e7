"""The options of a question, one row each."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive, reactive
from textual.theme import Theme
from textual.widget import Widget

from quizapp.exam.attempt import Item
from quizapp.exam.question import Question
from quizapp.ui import text
from quizapp.ui.messages import OptionPicked

ROWS = 6
LEAD = 8


class OptionRow(Widget):
    """One option: its number, whether it is chosen or struck out, and its text."""

    DEFAULT_CSS = """
    OptionRow { height: auto; width: 1fr; padding: 0 1 1 1; }
    OptionRow:hover { background: $surface; }
    """

    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)
    chosen = reactive(False)
    struck = reactive(False)
    highlight = reactive(False)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.multiple = False
        self._text = Content("")
        self._wrapped: dict[int, list[Content]] = {}

    def put(self, content: Content, *, multiple: bool) -> None:
        """Show another option's text."""
        if content == self._text and multiple == self.multiple:
            return
        self._text = content
        self.multiple = multiple
        self._wrapped.clear()
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._lines(width)))

    def _lines(self, width: int) -> list[Content]:
        """The text wrapped for a row of this width: its height asks for it, then its drawing."""
        lines = self._wrapped.get(width)
        if lines is None:
            lines = self._wrapped[width] = self._text.wrap(max(8, width - LEAD))
        return lines

    def watch_highlight(self) -> None:
        self.dress()

    def dress(self) -> None:
        """A style of its own: with a class the style sheet would be gone through at every step."""
        self.styles.background = self.app.theme_variables["surface"] if self.highlight else None

    def render(self) -> Content:
        pointer = "❯" if self.highlight else " "
        empty, full = ("☐", "☑") if self.multiple else ("○", "●")
        mark = "–" if self.struck else full if self.chosen else empty
        style = "$accent" if self.chosen else "$quiz-muted"
        lead = Content.assemble((pointer, "$accent"), f" {self.number}  ", (mark, style), "  ")
        lines = self._lines(self.content_size.width)
        if self.struck:
            lines = [Content(line.plain).stylize("strike $quiz-muted") for line in lines]
        elif self.chosen:
            lines = [line.stylize_before("bold") for line in lines]
        return text.hung(lines, lead)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(OptionPicked(self.number - 1))


class Options(VerticalScroll, can_focus=False):
    """All options of the question shown; rows are kept and filled anew."""

    DEFAULT_CSS = """
    Options { height: auto; scrollbar-size-vertical: 1; }
    Options.-tight OptionRow { padding: 0 1 0 1; }
    """

    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)
    highlighted = reactive(0)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows = [OptionRow(number) for number in range(1, ROWS + 1)]

    def compose(self) -> ComposeResult:
        yield from self.rows

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, self._dress)

    def _dress(self, _theme: Theme) -> None:
        for row in self.rows:
            row.dress()

    def show(self, question: Question, item: Item) -> None:
        """Show a question's options in the order of this attempt."""
        for shown, row in enumerate(self.rows):
            row.display = shown < len(item.order)
            if row.display:
                option = question.options[item.order[shown]]
                row.put(text.inline(option.text), multiple=question.multiple)
        self.mark(item)
        self.highlighted = 0
        if self.scroll_offset.y:
            self.scroll_home(animate=False)

    def mark(self, item: Item) -> None:
        """Show which options are chosen and which struck out."""
        for shown, row in enumerate(self.rows[: len(item.order)]):
            row.chosen = item.order[shown] in item.chosen
            row.struck = item.order[shown] in item.struck

    def watch_highlighted(self, highlighted: int) -> None:
        rows = self.rows
        for shown, row in enumerate(rows):
            row.highlight = shown == highlighted
        if highlighted < len(rows) and self.is_mounted and self.max_scroll_y:
            self.scroll_to_widget(rows[highlighted], animate=False)

    def move(self, step: int) -> None:
        """Move the highlight, stopping at either end."""
        last = sum(1 for row in self.rows if row.display) - 1
        self.highlighted = max(0, min(last, self.highlighted + step))

    def heights(self) -> tuple[int, int]:
        """Lines that all rows take at the present width: with blank lines between, and without."""
        size = self.size
        width = max(1, size.width - self.gutter.width - 2)
        rows = [row for row in self.rows if row.display]
        lines = sum(row.get_content_height(size, size, width) for row in rows)
        return lines + len(rows), lines

    @property
    def last_seen(self) -> bool:
        """Whether the last option has been on the screen."""
        return self.scroll_offset.y >= self.max_scroll_y
