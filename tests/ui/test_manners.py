"""Details of the screens: labels, keyboard layouts, incomplete answers, and spoilers."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from quizapp.exam.mock import MockOptions
from quizapp.exam.wording import runs_of_numbers
from quizapp.paths import Home
from quizapp.practice.briefing import RULES
from quizapp.store.browser.query import Query
from quizapp.study.drill import DrillFilter
from quizapp.ui import messages
from quizapp.ui.screens.base import LONG
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from quizapp.ui.screens.history import HistoryScreen
from quizapp.ui.screens.home import HomeScreen
from quizapp.ui.screens.keys import PressScreen
from quizapp.ui.screens.mock_question import MockQuestionScreen
from quizapp.ui.screens.navigator import NavigatorScreen
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.settings import SettingsScreen
from quizapp.ui.textual_private import notices_shown
from quizapp.ui.typed import latin_keys
from tests.builders import entry, option, write_pack
from tests.ui.test_browse import browsing, settled
from tests.ui.test_flows import running, shown

PAIR = entry(
    "pair",
    stem="stem: |-\n    Calls of `a.b()` fail in `c`. Which help? Select TWO.",
    options="options:\n" + "".join(option(n, "pair", key=n < 2) for n in range(5)).rstrip(),
)
CODE = "```\n    x = 1\n    ```"
FENCED = entry("fenced", stem=f"stem: |-\n    See the code:\n\n    {CODE}\n\n    Why?")


def pack(tmp_path: Path) -> Path:
    form = ["pair", "fenced", "third"]
    return write_pack(tmp_path / "pack", PAIR, FENCED, entry("third"), form=form)


async def test_partial_answer_is_called_incomplete_everywhere(tmp_path: Path) -> None:
    home, wish = Home(tmp_path / "home"), MockOptions(form=1)
    async with running(home, pack(tmp_path), wish, size=(120, 40)) as (app, pilot):
        sitting = app.sitting
        assert sitting is not None
        at = [item.question_id for item in sitting.attempt.items].index("pair")
        app.screen.go(at)  # type: ignore[attr-defined]
        await pilot.press("1", "g")
        assert isinstance(app.screen, NavigatorScreen)
        assert "0 of 3 answered · 1 incomplete" in shown(app)
        assert f"{at + 1}  incomplete: 1 of 2 chosen" in shown(app)
        await pilot.press("escape", "ctrl+s")
        said = shown(app)
        blank = ", ".join(str(n + 1) for n in range(3) if n != at)
        assert "2 questions unanswered, 1 incomplete" in said
        assert f"Unanswered  {blank} · counted as wrong" in said
        assert f"Incomplete  {at + 1} (1 of 2 chosen) · counted as wrong" in said
        assert f"Go to question {at + 1} (incomplete)" in said
        sitting.submit()
        assert app.practice is not None
        await pilot.press("escape")


async def test_navigator_shows_no_backticks_or_fences(tmp_path: Path) -> None:
    home, wish = Home(tmp_path / "home"), MockOptions(form=1)
    async with running(home, pack(tmp_path), wish, size=(120, 40)) as (app, pilot):
        await pilot.press("n", "n", "g", "1")
        said = shown(app)
        for _ in range(2):
            await pilot.press("right")
            said += shown(app)
        assert "`" not in said
        assert "Calls of a.b() fail in c. Which help?" in said
        assert "See the code: x = 1 Why?" in said


async def test_browser_shows_no_backticks_fences_or_ids(
    tmp_path: Path,
) -> None:
    named = entry("plain").replace("- id: plain", "- id: a-telling-id")
    folder = write_pack(tmp_path / "pack", PAIR, FENCED, named)
    async with running(Home(tmp_path / "home"), folder, size=(120, 40)) as (app, pilot):
        screen = await browsing(app, pilot)
        assert len(screen.results.hits) == 3
        said = shown(app)
        assert "`" not in said
        assert "Calls of a.b() fail in c." in said
        await pilot.press("enter")
        for _ in range(3):
            await settled(app, pilot)
            assert "telling" not in shown(app)
            await pilot.press("n")
        screen._request(Query("telling"))
        await settled(app, pilot)
        assert [hit.code for hit in screen.results.hits] == ["a-telling-id"]
        assert "telling" not in shown(app)
        await pilot.press("u")
        await settled(app, pilot)
        assert "Remember" in shown(app)
        assert "telling" not in shown(app)


async def test_report_opened_from_history_returns_to_history(home: Home) -> None:
    async with running(home, wish=MockOptions(short=True)) as (app, pilot):
        assert app.sitting is not None
        app.sitting.submit()
        app.screen.end()  # type: ignore[attr-defined]
        await pilot.pause()
        app.go_home()
        await pilot.pause()
        await pilot.press("h")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ReportScreen)
        assert "esc Back" in shown(app)
        assert "esc Home" not in shown(app)
        await pilot.press("escape")
        assert isinstance(app.screen, HistoryScreen)


async def test_search_hint_says_what_enter_does(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot)
        assert "enter List" in shown(app)
        await pilot.press("enter")
        assert "enter Open" in shown(app)
        assert not screen.reading
        await pilot.press("enter")
        assert screen.reading


async def test_drill_says_how_many_options_are_still_to_choose(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", PAIR)
    async with running(Home(tmp_path / "home"), folder, size=(160, 40)) as (app, pilot):
        app.post_message(messages.StartDrill(DrillFilter(count=1)))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, DrillQuestionScreen)
        assert "space Choose" in shown(app)
        await pilot.press("enter")
        assert "Choose 2 more." in shown(app)
        assert app.sitting is not None
        item = app.sitting.attempt.item
        wrong = [str(n) for n, option in enumerate(item.order, 1) if option not in item.keys]
        await pilot.press(wrong[0], "enter")
        assert "Choose 1 more." in shown(app)
        assert not list(notices_shown(app))
        await pilot.press(wrong[1], "enter")
        assert "Wrong: 0 of 2 found" in shown(app)


async def test_mock_help_lists_the_arrow_keys_and_the_time(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        await pilot.press("f1")
        said = shown(app)
        assert "← →" in said
        assert "Previous or next question" in said
        assert "Hide or show the time" in said


async def test_empty_review_is_not_an_error(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "quizapp")
    async with running(home) as (app, pilot):
        await pilot.press("r")
        await pilot.pause()
        assert "Nothing to review today" in shown(app)
        assert not list(notices_shown(app))
        await pilot.press("down", "enter")
        assert isinstance(app.screen, HomeScreen), "the last row leads back"
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("F", "f"),
        ("ф", "a"),
        ("Ф", "a"),
        ("а", "f"),
        ("і", "s"),
        ("φ", "f"),
        ("כ", "f"),
        ("ب", "f"),
        ("１", "1"),
        ("٣", "3"),
        ("Ｆ", "f"),
    ],
)
def test_character_maps_to_the_latin_key_in_its_place(typed: str, keys: str) -> None:
    assert keys in list(latin_keys(typed))


@pytest.mark.parametrize("typed", ["f", "1", "ß", "日", "ﬁ", "\u0301"])
def test_other_characters_map_to_no_key(typed: str) -> None:
    assert list(latin_keys(typed)) == []


async def press(app: object, pilot: object, *characters: str) -> None:
    for character in characters:
        app.post_message(events.Key(character, character))  # type: ignore[attr-defined]
        await pilot.pause()  # type: ignore[attr-defined]


async def test_keys_work_with_caps_lock_and_on_other_keyboards(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert isinstance(app.screen, MockQuestionScreen)
        sitting = app.sitting
        assert sitting is not None
        await press(app, pilot, "１")
        assert sitting.attempt.item.chosen == {sitting.attempt.item.order[0]}
        for flag, key in enumerate(("F", "а", "Ａ", "φ"), 1):
            await press(app, pilot, key)
            assert sitting.attempt.item.flagged is (flag in (1, 4)), key
            if key == "Ａ":
                assert not list(notices_shown(app)) or "Ａ" in list(notices_shown(app))[-1]
            elif key == "а":
                assert not sitting.attempt.item.flagged
        # The first press can say that there are more options below.
        await press(app, pilot, "т")
        if sitting.attempt.position == 0:
            await press(app, pilot, "т")
        assert sitting.attempt.position == 1
        await press(app, pilot, "日")
        assert "The key 日 has no function here. F1 lists the keys." in list(notices_shown(app))


async def test_text_fields_and_custom_keys_get_the_typed_character(home: Home) -> None:
    async with running(home) as (app, pilot):
        await browsing(app, pilot)
        await press(app, pilot, "ф", "F", "１")
        assert app.screen.query_one(Input).value == "фF１"
        taken: list[str | None] = []
        app.push_screen(PressScreen("home.mock"), taken.append)
        await pilot.pause()
        await press(app, pilot, "ф")
        assert taken == ["ф"]


async def test_exam_day_rules_are_shown_before_the_clock_starts(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1, exam_day=True)) as (app, pilot):
        said = " ".join(shown(app).split())
        for rule in RULES:
            assert rule in said.replace("• ", "")
        assert app.sitting is None
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)
        assert app.sitting is None


async def test_brief_notices_disappear_with_what_they_are_about(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(80, 12)) as (app, pilot):
        assert isinstance(app.screen, MockQuestionScreen)
        below = "There are more options below (↓). Press again to go on."

        def said() -> list[str]:
            return [notice.message for notice in app._notifications]

        await pilot.press("n")
        assert below in shown(app)
        assert said() == [], "a notice would cover the options"
        await pilot.press("down")
        assert below not in shown(app)
        for key, screen in (("f2", SettingsScreen), ("escape", MockQuestionScreen)):
            app.notify("brief", timeout=8)
            app.notify("long", timeout=LONG)
            await pilot.pause()
            assert "brief" in said()
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, screen)
            assert said() == ["long"]


async def test_notice_on_home_does_not_cover_the_next_screen(home: Home) -> None:
    async with running(home) as (app, pilot):
        for key in ("m", "d", "b", "h", "f2"):
            app.notify("brief", timeout=8)
            await pilot.pause()
            assert "brief" in list(notices_shown(app)), key
            await pilot.press(key)
            await pilot.pause()
            assert not isinstance(app.screen, HomeScreen)
            assert not list(notices_shown(app)), key
            await pilot.press("escape")
            if not isinstance(app.screen, HomeScreen):
                await pilot.press("escape")
            await pilot.pause()
            assert isinstance(app.screen, HomeScreen)


async def test_how_many_to_choose_is_not_said_of_an_explained_answer(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", PAIR)
    async with running(Home(tmp_path / "home"), folder, size=(160, 40)) as (app, pilot):
        app.post_message(messages.StartDrill(DrillFilter(count=1)))
        await pilot.pause()
        await pilot.press("1", "enter")
        assert "Choose 1 more." in shown(app)
        assert not list(notices_shown(app))
        await pilot.press("2", "enter")
        await pilot.pause()
        assert "Choose 1 more." not in shown(app)
        assert not list(notices_shown(app))


def test_unanswered_questions_are_listed_in_ranges() -> None:
    assert runs_of_numbers((3, 4, 5, 6, 11, 18, 19)) == ["4–7", "12", "19", "20"]
    assert runs_of_numbers(()) == []
