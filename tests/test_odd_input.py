"""Unexpected numbers, names, and interpreters: one clear line each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.paths import Home
from tests.builders import entry, write_pack
from tests.plain.talk import say
from tests.terminal import QUIZAPP, Terminal, run


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**30])
def test_report_of_an_impossible_id_gets_one_line(home: Home, number: int) -> None:
    assert f"there is no attempt {number}" in one_line(run(home.root, "report", str(number)))


@pytest.mark.parametrize("count", [26, 99_999_999_999_999_999_999, 10**30])
def test_drill_with_a_huge_count_asks_all_questions(tmp_path: Path, count: int) -> None:
    pack = write_pack(tmp_path / "pack", *(entry(f"question-{n}") for n in range(25)))
    asked = ("--pack", str(pack), "drill", "--count", str(count))
    said = say(tmp_path / "home", "\n" * 25 + "leave\nquit\n", *asked)
    assert "Drill. 25 questions." in said
    assert "Drill is closed: you answered nothing in it." in said


def test_backup_to_a_non_utf8_name_is_refused(home: Home, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [*QUIZAPP, "--home", str(home.root), "backup", os.fsencode(tmp_path) + b"/x\xff.db"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"the name is not UTF-8" in done.stderr
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "zone", [b"Europe/\xff", b"/etc/passwd", b":Europe/Nowhere", b"A" * 5000, b"X+99"]
)
def test_unreadable_time_zone_does_not_stop_the_app(home: Home, zone: bytes) -> None:
    for words in (["history"], ["progress"]):
        done = subprocess.run(
            [*QUIZAPP, "--home", str(home.root), *words],
            env={**os.environb, b"TZ": zone},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert not done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--home", "", "history"),
        ("--pack", "", "history"),
        ("backup", ""),
        ("restore", " "),
        ("history", "--csv", ""),
        ("export", "anki", ""),
        ("bank", "check", ""),
        ("bank", "new", ""),
        ("bank", "record", ""),
        ("bank", "sheet", "--ids", ""),
    ],
    ids=" ".join,
)
def test_empty_name_is_refused(words: tuple[str, ...]) -> None:
    done = subprocess.run([*QUIZAPP, *words], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"the value is empty; give a f" in done.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--home", "here", "history"), b"the current folder was deleted"),
        (("bank", "new", "pack"), b"the current folder was deleted"),
        (("backup", "copy.db"), b"cannot be opened"),
        (("restore", "copy.db"), b"does not exist"),
        (("history", "--csv", "file.csv"), b"No such file or directory"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_deleted_current_folder_gets_one_line(
    home: Home, tmp_path: Path, words: tuple[str, ...], reason: bytes
) -> None:
    (tmp_path / "gone").mkdir()
    script = 'rmdir "$PWD" && exec "$@"'
    environment = {
        **os.environ,
        "QUIZAPP_HOME": str(home.root),
        "PYTHONPATH": str(paths.PACKAGE.parent),
    }
    done = subprocess.run(
        ["sh", "-c", script, "sh", *QUIZAPP, *words],
        cwd=tmp_path / "gone",
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.count(b"\n") == 1
    assert reason in done.stderr


NAMING_FILES = (
    "history --csv {}",
    "history --force --csv {}",
    "progress --csv {}",
    "report 1 --html {}",
    "report 1 --markdown {}",
    "export anki --all-seen {}",
    "backup {}",
    "restore {}",
    "bank new {}",
)


@pytest.fixture
def drilled_home(home: Home) -> Home:
    say(home.root, "1\n1 2\n1 2 3\nguess\n\nquit\n", "drill", "--count", "1")
    return home


@pytest.mark.parametrize("length", [300, 5000])
def test_name_that_is_too_long_gets_one_line(
    drilled_home: Home, tmp_path: Path, length: int
) -> None:
    file = tmp_path / ("x" * length)
    for words in NAMING_FILES:
        line = one_line(run(drilled_home.root, *words.format(file).split()))
        assert line.startswith(f"quizapp: {file}: File name too long; "), words
        assert "--home" not in line


def test_file_in_a_folder_that_cannot_be_searched_gets_one_line(
    drilled_home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "locked" / "file"
    file.parent.mkdir()
    file.touch()
    file.parent.chmod(0o600)
    for words in NAMING_FILES:
        line = one_line(run(drilled_home.root, *words.format(file).split(), user=True))
        assert line.startswith(f"quizapp: {file}: Permission denied; "), words
        assert str(drilled_home.root) not in line


def test_device_is_not_restored(home: Home) -> None:
    done = subprocess.run(
        [*QUIZAPP, "--home", str(home.root), "restore", "/dev/null"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"/dev/null: is not a file; nothing was changed" in done.stderr


def test_commands_say_that_the_exam_date_has_passed(home: Home) -> None:
    done = subprocess.run(
        [*QUIZAPP, "--home", str(home.root), "progress"],
        env={**os.environ, "QUIZAPP_EXAM_DATE": "2020-02-02"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"QUIZAPP_EXAM_DATE: 2020-02-02 is in the past" in done.stderr


def test_help_opens_without_docstrings(home: Home) -> None:
    command = [sys.executable, "-OO", "-m", "quizapp"]
    with Terminal(home.root, command=command, size=(100, 30)) as screens:
        screens.wait_for("Weak areas")
        screens.press("f1")
        screens.wait_for("Close", "Everything starts here.")
        screens.press("escape", "ctrl+q")
        assert screens.wait() == 0


@pytest.mark.parametrize("command", [(), ("mock",), ("progress",), ("bank", "check")])
def test_help_of_commands_is_the_same_without_docstrings(command: tuple[str, ...]) -> None:
    said = [
        subprocess.run(
            [sys.executable, *option, "-m", "quizapp", *command, "--help"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for option in ((), ("-OO",))
    ]
    assert said[0] == said[1]
    assert len(said[0].splitlines()) > 10


def test_backup_is_not_written_to_a_file_named_like_standard_output(
    home: Home, tmp_path: Path
) -> None:
    done = subprocess.run(
        [*QUIZAPP, "--home", str(home.root), "backup", "-"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "not a place for a backup; name a file" in done.stderr
    assert list(tmp_path.glob("-*")) == []
