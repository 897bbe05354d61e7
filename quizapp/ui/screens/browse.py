"""The question browser: search every question, read it, keep bookmarks and notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from quizapp.ui import text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.screens.filter import FilterScreen, called, chosen
from quizapp.ui.widgets import found
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from quizapp.store.opening import Opened
    from quizapp.store.search import Entry, Hit, Page
    from quizapp.store.search_query import Query

WIDE = 110
LIST_WIDTH = 48
TYPING = 0.12
MOVING = 0.06
LONGEST = 200
MORE = "more"


class Results(OptionList):
    """A list that ends at its ends; above its first row is the search."""

    def action_cursor_up(self) -> None:
        if self.highlighted:
            super().action_cursor_up()
        else:
            self.screen.query_one(Input).focus()

    def action_cursor_down(self) -> None:
        if self.highlighted is None or self.highlighted + 1 < self.option_count:
            super().action_cursor_down()


class BrowseScreen(QuizScreen):
    """Search every question by its words, or by your own notes. Enter opens one. The answer to a
    question that you have not met stays covered until you uncover it; that counts as seen.
    Questions of mocks you have not sat are left out."""

    BINDINGS = [
        Binding("enter", "open", "Open", id="browse.open", tooltip="Read the highlighted question"),
        Binding(
            "u",
            "uncover",
            "uncover",
            id="browse.uncover",
            tooltip="Show the answer; the question then counts as seen",
        ),
        Binding("left,p", "step(-1)", "back", id="browse.previous", tooltip="Previous question"),
        Binding("right,n", "step(1)", "next", id="browse.next", tooltip="Next question"),
        Binding("escape", "back", "Back", id="browse.back", tooltip="Back; clear the search; home"),
        Binding("b", "bookmark", "bookmark", id="browse.bookmark", tooltip="Bookmark, or not"),
        Binding("e", "note", "note", id="browse.note", tooltip="A note to yourself"),
        Binding(
            "exclamation_mark",
            "report",
            "report",
            id="browse.report",
            key_display="!",
            tooltip="Report this question (kept on this machine)",
        ),
        Binding(
            "o",
            "reference",
            "reference",
            id="browse.reference",
            tooltip="Open the first reference in your browser",
        ),
        Binding(
            "f2,f",
            "filter",
            "filter",
            id="browse.filter",
            key_display="F2",
            tooltip="List only a domain, topic, service, level or status (f in the list)",
        ),
        Binding("slash", "search", "search", id="browse.search", key_display="/", tooltip="Search"),
        Binding("down", "down(1)", "List", id="browse.down", show=False, tooltip="To the list"),
        Binding("up", "down(-1)", "Up", id="browse.up", show=False, tooltip="Scroll up"),
        Binding(
            "pagedown,space",
            "page(1)",
            "Page",
            id="browse.page_down",
            show=False,
            tooltip="A page down",
        ),
        Binding(
            "pageup", "page(-1)", "Page up", id="browse.page_up", show=False, tooltip="A page up"
        ),
    ]

    @dataclass
    class Found(Message):
        """A page was found for the search of this number; `after` is the row it follows."""

        number: int
        after: int
        page: Page
        held: int

    @dataclass
    class Failed(Message):
        """The search of this number could not be made; `text` is the one line that says why."""

        number: int
        text: str

    def __init__(self) -> None:
        super().__init__()
        from quizapp.store.search_query import Query

        self.wanted: Query = Query()
        self.hits: list[Hit] = []
        self.more = False
        self.held_back = 0
        self.reading = False
        self.entry: Entry | None = None
        self.names: dict[str, str] = {}
        self._uncovered: set[int] = set()
        self._number = 0
        self._drawn: int | None = None
        self._width = 0
        self._loading = self._going_on = False
        self._soon: dict[Callable[[], None], Timer] = {}

    @property
    def opened(self) -> Opened:
        assert self.quiz.opened is not None
        return self.quiz.opened

    @property
    def wide(self) -> bool:
        return self.size.width >= WIDE

    @property
    def rows(self) -> OptionList:
        return self.query_one("#browse-list", OptionList)

    @property
    def at(self) -> int | None:
        """The place of the highlighted question; None if there is none."""
        at = self.rows.highlighted
        return at if at is not None and at < len(self.hits) else None

    def compose(self) -> ComposeResult:
        yield Heading(Content("Browse"))
        with Horizontal(id="browse-top"):
            yield Static(Content("Search "), id="browse-label")
            yield Input(
                placeholder="words of a question, an option, a takeaway or your note",
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
        self.quiz.guard(self._name_topics)
        self._search()

    def _name_topics(self) -> None:
        from quizapp.store import search

        with self.opened.database.read() as session:
            self.names = search.topics(session, self.opened.pack)

    def on_resize(self) -> None:
        """Set everything to the new width."""
        if not self.is_mounted or self.size.width == self._width:
            return
        self._width = self.size.width
        for index, hit in enumerate(self.hits):
            self.rows.replace_option_prompt_at_index(index, self._row(hit))
        if self._number or self.hits:
            self._draw()
            self._show()

    def on_descendant_focus(self) -> None:
        self.query_one(Hints).renew()

    # -- searching ------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value != self.wanted.text:
            self._ask_for(replace(self.wanted, text=event.value), wait=TYPING)

    def on_input_submitted(self) -> None:
        if self.hits:
            self.rows.focus()

    def _ask_for(self, query: Query, *, wait: float = 0.0) -> None:
        """Search for something else: at once, or when no key has been pressed for a while."""
        self.wanted = query
        self._number += 1
        if wait:
            self._later(wait, self._search)
        else:
            self._search()

    def _later(self, wait: float, what: Callable[[], None]) -> None:
        """Do it when it was not asked for again for a while (seconds)."""
        timer = self._soon.get(what)
        if timer is not None:
            timer.stop()
        self._soon[what] = self.set_timer(wait, what)

    def _search(self, after: int = 0) -> None:
        self._loading = True
        self._find(self._number, self.wanted, after)

    @work(thread=True, exclusive=True, group="browse")
    def _find(self, number: int, query: Query, after: int) -> None:
        """Read a page beside the screen."""
        from quizapp.store import search
        from quizapp.store.errors import StoreError

        opened = self.opened
        who = (opened.learner, opened.pack, opened.blueprint.code)
        try:
            with opened.database.read() as session:
                page = search.page(session, *who, query, after=after)
                held = search.held_back(session, *who) if not after else self.held_back
        except StoreError as error:
            self.post_message(self.Failed(number, str(error)))
        else:
            self.post_message(self.Found(number, after, page, held))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        if message.number == self._number:
            self._loading = False
            self.quiz.say(message.text, severity="error", timeout=15)

    @on(Found)
    def _found(self, message: Found) -> None:
        if message.number != self._number:
            return
        self._loading = False
        self.more, self.held_back = message.page.more, message.held
        rows, first = self.rows, 0
        moves = True
        if message.after:
            first = len(self.hits)
            moves = self._going_on or rows.highlighted == first
            rows.remove_option(MORE)
        else:
            self.hits = []
            rows.clear_options()
        self._going_on = False
        self.hits += message.page.hits
        rows.add_options([Option(self._row(hit), id=str(hit.row_id)) for hit in message.page.hits])
        if self.more:
            rows.add_option(Option(Content.styled(" More …", text.MUTED), id=MORE))
        if moves and self.hits:
            rows.highlighted = min(first, len(self.hits) - 1)
        self._draw()
        self._show()

    # -- drawing ----------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Draw what is said of the list, and an empty one's words."""
        values = [
            called(name, value, self.opened, self.names)
            for name, value in chosen(self.wanted).items()
        ]
        count = found.count(len(self.hits), self.more, values)
        held = found.held_back(self.held_back, listed=self.wanted.held)
        self.query_one("#browse-count", Static).update(
            text.both_ends(count, held, max(20, self.size.width - 2))
        )
        empty = self.query_one("#browse-empty", Static)
        empty.display = not self.hits
        self.rows.display = bool(self.hits)
        if not self.hits:
            empty.update(
                found.nothing(self.wanted, filtered=bool(values), held_back=self.held_back)
            )
            self.reading = False
            self.query_one(Input).focus()

    def _row(self, hit: Hit) -> Content:
        width = (LIST_WIDTH if self.wide else self.size.width) - 3
        return found.row(hit, self.names.get(hit.topic, hit.topic), max(20, width))

    @property
    def in_sight(self) -> bool:
        """Whether a question's text is on the screen."""
        return self.reading or self.wide

    @property
    def covered(self) -> bool:
        entry = self.entry
        return entry is None or (entry.covered and entry.hit.row_id not in self._uncovered)

    def _show(self) -> None:
        """Draw the highlighted question, if questions are drawn now."""
        self.set_class(self.reading, "-reading")
        at = self.at
        place = ""
        if self.reading and at is not None:
            place = f"{at + 1} of {len(self.hits)}{'+' if self.more else ''} · "
        self.query_one(Heading).standing(Content(f"{place}{self.opened.blueprint.code}"))
        if at is None or not self.in_sight:
            self.entry = None
            self.query_one("#browse-text", Static).update(Content(""))
        elif self.quiz.guard(lambda: self._read(self.hits[at])):
            self._draw_page()
        self.query_one(Hints).renew()

    def _read(self, hit: Hit) -> None:
        from quizapp.store import search

        opened = self.opened
        with opened.database.read() as session:
            self.entry = search.read(
                session, opened.learner, opened.pack, opened.blueprint.code, hit.row_id
            )

    def _draw_page(self) -> None:
        entry = self.entry
        if entry is None:
            return
        width = self.size.width - (LIST_WIDTH + 8 if self.wide else 8)
        self.query_one("#browse-text", Static).update(
            found.read(entry, covered=self.covered, width=max(24, min(96, width)))
        )
        if entry.hit.row_id != self._drawn:
            self._drawn = entry.hit.row_id
            self.query_one("#browse-page", VerticalScroll).scroll_home(animate=False)

    # -- moving -----------------------------------------------------------------------------------

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id == MORE:
            self._load_more()
        elif self.in_sight:
            self._later(MOVING, self._show)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == MORE:
            self._load_more()
            return
        self.reading = True
        self.set_focus(None)
        self._show()

    def _load_more(self) -> None:
        if self.more and not self._loading:
            self._search(self.hits[-1].row_id)

    def action_open(self) -> None:
        if self.at is not None:
            self.rows.action_select()

    def action_step(self, step: int) -> None:
        at = self.at
        if at is None:
            return
        if at + step >= len(self.hits):
            self._going_on = self.more
            self._load_more()
        else:
            self.rows.highlighted = max(0, at + step)

    def action_search(self) -> None:
        self._leave_page()
        self.query_one(Input).focus()

    def action_down(self, direction: int) -> None:
        if self.reading:
            page = self.query_one("#browse-page", VerticalScroll)
            page.scroll_relative(y=direction, animate=False)
        elif direction > 0 and self.hits:
            self.rows.focus()

    def action_page(self, direction: int) -> None:
        page = self.query_one("#browse-page", VerticalScroll)
        page.scroll_relative(y=direction * max(1, page.size.height - 2), animate=False)

    def _leave_page(self) -> None:
        if self.reading:
            self.reading = False
            self._show()

    def action_back(self) -> None:
        """From a question to the list, from a search to none, from none to home."""
        from quizapp.store.search_query import Query

        if self.reading:
            self._leave_page()
            self.rows.focus()
        elif self.wanted != Query():
            self._ask_for(replace(self.wanted, text="") if self.wanted.text else Query())
            self.query_one(Input).value = ""
            self.query_one(Input).focus()
        else:
            self.quiz.go_home()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is there only where it does something; letters are typed into the search."""
        if not self.is_mounted:
            return True
        typing = isinstance(self.focused, Input)
        there = self.at is not None
        if action == "open":
            return there and not self.reading
        if action == "uncover":
            return there and not typing and self.in_sight and self.covered
        if action == "reference":
            return there and not typing and self.in_sight and not self.covered
        if action == "step":
            return there and not typing and self.in_sight
        if action == "report":
            return there and not typing and self.in_sight
        if action in ("bookmark", "note"):
            return there and not typing
        if action == "search":
            return not typing and not self.reading
        if action == "filter":
            return not self.reading
        if action == "page":
            return self.reading
        return True

    def action_filter(self) -> None:
        screen = FilterScreen(self.wanted, self.opened, self.names, self.held_back)
        self.app.push_screen(screen, self._filtered)

    def _filtered(self, query: Query | None) -> None:
        if query is not None and query != self.wanted:
            self._ask_for(replace(query, text=self.wanted.text))

    # -- what the learner adds -------------------------------------------------------------------

    def _write_down(self, change: Callable[[Session, int, Entry], object]) -> bool:
        """Store something about the highlighted question and draw it anew; True if it was."""
        at = self.at
        if at is None:
            return False

        def store() -> None:
            hit = self.hits[at]
            if self.entry is None or self.entry.hit.row_id != hit.row_id:
                self._read(hit)
            if self.entry is not None:
                with self.opened.database.write() as session:
                    change(session, self.opened.learner, self.entry)
                self._read(hit)

        if not self.quiz.guard(store) or self.entry is None:
            return False
        self.hits[at] = self.entry.hit
        self.rows.replace_option_prompt_at_index(at, self._row(self.entry.hit))
        if self.in_sight:
            self._draw_page()
        self.query_one(Hints).renew()
        return True

    def action_uncover(self) -> None:
        from quizapp.store import search

        if self.entry is None or self.at is None or self.entry.hit != self.hits[self.at]:
            self._show()
            return
        if self._write_down(lambda s, who, entry: search.uncover(s, who, entry.hit.row_id)):
            assert self.entry is not None
            self._uncovered.add(self.entry.hit.row_id)
            self._draw_page()
            self.query_one(Hints).renew()

    def action_bookmark(self) -> None:
        from quizapp.store import marks

        if self._write_down(lambda s, who, e: marks.toggle_bookmark(s, who, e.hit.row_id)):
            assert self.entry is not None
            kept = self.entry.mark.bookmarked
            self.quiz.say("Bookmarked." if kept else "No bookmark any more.", timeout=2)

    def action_note(self) -> None:
        from quizapp.ui.screens.note import NoteScreen

        at = self.at
        if at is not None and self.quiz.guard(lambda: self._read(self.hits[at])):
            before = self.entry.mark.note if self.entry is not None else ""
            self.app.push_screen(NoteScreen("A note to yourself", before), self._noted)

    def _noted(self, note: str | None) -> None:
        from quizapp.store import marks

        if note is not None:
            self._write_down(lambda s, who, e: marks.write_note(s, who, e.hit.row_id, note))

    def action_report(self) -> None:
        from quizapp.ui.screens.note import NoteScreen

        self.app.push_screen(NoteScreen("What is wrong with this question?"), self._reported)

    def _reported(self, what: str | None) -> None:
        from quizapp.store import marks

        if what is not None and self._write_down(
            lambda s, who, e: marks.complain(s, who, e.hit.row_id, e.revision_id, what)
        ):
            self.quiz.say("Reported; it stands in `quizapp bank reports`.")

    def action_reference(self) -> None:
        """Open the reference; only https, only on request."""
        references = self.entry.question.references if self.entry is not None else ()
        if references and references[0].startswith("https://"):
            self.app.open_url(references[0])
