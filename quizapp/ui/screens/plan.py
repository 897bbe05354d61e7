"""The plan to the exam day: a line a day, and the exam date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.mock import MockOptions
from quizapp.practice.offers import new_questions
from quizapp.practice.plan import (
    Line,
    lines,
    mock_line,
    notes,
    still,
    topic_ids,
    topics_line,
    when,
    without_plan,
)
from quizapp.ui import messages, text
from quizapp.ui.screens.ask import ask_setting
from quizapp.ui.screens.base import LINE, NARROW, WIDE, QuizScreen, ShowsSettings
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints, key_of
from quizapp.words import written_day

if TYPE_CHECKING:
    from quizapp.practice.room import Practice
    from quizapp.practice.settings import Preferences
    from quizapp.settings import Effective
    from quizapp.store.bootstrap.plan_row import DayPlan, PlanRow

BUDGET = "questions_a_day"
MARGINS = 6
"""Cells at both sides of the page together."""
DAY, MARK = 13, 4
"""Cells of a day and its weekday; those of its mark with the scroll bar."""
LEAST_SIDE, MOST_SIDE, BETWEEN = 32, 60, 3
"""Cells of what is said next to the days on a wide screen, and those between."""
EARLY = "early"
WEEK = 7
"""Days to come from which on a day is not named by its weekday."""


class PlanScreen(QuizScreen, ShowsSettings):
    """A line for every day to your exam. Press enter for what is left today; the mock or the new
    questions of another day start after you confirm. A day here ends at 4 a.m., not at midnight."""

    BINDINGS = [
        Binding(
            "enter",
            "start",
            "Start",
            id="plan.start",
            tooltip="Start what is left of the highlighted day",
        ),
        Binding("d", "date", "Exam date", id="plan.date", tooltip="Set or change your exam date"),
        Binding(
            "n", "budget", "Questions a day", id="plan.budget", tooltip="Change the questions a day"
        ),
        Binding(
            "r",
            "result",
            "Result",
            id="plan.result",
            show=False,
            tooltip="Enter, correct, or remove the result of an exam",
        ),
        Binding("escape", "back", "Home", id="plan.back", tooltip="Back to home"),
    ]

    def __init__(self, practice: Practice) -> None:
        super().__init__()
        self.practice = practice
        self.row: PlanRow | None = None
        self._head = ""
        """What the head says of the study day; without a plan, why there is none."""

    def compose(self) -> ComposeResult:
        yield Heading(Content("Plan"))
        with Vertical(classes="page"):
            yield Static(Content(""), id="plan-head")
            with Container(id="plan-body"):
                yield OptionList()
                with Vertical(id="plan-side"):
                    yield Static(Content(""), id="plan-topics")
                    yield Static(Content(""), id="plan-note")
        yield Hints()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        # Also sent when the screen opens, after it is mounted and before its first frame.
        if self.is_mounted:
            self._read()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._startable if action == "start" else True

    @property
    def shown_hints(self) -> tuple[str, ...]:
        """The key for an exam's result, in the footer once there may be one to enter."""
        row = self.row
        return ("result",) if row is None or row.exam_day <= row.today.day else ()

    def settings_changed(self, preferences: Preferences, exam: str) -> None:
        if self.is_mounted:
            self._read()

    def _read(self) -> None:
        with self.refusals():
            self.row = self.practice.plan()
            own = self.practice.preferences()
            if self.row is None:
                self._head = self._why_none(own.effective["exam_date"])
            else:
                self._head = still(self.row.today.day, own.now.time_zone)
            self._draw()

    def _draw(self) -> None:
        row = self.row
        code = self.practice.workspace.blueprint.code
        self.query_one(Heading).standing(text.plain(code))
        head, days = self.query_one("#plan-head", Static), self.query_one(OptionList)
        self.set_class(self._side > 0, "-beside")
        self.query_one("#plan-side").styles.width = self._side + BETWEEN if self._side else "100%"
        at = days.highlighted or 0
        days.clear_options()
        if row is None:
            head.update(text.plain(f"{self._head}\n"))
        else:
            exam, today = date.fromisoformat(row.exam_day), date.fromisoformat(row.today.day)
            between = "   " if self.app.size.width >= NARROW else "\n"
            budget = f"{between}{row.budget} questions a day"
            more = f"{budget}\n{self._head}\n" if self._head else f"{budget}\n"
            head.update(Content.assemble((when(exam, today, code), "bold"), (more, text.MUTED)))
            days.add_options([Option(self._line(line, today)) for line in lines(row, self._room)])
            days.highlighted = min(at, days.option_count - 1)
        note = "\n".join(notes(row)) if row is not None else ""
        # Next to the days, the notes would seem to belong to the one they are next to.
        title = "\nAbout the whole plan" if note and self._side else ""
        about = Content.assemble((title, "bold"), (f"\n{note}", text.MUTED))
        self.query_one("#plan-note", Static).update(about)
        self._draw_topics()
        self.query_one(Hints).renew()

    def _draw_topics(self) -> None:
        """Draw below the list what the highlighted day consists of: the full names of its topics,
        or the size of its mock."""
        row, at = self.row, self.query_one(OptionList).highlighted or 0
        more = ""
        if row is not None and at <= len(row.coming):
            day = row.coming[at - 1] if at else _what_is_left(row)
            more = mock_line(day, self.practice.workspace.blueprint) or topics_line(day)
        self.query_one("#plan-topics", Static).update(text.plain(more))

    def _why_none(self, exam_date: Effective) -> str:
        """Return why there is no plan, and the key that sets the exam date if it can be set."""
        why = without_plan(exam_date, self.practice.today())
        return why if exam_date.fixed else f"{why}\nPress {key_of(self, 'date')} to set it."

    @property
    def _startable(self) -> bool:
        """Whether enter starts something on the highlighted line."""
        row = self.row
        if row is None:
            return False
        at = self.query_one(OptionList).highlighted or 0
        days = row.coming[at - 1 : at]
        return any(day.mock or day.new for day in days) if at else not row.done

    @property
    def _room(self) -> int:
        """The cells for the words of a day."""
        beside = self._side and self._side + BETWEEN
        days = min(LINE, self.app.size.width - MARGINS - beside)
        return max(20, days - DAY - MARK)

    @property
    def _side(self) -> int:
        """The cells of what is said next to the days; 0 if it is below them."""
        room = self.app.size.width
        if room < WIDE or self.row is None:
            return 0
        return max(LEAST_SIDE, min(MOST_SIDE, room - MARGINS - LINE - BETWEEN))

    def _line(self, line: Line, today: date) -> Content:
        mark = "✓" if line.done else "▸" if line.today else " "
        style = "bold" if line.today else text.MUTED if line.text == "rest" else ""
        day = line.name(today)
        lead = Content.assemble(
            (f" {mark} ", "$accent" if line.today else ""),
            (f"{day:<{DAY}}", "bold" if line.today else text.MUTED),
        )
        words = Content.styled(text.clean(line.text), style)
        return text.hanging(words, lead, lead.cell_length + self._room)

    # -- actions ------------------------------------------------------------------------------

    def on_option_list_option_highlighted(self, _event: OptionList.OptionHighlighted) -> None:
        self._draw_topics()
        self.query_one(Hints).renew()

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        self.action_start()

    def action_start(self) -> None:
        """Start what the highlighted line names: its mock, else its new questions, else today's
        reviews."""
        row, at = self.row, self.query_one(OptionList).highlighted or 0
        if row is None:
            return
        with self.refusals():
            if at == 0:
                if row.mock_left:
                    self._start_mock(row.today.mock)
                elif row.new_left:
                    self._start_new(row.new_left, row.today.topics, row.topics)
                elif row.reviews_left:
                    self.post_message(messages.StartReview())
                else:
                    self.say("Nothing is left to do today.")
            else:
                day = row.coming[at - 1] if at <= len(row.coming) else None
                if day is None or not (day.mock or day.new):
                    self.say("That day has no mock and no new questions to start now.")
                elif day.mock:
                    self._ask_to_start(day, day.mock, lambda: self._start_mock(day.mock))
                else:
                    topics = topic_ids(self.practice.workspace, day)
                    self._ask_to_start(
                        day,
                        new_questions(day.new, day.topics, topics).text,
                        lambda: self._start_new(day.new, day.topics, topics),
                    )

    def _ask_to_start(self, day: DayPlan, what: str, start: Callable[[], None]) -> None:
        """Ask before the part of a later day is started today."""

        def chosen(choice: str | None) -> None:
            if choice == EARLY:
                with self.refusals():
                    start()

        when = date.fromisoformat(day.day)
        today = date.fromisoformat(self.row.today.day) if self.row is not None else when
        self.app.push_screen(
            ChoiceScreen(
                text.plain(f"Start {_day_named(when, today)}'s work today?"),
                text.plain(text.sentence(what)),
                [("", Content(" Keep it for that day")), (EARLY, Content(" Start it today"))],
            ),
            chosen,
        )

    def _start_mock(self, title: str) -> None:
        """Resume the mock with a title if it is open, else open its briefing."""
        home = self.practice.home_row()
        form = next((n for n, _ in home.forms if MockOptions(form=n).title == title), None)
        for sitting in home.sittings:
            if form is not None and (sitting.form, sitting.exam) == (form, home.exam):
                self.post_message(messages.ResumeSitting(sitting.id))
                return
        self.post_message(messages.OpenBriefing(form))

    def _start_new(self, number: int, names: Sequence[str], topics: Iterable[str]) -> None:
        """Start new questions, or resume the drill of them that is open."""
        offer = new_questions(number, names, topics)
        home = self.practice.home_row()
        for sitting in home.sittings:
            if sitting.kind == "drill" and (sitting.title, sitting.exam) == (
                offer.title,
                home.exam,
            ):
                self.post_message(messages.ResumeSitting(sitting.id))
                return
        assert offer.wish is not None
        self.post_message(messages.StartDrill(offer.wish, offer.title))

    def action_date(self) -> None:
        self.post_message(messages.AskExamDate())

    def action_budget(self) -> None:
        with self.refusals():
            now = self.practice.preferences().effective[BUDGET]
            if now.fixed:
                self.say(now.refusal())
            else:
                ask_setting(self, now, f"{now.setting.what} ")

    def action_result(self) -> None:
        self.post_message(messages.OpenResults())

    def action_back(self) -> None:
        self.post_message(messages.GoHome())


def _what_is_left(row: PlanRow) -> DayPlan:
    """Return today's part without a mock that is taken and new questions that are answered."""
    return row.today._replace(mock=row.today.mock if row.mock_left else "", new=row.new_left)


def _day_named(day: date, today: date) -> str:
    """Return the weekday of a day in the next week; else the month and the day."""
    return f"{day:%A}" if (day - today).days < WEEK else written_day(day, today)
