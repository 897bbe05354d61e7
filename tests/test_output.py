"""Standard output that is full, closed, or lacks characters: one line, never a traceback."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from quizapp import streams
from quizapp.paths import Home
from tests.terminal import QUIZAPP
from tests.test_cli_contract import COMMANDS

PRINTING = (
    "--help",
    "--version",
    "history",
    "history --json",
    "history --csv",
    "progress",
    "progress --csv -",
    "settings --json",
    "doctor",
    "bank show s3-consistency",
    "completion bash",
    *(f"{' '.join(path)} --help" for path in COMMANDS if path in {("mock",), ("export", "anki")}),
)
WRITING = ("backup", "restore {copy}", "history --csv {folder}/h.csv")


def start(home: Home, line: str, redirect: str) -> subprocess.CompletedProcess[str]:
    """A command whose output the shell sends elsewhere."""
    words = [*QUIZAPP, "--home", str(home.root), *line.split()]
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {redirect}', "sh", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def question_of(home: Home) -> str:
    from quizapp.store.bootstrap.completion import words

    return words(home.database, "questions")[0][0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("line", PRINTING)
def test_what_cannot_be_printed_is_one_line_and_status_1(home: Home, line: str) -> None:
    line = line.replace("s3-consistency", question_of(home))
    full = start(home, line, "> /dev/full")
    assert full.stderr == "quizapp: standard output: No space left on device\n"
    assert full.returncode == 1
    closed = start(home, line, ">&-")
    assert closed.stderr == "quizapp: standard output: it is closed\n"
    assert closed.returncode == 1
    assert not home.log.exists() or "Traceback" not in home.log.read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("line", WRITING)
def test_what_was_done_is_told_on_standard_error_instead(
    home: Home, tmp_path: Path, line: str
) -> None:
    copy = tmp_path / "copy.db"
    assert start(home, f"backup {copy}", "").returncode == 0
    line = line.format(copy=copy, folder=tmp_path)
    full = start(home, line, "> /dev/full")
    assert full.returncode == 1
    *done, fault = full.stderr.splitlines()
    assert fault == (
        "quizapp: standard output: No space left on device; the command itself succeeded"
    )
    assert done
    if line.startswith("restore"):
        assert f"quizapp --home {home.root} restore {home.backups}" in done[-1]
    for file in tmp_path.glob("*.csv"):
        file.unlink()
    closed = start(home, line, ">&-")
    assert closed.returncode == 0
    assert "Traceback" not in closed.stderr


@pytest.mark.parametrize("encoding", ["latin-1", "euc-jp", "ascii", "cp437"])
@pytest.mark.parametrize("line", ["--help", "progress", "history", "settings", "doctor"])
def test_a_character_that_the_encoding_lacks_is_replaced(
    home: Home, encoding: str, line: str
) -> None:
    done = subprocess.run(
        [*QUIZAPP, "--home", str(home.root), *line.split()],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    done.stdout.decode(encoding)


def test_standard_error_that_cannot_be_written_changes_no_status(home: Home) -> None:
    assert start(home, "nonsense", "2>&-").returncode == 2
    assert start(home, "report 99", "2>&-").returncode == 1
    if Path("/dev/full").exists():
        assert start(home, "nonsense", "2> /dev/full").returncode == 2


@pytest.mark.parametrize(
    "line",
    ["mock x\x1b[31mred", "\x1b]0;title\x07", "report 1 \x1b[2J", "--\x9b31m", "bank \u202e"],
)
def test_an_argument_cannot_steer_the_terminal(home: Home, line: str) -> None:
    done = subprocess.run(
        [*QUIZAPP, "--home", str(home.root), *line.split(" ")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    said = done.stdout + done.stderr
    assert said
    assert not set(said) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_characters_have_stand_ins_and_steering_ones_are_replaced() -> None:
    assert "70–80 … ✓ é €".encode("latin-1", streams.ERRORS).decode("latin-1") == "70-80 ... + é ?"
    assert streams.harmless("a\tb\nc") == "a\tb\nc"
    assert streams.harmless("a\x1b[31m\u202e\x85") == "a\ufffd[31m\ufffd\ufffd"
    assert (
        streams.harmless("ZWJ \u200d stays, é and キュー too")
        == "ZWJ \u200d stays, é and キュー too"
    )
