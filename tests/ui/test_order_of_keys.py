"""Keys take effect in the order in which they were typed, however slow the machine is.

Each test posts its keys before the app handles the first one, as when the machine is busy.
"""

from __future__ import annotations

import pytest
from textual import events
from textual.keys import key_to_character
from textual.pilot import Pilot

from quizapp.paths import Home
from quizapp.practice.annotations import in_sitting
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from quizapp.ui.screens.help import HelpScreen
from quizapp.ui.screens.mock_question import MockQuestionScreen
from quizapp.ui.textual_private import is_ending
from tests.ui.test_flows import running, shown


def type_at_once(app: QuizApp, *keys: str) -> None:
    for key in keys:
        app.post_message(events.Key(key, key_to_character(key)))


async def until_it_ends(app: QuizApp, pilot: Pilot[None]) -> None:
    while not is_ending(app):
        await pilot.pause(0.01)


@pytest.mark.parametrize("quit_key", ["ctrl+q", "ctrl+c"])
async def test_quitting_after_a_choice_loses_nothing(home: Home, quit_key: str) -> None:
    async with running(home, size=(120, 50)) as (app, pilot):
        await pilot.press("m", "enter")
        assert isinstance(app.screen, MockQuestionScreen)
        sitting = app.sitting
        assert sitting is not None
        type_at_once(app, "1", "right", "2", "f", quit_key)
        await until_it_ends(app, pilot)
        first, second = sitting.attempt.items[:2]
        assert first.chosen == {first.order[0]}
        assert second.chosen == {second.order[1]}
        assert app.sitting is None, "the sitting was saved and left"
    async with running(home) as (app, pilot):
        await pilot.press("enter")
        assert app.sitting is not None
        assert [item.chosen for item in app.sitting.attempt.items[:2]] == [
            first.chosen,
            second.chosen,
        ]


async def test_quitting_after_an_answer_in_a_drill_loses_nothing(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q")
        sitting = app.sitting
        assert isinstance(app.screen, DrillQuestionScreen)
        assert sitting is not None
        options = [str(n + 1) for n in range(sitting.attempt.item.selects)]
        type_at_once(app, *options, "enter", "ctrl+q")
        await until_it_ends(app, pilot)
        assert sitting.attempt.items[0].marked


async def test_saving_or_quitting_after_typing_a_note_keeps_all_of_it(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q")
        assert app.sitting is not None
        await pilot.press(*(str(n + 1) for n in range(app.sitting.attempt.item.selects)), "enter")
        own = in_sitting(app.sitting)
        await pilot.press("e")
        type_at_once(app, *"whole", "ctrl+s")
        while "whole" not in shown(app):
            await pilot.pause(0.01)
        assert own.mark().note == "whole"
        await pilot.press("e")
        type_at_once(app, *"some", "ctrl+q")
        await until_it_ends(app, pilot)
        assert own.mark().note == "wholesome"


async def test_quit_key_works_while_its_screen_closes(home: Home) -> None:
    async with running(home) as (app, pilot):
        for keys in (("f1", "escape"), ("h", "escape"), ("s", "escape", "escape")):
            type_at_once(app, *keys)
        type_at_once(app, "f1", "escape", "ctrl+q")
        await until_it_ends(app, pilot)


async def test_quit_key_whose_screen_was_closed_is_handled(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        app._hold(events.Key("ctrl+q", None))
        app.pop_screen()
        await until_it_ends(app, pilot)
