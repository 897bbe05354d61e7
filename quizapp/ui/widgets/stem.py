"""Stem and options together: a long stem scrolls by itself, the options stay in reach."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Static

from quizapp.exam.attempt import Item
from quizapp.exam.question import Question
from quizapp.ui import text
from quizapp.ui.widgets.options import Options

LEAST_STEM = 5


class StemText(Static):
    """The text of a stem. Its size follows from the layout and asks for no further one."""

    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)


class StemView(VerticalScroll, can_focus=False):
    DEFAULT_CSS = """
    StemView { height: auto; padding: 0 3; scrollbar-size-vertical: 1; }
    """

    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)


class QuestionView(Vertical):
    """One question as it is asked. Heights are dealt out anew whenever its text or size changes."""

    DEFAULT_CSS = """
    QuestionView { height: 1fr; }
    QuestionView > .more { height: 1; padding: 0 3; color: $quiz-muted; text-align: right; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._more: dict[str, bool] = {}

    def compose(self) -> ComposeResult:
        with StemView(id="stem"):
            yield StemText(Content(""), id="stem-text")
        yield Static(Content(""), classes="more", id="more-stem")
        yield Options(id="options")
        yield Static(Content(""), classes="more", id="more-options")

    def on_mount(self) -> None:
        self.watch(self.stem, "scroll_y", self._hint, init=False)
        self.watch(self.options, "scroll_y", self._hint, init=False)

    @property
    def stem(self) -> StemView:
        return self.query_one(StemView)

    @property
    def options(self) -> Options:
        return self.query_one(Options)

    def show(self, question: Question, item: Item) -> None:
        """Show a question. Once the size is known its heights are dealt out before it is drawn, so
        that it is laid out once."""
        known = bool(self.content_size.height)
        self.query_one("#stem-text", Static).update(text.prose(question.stem), layout=not known)
        if self.stem.scroll_offset.y:
            self.stem.scroll_home(animate=False)
        self.options.show(question, item)
        if known:
            self._fit()
        else:
            self.call_after_refresh(self._fit)

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Give the options the room they need; what is left, at least five lines, is the stem's."""
        room = self.content_size.height
        if room <= 2:
            return
        stem_text = self.query_one("#stem-text", Static)
        wanted = stem_text.get_content_height(
            self.size, self.size, max(1, self.stem.content_size.width)
        )
        spaced, tight = self.options.heights()
        crowded = wanted + 1 + spaced > room
        self.options.set_class(crowded, "-tight")
        options = tight if crowded else spaced
        least = min(wanted, LEAST_STEM, max(1, room - 3))
        stem = wanted if wanted + 1 + options <= room else max(least, room - options - 1)
        self.stem.styles.height = stem = max(1, min(stem, room - 2))
        left = room - stem - 1
        cut = options > left
        self.options.styles.height = max(1, left - 1) if cut else options
        self.query_one("#more-options", Static).display = cut
        self.call_after_refresh(self._hint)

    def _hint(self) -> None:
        for view, where, keys in (
            (self.stem, "#more-stem", "PgDn"),
            (self.options, "#more-options", "↓"),
        ):
            more = view.max_scroll_y - view.scroll_offset.y > 0
            if more != self._more.get(where, False):
                self._more[where] = more
                hint = Content(f"▾ more below · {keys}" if more else "")
                self.query_one(where, Static).update(hint, layout=False)
