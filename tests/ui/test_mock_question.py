"""The question screen of a mock: what is shown at its top, and what is remembered."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.ui import messages
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.leave import LeaveScreen
from quizapp.ui.screens.mock_question import MockQuestionScreen
from quizapp.ui.widgets.grid import Grid
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints
from tests.practice.test_report_facts import answer_first
from tests.ui.test_flows import running, shown


def top(app: QuizApp) -> tuple[str, str]:
    """Return the count and the clock at the top of the screen."""
    heading = app.screen.query_one(Heading)
    return heading.shown_standing.plain, heading.shown_clock


def highlighted(app: QuizApp) -> str:
    """Return the highlighted row of the list on the screen."""
    rows = app.screen.query_one(OptionList)
    assert rows.highlighted is not None
    return str(rows.get_option_at_index(rows.highlighted).prompt)


async def settled(app: QuizApp, pilot: Pilot[None]) -> None:
    await pilot.pause()
    await app.workers.wait_for_complete()


async def test_time_and_count_are_hidden_separately_and_for_now(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        count, clock = top(app)
        assert count == "1 of 65"
        assert clock.startswith("2:0")
        await pilot.press("t")
        assert top(app) == ("1 of 65", "")
        await pilot.press("h")
        assert top(app) == ("", "")
        await settled(app, pilot)
        assert app.settings.show_time
        assert app.settings.show_count
    async with running(home, wish=MockOptions(form=2)) as (app, pilot):
        assert top(app)[0] == "1 of 65", "the next mock shows both"
        assert top(app)[1] != ""


async def test_a_setting_changed_in_a_mock_is_followed_at_once(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        await pilot.press("t")
        app.post_message(messages.ChangeSetting("show_count", "off"))
        await settled(app, pilot)
        assert top(app)[0] == ""
        assert top(app)[1] != "", "the settings say what is shown"
        await pilot.press("h")
        app.post_message(messages.ChangeSetting("confidence", "off"))
        await settled(app, pilot)
        assert top(app)[0] == "1 of 65", "another setting hides nothing"


@pytest.mark.parametrize("key", ["n", "p", "right", "left", "enter"])
async def test_every_key_that_leaves_a_half_answer_says_so_once(home: Home, key: str) -> None:
    async with running(home, wish=MockOptions(form=1), size=(120, 40)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, MockQuestionScreen)
        items = screen.sitting.attempt.items
        at = next(at for at, item in enumerate(items) if item.selects == 2 and 0 < at < 64)
        screen.go(at)
        await pilot.press("1", key)
        assert screen.sitting.attempt.position == at
        foot = str(screen.query_one("#question-foot", Static).visual)
        assert foot == "Incomplete: 1 of 2 chosen. Press again to go on."
        await pilot.press(key)
        assert screen.sitting.attempt.position != at
        screen.go(at)
        await pilot.press(key)
        assert screen.sitting.attempt.position != at, "it is said once"


async def test_a_click_on_the_grid_says_what_is_missing_too(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(140, 42)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, MockQuestionScreen)
        items = screen.sitting.attempt.items
        at = next(at for at, item in enumerate(items) if item.selects == 2 and at)
        screen.go(at)
        await pilot.press("1")
        for there in (at, 0):
            await pilot.click(Grid, offset=(3, 1))
            await pilot.pause()
            assert screen.sitting.attempt.position == there


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 50)], ids=str)
async def test_foot_has_room_for_an_incomplete_flagged_answer(
    home: Home, size: tuple[int, int]
) -> None:
    async with running(home, wish=MockOptions(form=1), size=size) as (app, pilot):
        sitting, screen = app.sitting, app.screen
        assert sitting is not None
        assert isinstance(screen, MockQuestionScreen)
        items = sitting.attempt.items
        screen.go(next(at for at, item in enumerate(items) if item.selects == 2))
        await pilot.press("2", "f")
        foot = screen.query_one("#question-foot", Static)
        assert str(foot.visual).endswith("◐ incomplete: 1 of 2 chosen")
        assert "⚑" in str(foot.visual)
        assert len(str(foot.visual)) <= foot.content_size.width
        await pilot.press("x")
        assert str(foot.visual).endswith("strike out: press the option's number")
        assert len(str(foot.visual)) <= foot.content_size.width


async def test_hints_at_80_columns_name_submit_and_how_to_jump(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(80, 24)) as (app, pilot):
        hints = str(app.screen.query_one(Hints).visual)
        assert "g Navigator  ^s Submit" in hints
        assert hints.endswith("esc Leave  F1 Help")
        await pilot.press("g")
        hints = str(app.screen.query_one(Hints).visual)
        assert "enter Go  type a number  u Unanswered  f Flagged" in hints


async def test_on_60_columns_the_hints_keep_the_navigator_and_submit(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(60, 20)) as (app, _pilot):
        hints = str(app.screen.query_one(Hints).visual)
        assert hints.startswith("1–4 Choose  g Navigator  ^s Submit  ")
        assert hints.endswith("esc Leave  F1 Help")


async def test_wide_hints_name_space_and_enter(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(140, 42)) as (app, _pilot):
        hints = str(app.screen.query_one(Hints).visual)
        assert hints.startswith("space Choose  enter Next  1–4 Choose  g Navigator  ")
        assert hints.endswith("esc Leave  F1 Help")


async def test_enter_says_once_that_nothing_is_chosen(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(140, 42)) as (app, pilot):
        assert isinstance(app.screen, MockQuestionScreen)
        sitting = app.screen.sitting
        foot = app.screen.query_one("#question-foot", Static)
        await pilot.press("enter")
        assert sitting.attempt.position == 1, "without a move of the highlight, enter skips"
        await pilot.press("down", "enter")
        assert sitting.attempt.position == 1
        assert str(foot.visual).startswith(
            "Nothing is chosen; space or a digit chooses. Press again"
        )
        await pilot.press("enter")
        assert sitting.attempt.position == 2
        await pilot.press("down", "enter")
        assert sitting.attempt.position == 3, "it is said once in a sitting"


async def test_what_hides_the_time_or_the_number_says_how_to_show_it(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(60, 20)) as (app, pilot):
        assert isinstance(app.screen, MockQuestionScreen)
        app.keymap = {"question.count": "j"}
        app.set_keymap(app.keymap)
        foot = app.screen.query_one("#question-foot", Static)
        await pilot.press("j")
        assert str(foot.visual) == "The number is hidden for now; j shows it again."
        await pilot.press("t")
        assert str(foot.visual) == "The time is hidden for now; t shows it again."
        await pilot.press("t")
        assert "hidden" not in str(foot.visual)


async def test_check_before_submit_begins_with_what_is_flagged(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        sitting = app.sitting
        assert sitting is not None
        answer_first(sitting, 65)
        await pilot.press("ctrl+s")
        assert "Submit" in highlighted(app), "nothing is left to look at"
        await pilot.press("escape")
        sitting.go(3)
        sitting.flag()
        await pilot.press("ctrl+s")
        assert "Go to question 4 (flagged)" in highlighted(app)
        await pilot.press("end")
        assert "Submit" in highlighted(app)
        await pilot.press("home", "enter")
        assert isinstance(app.screen, MockQuestionScreen)
        assert top(app)[0] == "4 of 65"


@pytest.mark.parametrize(
    ("wish", "clock"),
    [
        (MockOptions(form=1), "The clock stops until you come back."),
        (MockOptions(form=1, untimed=True), "It is untimed."),
        (MockOptions(form=1, untimed=True, exam_day=True), "It is untimed."),
    ],
)
async def test_leaving_says_what_happens_to_the_clock(
    home: Home, wish: MockOptions, clock: str
) -> None:
    async with running(home) as (app, pilot):
        app.post_message(messages.StartMock(wish))
        await pilot.pause()
        if wish.exam_day:
            await pilot.press("enter")
        await pilot.press("escape")
        assert isinstance(app.screen, LeaveScreen)
        said = shown(app)
        assert f"Every answer is saved. {clock}" in said
        assert ("clock" in said) is ("clock" in clock)
