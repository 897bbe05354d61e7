"""A mock that is read again: annotations, the grid, and names in place of numbers."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from quizapp import paths
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.annotations import in_sitting
from quizapp.practice.reread import Noted
from quizapp.practice.room import open_practice
from quizapp.store.learner.annotations import question_reports
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.contents import ContentsScreen
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.review import ReviewScreen
from quizapp.ui.widgets.grid import Grid
from quizapp.ui.widgets.hints import Hints
from tests.plain.talk import say
from tests.ui.test_flows import running, shown


async def submitted(app: QuizApp, pilot: Pilot[None], *, every: bool = False) -> ReportScreen:
    """Answer the first question of a mock wrong, flag the second, and submit.

    With `every`, all questions are shown before.
    """
    sitting = app.sitting
    assert sitting is not None
    for position in range(len(sitting.attempt.items) if every else 0):
        sitting.go(position)
    sitting.go(0)
    item = sitting.attempt.item
    for option in sorted(set(item.order) - item.keys)[: item.selects]:
        sitting.choose(option)
    sitting.go(1)
    sitting.flag()
    sitting.submit()
    app.screen.end()  # type: ignore[attr-defined]
    await pilot.pause()
    assert isinstance(app.screen, ReportScreen)
    return app.screen


def reviewing(app: QuizApp) -> ReviewScreen:
    assert isinstance(app.screen, ReviewScreen)
    return app.screen


async def test_report_says_incomplete_and_unanswered(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        sitting = app.sitting
        assert sitting is not None
        several = next(n for n, i in enumerate(sitting.attempt.items) if n and i.selects > 1)
        sitting.go(several)
        sitting.choose(0)
        report = await submitted(app, pilot)
        position = sitting.attempt.incomplete
        assert several in position
        blank = 65 - len(position) - sitting.attempt.answered
        never = sum(not item.seen for item in sitting.attempt.items)
        assert never > 50
        said = " ".join(shown(app).split())
        wrong = f"Unanswered {blank}, counted as wrong; {never} of them never shown, so not listed"
        assert f"{wrong}; they stayed new" in said
        assert re.search(rf"Incomplete +{len(position)} with too few options", said)
        assert report.facts.blank == blank


async def test_annotations_work_as_in_a_drill_and_are_marked_in_the_grid(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        report = await submitted(app, pilot)
        sitting = report.sitting
        await pilot.press("m")
        assert reviewing(app).place == 0
        await pilot.press("b", "m", "e", *"mind", "ctrl+s", "!", *"odd", "ctrl+s")
        seen = shown(app)
        assert "★✎ bookmarked, note, missed: misread, reported" in seen
        assert "mind" in seen
        own = in_sitting(sitting, 0).mark()
        assert (own.bookmarked, own.note) == (True, "mind")
        assert app.workspace is not None
        with app.workspace.database.read() as connection:
            (complaint,) = question_reports(connection)
        assert complaint.text == "odd"
        await pilot.press("g")
        assert isinstance(app.screen, ContentsScreen)
        assert str(app.screen.query_one(Grid).render()).lstrip().startswith("1✗★✎")
        said = shown(app)
        assert "1 bookmarked · 1 with a note · 1 reported" in said
        for lines, explained in ((20, False), (30, True)):
            await pilot.resize_terminal(60, lines)
            await pilot.pause()
            await pilot.pause()
            assert ("✎ note or report" in shown(app)) == explained, "low ones have one line"
        assert re.search(r"1  Wrong.*, bookmarked, note, missed: misread, reported", said)
        await pilot.press("end", "b", "enter")
        assert reviewing(app).place == 0
        await pilot.press("b")
        assert reviewing(app).noted == Noted(note="mind", cause="misread", reported=True)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=str)
async def test_what_was_chosen_and_what_is_right_is_in_sight_at_the_top(
    home: Home, size: tuple[int, int]
) -> None:
    async with running(home, wish=MockOptions(form=1), size=size) as (app, pilot):
        report = await submitted(app, pilot, every=True)
        await pilot.press("a")
        for place, item in enumerate(report.sitting.attempt.items[:3]):
            numbers = [
                ", ".join(str(n) for n, option in enumerate(item.order, 1) if option in options)
                for options in (item.chosen, item.keys)
            ]
            line = f"You: {numbers[0] or 'no answer'}. Right: {numbers[1]}."
            part = app.screen.query_one("#review-stem", Static)
            assert str(part.visual).split("\n")[1] == line, place
            for number, option in enumerate(item.order, 1):
                chosen = str(app.screen.query_one("#review-why", Static).visual)
                assert (f"✓ {number}  " in chosen) == (option in item.keys)
            await pilot.press("right")


async def test_cause_is_shown_where_its_keys_were_and_is_no_note(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(80, 24)) as (app, pilot):
        await submitted(app, pilot)
        await pilot.press("m")
        foot = app.screen.query_one("#review-foot", Static)
        keys = "k didn't know  m misread  y mixed up two ideas  w wrong trade-off  l careless"
        assert str(foot.visual) == keys
        assert "Cause" not in str(app.screen.query_one(Hints).visual)
        await pilot.press("w")
        assert str(foot.visual) == keys.replace("  w", " ●w")
        assert reviewing(app).noted.signs == ""
        await pilot.press("k")
        assert str(foot.visual) == "●" + keys.replace("know  m", "know m"), "the others stay"
        await pilot.press("k")
        assert reviewing(app).noted.cause == ""
        await pilot.press("g")
        assert "noted" not in shown(app)
        assert "with a note" not in shown(app)
        assert "✎" not in shown(app)


async def test_a_resize_keeps_the_place_in_the_review(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(60, 20)) as (app, pilot):
        await submitted(app, pilot)
        await pilot.press("m", "y", "pagedown")
        await pilot.pause()
        place = app.screen.query_one("#review-body").scroll_offset.y
        assert place > 0
        await pilot.resize_terminal(66, 20)
        await pilot.pause()
        assert app.screen.query_one("#review-body").scroll_offset.y == place
        await pilot.press("right")
        await pilot.pause()
        assert app.screen.query_one("#review-body").scroll_offset.y == 0


async def test_report_means_one_thing_in_the_hints(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(140, 40)) as (app, pilot):
        await submitted(app, pilot)
        await pilot.press("m")
        hints = str(app.screen.query_one(Hints).visual)
        assert "! Report a problem" in hints
        assert hints.endswith("esc Report  F1 Help")


async def test_digits_reach_any_question_from_the_report_and_its_pages(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1), size=(60, 20)) as (app, pilot):
        await submitted(app, pilot, every=True)
        await pilot.press("g", "4", "2", "enter")
        assert reviewing(app).place == 41
        await pilot.press("1", "7", "enter")
        assert reviewing(app).place == 16
        await pilot.press("escape", "f")
        assert reviewing(app).listed == (1,)
        await pilot.press("3", "enter")
        assert (reviewing(app).place, reviewing(app).which) == (2, "all")
        await pilot.press("v")
        assert reviewing(app).which == "flagged"
        await pilot.press("v")
        assert reviewing(app).which == "missed"


async def test_pages_name_topic_and_task(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        await submitted(app, pilot)
        assert app.practice is not None
        tasks = {task.name for task in app.practice.workspace.blueprint.tasks()}
        topics = set(app.practice.topics().values())
        await pilot.press("a")
        for _ in range(3):
            about = str(app.screen.query_one("#review-stem", Static).visual).split("\n")[2]
            topic, *named = about.split(" · ")
            assert topic in topics
            assert named
            assert set(named) <= tasks
            await pilot.press("right")


def test_plain_mode_annotates_and_names_too(home: Home) -> None:
    typed = (
        "1 2\na\n\nsubmit\nyes\nall\nb\nnote mind the gap\n! odd\nm\nlist noted\n2\ndone\n\nquit\n"
    )
    said = say(home.root, typed, "mock", "--form", "1")
    read = said.split("2 questions to read.", 1)[1]
    assert "\nBookmarked.\n" in read
    assert "\nNoted.\n" in read
    practice = open_practice(home, None, paths.pack())
    (attempt,) = practice.history().attempts
    sitting = practice.past(attempt.id)
    noted = practice.reread(sitting).on(0)
    topic, task, *_ = practice.reread(sitting).about[0]
    practice.close()
    assert (noted.bookmarked, noted.note, noted.reported) == (True, "mind the gap", True)
    missed = not sitting.attempt.items[0].right and sitting.attempt.items[0].seen
    assert noted.cause == ("misread" if missed else "")
    assert f" {topic}. {task}." in read
    assert re.search(r"\nQuestion 1: \w.*, bookmarked, note.*, reported\.\n", read)
    assert "\nQuestion 2 of 65. " in read
