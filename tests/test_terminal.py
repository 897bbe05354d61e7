"""Complete sittings with the keyboard, in a real pseudo-terminal with a real database."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path

import pytest

from quizapp.paths import Home
from tests.terminal import Terminal, run

pytestmark = pytest.mark.terminal


def history(home: Home) -> list[dict[str, object]]:
    done = run(home.root, "history", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["schema"] == 1
    attempts: list[dict[str, object]] = document["attempts"]
    return attempts


def to_first_question(terminal: Terminal) -> None:
    terminal.wait_for("Mock exam 1, to see where you stand")
    terminal.press("down", "m")  # out of the field for the exam date, if it is there
    terminal.wait_for("65 questions · 130 minutes", "Mock exam 1")
    terminal.press("enter")
    terminal.wait_for("1 of 65", "0 answered")


def step(terminal: Terminal, number: int) -> None:
    """Go to question `number`, after moving the highlight to the last option."""
    terminal.press(*["down"] * 5, "n")
    terminal.wait_for(f" {number} of 65")


def choose(terminal: Terminal, answered: int) -> None:
    """Choose until the question counts as answered (two or three keys where so many are asked)."""
    for key in "1234":
        terminal.press(key)
        for _ in range(10):
            terminal.read(0.04)
            if f"{answered} answered" in terminal.screen:
                return
    terminal.wait_for(f"{answered} answered")


def to_a_note(terminal: Terminal) -> None:
    """Answer the first of two questions in a drill, and start a note on it."""
    terminal.wait_for("1 of 2")
    terminal.press("1", "2", "3", "enter")
    terminal.wait_for("due again")
    terminal.press("e")
    terminal.wait_for("A note to yourself")


def test_complete_mock_with_the_keyboard_only(home: Home) -> None:
    with Terminal(home.root) as terminal:
        to_first_question(terminal)
        choose(terminal, 1)
        terminal.press("f")
        terminal.wait_for("1 flagged", "⚑ flagged")
        terminal.press("x", "4")
        terminal.wait_for("4  –")
        terminal.press("g")
        terminal.wait_for("1 of 65 answered · 1 flagged", "1  answered · ⚑ flagged")
        terminal.press("1", "0")
        terminal.wait_for("10  unanswered", "not seen yet")
        terminal.press("enter")
        terminal.wait_for(" 10 of 65", gone="not seen yet")
        terminal.press("g")
        terminal.wait_for("10  unanswered")
        terminal.press("1", "enter")
        terminal.wait_for(" 1 of 65", gone="1  answered")
        for number in range(2, 66):
            step(terminal, number)
            choose(terminal, number)
        terminal.press("n")
        terminal.wait_for("Submit?", "65 of 65 answered")
        terminal.press("up", "enter")  # a flagged question is first, Submit is last
        terminal.wait_for("PRACTICE SCORE", "likely range", "Back")
        terminal.read(0.5)  # the rest of the frame
        report = terminal.screen
        rows = re.findall(r" (\d+)/(\d+)$", report, re.MULTILINE)
        assert [int(total) for _, total in rows[:4]] == [20, 17, 14, 14]
        right = int(re.search(r"(\d+) of 65 right", report)[1])  # type: ignore[index]
        assert sum(int(n) for n, _ in rows[:4]) == right
        terminal.press("m")
        terminal.wait_for("Review · Mock exam 1", "missed", "Your choice:")
        terminal.press("n")
        terminal.wait_for("2 of")
        terminal.press("escape")
        terminal.wait_for("PRACTICE SCORE")
        terminal.press("r")
        terminal.wait_for("Replay of Mock exam 1", "0 right")
        terminal.press("1")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert terminal.restored
    mock, replay = history(home)
    assert (mock["state"], mock["questions"], mock["answered"]) == ("submitted", 65, 65)
    domains = mock["domains"]
    assert isinstance(domains, dict)
    assert sum(d["correct"] for d in domains.values()) == mock["correct"] == right
    assert [domains[d]["total"] for d in "1234"] == [20, 17, 14, 14]
    assert (replay["kind"], replay["state"]) == ("replay", "paused")


def test_sigkill_during_a_mock_loses_nothing(home: Home) -> None:
    with Terminal(home.root) as terminal:
        to_first_question(terminal)
        choose(terminal, 1)
        terminal.press("f")
        terminal.wait_for("⚑ flagged")
        step(terminal, 2)
        terminal.press("x", "3")
        terminal.wait_for("3  –")
        terminal.signal(signal.SIGKILL)
        assert terminal.wait() == -signal.SIGKILL
    with Terminal(home.root) as terminal:
        terminal.wait_for("Resume", "1 of 65 answered")
        terminal.press("enter")
        seen = terminal.wait_for(" 2 of 65", "1 answered · 1 flagged", "3  –")
        left = re.search(r"2:(\d\d):(\d\d)", seen)
        assert left is not None
        terminal.press("p")
        terminal.wait_for(" 1 of 65", "⚑ flagged", "●")


def test_first_start_loads_the_bank_automatically(tmp_path: Path) -> None:
    with Terminal(tmp_path / "new") as terminal:
        terminal.wait_for("Welcome", "Mock exam 1, to see where you stand")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_unusable_database_gets_one_clear_line(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    home.database.write_bytes(b"rubbish " * 1000)
    done = run(home.root, "history")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "damaged or not a quizapp database" in done.stderr


def test_tiny_terminals_work(home: Home) -> None:
    with Terminal(home.root, size=(60, 20)) as terminal:
        to_first_question(terminal)
        for size in ((20, 5), (3, 2), (1, 1), (200, 60), (60, 20)):
            terminal.resize(*size)
            terminal.read(0.3)
        choose(terminal, 1)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


@pytest.mark.parametrize("arguments", [(), ("mock",), ("drill", "--level", "recall")])
@pytest.mark.parametrize("name", ["dumb", "unknown"])
def test_a_terminal_that_cannot_draw_is_offered_plain_lines(
    home: Home, name: str, arguments: tuple[str, ...]
) -> None:
    with Terminal(home.root, *arguments, extra={"TERM": name}) as terminal:
        assert terminal.wait() == 2
        terminal.drain()
        assert b"\x1b" not in terminal.raw
        said = "".join(terminal.screen.split())
        assert f"(TERM={name});uselinesoftext:quizapp--home{home.root}--plain" in said
    with Terminal(home.root, "--plain", extra={"TERM": name}) as terminal:
        terminal.wait_for("Menu:")
        terminal.press("q", "u", "i", "t", "enter")
        assert terminal.wait() == 0
