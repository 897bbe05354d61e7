"""The report screen saves a page, and opens it in the browser only on request."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from textual.widgets import Static

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.outcome import Miss, Outcome, TopicResult
from quizapp.ui import messages, web
from quizapp.ui.screens.choice import ChoiceScreen, path_lines
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.review import ReviewScreen
from quizapp.ui.widgets.hints import Hints
from quizapp.ui.widgets.report_parts import TOPICS, after_mock, misses, topics
from tests.practice.test_report_facts import answer_first
from tests.ui.test_flows import running, shown


async def test_h_saves_the_report_and_offers_to_open_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(web, "open_address", lambda _app, address: asked.append(address))
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert app.sitting is not None
        app.sitting.submit()
        app.post_message(messages.SittingEnded(app.sitting))
        await pilot.pause()
        assert "Save as HTML" in shown(app)
        await pilot.press("h")
        assert isinstance(app.screen, ChoiceScreen)
        (page,) = home.reports.iterdir()
        assert page.name.endswith("-mock-exam-1-report-1.html")
        assert page.name in shown(app).replace("\n", "")
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.reports.stat().st_mode) == 0o700
        assert page.read_text().count("<article ") == 1
        await pilot.press("enter")
        assert isinstance(app.screen, ReportScreen)
        assert asked == []
        await pilot.press("h", "down", "enter")
        assert asked == [page.as_uri()]
        assert list(home.reports.iterdir()) == [page]


async def test_a_mock_says_what_was_missed_beside_the_rest_if_there_is_room(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        sitting = app.sitting
        assert sitting is not None
        answer_first(sitting, 40, wrong=range(1, 40))
        sitting.submit()
        app.post_message(messages.SittingEnded(sitting))
        await pilot.pause()
        assert isinstance(app.screen, ReportScreen)
        means = app.screen.outcome
        said = str(app.screen.query_one("#report-rest", Static).content)
        assert sum(row.asked for row in means.topics) == 40
        assert ("Topics with the most misses" in said) == bool(means.worst_topics)
        for row in means.worst_topics:
            assert re.search(rf"{re.escape(row.name[:30])}.* {row.right} of {row.asked}\n", said)
        assert [miss.position for miss in means.misses] == list(range(1, 40))
        assert "PgDn More" in shown(app)
        numbers = [int(number) for number in re.findall(r"(?m)^ +(\d+)  \S", said)]
        assert numbers == list(range(2, 41))
        await pilot.resize_terminal(200, 50)
        await pilot.pause()
        beside = str(app.screen.query_one("#report-side", Static).content)
        assert beside.startswith("What you missed")
        assert max(map(len, beside.split("\n"))) <= 100
        left = str(app.screen.query_one("#report-left", Static).content)
        assert "By quarter, of those shown\nQuarter" in left
        assert not app.screen.query_one("#report-rest").display


@pytest.mark.parametrize(("size", "rows"), [((60, 20), 2), ((80, 24), 1), ((140, 42), 1)])
async def test_the_actions_of_a_report_are_one_or_two_lines_of_keys(
    home: Home, size: tuple[int, int], rows: int
) -> None:
    async with running(home, wish=MockOptions(form=1), size=size) as (app, pilot):
        sitting = app.sitting
        assert sitting is not None
        answer_first(sitting, 40, wrong=range(1, 40))
        sitting.submit()
        app.post_message(messages.SittingEnded(sitting))
        await pilot.pause()
        actions = app.screen.query_one("#report-actions", Static)
        assert str(actions.content).startswith("m Review the 39 missed   a ")
        assert "f " not in str(actions.content).replace("of ", "")
        assert actions.size.height <= rows
        side = app.screen.query_one("#report-side", Static)
        assert str(side.content).startswith("What you missed") == (size[0] >= 110)
        await pilot.press("down")
        scrolled = app.screen.query_one("#report-side-part" if size[0] >= 110 else ".page")
        assert scrolled.scroll_y == 1
        for _ in range(30):
            await pilot.press("pagedown")
        for column in ("left", "side") if size[0] >= 110 else ():
            part = app.screen.query_one(f"#report-{column}-part")
            assert part.scroll_y == part.max_scroll_y
            assert part.region.height >= 15, "neither column is empty"
        assert scrolled.max_scroll_y > 0
        await pilot.pause()
        assert "More" not in str(app.screen.query_one(Hints).visual), "nothing more comes"
        await pilot.click(actions, offset=(5, 0))
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        await pilot.press("escape", "enter")
        assert isinstance(app.screen, ReviewScreen)


async def test_unwritable_report_folder_gets_a_one_line_message(home: Home) -> None:
    home.reports.write_text("in the way")
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert app.sitting is not None
        app.sitting.submit()
        app.post_message(messages.SittingEnded(app.sitting))
        await pilot.pause()
        await pilot.press("h")
        assert isinstance(app.screen, ReportScreen)
        assert any(n.severity == "error" for n in app._notifications)


def test_only_topics_with_two_misses_or_more_are_among_the_worst() -> None:
    rows = [TopicResult(str(number), 0, number) for number in range(12, 0, -1)]
    found = Outcome((*rows, TopicResult("right", 9, 9)), (), recovered=0, returning=())
    assert [row.asked for row in found.worst_topics] == list(range(12, 4, -1))
    found = Outcome((TopicResult("two", 1, 3), TopicResult("one", 5, 6)), (), 0, ())
    assert [row.name for row in found.worst_topics] == ["two"]
    listed = after_mock(found, TOPICS, without_misses=False)
    assert "two" in listed[0].plain
    found = Outcome((TopicResult("one", 0, 1),), (), 0, ())
    assert after_mock(found, TOPICS, without_misses=False) == []


@pytest.mark.parametrize("asked", [1, 12, 345])
def test_topics_and_misses_keep_to_their_room(asked: int) -> None:
    """A wider list of topics would make the lines next to it wrap a second time."""
    long = "A name with so many words that it must be cut to fit next to its counts"
    found = Outcome(
        (TopicResult(long, 1, asked),),
        (Miss(asked, f"{long}. {long}."),),
        recovered=0,
        returning=(),
    )
    (line,) = topics(found, TOPICS).plain.split("\n")
    assert len(line) <= TOPICS
    assert line.endswith(f"1 of {asked}")
    assert all(len(each) <= 62 for each in misses(found, 62).plain.split("\n"))


def test_a_long_path_is_broken_only_before_the_name_of_the_file() -> None:
    path = Path("/home/learner/.local/share/quizapp/reports/2026-11-30-mock-exam-1-report-2.html")
    assert path_lines(path, 200) == str(path)
    folder, name = path_lines(path, 70).split("\n")
    assert (Path(folder), name) == (path.parent, path.name)


async def test_the_path_of_a_saved_report_is_on_one_line_if_it_fits(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(160, 40)) as (app, pilot):
        assert app.sitting is not None
        app.sitting.submit()
        app.post_message(messages.SittingEnded(app.sitting))
        await pilot.pause()
        await pilot.press("h")
        (page,) = home.reports.iterdir()
        (shown_path,) = (w for w in app.screen.query(Static) if page.name in str(w.visual))
        assert str(shown_path.visual) == str(page)
        assert shown_path.size.height == 1
        await pilot.press("down", "down", "enter")
        assert app.clipboard == str(page)


async def test_the_rows_of_quarters_have_their_figures_below_each_other(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        sitting = app.sitting
        assert sitting is not None
        answer_first(sitting, 20)
        sitting.submit()
        app.post_message(messages.SittingEnded(sitting))
        await pilot.pause()
        said = str(app.screen.query_one("#report-rest", Static).content).split("\n")
        pace, right = (next(line for line in said if line.startswith(n)) for n in ("Pace", "Right"))
        assert re.fullmatch(r"Pace +by quarter( +[\d:–]+){4}; budget 2:00 a question", pace)
        assert right.split()[:3] == ["Right", "by", "quarter"]
        assert right.endswith("   4/4     –     –; of those shown")
        assert pace.index(";") == right.index(";")
        assert len(pace) <= 73
