"""Standard output that is full, closed, or lacks characters: one line, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from quizapp import streams
from quizapp.paths import Home
from tests.plain.talk import say
from tests.terminal import QUIZAPP
from tests.test_cli_contract import COMMANDS

RUNS: dict[str, tuple[str, ...]] = {
    "": ("--help", "--version"),
    "backup": (),
    "bank": (),
    "bank check": ("bank check {pack}", "bank check {pack} --json"),
    "bank forms": ("bank forms --exam DVA-C03 --count 1",),
    "bank new": (),
    "bank record": ("bank record {answers}",),
    "bank reports": ("bank reports", "bank reports --json", "bank reports --markdown"),
    "bank sheet": ("bank sheet --all --count 1",),
    "bank show": ("bank show {question}",),
    "bank stats": ("bank stats",),
    "completion": ("completion bash",),
    "doctor": ("doctor",),
    "drill": (),
    "export": (),
    "export anki": ("export anki - --all-seen",),
    "export sheet": ("export sheet -",),
    "history": ("history", "history --json", "history --csv"),
    "mock": (),
    "plan": ("plan", "plan --json"),
    "progress": ("progress", "progress --csv -"),
    "report": ("report 1", "report 1 --html -", "report 1 --markdown -"),
    "restore": (),
    "result": ("result", "result --json"),
    "review": (),
    "settings": ("settings", "settings --json"),
}
"""What each command prints; those without need a terminal, or are among WRITING."""
TEXT = [line for lines in RUNS.values() for line in lines]
FILES = ("export anki - --all-seen", "export sheet -", "report 1 --html -", "report 1 --markdown -")
"""What is written as a file is, always in UTF-8 or binary."""
PRINTING = [*TEXT, *(f"{path} --help" for path in RUNS if path)]
WRITING = (
    "backup",
    "restore {copy}",
    "history --csv {folder}/h.csv",
    "bank new {folder}/pack",
)


def start(home: Home, line: str, redirect: str) -> subprocess.CompletedProcess[str]:
    """Start a command with redirected output."""
    words = [*QUIZAPP, "--home", str(home.root), *line.split()]
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {redirect}', "sh", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def used_home(first_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a finished mock, next to a small pack."""
    root = tmp_path_factory.mktemp("output") / "home"
    shutil.copytree(first_home, root)
    assert start(Home(root), f"bank new {root.parent / 'pack'}", "").returncode == 0
    say(root, "1\nsubmit\nyes\ndone\n\nquit\n", "mock", "--short")
    return Home(root)


def filled_in(line: str, home: Home, folder: Path) -> str:
    """Return a line of RUNS with real names."""
    from quizapp.store.bootstrap.completion import words

    answers = folder / "answers.yaml"
    answers.write_text("{}\n")
    question = words(home.database, "questions")[0][0]
    pack = home.root.parent / "pack"
    return line.format(question=question, answers=answers, folder=folder, pack=pack)


def test_every_command_has_an_output_test() -> None:
    assert set(RUNS) == {" ".join(path) for path in COMMANDS}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("line", PRINTING)
def test_unwritable_output_gets_one_line_and_exits_1(
    used_home: Home, tmp_path: Path, line: str
) -> None:
    line = filled_in(line, used_home, tmp_path)
    full = start(used_home, line, "> /dev/full")
    assert full.stderr == "quizapp: standard output: No space left on device\n"
    assert full.returncode == 1
    shutil.rmtree(tmp_path / "pack", ignore_errors=True)
    closed = start(used_home, line, ">&-")
    assert closed.stderr == "quizapp: standard output: it is closed\n"
    assert closed.returncode == 1
    assert not used_home.log.exists() or "Traceback" not in used_home.log.read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("line", WRITING)
def test_completed_action_is_reported_on_standard_error_instead(
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
    shutil.rmtree(tmp_path / "pack", ignore_errors=True)
    closed = start(home, line, ">&-")
    assert closed.returncode == 0
    assert "Traceback" not in closed.stderr


def in_encoding(home: Home, encoding: str, line: str) -> tuple[int, str, str]:
    """Return status, output, and errors of a command in a given encoding."""
    done = subprocess.run(
        [*QUIZAPP, "--home", str(home.root), *line.split()],
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding)


@pytest.mark.parametrize("encoding", ["latin-1", "euc-jp"])
@pytest.mark.parametrize("line", [line for line in TEXT if line not in FILES])
def test_unencodable_character_is_replaced(
    used_home: Home, tmp_path: Path, encoding: str, line: str
) -> None:
    status, output, errors = in_encoding(used_home, encoding, filled_in(line, used_home, tmp_path))
    assert (status, errors) == (0, "")
    assert output


@pytest.mark.parametrize("encoding", ["latin-1", "euc-jp", "ascii"])
@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("nonsense–ü", 2),
        ("report 99", 1),
        ("restore /nowhere/ü–✓", 1),
        ("--pack ü–✓ history", 1),
        ("history --csv /nowhere/ü–✓.csv", 1),
        ("drill --topic ü–✓", 2),
        ("mock", 2),
    ],
)
def test_error_message_with_unencodable_characters_is_printed(
    used_home: Home, encoding: str, line: str, status: int
) -> None:
    found, output, errors = in_encoding(used_home, encoding, line)
    assert (found, output) == (status, "")
    assert errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("encoding", ["latin-1", "euc-jp", "ascii"])
def test_plain_mode_replaces_unencodable_characters(used_home: Home, encoding: str) -> None:
    status, output, errors = in_encoding(used_home, encoding, "--plain")
    assert (status, errors) == (0, "")
    assert "Goodbye." in output


def test_unwritable_standard_error_does_not_change_the_exit_status(home: Home) -> None:
    assert start(home, "nonsense", "2>&-").returncode == 2
    assert start(home, "report 99", "2>&-").returncode == 1
    if Path("/dev/full").exists():
        assert start(home, "nonsense", "2> /dev/full").returncode == 2


@pytest.mark.parametrize(
    "line",
    ["mock x\x1b[31mred", "\x1b]0;title\x07", "report 1 \x1b[2J", "--\x9b31m", "bank \u202e"],
)
def test_messages_have_no_control_characters_from_arguments(home: Home, line: str) -> None:
    done = subprocess.run(
        [*QUIZAPP, "--home", str(home.root), *line.split(" ")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    output = done.stdout + done.stderr
    assert output
    assert not set(output) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_substitutes_for_unencodable_and_control_characters() -> None:
    assert "70–80 … ✓ é €".encode("latin-1", streams.ERRORS).decode("latin-1") == "70-80 ... + é ?"
    assert streams.harmless("a\tb\nc") == "a\tb\nc"
    assert streams.harmless("a\x1b[31m\u202e\x85") == "a\ufffd[31m\ufffd\ufffd"
    assert (
        streams.harmless("ZWJ \u200d stays, é and キュー too")
        == "ZWJ \u200d stays, é and キュー too"
    )
