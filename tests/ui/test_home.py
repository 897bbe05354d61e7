"""Home with open sittings, at four sizes, without a database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from textual import on
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from quizapp.practice.offers import also_open, clock_text, running_clock
from quizapp.settings import Settings
from quizapp.store.bootstrap.home_row import (
    DomainFigures,
    ExamDay,
    HomeRow,
    LastMock,
    OpenSitting,
    Standing,
)
from quizapp.store.bootstrap.plan_row import DayPlan, PlanRow
from quizapp.ui import messages
from quizapp.ui.screens.home import HomeScreen
from quizapp.ui.textual_private import frame
from quizapp.ui.widgets.plan_block import coming_days, today_lines
from tests.ui.test_screens_alone import Stage

SIZES = [(60, 20), (80, 24), (120, 40), (200, 50)]
DOMAINS = tuple(
    DomainFigures(str(n), f"A domain with a long name {n}", 12, 20, 0.6, 0.5, 0.7, "weak")
    for n in range(1, 5)
)
STANDING = Standing(
    answers=80,
    first_sight=80,
    probability=0.6,
    words="about 6 in 10",
    exam_probability=0.5,
    score=(690, 795),
    domains=DOMAINS,
    due=12,
    recover=4,
    streak=5,
)


def sitting(number: int, left: float | None = 3000.0, *, running: bool = False) -> OpenSitting:
    day = None
    if running:
        day = ExamDay(datetime.now(UTC) - timedelta(minutes=10), None, 0.0, 7800.0)
    return OpenSitting(
        number, f"Mock exam {number}", 12, 65, left, "mock", number, "X-1", exam_day=day
    )


def row(*sittings: OpenSitting) -> HomeRow:
    named = HomeRow(pack=1, title="An exam", exam="X-1", standing=STANDING)
    return named.with_open(sittings)


class Home(Stage):
    """A stage that knows the running clock, and keeps what home asks for."""

    def running_clock(self) -> str:
        assert isinstance(self.first, HomeScreen)
        return running_clock(self.first.row)

    @on(messages.ChooseOpenSitting)
    def keep_choice(self, message: Message) -> None:
        self.posted.append(message)


@asynccontextmanager
async def home(
    size: tuple[int, int], *sittings: OpenSitting
) -> AsyncIterator[tuple[Home, Pilot[None]]]:
    stage = Home(HomeScreen(row(*sittings), Settings()))
    async with stage.run_test(size=size) as pilot:
        await pilot.pause()
        yield stage, pilot


def highlighted(screen: HomeScreen) -> str:
    """The label of the highlighted row."""
    row = screen.query_one(OptionList).highlighted_option
    assert row is not None
    return str(row.prompt).split()[0]


def lines(stage: Home) -> list[str]:
    return ["".join(segment.text for segment in line) for line in frame(stage)]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_home_has_room_for_everything_that_is_open(size: tuple[int, int]) -> None:
    sittings = [sitting(n) for n in (5, 4, 3, 2)] + [sitting(1, running=True)]
    async with home(size, *sittings) as (stage, _pilot):
        shown = lines(stage)
        assert "exam day 2:00:0" in shown[0] or "exam day 1:59:5" in shown[0]
        assert any("Chance of passing" in line for line in shown)
        opened = [line for line in shown if "Resume" in line]
        assert [line.split(":")[0].split()[-1] for line in opened] == ["1", "5", "4"]
        assert all("12 of 65" in line and " left" in line for line in opened)
        assert any("2 more open sittings" in line for line in shown)
        actions = stage.screen.query_one(OptionList)
        assert actions.region.height >= 5
        for widget in stage.screen.query("*"):
            assert not widget.show_horizontal_scrollbar
            assert widget.region.right <= size[0]


async def test_open_sittings_resume_by_key_and_the_rest_by_a_choice() -> None:
    async with home((80, 24), *(sitting(n) for n in (5, 4, 3, 2))) as (stage, pilot):
        await pilot.press("2", "3", "1", "4")
        await pilot.press("down", "down", "down", "enter")
        ids = [m.attempt_id for m in stage.posted if isinstance(m, messages.ResumeSitting)]
        assert ids == [4, 3, 5]
        assert isinstance(stage.posted[-1], messages.ChooseOpenSitting)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_rows_of_open_sittings_show_their_numbers(size: tuple[int, int]) -> None:
    async with home(size, *(sitting(n) for n in (3, 2, 1))) as (stage, _pilot):
        opened = [line.rstrip() for line in lines(stage) if "Resume" in line]
        assert [line.split("left")[1].split()[0] for line in opened] == ["1", "2", "3"]


async def test_highlight_is_the_suggested_step_until_it_is_moved() -> None:
    async with home((80, 24), sitting(1)) as (stage, pilot):
        screen = stage.first
        assert isinstance(screen, HomeScreen)
        screen.show(row(sitting(2), sitting(1)), Settings(), None)
        await pilot.press("enter")
        await pilot.press("down", "down")
        assert highlighted(screen) == "Review"
        screen.show(row(), Settings(), None)
        assert highlighted(screen) == "Review"
        screen.show(row(sitting(3), sitting(2), sitting(1)), Settings(), None)
        assert highlighted(screen) == "Resume"
        await pilot.press("end")
        screen.show(row(sitting(3), sitting(2)), Settings(), None)
        assert highlighted(screen) == "History"
        screen.suggest()
        await pilot.press("enter")
        ids = [m.attempt_id for m in stage.posted if isinstance(m, messages.ResumeSitting)]
        assert ids == [2, 3]


async def test_key_of_a_sitting_that_is_not_open_does_nothing() -> None:
    async with home((80, 24), sitting(1)) as (stage, pilot):
        await pilot.press("2", "3")
        assert stage.posted == []


@pytest.mark.parametrize("width", [90, 110, 120, 200])
async def test_what_fits_at_90_columns_fits_at_110(width: int) -> None:
    async with home((width, 40), sitting(1)) as (stage, _pilot):
        shown = lines(stage)
        assert sum("A domain with a long name 1 " in line for line in shown) == 1
        top = stage.screen.query_one("#home-top", Static)
        assert top.content_size.height == 3
        left = stage.screen.query_one("#home").region
        assert abs(left.x - (width - left.right)) <= 1


def test_last_mock_is_in_one_line_where_today_has_no_room_for_it() -> None:
    mock = LastMock(1, "Mock exam 1", 862, 60, 65)
    said = row()._replace(last=mock, standing=STANDING._replace(recover=4_800))
    assert str(today_lines(said, 74, narrow=False)).endswith("5-day streak · last mock 862")
    short = str(today_lines(said, 60, narrow=False))
    assert short.endswith("4800 missed to get right · 5-day streak\n        last mock 862")
    assert str(today_lines(said, 60, narrow=True)).endswith("4800 missed to get right")


@pytest.mark.parametrize("width", [26, 40, 56, 100])
def test_each_of_the_coming_days_has_one_line(width: int) -> None:
    names = ("Tuning caches: DAX, ElastiCache, CloudFront, API Gateway", "KMS", "DAX")
    days = (
        DayPlan("2026-12-01", "", 31, names, 9),
        DayPlan("2026-12-02", "", 31, names[:1], 9),
        DayPlan("2026-12-03", "Mock exam 2", 0, (), 0),
    )
    plan = PlanRow("2026-12-20", 40, days[0], coming=days)
    shown = str(coming_days(plan, width)).split("\n")
    assert len(shown) == 1 + len(days)
    assert max(map(len, shown)) <= width
    if width >= 40:
        whole = "; ".join(names) if width == 100 else "3 topics"
        assert shown[1] == f"Tue  31 new on {whole} · 9 reviews"


def test_clock_in_words() -> None:
    assert clock_text(sitting(1, None)) == ""
    assert clock_text(sitting(1, 0.0)) == "time is up"
    assert clock_text(sitting(1, 65.0)) == "1:05 left"
    assert clock_text(sitting(1, running=True)).endswith(" left, running")
    said = clock_text(sitting(1, running=True), running="running")
    assert said.endswith(" running")
    assert "left" not in said
    assert clock_text(sitting(1, 65.0), running="running") == "1:05 left"
    assert running_clock(row(sitting(1))) == ""
    over = sitting(1, running=True)
    assert over.exam_day is not None
    over = over._replace(exam_day=over.exam_day._replace(allowed=60.0))
    assert running_clock(row(over)) == "exam day: time is up"


def test_notice_before_another_mock_names_three() -> None:
    said = also_open([sitting(n) for n in range(1, 6)], "X-1")
    assert said.count("answered") == 3
    assert said.endswith("; 2 more. This is another mock.")


def test_running_clock_that_ends_first_is_shown() -> None:
    first, second = sitting(1, running=True), sitting(2, running=True)
    assert first.exam_day is not None
    sooner = second._replace(exam_day=first.exam_day._replace(allowed=900.0))
    shown = running_clock(row()._replace(open=first, also_open=(sooner,)))
    assert shown in ("exam day 5:00", "exam day 4:59")
