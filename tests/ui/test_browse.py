"""The question browser, by keys and by mouse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from quizapp.exam.mock import MockOptions
from quizapp.exam.wording import count, is_or_are
from quizapp.paths import Home
from quizapp.practice.browse import begins_at
from quizapp.store.browser.query import Query
from quizapp.store.browser.search import FURTHER, PAGE
from quizapp.store.db.schema import EXPOSURE, QUESTION
from quizapp.store.learner.annotations import mark, question_reports
from quizapp.store.selection.drill_query import protected
from quizapp.store.sittings.start import start_drill
from quizapp.study.drill import DrillFilter
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.browse import BrowseScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from quizapp.ui.screens.filter import FilterScreen
from quizapp.ui.screens.home import HomeScreen
from quizapp.ui.screens.pick import PickScreen
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.settings import SettingsScreen
from quizapp.ui.widgets import browser_text
from quizapp.ui.widgets.hints import Hints
from tests.builders import entry, option, write_pack
from tests.ui.test_flows import running, shown
from tests.ui.test_text import HOSTILE

COVERED = "The answer is covered"


async def settled(app: QuizApp, pilot: Pilot[None]) -> BrowseScreen:
    """Wait until no search or redraw is pending, and return the browser."""
    screen = app.screen
    assert isinstance(screen, BrowseScreen)
    for _ in range(500):
        await pilot.pause(0.01)
        if not screen.busy:
            break
    await pilot.pause()
    return screen


async def browsing(app: QuizApp, pilot: Pilot[None], words: str = "") -> BrowseScreen:
    await pilot.press("escape", "b")
    await settled(app, pilot)
    await pilot.press(*words)
    return await settled(app, pilot)


def exposed(app: QuizApp) -> set[str]:
    """Return the ids of the questions that are stored as shown."""
    assert app.workspace is not None
    with app.workspace.database.read() as connection:
        rows = select(QUESTION.c.code).join(EXPOSURE, EXPOSURE.c.question_id == QUESTION.c.id)
        return set(connection.scalars(rows))


def codes(screen: BrowseScreen) -> list[str]:
    return [hit.code for hit in screen.results.hits]


async def test_search_opens_an_answer_and_esc_returns_home(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot, "visib")
        assert "lambda-esm-visibility-timeout" in codes(screen)
        assert f"{len(screen.results.hits)} of 395 questions" in shown(app)
        assert "Event source mappings" in shown(app)
        await pilot.press("enter", "down", "enter")
        assert COVERED in shown(app)
        assert "Remember" not in shown(app)
        assert screen.entry is not None
        code = screen.entry.hit.code
        assert exposed(app) == set()
        await pilot.press("u")
        assert COVERED not in shown(app)
        assert "Remember" in shown(app)
        assert exposed(app) == {code}
        await pilot.press("right")
        await settled(app, pilot)
        assert COVERED in shown(app)
        await pilot.press("p")
        await settled(app, pilot)
        assert "Remember" in shown(app)
        await pilot.press("escape", "escape")
        await settled(app, pilot)
        assert screen.query_one(Input).value == ""
        assert len(screen.results.hits) == PAGE
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)
        assert exposed(app) == {code}


async def test_bookmark_note_and_report_are_stored_and_can_be_filtered(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot, "visib")
        await pilot.press("enter", "enter", "b", "e", *"zebra", "ctrl+s", "!", *"why", "ctrl+s")
        seen = shown(app)
        assert "★ bookmarked" in seen
        assert "zebra" in seen
        assert COVERED in seen
        assert screen.entry is not None
        hit = screen.entry.hit
        assert app.workspace is not None
        with app.workspace.database.read() as connection:
            own = mark(connection, app.workspace.scope.learner, hit.row_id)
            (complaint,) = question_reports(connection)
        assert (own.bookmarked, own.note) == (True, "zebra")
        assert (complaint.question, complaint.text) == (hit.code, "why")
        await pilot.press("escape")
        assert "★ ✎" in shown(app)
        await pilot.press("slash", *["backspace"] * 5, *"zebr")
        await settled(app, pilot)
        assert codes(screen) == [hit.code]
        await pilot.press("down", "b")
        assert "★" not in shown(app)


async def test_filters_combine(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot, "lambda")
        unfiltered = codes(screen)
        await pilot.press("f4")
        assert isinstance(app.screen, FilterScreen)
        await pilot.press("enter", "down", "down", "enter", "end", "up", "enter")
        assert isinstance(app.screen, PickScreen)
        await pilot.press(*["down"] * 6, "enter")
        assert "bookmarked" in shown(app)
        await pilot.press("escape")
        await settled(app, pilot)
        assert (screen.wanted.domains, screen.wanted.status) == ({"2"}, "bookmarked")
        assert screen.results.hits == []
        assert "No question has “lambda” with these filters." in shown(app)
        await pilot.press("f4", "end", "up", "enter", "home", "enter", "escape")
        await settled(app, pilot)
        assert codes(screen)
        assert codes(screen) != unfiltered
        assert "2 Security" in shown(app)
        await pilot.press("escape", "escape")
        await settled(app, pilot)
        assert screen.wanted == type(screen.wanted)()


async def test_empty_list_says_what_to_do(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot)
        for place, said in ((2, "No missed questions"), (6, "Press b"), (7, "Press e")):
            await pilot.press("f4", "end", "up", "enter", "home", *["down"] * place, "enter")
            await pilot.press("escape")
            await settled(app, pilot)
            assert screen.results.hits == []
            assert said in shown(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_questions_of_untaken_mocks_are_hidden_or_listed_without_text(
    home: Home, size: tuple[int, int]
) -> None:
    async with running(home, size=size) as (app, pilot):
        screen = await browsing(app, pilot)
        assert app.workspace is not None
        with app.workspace.database.read() as connection:
            unsat = protected(app.workspace.scope)
            kept = set(connection.scalars(select(QUESTION.c.id).where(unsat)))
        assert f"{len(kept)} kept for mocks" in shown(app)
        assert "not searched" not in shown(app)
        await pilot.press("down")
        await settled(app, pilot)
        assert ("enter Question" in shown(app)) == (size[0] >= browser_text.BESIDE)
        assert ("enter Open" in shown(app)) == (size[0] < browser_text.BESIDE)
        await pilot.press("slash", *"queue")
        await settled(app, pilot)
        assert f"not searched: {len(kept)} kept for mocks" in shown(app)
        await pilot.press("escape")
        await settled(app, pilot)
        assert not kept & {hit.row_id for hit in screen.results.hits}
        await pilot.press("f4", "end", "enter", "down", "enter", "escape")
        await settled(app, pilot)
        place = next(i for i, hit in enumerate(screen.results.hits) if hit.held)
        code = screen.results.hits[place].code
        await pilot.press("down", *["down"] * place, "enter")
        await settled(app, pilot)
        assert "not taken yet" in shown(app)
        assert screen.entry is not None
        stem = screen.entry.question.stem[:30]
        assert stem not in shown(app)
        assert exposed(app) == set()
        await pilot.press("o", "space", "n", "p")
        await settled(app, pilot)
        assert stem not in shown(app)
        await pilot.press("u")
        assert stem in shown(app)
        assert exposed(app) == {code}


async def test_wide_screen_shows_the_covered_question_next_to_the_list(home: Home) -> None:
    async with running(home, size=(120, 40)) as (app, pilot):
        screen = await browsing(app, pilot, "visib")
        assert COVERED in shown(app)
        await pilot.press("down", "down")
        await settled(app, pilot)
        assert screen.entry is not None
        assert screen.entry.hit == screen.results.hits[1]
        assert COVERED in shown(app)
        await pilot.press("down", "u")
        # What is pressed before the question has come never uncovers the one before it.
        assert exposed(app) <= {screen.results.hits[2].code}
        await settled(app, pilot)
        await pilot.press("u")
        assert exposed(app) == {screen.results.hits[2].code}


async def test_question_that_was_only_shown_is_covered_until_it_is_answered(home: Home) -> None:
    wish = DrillFilter(topics=frozenset({"lambda.esm"}), count=1)
    async with running(home, size=(120, 40)) as (app, pilot):
        assert app.workspace is not None
        workspace = app.workspace
        sitting = start_drill(workspace.database, workspace.scope, workspace.blueprint, wish)
        (code,) = sitting.stored.questions
        sitting.abandon()
        screen = await browsing(app, pilot)
        screen._request(Query(topics=wish.topics))
        await settled(app, pilot)
        screen.results.highlighted = codes(screen).index(code)
        screen.results.focus()
        await settled(app, pilot)
        assert shown(app).count("not answered yet") == 2
        assert "seen, not answered yet" in shown(app)
        assert "because you have not answered this question yet" in " ".join(shown(app).split())
        assert "Remember" not in shown(app)
        await pilot.press("u")
        assert "Remember" in shown(app)
        at = screen.results.highlighted
        for place in (1 - at, at):
            screen.results.highlighted = place
            await settled(app, pilot)
            assert ("Remember" in shown(app)) is (place == at)


@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_list_heading_and_drill_count_alike_after_a_row_has_changed(
    home: Home, size: tuple[int, int]
) -> None:
    async with running(home, size=size) as (app, pilot):
        screen = await browsing(app, pilot, "cognito")
        screen._request(replace(screen.wanted, status="unseen"))
        await settled(app, pilot)
        number = len(screen.results.hits)
        assert number > 11
        assert f"{number} of 395 questions · new  " in shown(app)
        await pilot.press("down", "enter", "u", "escape")
        await settled(app, pilot)
        assert len(screen.results.hits) == number, "the row keeps its place"
        assert f"{number - 1} of 395 questions · new, 1 no longer" in shown(app)
        await pilot.press("f3")
        assert f"{number - 1} questions found  ·  {number - 1} new" in shown(app)


async def test_empty_list_says_which_questions_are_in_open_sittings(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot, "heartbeat")
        screen._request(replace(screen.wanted, status="unseen"))
        await settled(app, pilot)
        number = len(screen.results.hits) - 1
        assert 0 < number < 10
        await pilot.press("down", "d")
        await pilot.pause()
        assert isinstance(app.screen, DrillQuestionScreen)
        item = app.screen.sitting.attempt.item
        for choice in item.order[: item.selects]:
            app.screen.sitting.choose(choice)
        app.screen.sitting.confirm()
        await pilot.press("escape")
        await pilot.pause()
        screen = await settled(app, pilot)
        assert screen.results.hits == []
        seen = " ".join(shown(app).split())
        asked = count(number, "question")
        assert f"{asked} with “heartbeat” and these filters {is_or_are(number)} in " in seen
        assert "Finish or give up th" in seen
        assert "No question has" not in seen
        assert "Press F4 and choose Kept to list them, covered, or esc to clear the search." in seen
        await pilot.press("f4", "end", "enter", "down", "enter", "escape")
        await settled(app, pilot)
        assert sum(hit.open for hit in screen.results.hits) == number


async def test_keys_on_the_page_of_a_question_do_what_help_and_footer_say(home: Home) -> None:
    def told(screen: BrowseScreen) -> str:
        return str(screen.query_one("#browse-text", Static).content)

    async with running(home, size=(140, 20)) as (app, pilot):
        screen = await browsing(app, pilot, "cognito")
        assert "Press ↓, then u to show it." in told(screen)
        await pilot.press("down")
        await settled(app, pilot)
        assert "Press u to show it." in told(screen)
        footer = str(screen.query_one(Hints).visual)
        assert "…" not in footer
        assert all(key in footer for key in ("/ Search", "F4 Filter", "F3 Drill these"))
        await pilot.press("enter", "u")
        await settled(app, pilot)
        assert screen.page.max_scroll_y > 0
        await pilot.press("f1")
        said = shown(app)
        assert "Scroll down" in said
        assert "Go to the list" not in said
        await pilot.press("escape", "down")
        assert screen.page.scroll_y == 1
        assert "F3 Drill these" in shown(app)
        await pilot.press("f3")
        assert isinstance(app.screen, ChoiceScreen)


async def test_questions_of_an_open_mock_are_hidden(home: Home) -> None:
    async with running(home, wish=MockOptions(short=True)) as (app, pilot):
        assert app.sitting is not None
        asked = set(app.sitting.stored.questions)
        await pilot.press("escape", "down", "enter")
        screen = await browsing(app, pilot)
        assert not asked & set(codes(screen))
        assert "650 kept for mocks, 20 unanswered in open sittings" in shown(app)


async def test_next_page_loads_at_the_end_of_the_list(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot)
        assert len(screen.results.hits) == PAGE
        assert "395 questions" in shown(app)
        await pilot.press("down", "end")
        await settled(app, pilot)
        assert len(screen.results.hits) == PAGE + FURTHER
        assert screen.results.highlighted == PAGE
        while "More" in shown(app):
            before = len(screen.results.hits)
            await pilot.press("end")
            await settled(app, pilot)
            assert len(screen.results.hits) > before
        assert len(screen.results.hits) > PAGE + FURTHER
        assert len(set(codes(screen))) == len(screen.results.hits)
        await pilot.press("home", "up")
        assert isinstance(app.focused, Input)


async def test_browser_works_with_the_mouse_only(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot, "visib")
        await pilot.click("#browse-list", offset=(20, 3))
        await settled(app, pilot)
        assert screen.reading
        assert screen.entry is not None
        assert screen.entry.hit == screen.results.hits[1]
        await pilot.click("Hints", offset=(2, 0))
        await pilot.pause()
        assert exposed(app) == {screen.results.hits[1].code}


async def test_fast_typing_shows_the_results_of_the_last_search(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot, "visib")
        for words in ("dead", "letter", "xyzzy", "kinesis"):
            await pilot.press("ctrl+u", *words)
        await settled(app, pilot)
        assert screen.wanted.text == "kinesis"
        found = codes(screen)
        await pilot.press("ctrl+u")
        await settled(app, pilot)
        await pilot.press(*"kinesis")
        await settled(app, pilot)
        assert codes(screen) == found


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_hostile_text_is_shown_literally(tmp_path: Path, size: tuple[int, int]) -> None:
    hostile = " ".join(HOSTILE[:4])
    options = "options:\n" + "".join(
        option(i, "first", key=i == 0).replace("Answer", f"[b]{i} list[int]") for i in range(4)
    )
    pack = write_pack(
        tmp_path / "pack",
        entry("first", stem=f"stem: |-\n    {hostile} first", options=options.rstrip()),
        entry("second"),
    )
    async with running(Home(tmp_path / "own"), pack, size=size) as (app, pilot):
        await browsing(app, pilot, "[int]")
        assert "[/] [@click" in shown(app)
        await pilot.press("enter", "enter", "e", *"[red]", "ctrl+s")
        seen = " ".join(shown(app).split())
        assert hostile in seen
        assert "[b]2 list[int]" in seen
        assert "[red]" in seen
        await pilot.press("u")
        assert "[b]2 list[int]" in " ".join(shown(app).split())
        await pilot.press("escape", "slash", "ctrl+u", *"[/]]x[@y")
        await settled(app, pilot)
        assert "“[/]]x[@y”" in shown(app)
        assert app.screen.query_one(OptionList).option_count == 0


async def test_number_question_is_shown_with_numbers(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot, "numbers read units")
        assert screen.results.hits[0].template
        await pilot.press("enter", "enter", "u")
        assert "An example" in shown(app)
        assert "{" not in shown(app)


async def test_help_and_palette_list_the_browser_keys(home: Home) -> None:
    async with running(home, size=(80, 40)) as (app, pilot):
        await browsing(app, pilot, "visib")
        await pilot.press("f1")
        assert "stays covered" in shown(app)
        uncovers = "Show the answer; the question then counts as seen"
        assert uncovers not in shown(app), "no question is on the screen"
        await pilot.press("escape")
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Filter", "Back"} <= titles
        assert "Show answer" not in titles
        await pilot.press("enter", "enter", "f1")
        assert uncovers in shown(app)
        await pilot.press("escape")
        assert COVERED in shown(app), "help uncovers nothing"
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Show answer", "Back"} <= titles
        assert "Filter" not in titles


@pytest.mark.parametrize(("columns", "beside"), [(119, False), (120, True), (200, True)])
async def test_question_is_shown_next_to_the_list_from_120_columns(
    home: Home, columns: int, beside: bool
) -> None:
    async with running(home, size=(columns, 40)) as (app, pilot):
        screen = await browsing(app, pilot, "visib")
        assert screen.query_one("#browse-page").display is beside
        left = screen.query_one("#browse-left").region.width
        assert left == (browser_text.list_width(columns) if beside else columns)
        assert all(
            line.cell_length <= left - 3
            for hit in screen.results.hits
            for line in screen._row(hit, screen.wanted.words).split("\n")
        )
        await pilot.resize_terminal(100, 40)
        assert screen.query_one("#browse-left").region.width == 100
        assert not screen.query_one("#browse-page").display


async def test_words_are_highlighted_in_the_list_and_in_the_question(home: Home) -> None:
    def highlighted(content: Content) -> set[str]:
        return {
            content.plain[span.start : span.end].casefold()
            for span in content.spans
            if span.style == browser_text.FOUND
        }

    async with running(home, size=(120, 40)) as (app, pilot):
        screen = await browsing(app, pilot, "visib")
        first = screen.results.get_option_at_index(0).prompt
        assert isinstance(first, Content)
        assert highlighted(first) == {"visibility"}
        page = screen.query_one("#browse-text", Static).content
        assert isinstance(page, Content)
        assert "visibility" in highlighted(page)
        await pilot.press(*["backspace"] * 5)
        await settled(app, pilot)
        first = screen.results.get_option_at_index(0).prompt
        assert isinstance(first, Content)
        assert highlighted(first) == set()


async def test_what_was_found_is_drilled(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot, "cognito")
        found = {hit.row_id for hit in screen.results.hits}
        await pilot.press("f3")
        assert isinstance(app.screen, ChoiceScreen)
        assert f"{len(found)} questions found" in shown(app)
        assert f"{sum(not hit.met for hit in screen.results.hits)} new" in shown(app)
        assert "Those kept for mocks are left out." in shown(app)
        await pilot.press("escape")
        assert app.screen is screen
        await pilot.press("down", "d", "enter")
        await pilot.pause()
        assert isinstance(app.screen, DrillQuestionScreen)
        assert app.sitting is not None
        assert app.sitting.stored.plan.title == "Drill on “cognito”"
        assert {row for row, *_ in app.sitting.stored.rows.values()} == found
        # All of them are in the open drill now, so nothing is left to drill.
        await pilot.press("1", "escape", "b")
        await settled(app, pilot)
        await pilot.press(*"cognito", "f3")
        await pilot.pause()
        assert not isinstance(app.screen, ChoiceScreen)


@pytest.mark.parametrize("to_the_end", [False, True])
async def test_a_drill_of_few_found_starts_at_once_and_leads_back_to_the_search(
    home: Home, *, to_the_end: bool
) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot, "heartbeat")
        found = [hit.row_id for hit in screen.results.hits]
        assert 1 < len(found) <= 10
        await pilot.press("down", "down", "d")
        await pilot.pause()
        assert isinstance(app.screen, DrillQuestionScreen)
        if to_the_end:
            app.screen.sitting.submit()
            app.screen.end()
            await pilot.pause()
            assert isinstance(app.screen, ReportScreen)
        await pilot.press("escape")
        await pilot.pause()
        screen = await settled(app, pilot)
        assert screen.wanted.text == screen.query_one(Input).value == "heartbeat"
        assert screen.results.hit is not None
        assert screen.results.hit.row_id == found[1]
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (["sqs"], "A worker"),
        (["visibility"], "SQS has"),
        (["sqs", "visibility"], "SQS has"),
        (["sqs", "absent"], "A worker"),
    ],
)
def test_a_line_shows_most_of_the_words_and_the_rare_ones(words: list[str], begins: str) -> None:
    stem = (
        "A worker reads SQS messages. " + "It is slow today. " * 6 + "SQS has a visibility timeout."
    )
    at = begins_at(stem, words, 50)
    assert stem[at:].startswith(begins) or (at and begins in stem[at : at + 50])


async def test_f2_opens_the_settings_over_a_search(home: Home) -> None:
    async with running(home) as (app, pilot):
        screen = await browsing(app, pilot, "visib")
        await pilot.press("f2")
        assert isinstance(app.screen, SettingsScreen)
        await pilot.press("escape")
        assert app.screen is screen
        assert screen.query_one(Input).value == "visib"
