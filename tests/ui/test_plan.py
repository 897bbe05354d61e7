"""The plan, the question for the exam date, and the result of the exam on the screens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.launch import Launch
from quizapp.practice.offers import MOMENT
from quizapp.practice.plan import read_date
from quizapp.practice.result import in_words
from quizapp.practice.room import Practice
from quizapp.practice.sessions import leave
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.bootstrap.home_row import HomeRow
from quizapp.store.learner import settings
from quizapp.study.drill import DrillFilter
from quizapp.ui import messages
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.ask import AskScreen
from quizapp.ui.screens.briefing import BriefingScreen
from quizapp.ui.screens.drill_builder import DrillBuilderScreen
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from quizapp.ui.screens.history import HistoryScreen
from quizapp.ui.screens.home import HomeScreen
from quizapp.ui.screens.mock_question import MockQuestionScreen
from quizapp.ui.screens.plan import PlanScreen
from quizapp.ui.screens.result import ResultScreen
from quizapp.ui.textual_private import notices_shown
from quizapp.ui.widgets.date_line import DateLine
from quizapp.words import written_day
from tests.practice.small import answer, opened, small_pack
from tests.ui.test_flows import texts


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return small_pack(tmp_path / "pack", 60, form=10)


@pytest.fixture
def home(tmp_path: Path, pack: Path) -> Home:
    found = Home(tmp_path / "home")
    opened(found, pack).close()
    return found


@asynccontextmanager
async def running(
    home: Home, pack: Path, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[tuple[QuizApp, Pilot[None], Practice]]:
    app = QuizApp(Launch(home, pack))
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        while app.practice is None:
            await pilot.pause(0.01)
        await settle(app, pilot)
        yield app, pilot, app.practice
        app.sitting = None
    if app.workspace is not None:
        app.workspace.database.close()


async def settle(app: QuizApp, pilot: Pilot[None]) -> None:
    await app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


def text_of(app: QuizApp) -> str:
    parts = texts(app.screen, hidden=False)
    for rows in app.screen.query(OptionList):
        parts += [str(rows.get_option_at_index(i).prompt) for i in range(rows.option_count)]
    return "\n".join(parts)


async def test_first_start_asks_once_and_enter_skips(tmp_path: Path, pack: Path) -> None:
    home = Home(tmp_path / "own")
    async with running(home, pack) as (app, pilot, practice):
        assert app.screen.query(DateLine)
        assert "Mock exam 1, to see where you stand" in text_of(app)
        await pilot.press("enter")
        await settle(app, pilot)
        assert not app.screen.query(DateLine)
        assert isinstance(app.screen.focused, OptionList)
        assert practice.preferences().now.exam_date is None
    async with running(home, pack) as (app, _pilot, _practice):
        assert isinstance(app.screen, HomeScreen)
        assert not app.screen.query(DateLine)


@pytest.mark.parametrize("key", ["escape", "down"])
async def test_keys_are_homes_after_the_field_is_left_and_the_question_stays(
    tmp_path: Path, pack: Path, key: str
) -> None:
    async with running(Home(tmp_path / "own"), pack) as (app, pilot, practice):
        await pilot.press("up")
        assert isinstance(app.screen.focused, Input)
        await pilot.press(key, "d")
        await settle(app, pilot)
        assert isinstance(app.screen, DrillBuilderScreen)
        await pilot.press("escape")
        await settle(app, pilot)
        assert app.screen is app.home
        assert app.home.query(DateLine)
        day = practice.today() + timedelta(days=9)
        await pilot.press("p", "d")
        app.screen.query_one(Input).value = day.isoformat()
        await pilot.press("enter")
        await settle(app, pilot)
        assert not app.home.query(DateLine)


@pytest.mark.parametrize("typed", ["in 3 weeks", "december 19", "tomorrow", "m"])
async def test_letters_of_a_date_are_typed_into_the_field(
    tmp_path: Path, pack: Path, typed: str
) -> None:
    async with running(Home(tmp_path / "own"), pack) as (app, pilot, practice):
        await pilot.press(*(" " if c == " " else c for c in typed))
        assert app.screen is app.home
        assert app.screen.query_one(Input).value == typed
        await pilot.press("enter")
        await settle(app, pilot)
        date = practice.preferences().now.exam_date
        if typed == "m":
            assert date is None
            assert "'m' is not a date; write it as" in text_of(app)
        else:
            assert date == read_date(typed, practice.today())
            assert not app.home.query(DateLine)
            assert isinstance(app.screen.focused, OptionList)


@pytest.mark.parametrize("taken", [False, True])
async def test_first_start_asks_whether_a_past_date_is_a_typo(
    tmp_path: Path, pack: Path, taken: bool
) -> None:
    async with running(Home(tmp_path / "own"), pack) as (app, pilot, practice):
        day = practice.today() - timedelta(days=9)
        await pilot.press(*day.isoformat(), "enter")
        await settle(app, pilot)
        assert f"{written_day(day)} is in the past." in text_of(app)
        await pilot.press(*(["down"] if taken else []), "enter")
        await settle(app, pilot)
        assert isinstance(app.screen, ResultScreen) is taken
        assert bool(app.home.query(DateLine)) is not taken
        if not taken:
            assert app.screen.query_one(Input).value == day.isoformat()


async def test_date_of_the_first_start_makes_the_plan_and_home_shows_it(
    tmp_path: Path, pack: Path
) -> None:
    async with running(Home(tmp_path / "own"), pack) as (app, pilot, practice):
        day = practice.today() + timedelta(days=9)
        await pilot.press(*"2026-02-30", "enter")
        assert "'2026-02-30' is not a date; write it as 2026-12-19" in text_of(app)
        await pilot.press("backspace")
        assert "is not a date" not in text_of(app), "of what was typed before"
        await pilot.press(*["backspace"] * 9, *day.isoformat(), "enter")
        await settle(app, pilot)
        assert isinstance(app.screen, HomeScreen)
        assert practice.preferences().now.exam_date == day
        assert "new questions on Topic one" in text_of(app)
        assert "day by day to your exam, in 9 days" in text_of(app)
        await pilot.press("p")
        await settle(app, pilot)
        assert isinstance(app.screen, PlanScreen)
        assert f"TST-C01 on {written_day(day)}, in 9 days" in text_of(app)
        assert app.screen.query_one(OptionList).option_count == 10
        assert text_of(app).rstrip().endswith("Exam day")


async def test_first_question_takes_slashes(tmp_path: Path, pack: Path) -> None:
    async with running(Home(tmp_path / "own"), pack) as (app, pilot, practice):
        day = practice.today() + timedelta(days=9)
        await pilot.press(*"1/32")
        assert app.screen.query_one(Input).value == "1/32"
        await pilot.press("enter")
        assert "'1/32' is not a day; write it as 2026-12-19" in text_of(app)
        await pilot.press(*["backspace"] * 4, *f"{day:%m/%d/%Y}", "enter")
        await settle(app, pilot)
        assert practice.preferences().now.exam_date == day


async def test_settings_take_the_exam_date_in_every_form(home: Home, pack: Path) -> None:
    async with running(home, pack) as (app, pilot, practice):
        await pilot.press("f2")
        await settle(app, pilot)
        rows = app.screen.query_one(OptionList)
        rows.highlighted = rows.get_option_index("exam_date")
        await pilot.press("enter")
        await settle(app, pilot)
        app.screen.query_one(Input).value = "tomorrow"
        await pilot.press("enter")
        await settle(app, pilot)
        assert practice.preferences().now.exam_date == practice.today() + timedelta(days=1)


async def test_plan_screen_sets_the_date_the_budget_and_starts_todays_part(
    home: Home, pack: Path
) -> None:
    async with running(home, pack) as (app, pilot, practice):
        await pilot.press("p")
        assert "No exam date is set." in text_of(app)
        day = practice.today() + timedelta(days=9)
        await pilot.press("d")
        assert isinstance(app.screen, AskScreen)
        app.screen.query_one(Input).value = "whenever"
        await pilot.press("enter")
        assert "is not a date; write it as 2026-12-19" in text_of(app)
        app.screen.query_one(Input).value = day.isoformat()
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, PlanScreen)
        assert "40 questions a day" in text_of(app)
        await pilot.press("n")
        app.screen.query_one(Input).value = "7"
        await pilot.press("enter")
        await settle(app, pilot)
        assert "7 questions a day" in text_of(app)
        row = practice.plan()
        assert row is not None
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, DrillQuestionScreen)
        assert app.sitting is not None
        assert len(app.sitting.attempt.items) == row.today.new


async def confirm_early(app: QuizApp, pilot: Pilot[None]) -> None:
    """Answer the question before the part of a later day, first with esc."""
    for keys in (("escape", "enter"), ("down", "enter")):
        assert "'s work today?" in text_of(app)
        assert app.sitting is None
        await pilot.press(*keys)
        await settle(app, pilot)


@pytest.mark.parametrize("begun", [False, True])
async def test_enter_on_the_plan_starts_what_the_line_names(
    home: Home, pack: Path, begun: bool
) -> None:
    practice = opened(home, pack)
    practice.set_exam_date(practice.today() + timedelta(days=4))
    mock = practice.begin_mock(MockOptions(form=1)) if begun else None
    if mock is not None:
        answer(mock, 0)
        leave(mock)
    drill = practice.begin_drill(DrillFilter(count=3))
    answer(drill, 0)
    leave(drill)
    practice.refresh()
    row = practice.plan()
    assert row is not None
    days = [row.today, *row.coming]
    mocks = [at for at, day in enumerate(days) if day.mock == "Mock exam 1"]
    new = [at for at, day in enumerate(days) if day.new and not day.mock]
    assert mocks
    assert new
    practice.close()
    async with running(home, pack) as (app, pilot, _practice):
        await pilot.press("p", *["down"] * mocks[0], "enter")
        await settle(app, pilot)
        if mocks[0]:
            await confirm_early(app, pilot)
        if begun:
            assert isinstance(app.screen, MockQuestionScreen)
            assert app.sitting is not None
            assert app.sitting.stored.plan.title == "Mock exam 1"
            app.post_message(messages.PauseSitting())
            await settle(app, pilot)
        else:
            assert isinstance(app.screen, BriefingScreen)
            assert app.screen.briefing.choice.title == "Mock exam 1"
            await pilot.press("escape")
        await pilot.press("p", "home", *["down"] * new[-1], "enter")
        await settle(app, pilot)
        if new[-1]:
            await confirm_early(app, pilot)
        assert isinstance(app.screen, DrillQuestionScreen)
        assert app.sitting is not None
        assert app.sitting.stored.plan.title == "Drill: Topic one"
        assert app.sitting.attempt.answered == 0


async def test_date_in_the_past_asks_how_it_went(home: Home, pack: Path) -> None:
    async with running(home, pack) as (app, pilot, practice):
        day = practice.today() - timedelta(days=5)
        await pilot.press("p", "d")
        app.screen.query_one(Input).value = day.isoformat()
        await pilot.press("enter")
        await settle(app, pilot)
        assert "Is it a typo, or was your exam on that day?" in text_of(app)
        await pilot.press("down", "enter")
        await settle(app, pilot)
        assert isinstance(app.screen, ResultScreen)
        assert "s Save" in text_of(app)
        await pilot.press("s")
        assert practice.results() == ()
        assert any("press p or f" in notice.message for notice in app._notifications)
        await pilot.press("p", "down", "enter")
        app.screen.query_one(Input).value = "700"
        await pilot.press("enter")
        assert "A pass has a score of at least 720, not 700" in text_of(app)
        app.screen.query_one(Input).value = "782"
        await pilot.press("enter", "down", "enter", "enter", "s")
        await settle(app, pilot)
        (found,) = practice.results()
        assert (found.day, found.passed, found.score, found.domains) == (
            day,
            True,
            782,
            {"1": False},
        )
        assert isinstance(app.screen, AskScreen)
        assert "When is your next exam?" in text_of(app)
        await pilot.press("escape", "h")
        await settle(app, pilot)
        assert isinstance(app.screen, HistoryScreen)
        assert f"You passed TST-C01 on {written_day(day)}, with 782" in text_of(app)
        await pilot.press("r", "enter")
        await settle(app, pilot)
        assert isinstance(app.screen, ResultScreen)
        await pilot.press("x")
        await settle(app, pilot)
        assert practice.results() == ()


@pytest.mark.parametrize("way", ["quit", "palette"])
async def test_result_is_kept_when_the_app_closes_its_screen(
    home: Home, pack: Path, way: str
) -> None:
    async with running(home, pack) as (app, pilot, practice):
        day = practice.today() - timedelta(days=5)
        app.post_message(messages.OpenResult(day))
        await settle(app, pilot)
        await pilot.press("f", "down", "down", "enter")
        if way == "quit":
            app.save_all()
        else:
            commands = {c.title: c for c in app.get_system_commands(app.screen)}
            commands["Go to Home"].callback()
            await settle(app, pilot)
            assert app.screen is app.home
            assert "What you entered is kept." in list(notices_shown(app))
        (found,) = practice.results()
        assert (found.day, found.passed, found.domains) == (day, False, {"1": True})


async def test_what_comes_after_a_fail_is_said(home: Home, pack: Path) -> None:
    async with running(home, pack) as (app, pilot, practice):
        coming = practice.today() + timedelta(days=20)
        app.post_message(messages.ExamDateGiven(coming.isoformat()))
        await settle(app, pilot)
        app.post_message(messages.OpenResult(practice.today() - timedelta(days=1)))
        await settle(app, pilot)
        await pilot.press("f", "s")
        await settle(app, pilot)
        said = " ".join(notices_shown(app))
        assert f"Your next exam is still on {written_day(coming)}." in said


@pytest.mark.parametrize("keys", [("enter",), ("down", "enter"), ("escape",)])
async def test_after_a_pass_the_exam_date_stays_only_if_the_learner_says_so(
    home: Home, pack: Path, keys: tuple[str, ...]
) -> None:
    async with running(home, pack) as (app, pilot, practice):
        coming = practice.today() + timedelta(days=10)
        practice.set_exam_date(coming)
        app.post_message(messages.OpenResult(practice.today()))
        await settle(app, pilot)
        await pilot.press("p", "s")
        await settle(app, pilot)
        assert f"Do you still have an exam on {written_day(coming)}?" in text_of(app)
        assert any("Congratulations!" in n.message for n in app._notifications)
        await pilot.press(*keys)
        await settle(app, pilot)
        stays = None if keys == ("enter",) else coming
        assert practice.preferences().now.exam_date == stays


async def test_esc_asks_before_it_discards_a_result(home: Home, pack: Path) -> None:
    async with running(home, pack) as (app, pilot, practice):
        day = practice.today() - timedelta(days=5)
        app.post_message(messages.OpenResult(day))
        await settle(app, pilot)
        result = app.screen
        assert isinstance(result, ResultScreen)
        await pilot.press("escape")
        assert app.screen is app.home
        app.post_message(messages.OpenResult(day))
        await settle(app, pilot)
        result = app.screen
        assert isinstance(result, ResultScreen)
        await pilot.press("f", "down", "down", "enter", "escape")
        assert "Discard what you entered?" in text_of(app)
        await pilot.press("enter")
        assert app.screen is result
        await pilot.press("escape", "escape")
        assert app.screen is result
        assert (result.passed, result.domains) == (False, {"1": True})
        await pilot.press("escape", "down", "enter")
        await settle(app, pilot)
        (found,) = practice.results()
        assert (found.passed, found.domains) == (False, {"1": True})
        await pilot.press("escape")
        app.post_message(messages.OpenResult(day))
        await settle(app, pilot)
        await pilot.press("p", "escape", "end", "enter")
        assert app.screen is app.home
        assert practice.results() == (found,)


@pytest.mark.parametrize("fixed", [False, True])
async def test_plan_and_settings_say_that_the_exam_is_over(
    home: Home, pack: Path, monkeypatch: pytest.MonkeyPatch, fixed: bool
) -> None:
    practice = opened(home, pack)
    day = practice.today() - timedelta(days=1)
    if fixed:
        monkeypatch.setenv("QUIZAPP_EXAM_DATE", day.isoformat())
    else:
        with practice.workspace.database.write() as connection:
            settings.write(connection, practice.workspace.scope, "exam_date", day.isoformat())
    practice.close()
    over = f"Your exam on {written_day(day)} is over. Set the date of your next exam"
    where = " in QUIZAPP_EXAM_DATE." if fixed else ".\nPress d to set it."
    async with running(home, pack) as (app, pilot, _practice):
        assert "your exam is over: set your next date" in text_of(app)
        await pilot.press("p")
        await settle(app, pilot)
        assert over + where in text_of(app)
        await pilot.press("f2", "down")
        assert f"{written_day(day)}, over" in text_of(app)
        assert over in text_of(app)


async def test_a_first_frame_of_another_exam_date_shows_nothing_of_the_one_before(
    home: Home, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = opened(home, pack)
    day = practice.today() - timedelta(days=1)
    practice.set_exam_date(practice.today() + timedelta(days=21))
    drill = practice.begin_drill(DrillFilter(count=3))
    answer(drill, 0, 1, 2)
    drill.submit()
    practice.refresh()
    practice.close()
    monkeypatch.setenv("QUIZAPP_EXAM_DATE", day.isoformat())
    row = first_look(home.database, pack).row
    assert row.standing.plan is not None
    app = QuizApp(Launch(home, pack, row=row))
    seen: list[HomeRow] = []
    monkeypatch.setattr(app, "open_store", lambda: seen.append(app.home.row))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        (first,) = seen
        assert first.standing.plan is None
        assert "exam in" not in text_of(app)
        assert MOMENT in text_of(app)
        assert "day by day to your exam" in text_of(app)
    monkeypatch.undo()
    monkeypatch.setenv("QUIZAPP_EXAM_DATE", day.isoformat())
    rows: list[HomeRow] = []
    show = HomeScreen.show
    monkeypatch.setattr(
        HomeScreen, "show", lambda self, row, *more: (rows.append(row), show(self, row, *more))[1]
    )
    async with running(home, pack):
        assert rows[0].standing.ask_result == day.isoformat()
        assert all(each.standing.plan is None for each in rows)


async def test_the_footer_of_the_plan_offers_start_only_where_something_is_left(
    home: Home, pack: Path
) -> None:
    practice = opened(home, pack)
    practice.set_exam_date(practice.today() + timedelta(days=4))
    practice.refresh()
    row = practice.plan()
    assert row is not None
    if row.today.mock:
        mock = practice.begin_mock(MockOptions(form=1))
        answer(mock, 0)
        mock.submit()
    else:
        drill = practice.begin_drill(DrillFilter(count=row.today.new))
        answer(drill, *range(row.today.new))
        drill.submit()
    practice.refresh()
    row = practice.plan()
    assert row is not None
    assert row.done
    practice.close()
    async with running(home, pack) as (app, pilot, _practice):
        await pilot.press("p")
        await settle(app, pilot)
        for at, day in enumerate((None, *row.coming)):
            starts = day is not None and bool(day.mock or day.new)
            assert ("enter Start" in text_of(app)) is starts, at
            if day is None:
                assert str(app.screen.query_one("#plan-topics", Static).visual) == ""
            await pilot.press("down")
            await pilot.pause()
        assert "enter Start" not in text_of(app), "nothing starts on the exam day"


async def test_rows_name_their_keys_only_while_the_keys_are_theirs(
    tmp_path: Path, pack: Path
) -> None:
    async with running(Home(tmp_path / "own"), pack) as (app, pilot, _practice):

        def keys() -> set[str]:
            rows = app.screen.query_one(OptionList)
            prompts = [str(rows.get_option_at_index(i).prompt) for i in range(rows.option_count)]
            return {prompt.split()[-1] for prompt in prompts} & set("mdrpwbh")

        assert keys() == set()
        assert "enter Skip" in text_of(app)
        await pilot.press("1")
        await pilot.pause()
        assert "enter Save" in text_of(app)
        await pilot.press("escape")
        await pilot.pause()
        assert keys() == set("mdrpwbh")
        await pilot.press("tab")
        await pilot.pause()
        assert keys() == set()
        await pilot.press("backspace", "enter")
        await settle(app, pilot)
        assert keys() == set("mdrpwbh")


async def test_home_asks_after_the_exam(home: Home, pack: Path) -> None:
    practice = opened(home, pack)
    day = practice.today() - timedelta(days=1)
    with practice.workspace.database.write() as connection:
        settings.write(connection, practice.workspace.scope, "exam_date", day.isoformat())
    practice.close()
    async with running(home, pack) as (app, pilot, _practice):
        assert f"how did it go? Your exam was on {written_day(day)}" in text_of(app)
        await pilot.press("home", "enter")
        await settle(app, pilot)
        assert isinstance(app.screen, ResultScreen)
        assert app.screen.day == day
        await pilot.press("f", "s")
        await settle(app, pilot)
        assert app.home.row.standing.ask_result is None


@pytest.mark.parametrize(("width", "shown"), [(80, False), (109, False), (110, True), (160, True)])
async def test_coming_days_are_next_to_the_domains_from_110_columns(
    home: Home, pack: Path, width: int, shown: bool
) -> None:
    practice = opened(home, pack)
    practice.set_exam_date(practice.today() + timedelta(days=20))
    drill = practice.begin_drill(DrillFilter(count=3))
    answer(drill, 0, 1, 2)
    drill.submit()
    practice.refresh()
    practice.close()
    async with running(home, pack, (width, 40)) as (app, _pilot, _practice):
        coming = app.screen.query_one("#home-coming", Static)
        assert (coming.display and "To the exam" in str(coming.visual)) is shown
        assert coming.region.right <= width


@pytest.mark.parametrize("keys", [("enter",), ("down", "enter"), ("escape",)])
async def test_another_mock_is_started_only_after_a_question(
    home: Home, pack: Path, keys: tuple[str, ...]
) -> None:
    practice = opened(home, pack)
    mock = practice.begin_mock(MockOptions(form=1))
    answer(mock, 0, 1)
    number = mock.stored.id
    leave(mock)
    practice.close()
    async with running(home, pack) as (app, pilot, _practice):
        await pilot.press("m")
        assert isinstance(app.screen, BriefingScreen)
        named = app.screen.briefing.choice.named
        assert named != "Mock exam 1"
        await pilot.press("enter")
        asked = f"2 of 10 answered. Start {named}, or resume the open one?"
        assert asked in text_of(app)
        assert app.sitting is None
        await pilot.press(*keys)
        await settle(app, pilot)
        if keys == ("escape",):
            assert app.sitting is None
            assert isinstance(app.screen, BriefingScreen)
        else:
            assert app.sitting is not None
            assert (app.sitting.stored.id == number) is (keys == ("down", "enter"))


async def test_notice_of_questions_in_an_open_sitting_goes_with_the_first_key(
    home: Home, pack: Path
) -> None:
    practice = opened(home, pack)
    drill = practice.begin_drill(DrillFilter(count=1))
    answer(drill, 0)
    leave(drill)
    practice.close()
    async with running(home, pack) as (app, pilot, _practice):
        app.post_message(messages.StartDrill(DrillFilter(count=60)))
        await settle(app, pilot)
        assert isinstance(app.screen, DrillQuestionScreen)
        assert ": 1 more is in an open sitting (" in text_of(app)
        assert list(notices_shown(app)) == [], "a notice would cover the options"
        await pilot.press("down")
        assert "in an open sitting" not in text_of(app)


@pytest.mark.parametrize("width", [60, 80, 109, 110, 140, 200])
async def test_the_days_are_next_to_the_explanation_from_110_columns(
    home: Home, pack: Path, width: int
) -> None:
    practice = opened(home, pack)
    practice.set_exam_date(practice.today() + timedelta(days=12))
    practice.refresh()
    practice.close()
    async with running(home, pack, size=(width, 40)) as (app, pilot, _practice):
        await pilot.press("p")
        await settle(app, pilot)
        days, side = app.screen.query_one(OptionList), app.screen.query_one("#plan-side")
        assert (side.region.y == days.region.y) == (width >= 110)
        assert days.region.right <= width
        assert side.region.right <= width
        assert days.size.width <= 100
        assert days.virtual_size.height == days.option_count, "each day has one line"


async def test_topics_of_the_highlighted_day_are_named_below_the_list(
    home: Home, pack: Path
) -> None:
    practice = opened(home, pack)
    practice.set_exam_date(practice.today() + timedelta(days=4))
    practice.refresh()
    row = practice.plan()
    assert row is not None
    more = [
        f"{day.mock}: 10 questions in 10 minutes"
        if day.mock
        else "New questions on Topic one"
        if day.new
        else ""
        for day in (row.today, *row.coming)
    ]
    assert len(set(more)) == 3
    practice.close()
    async with running(home, pack, (80, 24)) as (app, pilot, _practice):
        await pilot.press("p")
        line = app.screen.query_one("#plan-topics", Static)
        for said in more:
            assert str(line.visual) == said
            await pilot.press("down")
            await pilot.pause()


async def test_a_mistyped_date_of_a_result_is_changed_and_what_was_entered_stays(
    home: Home, pack: Path
) -> None:
    async with running(home, pack) as (app, pilot, practice):
        wrong, right, coming = (practice.today() + timedelta(days=n) for n in (-5, -3, 20))
        app.post_message(messages.OpenResult(wrong))
        await settle(app, pilot)
        await pilot.press("f", "d")
        app.screen.query_one(Input).value = right.isoformat()
        await pilot.press("enter")
        await settle(app, pilot)
        assert f" on {written_day(right)}." in text_of(app)
        await pilot.press("s")
        await settle(app, pilot)
        assert [(each.day, each.passed) for each in practice.results()] == [(right, False)]
        await pilot.press("escape")
        app.post_message(messages.OpenResult(wrong))
        await settle(app, pilot)
        await pilot.press("d")
        app.screen.query_one(Input).value = coming.isoformat()
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.screen is app.home
        assert practice.preferences().now.exam_date == coming


async def test_changing_the_date_to_a_day_with_a_result_shows_what_is_stored(
    home: Home, pack: Path
) -> None:
    async with running(home, pack) as (app, pilot, practice):
        wrong, taken, free = (practice.today() + timedelta(days=n) for n in (-5, -3, -2))
        practice.enter_result(taken, passed=True)
        (before,) = practice.results()
        app.post_message(messages.OpenResult(wrong))
        await settle(app, pilot)
        result = app.screen
        assert isinstance(result, ResultScreen)
        assert result.check_action("remove", ()) is False
        for day, stored in ((taken, True), (free, False), (taken, True)):
            await pilot.press("f", "d")
            app.screen.query_one(Input).value = day.isoformat()
            await pilot.press("enter")
            await settle(app, pilot)
            assert app.screen is result
            assert (f"Stored: {in_words(before)}" in text_of(app)) is stored
            assert result.check_action("remove", ()) is stored
            assert practice.results() == (before,)
        await pilot.press("s")
        await settle(app, pilot)
        assert [(each.day, each.passed) for each in practice.results()] == [(taken, False)]
        await pilot.press("escape")
        app.post_message(messages.OpenResult(taken))
        await settle(app, pilot)
        assert app.screen.check_action("date", ()) is False


async def test_opening_the_plan_works_it_out_once(
    home: Home, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(home, pack) as (app, pilot, practice):
        practice.set_exam_date(practice.today() + timedelta(days=20))
        worked_out = []
        plan = practice.plan
        monkeypatch.setattr(practice, "plan", lambda: worked_out.append(plan()) or worked_out[-1])
        app.post_message(messages.OpenPlan())
        await settle(app, pilot)
        assert isinstance(app.screen, PlanScreen)
        assert len(worked_out) == 1
        assert app.screen.row == worked_out[0]
        assert "in 20 days" in text_of(app)


async def test_past_date_that_is_canceled_changes_nothing_and_says_so(
    home: Home, pack: Path
) -> None:
    async with running(home, pack) as (app, pilot, practice):
        ahead = practice.today() + timedelta(days=20)
        practice.set_exam_date(ahead)
        await pilot.press("p", "d")
        app.screen.query_one(Input).value = (practice.today() - timedelta(days=1)).isoformat()
        await pilot.press("enter")
        await settle(app, pilot)
        await pilot.press("down", "enter")
        await settle(app, pilot)
        await pilot.press("escape")
        await settle(app, pilot)
        assert "No result is saved." in list(notices_shown(app))
        assert practice.preferences().now.exam_date == ahead


async def test_past_date_can_be_changed_or_left_and_the_date_stays(home: Home, pack: Path) -> None:
    async with running(home, pack) as (app, pilot, practice):
        ahead = practice.today() + timedelta(days=20)
        practice.set_exam_date(ahead)
        app.apply_settings(practice.preferences())
        past = (practice.today() - timedelta(days=1)).isoformat()
        await pilot.press("p", "d")
        app.screen.query_one(Input).value = past
        await pilot.press("enter")
        await settle(app, pilot)
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, AskScreen), "the first choice asks for another date"
        app.screen.query_one(Input).value = past
        await pilot.press("enter")
        await settle(app, pilot)
        await pilot.press("escape")
        await settle(app, pilot)
        assert f"Your exam date is still {written_day(ahead)}." in list(notices_shown(app))
        assert practice.preferences().now.exam_date == ahead


async def test_result_that_is_asked_for_comes_before_open_sittings(home: Home, pack: Path) -> None:
    async with running(home, pack) as (app, pilot, practice):
        practice.begin_mock(MockOptions(form=1)).pause()
        with practice.workspace.database.write() as connection:
            over = (practice.today() - timedelta(days=1)).isoformat()
            settings.write(connection, practice.workspace.scope, settings.EXAM_DATE, over)
            practice.workspace.refresh_home_row(connection)
        practice.refresh()
        app.refresh_home()
        await settle(app, pilot)
        rows = app.screen.query_one(OptionList)
        first, second = (str(rows.get_option_at_index(n).prompt) for n in (0, 1))
        assert first.startswith(" Result  ")
        assert first.endswith(" e")
        assert second.startswith(" Resume  ")
        assert second.endswith(" 1")
        await pilot.press("e")
        await settle(app, pilot)
        assert isinstance(app.screen, ResultScreen)
