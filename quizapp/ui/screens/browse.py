"""The question browser: search questions, read them, and annotate them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from quizapp.practice.browse import number_text
from quizapp.store.errors import StoreError
from quizapp.ui import messages
from quizapp.ui.debounced import Debounced
from quizapp.ui.screens.base import LONG, scroll_page
from quizapp.ui.screens.browse_keys import KEYS, BrowsingKeys
from quizapp.ui.screens.comparing import open_comparison
from quizapp.ui.screens.drill_found import offer_drill
from quizapp.ui.screens.filter import FilterNames, FilterScreen, active_filters
from quizapp.ui.widgets import browser_text
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints
from quizapp.ui.widgets.results import PageFound, Results, SearchFailed

if TYPE_CHECKING:
    from quizapp.practice.room import Practice
    from quizapp.store.browser.hits import Hit
    from quizapp.store.browser.places import Place
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import Entry, HeldBack

TYPING, MOVING = 0.12, 0.06
"""Seconds without a key until a search starts, and until the highlighted question is shown."""
LONGEST = 200
"""Maximum length of a search, in characters."""


class BrowseScreen(BrowsingKeys):
    """Search the questions and your notes. Press enter to open a question. The answer to a question
    that you have not answered stays covered until you uncover it; the question then counts as seen.
    Questions in mocks that you have not taken, and new ones in open sittings, are
    kept for them and not listed; the filter lists them, covered."""

    # No widget has the focus while a question is open, even after a dialog is closed.
    AUTO_FOCUS = ""
    BINDINGS = KEYS

    def __init__(
        self,
        practice: Practice,
        topics: dict[str, str],
        services: dict[str, str],
        query: Query | None = None,
        row_id: int | None = None,
    ) -> None:
        """`topics` and `services` map ids to names. With a `query`, it is searched for, and the
        question `row_id` is highlighted if it is on the first page."""
        super().__init__()
        from quizapp.store.browser.query import Query

        self.wanted = query or Query()
        self._to_find = row_id
        self.held_back: HeldBack | None = None
        self.total = 0
        self.reading = False
        self.entry = None
        self.given = None
        self.practice = practice
        self.names = FilterNames(practice.workspace.blueprint, topics, services)
        self._number = self._width = 0
        self._drawn: int | None = None
        self._loading = self._going_on = False
        self._last: Place | None = None
        self._left_out: HeldBack | None = None
        self._debounced = Debounced(self)

    @property
    def busy(self) -> bool:
        """Whether a search or a redraw is still pending."""
        return self._loading or self._debounced.pending

    def compose(self) -> ComposeResult:
        yield Heading(Content("Browse"))
        with Horizontal(id="browse-top"):
            yield Static(Content("Search "), id="browse-label")
            yield Input(
                self.wanted.text,
                placeholder="words from questions, options, takeaways, or your notes",
                id="browse-input",
                compact=True,
                max_length=LONGEST,
            )
        yield Static(Content(""), id="browse-count")
        with Horizontal(id="browse-row"):
            with Vertical(id="browse-left"):
                yield Static(Content(""), id="browse-empty")
                yield Results(id="browse-list")
            with VerticalScroll(id="browse-page", can_focus=False):
                yield Static(Content(""), id="browse-text")
        yield Hints()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._search()

    def on_resize(self) -> None:
        """Wrap everything to the new width."""
        if not self.is_mounted or self.size.width == self._width:
            return
        self._width = self.size.width
        self.set_class(self.wide, "-beside")
        self.query_one("#browse-left").styles.width = browser_text.list_width(self._width)
        for hit in list(self.results.hits):
            self.results.put(hit, self._row(hit, self.wanted.words))
        if self._drawn is not None or self.results.hits:
            self._draw()
            self._show()

    def on_descendant_focus(self) -> None:
        if self.entry is None:
            self.query_one(Hints).renew()
        else:
            self._draw_page()  # The keys that uncover the question may have changed.

    # -- searching -----------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value != self.wanted.text:
            self._request(replace(self.wanted, text=event.value), wait=TYPING)

    def on_input_submitted(self) -> None:
        if self.results.hits:
            self.results.focus()

    def _request(self, query: Query, *, wait: float = 0.0) -> None:
        """Start a search, `wait` seconds after the last request if given."""
        self.wanted = query
        self._number += 1
        if wait:
            self._debounced.call(wait, self._search)
        else:
            self._search()

    def _search(self, after: Place | None = None) -> None:
        self._loading = True
        self._find(self._number, self.wanted, after)

    @work(thread=True, exclusive=True, group="browse")
    def _find(self, number: int, query: Query, after: Place | None) -> None:
        """Read a page of results and format its rows in a thread."""
        practice = self.practice
        try:
            page = practice.page(query, after)
            held_back = self.held_back if after else practice.held_back(listed=query.held)
        except StoreError as error:
            self.post_message(SearchFailed(number, str(error)))
        else:
            rows = [self._row(hit, query.words) for hit in page.hits]
            self.post_message(PageFound(number, after is not None, page, rows, held_back))

    @on(SearchFailed)
    def _failed(self, message: SearchFailed) -> None:
        if message.number == self._number:
            self._loading = False
            self.say(message.text, severity="error", timeout=LONG)

    @on(PageFound)
    def _found(self, message: PageFound) -> None:
        if message.number != self._number:
            return
        self._loading = False
        self.held_back = message.held_back
        page = message.page
        self._last = page.last
        if not message.further:
            self.total, self._left_out = page.total, page.left_out
        if message.further:
            go_on, self._going_on = self._going_on, False
            self.results.extend(page.hits, message.rows, more=page.more, go_on=go_on)
        else:
            self.results.fill(page.hits, message.rows, more=page.more)
            if self._to_find is not None and self.results.find(self._to_find):
                self.results.focus()
            self._to_find = None
        self._draw()
        self._show()

    @on(Results.End)
    def _load_more(self) -> None:
        if self.results.more and not self.busy:
            self._search(self._last)

    # -- drawing -------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Draw the line above the list, and the text of an empty list."""
        results = self.results
        values = active_filters(self.wanted, self.names)
        self._draw_count()
        empty = self.query_one("#browse-empty", Static)
        empty.display = not results.hits
        results.display = bool(results.hits)
        if not results.hits:
            empty.update(
                browser_text.nothing(
                    self.wanted, filtered=bool(values), left_out=self._left_out, key=self.key
                )
            )
            self.reading = False
            self.query_one(Input).focus()

    def _draw_count(self) -> None:
        """Draw the line above the list, with the same number of questions as a drill on them.

        A row that was changed keeps its place, but does not count if it lost the status.
        """
        status, rows = self.wanted.status, self.results.hits
        changed = sum(not hit.has(status) for hit in rows) if status else 0
        filters = active_filters(self.wanted, self.names)
        count = browser_text.heading(self.total - changed, self.held_back, filters, changed)
        held = browser_text.held_back(
            self.held_back,
            listed=self.wanted.held,
            searching=bool(filters or self.wanted.words),
        )
        line = browser_text.heading_line(count, held, max(20, self.size.width - 2))
        self.query_one("#browse-count", Static).update(line)

    def _row(self, hit: Hit, words: Sequence[str]) -> Content:
        width = browser_text.list_width(self.size.width) - 3
        topic = self.names.topics.get(hit.topic, hit.topic)
        return browser_text.row(hit, topic, max(20, width), words)

    def _show(self) -> None:
        """Draw the highlighted question, if questions are visible."""
        self.set_class(self.reading, "-reading")
        results, place = self.results, ""
        if self.reading and results.at is not None:
            place = f"{results.at + 1} of {number_text(self.total)} · "
        self.query_one(Heading).standing(
            Content(f"{place}{self.practice.workspace.blueprint.code}")
        )
        self._take(self.subject() if self.question_visible else None)
        self._draw_page()

    def _take(self, entry: Entry | None) -> None:
        """Make a question the one on the screen, with the answer to it, if that is not covered."""
        self.entry, self.given = entry, None
        if entry is not None and not entry.covered:
            with self.refusals():
                self.given = self.practice.given(entry)

    def _draw_page(self) -> None:
        entry, shown = self.entry, Content("")
        if entry is not None:
            width, words = browser_text.page_width(self.size.width), self.wanted.words
            uncover = self.uncover_keys if self.covered else None
            shown = browser_text.read(
                entry, uncover=uncover, width=width, words=words, given=self.given
            )
        self.query_one("#browse-text", Static).update(shown)
        row_id = None if entry is None else entry.hit.row_id
        if row_id != self._drawn:
            self._drawn = row_id
            self.page.scroll_home(animate=False)
        self.query_one(Hints).renew()

    # -- navigation ----------------------------------------------------------------------------

    def on_option_list_option_highlighted(self, _event: OptionList.OptionHighlighted) -> None:
        if self.question_visible:
            self._debounced.call(MOVING, self._show)

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        self.reading = True
        self.set_focus(None)
        self._show()

    def action_open(self) -> None:
        self.results.action_select()

    def action_step(self, step: int) -> None:
        if not self.results.step(step):
            self._going_on = True
            self._load_more()

    @on(Results.Above)
    def action_search(self) -> None:
        self.query_one(Input).focus()

    def action_down(self, direction: int) -> None:
        if self.reading:
            self.page.scroll_relative(y=direction, animate=False)
        elif direction > 0 and self.results.hits:
            self.results.focus()

    def action_page(self, direction: int) -> None:
        scroll_page(self.page, direction)

    def action_filter(self) -> None:
        screen = FilterScreen(self.wanted, self.names, self.held_back)
        self.app.push_screen(screen, self._filtered)

    def _filtered(self, query: Query | None) -> None:
        if query is not None and query != self.wanted:
            self._request(replace(query, text=self.wanted.text))

    def action_drill(self) -> None:
        """Offer a drill on the questions found; the choices say how many there are."""
        hit = self.results.hit
        back = partial(messages.OpenBrowser, self.wanted, None if hit is None else hit.row_id)
        listed = self.total if self.wanted.held else 0
        offer_drill(self, self.practice, self.wanted, self.held_back, back, listed)

    def action_back(self) -> None:
        """Close the question, else clear the search, else clear the filters, else go home."""
        if self.reading:
            self.reading = False
            self.results.focus()
            self._show()
        elif self.wanted != (empty := type(self.wanted)()):
            self._request(replace(self.wanted, text="") if self.wanted.text else empty)
            self.query_one(Input).value = ""
            self.query_one(Input).focus()
        else:
            self.post_message(messages.GoHome())

    # -- the highlighted question --------------------------------------------------------------

    def subject(self) -> Entry | None:
        hit = self.results.hit
        return None if hit is None else self.read_entry(hit.row_id)

    def show_changed(self, entry: Entry) -> None:
        self.results.put(entry.hit, self._row(entry.hit, self.wanted.words))
        self._draw_count()
        if self.entry is not None and self.entry.hit.row_id == entry.hit.row_id:
            self._take(entry)
            self._draw_page()

    def action_mix_up(self) -> None:
        """Show the wrong choice and the answer side by side."""
        if self.given is not None:
            open_comparison(self, self.practice, self.given.sitting, self.given.position)

    def action_uncover(self) -> None:
        """Uncover the question on the screen, or draw a newly highlighted one before that."""
        entry, hit = self.entry, self.results.hit
        if entry is None or hit is None or entry.hit.row_id != hit.row_id:
            self._show()
        else:
            self.store_change(entry, lambda _: self.practice.uncover(entry))
