"""The screens with an unusable home: they stay open, say why, and respond to keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizapp.paths import Home
from tests.terminal import QUIZAPP, Terminal, as_a_user, run
from tests.test_homes import READABLE, UNUSABLE, a_file_for_a_home, unfinished_home, used_home

__all__ = ["unfinished_home", "used_home"]
pytestmark = pytest.mark.terminal


@pytest.mark.parametrize(
    "case", ["an unreadable database", "a database cut in the middle", "another SQLite database"]
)
def test_home_screen_stays_open_and_shows_the_error(used_home: Home, case: str) -> None:
    spoil, words = UNUSABLE[case]
    spoil(used_home)
    with Terminal(used_home.root, command=as_a_user(QUIZAPP), size=(140, 30)) as terminal:
        terminal.wait_for(*words.split(), "quizapp")
        terminal.press("d")
        terminal.wait_for("▌")
        terminal.press("m", "w", "h", "s", "r", "enter", "f1")
        terminal.wait_for("Help")
        terminal.press("escape")
        terminal.wait_for(*words.split())
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert terminal.restored


def test_home_that_cannot_be_created_leaves_the_screens_open(used_home: Home) -> None:
    a_file_for_a_home(used_home)
    with Terminal(used_home.root, command=as_a_user(QUIZAPP), size=(140, 30)) as terminal:
        seen = terminal.wait_for("folder;", "--home")
        # Where the lines are broken depends on the length of the path.
        assert "is not a folder; choose another location with --home" in " ".join(seen.split())
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


def test_read_only_home_can_be_viewed_but_not_answered(used_home: Home) -> None:
    READABLE["a read-only home"](used_home)
    with Terminal(used_home.root, command=as_a_user(QUIZAPP), size=(120, 30)) as terminal:
        terminal.wait_for("Resume", "1 of 65 answered", "is not writable")
        terminal.press("h")
        terminal.wait_for("Mock exam 1", "esc Home")
        terminal.press("escape")
        terminal.wait_for("is not writable", "Resume")
        terminal.press("enter")
        terminal.read(1.0)
        terminal.wait_for("Resume", "is not writable")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    for command in ("mock", "drill"):
        with Terminal(
            used_home.root, command, command=as_a_user(QUIZAPP), size=(120, 30)
        ) as terminal:
            assert terminal.wait() == 1
            assert "is not writable" in terminal.screen
            assert b"\x1b[?1049h" not in terminal.raw
    done = run(used_home.root, "history", "--json", user=True)
    (attempt,) = json.loads(done.stdout)["attempts"]
    assert attempt["answered"] == 1


def test_mock_on_a_damaged_database_gets_one_line(used_home: Home, tmp_path: Path) -> None:
    UNUSABLE["a database cut in the middle"][0](used_home)
    with Terminal(used_home.root, "mock", "--form", "1") as terminal:
        assert terminal.wait() == 1
        assert "damaged or not a quizapp database" in " ".join(terminal.screen.split())
        assert b"\x1b[?1049h" not in terminal.raw
