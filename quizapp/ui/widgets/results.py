"""The list of search results, which loads more when the learner reaches its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from quizapp.ui import text

if TYPE_CHECKING:
    from quizapp.store.browser.hits import Hit
    from quizapp.store.browser.search import HeldBack, Page

MORE = "more"


@dataclass
class PageFound(Message):
    """A page of results for the search with this number, and its rows.

    `further` is false for the first page.
    `held_back` is the number of questions that are held back.
    """

    number: int
    further: bool
    page: Page
    rows: list[Content]
    held_back: HeldBack | None


@dataclass
class SearchFailed(Message):
    """The search with this number failed; `text` is one line that says why."""

    number: int
    text: str


class Results(OptionList):
    """A list of questions, two lines each. The highlight does not wrap around."""

    class Above(Message):
        """The learner moved up from the first row."""

    class End(Message):
        """The learner reached the row "More …" at the end."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.hits: list[Hit] = []
        self.more = False

    @property
    def at(self) -> int | None:
        """The position (from 0) of the highlighted question; None if there is none."""
        at = self.highlighted
        return at if at is not None and at < len(self.hits) else None

    @property
    def hit(self) -> Hit | None:
        """The highlighted question; None if there is none."""
        return None if self.at is None else self.hits[self.at]

    def fill(self, hits: Sequence[Hit], rows: Sequence[Content], *, more: bool) -> None:
        """Replace the questions and highlight the first one."""
        self.hits = []
        self.more = False
        self.clear_options()
        self.extend(hits, rows, more=more, go_on=True)

    def extend(
        self, hits: Sequence[Hit], rows: Sequence[Content], *, more: bool, go_on: bool
    ) -> None:
        """Append questions.

        Highlight the first of them if `go_on` is set or the row "More …" was highlighted.
        """
        first = len(self.hits)
        go_on = go_on or self.highlighted == first
        if self.more:
            self.remove_option(MORE)
        self.hits += hits
        self.more = more
        self.add_options(
            [Option(row, id=str(hit.row_id)) for hit, row in zip(hits, rows, strict=True)]
        )
        if more:
            self.add_option(Option(Content.styled(" More …", text.MUTED), id=MORE))
        if go_on and self.hits:
            self.highlighted = min(first, len(self.hits) - 1)

    def put(self, hit: Hit, row: Content) -> None:
        """Replace the row of a question, if it is listed."""
        for place, known in enumerate(self.hits):
            if known.row_id == hit.row_id:
                self.hits[place] = hit
                self.replace_option_prompt_at_index(place, row)

    def find(self, row_id: int) -> bool:
        """Highlight a question; return whether it is listed."""
        place = next((n for n, hit in enumerate(self.hits) if hit.row_id == row_id), None)
        if place is not None:
            self.highlighted = place
        return place is not None

    def step(self, step: int) -> bool:
        """Move the highlight by `step` questions; return False if more must be loaded first."""
        if self.at is None:
            return True
        if self.at + step >= len(self.hits):
            return not self.more
        self.highlighted = max(0, self.at + step)
        return True

    def action_cursor_up(self) -> None:
        if self.highlighted:
            super().action_cursor_up()
        else:
            self.post_message(self.Above())

    def action_cursor_down(self) -> None:
        if self.highlighted is None or self.highlighted + 1 < self.option_count:
            super().action_cursor_down()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id == MORE:
            event.stop()
            self.post_message(self.End())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == MORE:
            event.stop()
            self.post_message(self.End())
