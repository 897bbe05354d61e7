"""Lists that narrow by typing: every kind of picker, and what may be typed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import OptionList

from quizapp.paths import Home
from quizapp.practice.drills import brief
from quizapp.ui import messages
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.browse import BrowseScreen
from quizapp.ui.screens.choice import FEW, ChoiceScreen
from quizapp.ui.screens.drill_builder import DrillBuilderScreen
from quizapp.ui.screens.filter import FilterScreen
from quizapp.ui.screens.pick import PickScreen
from quizapp.ui.screens.themes import ThemeScreen
from quizapp.ui.widgets.picker import Picker, some_of
from quizapp.words import narrow, plain_words
from tests.ui.test_flows import running, shown

NAMES = [
    "AWS Lambda",
    "Amazon API Gateway",
    "Amazon SQS",
    "Développeur",
    "キューとLambda",
    "ΣΊΣΥΦΟΣ",
]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("", NAMES),
        ("  -- ", NAMES),
        ("lambda", ["AWS Lambda", "キューとLambda"]),
        ("ama gate", ["Amazon API Gateway"]),
        ("gate ama", ["Amazon API Gateway"]),
        ("api-gateway", ["Amazon API Gateway"]),
        ("DEVELOPPE", ["Développeur"]),
        ("velo\u0301ppé", ["Développeur"]),
        ("σίσυφος", ["ΣΊΣΥΦΟΣ"]),
        ("キュー", ["キューとLambda"]),
        ("nothing", []),
    ],
)
def test_a_name_is_found_by_any_part_of_its_words(typed: str, left: list[str]) -> None:
    assert [NAMES[place] for place in narrow(typed, NAMES)] == left


def test_names_with_a_word_that_begins_so_come_first() -> None:
    names = ["Containers", "Domains in AI", "AI tools", "Tools for daily AI"]
    assert narrow("ai", names) == [1, 2, 3, 0]
    assert narrow("ai to", names) == [2, 3]


@given(st.lists(st.text(max_size=20), max_size=6), st.text(max_size=10))
def test_typing_more_never_finds_more(names: list[str], typed: str) -> None:
    places = narrow(typed, names)
    assert len(places) == len(set(places))
    for more in ("a", " x", "é", "字"):
        # A combining mark may change the letter before it, and a word may grow.
        if plain_words(typed + more)[: len(plain_words(typed))] == plain_words(typed):
            assert set(narrow(typed + more, names)) <= set(places)
    if not plain_words(typed):
        assert places == list(range(len(names)))


@given(st.text(min_size=1, max_size=30), st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    words = plain_words(name)
    for word in words:
        start = data.draw(st.integers(0, len(word) - 1))
        end = data.draw(st.integers(start + 1, len(word)))
        part = word[start:end]
        assert narrow(part, [name]) == [0]
        assert narrow(part.upper(), [name]) == [0] or part.upper().casefold() != part
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert narrow(unicodedata.normalize(form, name), [name]) == [0]


def test_some_names_and_how_many_more() -> None:
    assert some_of([]) == ""
    assert some_of(["A", "B"]) == "A; B"
    assert some_of(["Lambda", "SQS", "KMS", "S3"]) == "Lambda; SQS; +2"
    short = some_of(["Lambda " * 9, "SQS", "KMS"], 20)
    assert len(short) <= 20
    assert short.startswith("Lambda Lambda")
    assert short.endswith("…; +2")


def names_in(app: QuizApp) -> list[str]:
    picker = app.screen.query_one(Picker)
    assert picker.option_count == len(picker.listed)
    return [row.name for row in picker.listed if row.value]


async def narrowed(app: QuizApp, pilot: Pilot[None], typed: str, row: str) -> None:
    """Narrow the open picker, widen it, and clear it; leave it narrowed to `row`."""
    everything = names_in(app)
    await pilot.press(*typed)
    few = names_in(app)
    assert row in few
    assert 0 < len(few) < len(everything)
    assert typed in shown(app)
    await pilot.press("backspace")
    assert set(few) <= set(names_in(app))
    await pilot.press(*"qqqq")
    assert names_in(app) == []
    assert "nothing matches" in shown(app)
    assert "esc" in shown(app)
    dialog = app.screen
    await pilot.press("enter")
    assert app.screen is dialog
    await pilot.press("escape")
    assert app.screen is dialog
    assert names_in(app) == everything
    await pilot.press(*typed)
    assert names_in(app) == few
    picker = app.screen.query_one(Picker)
    assert picker.row is not None
    while picker.row.name != row:
        await pilot.press("down")


@pytest.mark.parametrize(
    ("field", "typed", "row"),
    [
        ("domains", "secur", "Security"),
        ("tasks", "lam", "1.2 Write code for Lambda"),
        ("topics", "event", "Event source mappings"),
        ("skills", "runtime", ""),
        ("services", "sq", "Amazon SQS"),
        ("levels", "app", "applies one idea to a case"),
    ],
)
async def test_every_row_of_the_drill_builder_narrows(
    home: Home, field: str, typed: str, row: str
) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d")
        screen = app.screen
        assert isinstance(screen, DrillBuilderScreen)
        screen._ask(field)
        await pilot.pause()
        if field == "skills":
            row = next(name for name in names_in(app) if typed in name)
        await narrowed(app, pilot, typed, row)
        await pilot.press("enter")
        assert app.screen is screen
        (chosen,) = getattr(screen.wish, field)
        assert screen.choices.name(field, chosen) == row
        assert (brief(row) if field == "skills" else row)[:40] in shown(app)


@pytest.mark.parametrize("columns", [80, 140])
async def test_no_name_in_a_list_is_cut_and_its_title_says_why_numbers_overlap(
    home: Home, columns: int
) -> None:
    async with running(home, size=(columns, 42)) as (app, pilot):
        await pilot.press("d")
        screen = app.screen
        assert isinstance(screen, DrillBuilderScreen)
        for field, said in (
            ("tasks", "A question can belong to two tasks."),
            ("skills", "A question can ask for several."),
            ("topics", ""),
        ):
            screen._ask(field)
            await pilot.pause()
            assert said in shown(app)
            labels = [row.label.plain for row in app.screen.query_one(Picker).rows]
            assert not [label for label in labels if "…" in label]
            assert (columns == 140) == any("S3 notifications, SQS" in each for each in labels) or (
                field != "skills"
            )
            await pilot.press("escape")


async def test_the_builder_and_browse_call_a_status_the_same(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d")
        screen = app.screen
        assert isinstance(screen, DrillBuilderScreen)
        screen._ask("only")
        await pilot.pause()
        assert "new: you have not seen it yet" in shown(app)
        await pilot.press(*"new", "enter")
        assert screen.wish.only == {"unseen"}
        assert re.search(r"^ +Status +new$", shown(app), re.MULTILINE)


async def test_several_services_are_chosen_and_counted(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d")
        screen = app.screen
        assert isinstance(screen, DrillBuilderScreen)
        screen._ask("services")
        await pilot.pause()
        await pilot.press(*"sqs", "down", "space", "escape", *"sns", "down")
        assert "1 chosen" in shown(app)
        await pilot.press("space", "escape")
        both = screen._matching(type(screen.wish)(services=frozenset({"sqs", "sns"})))
        assert f"2 chosen: Amazon SNS; Amazon SQS  ·  {both}" in shown(app)
        # What is typed leads to a row, which enter takes with the others.
        assert "enter Use the 2 chosen" in shown(app)
        assert "esc Cancel" in shown(app)
        await pilot.press(*"kms")
        assert "enter Use 2 and this one" in shown(app)
        assert "esc Clear" in shown(app)
        await pilot.press("enter")
        assert screen.wish.services == {"sqs", "sns", "kms"}
        assert "AWS KMS; Amazon SNS; +1" in shown(app)
        assert f"of {screen.choices.count(screen.wish).questions} questions" in shown(app)
        # A chosen row is chosen when the list opens again, and space leaves it out.
        screen._ask("services")
        await pilot.pause()
        assert app.screen.query_one(Picker).chosen == {"sqs", "sns", "kms"}
        await pilot.press(*"kms", "down", "space", "enter")
        assert screen.wish.services == {"sqs", "sns"}
        screen._ask("services")
        await pilot.pause()
        await pilot.press("home", "enter")
        assert screen.wish.services == frozenset()


async def test_the_first_down_after_typing_enters_the_list_at_its_first_row(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d")
        screen = app.screen
        assert isinstance(screen, DrillBuilderScreen)
        screen._ask("topics")
        await pilot.pause()
        picker = app.screen.query_one(Picker)
        await pilot.press(*"lambda", "down", "space")
        assert len(picker.listed) > 2
        assert picker.chosen == {picker.listed[0].value}
        await pilot.press("down", "space")
        assert picker.chosen == {row.value for row in picker.listed[:2]}


async def test_a_space_in_a_search_is_a_space(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d")
        screen = app.screen
        assert isinstance(screen, DrillBuilderScreen)
        screen._ask("services")
        await pilot.pause()
        picker = app.screen.query_one(Picker)
        await pilot.press(*"amazon", "space", *"sq")
        assert (picker.typed, picker.chosen) == ("amazon sq", set())
        assert names_in(app) == ["Amazon SQS"]
        assert "enter Use this one" in shown(app)
        assert "then space to choose" in shown(app)
        assert "space Choose" not in shown(app)
        await pilot.press("down", "space")
        assert (picker.typed, picker.chosen) == ("amazon sq", {"sqs"})
        assert "space Choose" in shown(app)
        # A search without a match is not left with rows that were chosen before.
        await pilot.press(*"zz", "enter")
        assert app.screen is not screen
        assert "1 chosen" in shown(app)
        await pilot.press("escape", "enter")
        assert screen.wish.services == {"sqs"}


async def test_rows_are_chosen_with_the_mouse(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d")
        screen = app.screen
        assert isinstance(screen, DrillBuilderScreen)
        screen._ask("levels")
        await pilot.pause()
        await pilot.click(Picker, offset=(8, 1))
        await pilot.click(Picker, offset=(8, 3))
        await pilot.click("Hints", offset=(2, 0))
        await pilot.pause()
        assert screen.wish.levels == {"recall", "weigh"}


@pytest.mark.parametrize(
    ("row", "typed", "name"),
    [
        (0, "secur", "2 Security"),
        (1, "lam", "1.2 Write code for Lambda"),
        (2, "event", "Event source mappings"),
        (3, "sq", "Amazon SQS"),
        (4, "app", "applies one idea to a case"),
        (5, "luck", "right by luck"),
    ],
)
async def test_every_filter_of_the_browser_narrows(
    home: Home, row: int, typed: str, name: str
) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("b")
        while not isinstance(app.screen, BrowseScreen) or app.screen.busy:
            await pilot.pause(0.01)
        await pilot.press("f4", *["down"] * row, "enter")
        assert isinstance(app.screen, PickScreen)
        await narrowed(app, pilot, typed, name)
        await pilot.press("enter")
        assert isinstance(app.screen, FilterScreen)
        assert name in shown(app)


async def test_themes_narrow_and_are_previewed(home: Home) -> None:
    async with running(home) as (app, pilot):
        before = app.theme
        app.post_message(messages.ChooseTheme())
        while not isinstance(app.screen, ThemeScreen):
            await pilot.pause(0.01)
        await pilot.pause()
        assert app.theme == before
        await narrowed(app, pilot, "drac", "dracula")
        await pilot.pause()
        assert app.theme == "dracula"
        await pilot.press("escape")
        await pilot.press("escape")
        assert app.theme == before


@pytest.mark.parametrize("number", [FEW, FEW + 1])
async def test_a_long_choice_narrows_and_a_short_one_does_not(home: Home, number: int) -> None:
    async with running(home) as (app, pilot):
        choices = [(str(n), Content(f" Choice {n} [b]")) for n in range(number)]
        results: list[str | None] = []
        app.push_screen(ChoiceScreen(Content("Choose"), Content(""), choices), results.append)
        await pilot.pause()
        assert app.screen.query_one(OptionList).option_count == number
        await pilot.press("7", "enter")
        assert results == (["7"] if number > FEW else ["0"])
