"""Letters choose options, as numbers do."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.plain.commands import Command, Entry, NotUnderstood, understand
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.mock_question import MockQuestionScreen
from tests.builders import entry, option, write_pack
from tests.ui.test_flows import running, shown

SIX = entry(
    "six",
    stem="stem: |-\n    Calls fail in two places at once.\n\n    Which steps help? (Select THREE.)",
    options="options:\n" + "".join(option(n, "six", key=n < 3) for n in range(6)).rstrip(),
)


def chosen(app: QuizApp) -> set[int]:
    """Return the places, from 0, of the options chosen in the current question."""
    assert app.sitting is not None
    item = app.sitting.attempt.item
    return {item.order.index(number) for number in item.chosen}


@pytest.mark.parametrize("typed", ["b", "B", "и", "β"], ids=["latin", "caps", "cyrillic", "greek"])
async def test_letter_chooses_and_clears_in_a_mock(home: Home, typed: str) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        await pilot.press(typed)
        assert chosen(app) == {1}
        await pilot.press(typed)
        assert chosen(app) == set()
        await pilot.press("x", "c")
        assert app.sitting is not None
        item = app.sitting.attempt.item
        assert item.struck == {item.order[2]}


async def test_f_flags_unless_there_is_a_sixth_option(tmp_path: Path) -> None:
    names = ["six", "four", "third"]
    pack = write_pack(tmp_path / "pack", SIX, entry("four"), entry("third"), form=names)
    async with running(Home(tmp_path / "own"), pack, MockOptions(form=1)) as (app, pilot):
        sitting, screen = app.sitting, app.screen
        assert sitting is not None
        assert isinstance(screen, MockQuestionScreen)
        ids = [item.question_id for item in sitting.attempt.items]
        screen.go(ids.index("six"))
        await pilot.press("f", "a")
        assert chosen(app) == {0, 5}
        assert "m Flag" in shown(app)
        await pilot.press("m")
        assert sitting.attempt.item.flagged
        screen.go(ids.index("four"))
        assert "f Flag" in shown(app)
        await pilot.press("f")
        assert sitting.attempt.item.flagged
        assert chosen(app) == set()
        await pilot.press("f")
        app.keymap = {"question.flag": "f"}
        app.set_keymap(app.keymap)
        screen.go(ids.index("six"))
        await pilot.press("f", "f")
        assert sitting.attempt.item.flagged, "a key that the learner has assigned keeps its action"
        assert chosen(app) == {0, 5}


async def test_letters_are_commands_after_the_answer_in_a_drill(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q")
        sitting = app.sitting
        assert sitting is not None
        before = sitting.attempt.item
        letters = ["abcdef"[before.order.index(key)] for key in sorted(before.keys)]
        await pilot.press(*letters, "enter")
        assert sitting.attempt.item.correct
        await pilot.press("b")
        assert sitting.attempt.item.chosen == before.keys
        assert "bookmarked" in shown(app)


FLAG = Command("flag", "", ("f",))
STRIKE = Command("strike", "", ("x",), "OPTION")
SURE = Command("sure", "", ("s",))


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("a", Entry(before=(1,))),
        ("B.", Entry(before=(2,))),
        ("a, c and 4", Entry(before=(1, 3, 4))),
        ("d s", Entry("sure", (4,))),
        ("f", Entry("flag")),
        ("strike b", Entry("strike", after="2")),
        ("x b", Entry("strike", after="2")),
        ("flag", Entry("flag")),
    ],
)
def test_letters_choose_in_plain_mode(line: str, entry: Entry) -> None:
    assert understand(line, (FLAG, STRIKE, SURE), "abcd") == entry


def test_a_letter_is_a_command_where_it_chooses_nothing() -> None:
    assert understand("f", (FLAG,), "abcde") == Entry("flag")
    assert understand("f", (FLAG,), "abcdef") == Entry(before=(6,))
    with pytest.raises(NotUnderstood):
        understand("e", (FLAG,), "abcd")
