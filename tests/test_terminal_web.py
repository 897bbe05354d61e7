"""The key o: a browser of each kind, in a real terminal."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quizapp.paths import Home
from tests.terminal import Terminal

pytestmark = pytest.mark.slow

GRAPHICAL = """#!/bin/sh
echo "noise on the screen"
echo "more noise" >&2
echo "$@" > {seen}
"""
TEXT = """#!/bin/sh
echo "A TEXT BROWSER SHOWS $1"
read line
echo "$line" > {seen}
"""
FAILING = "#!/bin/sh\nexit 3\n"


def browser(folder: Path, name: str, script: str) -> tuple[Path, Path]:
    """A browser, and the file in which it notes what it got."""
    folder.mkdir(exist_ok=True)
    seen = folder / "seen"
    made = folder / name
    made.write_text(script.format(seen=seen))
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    return made, seen


@contextmanager
def answered(home: Home, **extra: str | None) -> Iterator[Terminal]:
    """A drill whose first question is answered; afterward the app must still end in order."""
    with Terminal(home.root, "drill", "--level", "recall", "--count", "1", extra=extra) as terminal:
        terminal.wait_for("1 of 1", "Choose")
        terminal.press("1", "2", "enter")
        terminal.wait_for("space Question")
        terminal.read(0.5)
        terminal.read(0.5)
        yield terminal
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


def test_a_graphical_browser_does_not_touch_the_screen(home: Home, tmp_path: Path) -> None:
    made, seen = browser(tmp_path / "bin", "firefox", GRAPHICAL)
    with answered(home, BROWSER=str(made), DISPLAY=":9") as terminal:
        before = terminal.screen
        terminal.press("o")
        for _ in range(100):
            terminal.read()
            if seen.exists() and seen.read_text():
                break
        terminal.read(0.5)
        assert seen.read_text().startswith("https://")
        assert terminal.screen == before


@pytest.mark.parametrize("name", ["w3m", "lynx", "of-my-own"])
def test_a_text_browser_gets_the_terminal_and_gives_it_back(
    home: Home, tmp_path: Path, name: str
) -> None:
    made, seen = browser(tmp_path / "bin", name, TEXT)
    display = None if name == "of-my-own" else ":9"
    with answered(home, BROWSER=str(made), DISPLAY=display, WAYLAND_DISPLAY=None) as terminal:
        before = terminal.screen
        terminal.press("o")
        terminal.wait_for("A TEXT BROWSER SHOWS https://", gone="space Question")
        terminal.press("h", "i", "enter")
        terminal.wait_for("space Question", gone="A TEXT BROWSER")
        assert seen.read_text() == "hi\n"
        terminal.read(0.5)
        assert terminal.screen == before
        terminal.press("f1")
        terminal.wait_for("Help")
        terminal.press("escape")


def test_a_browser_that_fails_is_named_with_the_address(home: Home, tmp_path: Path) -> None:
    made, _ = browser(tmp_path / "bin", "firefox", FAILING)
    with answered(home, BROWSER=str(made), DISPLAY=":9") as terminal:
        terminal.press("o")
        terminal.wait_for("firefox could not open it.", "https://")


def test_without_a_browser_the_address_is_shown(home: Home, tmp_path: Path) -> None:
    with answered(
        home, BROWSER=None, DISPLAY=None, WAYLAND_DISPLAY=None, PATH=str(tmp_path)
    ) as terminal:
        terminal.press("o")
        terminal.wait_for("There is no browser here. The address:", "https://")
        lines = terminal.screen.split("\n")
        at = next(n for n, line in enumerate(lines) if "There is no browser here." in line)
        assert at == 0, "a notice would cover the question"
        told = [line.partition("▌")[2].strip() for line in lines if "▌" in line][1:]
        assert all(line.endswith(("/", "-", "#")) for line in told[:-1]), "broken inside a word"
        terminal.press("enter")
        terminal.wait_for("Drill", gone="There is no browser here.")
