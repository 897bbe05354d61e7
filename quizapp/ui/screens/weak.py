"""The weak areas: topics by their cost on the exam, mix-ups, and lucky or overconfident answers."""

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
from quizapp.ui.screens.base import NARROW, WIDE, QuizScreen
from quizapp.ui.widgets.bars import mastery_row
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.store.progress.standing import WeakAreas

WIDTHS = ((16, 7), (23, 24), (36, 28))
"""Cells for name and bar in a terminal narrower than `NARROW`, than `WIDE`, and in a wider one."""
NO_ANSWERS = "No answers yet. Take a mock exam or a drill (esc, then m or d) first.\n"
COSTLY = "Topics by their cost on the exam: weight × distance from the pass line.\n"
EVERYTHING = "All topics, starting with the most costly.\n"


class WeakScreen(QuizScreen):
    """The topics that cost you the most on the exam come first. Press enter to drill a row."""

    BINDINGS = [
        Binding(
            "enter",
            "drill",
            "Drill this",
            id="weak.drill",
            tooltip="Drill up to 20 questions on it",
        ),
        Binding("a", "all", "All topics", id="weak.all", tooltip="All topics, or only weak ones"),
        Binding("escape", "back", "Home", id="weak.back", tooltip="Back to home"),
    ]

    def __init__(self, areas: WeakAreas, blueprint: Blueprint) -> None:
        super().__init__()
        self.areas = areas
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
        return self.areas.answered if action in ("drill", "all") else True

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        weak = rows(self.areas, everything=self.everything)
        listed = self.query_one(OptionList)
        listed.clear_options()
        self.rows = {str(place): row for place, row in enumerate(weak.all)}
        head = self.query_one("#weak-head", Static)
        if not weak.answered:
            head.update(Content(NO_ANSWERS))
            return
        head.update(Content.styled(EVERYTHING if self.everything else COSTLY, text.MUTED))
        options: list[Option | None] = []
        parts = {len(weak.topics), len(weak.topics) + len(weak.mix_ups)}
        for place, row in enumerate(weak.all):
            if place and place in parts:
                options.append(None)
            if row.mix_up is not None and place == len(weak.topics):
                options.append(_title("You chose … where … was right"))
            options.append(Option(self._line(row), id=str(place)))
        listed.add_options(options)
        listed.highlighted = 0 if listed.option_count else None

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
