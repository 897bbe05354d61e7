"""No command writes its output over the files that hold the learner's data."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.own_files import refusal
from quizapp.paths import Home
from quizapp.store.upkeep import backups
from tests.terminal import run

WRITING = (
    "history --csv",
    "progress --csv",
    "report 1 --html",
    "report 1 --markdown",
    "export anki --all-seen",
    "backup",
    "bank new",
)
OWN = (
    "quizapp.db",
    "quizapp.db-wal",
    "quizapp.db-shm",
    "quizapp.db-journal",
    "settings.toml",
    "quizapp.log",
    "quizapp.log.1",
    "backups/20260101T000000000000-automatic.db",
    "backups",
)


@pytest.fixture(scope="module")
def used_home(first_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a finished mock, a backup, settings, and a log."""
    from quizapp import paths
    from quizapp.exam.mock import MockWish
    from quizapp.store.sittings.start import start_mock
    from quizapp.store.workspace import open_workspace

    home = Home(tmp_path_factory.mktemp("own") / "home")
    shutil.copytree(first_home, home.root)
    workspace = open_workspace(home, None, paths.pack())
    wish = MockWish(short=True)
    start_mock(workspace.database, workspace.scope, workspace.blueprint, wish).submit()
    workspace.database.close()
    backups.copy(home.database, home.root / OWN[7])
    (home.root / "settings.toml").write_text('name = "Ada"\n')
    for name in ("quizapp.log", "quizapp.log.1"):
        (home.root / name).write_text("a line\n")
    return home


def contents(home: Home) -> dict[str, bytes]:
    """Return all files except those that SQLite creates and removes while reading."""
    return {
        str(path): path.read_bytes()
        for path in sorted(home.root.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def refused(home: Home, command: str, target: Path, *options: str) -> None:
    before = contents(home)
    done = run(home.root, *command.split(), str(target), *options)
    assert done.returncode == 1, (command, target, done.stdout, done.stderr)
    assert done.stderr.startswith(f"quizapp: {target}: ")
    assert done.stderr.count("\n") == 1
    assert contents(home) == before


@pytest.mark.parametrize("command", WRITING)
def test_no_command_overwrites_a_file_of_quizapp(
    used_home: Home, command: str, tmp_path: Path
) -> None:
    forced = command.split()[0] not in ("backup", "bank")
    for name in ("quizapp.db", "quizapp.db-wal", "settings.toml"):
        refused(used_home, command, used_home.root / name, *(["--force"] if forced else []))
    (tmp_path / "link").symlink_to(used_home.database)
    refused(used_home, command, tmp_path / "link", *(["--force"] if forced else []))


def plain(path: Path, _place: Path) -> Path:
    return path


def spelled_otherwise(path: Path, _place: Path) -> Path:
    return Path(f"{path.parent}/../{path.parent.name}/./{path.name}")


def through_a_link(path: Path, place: Path) -> Path:
    (place / "link").symlink_to(path)
    return place / "link"


def through_a_linked_folder(path: Path, place: Path) -> Path:
    (place / "folder").symlink_to(path.parent)
    return place / "folder" / path.name


def in_capitals(path: Path, _place: Path) -> Path:
    return path.with_name(path.name.upper())


def through_a_hard_link(path: Path, place: Path) -> Path:
    if not path.is_file():
        return path
    os.link(path, place / "hard")
    return place / "hard"


SPELLINGS: list[Callable[[Path, Path], Path]] = [
    plain,
    spelled_otherwise,
    through_a_link,
    through_a_linked_folder,
    in_capitals,
    through_a_hard_link,
]


@pytest.mark.parametrize("spell", SPELLINGS, ids=lambda spell: spell.__name__)
@pytest.mark.parametrize("name", OWN)
def test_own_file_is_recognized_under_any_name(
    used_home: Home, tmp_path: Path, name: str, spell: Callable[[Path, Path], Path]
) -> None:
    assert refusal(spell(used_home.root / name, tmp_path), used_home) is not None


def test_the_files_of_another_home_and_of_a_database_by_url_are_refused(
    used_home: Home, tmp_path: Path
) -> None:
    own, other = Home(tmp_path / "mine"), tmp_path / "by-url.sqlite"
    for name in OWN[:-1]:
        assert refusal(used_home.root / name, own) is not None, name
    assert refusal(other, own) is None
    assert refusal(other, own, f"sqlite:///{other}") is not None
    assert refusal(Path(f"{other}-wal"), own, f"sqlite:///{other}") is not None


def test_other_files_can_be_written(used_home: Home, tmp_path: Path) -> None:
    for path in (
        tmp_path / "quizapp.db",
        tmp_path / "history.csv",
        used_home.root / "history.csv",
        used_home.backups / "by-me.db",
        used_home.reports / "report-1.html",
    ):
        assert refusal(path, used_home) is None, path
    done = run(used_home.root, "history", "--csv", str(tmp_path / "h.csv"))
    assert done.returncode == 0, done.stderr
    done = run(used_home.root, "history", "--csv", str(tmp_path / "h.csv"), "--force")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("command", "name"), [("stats", "QUALITY.md"), ("record", "reviews.yaml")])
def test_pack_file_that_is_the_database_is_not_overwritten(
    used_home: Home, tmp_path: Path, command: str, name: str
) -> None:
    pack = tmp_path / "pack"
    assert run(used_home.root, "bank", "new", str(pack)).returncode == 0
    answers = tmp_path / "answers.yaml"
    answers.write_text("{}\n")
    os.link(used_home.database, pack / name)
    before = contents(used_home)
    words = ["stats", str(pack), "--write"] if command == "stats" else ["record", str(answers)]
    done = run(used_home.root, "--pack", str(pack), "bank", *words)
    assert done.returncode == 1
    assert "quizapp keeps your data there" in done.stderr
    assert contents(used_home) == before
