"""Invalid command lines and environments: one line, no traceback, and no password."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.paths import Home
from tests.terminal import QUIZAPP, Terminal, run
from tests.test_homes import error_line

LONG = "x" * 5_000
URLS = {
    "foo": "not a database URL",
    "sqlite:///": "names no file",
    "sqlite://": "names no file",
    "sqlite:///:memory:": "names no file",
    "sqlite:////no/such/folder/x.db": "cannot be opened",
    "sqlite:///file:x?mode=memory&uri=true": "only sqlite:///FILE",
    "sqlite:///x.db?rubbish=1": "only sqlite:///FILE",
    f"sqlite:////{LONG}": "too long",
    "postgresql://nobody:hunter2@127.0.0.1:1/x": "needs the Python package",
    "postgresql//nobody:hunter2@127.0.0.1:1/x": "not a database URL",
    "postgresql://nobody:hunter2@127.0.0.1:port/x": "not a database URL",
    "nosuch://nobody:hunter2@x/y": "not a database URL",
    "sqlite:///a\nb/\x1b[31mc.db": "cannot be opened",
    "://:hunter2@": "not a database URL",
    LONG: "not a database URL",
}


@pytest.mark.parametrize("url", URLS, ids=range(len(URLS)))
def test_invalid_database_url_gets_one_line_without_the_password(tmp_path: Path, url: str) -> None:
    line = error_line(run(tmp_path / "home", "--database-url", url, "history"))
    assert URLS[url] in line
    assert "hunter2" not in line
    assert line.rstrip("\n").isprintable()
    assert not (tmp_path / "home" / "quizapp.db").exists()


def start(arguments: list[str], **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run a command in a changed environment; None removes a variable."""
    env = {name: value for name, value in os.environ.items() if name not in environment}
    env.update({name: value for name, value in environment.items() if value is not None})
    return subprocess.run(
        [*QUIZAPP, *arguments],
        env=env,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("home", "words"),
    [
        ("~nobody-of-that-name/x", "not known on this machine"),
        ("/dev/null/x", "Not a directory"),
        ("/tmp/\udcff\udcfe", "not UTF-8"),
        ("/proc/x", ""),
        (f"/tmp/{LONG}", "too long"),
        ("/tmp/" + "y/" * 3_000, "too long"),
    ],
)
def test_invalid_home_gets_one_line(home: str, words: str) -> None:
    assert words in error_line(start(["history"], QUIZAPP_HOME=home))
    done = start(["doctor"], QUIZAPP_HOME=home)
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr


@pytest.mark.parametrize(
    "name", ["a\nb\x1b[31m", "what?x=1#frag", "100% [bold]", "-rf", "ünï\u202e"]
)
def test_unusual_home_name_works(tmp_path: Path, first_home: Path, name: str) -> None:
    home = tmp_path / name
    try:
        home.mkdir()
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")
    Home(home).database.write_bytes(Home(first_home).database.read_bytes())
    done = start(["history"], QUIZAPP_HOME=os.fsdecode(os.fsencode(home)))
    assert done.returncode == 0, done.stderr
    done = start(["backup"], QUIZAPP_HOME=os.fsdecode(os.fsencode(home)))
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip("\n").isprintable()
    done = start(["doctor"], QUIZAPP_HOME=os.fsdecode(os.fsencode(home)))
    assert done.returncode == 0, done.stderr
    assert all(line.isprintable() for line in done.stdout.splitlines())
    assert sorted(path.name for path in tmp_path.iterdir()) == [home.name]


def test_failed_backup_names_an_unusual_home_without_control_characters(
    tmp_path: Path, first_home: Path
) -> None:
    home = Home(tmp_path / "a\x1b[31m\u202eb")
    try:
        home.root.mkdir()
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")
    home.database.write_bytes(Home(first_home).database.read_bytes())
    home.backups.write_text("a file where the folder of the backups should be")
    done = run(home.root, "--plain")
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert line.startswith("The automatic backup failed. ")
    assert "a\ufffd[31m\ufffdb/backups" in line
    assert line.isprintable()


@pytest.mark.parametrize("pack", ["~nobody-of-that-name/x", "\udcff", LONG, "/dev/null", "\x1b["])
def test_invalid_pack_gets_one_line(tmp_path: Path, pack: str) -> None:
    line = error_line(run(tmp_path / "home", "--pack", pack, "history"))
    assert "no pack at" in line
    assert line.rstrip("\n").isprintable()


def test_without_home_variables_the_platform_folder_is_used(tmp_path: Path) -> None:
    done = start(["doctor"], HOME=None, QUIZAPP_HOME=None, XDG_DATA_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert str(tmp_path) in done.stdout


RUBBISH = {
    "COLUMNS": "1000000000",
    "LINES": "-7",
    "TERM": "no\x1b[31m such",
    "LANG": "xx_YY.NOPE",
    "LC_ALL": "tlh",
    "TZ": "Not/AZone",
    "COLORTERM": "plaid",
    "ESCDELAY": "99999999999999999999",
    "TEXTUAL": "debug,devtools,rubbish",
    "TEXTUAL_DRIVER": "no.such:Driver",
    "TEXTUAL_COLOR_SYSTEM": "plaid",
    "TEXTUAL_FILTERS": "plaid,,dim",
    "TEXTUAL_THEME": "no-such",
    "TEXTUAL_PRESS": "ctrl+q",
    "TEXTUAL_SCREENSHOT": "0",
    "TEXTUAL_LOG": "textual.log",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_FPS": "-1",
    "TEXTUAL_ANIMATIONS": "plaid",
    "TEXTUAL_SHOW_RETURN": "1",
    "TEXTUAL_SMOOTH_SCROLL": "1",
    "PYTHONASYNCIODEBUG": "0",
    "TMPDIR": "/no/such/folder",
    "BROWSER": "touch browsed",
    "XDG_DATA_HOME": "relative",
}


@pytest.mark.terminal
@pytest.mark.parametrize("size", [(80, 24), (0, 0)])
def test_invalid_environment_does_not_change_the_screens(
    home: Home, tmp_path: Path, size: tuple[int, int]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    root = Path(__file__).parent.parent
    extra = {**RUBBISH, "PYTHONPATH": str(root), "NO_COLOR": ""}
    command = ["sh", "-c", f'cd "{here}"; exec "$@"', "sh", *QUIZAPP]
    with Terminal(home.root, size=size, extra=extra, command=command) as terminal:
        terminal.wait_for("Mock exam 1, to see where you stand")
        terminal.press("down", "m")
        terminal.wait_for("65 questions · 130 minutes")
        terminal.press("escape")
        terminal.wait_for("Mock exam 1, to see where you stand")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert terminal.restored
    assert not list(here.iterdir())


@pytest.mark.terminal
def test_terminal_without_unicode_gets_substitutes(home: Home) -> None:
    extra = {"PYTHONIOENCODING": "ascii:strict"}
    with Terminal(home.root, extra=extra) as terminal:
        terminal.wait_for("Mock exam 1, to see where you stand")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


def test_textual_environment_variables_are_ignored() -> None:
    code = (
        "import os; from quizapp.process import prepare; prepare(); "
        "print(sorted(n for n in os.environ if n.startswith('TEXTUAL')), 'ESCDELAY' in os.environ)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **RUBBISH},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['TEXTUAL_ANIMATIONS'] False"
