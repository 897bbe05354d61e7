"""The briefing screen: every mock can be reached, and its time is the one that is said."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from quizapp.paths import Home
from quizapp.ui.screens.mock_question import MockQuestionScreen
from tests.ui.test_flows import running, shown


def visible(rows: OptionList) -> range:
    """Return the rows of a list that are on the screen."""
    at = int(rows.scroll_y)
    return range(at, at + rows.size.height)


async def test_all_mocks_are_listed_without_scrolling_on_24_rows(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("m")
        rows = app.screen.query_one(OptionList)
        assert rows.option_count == 11
        assert set(visible(rows)) >= set(range(11))
        assert "no penalty for guessing" in shown(app)


@pytest.mark.parametrize("height", [18, 20, 24])
async def test_the_highlighted_mock_stays_in_sight_when_the_text_grows(
    home: Home, height: int
) -> None:
    async with running(home, size=(80, height)) as (app, pilot):
        await pilot.press("m", "end")
        rows = app.screen.query_one(OptionList)
        for key in "deud":
            await pilot.press(key)
            await pilot.pause()
            assert rows.highlighted in visible(rows)


async def test_a_short_mock_gets_its_share_of_the_extra_time(home: Home) -> None:
    """130 minutes for 65 questions become 160, so 40 for 20 become 50."""
    async with running(home) as (app, pilot):
        await pilot.press("m", "e")
        assert "160 minutes, 30 of them extra" in shown(app)
        await pilot.press("end")
        assert "50 minutes, 10 of them extra" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, MockQuestionScreen)
        assert app.sitting is not None
        assert app.sitting.attempt.allowed == 50 * 60
