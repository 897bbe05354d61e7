"""Settings: their screen, their effect at the start, and their effect on other screens."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from textual.color import Color
from textual.css import stylesheet
from textual.widgets import OptionList

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.launch import Launch
from quizapp.settings import SETTINGS
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.learner import settings
from quizapp.store.workspace import Workspace
from quizapp.ui import messages
from quizapp.ui.app import QuizApp
from quizapp.ui.palette import PaletteCommands
from quizapp.ui.screens.agreement import AgreementScreen
from quizapp.ui.screens.briefing import BriefingScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from quizapp.ui.screens.home import HomeScreen
from quizapp.ui.screens.keys import KeysScreen, PressScreen
from quizapp.ui.screens.mock_question import MockQuestionScreen
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.settings import SettingsScreen
from quizapp.ui.widgets.hints import Hints
from quizapp.words import written_day
from tests.practice.small import answer
from tests.ui.test_flows import running, shown

ROWS = {setting.name: at for at, setting in enumerate(SETTINGS)}


def store_settings(workspace: Workspace, **values: str) -> None:
    with workspace.database.write() as connection:
        for name, value in values.items():
            settings.write(connection, workspace.scope, name, value)


def highlight(app: QuizApp, name: str) -> None:
    app.screen.query_one(OptionList).highlighted = ROWS[name]


def notices_of(app: QuizApp) -> str:
    return "\n".join(notice.message for notice in app._notifications)


async def test_a_result_names_the_version_that_was_taken(home: Home) -> None:
    async with running(home) as (app, pilot):
        assert app.practice is not None
        before = f"Before {written_day(date(2026, 12, 1))}, the exam is DVA-C02."
        for keys, code in (("f", "DVA-C02"), (("f", "down", "down", "enter"), "DVA-C03")):
            app.post_message(messages.OpenResult(date(2026, 11, 29)))
            await pilot.pause()
            assert before in shown(app)
            await pilot.press(*keys)
            assert f"Exam{'':32}{code}" in shown(app)
            assert (before in shown(app)) is (code == "DVA-C02")
            await pilot.press("s")
            await pilot.pause()
            (found,) = app.practice.results()
            assert (found.exam, found.passed) == (code, False)
            app.practice.remove_result(found.day)
            await pilot.press("escape", "escape")


async def test_every_setting_has_a_row_and_changes_apply_immediately(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("s")
        assert isinstance(app.screen, SettingsScreen)
        for setting in SETTINGS:
            assert setting.label in shown(app)
        highlight(app, "confidence")
        await pilot.press("enter")
        assert not app.settings.confidence
        await pilot.press("backspace")
        assert app.settings.confidence
        highlight(app, "name")
        await pilot.press("enter", *"Ada", "enter")
        assert app.settings.name == "Ada"
        highlight(app, "time_zone")
        await pilot.press("enter", *"Mars", "enter")
        assert "'Mars' is not a time zone" in shown(app)
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_setting_from_the_file_shows_its_source_and_cannot_be_changed(home: Home) -> None:
    (home.root / "settings.toml").write_text("confidence = false\nbogus = 1\nexam = 'NO-X01'\n")
    async with running(home) as (app, pilot):
        # Home says it in a line of its own: a notice would cover what is at the top.
        assert "settings.toml:2: there is no setting 'bogus'" in shown(app)
        assert "there is no 'NO-X01'" in shown(app)
        assert notices_of(app) == ""
        await pilot.press("s")
        assert "set in settings.toml" in shown(app)
        highlight(app, "exam_date")
        await pilot.pause()
        assert "QUIZAPP_EXAM_DATE" not in shown(app)
        await pilot.press("f1")
        assert "QUIZAPP_EXAM_DATE" in shown(app)
        await pilot.press("f1")
        highlight(app, "confidence")
        await pilot.press("enter", "backspace")
        assert not app.settings.confidence
        assert "change it there" in notices_of(app)


async def test_theme_is_previewed_and_kept_for_the_next_start(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("s")
        highlight(app, "theme")
        await pilot.press("enter", "down")
        assert app.theme == "quizapp-day"
        await pilot.press("escape")
        assert app.theme == "quizapp-night"
        await pilot.press("enter", "down", "down", "enter")
        assert app.theme == app.settings.theme == "quizapp-contrast"
    # Before any data layer is there, from the row that the first frame is painted from.
    again = QuizApp(
        Launch(home, app.launch.pack, row=first_look(home.database, app.launch.pack).row)
    )
    assert again.theme == "quizapp-contrast"


async def test_exam_day_needs_agreement_and_its_clock_keeps_running(
    workspace: Workspace, home: Home
) -> None:
    store_settings(workspace, exam_day="on", extra_time="on", name="Ada [b]L[/b]")
    async with running(home) as (app, pilot):
        await pilot.press("m")
        assert isinstance(app.screen, BriefingScreen)
        assert "160 minutes" in shown(app)
        assert "exam-day mode" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, AgreementScreen)
        assert app.sitting is None
        await pilot.press("down", "enter")
        assert isinstance(app.screen, BriefingScreen)
        await pilot.press("enter", "enter")
        assert isinstance(app.screen, MockQuestionScreen)
        assert app.sitting is not None
        assert app.sitting.stored.plan.exam_day
        names = {command.title for command in app.get_system_commands(app.screen)}
        assert not {name for name in names if name.startswith("Go to")}
        await pilot.press("escape")
        assert "Leave; the clock keeps running" in shown(app)
        await pilot.press("escape", "ctrl+s", "down", "down", "enter")
        assert isinstance(app.screen, ReportScreen)
        assert "Ada [b]L[/b]" in shown(app)


async def test_without_confidence_only_enter_confirms(workspace: Workspace, home: Home) -> None:
    store_settings(workspace, confidence="off")
    async with running(home) as (app, pilot):
        await pilot.press("d", "q")
        assert isinstance(app.screen, DrillQuestionScreen)
        assert "unsure" not in shown(app)
        item = app.screen.sitting.attempt.item
        await pilot.press(*(str(n + 1) for n in range(item.selects)), "s", "u", "g")
        assert not app.screen.marked
        await pilot.press("enter")
        assert app.screen.marked
        assert app.screen.sitting.attempt.item.confidence is None


async def test_reserved_mocks_are_not_suggested_and_need_confirmation(
    workspace: Workspace, home: Home
) -> None:
    store_settings(workspace, reserve="10")
    async with running(home) as (app, pilot):
        assert "the other forms are in reserve" in shown(app)
        await pilot.press("m")
        assert shown(app).count("in reserve") >= 4
        assert "Short mock" in shown(app)
        app.screen.query_one(OptionList).highlighted = 0
        await pilot.press("enter")
        assert isinstance(app.screen, ChoiceScreen)
        await pilot.press("enter")
        assert isinstance(app.screen, BriefingScreen)
        await pilot.press("enter", "down", "enter")
        assert isinstance(app.screen, MockQuestionScreen)


async def test_reassigned_key_works_and_is_shown_everywhere(home: Home) -> None:
    (home.root / "settings.toml").write_text(
        '[keys]\n"question.flag" = "v"\n"question.strike" = "f"\n'
        '"home.mock" = "d"\n"no.such" = "q"\n'
    )
    async with running(home) as (app, pilot):
        assert "keys: home.mock: 'd' is the key of home.drill; it keeps m" in shown(app)
        assert "keys: there is no action 'no.such'" in shown(app)
        app.post_message(messages.StartMock(MockOptions(form=1)))
        await pilot.pause()
        assert "v Flag" in shown(app)
        await pilot.resize_terminal(120, 30)
        await pilot.pause()
        assert "f Strike" in shown(app)
        flag = next(c for c in app.get_system_commands(app.screen) if c.title == "Flag")
        assert "(v)" in flag.help
        await pilot.press("v")
        assert app.sitting is not None
        assert app.sitting.attempt.item.flagged
        await pilot.press("f", "1")
        assert app.sitting.attempt.item.struck
        await pilot.press("f1")
        assert "v             Add or remove a review flag" in shown(app)


async def test_keys_screen_assigns_a_free_key_and_refuses_a_used_one(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("f2")
        highlight(app, "keys")
        await pilot.press("enter")
        assert isinstance(app.screen, KeysScreen)
        rows = app.screen.query_one(OptionList)
        rows.highlighted = rows.get_option_index("home.mock")
        await pilot.pause()
        listed = [str(rows.get_option_at_index(n).prompt) for n in range(rows.option_count)]
        assert not [line for line in listed if "choice.take" in line or "home.mock" in line]
        assert " Question in a mock" in listed
        assert "in settings.toml: home.mock" in shown(app)
        await pilot.press("enter", "d")
        assert "'d' is the key of “Drill”. Press another key." in shown(app)
        assert isinstance(app.screen, PressScreen)
        await pilot.press("y")
        assert app.settings.keys == {"home.mock": "y"}
        await pilot.press("enter", "m")
        assert app.settings.keys == {}, "its own key is no change"
        await pilot.press("enter", "y")
        assert app.settings.keys == {"home.mock": "y"}
        await pilot.press("escape", "escape", "y")
        assert isinstance(app.screen, BriefingScreen)
        await pilot.press("escape", "f2", "end", "enter")
        rows = app.screen.query_one(OptionList)
        rows.highlighted = rows.get_option_index("home.mock")
        await pilot.press("backspace")
        assert app.settings.keys == {}
        await pilot.press("escape", "escape", "m")
        assert isinstance(app.screen, BriefingScreen)


async def test_keys_that_belong_together_have_one_row(home: Home) -> None:
    async with running(home) as (app, pilot):
        app.post_message(messages.OpenKeys())
        await pilot.pause()
        rows = app.screen.query_one(OptionList)
        listed = [str(rows.get_option_at_index(n).prompt) for n in range(rows.option_count)]
        assert not [n for n, line in enumerate(listed[1:]) if line == listed[n]]
        rows.highlighted = rows.get_option_index("navigator.digit_0")
        await pilot.press("enter")
        assert isinstance(app.screen, KeysScreen)
        assert "settings.toml can change each: navigator.digit_0 to" in notices_of(app)


async def test_the_key_for_help_is_no_letter_and_is_named_on_every_screen(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("f2", "end", "enter")
        rows = app.screen.query_one(OptionList)
        rows.highlighted = rows.get_option_index("app.help")
        await pilot.press("enter", "z")
        assert "needed for typing" in shown(app)
        await pilot.press("f9", "escape")
        assert isinstance(app.screen, SettingsScreen)
        assert "F9 Help" in shown(app)


async def test_the_palette_has_one_way_to_quit(home: Home) -> None:
    async with running(home) as (app, _pilot):
        listed = [command.title for command in app.get_system_commands(app.screen)]
        assert listed.count("Quit") == 1
        assert "Copy or quit" not in listed


async def test_help_says_which_keys_work_on_the_screen_below(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        await pilot.press("escape", "down", "enter")
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("f1")
        said = " ".join(shown(app).split())
        assert "1 Resume the first open sitting" in said
        assert "Resume the second open sitting" not in said
        assert said.index("Keys ") < said.index("Anywhere ")
        assert "More keys" not in said


@pytest.mark.parametrize("height", [20, 80])
async def test_help_scrolls_only_where_there_is_more(home: Home, height: int) -> None:
    async with running(home, size=(120, height)) as (app, pilot):
        await pilot.press("f1")
        await pilot.pause()
        assert ("Scroll" in str(app.screen.query_one(Hints).content)) is (height == 20)


async def test_palette_finds_words_of_descriptions(home: Home) -> None:
    async with running(home) as (app, _pilot):
        search = PaletteCommands(app.screen).search
        found = [str(hit.text) async for hit in search("bookmarks")]
        assert "Browse" in found
        assert [hit async for hit in search("qqqq")] == []


async def test_palette_opens_any_screen_from_a_drill_and_saves_it(
    home: Home,
) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q")
        listed = list(app.get_system_commands(app.screen))
        commands = {c.title: c for c in listed}
        assert sum(c.title == "Choose" for c in listed) == 1
        for name in ("Mock exam", "Drill", "Review", "Weak areas", "History", "Home"):
            assert f"Go to {name}" in commands
        assert {"Settings", "Theme", "Help", "Quit"} <= set(commands)
        assert not {"Up", "Down", "Scroll", "Page"} & set(commands), "keys that only move"
        commands["Settings"].callback()
        await pilot.pause()
        assert isinstance(app.screen, SettingsScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, DrillQuestionScreen)
        assert app.sitting is not None
        answer(app.sitting, 0)
        commands["Go to Mock exam"].callback()
        await pilot.pause()
        assert isinstance(app.screen, BriefingScreen)
        assert "is saved; resume it from home" in notices_of(app)
        await pilot.press("escape")
        assert "Resume" in shown(app)


async def test_question_is_drawn_in_every_theme(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        for theme in sorted(app.available_themes):
            app.theme = theme
            await pilot.press("down", "1", "f1", "escape")
            await pilot.pause()
            for name in ("quiz-muted", "quiz-faint", "quiz-code"):
                assert Color.parse(app.theme_variables[name]), (theme, name)


@pytest.mark.parametrize("theme", ["quizapp-night", "dracula"])
async def test_theme_set_at_start_looks_like_one_chosen_later(
    home: Home, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(home) as (app, pilot):
        app.theme = "quizapp-day"
        await pilot.pause()
        app.theme = theme
        await pilot.pause()
        later = (app.classes, app.get_pseudo_classes(), app.screen.styles.background)
    monkeypatch.setenv("QUIZAPP_THEME", theme)
    async with running(home) as (app, _):
        assert (app.classes, app.get_pseudo_classes(), app.screen.styles.background) == later


async def test_own_theme_parses_the_style_sheet_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    parse = stylesheet.parse

    def note(scope: str, css: str, *args: Any, **named: Any) -> Any:
        read.append(css)
        return parse(scope, css, *args, **named)

    monkeypatch.setattr(stylesheet, "parse", note)
    async with running(home):
        assert sum("HomeScreen #home" in css for css in read) == 1


@pytest.mark.parametrize("theme", ["quizapp-day", "no-such-theme"])
async def test_environment_sets_the_theme_of_the_first_frame(
    home: Home, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_THEME", theme)
    app = QuizApp(Launch(home, home.root))
    assert app.theme == ("quizapp-day" if theme == "quizapp-day" else "quizapp-night")
