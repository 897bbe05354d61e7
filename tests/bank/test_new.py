"""`quizapp bank new` creates a complete pack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizapp.bank import checks
from quizapp.bank.new import create, slug
from quizapp.bank.pack import load
from quizapp.cli import quizapp
from quizapp.exam.mock import MockOptions
from quizapp.invocation import command
from quizapp.paths import Home
from quizapp.store.sittings.start import start_mock
from quizapp.store.workspace import open_workspace


def new(*arguments: str | Path) -> Result:
    return CliRunner().invoke(quizapp, ["bank", "new", *map(str, arguments)])


def test_new_pack_passes_the_check_and_its_mock_can_be_taken(tmp_path: Path) -> None:
    folder = tmp_path / "Daily Git"
    done = new(folder, "--exam", "GIT-1", "--title", 'Git: "daily" #1')
    assert done.exit_code == 0, done.output
    assert "bank check" in done.output
    assert "--pack" in done.output
    pack = load(folder)
    assert (pack.name, pack.title) == ("daily-git", 'Git: "daily" #1')
    assert checks.check(pack).findings == ()
    workspace = open_workspace(Home(tmp_path / "home"), None, folder)
    sitting = start_mock(
        workspace.database, workspace.scope, workspace.blueprint, MockOptions(form=1)
    )
    for position, item in enumerate(sitting.attempt.items):
        sitting.go(position)
        for key in item.keys:
            sitting.choose(key)
    report = sitting.submit()
    workspace.database.close()
    assert (report.score, report.passed, workspace.blueprint.shown(report.score)) == (
        100,
        True,
        "100%",
    )


def test_default_names_come_from_the_folder(tmp_path: Path) -> None:
    assert new(tmp_path / "my_first-PACK").exit_code == 0
    pack = load(tmp_path / "my_first-PACK")
    assert (pack.name, pack.title) == ("my-first-pack", "My first pack")
    assert [blueprint.code for blueprint in pack.blueprints] == ["EXAM-1"]
    assert slug("###") == "my-pack"


def test_folders_named_in_other_scripts_get_different_pack_names(tmp_path: Path) -> None:
    names = ("キュー", "テスト", "Экзамен", "экзамены", "テスト aws")
    for name in names:
        done = new(tmp_path / name)
        assert done.exit_code == 0, done.output
    packs = [load(tmp_path / name) for name in names]
    assert len({pack.name for pack in packs}) == len(names)
    assert [pack.title for pack in packs] == list(names)
    assert all(checks.check(pack).findings == () for pack in packs)
    assert slug("Prüfung") == "prufung"


def test_only_an_empty_or_new_folder_is_used(tmp_path: Path) -> None:
    assert new(tmp_path).exit_code == 0
    (tmp_path / "pack.yaml").write_text("mine")
    again = new(tmp_path)
    assert again.exit_code == 1
    assert again.output.count("\n") == 1
    assert "choose a new folder" in again.output
    assert (tmp_path / "pack.yaml").read_text() == "mine"
    assert new(tmp_path / "pack.yaml").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["aws-developer"], 1, "another name"),
        (["x", "--exam", "git 1"], 2, "not an exam code"),
        (["x", "--exam", "../A"], 2, "not an exam code"),
        (["x", "--title", "a\u202eb"], 2, "plain text"),
        (["x", "--title", " "], 2, "plain text"),
        (["x", "--exam", "A" * 300], 2, "not an exam code"),
        (["x\ny"], 1, "control character"),
        (["x\udcff"], 1, "not UTF-8"),
    ],
)
def test_invalid_names_are_refused_before_writing(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    done = new(tmp_path / arguments[0], *arguments[1:])
    assert done.exit_code == code
    assert said in done.output
    assert list(tmp_path.iterdir()) == []


def test_failed_creation_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "pack"
    with pytest.raises(OSError, match="too long"):
        create(folder, exam="A" * 300, title="A", today=date(2026, 11, 28))
    assert list(tmp_path.iterdir()) == []
    folder.mkdir(parents=True)
    with pytest.raises(OSError, match="too long"):
        create(folder, exam="A" * 300, title="A", today=date(2026, 11, 28))
    assert list(folder.iterdir()) == []
    assert new(folder).exit_code == 0


def test_printed_commands_have_nothing_after_them(tmp_path: Path) -> None:
    done = new(tmp_path / "my pack")
    printed = [line.strip() for line in done.output.splitlines() if "quizapp" in line]
    assert printed == [
        command("bank", "check", tmp_path / "my pack"),
        command("--pack", tmp_path / "my pack"),
    ]
