"""Homes on unsuitable file systems, on read-only disks, and of other users."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.paths import Home
from tests.plain.talk import say
from tests.terminal import Terminal, run

SHIM = Path(__file__).parent / "faults" / "lacking.c"
WORDS = {"locks": "this file system has no file locks", "memory": "has no shared memory"}


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A preloaded library that removes a feature of the file system."""
    compiler = shutil.which("cc")
    if compiler is None or not Path("/proc/self/fd").is_dir():
        pytest.skip("no C compiler or no /proc here")
    made = tmp_path_factory.mktemp("shim") / "lacking.so"
    done = subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", str(made), str(SHIM), "-ldl"],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("no shared library can be compiled here")
    return made


def without(what: str, root: Path, shim: Path) -> dict[str, str]:
    return {"LD_PRELOAD": str(shim), "WITHOUT": what, "WITHOUT_IN": str(root)}


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("quizapp: ")
    return done.stderr


@pytest.mark.parametrize("what", WORDS)
def test_unsuitable_file_system_is_named_and_data_can_be_restored_elsewhere(
    home: Home, shim: Path, tmp_path: Path, what: str
) -> None:
    say(home.root, "1\nleave\nquit\n", "mock", "--form", "1")
    lacking = without(what, home.root, shim)
    for words in (["--plain", "mock", "--form", "1"], ["doctor"], ["--plain"]):
        done = run(home.root, *words, extra=lacking)
        line = done.stdout if words == ["--plain"] else one_line(done)
        assert WORDS[what] in line
        assert f"quizapp --home DIR restore {home.database}" in line
    # What is there can be read, and brought to another place with the command that is named.
    done = run(home.root, "history", extra=lacking)
    assert "Mock exam 1" in done.stdout
    assert WORDS[what] in done.stderr
    done = run(tmp_path / "elsewhere", "restore", str(home.database), extra=lacking)
    assert done.returncode == 0, done.stderr
    assert "Mock exam 1" in run(tmp_path / "elsewhere", "history").stdout


def test_new_home_without_file_locks_gets_one_line(shim: Path, tmp_path: Path) -> None:
    root = tmp_path / "new"
    line = one_line(run(root, "history", extra=without("locks", root, shim)))
    assert WORDS["locks"] in line
    assert "--home DIR" in line


def test_screens_say_what_the_file_system_lacks(home: Home, shim: Path) -> None:
    with Terminal(home.root, size=(200, 40), extra=without("locks", home.root, shim)) as screens:
        screens.wait_for("file locks")


def test_busy_database_is_reported_after_waiting(home: Home) -> None:
    with closing(sqlite3.connect(home.database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert "busy in another quizapp" in one_line(run(home.root, "bank", "reports"))


@pytest.fixture
def read_only_disk(home: Home, tmp_path: Path) -> Iterator[Path]:
    """A disk, mounted read-only, with a copy of a home."""
    say(home.root, "1\nleave\nquit\n", "mock", "--form", "1")
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    shutil.copytree(home.root, place / "home")
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_backup_on_a_read_only_disk_is_restored(read_only_disk: Path, tmp_path: Path) -> None:
    copy = Home(read_only_disk / "home").database
    done = run(tmp_path / "new", "restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert "Mock exam 1" in run(tmp_path / "new", "history").stdout


def test_home_on_a_read_only_disk_gets_a_remedy(read_only_disk: Path, tmp_path: Path) -> None:
    root = read_only_disk / "home"
    line = one_line(run(root, "doctor"))
    assert "mounted read-only" in line
    done = run(root, "history")
    assert "Mock exam 1" in done.stdout
    assert "mounted read-only" in done.stderr
    line = one_line(run(root, "--plain", "mock", "--form", "2"))
    words = line.split(" with: quizapp --home DIR ", 1)[1].split()
    done = run(tmp_path / "new", *words)
    assert done.returncode == 0, (words, done.stderr)
    assert "Mock exam 1" in run(tmp_path / "new", "history").stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("part", ["", "quizapp.db"])
def test_files_of_another_user_get_a_chown_remedy(home: Home, part: str) -> None:
    path = home.root / part
    for each in (home.root, *home.root.iterdir()) if not part else (path,):
        os.chown(each, 65534, -1)
        each.chmod(0o555 if each.is_dir() else 0o444)
    for words in (["--plain", "mock", "--form", "1"], ["doctor"]):
        line = one_line(run(home.root, *words, user=True))
        assert "it belongs to nobody; to keep your history, run: sudo chown " in line
        assert "choose another" not in line


def test_own_unwritable_files_get_a_chmod_remedy(home: Home) -> None:
    home.root.chmod(0o555)
    for words in (["--plain", "mock", "--form", "1"], ["doctor"]):
        line = one_line(run(home.root, *words, user=True))
        assert f"to keep your history, run: chmod -R u+rwX {home.root}" in line
    home.root.chmod(0o755)
