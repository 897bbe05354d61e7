"""What an ended or open sitting says is the same everywhere, and only about what it includes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.exam.mock import MockWish
from quizapp.paths import Home
from quizapp.practice.report import included
from quizapp.practice.room import Practice
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.review import ReviewScreen
from tests.plain.talk import say
from tests.practice.small import answer, opened, small_pack
from tests.ui.test_flows import running, shown

SIZE = 10


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "own")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of 20 questions, ten of them in form 1."""
    return small_pack(tmp_path / "pack", 2 * SIZE, form=SIZE)


@pytest.fixture
def practice(own: Home, pack: Path) -> Iterator[Practice]:
    found = opened(own, pack)
    yield found
    found.close()


def given_up(practice: Practice) -> None:
    """Give up form 1 after three of its questions: right, wrong, and not answered."""
    mock = practice.begin_mock(MockWish(form=1))
    answer(mock, 0)
    answer(mock, 1, right=False)
    mock.flag()
    mock.go(2)
    mock.abandon()
    assert [included(mock.attempt, part) for part in ("all", "missed", "flagged")] == [
        (0, 1, 2),
        (1, 2),
        (1,),
    ]


# -- a report includes what it may show -----------------------------------------------------------


def test_plain_report_of_a_given_up_mock_explains_only_what_was_shown(
    own: Home, pack: Path, practice: Practice
) -> None:
    given_up(practice)
    stems = [stored.stem for stored in practice.past(1).stored.questions.values()]
    heard = say(own.root, "history\n1\nall\ngo 4\n\n\n\nall\ndone\n\nquit\n", "--pack", str(pack))
    assert heard.count("3 questions to read.") == 2
    assert "That question is not in this list." in heard
    assert [stem for stem in stems if stem.splitlines()[0] in heard] == stems[:3]


async def test_the_screens_review_only_what_was_shown_of_a_given_up_mock(
    own: Home, pack: Path, practice: Practice
) -> None:
    given_up(practice)
    async with running(own, pack) as (app, pilot):
        await pilot.press("h", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReportScreen)
        assert "Review all 3" in shown(app)
        await pilot.press("a")
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.listed == (0, 1, 2)
        await pilot.press("m")
        assert app.screen.listed == (1, 2)
        await pilot.press("a")
        assert app.screen.listed == (0, 1, 2)
