"""What `r` offers when nothing is to be reviewed today, on the screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from quizapp.paths import Home
from quizapp.practice.sessions import WHY_EXTRA
from quizapp.store.selection.review_queue import EXTRA_PRACTICE
from quizapp.study.drill import DrillFilter
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.drill_builder import DrillBuilderScreen
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from tests.practice.small import answer, opened, small_pack
from tests.ui.test_plan import running, settle, text_of


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return small_pack(tmp_path / "pack", 6)


async def test_enter_reviews_what_was_missed_and_says_what_that_does_not_do(
    tmp_path: Path, pack: Path
) -> None:
    home = Home(tmp_path / "home")
    practice = opened(home, pack)
    drill = practice.begin_drill(DrillFilter(count=2))
    answer(drill, 0, 1, right=False)
    drill.submit()
    practice.close()
    async with running(home, pack) as (app, pilot, _):
        await pilot.press("r")
        await settle(app, pilot)
        assert isinstance(app.screen, ChoiceScreen)
        said = " ".join(text_of(app).split())
        assert WHY_EXTRA in said
        rows = app.screen.query_one(OptionList)
        named = [str(row.prompt).strip() for row in rows.options]
        assert named == ["Review the 2 you missed", "Choose a drill", "Back"]
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, DrillQuestionScreen)
        assert app.sitting is not None
        assert app.sitting.stored.plan.on_demand
        assert EXTRA_PRACTICE in " ".join(text_of(app).split())


async def test_a_drill_is_the_first_offer_without_a_miss(tmp_path: Path, pack: Path) -> None:
    async with running(Home(tmp_path / "home"), pack) as (app, pilot, _):
        await pilot.press("escape", "r")
        await settle(app, pilot)
        assert isinstance(app.screen, ChoiceScreen)
        assert "Extra practice" not in text_of(app)
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, DrillBuilderScreen)
