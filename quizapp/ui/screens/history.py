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

from quizapp.exam.attempt import Kind
from quizapp.exam.clock import shown
from quizapp.exam.scoring import practice_score, wilson
from quizapp.practice.history import is_open, last_mock
from quizapp.practice.offers import clock_text
from quizapp.ui import messages, text
from quizapp.ui.bindings import HOME_LETTERS
from quizapp.ui.screens.base import WIDE, QuizScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints, key_of
from quizapp.ui.widgets.plot import LEGEND, Point, plot
from quizapp.words import cells, written_day, written_moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.practice.history import History
    from quizapp.practice.room import Practice
    from quizapp.store.bootstrap.history import PastAttempt

SIDES, BETWEEN = 6, 3
"""Cells at both sides together, and between the list and the trend."""
RIGHT, OUTCOME = 11, 10
"""Cells of the right answers, and of the score or the state."""
LEAST_PLOTTED = 3
"""The fewest scores that make a plot; fewer are in a sentence."""
EXAM, TIME, APART = 9, 9, 2
"""Cells of the exam and of the time, and those after a day and after a title."""
LEAST_TITLE, LEAST_TREND, MOST_TREND = 20, 36, 100
"""Cells that a title keeps before days have a time, and of the trend next to the list."""
LEAST_PLOT = 14
"""Cells below which there is no plot."""
PLOT_FROM, ROOMY, TALL = 18, 24, 30
"""Rows of the terminal from which there is a plot, the lines below it, and a higher plot."""
LOW_PLOT, PLOT, HIGH_PLOT = 7, 8, 12
"""Rows of the plot."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns in cells. A width of 0 leaves the column out.

    `timed`: a day is followed by its time.
    """

    day: int
    title: int
    exam: int
    time: int
    timed: bool

    @classmethod
    def fitting(cls, room: int, day: int, moment: int) -> Columns:
        """Return the columns of a list that is `room` cells wide.

        `day` and `moment` are the cells of the longest day without and with its time.
        """
        exam, time = EXAM * (room >= 70), TIME * (room >= 60)
        rest = room - exam - time - RIGHT - OUTCOME - APART
        timed = rest - moment >= LEAST_TITLE
        wide = (moment if timed else day) + APART
        return cls(wide, max(10, rest + APART - wide), exam, time, timed)

    def row(self, day: str, title: str, exam: str, right: str, outcome: str, time: str) -> Content:
        """Return one row with its cells cut and aligned to the columns."""
        return Content.assemble(
            (day.ljust(self.day), text.MUTED),
            text.pad(text.cut(title, self.title - 1), self.title),
            (exam[: self.exam].ljust(self.exam), text.MUTED),
            right.rjust(RIGHT),
            outcome.rjust(OUTCOME),
            (time.rjust(self.time) if self.time else "", text.MUTED),
        )

    def open_row(self, day: str, title: str, exam: str, done: str, clock: str) -> Content:
        """Return the row of an open sitting, which has no results.

        What is `done` is across their columns, with the time left if there is room for it.
        """
        room = RIGHT + OUTCOME + self.time
        both = f"{done}, {clock}" if clock else done
        state = both if len(both) < room else f"{done} answered"
        return self.row(day, title, exam, "", "", "")[:-room] + Content(state.rjust(room))


class HistoryScreen(QuizScreen):
    """All sittings: open ones first, then those that ended last. Press enter to open the report,
    or to resume an open sitting."""

    BINDINGS = [
        Binding(
            "enter",
            "open",
            "Open",
            id="history.open",
            tooltip="Open the report, or resume the sitting",
        ),
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
            "Result",
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
            with Vertical(id="history-trend"):
                yield Static(Content(""), id="history-results")
                yield Static(Content(""), id="history-plot")
            yield Static(Content(""), id="history-head")
            yield OptionList()
        yield Hints()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(OptionList).focus()
        if any(sitting.exam_day for sitting in self.history.open.values()):
            self.set_interval(1.0, self._tick)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.past) if action in ("open", "remove") else True

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    @property
    def _columns(self) -> Columns:
        """The columns of the list, from its width."""
        return self._columns_in(self._room - (self._beside and self._beside + BETWEEN) - 1)

    def _columns_in(self, room: int) -> Columns:
        return Columns.fitting(room, self._widest(timed=False), self._widest(timed=True))

    def _widest(self, *, timed: bool) -> int:
        """The cells of the longest day in the list."""
        return max((len(self._day(past, timed=timed)) for past in self.past), default=0)

    def _day(self, past: PastAttempt, *, timed: bool) -> str:
        when = past.moment.astimezone(self.history.zone)
        return written_moment(when) if timed else written_day(when)

    @property
    def _room(self) -> int:
        return self.app.size.width - SIDES

    @property
    def _beside(self) -> int:
        """The cells of the trend next to the list; 0 if it is above the list or there is none."""
        if self.app.size.width < WIDE or not (self.history.results or self._mocks):
            return 0
        titles = max((cells(text.clean(past.title)) for past in self.past), default=0)
        natural = 1 + self._widest(timed=True) + max(titles, LEAST_TITLE) + 2 * APART
        natural += EXAM + RIGHT + OUTCOME + TIME
        return min(MOST_TREND, max(LEAST_TREND, self._room - BETWEEN - natural))

    @property
    def _mocks(self) -> list[PastAttempt]:
        """The mocks with a score, the one that ended last at the end."""
        return [past for past in self.past[::-1] if past.score is not None]

    def _draw(self) -> None:
        height, beside = self.app.size.height, self._beside
        trend = self.query_one("#history-trend")
        self.set_class(beside > 0, "-beside")
        trend.styles.width = beside + BETWEEN if beside else "100%"
        told = self.history.results if height >= ROOMY else self.history.results[-1:]
        results = self.query_one("#history-results", Static)
        results.display = bool(told)
        results.update(text.plain("\n".join([*told, ""])))
        plotted = self.query_one("#history-plot", Static)
        plotted.display = bool(self._mocks) and height >= PLOT_FROM
        if plotted.display:
            high = HIGH_PLOT if height >= TALL else PLOT if height >= ROOMY else LOW_PLOT
            size = (max(LEAST_PLOT, beside or self._room), high)
            plotted.update(self._trend(size, self.history.confidence if height >= ROOMY else None))
        columns = self._columns
        head = columns.row("Date", "Sitting", "Exam", "Right", "Result", "Time").plain
        if not self.past:
            keys = f"{key_of(self, 'back')}, then {key_of(self, 'mock', HOME_LETTERS)}"
            head = f"No sittings yet. Take a mock exam ({keys}), and it is listed here."
        self.query_one("#history-head", Static).update(Content.styled(head + "\n", text.MUTED))
        rows = self.query_one(OptionList)
        at = rows.highlighted or 0
        rows.clear_options()
        options: list[Option | None] = []
        for before, past in zip((None, *self.past), self.past, strict=False):
            if before is not None and is_open(before) and not is_open(past):
                options.append(None)
            options.append(Option(self._row(past, columns), id=str(past.id)))
        rows.add_options(options)
        if self.past:
            rows.highlighted = min(at, len(self.past) - 1)
        self.query_one(Hints).renew()

    def _trend(self, size: tuple[int, int], given: Mapping[str, tuple[int, int]] | None) -> Content:
        """Return the plot of mock scores in `size` (cells, rows).

        Unless `given` is None, lines below it say how accurate predictions and confidence were.
        """
        mocks, blueprint = self._mocks, self.practice.workspace.blueprint
        points = [
            Point(
                past.score or 0,
                written_day(past.moment.astimezone(self.history.zone)),
                (past.score or 0) >= blueprint.score_pass,
                short=past.kind == Kind.SHORT,
            )
            for past in mocks
        ]
        scale = (blueprint.score_min, blueprint.score_max)
        if len(points) < LEAST_PLOTTED:
            blocks = [few(points, blueprint.score_pass, blueprint.unit)]
        else:
            blocks = [plot(points, blueprint.score_pass, scale, size, blueprint.unit)]
            if any(point.short for point in points):
                blocks.append(Content.styled(LEGEND, text.MUTED))
        if given is None:
            return Content("\n").join([*blocks, Content("")])
        last, unit = last_mock(self.history, blueprint.code), blueprint.unit
        if last is not None:
            low, high = (
                practice_score(share, blueprint)
                for share in wilson(last.correct or 0, last.questions)
            )
            likely = f"ikely range {low}–{high}{unit}."
            # The one score is named above.
            likely = (
                f"Its l{likely}" if len(points) == 1 else f"Last: {last.score}{unit}, l{likely}"
            )
            blocks.append(Content.styled(likely, text.MUTED))
        outcomes = [(p.prediction, (p.score or 0) >= blueprint.score_pass) for p in mocks]
        predicted = [(share, passed) for share, passed in outcomes if share is not None]
        if predicted:
            mean = sum(share for share, _ in predicted) / len(predicted)
            passed = sum(passed for _, passed in predicted)
            blocks.append(
                Content.styled(
                    f"Predicted chance of passing, average of {text.count(len(predicted), 'mock')}:"
                    f" {mean:.0%}; passed: {passed}.",
                    text.MUTED,
                )
            )
        if given:
            parts = [
                f"{name} {given[name][0]} of {given[name][1]}"
                for name in ("sure", "unsure", "guess")
                if name in given
            ]
            told = f"Right, where you said how sure you were: {', '.join(parts)}."
            blocks.append(Content.styled(told, text.MUTED))
        return Content("\n").join([*blocks, Content("")])

    def _row(self, past: PastAttempt, columns: Columns) -> Content:
        day = self._day(past, timed=columns.timed)
        title = text.clean(past.title)
        if is_open(past):
            sitting = self.history.open.get(past.id)
            clock = "" if sitting is None else clock_text(sitting, running="running")
            done = f"{past.answered} of {past.questions}"
            done += "" if clock else " answered"
            return columns.open_row(day, title, past.exam, done, clock)
        right = f"{past.correct}/{past.questions}" if past.correct is not None else "–"
        outcome = past.state if past.correct is None else self.practice.score_of(past) or "done"
        return columns.row(day, title, past.exam, right, outcome, shown(past.seconds))

    def _tick(self) -> None:
        """Update the time left on running clocks."""
        if not self.is_current:
            return
        rows, columns = self.query_one(OptionList), self._columns
        for past in self.past:
            sitting = self.history.open.get(past.id)
            if sitting is not None and sitting.exam_day is not None:
                rows.replace_option_prompt(str(past.id), self._row(past, columns))

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


def few(points: Sequence[Point], passing: int, unit: str) -> Content:
    """Return scores that are too few for a plot, with the passing score, in a sentence."""
    parts = [
        Content.assemble(
            (f"{point.score}{unit}", "bold $success" if point.passed else "bold $error"),
            f" on {point.label}{' in a short mock' if point.short else ''}",
        )
        for point in points
    ]
    lead = Content("Your mock score: " if len(parts) == 1 else "Your mock scores: ")
    return (
        lead
        + Content(" and ").join(parts)
        + Content.styled(f"; {passing}{unit} passes.", text.MUTED)
    )
