"""The same choices on screens, in plain mode, and in commands give the same mock and words."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from textual.widgets import OptionList

from quizapp import paths
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.briefing import Briefing
from quizapp.practice.room import Practice, open_practice
from quizapp.ui.screens.briefing import BriefingScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.mock_question import MockQuestionScreen
from tests.plain.talk import say
from tests.ui.test_flows import running, shown

COMBINATIONS = list(product((0, 1, 4), (False, True), (False, True), (False, True)))
"""Forms in reserve, exam day, extra time, whether a mock is open."""


def prepare(home: Home, reserve: int, exam_day: bool, extra: bool, is_open: bool) -> Briefing:
    """Set up a home, and return the briefing of the next mock."""
    practice = open_practice(home, None, paths.pack(), with_standing=False)
    try:
        practice.set("reserve", str(reserve))
        practice.set("exam_day", "on" if exam_day else "off")
        practice.set("extra_time", "on" if extra else "off")
        if is_open:
            practice.begin_mock(MockOptions(form=1)).pause()
        return practice.briefing()
    finally:
        practice.close()


def newest(home: Home) -> dict[str, object]:
    """Return the newest attempt, as the command line lists it."""
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "--home", str(home.root), "history", "--json"],
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)["attempts"][-1]


def plan_of(home: Home) -> MockOptions:
    """Return the stored plan of the newest mock."""
    practice = open_practice(home, None, paths.pack(), with_standing=False)
    try:
        attempt = max(practice.history().attempts, key=lambda past: past.id)
        stored = practice.past(attempt.id).stored
        blueprint = practice.workspace.blueprint
        short = attempt.kind == "short"
        usual = blueprint.short_minutes if short else blueprint.minutes
        allowed = stored.attempt.allowed
        assert allowed is not None
        return MockOptions(
            form=stored.plan.form,
            short=short,
            extra_minutes=round(allowed / 60) - usual,
            exam_day=stored.plan.exam_day,
        )
    finally:
        practice.close()


@pytest.mark.parametrize(("reserve", "exam_day", "extra", "is_open"), COMBINATIONS)
def test_command_and_plain_mode_start_the_same_mock(
    home: Home, tmp_path: Path, reserve: int, exam_day: bool, extra: bool, is_open: bool
) -> None:
    twin = Home(tmp_path / "twin")
    shutil.copytree(home.root, twin.root)
    expected = prepare(home, reserve, exam_day, extra, is_open)
    agreed = "yes\n" if exam_day else ""
    heard = say(home.root, f"{agreed}leave\n", "mock")
    by_command = plan_of(home)
    assert by_command == expected.wish
    assert ("These are the rules" in heard) is exam_day

    again = prepare(twin, reserve, exam_day, extra, is_open)
    assert again.wish == expected.wish
    heard = say(twin.root, f"mock\n\n{agreed}leave\n")
    assert plan_of(twin) == by_command
    assert ("These are the rules" in heard) is exam_day


@pytest.mark.parametrize(("reserve", "exam_day", "extra", "is_open"), COMBINATIONS[::5])
async def test_the_screens_begin_it_too(
    home: Home, reserve: int, exam_day: bool, extra: bool, is_open: bool
) -> None:
    expected = prepare(home, reserve, exam_day, extra, is_open)
    async with running(home) as (app, pilot):
        await pilot.press("m")
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.briefing == expected
        assert app.screen.query_one(OptionList).highlighted == expected.at
        await pilot.press("enter")
        if is_open:
            assert isinstance(app.screen, ChoiceScreen)
            await pilot.press("enter")
        if exam_day:
            assert app.sitting is None
            await pilot.press("enter")
        assert isinstance(app.screen, MockQuestionScreen)
    assert plan_of(home) == expected.wish


def test_exam_day_mock_starts_only_after_agreement(home: Home) -> None:
    heard = say(home.root, "no\nquit\n", "mock", "--exam-day")
    assert "These are the rules" in heard
    assert "Not started." in heard
    practice = open_practice(home, None, paths.pack(), with_standing=False)
    assert practice.history().attempts == ()
    practice.close()


async def test_a_launch_into_an_exam_day_mock_shows_the_rules_first(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1, exam_day=True)) as (app, pilot):
        assert "I agree to these rules" in shown(app)
        assert app.sitting is None
        await pilot.press("enter")
        assert app.sitting is not None


# -- facts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["aws-developer", "kubernetes-associate"])
@pytest.mark.parametrize("short", [False, True])
async def test_a_briefing_has_the_same_facts_everywhere(
    tmp_path: Path, name: str, short: bool
) -> None:
    home, pack = Home(tmp_path / "home"), paths.pack(name)
    practice = open_practice(home, None, pack, with_standing=False)
    expected = practice.briefing(short=short)
    practice.close()
    command = ["short" if short else "mock", "menu", "quit"]
    heard = say(home.root, "\n".join(command) + "\n", "--pack", name)
    assert f"{expected.questions} questions, {expected.time}; " in heard
    assert expected.blueprint.passes in heard
    assert expected.choice.status in heard
    menu = re.search(r"^2\. Short mock: (.*)\.$", heard, re.MULTILINE)
    if menu is not None and short:
        assert menu[1] == f"{expected.questions} questions, {expected.time}"
    async with running(home, pack) as (app, pilot):
        await pilot.press("m")
        assert isinstance(app.screen, BriefingScreen)
        if short:
            at = app.screen.briefing.choose_short().at
            app.screen.query_one(OptionList).highlighted = at
            await pilot.pause()
        assert f"{expected.questions} questions · {expected.time}" in shown(app)
        assert expected.blueprint.passes in shown(app)


def finished(practice: Practice) -> int:
    """Finish a short mock with half of its questions answered, and return its id."""
    sitting = practice.begin_mock(MockOptions(short=True))
    for position, item in enumerate(sitting.attempt.items[::2]):
        sitting.go(position * 2)
        for option in sorted(item.keys):
            sitting.choose(option)
    sitting.submit()
    return sitting.stored.id


async def test_a_report_says_the_same_everywhere(home: Home) -> None:
    practice = open_practice(home, None, paths.pack())
    attempt = finished(practice)
    facts = practice.report(practice.past(attempt))
    practice.close()
    assert facts.score is not None
    low, high = facts.range_text
    heard = say(home.root, "history\n1\n\nquit\n")
    printed = subprocess.run(
        [sys.executable, "-m", "quizapp", "--home", str(home.root), "report", str(attempt)],
        capture_output=True,
        check=True,
    ).stdout.decode()
    async with running(home) as (app, pilot):
        await pilot.press("h", "enter")
        await pilot.pause()
        seen = " ".join(shown(app).split())
    assert f"Practice score {facts.score_text}; {facts.passing_text} passes" in heard
    assert f"PRACTICE SCORE {facts.score_text}" in seen
    for text in (heard, " ".join(printed.split()), seen):
        assert facts.score_text in text
        assert f"{facts.right} of {facts.asked} right" in text
        for row in facts.domains:
            assert re.search(rf"{row.correct}(/| of ){row.total}\b", text)
    assert f"{low} to {high}" in heard
    assert f"{low}–{high}" in seen
    assert f"{low}–{high}" in printed


def test_history_shows_only_the_current_pack(home: Home) -> None:
    practice = open_practice(home, None, paths.pack())
    finished(practice)
    practice.close()
    other = open_practice(home, None, paths.pack("kubernetes-associate"))
    finished(other)
    codes = {past.exam for past in other.history().attempts}
    other.close()
    assert codes == {"KCNA"}
    heard = say(home.root, "history\n\nquit\n", "--pack", "kubernetes-associate")
    assert "KCNA" in heard
    assert "DVA-C0" not in heard
    assert newest(home)["exam"].startswith("DVA-C0")
