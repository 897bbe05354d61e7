"""The list of past and open sittings, with the trend of mock scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.clock import shown
from quizapp.exam.scoring import practice_score, wilson
from quizapp.practice.history import is_open
from quizapp.store.bootstrap.history import SCORED
from quizapp.ui import messages, text
from quizapp.ui.screens.base import NARROW, QuizScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints
from quizapp.ui.widgets.plot import Point, plot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.exam.blueprint import Blueprint
    from quizapp.practice.history import History
    from quizapp.practice.room import Practice
    from quizapp.store.bootstrap.history import PastAttempt

WIDEST = 100
PLOT_FROM = 24
"""Rows of the terminal from which there is room for the trend above the list."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns in cells. A width of 0 leaves the column out."""

    day: int
    title: int
    exam: int
    time: int

    @classmethod
    def fitting(cls, width: int) -> Columns:
        """Return the columns for a screen of this width."""
        if width >= 90:
            return cls(18, 28, 9, 9)
        return cls(12, 23, 9, 9) if width >= NARROW else cls(12, max(10, width - 40), 0, 0)

    def row(self, day: str, title: str, exam: str, right: str, outcome: str, time: str) -> Content:
        """Return one row with its cells cut and aligned to the columns."""
        return Content.assemble(
            (day[: self.day - 2].ljust(self.day), text.MUTED),
            text.pad(text.cut(title, self.title - 1), self.title),
            (exam[: self.exam].ljust(self.exam), text.MUTED),
            right.rjust(8),
            outcome.rjust(10),
            (time.rjust(self.time) if self.time else "", text.MUTED),
        )


class HistoryScreen(QuizScreen):
    """All sittings, newest first. Press enter to open the report, or to resume an open sitting."""

    BINDINGS = [
        Binding("enter", "open", "Open", id="history.open", tooltip="Open the report, or resume"),
        Binding(
            "delete,x",
            "remove",
            "Remove",
            id="history.remove",
            key_display="x",
            tooltip="Remove this sitting or all sittings, after a backup",
        ),
        Binding(
            "r",
            "results",
            "Results",
            id="history.results",
            tooltip="Enter, correct, or remove the result of a real exam",
        ),
        Binding("escape", "back", "Home", id="history.back", tooltip="Back to home"),
    ]

    def __init__(self, practice: Practice, history: History) -> None:
        super().__init__()
        self.practice = practice
        self.history = history

    @property
    def past(self) -> tuple[PastAttempt, ...]:
        """The sittings listed, newest first."""
        return self.history.attempts

    def compose(self) -> ComposeResult:
        yield Heading(Content("History"))
        with Vertical(classes="page"):
            yield Static(Content(""), id="history-results")
            yield Static(Content(""), id="history-plot")
            yield Static(Content(""), id="history-head")
            yield OptionList()
        yield Hints()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(OptionList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.past) if action in ("open", "remove") else True

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        blueprint = self.practice.workspace.blueprint
        results = self.query_one("#history-results", Static)
        results.display = bool(self.history.results)
        results.update(text.plain("\n".join([*self.history.results, ""])))
        plotted = self.query_one("#history-plot", Static)
        plotted.display = self.size.height >= PLOT_FROM
        plotted.update(self._trend(blueprint, self.history.confidence))
        columns = Columns.fitting(self.size.width)
        head = columns.row("Date", "Sitting", "Exam", "Right", "Score", "Time").plain
        if not self.past:
            head = "No sittings yet. Take a mock exam (esc, then m), and it is listed here."
        self.query_one("#history-head", Static).update(Content.styled(head + "\n", text.MUTED))
        rows = self.query_one(OptionList)
        at = rows.highlighted or 0
        rows.clear_options()
        rows.add_options([Option(self._row(past, columns), id=str(past.id)) for past in self.past])
        if self.past:
            rows.highlighted = min(at, len(self.past) - 1)
        self.query_one(Hints).renew()

    def _trend(self, blueprint: Blueprint, given: Mapping[str, tuple[int, int]]) -> Content:
        """Return the plot of mock scores, and how accurate predictions and confidence were."""
        mocks = [p for p in self.past[::-1] if p.score is not None]
        if not mocks:
            return Content("")
        points = []
        for past in mocks:
            low, high = wilson(past.correct or 0, past.questions)
            points.append(
                Point(
                    past.score or 0,
                    practice_score(low, blueprint),
                    practice_score(high, blueprint),
                    past.started.astimezone(self.history.zone).strftime("%m-%d"),
                    (past.score or 0) >= blueprint.score_pass,
                )
            )
        drilled = [p for p in self.past if p.kind not in SCORED]
        blocks = [
            plot(
                points,
                blueprint.score_pass,
                blueprint.score_min,
                blueprint.score_max,
                min(WIDEST, self.size.width - 10),
                blueprint.unit,
            )
        ]
        if drilled:
            done = sum(p.answered for p in drilled)
            blocks.append(
                Content.styled(
                    f"Also {text.count(done, 'answer')} in "
                    f"{text.count(len(drilled), 'drill')} and reviews.",
                    text.MUTED,
                )
            )
        outcomes = [(p.prediction, (p.score or 0) >= blueprint.score_pass) for p in mocks]
        predicted = [(share, passed) for share, passed in outcomes if share is not None]
        if predicted:
            mean = sum(share for share, _ in predicted) / len(predicted)
            passed = sum(passed for _, passed in predicted)
            blocks.append(
                Content.styled(
                    f"Average predicted chance of passing {text.count(len(predicted), 'mock')}: "
                    f"{mean:.0%}; passed: {passed}.",
                    text.MUTED,
                )
            )
        if given:
            parts = [
                f"{name} {given[name][0]}/{given[name][1]}"
                for name in ("sure", "unsure", "guess")
                if name in given
            ]
            blocks.append(Content.styled(f"Right when you were {', '.join(parts)}.", text.MUTED))
        return Content("\n").join([*blocks, Content("")])

    def _row(self, past: PastAttempt, columns: Columns) -> Content:
        right = f"{past.correct}/{past.questions}" if past.correct is not None else "–"
        if is_open(past):
            right, outcome = f"{past.answered} done", "open"
        elif past.correct is None:
            outcome = past.state
        else:
            outcome = self.practice.score_of(past) or "done"
        return columns.row(
            past.started.astimezone(self.history.zone).strftime("%Y-%m-%d %H:%M"),
            text.clean(past.title),
            past.exam,
            right,
            outcome,
            shown(past.seconds),
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        past = next((p for p in self.past if str(p.id) == event.option_id), None)
        if past is not None:
            ask = messages.ResumeSitting if is_open(past) else messages.OpenReport
            self.post_message(ask(past.id))

    def action_open(self) -> None:
        self.query_one(OptionList).action_select()

    def action_remove(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is None or at >= len(self.past):
            return
        past = self.past[at]
        choices = [("", Content(" Keep it")), (str(past.id), text.plain(f" Remove {past.title}"))]
        if len(self.past) > 1:
            choices.append(("all", Content(f" Remove all {len(self.past)} sittings")))
        self.app.push_screen(
            ChoiceScreen(
                Content("Remove from history?"),
                Content.styled("quizapp makes a backup first.", text.MUTED),
                choices,
            ),
            self._remove,
        )

    def _remove(self, choice: str | None) -> None:
        if not choice:
            return
        with self.refusals():
            self.practice.remove(None if choice == "all" else int(choice))
            self.history = self.practice.history()
            self._draw()

    def action_results(self) -> None:
        self.post_message(messages.OpenResults())

    def action_back(self) -> None:
        self.post_message(messages.GoHome())
