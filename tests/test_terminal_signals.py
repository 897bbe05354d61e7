"""Signals and closed terminals: answers saved, terminal restored, correct exit status."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from quizapp.paths import Home
from quizapp.store.upkeep.backups import fault
from tests.terminal import QUIZAPP, Terminal, run
from tests.test_terminal import choose, history, step, to_a_note, to_first_question

pytestmark = pytest.mark.terminal

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]
MOMENTS = int(os.environ.get("QUIZAPP_MOMENTS", "6"))
FIRST_START = 2.0
"""Seconds that a first start takes, or a little less."""


def paused_with(home: Home, answered: int) -> bool:
    (only,) = history(home)
    return (only["state"], only["answered"]) == ("paused", answered)


@pytest.mark.parametrize("number", SIGNALS)
def test_stop_signal_saves_and_restores_the_terminal(home: Home, number: signal.Signals) -> None:
    with Terminal(home.root) as terminal:
        to_first_question(terminal)
        choose(terminal, 1)
        terminal.signal(number)
        assert terminal.wait() == 128 + number
        assert terminal.restored
    assert paused_with(home, 1)


def test_signals_during_shutdown_have_no_effect(home: Home) -> None:
    with Terminal(home.root) as terminal:
        to_first_question(terminal)
        choose(terminal, 1)
        terminal.signal(signal.SIGTERM)
        # Of two signals that arrive at once, Python handles the one with the lower number first.
        terminal.read(0.2)
        for number in SIGNALS * 5:
            if terminal.process.poll() is None:
                terminal.signal(number)
                terminal.read(0.01)
        assert terminal.wait() == 128 + signal.SIGTERM
        assert terminal.restored
    assert paused_with(home, 1)


def test_ctrl_c_saves_and_exits_with_130(home: Home) -> None:
    with Terminal(home.root) as terminal:
        to_first_question(terminal)
        choose(terminal, 1)
        terminal.press("g")
        terminal.wait_for("of 65 answered")
        terminal.press("ctrl+c")
        assert terminal.wait() == 130
        assert terminal.restored
        assert "Traceback" not in terminal.screen
    assert paused_with(home, 1)


def test_ctrl_c_in_a_text_field_copies(home: Home) -> None:
    with Terminal(home.root, "drill", "--count", "2") as terminal:
        to_a_note(terminal)
        terminal.press("a", "b", "c", "\x1b[1;2D", "\x1b[1;2D", "ctrl+c")
        terminal.read(0.5)
        assert b"\x1b]52;c;YmM=" in terminal.raw
        terminal.wait_for("A note to yourself")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


@pytest.mark.parametrize("where", ["home", "mock"])
def test_closed_terminal_saves_and_exits(home: Home, where: str) -> None:
    with Terminal(home.root) as terminal:
        terminal.wait_for("Mock exam 1, to see where you stand")
        if where == "mock":
            to_first_question(terminal)
            choose(terminal, 1)
        terminal.hang_up()
        assert terminal.wait(15) == 128 + signal.SIGHUP
    assert where == "home" or paused_with(home, 1)


def test_closed_terminal_exits_even_without_a_signal(home: Home) -> None:
    command = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *QUIZAPP]
    with Terminal(home.root, command=command) as terminal:
        to_first_question(terminal)
        choose(terminal, 1)
        terminal.hang_up()
        assert terminal.wait(15) == 128 + signal.SIGHUP
    assert paused_with(home, 1)


@pytest.fixture
def shell(home: Home) -> Iterator[Terminal]:
    """Start the app from a shell with job control, and answer a question of a mock."""
    command = ["bash", "--noprofile", "--norc", "-i"]
    with Terminal(home.root, command=command, extra={"PS1": "shell> "}) as terminal:
        terminal.wait_for("shell>")
        terminal.type(f"stty -g > {home.root}/before\n".encode())
        terminal.type(f"{' '.join(QUIZAPP)}\n".encode())
        to_first_question(terminal)
        choose(terminal, 1)
        yield terminal
        terminal.process.kill()


def as_before(shell: Terminal, home: Home) -> bool:
    """Whether the line settings and the screen of the shell are restored."""
    after = home.root / "after"
    after.unlink(missing_ok=True)
    shell.type(f"stty -g > {after}; echo settled\n".encode())
    shell.wait_for("settled")
    same = after.read_text() == (home.root / "before").read_text()
    return same and shell.raw.rfind(b"\x1b[?1049l") > shell.raw.rfind(b"\x1b[?1049h")


def left(seen: str) -> int:
    """Return the seconds on the mock's clock."""
    found = re.search(r"(\d):(\d\d):(\d\d)", seen)
    assert found is not None, seen
    hours, minutes, seconds = map(int, found.groups())
    return 3600 * hours + 60 * minutes + seconds


def test_ctrl_z_and_fg_redraw_and_the_clock_kept_running(home: Home, shell: Terminal) -> None:
    before = left(shell.screen)
    for answered in (2, 3):
        shell.press("ctrl+z")
        shell.wait_for("Stopped", "shell>", gone="answered")
        assert as_before(shell, home)
        shell.read(1.2)
        shell.type(b"fg\n")
        seen = shell.wait_for("answered", "1 of 65" if answered == 2 else "2 of 65")
        step(shell, answered)
        choose(shell, answered)
    assert left(seen) <= before - 2
    shell.press("ctrl+q")
    shell.wait_for("shell>", gone="answered")
    shell.type(b"echo status $?\n")
    shell.wait_for("status 0")
    assert as_before(shell, home)
    assert paused_with(home, 3)


def quizapp_below(shell: Terminal) -> psutil.Process:
    (child,) = psutil.Process(shell.process.pid).children()
    return child


def test_sigstop_and_sigcont_leave_one_input_reader(home: Home, shell: Terminal) -> None:
    process = quizapp_below(shell)
    threads = process.num_threads()
    for _ in range(3):
        os.kill(process.pid, signal.SIGSTOP)
        shell.wait_for("Stopped")
        shell.type(b"fg\n")
        shell.wait_for("1 answered", "1 of 65", gone="Stopped")
    shell.read(0.5)
    assert process.num_threads() <= threads + 1
    shell.press("ctrl+q")
    shell.wait_for("shell>", gone="answered")
    shell.type(b"echo status $?\n")
    shell.wait_for("status 0")
    assert as_before(shell, home)


def test_terminal_closed_while_stopped_exits(home: Home, shell: Terminal) -> None:
    process = quizapp_below(shell)
    shell.press("ctrl+z")
    shell.wait_for("Stopped")
    shell.hang_up()
    psutil.wait_procs([process], timeout=15)
    assert not process.is_running()
    assert paused_with(home, 1)


def test_ctrl_z_without_a_shell_shows_a_message(home: Home) -> None:
    with Terminal(home.root) as terminal:
        terminal.wait_for("Mock exam 1, to see where you stand")
        terminal.press("ctrl+z")
        terminal.wait_for("Cannot suspend")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_signal_during_the_first_start_leaves_valid_data(tmp_path: Path, moment: int) -> None:
    home = Home(tmp_path / "home")
    number = SIGNALS[moment % len(SIGNALS)]
    with Terminal(home.root) as terminal:
        until = time.monotonic() + 0.3 + FIRST_START * moment / MOMENTS
        while time.monotonic() < until:
            terminal.read(0.02)
        terminal.signal(number)
        assert terminal.wait() in (128 + number, -number)
        assert terminal.restored
    if home.database.exists():
        with closing(sqlite3.connect(home.database)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
        assert not tables or fault(home.database) is None
    done = run(home.root, "history", "--json")
    assert done.returncode == 0, done.stderr


def test_signal_dropped_by_python_is_handled_later() -> None:
    """Python discards an exception in a destructor."""
    code = (
        "import os, signal; from quizapp import process; process.prepare()\n"
        "class Leaving:\n"
        "    def __del__(self): os.kill(os.getpid(), signal.SIGTERM); [None for _ in range(99)]\n"
        "Leaving(); print('went on', flush=True)\n"
        "process.exit_if_stopped(); print('never')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("went on\n", 128 + signal.SIGTERM)
