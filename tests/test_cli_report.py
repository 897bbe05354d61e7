"""The command `report`, with a real database."""

from __future__ import annotations

import csv
import json
import random
import re
import stat
from pathlib import Path

import pytest

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.store.learner import settings
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import replay_missed, start_mock
from quizapp.store.workspace import Workspace
from tests.plain.talk import say
from tests.store.populate import answer
from tests.terminal import run
from tests.test_cli_practice import miss_three


def sit(workspace: Workspace, *, answers: int = 12) -> Sitting:
    """Answer some questions of form 1, every third one wrong, without submitting."""
    sitting = start_mock(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        MockOptions(form=1),
        rng=random.Random(3),
    )
    for position in range(answers):
        sitting.go(position)
        item = sitting.attempt.item
        wrong = [option for option in item.order if option not in item.keys]
        chosen = wrong[: item.selects] if position % 3 == 0 else sorted(item.keys)
        for option in chosen:
            sitting.choose(option)
    return sitting


def test_report_of_a_mock_as_text_html_and_markdown(
    workspace: Workspace, home: Home, tmp_path: Path
) -> None:
    sitting = sit(workspace)
    result = sitting.submit()
    with workspace.database.write() as connection:
        settings.write(connection, workspace.scope, "name", "Ada <b>Lovelace</b>")
    workspace.database.close()
    number = str(sitting.stored.id)

    text = run(home.root, "report", number)
    assert text.returncode == 0, text.stderr
    assert f"Practice score {result.score}, " in text.stdout
    assert "Question 11: Right" in text.stdout
    assert "Question 65" not in text.stdout
    assert "Not shown, so left out: 13–65. They stayed new." in text.stdout
    assert max(len(line) for line in text.stdout.splitlines() if "http" not in line) <= 84
    for domain in workspace.blueprint.domains:
        assert domain.name in text.stdout

    target = tmp_path / "report.html"
    done = run(home.root, "report", number, "--html", str(target))
    assert (done.returncode, done.stdout) == (0, f"{target}\n")
    page = target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert page.count("<article ") == 12
    assert "Ada &lt;b&gt;Lovelace&lt;/b&gt;" in page

    again = run(home.root, "report", number, "--html", str(target))
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert again.stderr.count("\n") == 1
    assert run(home.root, "report", number, "--html", str(target), "--force").returncode == 0

    markdown = run(home.root, "report", number, "--markdown", "-")
    assert markdown.stdout.startswith("# Mock exam 1 · DVA-C03 · ")
    assert markdown.stdout.count("\n### Question ") == 12
    assert "Ada &lt;b>Lovelace&lt;/b>" in markdown.stdout


def test_open_mock_has_no_report_to_print(workspace: Workspace, home: Home, tmp_path: Path) -> None:
    sitting = sit(workspace, answers=3)
    sitting.pause()
    workspace.database.close()
    for how in ([], ["--html", str(tmp_path / "x.html")], ["--markdown", "-"]):
        done = run(home.root, "report", str(sitting.stored.id), *how)
        assert (done.returncode, done.stdout) == (1, "")
        assert "still open; finish it first" in done.stderr
        assert done.stderr.count("\n") == 1
    assert not (tmp_path / "x.html").exists()


def test_report_of_a_drill_has_no_score(workspace: Workspace, home: Home) -> None:
    sitting = miss_three(workspace)
    workspace.database.close()
    done = run(home.root, "report", str(sitting.stored.id))
    assert "0 of 3 right." in done.stdout
    assert "score" not in done.stdout.split("──")[0]
    (drill,) = json.loads(run(home.root, "history", "--json").stdout)["attempts"]
    assert (drill["correct"], drill["score"]) == (0, None)


def test_history_has_no_score_for_drills_and_replays(workspace: Workspace, home: Home) -> None:
    score = sit(workspace).submit().score
    replay = replay_missed(miss_three(workspace))
    for position in range(len(replay.attempt.items)):
        replay.go(position)
        answer(replay, right=True)
        replay.confirm()
    replay.submit()
    workspace.database.close()
    found = csv.DictReader(run(home.root, "history", "--csv").stdout.splitlines())
    assert {row["kind"]: row["score"] for row in found} == {
        "mock": str(score),
        "drill": "",
        "replay": "",
    }
    lines = run(home.root, "history").stdout.splitlines()
    assert {line.split()[0]: line.split()[-2:] for line in lines} == {
        "1": ["8/65", str(score)],
        "2": ["0/3", "–"],
        "3": ["3/3", "–"],
    }
    said = say(home.root, "history\n\nquit\n")
    assert re.findall(r"^\d\. .*?: (\d+ of \d+ right.*), ", said, re.MULTILINE) == [
        "3 of 3 right",
        "0 of 3 right",
        f"8 of 65 right, score {score}",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("99",), 1, "there is no attempt 99; see `quizapp --home "),
        ((), 2, "Missing argument 'ID'"),
        (("one",), 2, "'one' is not a valid integer"),
        (("0",), 2, "0"),
        (("1", "--html", "a", "--markdown", "b"), 2, "give one of them"),
        (("1", "--force"), 2, "no FILE was given"),
        (("1", "--htm", "a"), 2, "Did you mean '--html'?"),
        (("1", "--html", "/"), 2, "is a directory"),
    ],
)
def test_reports_that_are_refused(
    home: Home, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run(home.root, "report", *arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert code == 2 or done.stderr.count("\n") == 1


def test_report_of_another_pack_says_so(workspace: Workspace, home: Home) -> None:
    sitting = sit(workspace, answers=1)
    sitting.submit()
    workspace.database.close()
    number = str(sitting.stored.id)
    assert run(home.root, "report", number).stderr == ""
    other = run(home.root, "--pack", "kubernetes-associate", "report", number)
    assert other.returncode == 0
    assert other.stderr == f"quizapp: attempt {number} is of the pack aws-developer\n"
