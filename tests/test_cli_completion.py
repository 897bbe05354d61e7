"""Shell completion: correct words, few imports, and no changes on the disk."""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from quizapp.paths import Home
from quizapp.store.bootstrap.completion import words
from quizapp.store.db.schema import ATTEMPT, QUESTION_SERVICE
from quizapp.store.workspace import Workspace
from tests.terminal import run
from tests.test_cli_practice import miss_three

SHELLS = ("bash", "zsh", "fish")


def complete(home: Path, line: str) -> list[str]:
    """Return the completions that bash gets for the last word of a line."""
    typed = line.split(" ")
    done = subprocess.run(
        [sys.executable, "-m", "quizapp"],
        env={
            **os.environ,
            "QUIZAPP_HOME": str(home),
            "_QUIZAPP_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(typed) - 1),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [row.partition(",")[2] for row in done.stdout.splitlines() if row]


def shell_offers(home: Path, line: str) -> list[str]:
    """Return the completions that zsh gets: type, word, and description."""
    done = subprocess.run(
        [sys.executable, "-m", "quizapp"],
        env={
            **os.environ,
            "QUIZAPP_HOME": str(home),
            "_QUIZAPP_COMPLETE": "zsh_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split(" ")) - 1),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_script_is_valid_in_its_shell(tmp_path: Path, shell: str) -> None:
    done = run(tmp_path / "home", "completion", shell)
    assert done.returncode == 0
    assert "_QUIZAPP_COMPLETE" in done.stdout
    assert not (tmp_path / "home").exists()
    if shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(done.stdout)
        subprocess.run([shell, "-n", str(script)], check=True)


def test_unknown_shell_exits_2_with_a_suggestion(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "completion", "zhs")
    assert done.returncode == 2
    assert "Did you mean 'zsh'?" in done.stderr


def test_completions_come_from_the_database(workspace: Workspace, home: Home) -> None:
    sitting = miss_three(workspace)
    workspace.database.close()
    assert complete(home.root, "quizapp re") == ["report", "restore", "result", "review"]
    assert "--markdown" in complete(home.root, "quizapp report --m")
    topics = complete(home.root, "quizapp drill --topic lambda.")
    assert "lambda.esm" in topics
    assert all(topic.startswith("lambda.") for topic in topics)
    assert "sqs" in complete(home.root, "quizapp drill --service s")
    assert complete(home.root, "quizapp drill --exam dva-c0") == ["DVA-C02", "DVA-C03"]
    assert complete(home.root, "quizapp mock --form ") == [str(n) for n in range(1, 11)]
    assert complete(home.root, "quizapp report ") == [str(sitting.stored.id)]
    name = sitting.attempt.item.question_id
    assert name in complete(home.root, f"quizapp bank show {name[:6]}")
    assert complete(home.root, "quizapp drill --only mi") == ["missed"]
    assert "aws-developer" in complete(home.root, "quizapp --pack aws")


def test_completions_are_quoted_and_on_one_line(workspace: Workspace, home: Home) -> None:
    miss_three(workspace)
    hostile = "x$(touch${IFS}/tmp/x)"
    with workspace.database.write() as connection:
        connection.execute(insert(QUESTION_SERVICE).values(question_id=1, service=hostile))
        connection.execute(insert(QUESTION_SERVICE).values(question_id=1, service="x\nplain,y"))
        connection.execute(update(ATTEMPT).values(title="Drill\nplain,z\x1b[2J"))
    workspace.database.close()
    assert complete(home.root, "quizapp drill --service x$") == [shlex.quote(hostile)]
    offered = shell_offers(home.root, "quizapp report ")
    assert len(offered) == 3
    assert "\x1b" not in "".join(offered)


@pytest.mark.parametrize(
    "kind",
    "attempts concepts domains exams forms questions services skills tasks topics".split(),  # noqa: SIM905
)
def test_completion_changes_no_file(workspace: Workspace, home: Home, kind: str) -> None:
    miss_three(workspace)
    workspace.database.close()
    before = {path: path.stat().st_mtime_ns for path in home.root.rglob("*")}
    found = words(home.database, kind)
    assert found
    assert len({word for word, _ in found}) == len(found)
    assert {path: path.stat().st_mtime_ns for path in home.root.rglob("*")} == before


def test_completion_reads_the_write_ahead_log(workspace: Workspace) -> None:
    sitting = miss_three(workspace)
    database = Path(workspace.database.engine.url.database or "")
    assert str(sitting.stored.id) in dict(words(database, "attempts"))


def test_unreadable_database_gives_no_completions_and_no_error(tmp_path: Path) -> None:
    nothing = tmp_path / "none"
    assert complete(nothing, "quizapp drill --topic l") == []
    assert not nothing.exists()
    rubbish = Home(tmp_path / "rubbish")
    rubbish.make()
    rubbish.database.write_bytes(b"rubbish " * 1000)
    assert complete(rubbish.root, "quizapp drill --topic l") == []
    empty = tmp_path / "empty.db"
    sqlite3.connect(empty).close()
    assert words(empty, "topics") == []


def test_completion_imports_nothing_heavy(home: Home) -> None:
    heavy = ("sqlalchemy", "pydantic", "yaml", "alembic", "fsrs", "textual", "genanki")
    code = (
        "import sys; from click.shell_completion import BashComplete\n"
        "from quizapp.cli import quizapp\n"
        f"done = BashComplete(quizapp, {{}}, 'quizapp', '_QUIZAPP_COMPLETE').complete()\n"
        f"print(len(done.splitlines()), [m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "QUIZAPP_HOME": str(home.root),
            "COMP_WORDS": "quizapp drill --topic l",
            "COMP_CWORD": "3",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    number, _, imported = done.stdout.strip().partition(" ")
    assert int(number) > 5
    assert imported == "[]"


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_bash_completes_a_word(home: Home, tmp_path: Path) -> None:
    command = tmp_path / "quizapp"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m quizapp "$@"\n')
    command.chmod(0o755)
    typed = (
        'eval "$(quizapp completion bash)"; '
        "COMP_WORDS=(quizapp drill --topic lambda.e); COMP_CWORD=3; "
        '_quizapp_completion quizapp; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", typed],
        env={
            **os.environ,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "QUIZAPP_HOME": str(home.root),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert "lambda.esm" in done.stdout.split(), done.stderr
    assert done.stderr == ""
