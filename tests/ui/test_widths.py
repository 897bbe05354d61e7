"""Rows stay on one line at every width, and lists have room at every size."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from quizapp.exam.concept import Idea
from quizapp.practice.mix_ups import MixUp
from quizapp.practice.weak_areas import EARLY, Weakness, rows
from quizapp.store.progress.standing import WeakAreas
from quizapp.study.drill import DrillFilter
from quizapp.study.mastery import Mastery, Verdict
from quizapp.ui.screens.history import HistoryScreen
from quizapp.ui.screens.weak import WeakScreen
from quizapp.ui.textual_private import frame
from quizapp.words import written_day
from tests.ui.test_screens_alone import HistoryRoom, Stage, past

WIDTHS = (*range(60, 130, 1), 140, 150, 160, 180, 200)


def mastery(number: int, verdict: Verdict, total: int) -> Mastery:
    return Mastery(
        f"A topic with a very long name that is cut {number}",
        "1",
        total,
        total,
        1.0,
        0.0,
        1.0,
        0.9,
        0.1,
        0.1,
        verdict,
    )


def lines(stage: Stage) -> list[str]:
    return ["".join(segment.text for segment in line).rstrip() for line in frame(stage)]


@pytest.mark.parametrize("topics", [3, 60], ids=["a few", "with a scroll bar"])
async def test_verdict_is_on_the_line_of_its_topic_at_every_width(topics: int) -> None:
    verdicts = (Verdict.WEAK, Verdict.STRONG, Verdict.NEAR)
    areas = WeakAreas(
        tuple(mastery(n, verdicts[n % 3], 1234) for n in range(topics)), {}, (), 0, 0, True
    )
    mix_up = MixUp(Idea("one", "One " * 30), Idea("two", "Two " * 30), 2)
    stage = Stage(WeakScreen(HistoryRoom([]), Weakness(areas, (mix_up,))))
    async with stage.run_test(size=(60, 40)) as pilot:
        await pilot.press("a")
        for width in WIDTHS:
            await pilot.resize_terminal(width, 40)
            await pilot.pause()
            listed = [line for line in lines(stage) if "1234/1234" in line]
            assert len(listed) >= 3, width
            assert all("  0–100%" in line for line in listed), width
            said = {line.rstrip(" ▁▂▃▄▅▆▇█│").rpartition("/1234")[2].strip() for line in listed}
            assert said == {"weak", "strong", "near the line" if width >= 80 else ""}, width
            places = [n for n, line in enumerate(lines(stage)) if "1234/1234" in line]
            assert places == list(range(places[0], places[0] + len(places))), width


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (60, 24), (60, 15)])
async def test_history_shows_rows_at_every_size(size: tuple[int, int]) -> None:
    room = HistoryRoom([past(n) for n in range(28, 0, -1)])
    stage = Stage(HistoryScreen(room, room.history()))
    async with stage.run_test(size=size) as pilot:
        await pilot.pause()
        shown = [line for line in lines(stage) if "Mock exam" in line]
        assert len(shown) >= 4
        assert written_day(date(2026, 12, 28)) in shown[0]
        assert "7/10" in shown[0]
        assert "70%" in shown[0]


async def test_domains_with_answers_come_before_topics_that_have_few() -> None:
    few = replace(mastery(1, Verdict.FEW, 1), name="once", correct=0)
    twice = replace(mastery(2, Verdict.FEW, 2), name="twice", correct=0)
    wide = replace(mastery(3, Verdict.WEAK, 20), name="4", correct=4, mean=0.3, low=0.2, high=0.41)
    areas = WeakAreas((few, twice), {"4": "Operations"}, (), 0, 0, True, (wide,))
    stage = Stage(WeakScreen(HistoryRoom([]), Weakness(areas), "Drill: twice"))
    async with stage.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        said = "\n".join(lines(stage))
        assert "1 topic has fewer than 2 answers. Press a to list them, too." in said
        # The row that enter drills is another one.
        assert "Drill first: Operations, 4 of 20 right\n" in said
        assert re.search(r"Domain .*\n.*Operations.* 20–41% +4/20 +weak", said)
        assert re.search(r"Topic\n +twice +too few answers +0/2", said)
        assert "once" not in said
        await pilot.press("enter", "up", "enter")
        await pilot.pause()
        assert "Drill first: Operations, 4 of 20 right (enter)" in "\n".join(lines(stage))
        await pilot.press("a")
        assert [posted.wish for posted in stage.posted] == [  # type: ignore[attr-defined]
            DrillFilter(topics=frozenset({"twice"})),
            DrillFilter(domains=frozenset({"4"})),
        ]
        assert all(posted.back().at == posted.title for posted in stage.posted)  # type: ignore[attr-defined]
        everything = "\n".join(lines(stage))
        assert "once" in everything
        assert "Drill first" not in everything


async def test_domains_stay_listed_once_a_topic_is_weak() -> None:
    once = replace(mastery(1, Verdict.FEW, 1), name="once", correct=0)
    weak = replace(mastery(3, Verdict.WEAK, 3), name="3", correct=0)
    few = replace(mastery(4, Verdict.FEW, 4), name="4", correct=2)
    areas = WeakAreas((once, weak), {"3": "Queues", "4": "Operations"}, (), 0, 0, True, (few,))
    stage = Stage(WeakScreen(HistoryRoom([]), Weakness(areas, missed=9)))
    async with stage.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        said = "\n".join(lines(stage))
        assert "Drill first: Queues, 0 of 3 right (enter)" in said
        assert "Weak topics, then domains" in said
        assert re.search(r"Topic .*\n +Queues .*weak", said)
        assert re.search(r"Domain\n +Operations +too few.* 2/4", said)
        await pilot.press("down")
        await pilot.pause()
        assert "Drill first: Queues, 0 of 3 right\n" in "\n".join(lines(stage))


async def test_among_all_topics_those_not_asked_come_last_with_their_whole_names() -> None:
    never = replace(mastery(1, Verdict.FEW, 1), name="1", correct=0, total=0)
    near = replace(mastery(2, Verdict.NEAR, 20), name="2", correct=14)
    weak = replace(mastery(3, Verdict.WEAK, 5), name="3", correct=1)
    names = {"1": "A topic with a name of forty-five cells, whole", "2": "Near", "3": "Weak"}
    areas = WeakAreas((never, near, weak), names, (), 0, 0, True)
    assert [row.name for row in rows(Weakness(areas), everything=True).topics] == [
        "Weak",
        "Near",
        names["1"],
    ]
    stage = Stage(WeakScreen(HistoryRoom([]), Weakness(areas)))
    async with stage.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await pilot.pause()
        said = "\n".join(lines(stage))
        assert "All 3 topics, weak ones and those that gain the most points first." in said
        assert re.search(rf"{names['1']} +not asked", said)
        assert "0/0" not in said


def test_the_order_calls_no_row_weak_that_is_not() -> None:
    near = replace(mastery(1, Verdict.NEAR, 20), name="1", correct=14)
    weak = replace(mastery(2, Verdict.WEAK, 5), name="2", correct=0)
    names = {"1": "Pools", "2": "Queues"}
    found = [rows(Weakness(WeakAreas(of, names, (), 0, 0, True))) for of in ((near,), (near, weak))]
    assert [each.order.split()[0] for each in found] == ["None", "Weak"]
    assert found[0].order.startswith("None is known to be weak;")


def test_topics_with_one_answer_are_not_ranked() -> None:
    few = replace(mastery(1, Verdict.FEW, 1), correct=0)
    once, never = replace(few, name="once"), replace(few, name="never", total=0)
    domain = replace(few, name="4")
    areas = WeakAreas((once, never), {"4": "Operations"}, (), 0, 0, True, (domain,))
    found = rows(Weakness(areas, missed=1))
    assert found.early
    assert found.topics == ()
    assert [row.name for row in found.domains] == ["Operations"]
    assert found.few == "2 topics have fewer than 2 answers."
    assert found.start_text == "Drill first: what you missed, 1 question"
    # All topics begin at their top; what was missed is below them.
    assert rows(Weakness(areas, missed=1), everything=True).first is None
    missed = DrillFilter(only=frozenset({"missed"}))
    held = rows(Weakness(areas, missed=1, held=frozenset({missed})))
    assert held.start_text == "Drill first: Operations, 0 of 1 right"


def test_without_a_topic_every_domain_with_answers_is_listed() -> None:
    once = replace(mastery(1, Verdict.FEW, 1), name="once", correct=0)
    few, wide = replace(once, name="1"), replace(mastery(2, Verdict.WEAK, 20), name="4", correct=4)
    found = rows(Weakness(WeakAreas((once,), {}, (), 0, 0, True, (few, wide))))
    assert [row.name for row in found.domains] == ["4", "1"]
    assert not found.early
    assert found.first == found.domains[0]


async def test_weak_areas_after_few_answers_say_only_what_is_true_of_their_list() -> None:
    once = replace(mastery(1, Verdict.FEW, 1), name="once", correct=0)
    domain = replace(once, name="4")
    areas = WeakAreas((once,), {"4": "Operations"}, (), 0, 0, True, (domain,))
    stage = Stage(WeakScreen(HistoryRoom([]), Weakness(areas, missed=1)))
    async with stage.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        said = "\n".join(lines(stage))
        assert "Drill first: what you missed, 1 question (enter)" in said
        assert EARLY in said
        assert "1 topic has fewer than 2 answers. Press a to list them, too." in said
        assert re.search(r"Domain .*\n.*Operations.* 0/1", said)
        assert "once" not in said
        await pilot.press("enter", "a")
        (drill,) = stage.posted
        assert drill.wish == DrillFilter(only=frozenset({"missed"}))  # type: ignore[attr-defined]
        assert "once" in "\n".join(lines(stage))


def test_the_row_to_drill_first_can_be_drilled_now() -> None:
    weak = replace(mastery(1, Verdict.WEAK, 10), name="weak", correct=2)
    other = replace(mastery(2, Verdict.NEAR, 12), name="other", correct=6)
    areas = WeakAreas((weak, other), {}, (), 0, 0, True)
    all_open = DrillFilter(topics=frozenset({"weak"}))
    found = rows(Weakness(areas, held=frozenset({all_open})))
    assert found.start_text == "Drill first: other, 6 of 12 right"
    both = frozenset({all_open, DrillFilter(topics=frozenset({"other"}))})
    assert rows(Weakness(areas, held=both)).start_text == ""


def test_the_row_to_drill_first_is_the_same_among_all_topics() -> None:
    few = replace(mastery(1, Verdict.FEW, 1), correct=0)
    once = replace(few, name="once")
    weak = replace(mastery(2, Verdict.WEAK, 10), name="weak")
    found = Weakness(WeakAreas((once, weak), {}, (), 0, 0, True))
    assert rows(found).start_text.startswith("Drill first: weak, ")
    assert rows(found, everything=True).first == rows(found).first
