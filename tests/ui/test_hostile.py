"""Hostile text from packs and manipulated databases, on every screen."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from quizapp.exam.attempt import OPEN
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.store.sittings.start import start_mock
from quizapp.ui.app import QuizApp
from quizapp.ui.gate import CONTROL
from quizapp.words import is_visible
from tests.builders import entry, write_pack
from tests.terminal import Terminal, run
from tests.ui.test_flows import running, shown
from tests.ui.test_text import HOSTILE

TEXTS = {
    "everything": " ".join(HOSTILE[:9]) + " e" + "\u0301" * 500,
    "endless": "x" * 200_000,
    "endless words": "[/] " * 5_000,
    "lines": "\x1b[2J\n" * 300,
    "nothing": "",
    "bidi": "\u202e\u2066txt\u2069 \u200bzero\ufeff",
}
Keys = tuple[str, ...]
WAYS: dict[str, Keys] = {
    "help": ("f1",),
    "palette": ("ctrl+p",),
    "briefing": ("m",),
    "question, navigator, check, leave": (
        *("m", "enter", "enter", "1", "f", "g", "f", "escape", "ctrl+s", "escape", "escape"),
    ),
    "report and review": ("m", "enter", "enter", "1", "ctrl+s", "end", "enter", "a", "n", "escape"),
    "drill builder and its choices": ("d", "down", "down", "enter", "escape"),
    "practice before and after answering": ("d", "q", "1", "enter", "space", "space"),
    "a note": ("d", "q", "1", "enter", "e", "x", "ctrl+s", "exclamation_mark"),
    "weak areas": ("w",),
    "history and an old report": ("h", "enter"),
    "removing from history": ("h", "delete"),
    "settings and what they ask": ("s", "enter", "escape", "down", "enter"),
}


SCREENS = {
    *("HomeScreen", "HelpScreen", "CommandPalette", "BriefingScreen", "MockQuestionScreen"),
    *("NavigatorScreen", "CheckScreen", "LeaveScreen", "ReportScreen", "ReviewScreen"),
    *("DrillBuilderScreen", "ChoiceScreen", "DrillQuestionScreen", "NoteScreen", "WeakScreen"),
    *("HistoryScreen", "SettingsScreen", "AskScreen"),
}


def tampered(value: Any, text: str) -> Any:
    """Replace every text in a document that is shown; ids, exam codes, and dates stay."""
    if isinstance(value, list):
        return [tampered(item, text) for item in value]
    if not isinstance(value, dict):
        return value
    shown = {"text", "why", "stem", "takeaway", "name", "title", "concept", "words", "verdict"}
    return {
        key: text if key in shown and isinstance(item, str) else tampered(item, text)
        for key, item in value.items()
    }


def tamper(home: Home, text: str) -> None:
    """Replace every text in a database that is shown."""
    with closing(sqlite3.connect(home.database)) as connection:
        for table in ("revision", "blueprint", "pack"):
            key = "rowid"
            for row, document in connection.execute(
                f"SELECT {key}, document FROM {table}"
            ).fetchall():
                changed = json.dumps(tampered(json.loads(document), text))
                connection.execute(
                    f"UPDATE {table} SET document = ? WHERE {key} = ?", (changed, row)
                )
        connection.execute("UPDATE pack SET title = ?", (text,))
        connection.execute("UPDATE attempt SET title = ?", (text,))
        connection.execute(
            "INSERT OR REPLACE INTO mark (learner_id, question_id, bookmarked, note, words)"
            " SELECT 1, id, 1, ?, ? FROM question",
            (text, text),
        )
        connection.execute("UPDATE summary SET document = ?", (summary_of(text),))
        connection.commit()


def summary_of(text: str) -> str:
    area = {
        "id": "1",
        "name": text,
        "correct": 1,
        "total": 20,
        "mean": 0.5,
        "low": 0.2,
        "high": 0.8,
    }
    standing = {
        "answers": 30,
        "first_sight": 30,
        "probability": 0.5,
        "exam_probability": 0.4,
        "words": text,
        "score": [500, 700],
        "domains": [{**area, "verdict": text}],
        "due": 1,
        "recover": 2,
        "weak": {"topic": "topic.one", "name": text},
    }
    workspace = {"id": 1, "title": text, "answered": 1, "questions": 3, "left": 9.0, "kind": "mock"}
    return json.dumps(
        {
            "title": text,
            "exam": text[:40],
            "forms": [[1, 0]],
            "open": workspace,
            "standing": standing,
        }
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Home]:
    """Make a pack with a form of three questions, and a home in which they were answered."""
    folder = tmp_path_factory.mktemp("small")
    names = ["first", "second", "third"]
    others = [f"other-{number}" for number in range(6)]
    pack = write_pack(folder / "pack", *(entry(name) for name in [*names, *others]), form=names)
    home = Home(folder / "home")
    workspace = open_practice(home, None, pack).workspace
    for submitted in (True, False):
        sitting = start_mock(
            workspace.database, workspace.scope, workspace.blueprint, MockOptions(form=1)
        )
        sitting.choose(0)
        if submitted:
            sitting.submit()
        else:
            sitting.pause()
    workspace.database.close()
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return pack, home


def copied(whole: Home, folder: Path) -> Home:
    """Return a copy of the home."""
    home = Home(folder / "home")
    home.make()
    home.database.write_bytes(whole.database.read_bytes())
    return home


def nothing_steers(app: QuizApp) -> None:
    """Check that a frame has no control characters."""
    for strip in app.screen._compositor.render_strips():
        assert not CONTROL.search(strip.text)
    assert not app._exit


@pytest.mark.parametrize("text", TEXTS)
async def test_every_screen_shows_hostile_text_literally(
    small: tuple[Path, Home], tmp_path: Path, text: str
) -> None:
    pack, whole = small
    home = copied(whole, tmp_path)
    tamper(home, TEXTS[text])
    met: set[str] = set()
    async with running(home, pack) as (app, pilot):
        for keys in WAYS.values():
            for key in keys:
                await pilot.press(key)
                nothing_steers(app)
                met.add(type(app.screen).__name__)
            # Given up, so that the next way finds its questions free.
            if app.sitting is not None and app.sitting.attempt.state in OPEN:
                app.sitting.abandon()
            app.leave_sitting()
            app.go_home()
            await pilot.pause()
            nothing_steers(app)
            met.add(type(app.screen).__name__)
    assert met >= SCREENS


@pytest.mark.terminal
def test_no_escape_sequence_in_a_text_reaches_the_terminal(
    small: tuple[Path, Home], tmp_path: Path
) -> None:
    pack, whole = small
    home = copied(whole, tmp_path)
    tamper(home, "\x1b]0;owned\x07\x1b[31;45mred\x1b[2J\x9b5n\u202e\u2066end")
    with Terminal(home.root, "--pack", str(pack)) as terminal:
        terminal.wait_for("owned", "Resume")
        for keys in ("m", "h", "w", "s", "f1"):
            terminal.press(keys)
            terminal.read(0.4)
            terminal.press("escape")
            terminal.read(0.3)
        terminal.wait_for("Resume")
        terminal.press("enter")
        terminal.wait_for("1 of 3", "owned")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        raw = terminal.raw.decode()
    assert "owned" in raw
    for sequence in ("\x1b]0", "\x1b[31;45m", "\x1b[2J", "\x9b", "\u202e", "\u2066"):
        assert sequence not in raw


def test_no_escape_sequence_in_a_database_is_printed_by_a_command(
    small: tuple[Path, Home], tmp_path: Path
) -> None:
    pack, whole = small
    home = copied(whole, tmp_path)
    tamper(home, TEXTS["everything"])
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("UPDATE attempt SET exam = ?, kind = 'mock'", ("\x1b[31m",))
        connection.commit()
    for arguments in (["history"], ["history", "--json"], ["progress"], ["progress", "--json"]):
        done = run(home.root, "--pack", str(pack), *arguments)
        assert done.returncode == 0, done.stderr
        assert all(is_visible(c) for line in done.stdout.splitlines() for c in line)


SUMMARIES: list[object] = [
    *("no JSON", "[]", "null", "7", '"text"', "[" * 100_000, "{", "{}"),
    *(
        {"title": 7},
        {"title": None},
        {"forms": {}},
        {"forms": [1, [2]]},
        {"open": []},
        {"exam": []},
    ),
    *(
        {"open": []},
        {"open": {}},
        {"open": {"id": "x", "title": 7}},
        {"last": {"score": "x"}},
        {"last": 1},
    ),
    *({"standing": []}, {"standing": {"answers": "many"}}, {"standing": {"answers": 5}}),
    {"standing": {"answers": 5, "probability": "x", "score": 7, "domains": [7], "weak": "x"}},
    {"standing": {"answers": 5, "domains": "x", "due": None, "days_left": 10**400}},
]


@pytest.mark.parametrize("number", range(len(SUMMARIES)))
async def test_malformed_home_row_is_recomputed(
    small: tuple[Path, Home], tmp_path: Path, number: int
) -> None:
    pack, whole = small
    home = copied(whole, tmp_path)
    given = SUMMARIES[number]
    document = given if isinstance(given, str) else json.dumps(given)
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("UPDATE summary SET document = ?", (document,))
        connection.commit()
    async with running(home, pack) as (app, pilot):
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Resume" in shown(app) or "Mock" in shown(app)
        await pilot.press("m", "escape", "h")
        nothing_steers(app)
