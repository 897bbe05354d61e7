"""Privacy: files are readable only by their owner, and no network is used."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.paths import Home
from tests.terminal import QUIZAPP, Terminal, run
from tests.test_terminal import choose, to_first_question

WATCH = """
import os, sys
def watch(event, arguments):
    if event.startswith(("socket.", "http.", "urllib.", "webbrowser.", "smtplib.", "ftplib.")):
        if event in ("socket.__new__", "socket.bind") and arguments[1:2] == (1,):
            return
        with open(os.environ["WATCHED"], "a") as record:
            record.write(f"{event} {arguments!r}\\n")
sys.addaudithook(watch)
from quizapp.__main__ import main
main()
"""


def modes(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in [root, *root.rglob("*")]
    }


@pytest.mark.terminal
def test_files_are_private_under_a_permissive_umask(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "home")
    command = ["sh", "-c", 'umask 000; exec "$@"', "sh", *QUIZAPP]
    with Terminal(home.root, command=command) as terminal:
        to_first_question(terminal)
        choose(terminal, 1)
        assert run(home.root, "backup").returncode == 0
        while_open = modes(home.root)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    assert {"quizapp.db", "quizapp.db-wal", "quizapp.db-shm", "quizapp.log"} <= set(while_open)
    assert [name for name in while_open if name.startswith("backups/")]
    folders = {".", "backups"}
    for name, mode in {**while_open, **modes(home.root)}.items():
        assert mode == ("0o700" if name in folders else "0o600"), name
    assert stat.S_IMODE(home.root.parent.stat().st_mode) == 0o700


def test_log_files_are_private_after_rotation(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.log.write_text("x" * 600_000)
    home.log.chmod(0o666)
    code = (
        "import logging, os; from pathlib import Path; from quizapp.paths import Home;"
        "from quizapp.log import log_to_file; os.umask(0); log_to_file(Home(Path.cwd()));"
        "[logging.getLogger().error('y' * 9_000) for _ in range(200)]"
    )
    root = Path(__file__).parent.parent
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=True,
    )
    logs = sorted(tmp_path.glob("quizapp.log*"))
    assert [path.name for path in logs] == ["quizapp.log", "quizapp.log.1", "quizapp.log.2"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in logs)
    assert sum(path.stat().st_size for path in logs) < 2_000_000


@pytest.mark.parametrize("what", ["folder", "pipe", "read-only"])
def test_unwritable_log_does_not_stop_the_app(home: Home, what: str) -> None:
    home.log.unlink(missing_ok=True)
    if what == "folder":
        home.log.mkdir()
    elif what == "pipe":
        os.mkfifo(home.log)
    else:
        home.log.touch(mode=0o400)
    done = run(home.root, "history", user=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert run(home.root, "doctor", user=True).returncode == 0


@pytest.mark.terminal
def test_complete_sitting_uses_no_network(home: Home, tmp_path: Path) -> None:
    record = tmp_path / "watched"
    record.touch()
    command = [sys.executable, "-c", WATCH]
    with Terminal(home.root, command=command, extra={"WATCHED": str(record)}) as terminal:
        to_first_question(terminal)
        choose(terminal, 1)
        terminal.press("ctrl+s")
        terminal.wait_for("unanswered")
        terminal.press("down", "down", "enter")
        report = terminal.wait_for("PRACTICE SCORE", "esc Back")
        terminal.read(0.5)  # what is typed within the first frame was meant for the page before
        terminal.press("m" if "m Review" in report else "a")
        terminal.wait_for("Review · Mock exam 1")
        terminal.press("escape", "escape")
        terminal.press("w", "escape", "h", "escape", "s", "escape", "f1", "escape")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    assert record.read_text() == ""
    for arguments in (["progress"], ["doctor"], ["backup"], ["bank", "stats"]):
        done = subprocess.run(
            [*command, "--home", str(home.root), *arguments],
            env={**os.environ, "WATCHED": str(record)},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert record.read_text() == ""


@pytest.mark.terminal
def test_only_https_links_are_opened_and_only_on_request(home: Home, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {opened}\n')
    browser.chmod(0o700)
    with Terminal(
        home.root, "drill", "--count", "2", extra={"BROWSER": f"{browser} %s &"}
    ) as terminal:
        terminal.wait_for("1 of 2")
        terminal.press("1", "2", "3", "enter")
        terminal.wait_for("due again")
        terminal.press("space", "space")
        terminal.read(0.3)
        assert not opened.exists()
        terminal.press("o")
        for _ in range(100):
            terminal.read(0.05)
            if opened.exists() and opened.read_text().endswith("\n"):
                break
        assert opened.read_text().startswith("https://")
        assert opened.read_text().count("\n") == 1
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
