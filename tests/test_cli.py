"""Basic behavior of the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp import __version__
from quizapp.paths import Home
from tests.terminal import run


def test_version_is_that_of_the_package(tmp_path: Path) -> None:
    alone = subprocess.run(
        [sys.executable, "-m", "quizapp", "--version"], capture_output=True, text=True, check=True
    )
    assert alone.stdout == run(tmp_path, "--version").stdout == f"quizapp {__version__}\n"


def test_history_without_attempts_is_an_empty_list(home: Home) -> None:
    done = run(home.root, "history", "--json")
    assert json.loads(done.stdout) == {"schema": 1, "attempts": []}
    assert f"quizapp --home {home.root} mock\n" in run(home.root, "history").stdout


@pytest.mark.parametrize("arguments", [(), ("mock",), ("mock", "--short")])
def test_without_a_terminal_exits_2_with_a_message(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = run(tmp_path / "home", *arguments)
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "--plain" in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("mokc",), "Did you mean 'mock'?"),
        (("mock", "--form", "0"), "--form"),
        (("mock", "--form", "1", "--short"), "--form and --short cannot be combined"),
        (("mock", "--untimed", "--exam-day"), "--untimed cannot be combined"),
        (("--no-such-option",), "--no-such-option"),
    ],
)
def test_misuse_exits_2_with_a_message(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run(tmp_path / "home", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_unknown_pack_message_lists_the_packs(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "--pack", "no-such-pack", "history")
    assert done.returncode == 1
    assert "aws-developer" in done.stderr


def test_database_url_selects_another_database(home: Home, tmp_path: Path) -> None:
    elsewhere = tmp_path / "other.db"
    done = run(home.root, "--database-url", f"sqlite:///{elsewhere}", "history", "--json")
    assert done.returncode == 0, done.stderr
    assert elsewhere.exists()


def test_command_line_and_first_frame_import_nothing_heavy() -> None:
    heavy = ("sqlalchemy", "pydantic", "yaml", "alembic", "fsrs")
    code = (
        "import sys; import quizapp.cli, quizapp.ui.app, quizapp.store.bootstrap.first_look; "
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
