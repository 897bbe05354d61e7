"""The second pack: complete, independent of the first vendor, and usable in the whole app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.bank import checks, coverage
from quizapp.bank.pack import Pack, load
from quizapp.paths import Home
from quizapp.ui.screens.mock_question import MockQuestionScreen
from quizapp.ui.screens.report import ReportScreen
from tests.plain.talk import say
from tests.terminal import Terminal, run
from tests.ui.test_flows import past, running, shown

SAMPLE = "kubernetes-associate"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(paths.pack(SAMPLE))


def test_questions_follow_the_rules_and_style(pack: Pack) -> None:
    checked = checks.check(pack)
    assert checked.questions == 20
    assert checked.findings == ()
    assert [gate.name for gate in checked.gates if not gate.ok] == []


def test_pack_does_not_name_the_vendor_of_the_first_pack(pack: Pack) -> None:
    (blueprint,) = pack.blueprints
    assert (blueprint.services, pack.service_names, dict(pack.retired)) == ((), (), {})
    assert all(source.facts == () for source in pack.sources.values())
    assert checks.check(pack, with_facts=True).findings == ()


def test_pool_covers_every_skill_besides_the_form(pack: Pack) -> None:
    (form,) = pack.forms
    assert len(form.question_ids) == 10
    assert len(pack.pool("KCNA")) == 10
    assert coverage.cover(pack).missing == ()


async def test_mock_with_percent_scores_from_home_to_history(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    async with running(home, paths.pack(SAMPLE)) as (app, pilot):
        assert "Kubernetes and Cloud Native Associate (sample)" in shown(app)
        await pilot.press("escape", "m")
        briefing = shown(app)
        assert "10 questions · 15 minutes · 75% passes" in briefing
        assert "Extra time" not in briefing
        await pilot.press("e")
        assert "15 minutes" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, MockQuestionScreen)
        assert app.sitting is not None
        for position, item in enumerate(app.sitting.attempt.items[:8]):
            app.sitting.go(position)
            for key in item.keys:
                app.sitting.choose(key)
        await pilot.press("ctrl+s", "down", "down", "enter")
        assert isinstance(app.screen, ReportScreen)
        report = shown(app)
        assert "PRACTICE SCORE  80%   PASS   passing 75%   likely range 49–94%" in report
        assert "The exam is scored in percent: 75% right passes." in report
        assert "vendor" not in report
        await pilot.press("escape")
        while "last mock" not in shown(app):
            await pilot.pause(0.02)
        assert "last mock 80%" in shown(app)
        await pilot.press("h")
        assert "75% passes" in shown(app)
        assert "80%" in shown(app)
        await pilot.press("escape", "d", "q")
        assert app.sitting is not None
        assert {i.domain for i in app.sitting.attempt.items} <= {"1", "2", "3", "4"}
        assert [p.exam for p in past(app)] == ["KCNA", "KCNA"]


def test_commands_use_the_given_pack(home: Home) -> None:
    """The first pack is already loaded; the second one goes into the same database."""
    own = ("--pack", SAMPLE)
    assert json.loads(run(home.root, *own, "history", "--json").stdout)["attempts"] == []
    progress = json.loads(run(home.root, *own, "progress", "--json").stdout)
    assert progress["exam"] == "KCNA"
    assert progress["readiness"]["mock"]["questions"] == 10
    assert progress["readiness"]["real_exam"]["questions"] == 60
    wrong = run(home.root, *own, "progress", "--exam", "DVA-C03")
    assert wrong.returncode == 2
    assert "KCNA" in wrong.stderr


@pytest.mark.terminal
def test_open_sitting_is_offered_only_in_its_pack(home: Home) -> None:
    with Terminal(home.root, "--pack", SAMPLE, "mock", "--form", "1") as terminal:
        terminal.wait_for("Mock exam 1 · KCNA", "1 of 10")
        terminal.press("1")
        terminal.wait_for("1 answered")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    with Terminal(home.root) as terminal:
        seen = terminal.wait_for("AWS Certified Developer", "History")
        assert "Resume" not in seen
        terminal.press("h")
        terminal.wait_for("No sittings yet")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    with Terminal(home.root, "--pack", SAMPLE) as terminal:
        terminal.wait_for("Resume", "1 of 10 answered")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


def test_plain_mode_resumes_only_a_sitting_of_its_pack(home: Home) -> None:
    own = ("--pack", SAMPLE)
    said = say(home.root, "1\n1 2\nleave\nquit\n", *own, "mock", "--form", "1")
    assert "Saved: Mock exam 1, 1 of 10 answered." in said
    said = say(home.root, "resume\nresume 1\nopen\nhistory\nquit\n")
    assert said.count("No sitting is open.") == 3
    assert "Nothing yet." in said
    assert "of 10" not in said
    (mock,) = json.loads(run(home.root, *own, "history", "--json").stdout)["attempts"]
    assert (mock["state"], mock["answered"]) == ("paused", 1)
    assert "Question 1 of 10." in say(home.root, "resume\nquit\n", *own)
