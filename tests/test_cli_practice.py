"""The commands `drill`, `review`, `progress`, and `bank reports`."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.paths import Home
from quizapp.store.db.schema import QUESTION
from quizapp.store.learner.annotations import report_question
from quizapp.store.selection.drill_stock import drillable
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import start_drill
from quizapp.store.workspace import Workspace
from quizapp.study.drill import DrillFilter
from tests.store.test_drills import backdate
from tests.terminal import Terminal, run

KEYS = {
    "schema",
    "exam",
    "day",
    "answers",
    "readiness",
    "domains",
    "topics",
    "weak_areas",
    "due",
    "to_recover",
    "lucky",
    "overconfident",
    "confusions",
    "streak",
    "exam_date",
    "days_left",
}
AREA = {
    "id",
    "name",
    "domain",
    "correct",
    "total",
    "mean",
    "low",
    "high",
    "weight",
    "priority",
    "verdict",
}
NOTHING = {"probability": None, "words": None, "correct_low": None, "correct_high": None}


def no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


def document(home: Home, *arguments: str) -> dict[str, Any]:
    done = run(home.root, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout, parse_constant=no_constant)
    assert found["schema"] == 1
    return found


def miss_three(workspace: Workspace) -> Sitting:
    """Take a drill of three questions, all answered wrong."""
    sitting = start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(domains=frozenset({"2"}), levels=frozenset({"apply"}), count=3),
        rng=random.Random(4),
    )
    for position in range(3):
        sitting.go(position)
        item = sitting.attempt.item
        wrong = sorted(set(item.order) - item.keys)
        for option in [*wrong, *sorted(item.keys)][: item.selects]:
            sitting.choose(option)
        sitting.confirm()
    sitting.submit()
    return sitting


# -- progress -------------------------------------------------------------------------------------


def test_progress_without_answers_has_nulls(home: Home) -> None:
    found = document(home, "progress")
    assert set(found) == KEYS
    assert (found["exam"], found["answers"], found["due"]) == ("DVA-C03", 0, 0)
    readiness = found["readiness"]
    assert not readiness["enough"]
    assert readiness["mock"] == {**NOTHING, "questions": 65}
    assert readiness["real_exam"] == {**NOTHING, "questions": 50}
    assert readiness["score"] is readiness["evidence"]["first_sight_share"] is None
    assert readiness["evidence"]["missing"] == 100
    assert readiness["evidence"]["missing_by_domain"] == dict.fromkeys("1234", 10)
    assert len(found["domains"]) == 4
    assert len(found["topics"]) > 50
    for area in (*found["domains"], *found["topics"]):
        assert set(area) == AREA
        assert area["mean"] is area["low"] is area["high"] is area["priority"] is None
        assert area["verdict"] == "too few answers yet"
    for name in ("weak_areas", "to_recover", "lucky", "overconfident", "confusions"):
        assert found[name] == []
    assert found["streak"] == {"current": 0, "longest": 0, "today": False}
    assert found["exam_date"] is found["days_left"] is None


def test_progress_text_says_what_is_missing(home: Home) -> None:
    done = run(home.root, "progress")
    assert done.returncode == 0
    assert "not known yet" in done.stdout
    assert "100 in all" in done.stdout
    assert "10 in domain 1" in done.stdout
    assert re.search(r"quizapp --home \S+ mock", done.stdout)
    assert "ready" not in done.stdout.replace("Readiness", "")


def test_progress_after_a_few_answers_has_counts_and_no_probability(
    workspace: Workspace, home: Home
) -> None:
    missed = {item.question_id for item in miss_three(workspace).attempt.items}
    workspace.database.close()
    found = document(home, "progress")
    assert found["answers"] == 3
    assert {entry["question"] for entry in found["to_recover"]} == missed
    assert {entry["right_days"] for entry in found["to_recover"]} == {0}
    assert found["readiness"]["mock"]["probability"] is None
    assert found["readiness"]["evidence"]["first_sight"] == 3
    assert found["readiness"]["evidence"]["first_sight_share"] == 1
    second = found["domains"][1]
    assert (second["correct"], second["total"]) == (0, 3)
    assert second["verdict"] == "too few answers yet"
    assert 0 < second["low"] < second["mean"] < second["high"] < 1
    assert found["streak"] == {"current": 1, "longest": 1, "today": True}
    page = run(home.root, "progress").stdout
    assert "0/3" in page
    assert "To get right 3" in page


def test_progress_of_the_other_exam(home: Home) -> None:
    assert document(home, "progress", "--exam", "dva-c02")["exam"] == "DVA-C02"


# -- reports --------------------------------------------------------------------------------------


def test_reports_are_listed_without_control_characters(workspace: Workspace, home: Home) -> None:
    assert document(home, "bank", "reports")["reports"] == []
    assert "No reported questions" in run(home.root, "bank", "reports").stdout
    name = miss_three(workspace).attempt.item.question_id
    hostile = "the key\nis \x1b[31mwrong"
    with workspace.database.write() as connection:
        found = drillable(connection, workspace.scope)
        question = next(q for q in found if q.code == name)
        revision = connection.scalar(
            select(QUESTION.c.revision_id).where(QUESTION.c.id == question.row_id)
        )
        assert revision is not None
        for text in (hostile, "", "<b>two lines</b>\n# not a heading"):
            report_question(connection, workspace.scope.learner, question.row_id, revision, text)
    workspace.database.close()
    report, *others = document(home, "bank", "reports")["reports"]
    assert len(others) == 2
    assert set(report) == {"question", "revision", "at", "text"}
    assert (report["question"], report["text"]) == (name, hostile)
    assert report["at"].endswith("+00:00")
    page = run(home.root, "bank", "reports").stdout
    assert name in page
    assert "\x1b" not in page
    assert len(page.splitlines()) == 3
    text = run(home.root, "bank", "reports", "--markdown").stdout
    assert text.startswith(f"## Question `{name}`\n\nRevision `{report['revision']}` of the pack ")
    assert text.count("## ") == 1, "one text for the three reports of a question"
    day = date.fromisoformat(report["at"][:10])
    assert text.count(f"Reported on {day:%b} {day.day}, {day.year}:") == 3
    assert "(nothing was written)" in text
    assert "&lt;b>two lines&lt;/b>" in text
    assert "\n\\# not a heading" in text
    assert "\x1b" not in text
    refused = run(home.root, "bank", "reports", "--markdown", "--json")
    assert refused.returncode == 2


# -- misuse, and nothing to ask -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--topic", "lambda.concurency"), "Did you mean 'lambda.concurrency'"),
        (("--service", "dynamodbb"), "Did you mean 'dynamodb'"),
        (("--domain", "Securty"), "Did you mean '2' (Security)"),
        (("--domain", "9"), "there are 1, 2, 3, 4"),
        (("--task", "1.99"), "--task"),
        (("--skill", "1.1.99"), "Did you mean '1.1."),
        (("--level", "aply"), "Did you mean 'apply'"),
        (("--only", "mised"), "Did you mean 'missed'"),
        (("--order", "blokced"), "Did you mean 'blocked'"),
        (("--exam", "DVA-C04"), "Did you mean 'DVA-C0"),
        (("--count", "0"), "--count"),
        (("--confusion", "alone"), "A:B"),
        (("--confusion", "one:one"), "two different"),
        (("--confusion", "no-such-idea:other"), "Did you mean"),
        (("--confusion", "a:b", "--confusion", "c:d"), "give it once"),
        (("--topic", "\x1b[31m"), "not known"),
    ],
)
def test_unknown_word_exits_2_with_a_suggestion(
    home: Home, arguments: tuple[str, ...], said: str
) -> None:
    done = run(home.root, "drill", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "\x1b" not in done.stderr


def test_progress_refuses_an_unknown_exam(home: Home) -> None:
    done = run(home.root, "progress", "--exam", "DVA-C4")
    assert done.returncode == 2
    assert "Did you mean 'DVA-C0" in done.stderr


@pytest.mark.parametrize(
    "arguments", [("drill",), ("drill", "--only", "missed", "--count", "5"), ("review",)]
)
def test_without_a_terminal_exits_2_with_a_message(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = run(tmp_path / "home", *arguments)
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("drill", "--only", "missed"), "no question matches"),
        (("drill", "--domain", "1", "--skill", "2.1.1"), "no question matches"),
        (("review",), "nothing to review today"),
    ],
)
def test_no_questions_to_ask_exits_1_with_one_line(
    home: Home, arguments: tuple[str, ...], said: str
) -> None:
    with Terminal(home.root, *arguments) as terminal:
        assert terminal.wait() == 1
        assert said in terminal.screen
        assert len(terminal.screen.split()) < 20


@pytest.mark.parametrize("what", [("anki", "-"), ("sheet", "-")])
def test_export_says_that_an_open_sitting_asks_the_questions(
    workspace: Workspace, home: Home, what: tuple[str, ...]
) -> None:
    miss_three(workspace)
    again = start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(only=frozenset({"missed"})),
    )
    assert len(again.attempt.items) == 3
    workspace.database.close()
    done = run(home.root, "export", *what)
    assert done.returncode == 1
    said = "an open sitting still asks the 3 matching questions; finish it first"
    assert done.stderr == f"quizapp: {said}\n"


# -- straight in ----------------------------------------------------------------------------------


@pytest.mark.terminal
def test_drill_command_starts_the_requested_drill(home: Home) -> None:
    options = ("--domain", "security", "--level", "apply", "--level", "weigh", "--count", "3")
    with Terminal(home.root, "drill", *options) as terminal:
        terminal.wait_for("1 of 3")
        terminal.press("1")
        terminal.read(0.5)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    (attempt,) = document(home, "history")["attempts"]
    assert (attempt["kind"], attempt["questions"]) == ("drill", 3)


@pytest.mark.terminal
def test_calculations_of_the_other_exam(home: Home) -> None:
    with Terminal(
        home.root, "drill", "--calculations", "--count", "2", "--exam", "DVA-C02"
    ) as terminal:
        terminal.wait_for("1 of 2")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    (attempt,) = document(home, "history")["attempts"]
    assert attempt["exam"] == "DVA-C02"


@pytest.mark.terminal
def test_review_command_starts_the_review(workspace: Workspace, home: Home) -> None:
    backdate(workspace, miss_three(workspace), 2)
    workspace.database.close()
    with Terminal(home.root, "review") as terminal:
        terminal.wait_for("1 of 3")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


# -- light ----------------------------------------------------------------------------------------


def test_help_lists_the_commands_and_imports_nothing_heavy() -> None:
    heavy = ("sqlalchemy", "pydantic", "yaml", "alembic", "fsrs", "textual", "quizapp.store")
    code = (
        "import sys; from click.testing import CliRunner; from quizapp.cli import quizapp; "
        "done = CliRunner().invoke(quizapp, ['--help']); "
        "print(all(f'  {name}' in done.output for name in ('drill', 'review', 'progress'))); "
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "[]"]
