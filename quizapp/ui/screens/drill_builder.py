"""The drill builder: filters for a drill, with a live count of matching questions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.practice.drills import (
    FIELDS,
    OVERLAP,
    STATUS_ROWS,
    Counted,
    brief,
    count_fault,
    natural,
    with_values,
)
from quizapp.study.drill import BLOCKED, MIXED, DrillFilter
from quizapp.ui import messages, text
from quizapp.ui.screens.ask import AskScreen
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.screens.pick import PickScreen, any_row, value_row
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints
from quizapp.ui.widgets.picker import Row, some_of

if TYPE_CHECKING:
    from quizapp.practice.drills import DrillChoices

WIDEST = 90
"""Maximum width of the names of chosen values, in cells."""
LABELS = {
    "domains": "Domain",
    "tasks": "Task",
    "topics": "Topic",
    "skills": "Skill",
    "services": "Service",
    "levels": "Level",
    "only": "Status",
    "count": "Questions",
    "order": "Order",
}
ORDERS = {MIXED: "mixed", BLOCKED: "topic by topic"}
NOTES = {
    "domains": "a part of the exam",
    "tasks": "a part of a domain",
    "topics": "what a question is about",
    "skills": "a part of a task",
}
"""What a value is, for the rows that would not be clear without it while none is chosen."""


class DrillBuilderScreen(QuizScreen):
    """Choose what to practice. The line at the top counts the matching questions. Press enter to
    change a row."""

    BINDINGS = [
        Binding("b", "begin", "Begin", id="drill.begin", tooltip="Start this drill"),
        Binding("enter", "change", "Change", id="drill.change", tooltip="Change this row"),
        Binding("q", "quick", "Quick 10", id="drill.quick", tooltip="10 questions from all topics"),
        Binding(
            "w",
            "weakest",
            "Weakest 20",
            id="drill.weakest",
            tooltip="20 questions on the three topics that cost you the most points",
        ),
        Binding(
            "c",
            "calculations",
            "Calculations",
            id="drill.calculations",
            tooltip="Calculation questions, with new numbers each time",
        ),
        Binding("r", "reset", "Reset", id="drill.reset", tooltip="Clear all filters"),
        Binding("escape", "back", "Home", id="drill.back", tooltip="Back to home"),
    ]

    spare_hints = ("drill.change",)

    def __init__(self, choices: DrillChoices, kept: dict[str, DrillFilter] | None = None) -> None:
        """`kept` are the wishes that the learner left without a drill, by the code of the exam."""
        super().__init__()
        self.choices = choices
        self.kept = {} if kept is None else kept
        self.wish = self.kept.pop(self._exam, DrillFilter())

    @property
    def _exam(self) -> str:
        return self.choices.workspace.blueprint.code

    def compose(self) -> ComposeResult:
        yield Heading(Content("Drill"))
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(Content(""), id="drill-count")
            yield OptionList()
        yield Hints()

    def on_mount(self) -> None:
        self.query_one(Heading).standing(Content(self._exam))
        self._draw()
        self.query_one(OptionList).focus()

    # -- drawing -------------------------------------------------------------------------------

    def _draw(self) -> None:
        counted = Counted(0, 0)
        with self.refusals():
            counted = self.choices.count(self.wish)
        matching, fresh = counted.questions, counted.first_sight
        more = "+" if counted.more and fresh == matching else ""
        line = Content.assemble(
            (f"{min(self.wish.count, matching)}", "bold $accent"),
            f" of {text.count(matching, 'question', more=counted.more)}",
            (f"  ·  {fresh}{more} new", text.MUTED),
        )
        if self.wish.templates:
            line = line + Content.styled("  ·  calculations only", text.MUTED)
        if counted.held_text:
            line = line + Content.styled(f"  ·  {counted.held_text}", text.MUTED)
        self.query_one("#drill-count", Static).update(line + Content("\n"))
        rows = self.query_one(OptionList)
        at = rows.highlighted or 0
        rows.clear_options()
        rows.add_options(
            [Option(self._row(name), id=name) for name in (*FIELDS, "count", "order")]
            + [Option(Content.styled(" Begin", "bold"), id="begin")]
        )
        rows.highlighted = min(at, rows.option_count - 1)
        self.query_one(Hints).renew()

    def _row(self, name: str) -> Content:
        if name == "count":
            shown = str(self.wish.count)
        elif name == "order":
            shown = ORDERS[self.wish.order]
        else:
            chosen = sorted(getattr(self.wish, name), key=natural)
            width = max(20, min(WIDEST, self.size.width - 22))
            names = [self.choices.name(name, value) for value in chosen]
            if name == "skills":
                names = [brief(each) for each in names]
            shown = some_of(names, width) or "any"
        label = Content.styled(f" {LABELS[name]:<12}", text.MUTED)
        if shown == "any":
            return Content.assemble(label, shown, (f"   {NOTES.get(name, '')}", text.MUTED))
        return Content.assemble(label, (text.clean(shown), "bold"))

    # -- actions ------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == "begin":
            self.action_begin()
        elif event.option_id is not None:
            self._ask(event.option_id)

    def action_change(self) -> None:
        self.query_one(OptionList).action_select()

    def _ask(self, field: str) -> None:
        if field == "order":
            columns = self.app.size.width
            self.app.push_screen(
                PickScreen(
                    Content(LABELS[field]),
                    [value_row(v, name, None, columns) for v, name in ORDERS.items()],
                    chosen={self.wish.order},
                ),
                self._set_order,
            )
            return
        if field == "count":
            self.app.push_screen(
                AskScreen(
                    LABELS[field],
                    "How many questions at most, from 1.",
                    str(self.wish.count),
                    count_fault,
                ),
                self._set_count,
            )
            return
        self.app.push_screen(
            PickScreen(
                Content(LABELS[field]),
                [any_row(), *self._values(field)],
                several=True,
                chosen=getattr(self.wish, field),
                about=lambda values: self._matching(with_values(self.wish, field, values)),
                remark=f"{self._numbers}{OVERLAP.get(field, '')}",
            ),
            lambda values: self._set(field, values),
        )

    @property
    def _numbers(self) -> str:
        """What the numbers of the values are, if there are any."""
        return "" if self.choices.stock is None else "Numbers are questions. "

    def _values(self, field: str) -> list[Row]:
        """Return the rows of a field's values, with the counts where known.

        Chosen values that match nothing now are listed, too, so that they can be left out.
        """
        values = self.choices.values(field, self.wish)
        listed = {value for value, _ in values}
        values += [(value, 0) for value in sorted(getattr(self.wish, field) - listed)]
        choices, width, rows = self.choices, self.app.size.width, []
        in_mocks = [choices.kept_for_mocks(field, value, self.wish) for value, _ in values]
        # The numbers of all rows are in columns, also where none are kept for mocks.
        digits = len(str(max(in_mocks, default=0)))
        for (value, number), kept in zip(values, in_mocks, strict=True):
            more = f", {kept:>{digits}} in mocks" if kept else ""
            if choices.off_exam(field, value):
                more += ", not on the exam"
            elif any(in_mocks):
                more = more.ljust(len(",  in mocks") + digits)
            name = STATUS_ROWS[value] if field == "only" else choices.name(field, value)
            short = brief(name) if field == "skills" else ""
            rows.append(value_row(value, name, number, width, more, short))
        return rows

    def _matching(self, wish: DrillFilter) -> str:
        counted = self.choices.count(wish)
        number = text.count(counted.questions, "question", more=counted.more)
        return f"{number}, {counted.kept} in mocks" if counted.kept else number

    def _set(self, field: str, values: frozenset[str] | None) -> None:
        if values is not None:
            self.wish = with_values(self.wish, field, values)
            self._draw()

    def _set_order(self, taken: frozenset[str] | None) -> None:
        if taken:
            self.wish = replace(self.wish, order=BLOCKED if BLOCKED in taken else MIXED)
            self._draw()

    def _set_count(self, typed: str | None) -> None:
        if typed is not None:
            self.wish = replace(self.wish, count=int(typed))
            self._draw()

    def action_begin(self) -> None:
        self.post_message(messages.StartDrill(self.wish))

    def action_quick(self) -> None:
        self.post_message(messages.StartDrill(DrillFilter(count=10)))

    def action_weakest(self) -> None:
        weakest = self.choices.weakest
        if not weakest:
            self.say("No weak topics yet. Here are 20 questions from all topics.")
        self.post_message(messages.StartDrill(DrillFilter(topics=frozenset(weakest), count=20)))

    def action_calculations(self) -> None:
        self.post_message(messages.StartDrill(replace(self.wish, templates=True)))

    def action_reset(self) -> None:
        self.wish = DrillFilter()
        self._draw()

    def action_back(self) -> None:
        self.kept[self._exam] = self.wish
        self.post_message(messages.GoHome())
