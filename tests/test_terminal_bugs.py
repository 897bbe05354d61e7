"""Uncaught exceptions: a clear message, the traceback in the log, and exit status 1."""

from __future__ import annotations

import subprocess
import sys

import pytest

from quizapp.paths import Home
from quizapp.store.upkeep.backups import fault
from tests.terminal import Terminal
from tests.test_terminal import choose, history, to_first_question

pytestmark = pytest.mark.terminal

RAISE = r"""
def broken(*_args, **_named):
    secret_of_the_learner = "not for the screen"
    raise ValueError("a [bold]bug[/] \x1b]0;title\x07 \u202e" + "x" * 5_000)
"""
START = "\nfrom quizapp.__main__ import main; main()\n"
BUGS = {
    "in an action": "from quizapp.ui.screens.mock_question import MockQuestionScreen as Q\n"
    "Q.action_flag = broken",
    "in drawing": "from quizapp.ui.widgets.grid import Grid\nGrid.render = broken\n"
    "from quizapp.ui.screens.mock_question import MockQuestionScreen as Q\nQ.action_flag = broken",
    "in a timer": "from quizapp.ui.screens.mock_question import MockQuestionScreen as Q\n"
    "Q.action_flag = lambda self: self.set_timer(0.01, broken)",
    "in a thread": "from quizapp.ui.screens.mock_question import MockQuestionScreen as Q\n"
    "Q.action_flag = lambda self: self.run_worker(broken, thread=True)",
    "in the input thread": "from quizapp.ui.screens.mock_question import MockQuestionScreen as Q\n"
    "def gone(self):\n    self.app._driver._read = broken\nQ.action_flag = gone",
}


@pytest.mark.parametrize("where", BUGS)
def test_bug_leaves_a_message_a_log_and_saved_answers(home: Home, where: str) -> None:
    command = [sys.executable, "-c", RAISE + BUGS[where] + START]
    with Terminal(home.root, command=command) as terminal:
        to_first_question(terminal)
        choose(terminal, 1)
        terminal.press("f", "f")
        assert terminal.wait() == 1
        assert terminal.restored
        seen = terminal.screen
        after = terminal.raw[terminal.raw.rfind(b"\x1b[?1049l") :].decode()
    assert "quizapp stopped because of a bug" in seen
    assert "Everything you answered is saved" in seen
    assert str(home.log) in "".join(seen.split())
    assert after.count("\n") < 20
    assert "]0;title" not in after.split("quizapp stopped")[0]
    assert not {"\x07", "\u202e"} & set(after)
    assert "not for the screen" not in after
    story = home.log.read_text()
    assert "ValueError: a [bold]bug[/]" in seen
    assert "Traceback" in story
    assert "in broken" in story
    assert "not for the screen" not in story
    assert fault(home.database) is None
    (only,) = history(home)
    assert (only["state"], only["answered"]) == ("paused", 1)


def test_bug_before_the_first_frame_gets_the_same_message(home: Home) -> None:
    bug = "from quizapp.ui.screens.home import HomeScreen as H\nH.compose = broken"
    with Terminal(home.root, command=[sys.executable, "-c", RAISE + bug + START]) as terminal:
        assert terminal.wait() == 1
        assert terminal.restored
        assert "quizapp stopped because of a bug" in terminal.screen
        assert "Traceback" not in terminal.screen


@pytest.mark.parametrize("command", ["history", "progress", "doctor"])
def test_bug_on_the_command_line_gets_the_same_message(home: Home, command: str) -> None:
    bug = (
        "from quizapp.store.learner import history as h\n"
        "from quizapp.store.progress import standing as s\n"
        "from quizapp.store.upkeep import doctor as e\n"
        "h.attempts = s.standing = e.examine = broken"
    )
    done = subprocess.run(
        [sys.executable, "-c", RAISE + bug + START, "--home", str(home.root), command],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    # The doctor had begun to speak.
    assert done.stdout == "" or command == "doctor"
    assert "secret" not in done.stdout
    assert "ValueError: a [bold]bug[/]" in done.stderr
    assert str(home.log) in done.stderr
    assert "Traceback" not in done.stderr
    assert "in broken" in home.log.read_text()
