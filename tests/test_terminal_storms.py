"""Floods of keys, resizes, and pastes: the app stays responsive and loses nothing."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import closing

import psutil
import pytest

from quizapp.paths import Home
from quizapp.store.upkeep.backups import fault
from tests.terminal import Terminal
from tests.test_terminal import choose, history, to_a_note, to_first_question

pytestmark = pytest.mark.terminal

KEYS = int(os.environ.get("STORM_KEYS", "1500"))
PASTE = 2_000_000
SEQUENCES = [
    *(b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[5~", b"\x1b[6~", b"\x1b[H", b"\x1b[F"),
    *(b"\x1bOP", b"\x1bOQ", b"\x1b[15~", b"\x1b[Z", b"\t", b"\r", b"\x7f", b"\x1b", b"\x1b\x1b"),
    *(b"\x1b[<0;5;5M\x1b[<0;5;5m", b"\x1b[<35;9;9M", b"\x1b[<64;3;3M", b"\x1b[<0;99999;-3M"),
    *(b"\x1b[M   ", b"\x1b[", b"\x1b[<", b"\x1b]0;t\x07", b"\x1bP", b"\x1b[?", b"\x1b[1;"),
    *(b"\x1b[99999999999u", b"\x1b[1114112;5u", b"\x1b[97;5:3u", b"\x1b[57441;1u", b"\x1b[55296u"),
    *(b"\x1b[48;1;1;1;1t", b"\x1b[48;99999;99999;1;1t", b"\x1b[48;0;0;0;0t", b"\x1b[?2048;1$y"),
    *(b"\x1b[?2026;2$y", b"\x1b[9;9R", b"\x1b[I", b"\x1b[O", b"\x1b[200~x\x1b[31m", b"\x1b[201~"),
    *(
        b"\xff",
        b"\xc3",
        b"\xf0\x9f",
        b"\xed\xa0\x80",
        b"\x00",
        b"\x80",
        "日".encode(),
        "\u202e".encode(),
    ),
]
LETTERS = [bytes([c]) for c in b"123456abcdefghijklmnoprstuvwxyz!?/ np  "]
LEAVING = {b"\x03", b"\x11", b"\x1a"}


def hammer(terminal: Terminal, seed: int, keys: int = KEYS) -> None:
    """Send random keys, about a thousand a second, except those that quit."""
    rng = random.Random(seed)
    started = time.monotonic()
    for sent in range(0, keys, 50):
        burst = [rng.choice(LETTERS if rng.random() < 0.6 else SEQUENCES) for _ in range(50)]
        terminal.type(b"".join(burst))
        while time.monotonic() - started < sent / 1000:
            terminal.read(0.01)
    terminal.type(b"\x1b[201~")


def settle(terminal: Terminal) -> None:
    """Wait until the app has handled its input."""
    process = psutil.Process(terminal.process.pid)
    before, calm = process.cpu_times().user, 0
    for _ in range(150 + KEYS // 50):
        terminal.read(0.2)
        time.sleep(0.2)
        now = process.cpu_times().user
        calm = calm + 1 if now - before < 0.1 else 0
        before = now
        if calm == 3:
            return
    raise AssertionError(f"the app does not come to rest; the screen is\n{terminal.screen}")


def home_again(terminal: Terminal) -> None:
    """Go back to home from any screen."""
    settle(terminal)
    for _ in range(60):
        terminal.read(0.4)
        seen = terminal.screen
        if "s Settings" in seen.splitlines()[-1]:
            return
        if "Leave, and resume later" in seen:
            terminal.press("up", "up", "up", "down", "enter")
        else:
            terminal.press("escape")
    raise AssertionError(f"home does not come back; the screen is\n{terminal.screen}")


def still_works(terminal: Terminal, home: Home) -> None:
    """Check that a short mock works, the app quits normally, and the database is intact.

    The keys may have left a short mock open; then that one is resumed, whatever is answered in it.
    """
    home_again(terminal)
    terminal.press("ctrl+q")
    assert terminal.wait() == 0
    assert terminal.restored
    assert fault(home.database) is None
    # One of the keys may have hidden the count.
    count = {"QUIZAPP_SHOW_COUNT": "on"}
    with Terminal(home.root, "mock", "--short", extra=count) as again:
        # Home comes first, and lists what is open in nearly the same words.
        flagged = "⚑ flagged" in again.wait_for("Short mock · ", " of 20 ", " answered")
        again.press("f")
        again.wait_for(*(() if flagged else ("⚑ flagged",)), gone="⚑ flagged" if flagged else None)
        again.press("ctrl+q")
        assert again.wait() == 0


@pytest.mark.parametrize("where", ["home", "question", "drill"])
def test_thousand_keys_a_second(home: Home, where: str) -> None:
    arguments = {"home": [], "question": ["mock", "--form", "1"], "drill": ["drill"]}[where]
    with Terminal(home.root, *arguments) as terminal:
        terminal.wait_for(
            "1 of 65" if where == "question" else "of 20" if arguments else "Mock exam 1"
        )
        hammer(terminal, seed=len(where))
        still_works(terminal, home)
    if home.log.exists():
        assert "a bug" not in home.log.read_text()


def test_rapid_resizes_while_answering(home: Home) -> None:
    rng = random.Random(1)
    sizes = [(0, 0), (1, 1), (2, 2), (3, 90), (200, 1), (90, 3)]
    with Terminal(home.root) as terminal:
        to_first_question(terminal)
        for number in range(200):
            size = rng.choice(sizes) if number % 3 else (rng.randint(0, 120), rng.randint(0, 40))
            terminal.resize(*size, seen=(80, 24))
            terminal.press(rng.choice("12345fnpx"))
        terminal.resize(80, 24)
        settle(terminal)
        terminal.press("up")  # the last of the keys may have left a remark in the foot
        terminal.wait_for("answered", "Navigator")
        step_anywhere(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert terminal.restored
    assert fault(home.database) is None
    (only,) = history(home)
    assert only["state"] == "paused"


def step_anywhere(terminal: Terminal) -> None:
    """Check that keys still move between questions."""
    terminal.press("g")
    terminal.wait_for("of 65 answered")
    terminal.press("escape")
    terminal.wait_for("answered", gone="of 65 answered")


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (2, 2), (500, 200), (65_535, 65_535)])
def test_unusual_sizes_at_start(home: Home, size: tuple[int, int]) -> None:
    with Terminal(home.root, "mock", "--form", "1", size=size) as terminal:
        terminal.read(1.0)
        terminal.resize(80, 24)
        terminal.wait_for("1 of 65", "0 answered")
        terminal.resize(*size, seen=(80, 24))
        terminal.press("f")
        terminal.read(0.5)
        terminal.press("g")
        terminal.read(0.5)
        terminal.press("escape")
        terminal.read(0.5)
        terminal.resize(80, 24)
        terminal.wait_for("1 of 65", "⚑ flagged", gone="not seen yet")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert terminal.restored


def paste(terminal: Terminal, data: bytes) -> None:
    terminal.type(b"\x1b[200~" + data + b"\x1b[201~")


def test_huge_paste_on_home_and_on_a_question_has_no_effect(home: Home) -> None:
    hostile = b"q\x11\x03\x1b[31m\x1b[A1234\r\n[@click=app.quit]x[/] " * (PASTE // 40)
    with Terminal(home.root) as terminal:
        terminal.wait_for("Mock exam 1, to see where you stand")
        paste(terminal, hostile)
        to_first_question(terminal)
        paste(terminal, hostile)
        terminal.wait_for("1 of 65", "0 answered")
        choose(terminal, 1)
        terminal.press("f")
        terminal.wait_for("⚑ flagged")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    (only,) = history(home)
    assert (only["state"], only["answered"]) == ("paused", 1)


@pytest.mark.parametrize("line", [b"one line without any end ", b"many lines\r\n"])
def test_huge_paste_into_a_note_is_cut(home: Home, line: bytes) -> None:
    with Terminal(home.root, "drill", "--count", "2") as terminal:
        to_a_note(terminal)
        paste(terminal, line * (PASTE // len(line)))
        terminal.wait_for(line.decode().split()[0])
        terminal.press("ctrl+s")
        terminal.wait_for("due again", gone="A note to yourself")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
    with closing(sqlite3.connect(home.database)) as connection:
        ((note,),) = connection.execute("SELECT note FROM mark").fetchall()
    assert 0 < len(note) <= 20_000


def test_huge_paste_into_a_setting_is_refused(home: Home) -> None:
    with Terminal(home.root) as terminal:
        terminal.wait_for("Mock exam 1, to see where you stand")
        terminal.press("s")
        terminal.wait_for("Settings")
        terminal.press("down", "enter")
        terminal.read(0.5)
        paste(terminal, b"2" * PASTE)
        terminal.press("enter")
        terminal.read(0.5)
        terminal.press("escape", "escape")
        terminal.wait_for("Mock exam 1, to see where you stand")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


def test_unterminated_paste_does_not_block_the_keyboard(home: Home) -> None:
    with Terminal(home.root) as terminal:
        terminal.wait_for("Mock exam 1, to see where you stand")
        terminal.type(b"\x1b[200~left open")
        terminal.read(2.5)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
