"""Printed commands repeat the given options and can be pasted."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.invocation import command, started_with
from quizapp.paths import Home
from tests.plain.talk import say
from tests.terminal import QUIZAPP, run


@pytest.fixture(autouse=True)
def _nothing_given() -> Iterator[None]:
    yield
    started_with()


def paste(printed: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a printed command in a shell in which `quizapp` is the tested app."""
    assert printed.startswith("quizapp ")
    line = f"{shlex.join(QUIZAPP)} {printed.removeprefix('quizapp ')}"
    root = str(Path(__file__).parent.parent)
    return subprocess.run(
        ["sh", "-c", line],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": root},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("name", ["home", "Application Support", "it's $(touch x) ; &"])
def test_undo_command_of_a_restore_names_its_home(
    first_home: Path, tmp_path: Path, name: str
) -> None:
    home = Home(tmp_path / name)
    shutil.copytree(first_home, home.root)
    copy = tmp_path / "copy.db"
    assert run(home.root, "backup", str(copy)).returncode == 0
    done = run(home.root, "restore", str(copy))
    printed = done.stdout.splitlines()[1].partition(": ")[2]
    elsewhere = tmp_path / "elsewhere"
    back = paste(printed, tmp_path)
    assert back.returncode == 0, back.stderr
    assert len(list(home.backups.glob("*"))) >= 2
    assert not elsewhere.exists()
    assert not (tmp_path / "x").exists()


def test_home_from_the_environment_is_repeated(first_home: Path, tmp_path: Path) -> None:
    root = tmp_path / "mine"
    shutil.copytree(first_home, root)
    done = subprocess.run(
        [*QUIZAPP, "history"],
        env={**os.environ, "QUIZAPP_HOME": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"No attempts yet. Start with: quizapp --home {root} mock\n"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("history", "mock"),
        ("progress", "mock"),
        ("report 99", "history"),
    ],
)
def test_printed_commands_repeat_home_and_pack(home: Home, line: str, found: str) -> None:
    folder = home.root.parent
    options = ["--home", str(home.root), "--pack", "aws-developer"]
    done = subprocess.run(
        [*QUIZAPP, *options, *line.split()], capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    printed = re.search(r"quizapp --[^\n`]*", said)
    assert printed, said
    assert printed[0] == shlex.join(["quizapp", *options, found])
    if found == "history":
        assert paste(printed[0], folder).returncode == 0


@pytest.mark.parametrize(("given", "repeated"), [([], []), (["--exam", "dva-c02"], ["DVA-C02"])])
def test_command_on_the_progress_page_is_for_its_exam(
    home: Home, given: list[str], repeated: list[str]
) -> None:
    done = run(home.root, "progress", *given)
    exam = [each for code in repeated for each in ("--exam", code)]
    wanted = shlex.join(["quizapp", "--home", str(home.root), "mock", *exam])
    assert f"start with: {wanted}\n" in done.stdout


def test_plain_mode_prints_a_resume_command_for_the_same_data(home: Home) -> None:
    said = say(home.root, "1\n", "--plain", "drill", "--count", "2")
    assert f"Resume later with: quizapp --home {home.root} --plain\n" in said


def test_options_are_repeated_as_given_and_quoted(tmp_path: Path) -> None:
    started_with()
    assert command("restore", Path("/a b/c.db")) == "quizapp restore '/a b/c.db'"
    started_with(
        home=Path("/my home"),
        database_url="postgresql://me:secret@host/db",
        pack="aws-developer",
        plain=True,
    )
    assert command("mock") == (
        "quizapp --home '/my home' --database-url 'postgresql://me:***@host/db' "
        "--pack aws-developer --plain mock"
    )
    started_with(pack=paths.from_anywhere("some/folder"))
    assert command() == f"quizapp --pack {Path.cwd() / 'some/folder'}"
    assert paths.from_anywhere("aws-developer") == "aws-developer"
    for name in ("~nobody-of-that-name/x", "x" * 300):
        assert paths.from_anywhere(name).endswith(name)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize("name", ["n\nl", "it's\ta \\ tab", "نیم\u200cفاصله", "a\u202eb", "x\x07y"])
def test_path_that_cannot_be_printed_is_escaped_on_one_line(name: str) -> None:
    started_with(home=Path("/my homes") / name)
    printed = command("restore", Path(name))
    assert printed.isprintable()
    words = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {printed}"], capture_output=True, text=True, check=True
    ).stdout.split("\0")
    assert words[:-1] == ["quizapp", "--home", f"/my homes/{name}", "restore", name]
