"""Screens in a minimal app with a fake practice room: no database and no launch."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from textual import on
from textual.app import App
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList

import quizapp.ui
from quizapp.exam.blueprint import Blueprint, Domain, Skill, Task
from quizapp.exam.mock import MockOptions
from quizapp.practice.briefing import Briefing, MockChoice
from quizapp.practice.drills import Counted
from quizapp.practice.history import History
from quizapp.practice.sheets import Sheet
from quizapp.store.bootstrap.history import PastAttempt
from quizapp.store.errors import StoreError
from quizapp.study.drill import BLOCKED, DrillFilter
from quizapp.ui import messages
from quizapp.ui.screens.briefing import BriefingScreen
from quizapp.ui.screens.drill_builder import DrillBuilderScreen
from quizapp.ui.screens.history import HistoryScreen
from quizapp.ui.theme import THEMES
from quizapp.words import written_day
from tests.ui.test_flows import texts

EXAM = Blueprint(
    "X-1",
    "An exam",
    90,
    0,
    100,
    70,
    0.7,
    None,
    None,
    (
        Domain("1", "One", 60, 6, (Task("1.1", "First", (Skill("1.1.1", "Do"),)),)),
        Domain("2", "Two", 40, 4, (Task("2.1", "Second", (Skill("2.1.1", "Undo"),)),)),
    ),
    extra_minutes=15,
)
OTHER = replace(EXAM, code="X-2", extra_minutes=0)


class Stage(App[None]):
    """A minimal app that records the messages of its screen."""

    CSS_PATH = Path(quizapp.ui.__file__).with_name("app.tcss")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.first = screen
        self.posted: list[Message] = []

    def on_mount(self) -> None:
        self.push_screen(self.first)

    @on(messages.StartMock)
    @on(messages.StartDrill)
    @on(messages.ResumeSitting)
    @on(messages.OpenReport)
    @on(messages.GoHome)
    def keep(self, message: Message) -> None:
        self.posted.append(message)


@asynccontextmanager
async def staged(screen: Screen[Any]) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    stage = Stage(screen)
    async with stage.run_test(size=(90, 30), notifications=True) as pilot:
        await pilot.pause()
        yield stage, pilot


def text_of(screen: Screen[Any]) -> str:
    parts = texts(screen)
    for rows in screen.query(OptionList):
        parts += [str(rows.get_option_at_index(i).prompt) for i in range(rows.option_count)]
    return "\n".join(parts)


# -- the briefing ---------------------------------------------------------------------------------

CHOICES = (
    MockChoice(MockOptions(form=1), "open: resume it from home", open=7),
    MockChoice(MockOptions(form=2), "not taken"),
    MockChoice(MockOptions(form=3), "not taken · in reserve", reserved=True),
    MockChoice(MockOptions(short=True), "from outside the forms"),
)
BRIEFING = Briefing(EXAM, ("X-1", "X-2"), CHOICES, 1)


@dataclass
class BriefingRoom:
    """A fake practice room that has only briefings."""

    refused: bool = False
    asked: list[str | None] = field(default_factory=list)

    def briefing(self, exam: str | None = None) -> Briefing:
        self.asked.append(exam)
        if self.refused:
            raise StoreError("the pack is gone; choose another")
        return replace(BRIEFING, blueprint=OTHER)


async def test_briefing_starts_the_mock_it_describes() -> None:
    async with staged(BriefingScreen(BriefingRoom(), BRIEFING)) as (stage, pilot):
        assert "10 questions · 90 minutes" in text_of(stage.screen)
        await pilot.press("e", "d")
        assert "10 questions · 105 minutes" in text_of(stage.screen)
        await pilot.press("enter")
        wish = MockOptions(form=2, extra_minutes=15, exam_day=True)
        (started,) = stage.posted
        assert isinstance(started, messages.StartMock)
        assert (started.wish, started.exam) == (wish, "X-1")


async def test_briefing_resumes_an_open_mock_and_confirms_a_reserved_one() -> None:
    async with staged(BriefingScreen(BriefingRoom(), BRIEFING)) as (stage, pilot):
        await pilot.press("up", "enter")
        (resumed,) = stage.posted
        assert isinstance(resumed, messages.ResumeSitting)
        assert resumed.attempt_id == 7
        await pilot.press("down", "down", "enter")
        assert len(stage.posted) == 1
        assert "in reserve" in text_of(stage.screen)
        await pilot.press("down", "enter")
        started = stage.posted[-1]
        assert isinstance(started, messages.StartMock)
        assert started.wish.form == 3


async def test_switching_exams_shows_the_error_if_it_fails() -> None:
    room = BriefingRoom()
    async with staged(BriefingScreen(room, BRIEFING)) as (stage, pilot):
        await pilot.press("x")
        assert room.asked == ["X-2"]
        assert stage.screen.briefing.blueprint is OTHER
        room.refused = True
        await pilot.press("x")
        assert [n.message for n in stage._notifications] == ["The pack is gone; choose another."]
        assert stage.screen.briefing.blueprint is OTHER


# -- history --------------------------------------------------------------------------------------


def past(number: int, **changes: Any) -> PastAttempt:
    made = PastAttempt(
        number,
        "mock",
        "X-1",
        1,
        f"Mock exam {number}",
        "submitted",
        False,
        datetime(2026, 12, number, 23, 30, tzinfo=UTC),
        60.0,
        10,
        10,
        7,
        70,
        0.5,
        {},
    )
    return replace(made, **changes)


@dataclass
class HistoryRoom:
    """A fake practice room that has only a history."""

    attempts: list[PastAttempt]
    removed: list[int | None] = field(default_factory=list)
    workspace: Any = field(default_factory=lambda: SimpleNamespace(blueprint=EXAM))

    def history(self) -> History:
        return History(tuple(self.attempts), {"sure": (3, 4)}, UTC)

    def score_of(self, attempt: PastAttempt) -> str | None:
        return None if attempt.score is None else f"{attempt.score}%"

    def sheet(self, _about: DrillFilter) -> Sheet:
        return Sheet("X-1", "A topic", (), 0)

    def remove(self, attempt_id: int | None) -> None:
        self.removed.append(attempt_id)
        self.attempts = [a for a in self.attempts if attempt_id not in (None, a.id)]


async def test_history_opens_reports_resumes_and_removes() -> None:
    room = HistoryRoom([past(2, state="paused", correct=None, score=None), past(1)])
    async with staged(HistoryScreen(room, room.history())) as (stage, pilot):
        assert f"{written_day(date(2026, 12, 1))}, 23:30" in text_of(stage.screen)
        said = text_of(stage.screen)
        assert "Your mock score: 70% on " in said
        assert "Its likely range " in said
        assert "Last: " not in said, "the only score was named already"
        assert "Right, where you said how sure you were: sure 3 of 4." in said
        await pilot.press("enter", "down", "enter")
        resumed, report = stage.posted
        assert isinstance(resumed, messages.ResumeSitting)
        assert isinstance(report, messages.OpenReport)
        assert (resumed.attempt_id, report.attempt_id) == (2, 1)
        await pilot.press("x", "down", "enter")
        assert room.removed == [1]
        assert "Mock exam 1" not in text_of(stage.screen)


# -- the drill builder ----------------------------------------------------------------------------


@dataclass
class Choices:
    """The drill choices of a bank of forty questions that does not exist."""

    weakest: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()
    workspace: Any = field(default_factory=lambda: SimpleNamespace(blueprint=EXAM))

    def count(self, wish: DrillFilter) -> Counted:
        return Counted(40 if not wish.domains else 4, 3, kept=0 if wish.domains else 6)

    def name(self, field_: str, value: str) -> str:
        return {"1": "One", "2": "Two"}.get(value, value)

    def values(self, field_: str, wish: DrillFilter) -> list[tuple[str, int | None]]:
        return [("1", 36), ("2", 4), ("3", 120), ("4", 7)]

    def kept_for_mocks(self, field_: str, value: str, wish: DrillFilter) -> int:
        return {"1": 6, "3": 14}.get(value, 0)

    def off_exam(self, field_: str, value: str) -> bool:
        return value == "2"


async def test_drill_builder_counts_and_starts() -> None:
    async with staged(DrillBuilderScreen(Choices())) as (stage, pilot):
        assert "20 of 40 questions  ·  3 new  ·  6 more kept for mocks" in text_of(stage.screen)
        await pilot.press("enter")
        ends = set()
        for row in ("36,  6 in mocks", "120, 14 in mocks", f"7{'':13}"):
            number = row.split(",")[0].strip()
            (line,) = [line for line in text_of(stage.screen).split("\n") if row in line]
            ends.add(line.index(row) + len(number))
        assert len(ends) == 1
        assert "4, not on the exam" in text_of(stage.screen)
        await pilot.press("down", "down", "enter")
        assert "4 of 4 questions" in text_of(stage.screen)
        await pilot.press("b")
        (started,) = stage.posted
        assert isinstance(started, messages.StartDrill)
        assert started.wish == DrillFilter(domains=frozenset({"2"}))


class ManyChoices(Choices):
    """Choices for which counting stopped at its limit."""

    def count(self, wish: DrillFilter) -> Counted:
        return Counted(500, 500, more=True)


async def test_drill_builder_says_that_there_are_more_questions_than_it_counted() -> None:
    async with staged(DrillBuilderScreen(ManyChoices())) as (stage, pilot):
        assert "20 of 500+ questions  ·  500+ new" in text_of(stage.screen)
        await pilot.press("enter", "down", "space")
        assert "One  ·  500+ questions" in text_of(stage.screen)


async def test_a_drill_takes_any_number_of_questions_from_one() -> None:
    async with staged(DrillBuilderScreen(Choices())) as (stage, pilot):
        await pilot.press("end", "up", "up", "enter", "end", "ctrl+u", "0", "enter")
        assert "Type a whole number from 1, such as 15." in text_of(stage.screen)
        await pilot.press("ctrl+u", "1", "7", "enter")
        assert "17 of 40 questions" in text_of(stage.screen)


async def test_what_was_said_of_a_number_goes_when_another_one_is_typed() -> None:
    async with staged(DrillBuilderScreen(Choices())) as (stage, pilot):
        await pilot.press("end", "up", "up", "enter", "end", "ctrl+u", "enter")
        assert "Type a whole number from 1" in text_of(stage.screen)
        await pilot.press("3")
        assert "Type a whole number from 1" not in text_of(stage.screen)


async def test_the_order_of_a_drill_is_chosen_from_a_list() -> None:
    async with staged(DrillBuilderScreen(Choices())) as (stage, pilot):
        await pilot.press("end", "up", "enter")
        assert "topic by topic" in text_of(stage.screen)
        await pilot.press("down", "enter")
        assert "topic by topic" in text_of(stage.screen)
        await pilot.press("b")
        (drill,) = stage.posted
        assert drill.wish.order == BLOCKED
