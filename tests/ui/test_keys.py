"""Every key that works on a screen is in the list of keys, footer, help, and palette."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList, Static

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.settings import KEY_MAP
from quizapp.store.browser.query import Query
from quizapp.study.drill import DrillFilter
from quizapp.ui import keys, messages, screens
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.review import ReviewScreen
from quizapp.ui.widgets.hints import Hints, key_of
from tests.practice.test_mix_ups import pack_with_concepts
from tests.ui.test_flows import running, shown
from tests.ui.test_reread import submitted


def screen_classes() -> Iterator[type]:
    """Yield every class of a screen that has key bindings, its own or those of its bases."""
    for module in sorted(m.name for m in pkgutil.iter_modules(screens.__path__)):
        loaded = importlib.import_module(f"{screens.__name__}.{module}")
        for _, owner in inspect.getmembers(loaded, inspect.isclass):
            if owner.__module__ == loaded.__name__ and issubclass(owner, Screen) and working(owner):
                yield owner


def working(owner: type) -> dict[str, Binding]:
    """Return the bindings with a description that work on a screen, by id.

    Textual merges those of all base classes; what the app shows is only `BINDINGS` of the class.
    """
    return {
        str(b.id): b
        for base in reversed(owner.__mro__)
        if base.__module__.startswith("quizapp.")
        for b in base.__dict__.get("BINDINGS", ())
        if isinstance(b, Binding) and b.description
    }


def test_every_key_that_works_is_shown_and_can_be_assigned() -> None:
    owners = list(screen_classes())
    assert ReportScreen in owners
    assigned = keys.bindings_by_id()
    for owner in owners:
        shown_there = list(getattr(owner, "BINDINGS", ()))
        for name, binding in working(owner).items():
            assert binding in shown_there, f"{owner.__name__} does not show {name}"
            assert assigned.get(name) == binding, f"{name} is not in the list of keys"


def test_keys_of_a_report_are_assigned_and_compared_with_each_other() -> None:
    assert keys.checked_key_map({"report.missed": "v"}) == ({"report.missed": "v"}, [])
    assert keys.checked_key_map({"report.sheet": "v"}) == ({"report.sheet": "v"}, [])
    assert keys.conflict({}, "report.missed", "x") == "'x' is the key of report.mix_up"
    assert keys.conflict({}, "report.sheet", "h") == "'h' is the key of report.save"


async def test_keys_of_a_report_are_in_its_footer_help_palette_and_list(tmp_path: Path) -> None:
    pack = pack_with_concepts(tmp_path / "pack")
    async with running(Home(tmp_path / "home"), pack=pack, size=(120, 50)) as (app, pilot):
        app.post_message(messages.StartDrill(DrillFilter(count=3)))
        await pilot.pause()
        for _ in range(3):
            assert app.sitting is not None
            place = app.sitting.attempt.item.order.index(1) + 1
            await pilot.press(str(place), "enter", "enter")
            await pilot.pause()
        assert isinstance(app.screen, ReportScreen)
        assert "x Mix-up  s Sheet  h Save as HTML" in str(app.screen.query_one(Hints).content)
        assert "PgDn" not in str(app.screen.query_one(Hints).content), "there is no more below"
        await pilot.resize_terminal(70, 24)
        await pilot.pause()
        assert "x Mix-up  s Sheet  h Save as HTML  esc Back" in str(
            app.screen.query_one(Hints).content
        )
        listed = [command.title for command in app.get_system_commands(app.screen)]
        assert {"Mix-up", "Sheet", "Missed", "Save as HTML"} <= set(listed)
        await pilot.press("f1")
        said = " ".join(shown(app).split())
        assert "x Show two ideas that you mixed up side by side" in said
        assert "s What to remember of the topics that you missed" in said
        await pilot.press("escape")
        app.post_message(messages.OpenKeys())
        await pilot.pause()
        rows = app.screen.query_one(OptionList)
        ids = {rows.get_option_at_index(n).id for n in range(rows.option_count)}
        assert {"report.mix_up", "report.sheet", "report.missed", "report.save"} <= ids


OTHER_KEYS = {
    "home.mock": "f5",
    "home.resume_2": "ctrl+y",
    "weak.back": "f6",
    "history.back": "f7",
    "plan.date": "f8,f9",
    "result.pass": "y",
    "browse.filter": "f12",
    "browse.bookmark": "f7",
    "browse.back": "f9",
    "question.flag": "f8",
    "question.choose": "f9",
    "practice.guess": "f12",
    "review.cause_unknown": "f5,f6",
    "review.mix_up": "f7,f8",
    "pick.back": "f6",
}


async def assign_other_keys(app: QuizApp, pilot: Pilot[None]) -> None:
    app.post_message(messages.ChangeSetting("keys", KEY_MAP.write(OTHER_KEYS)))
    await pilot.pause()
    assert app.keymap == OTHER_KEYS


async def test_sentences_name_the_keys_that_work(home: Home) -> None:
    async with running(home, size=(120, 50)) as (app, pilot):

        async def opened(message: Message) -> str:
            app.post_message(message)
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
            return " ".join(shown(app).split())

        await assign_other_keys(app, pilot)
        assert re.search(r"^ Mock .* F5$", shown(app), re.MULTILINE)
        assert "(F6, then F5 or d) first." in await opened(messages.OpenWeakAreas())
        assert "(F7, then F5), and it" in await opened(messages.OpenHistory())
        assert "Press F8 to set it." in await opened(messages.OpenPlan())
        for status, said in {
            "flagged": "In a mock, press F8 to flag",
            "lucky": "In a drill, press F12 to mark",
            "bookmarked": "Press F7 on a question",
            "noted": "Press e on a question",
        }.items():
            told = await opened(messages.OpenBrowser(Query(status=status)))
            assert said in told
            assert "Press F12 to change the filters, or F9 to clear them." in told
        assert "press F9 to clear the search" in await opened(
            messages.OpenBrowser(Query(text="qqqqqqq"))
        )


async def test_sentences_about_an_answer_name_the_keys_that_work(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(120, 50)) as (app, pilot):
        await assign_other_keys(app, pilot)
        await pilot.press("down", "enter")
        assert "F9 or a digit chooses. Press again to go on." in shown(app)
        assert "  1 of 65  " in shown(app)
        await pilot.press("enter")
        assert "  2 of 65  " in shown(app)
        await submitted(app, pilot)
        await pilot.press("m")
        assert isinstance(app.screen, ReviewScreen)
        foot = app.screen.query_one("#review-foot", Static)
        assert str(foot.visual).startswith("F5 didn't know  m misread")
        comparison = f"{key_of(app.screen, 'mix_up')} compares the two."
        assert comparison.startswith("F7 compares")
        await pilot.press("y")
        assert app.screen.comparison in {comparison, ""}, "the question may be blank"


async def test_rows_of_open_sittings_name_the_keys_that_resume_them(home: Home) -> None:
    async with running(home, size=(120, 50)) as (app, pilot):
        for _ in range(2):
            app.post_message(messages.StartDrill(DrillFilter(count=1)))
            await pilot.pause()
            await pilot.press("1", "escape")
            await pilot.pause()
        rows = re.findall(r"^ Resume .* (\S+)$", shown(app), re.MULTILINE)
        assert rows == ["1", "2"]
        await assign_other_keys(app, pilot)
        rows = re.findall(r"^ Resume .* (\S+)$", shown(app), re.MULTILINE)
        assert rows == ["1", "ctrl+y"]


@pytest.mark.parametrize(("width", "quits"), [(60, "^q Quit"), (66, "ctrl+q Quit")])
async def test_a_narrow_footer_writes_ctrl_in_short_and_keeps_the_way_out(
    home: Home, width: int, quits: str
) -> None:
    async with running(home, size=(width, 20)) as (app, pilot):
        assert f"  {quits}  F1 Help" in str(app.screen.query_one(Hints).visual)
        await pilot.press("d", "q")
        assert str(app.screen.query_one(Hints).visual).endswith("esc Leave  F1 Help")
