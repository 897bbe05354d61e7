"""Closing a dialog twice closes only the dialog."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

import pytest
from textual import events
from textual.content import Content
from textual.pilot import Pilot

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.store.browser.query import Query
from quizapp.ui import messages, screens
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.agreement import AgreementScreen
from quizapp.ui.screens.ask import AskScreen
from quizapp.ui.screens.base import Dialog
from quizapp.ui.screens.browse import BrowseScreen
from quizapp.ui.screens.check import CheckScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.contents import ContentsScreen
from quizapp.ui.screens.filter import FilterNames, FilterScreen
from quizapp.ui.screens.help import KEY_WIDTH, HelpScreen
from quizapp.ui.screens.keys import PressScreen
from quizapp.ui.screens.leave import GiveUpScreen, LeaveScreen
from quizapp.ui.screens.mock_question import MockQuestionScreen
from quizapp.ui.screens.navigator import GridScreen, NavigatorScreen
from quizapp.ui.screens.note import NoteScreen
from quizapp.ui.screens.pick import PickScreen
from quizapp.ui.screens.themes import ThemeScreen
from quizapp.ui.widgets.hints import Hints
from quizapp.ui.widgets.picker import Row
from tests.ui.test_flows import running, shown


def sitting(app: QuizApp) -> Any:
    assert app.sitting is not None
    return app.sitting


def filters(app: QuizApp) -> FilterScreen:
    assert app.practice is not None
    return FilterScreen(Query(), FilterNames(app.practice.workspace.blueprint, {}, {}), None)


def contents(app: QuizApp) -> ContentsScreen:
    """Return the grid of a finished copy of the open sitting."""
    finished = copy(sitting(app))
    finished.attempt = finished.attempt.submit(1.0)
    assert app.practice is not None
    return ContentsScreen(finished, app.practice.reread(finished), 0)


CHOICES = [("b", Content("B"))]
MADE: dict[type[Dialog[Any]], tuple[Callable[[QuizApp], Dialog[Any]], str]] = {
    AgreementScreen: (lambda _: AgreementScreen(), "enter"),
    AskScreen: (lambda _: AskScreen("A", "B", "c", lambda _: None), "enter"),
    CheckScreen: (lambda app: CheckScreen(sitting(app).attempt), "enter"),
    ChoiceScreen: (
        lambda _: ChoiceScreen(Content("A"), Content(""), [("b", Content("B"))]),
        "enter",
    ),
    ContentsScreen: (contents, "g"),
    FilterScreen: (filters, "f4"),
    GiveUpScreen: (lambda app: GiveUpScreen(sitting(app)), "enter"),
    HelpScreen: (lambda app: HelpScreen(app.home), "f1"),
    LeaveScreen: (lambda app: LeaveScreen(sitting(app)), "enter"),
    NavigatorScreen: (lambda app: NavigatorScreen(sitting(app)), "g"),
    NoteScreen: (lambda _: NoteScreen("A"), "ctrl+s"),
    PickScreen: (lambda _: PickScreen(Content("A"), [Row("b", "B", Content("B"))]), "enter"),
    PressScreen: (lambda _: PressScreen("question.flag"), "v"),
    ThemeScreen: (lambda _: ThemeScreen(), "enter"),
}
"""Every dialog, and a key other than esc that closes it."""


def dialogs() -> Iterator[type[Any]]:
    for module in pkgutil.iter_modules(screens.__path__):
        loaded = importlib.import_module(f"{screens.__name__}.{module.name}")
        for _, found in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(found, Dialog) and found not in (Dialog, GridScreen):
                yield found


def test_every_dialog_is_tested() -> None:
    assert set(dialogs()) == set(MADE)


async def at_once(app: QuizApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys faster than any of them is handled."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("kind", MADE, ids=lambda kind: kind.__name__)
async def test_a_dialog_closed_twice_leaves_the_screens_below(
    home: Home, kind: type[Dialog[Any]]
) -> None:
    make, key = MADE[kind]
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert isinstance(app.screen, MockQuestionScreen)
        before = list(app.screen_stack)
        theme, position = app.theme, sitting(app).attempt.position
        for keys in (("escape", "escape"), (key, key)):
            results: list[object] = []
            app.push_screen(make(app), results.append)
            await pilot.pause()
            await at_once(app, pilot, *keys)
            assert app.screen_stack == before, keys
            assert len(results) == 1, keys
            assert app.theme == theme
            assert sitting(app).attempt.position == position


@pytest.mark.parametrize("kind", MADE, ids=lambda kind: kind.__name__)
async def test_f1_opens_help_where_the_last_line_says_so(
    home: Home, kind: type[Dialog[Any]]
) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        dialog = MADE[kind][0](app)
        app.push_screen(dialog)
        await pilot.pause()
        says_so = "F1 Help" in str(dialog.query_one(Hints).visual)
        assert says_so or kind in (HelpScreen, PressScreen)
        if says_so and kind is not HelpScreen:
            await pilot.press("f1")
            assert isinstance(app.screen, HelpScreen)
            await pilot.press("f1")
            assert app.screen is dialog


async def test_a_dialog_that_asks_names_enter(home: Home) -> None:
    async with running(home) as (app, pilot):
        app.push_screen(AskScreen("A", "B", "c", lambda _: None))
        await pilot.pause()
        assert "enter Save" in str(app.screen.query_one(Hints).visual)


async def test_a_dialog_over_the_browser_leaves_the_browser(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("b")
        while not isinstance(app.screen, BrowseScreen) or app.screen.busy:
            await pilot.pause(0.01)
        await pilot.press("f4")
        assert isinstance(app.screen, FilterScreen)
        await at_once(app, pilot, "escape", "escape")
        assert isinstance(app.screen, BrowseScreen)


async def test_the_dialog_for_a_key_says_what_the_key_replaces(home: Home) -> None:
    async with running(home) as (app, pilot):
        app.push_screen(PressScreen("weak.back"))
        await pilot.pause()
        assert "It replaces esc." in shown(app)
        app.pop_screen()
        app.push_screen(PressScreen("weak.back", "z"))
        await pilot.pause()
        assert "It replaces z." in shown(app)


def keys_in_help(said: str) -> list[str]:
    """Return the names of the keys in the text of a help dialog, in order."""
    rows = said.partition("\nKeys\n")[2].partition("\n\nTo change keys")[0].splitlines()
    return [key for row in rows if row != "Anywhere" for key in row[:KEY_WIDTH].split()]


@pytest.mark.parametrize("width", [80, 140])
async def test_help_uses_a_wide_screen_and_names_no_key_twice(home: Home, width: int) -> None:
    async with running(home, wish=MockOptions(form=1), size=(width, 24)) as (app, pilot):
        assert app.sitting is not None
        app.sitting.submit()
        app.post_message(messages.SittingEnded(app.sitting))
        await pilot.pause()
        await pilot.press("f1")
        assert app.screen.query_one(".dialog").size.width == (100 if width == 140 else 70)
        said = shown(app)
        assert "Scroll the report down" in said
        assert "A page up or down" not in said
        keys = keys_in_help(said)
        assert {"enter", "PgUp", "PgDn", "esc", "F1", "ctrl+q"} <= set(keys)
        assert len(keys) == len(set(keys))
        await pilot.press("escape")
        await pilot.resize_terminal(width, 50)
        await pilot.press("f1")
        assert "Scroll the report" not in shown(app), "all of it is on the screen"
        await pilot.press("escape", "escape")
        await pilot.press("b", *"visib")
        await pilot.pause(0.5)
        await pilot.press("enter", "f1")
        keys = keys_in_help(shown(app))
        assert {"PgUp", "PgDn"} <= set(keys), "the keys of a list"
        assert not {"home", "end"} & set(keys), "they only repeat what a list does everywhere"
        assert len(keys) == len(set(keys))


async def test_a_fault_in_a_dialog_is_a_sentence(home: Home) -> None:
    async with running(home) as (app, pilot):
        app.push_screen(AskScreen("Score", "From the report.", "", lambda _: "no score is 1200"))
        await pilot.pause()
        await pilot.press("enter")
        assert "No score is 1200." in shown(app)
