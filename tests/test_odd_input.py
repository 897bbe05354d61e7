"""Unexpected numbers, names, and interpreters: one clear line each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.paths import Home
from tests.plain.talk import say
from tests.terminal import QUIZAPP, Terminal, run


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**30])
def test_report_of_an_impossible_id_gets_one_line(home: Home, number: int) -> None:
    assert f"there is no attempt {number}" in one_line(run(home.root, "report", str(number)))


def test_drill_with_a_huge_count_asks_all_questions(home: Home) -> None:
    said = say(home.root, "leave\nquit\n", "drill", "--count", str(10**30))
    assert "Saved: Drill, 0 of " in said


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


@pytest.mark.parametrize("zone", [b"Europe/\xff", b"/etc/passwd", b":Europe/Nowhere", b"A" * 5000])
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


def test_empty_home_option_is_refused() -> None:
    done = subprocess.run([*QUIZAPP, "--home", "", "history"], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"name a folder" in done.stderr


def test_help_opens_without_docstrings(home: Home) -> None:
    command = [sys.executable, "-OO", "-m", "quizapp"]
    with Terminal(home.root, command=command, size=(100, 30)) as screens:
        screens.wait_for("Weak areas")
        screens.press("f1")
        screens.wait_for("Close")
        screens.press("escape", "ctrl+q")
        assert screens.wait() == 0
