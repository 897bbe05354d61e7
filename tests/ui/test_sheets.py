"""Side by side and sheets, with a fake practice room and with the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from quizapp.exam.concept import Concept, Idea
from quizapp.paths import Home
from quizapp.practice.mix_ups import MixUp, SideBySide
from quizapp.practice.sheets import Sheet
from quizapp.practice.weak_areas import Weakness
from quizapp.store.browser.query import Query
from quizapp.store.errors import StoreError
from quizapp.store.progress.mix_ups import MixedUp
from quizapp.store.progress.standing import WeakAreas
from quizapp.store.sheets import Takeaway, TopicSheet
from quizapp.study.drill import DrillFilter
from quizapp.study.mastery import Verdict
from quizapp.ui import messages
from quizapp.ui.screens.answer import AnswerScreen
from quizapp.ui.screens.browse import BrowseScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from quizapp.ui.screens.further import FurtherPages
from quizapp.ui.screens.reasons import ReasonsScreen
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.review import ReviewScreen
from quizapp.ui.screens.sheet import SheetScreen, SheetsScreen
from quizapp.ui.screens.side_by_side import SideBySideScreen
from quizapp.ui.screens.weak import WeakScreen
from quizapp.ui.widgets.hints import Hints
from quizapp.words import written_day
from tests.builders import question
from tests.practice.small import answer, opened
from tests.practice.test_mix_ups import PAIR, pack_with_concepts
from tests.ui.test_flows import running, shown
from tests.ui.test_screens_alone import EXAM, Stage
from tests.ui.test_text import HOSTILE
from tests.ui.test_widths import lines, mastery

CHECKED = written_day(date(2026, 11, 29))

SIZES = [(60, 20), (80, 24), (110, 30), (120, 40), (200, 50)]
DAY = date(2026, 11, 29)


def idea(name: str, *, explained: bool = True) -> Idea:
    text = f"{name} is explained here. It has two sentences."
    about = Concept(name, name, text, f"https://docs.example.com/{name}", DAY)
    return Idea(name, name, about if explained else None)


def side(chosen: Idea, key: Idea, questions: int = 2, others: int = 1) -> SideBySide:
    listed = tuple(
        (MixedUp(number, question(f"q{number}"), (DAY,) * number), True)
        for number in range(1, questions + 1)
    )
    pair = (chosen.id, key.id)
    wish = DrillFilter(pair=pair)
    return SideBySide(MixUp(chosen, key, 3), listed, wish, questions + others, others)


@dataclass
class Room:
    """A fake practice room with mix-ups and sheets."""

    of_pair: SideBySide
    of_topics: Sheet = field(default_factory=lambda: Sheet("X-1", "Every topic", (), 3))
    workspace: Any = field(default_factory=lambda: SimpleNamespace(blueprint=EXAM))
    asked: list[object] = field(default_factory=list)

    def side_by_side(self, pair: tuple[str, str]) -> SideBySide:
        self.asked.append(pair)
        return self.of_pair

    def sheet(self, about: DrillFilter | None = None) -> Sheet:
        self.asked.append(about)
        return self.of_topics

    def entry(self, row_id: int) -> None:
        self.asked.append(row_id)
        raise StoreError("The disk is on fire")


class Recorder(Stage):
    """A stage that records requests for a sheet too."""

    def on_open_sheet(self, message: messages.OpenSheet) -> None:
        self.posted.append(message)


@asynccontextmanager
async def staged(
    screen: Any, size: tuple[int, int] = (100, 40)
) -> AsyncIterator[tuple[Recorder, Pilot[None]]]:
    stage = Recorder(screen)
    async with stage.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield stage, pilot


def sheet_of(*texts: str) -> Sheet:
    takeaways = tuple(
        Takeaway(number, f"q{number}", text, DAY - timedelta(number // 2), number < 2, number == 1)
        for number, text in enumerate(texts)
    )
    return Sheet("X-1", "A topic", (TopicSheet("a.topic", "A topic", takeaways, 4),), 4)


@pytest.mark.parametrize("size", SIZES)
async def test_side_by_side_explains_both_and_shows_its_rows(size: tuple[int, int]) -> None:
    room = Room(side(idea("Pools"), idea("Queues")))
    async with staged(SideBySideScreen(room, room.of_pair), size) as (stage, pilot):
        seen = "\n".join(lines(stage))
        for wanted in ("Pools is explained here.", "Queues", f"checked {CHECKED}", "3 times"):
            assert wanted in seen
        assert "Drill the 3 questions with both of them, 1 of them" in seen
        assert "What is to be done about q1?" in seen
        both = [n for n, line in enumerate(lines(stage)) if "is explained here" in line]
        assert len(both) == (1 if size[0] >= 100 else 2)
        await pilot.press("enter")
        (drill,) = stage.posted
        assert isinstance(drill, messages.StartDrill)
        assert drill.wish.pair == ("Pools", "Queues")
        assert drill.title == "Drill: Pools vs. Queues"


def test_help_says_what_side_by_side_has_in_both_situations() -> None:
    pair = side(idea("Pools"), idea("Queues"))
    help_of_pair = SideBySideScreen(Room(pair), pair).purpose
    assert help_of_pair.startswith("Two ideas that you mixed up")
    assert "The questions in which you mixed them up are below" in help_of_pair
    alone = replace(pair, of_miss=True, questions=(), drillable=0)
    assert SideBySideScreen(Room(alone), alone).purpose == (
        "What you chose and the answer, each with its reason from the question."
    )


async def test_reasons_that_cannot_be_read_are_a_notice() -> None:
    room = Room(side(idea("Pools"), idea("Queues")))
    async with staged(SideBySideScreen(room, room.of_pair)) as (stage, pilot):
        await pilot.press("down", "enter")
        assert room.asked == [1]
        assert "The disk is on fire" in "\n".join(lines(stage))
        assert isinstance(stage.screen, SideBySideScreen)


async def test_reference_asks_which_one(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        SideBySideScreen, "open_address", lambda _screen, address: opened.append(address)
    )
    room = Room(side(idea("Pools"), idea("Queues")))
    async with staged(SideBySideScreen(room, room.of_pair)) as (stage, pilot):
        await pilot.press("o")
        assert isinstance(stage.screen, ChoiceScreen)
        await pilot.press("down", "enter")
    room = Room(side(idea("Pools", explained=False), idea("Queues")))
    async with staged(SideBySideScreen(room, room.of_pair)) as (stage, pilot):
        await pilot.press("o")
        assert isinstance(stage.screen, SideBySideScreen)
    assert opened == ["https://docs.example.com/Queues"] * 2


async def test_without_questions_to_drill_there_is_no_drill() -> None:
    nothing = replace(side(idea("Pools"), idea("Queues")), drillable=0, others=0)
    async with staged(SideBySideScreen(Room(nothing), nothing)) as (stage, pilot):
        await pilot.press("d")
        assert stage.posted == []
        assert "drill" not in text_of_rows(stage).lower(), "no row that does nothing"


def text_of_rows(stage: Stage) -> str:
    rows = stage.screen.query_one(OptionList).options
    return "\n".join(str(row.prompt) for row in rows)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_and_takeaways_are_shown_literally(size: tuple[int, int]) -> None:
    for hostile in HOSTILE[:5]:
        room = Room(side(idea(hostile, explained=False), idea(hostile)))
        async with staged(SideBySideScreen(room, room.of_pair), size) as (stage, _):
            assert hostile in str(stage.screen.query_one("#side-key", Static).visual)
        made = sheet_of(hostile, hostile)
        async with staged(SheetScreen(room, made), size) as (stage, _):
            assert text_of_rows(stage).count(hostile) == 2


@pytest.mark.parametrize("size", SIZES)
async def test_sheet_marks_missed_ones_and_counts_the_others(size: tuple[int, int]) -> None:
    made = sheet_of("Recall one.", "Recall two.", "Recall three.")
    made = replace(
        made,
        topics=(
            replace(
                made.topics[0],
                takeaways=(
                    replace(made.topics[0].takeaways[0], recovered=False),
                    *made.topics[0].takeaways[1:],
                ),
            ),
        ),
    )
    room = Room(side(idea("Pools"), idea("Queues")), made)
    async with staged(SheetScreen(room, made), size) as (stage, pilot):
        seen = lines(stage)
        (missed,) = [line for line in seen if "Recall one." in line]
        (recovered,) = [line for line in seen if "Recall two." in line]
        (other,) = [line for line in seen if "Recall three." in line]
        assert "✗" in missed
        assert f"missed · checked {CHECKED}" in missed
        assert "↺" in recovered
        assert f"recovered · checked {CHECKED}" in recovered
        assert other.split()[:2] == ["Recall", "three."]
        assert "✗ marks what you missed, ↺ what" in " ".join(" ".join(seen).split())
        assert (
            "4 more appear as you get to their questions. Press d to drill this topic."
            in " ".join(" ".join(seen).split())
        )
        await pilot.press("d")
        (drill,) = stage.posted
        assert isinstance(drill, messages.StartDrill)
        assert drill.wish.topics == frozenset({"a.topic"})
        await pilot.press("down", "enter")
        assert room.asked == [1]


@pytest.mark.parametrize("size", SIZES)
async def test_list_of_sheets_has_topics_and_tasks_on_a_line_each(size: tuple[int, int]) -> None:
    made = sheet_of("One.", "Two.", "Three.")
    room = Room(side(idea("Pools"), idea("Queues")), made)
    async with staged(SheetsScreen(room, made), size) as (stage, pilot):
        (topic,) = [line for line in lines(stage) if " A topic" in line]
        assert topic.split()[-3:] == ["2", "3", "4"]
        for task in EXAM.tasks():
            assert any(f"{task.id} {task.name}" in line for line in lines(stage))
        await pilot.press("enter", "down", "enter", "end", "enter")
        assert [m.about for m in stage.posted if isinstance(m, messages.OpenSheet)] == [
            DrillFilter(),
            DrillFilter(topics=frozenset({"a.topic"})),
            DrillFilter(tasks=frozenset({"2.1"})),
        ]


async def test_every_row_of_weak_areas_opens_something() -> None:
    mix_up = MixUp(idea("Pools"), idea("Queues"), 6)
    areas = WeakAreas((mastery(1, Verdict.WEAK, 5),), {}, (), 2, 1, True)
    room = Room(side(mix_up.chosen, mix_up.key))
    screen = WeakScreen(room, Weakness(areas, (mix_up,)))
    async with staged(screen, (120, 40)) as (stage, pilot):
        (row,) = [line for line in lines(stage) if "Pools" in line]
        assert row.split() == ["Pools", "Queues", "6"]
        assert any(" ".join(line.split()) == "You chose The answer times" for line in lines(stage))
        assert any(line.split()[0] == "Topic" for line in lines(stage) if line.split())
        assert "enter Drill" in "\n".join(lines(stage))
        for label in ("Fewer topics", "All topics"):
            await pilot.press("a")
            assert f"a {label}" in "\n".join(lines(stage))
        await pilot.press("s", "enter", "down")
        assert "enter Side by side" in "\n".join(lines(stage))
        await pilot.press("enter")
        assert isinstance(stage.screen, SideBySideScreen)
        assert room.asked == [("Pools", "Queues")]
        await pilot.press("escape", "s", "down", "enter", "down", "enter")
        kinds = [type(message).__name__ for message in stage.posted]
        assert kinds == ["OpenSheet", "StartDrill", "OpenSheet", "StartDrill", "StartDrill"]
        assert stage.posted[0].about.topics == {areas.topics[0].name}  # type: ignore[attr-defined]
        assert stage.posted[2].about is None  # type: ignore[attr-defined]
    async with staged(WeakScreen(room, Weakness(areas, (mix_up,))), (60, 20)) as (stage, _):
        assert "You chose Pools; the answer was Queues (6 times)" in "\n".join(lines(stage))


async def test_wide_weak_areas_show_what_was_missed_and_where_to_start() -> None:
    weak, near = mastery(1, Verdict.WEAK, 5), mastery(2, Verdict.NEAR, 12)
    areas = WeakAreas((near, weak), {}, (), 0, 0, True)
    room = Room(side(idea("Pools"), idea("Queues")), sheet_of("Missed.", "Back.", "Never."))
    async with staged(WeakScreen(room, Weakness(areas)), (140, 42)) as (stage, pilot):
        await pilot.pause(0.2)
        seen = "\n".join(lines(stage))
        assert f"Drill first: {weak.name}, 5 of 5 right (enter)" in seen
        assert "✗ Missed." in seen
        assert "✗ Back." in seen
        assert "Never." not in seen
        assert room.asked == [DrillFilter(topics=frozenset({weak.name}))]
        await pilot.press("a")
        assert "All 2 topics, " in "\n".join(lines(stage))
        assert not [line for line in lines(stage)[2:5] if len(line.strip()) > 100]
    narrow = Room(room.of_pair)
    async with staged(WeakScreen(narrow, Weakness(areas)), (120, 40)) as (stage, pilot):
        await pilot.pause(0.2)
        assert narrow.asked == []


async def test_both_ideas_fit_a_small_terminal_with_long_addresses() -> None:
    far = "https://docs.example.com/" + "very/long/" * 12
    pools, queues = (
        replace(each, concept=replace(each.concept, reference=far))
        for each in (idea("Pools"), idea("Queues"))
        if each.concept is not None
    )
    room = Room(side(pools, queues))
    async with staged(SideBySideScreen(room, room.of_pair), (80, 24)) as (stage, _):
        seen = "\n".join(lines(stage))
        assert seen.count(f"docs.example.com · checked {CHECKED}") == 2
        assert "Where you mixed them up" in seen


async def test_a_mix_up_given_as_the_cause_is_compared_on_the_spot(tmp_path: Path) -> None:
    pack = pack_with_concepts(tmp_path / "pack")
    async with running(Home(tmp_path / "home"), pack=pack) as (app, pilot):
        app.post_message(messages.StartDrill(DrillFilter(count=2)))
        await pilot.pause()
        said, hints = [], []
        for option in (1, 3):
            assert app.sitting is not None
            place = app.sitting.attempt.item.order.index(option) + 1
            await pilot.press(str(place), "enter")
            await pilot.pause()
            await pilot.press("y")
            await pilot.pause()
            said.append(shown(app))
            hints.append(str(app.screen.query_one(Hints).visual))
            await pilot.press("x")
            await pilot.pause()
            assert isinstance(app.screen, SideBySideScreen)
            if option == 1:
                assert app.screen.side.mix_up.pair == PAIR
            else:
                assert "Because of 3." in shown(app), "without a definition, the option's reason"
            assert "Drill the" not in shown(app), "a drill is open already"
            await pilot.press("escape")
            assert isinstance(app.screen, DrillQuestionScreen)
            assert "●y mixed up two ideas" in said[-1]
            await pilot.press("enter")
            await pilot.pause()
        for seen, hint in zip(said, hints, strict=True):
            assert "x compares the two." in seen
            assert "x Compare" in hint
        await pilot.press("m", "y")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert "●" not in shown(app), "given again, it is taken back"
        await pilot.press("y")
        await pilot.pause()
        assert "x compares the two." in shown(app)
        await pilot.press("right", "left")
        await pilot.resize_terminal(140, 40)
        await pilot.pause()
        assert "x compares the two." in shown(app), "the cause is stored"
        assert "x Compare" in str(app.screen.query_one(Hints).visual)
        await pilot.press("x")
        await pilot.pause()
        assert isinstance(app.screen, SideBySideScreen)
        assert "Drill the" in shown(app)
        await pilot.press("d")
        await pilot.pause()
        assert isinstance(app.screen, DrillQuestionScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, SideBySideScreen), "leaving the drill leads back"
        assert app.screen.side.mix_up.pair == PAIR


@pytest.mark.parametrize(("size", "cut"), [((60, 20), True), ((200, 50), False)])
async def test_explanations_that_do_not_fit_name_the_key_that_scrolls(
    size: tuple[int, int], cut: bool
) -> None:
    long = replace(idea("Pools", explained=False), reason="It holds many users. " * 20)
    room = Room(side(long, replace(long, id="Queues", name="Queues")))
    async with staged(SideBySideScreen(room, room.of_pair), size) as (stage, pilot):
        await pilot.pause()
        await pilot.pause()
        hints = str(stage.screen.query_one(Hints).visual)
        assert ("More" in hints) == cut
        page = stage.screen.query_one(".page")
        await pilot.press("pagedown")
        await pilot.pause()
        assert (page.scroll_y > 0) == cut


async def test_a_cause_lists_its_questions(tmp_path: Path) -> None:
    pack = pack_with_concepts(tmp_path / "pack")
    async with running(Home(tmp_path / "home"), pack=pack) as (app, pilot):
        app.post_message(messages.StartDrill(DrillFilter(count=1)))
        await pilot.pause()
        assert app.sitting is not None
        item = app.sitting.attempt.item
        place, right = (item.order.index(option) + 1 for option in (3, *item.keys))
        chosen = app.sitting.stored.questions[item.question_id].options[3].text
        today = written_day(app.sitting.stored.started_at)
        await pilot.press(str(place), "enter", "k", "enter")
        await pilot.pause()
        app.post_message(messages.OpenWeakAreas())
        await pilot.pause()
        assert isinstance(app.screen, WeakScreen)
        assert "didn't know: 1" in shown(app)
        await pilot.press("end")
        await pilot.pause()
        assert "enter Questions" in str(app.screen.query_one(Hints).visual)
        await pilot.press("enter")
        assert isinstance(app.screen, ChoiceScreen)
        assert "Missed: didn't know" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, AnswerScreen)
        said = " ".join(shown(app).split())
        assert f"✗ Wrong You chose {place} on {today}, in a drill. Right: {right}." in said
        assert "Why you missed it: didn't know" in said
        assert f"Your choice: {chosen} Because of 3." in said
        assert "x Compare" in str(app.screen.query_one(Hints).visual)
        await pilot.press("x")
        assert isinstance(app.screen, SideBySideScreen)
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, WeakScreen)


async def test_browse_shows_a_missed_question_as_its_page_does(tmp_path: Path) -> None:
    pack = pack_with_concepts(tmp_path / "pack")
    async with running(Home(tmp_path / "home"), pack=pack, size=(140, 42)) as (app, pilot):
        app.post_message(messages.StartDrill(DrillFilter(count=1)))
        await pilot.pause()
        assert app.sitting is not None
        item = app.sitting.attempt.item
        row = app.sitting.stored.rows[item.question_id][0]
        place, right = (item.order.index(option) + 1 for option in (1, *item.keys))
        await pilot.press(str(place), "enter", "k", "enter")
        await pilot.pause()
        app.post_message(messages.OpenBrowser(Query(status="missed"), row))
        for _ in range(50):
            await pilot.pause(0.02)
            if isinstance(app.screen, BrowseScreen) and app.screen.entry is not None:
                break
        said = " ".join(shown(app).split())
        assert f"✗ Wrong You chose {place} on" in said
        assert f"in a drill. Right: {right}." in said
        assert "Why you missed it: didn't know" in said
        await pilot.press("enter")
        await pilot.pause()
        assert "x Compare" in str(app.screen.query_one(Hints).visual)
        await pilot.press("x")
        assert isinstance(app.screen, SideBySideScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, BrowseScreen)


async def test_a_missed_question_that_an_open_sitting_asks_again_is_covered_everywhere(
    tmp_path: Path,
) -> None:
    home, pack = Home(tmp_path / "home"), pack_with_concepts(tmp_path / "pack")
    practice = opened(home, pack)
    drill = practice.begin_drill(DrillFilter(count=1))
    answer(drill, 0, right=False)
    drill.submit()
    review = practice.begin_review(on_demand=True)
    review.choose(review.attempt.item.order[0])
    review.leave()
    row = drill.stored.rows[drill.attempt.items[0].question_id][0]
    practice.close()
    async with running(home, pack=pack, size=(140, 42)) as (app, pilot):
        await pilot.press("escape", "w")
        await pilot.pause(0.2)
        assert isinstance(app.screen, WeakScreen)
        said = " ".join(shown(app).split())
        assert "Nothing missed here yet" not in said
        assert "1 takeaway is hidden until you answer its question in an open sitting." in said
        app.post_message(messages.OpenBrowser(Query(status="missed"), row))
        for _ in range(50):
            await pilot.pause(0.02)
            if isinstance(app.screen, BrowseScreen) and app.screen.entry is not None:
                break
        said = " ".join(shown(app).split())
        assert "covered because an open sitting asks this question again. Press u" in said
        assert "You chose" not in said
        await pilot.press("u")
        await pilot.pause()
        assert "You chose" in shown(app)


@pytest.mark.parametrize("size", [*SIZES, (140, 42)])
@pytest.mark.parametrize("number", [3, 12], ids=["a few", "to be narrowed"])
async def test_a_question_missed_for_a_cause_is_on_one_line(
    size: tuple[int, int], number: int
) -> None:
    long = "A developer stores images in a bucket, and a function resizes every new one. " * 3
    asked = {row: replace(question(f"q{row}"), stem=f"{row} {long}") for row in range(number)}
    room = Room(side(idea("Pools"), idea("Queues")))
    room.missed_because = lambda _cause: asked  # type: ignore[attr-defined]
    areas = WeakAreas((mastery(1, Verdict.WEAK, 5),), {}, (), 0, 0, True)
    screen = WeakScreen(room, Weakness(areas, causes={"mixed_up": number}))
    async with staged(screen, size) as (stage, pilot):
        await pilot.press("end", "enter")
        await pilot.pause()
        assert isinstance(stage.screen, ChoiceScreen)
        listed = stage.screen.query_one(OptionList)
        assert listed.virtual_size.height == number
        assert all(
            line.rstrip(" │▁▂▃▄▅▆▇█").endswith("…") for line in lines(stage) if "0 A dev" in line
        )


async def test_a_drill_whose_questions_are_all_open_can_replace_that_sitting(
    tmp_path: Path,
) -> None:
    pack = pack_with_concepts(tmp_path / "pack")
    async with running(Home(tmp_path / "home"), pack=pack) as (app, pilot):
        app.post_message(messages.StartDrill(DrillFilter(count=6), title="First"))
        await pilot.pause()
        await pilot.press("1", "enter", "escape")
        await pilot.pause()
        app.post_message(messages.StartDrill(DrillFilter(count=6), title="Second"))
        await pilot.pause()
        assert isinstance(app.screen, ChoiceScreen)
        assert "Give up “First” and start this one" in shown(app)
        await pilot.press("down", "enter")
        await pilot.pause()
        await pilot.press("enter")
        assert app.sitting is None, "the first row keeps it"
        app.post_message(messages.StartDrill(DrillFilter(count=6), title="Second"))
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, DrillQuestionScreen)
        assert app.sitting is not None
        assert app.sitting.stored.plan.title == "Second"


async def test_drill_leads_to_side_by_side_reasons_and_sheet(tmp_path: Path) -> None:
    pack = pack_with_concepts(tmp_path / "pack")
    async with running(Home(tmp_path / "home"), pack=pack) as (app, pilot):
        app.post_message(messages.StartDrill(DrillFilter(count=3)))
        await pilot.pause()
        for _ in range(3):
            assert app.sitting is not None
            place = app.sitting.attempt.item.order.index(1) + 1
            await pilot.press(str(place), "enter", "enter")
            await pilot.pause()
        assert isinstance(app.screen, ReportScreen)
        assert "the answer was User pool (3 times); x: side by side" in " ".join(shown(app).split())
        await pilot.press("x")
        assert isinstance(app.screen, SideBySideScreen)
        assert app.screen.side.mix_up.pair == PAIR
        assert "A directory of users. It signs them in." in shown(app)
        await pilot.press("down", "enter")
        assert isinstance(app.screen, ReasonsScreen)
        assert "Because of 0." in shown(app)
        await pilot.press("b")
        assert "bookmarked" in shown(app)
        assert "You chose " in shown(app)
        assert "x Compare" not in str(app.screen.query_one(Hints).visual), "it comes from there"
        await pilot.press("escape", "escape", "s")
        assert isinstance(app.screen, SheetScreen)
        assert "3 takeaways, all from questions you missed" in shown(app)
        await pilot.press("h")
        assert isinstance(app.screen, ChoiceScreen)
        await pilot.press("enter", "enter")
        assert isinstance(app.screen, AnswerScreen)
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, FurtherPages)
    saved = (tmp_path / "home" / "reports" / "sheet.html").read_text()
    assert saved.count("Remember question-") == 3
