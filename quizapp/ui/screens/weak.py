"""Weak areas: topics by what they cost on the exam, mix-ups, lucky and overconfident answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.practice.weak_areas import WeakRow, rows
from quizapp.ui import messages, text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.widgets.bars import mastery_row
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.store.progress.standing import WeakAreas

NARROW, WIDE = 80, 110
WIDTHS = ((16, 7), (23, 24), (36, 28))
"""Cells for name and bar: below `NARROW`, below `WIDE`, and from there on."""
NO_ANSWERS = "No answers yet. Take a mock exam or a drill (esc, then m or d) first.\n"
COSTLY = "Topics by what they cost on the exam: weight × distance from the pass line.\n"
EVERYTHING = "Every topic, the costliest first.\n"


class WeakScreen(QuizScreen):
    """What costs most on the exam is first. Enter drills the highlighted row."""

    BINDINGS = [
        Binding("enter", "drill", "Drill this", id="weak.drill", tooltip="20 questions on it"),
        Binding("a", "all", "All topics", id="weak.all", tooltip="Every topic, or the weak ones"),
        Binding("escape", "back", "Home", id="weak.back", tooltip="Back to home"),
    ]

    def __init__(self, found: WeakAreas, blueprint: Blueprint) -> None:
        super().__init__()
        self.found = found
        self.blueprint = blueprint
        self.everything = False
        self.rows: dict[str, WeakRow] = {}

    def compose(self) -> ComposeResult:
        yield Heading(Content("Weak areas"))
        with Vertical(classes="page"):
            yield Static(Content(""), id="weak-head")
            yield OptionList()
        yield Hints()

    def on_mount(self) -> None:
        self.query_one(Heading).standing(Content(self.blueprint.code))
        self.query_one(Hints).renew()
        self._draw()
        self.query_one(OptionList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.found.answered if action in ("drill", "all") else True

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        found = rows(self.found, everything=self.everything)
        shown = self.query_one(OptionList)
        shown.clear_options()
        self.rows = {str(place): row for place, row in enumerate(found.all)}
        head = self.query_one("#weak-head", Static)
        if not found.answered:
            head.update(Content(NO_ANSWERS))
            return
        head.update(Content.styled(EVERYTHING if self.everything else COSTLY, text.MUTED))
        options: list[Option | None] = []
        parts = {len(found.topics), len(found.topics) + len(found.mix_ups)}
        for place, row in enumerate(found.all):
            if place and place in parts:
                options.append(None)
            if row.mix_up is not None and place == len(found.topics):
                options.append(_title("You chose … where … was right"))
            options.append(Option(self._line(row), id=str(place)))
        shown.add_options(options)
        shown.highlighted = 0 if shown.option_count else None

    def _line(self, row: WeakRow) -> Content:
        if row.topic is not None:
            widths = WIDTHS[(self.size.width >= WIDE) + (self.size.width >= NARROW)]
            target = self.blueprint.pass_fraction
            return mastery_row(f" {row.name}", row.topic, *widths, least=1, target=target)
        if row.mix_up is not None:
            times = text.count(row.mix_up.count, "time")
            return Content.assemble(f" {text.clean(row.name)}", (f"   {times}", text.MUTED))
        return Content(f" {row.name}: {text.count(row.questions or 0, 'question')}")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        row = self.rows.get(event.option_id or "")
        if row is not None:
            self.post_message(messages.StartDrill(row.wish, row.title))

    def action_drill(self) -> None:
        self.query_one(OptionList).action_select()

    def action_all(self) -> None:
        self.everything = not self.everything
        self._draw()

    def action_back(self) -> None:
        self.post_message(messages.GoHome())


def _title(name: str) -> Option:
    return Option(Content.styled(f" {name}", "bold"), disabled=True)
