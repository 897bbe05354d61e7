"""Unusable homes: one clear line with a remedy, and readable data can be read."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.exam.mock import MockWish
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.store.sittings.start import start_mock
from quizapp.store.upkeep import backups
from tests.terminal import run

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture(scope="module")
def unfinished_home(first_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an unfinished mock and a backup; all rows are in the -wal file."""
    root = tmp_path_factory.mktemp("unfinished") / "home"
    shutil.copytree(first_home, root)
    workspace = open_practice(Home(root), None, paths.pack()).workspace
    backups.back_up(Home(root).database, Home(root).backups, "by-hand")
    sitting = start_mock(workspace.database, workspace.scope, workspace.blueprint, MockWish(form=1))
    for option in sitting.attempt.item.keys:
        sitting.choose(option)
    kept = root.with_name("kept")
    shutil.copytree(root, kept)
    workspace.database.close()
    assert Path(f"{Home(kept).database}-wal").stat().st_size > 0
    return kept


@pytest.fixture
def used_home(unfinished_home: Path, tmp_path: Path) -> Iterator[Home]:
    root = tmp_path / "home"
    shutil.copytree(unfinished_home, root)
    yield Home(root)
    for path in (root, *(root.iterdir() if root.is_dir() and os.access(root, os.X_OK) else ())):
        path.chmod(0o700)


def no_leftovers(home: Home) -> None:
    for ending in ("-wal", "-shm"):
        Path(f"{home.database}{ending}").unlink(missing_ok=True)


def checkpoint(home: Home) -> None:
    """Move the contents of the -wal file into the database."""
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    no_leftovers(home)


def cut(home: Home, keep: float) -> None:
    checkpoint(home)
    data = home.database.read_bytes()
    home.database.write_bytes(data[: int(len(data) * keep)])


def read_only(path: Path, mode: int) -> None:
    path.chmod(mode)


def replaced(home: Home, data: bytes) -> None:
    no_leftovers(home)
    home.database.write_bytes(data)


def another_sqlite(home: Home) -> None:
    no_leftovers(home)
    home.database.unlink()
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")


def a_folder(home: Home) -> None:
    no_leftovers(home)
    home.database.unlink()
    home.database.mkdir()


def a_pipe(home: Home) -> None:
    no_leftovers(home)
    home.database.unlink()
    os.mkfifo(home.database)


def a_file_for_a_home(home: Home) -> None:
    shutil.rmtree(home.root)
    home.root.write_text("not a folder")


def give_to_another_user(home: Home, *endings: str) -> None:
    """Give the files to another user, as after `sudo quizapp`."""
    for ending in endings or ("", "-wal", "-shm"):
        Path(f"{home.database}{ending}").chmod(0o444)


READABLE: dict[str, Callable[[Home], object]] = {
    "a read-only home": lambda home: (give_to_another_user(home), read_only(home.root, 0o555)),
    "a read-only home without leftovers": lambda home: (
        checkpoint(home),
        read_only(home.root, 0o555),
    ),
    "a read-only database": lambda home: read_only(home.database, 0o444),
    "read-only leftovers": lambda home: give_to_another_user(home, "-wal", "-shm"),
}
UNUSABLE: dict[str, tuple[Callable[[Home], object], str]] = {
    "an unreadable database": (lambda home: read_only(home.database, 0), "is not readable"),
    "a home that nobody may enter": (lambda home: read_only(home.root, 0), "Permission denied"),
    "a file for a home": (a_file_for_a_home, "is not a folder"),
    "a folder for a database": (a_folder, "is not a regular file"),
    "a pipe for a database": (a_pipe, "is not a regular file"),
    "text": (lambda home: replaced(home, b"Dear diary\n" * 900), "damaged or not a quizapp"),
    "a picture": (
        lambda home: replaced(home, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        "damaged or not a quizapp",
    ),
    "zeros": (lambda home: replaced(home, bytes(200_000)), "damaged or not a quizapp"),
    "another SQLite database": (another_sqlite, "not a quizapp database"),
    "a database cut after 50 bytes": (lambda home: cut(home, 50 / 8e6), "damaged or not"),
    "a database cut after a tenth": (lambda home: cut(home, 0.1), "damaged or not"),
    "a database cut in the middle": (lambda home: cut(home, 0.5), "damaged or not"),
    "a database that lacks its last bytes": (lambda home: cut(home, 0.99), "damaged or not"),
    "an emptied database beside its answers": (
        lambda home: home.database.write_bytes(b""),
        "contains answers",
    ),
    "a missing database beside its answers": (
        lambda home: home.database.unlink(),
        "contains answers",
    ),
}


def error_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the only line of a failed command."""
    assert done.returncode == 1, (done.returncode, done.stderr)
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("quizapp: ")
    assert "Traceback" not in done.stderr
    return done.stderr


def contents(root: Path) -> dict[str, tuple[int, int]]:
    """Return every file of a folder except the log, with size and modification time."""
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(root.rglob("*"))
        if not path.is_fifo() and path.name != "quizapp.log"
    }


@pytest.mark.parametrize("case", READABLE)
def test_unwritable_home_can_be_read(used_home: Home, case: str, tmp_path: Path) -> None:
    READABLE[case](used_home)
    before = contents(used_home.root)
    done = run(used_home.root, "history", "--json", user=True)
    assert done.returncode == 0, done.stderr
    (attempt,) = json.loads(done.stdout)["attempts"]
    assert (attempt["state"], attempt["answered"]) == ("running", 1)
    assert "is not writable" in done.stderr
    done = run(used_home.root, "progress", "--json", user=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["schema"] == 1
    copy = tmp_path / "copy.db"
    done = run(used_home.root, "backup", str(copy), user=True)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT answered FROM attempt").fetchall() == [(1,)]
    assert "is not writable" in error_line(run(used_home.root, "doctor", user=True))
    assert contents(used_home.root) == before
    assert not list(Path(tmp_path).glob("quizapp-*"))


@pytest.mark.parametrize("case", UNUSABLE)
def test_unusable_home_gets_one_clear_line_everywhere(
    used_home: Home, case: str, tmp_path: Path
) -> None:
    spoil, words = UNUSABLE[case]
    spoil(used_home)
    root = used_home.root
    mode = stat.S_IMODE(root.stat().st_mode)
    assert words in error_line(run(root, "history", user=True))
    error_line(run(root, "backup", str(tmp_path / "copy.db"), user=True))
    assert not (tmp_path / "copy.db").exists()
    before = contents(root) if mode and root.is_dir() else None
    line = error_line(run(root, "doctor", user=True))
    assert before is None or contents(root) == before
    if "damaged" in words or "not a quizapp" in words:
        assert f"quizapp --home {root} restore {root}/backups/" in line
    if case in ("text", "a database cut in the middle"):
        assert words in error_line(run(root, "progress", "--json", user=True))
        back = line.split(" restore ", 1)[1].strip()
        done = run(root, "restore", back, user=True)
        assert done.returncode == 0, done.stderr
        assert run(root, "history", user=True).returncode == 0


def test_folder_that_cannot_be_created_gets_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed").chmod(0o555)
    root = tmp_path / "closed" / "a" / "home"
    assert "Permission denied; choose another" in error_line(run(root, "history", user=True))
    assert "cannot create a folder here" in error_line(run(root, "doctor", user=True))


def test_emptied_database_is_recreated_and_the_backup_is_named(used_home: Home) -> None:
    replaced(used_home, b"")
    done = run(used_home.root, "history")
    assert done.returncode == 0
    assert f"quizapp --home {used_home.root} restore {used_home.backups}" in done.stderr


def test_damaged_database_page_never_prints_a_traceback(used_home: Home) -> None:
    checkpoint(used_home)
    good = used_home.database.read_bytes()
    pages = len(good) // 4096
    rng = random.Random(4)
    for page in [1, *rng.sample(range(2, pages), 3)]:
        spoilt = bytearray(good)
        spoilt[page * 4096 : (page + 1) * 4096] = rng.randbytes(4096)
        used_home.database.write_bytes(spoilt)
        no_leftovers(used_home)
        for command in ("history", "progress"):
            done = run(used_home.root, command)
            assert done.returncode == 0 or error_line(done)
        assert f"quizapp --home {used_home.root} restore" in error_line(
            run(used_home.root, "doctor")
        )


@pytest.fixture
def little_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    if not ROOT or shutil.which("mount") is None:
        pytest.skip("only root can mount a little disk")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("this machine lets nobody mount a little disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> None:
    with (place / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(4096))


def test_full_disk_gets_one_clear_line_and_data_stays_readable(
    unfinished_home: Path, little_disk: Path, tmp_path: Path
) -> None:
    home = Home(little_disk / "home")
    shutil.copytree(unfinished_home, home.root)
    Path(f"{home.database}-shm").unlink()
    fill(little_disk)
    done = run(home.root, "history", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["attempts"][0]["answered"] == 1
    assert run(home.root, "progress", "--json").returncode == 0
    done = run(home.root, "backup", str(tmp_path / "copy.db"))
    assert done.returncode == 0, done.stderr
    assert "full" in error_line(run(home.root, "backup"))
    error_line(run(home.root, "restore", str(tmp_path / "copy.db")))
    assert run(home.root, "doctor").returncode == 0
    (little_disk / "filler").unlink()
    assert run(home.root, "history").returncode == 0


def test_first_start_on_a_full_disk_gets_one_clear_line(little_disk: Path) -> None:
    fill(little_disk)
    assert "full" in error_line(run(little_disk / "home", "history"))
