"""The navigator: a grid of numbers at every size."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.mock_question import MockQuestionScreen
from quizapp.ui.screens.navigator import NavigatorScreen
from quizapp.ui.widgets.grid import Cell, Grid
from tests.ui.test_flows import running, shown

SIZES = [(60, 20), (80, 24), (120, 40), (200, 50)]


def position(app: QuizApp) -> int:
    assert app.sitting is not None
    return app.sitting.attempt.position


async def reach(app: QuizApp, pilot: Pilot[None], *keys: str) -> int:
    """Open the navigator, press keys, and return the number of the question then shown."""
    await pilot.press("g", *keys)
    assert isinstance(app.screen, MockQuestionScreen)
    return position(app) + 1


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_all_numbers_are_in_sight_in_rows_of_ten(home: Home, size: tuple[int, int]) -> None:
    async with running(home, wish=MockOptions(form=1), size=size) as (app, pilot):
        await pilot.press("g")
        assert isinstance(app.screen, NavigatorScreen)
        lines = str(app.screen.query_one(Grid).render()).split("\n")
        assert [line.split()[0] for line in lines] == [f"{n}1{'○'}".lstrip("0") for n in range(7)]
        assert lines[-1].split()[-1] == "65○"
        legend = app.screen.query_one("#grid-legend").region
        assert app.screen.region.contains_region(legend)


async def test_digits_reach_any_question(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert await reach(app, pilot, "4", "2", "enter") == 42
        assert await reach(app, pilot, "7", "enter") == 7
        assert await reach(app, pilot, "6", "9", "6", "5", "enter") == 65, "the last ones count"
        assert await reach(app, pilot, "1", "left", "2", "enter") == 2, "an arrow ends the number"
        assert await reach(app, pilot, "down", "right", "enter") == 13
        assert await reach(app, pilot, "end", "down", "enter") == 65
        await pilot.press("g", "3")
        assert "3  unanswered" in shown(app)
        await pilot.press("escape")
        assert position(app) + 1 == 65


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_number_that_does_not_exist_is_named_and_opens_nothing(
    home: Home, size: tuple[int, int]
) -> None:
    async with running(home, wish=MockOptions(form=1), size=size) as (app, pilot):
        for typed in ("99", "100", "0", "66"):
            await pilot.press("g", *typed)
            assert f"There is no question {typed} in this exam." in shown(app)
            assert "Type a number from 1 to 65." in shown(app)
            await pilot.press("enter")
            assert isinstance(app.screen, NavigatorScreen), "9 was not meant"
            await pilot.press("right")
            assert "There is no question" not in shown(app)
            await pilot.press("escape")
            assert position(app) == 0
        assert await reach(app, pilot, "9", "9", "down", "1", "2", "enter") == 12
        assert await reach(app, pilot, "6", "9", "7", "enter") == 7, "it is a number of its own"


async def test_state_is_in_words_and_the_next_open_question_is_one_key_away(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert app.sitting is not None
        assert isinstance(app.screen, MockQuestionScreen)
        await pilot.press(*(str(n + 1) for n in range(app.sitting.attempt.item.selects)))
        app.screen.go(1)
        await pilot.press("f", "g", "1")
        seen = shown(app)
        assert "1 of 65 answered · 1 flagged" in seen
        assert "1  answered" in seen
        await pilot.press("u")
        assert "2  unanswered · ⚑ flagged" in shown(app)
        await pilot.press("9")
        assert "not seen yet" in shown(app)
        await pilot.press("f", "enter")
        assert position(app) == 1


async def test_a_long_grid_scrolls_to_the_highlighted_number(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(60, 20)) as (app, pilot):
        await pilot.press("g")
        grid = app.screen.query_one(Grid)
        grid.show([Cell("○")] * 240, 239)
        await pilot.pause()
        assert "240○" in str(grid.render())
        grid.show([Cell("○")] * 240, 0)
        await pilot.pause()
        assert str(grid.render()).split()[0] == "1○"


async def test_a_click_goes_to_the_question(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        await pilot.press("g")
        grid = app.screen.query_one(Grid)
        column = str(grid.render()).split("\n")[1].index("14")
        await pilot.click(Grid, offset=(column, 1))
        await pilot.pause()
        assert position(app) + 1 == 14
