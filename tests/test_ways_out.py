"""Data that is restored, deleted, removed, or taken over while quizapp is open."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.paths import Home
from quizapp.store.bootstrap.first_look import HEAD
from tests.plain.talk import PATIENCE, Talk, say
from tests.terminal import Terminal, run

OLD = Path(__file__).parent / "store" / "databases"


def ask(home: Home, statement: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home.database, timeout=20)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def restored(home: Home, copy: Path) -> None:
    done = run(home.root, "restore", str(copy))
    assert done.returncode == 0, done.stderr


def told(terminal: Terminal, words: str) -> str:
    """Wait until something stands on the screen, wherever its lines break; all that stands there,
    without spaces."""
    until = time.monotonic() + PATIENCE
    while bare(words) not in (seen := bare(terminal.screen)):
        assert time.monotonic() < until, terminal.screen
        terminal.read()
    return seen


def bare(text: str) -> str:
    return "".join(text.replace("▌", "").split())  # the bar is the left edge of a notice


def backed_up(home: Home, copy: Path) -> Path:
    done = run(home.root, "backup", str(copy))
    assert done.returncode == 0, done.stderr
    return copy


def no_mixture(home: Home) -> None:
    """Whether every answer is to a question that was seen, and every count is that of its rows."""
    assert not ask(home, "SELECT * FROM response WHERE chosen <> '' AND seen_at IS NULL")
    assert not ask(
        home,
        "SELECT * FROM response WHERE seen_at IS NOT NULL AND question_id NOT IN"
        " (SELECT question_id FROM exposure)",
    )
    assert not ask(
        home,
        "SELECT * FROM attempt WHERE questions <>"
        " (SELECT count(*) FROM response WHERE attempt_id = attempt.id)",
    )


def an_old_copy(home: Home, place: Path) -> Path:
    """A database with an earlier schema."""
    made = place / "old.db"
    made.write_bytes(gzip.decompress((OLD / "0003.db.gz").read_bytes()))
    with closing(sqlite3.connect(made)) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert version < HEAD
    return made


def a_copy_of_before(home: Home, place: Path) -> Path:
    return backed_up(home, place / "before.db")


COPIES: list[Callable[[Home, Path], Path]] = [a_copy_of_before, an_old_copy]


@pytest.mark.parametrize("copy_of", COPIES, ids=lambda made: made.__name__)
def test_restore_ends_an_open_plain_mode_sitting(
    home: Home, tmp_path: Path, copy_of: Callable[[Home, Path], Path]
) -> None:
    copy = copy_of(home, tmp_path)
    with Talk(home.root, "mock", "--form", "1") as there:
        there.hear("Question 1 of 65")
        there.type("1", "next")
        there.hear("Question 2 of 65")
        restored(home, copy)
        there.type("1", "leave")
        assert there.wait() == 1
        (line,) = there.errors.splitlines()
    assert "the database was replaced by a restored copy" in line
    assert "Saved" not in there.heard
    assert run(home.root, "history").returncode == 0
    no_mixture(home)


def test_sitting_can_be_resumed_as_in_the_restored_backup(home: Home, tmp_path: Path) -> None:
    with Talk(home.root, "mock", "--form", "1") as there:
        there.hear("Question 1 of 65")
        there.type("1", "next")
        there.hear("Question 2 of 65")
        copy = backed_up(home, tmp_path / "copy.db")
        there.type("1", "next")
        there.hear("Question 3 of 65")
        restored(home, copy)
        with Talk(home.root) as here:
            here.type("resume", "list", "leave", "quit")
            said = here.hear("Saved: Mock exam 1")
        assert "open in another quizapp" not in said
        assert "Question 2 of 65" in said
        there.type("2")
        assert there.wait() == 1
        assert "the database was replaced" in there.errors
    no_mixture(home)


@pytest.mark.parametrize("copy_of", COPIES, ids=lambda made: made.__name__)
def test_restore_ends_a_sitting_open_on_the_screens(
    home: Home, tmp_path: Path, copy_of: Callable[[Home, Path], Path]
) -> None:
    copy = copy_of(home, tmp_path)
    with Terminal(home.root, "mock", "--form", "1", size=(120, 40)) as there:
        there.wait_for("1 of 65")
        restored(home, copy)
        there.press("1")
        seen = told(there, "the database was replaced by a restored copy")
        assert bare("1 of 65") not in seen
        there.press("ctrl+q")
        there.wait()
    assert run(home.root, "history").returncode == 0
    no_mixture(home)


def test_restore_is_reported_at_the_next_action_on_home(home: Home, tmp_path: Path) -> None:
    copy = an_old_copy(home, tmp_path)
    with Terminal(home.root, size=(120, 40)) as there:
        there.press("h")
        there.wait_for("No sittings yet")
        there.press("escape")
        there.wait_for("Weak areas")
        restored(home, copy)
        there.press("h")
        there.wait_for("replaced", "restored")


def test_deleted_home_is_never_reported_as_saved(home: Home) -> None:
    with Talk(home.root, "mock", "--form", "1") as plain:
        plain.hear("Question 1 of 65")
        with Terminal(home.root, "drill", size=(120, 40)) as screens:
            screens.wait_for("1 of 20")
            shutil.rmtree(home.root)
            screens.press("1")
            told(screens, "the database was moved or deleted")
            screens.press("ctrl+q")
            screens.wait()
        plain.type("quit")
        said = plain.hear("moved or deleted")
        assert plain.wait() == 1
        assert "Saved" not in said + plain.heard
        assert "Go on later" not in said + plain.heard


def test_removal_from_a_deleted_home_writes_nothing(home: Home) -> None:
    say(home.root, "1\n\nleave\nquit\n", "drill", "--count", "2")
    with Terminal(home.root, size=(120, 40)) as screens:
        screens.press("h")
        screens.wait_for("Drill", "Remove")
        screens.press("x")
        screens.wait_for("Keep it")
        shutil.rmtree(home.root)
        screens.press("down", "enter")
        told(screens, "the database was moved or deleted")
        assert not home.root.exists()
        screens.press("ctrl+q")
        screens.wait()


def test_screens_report_what_was_not_saved(home: Home) -> None:
    with Terminal(home.root, "mock", "--form", "1", size=(120, 40)) as screens:
        screens.wait_for("1 of 65")
        shutil.rmtree(home.root)
        screens.press("ctrl+q")
        assert screens.wait() == 1
        told(screens, "the database was moved or deleted")
        assert "quizapp: Not saved: " in screens.screen


def take_over(home: Home, attempt: int) -> None:
    ask(home, "UPDATE attempt SET holder = 'elsewhere/1/ff' WHERE id = ?", attempt)


def remove(home: Home, attempt: int) -> None:
    ask(home, "DELETE FROM response WHERE attempt_id = ?", attempt)
    ask(home, "DELETE FROM attempt WHERE id = ?", attempt)


def submit(home: Home, attempt: int) -> None:
    ask(home, "UPDATE attempt SET state = 'submitted', holder = NULL WHERE id = ?", attempt)


LOSSES: dict[str, Callable[[Home, int], None]] = {
    "was resumed in another quizapp": take_over,
    "was removed in another quizapp": remove,
    "was ended in another quizapp": submit,
}


@pytest.mark.parametrize("words", LOSSES)
@pytest.mark.parametrize("way", [("leave", "quit"), ("quit",), ("1", "quit")])
def test_plain_mode_never_reports_a_lost_sitting_as_saved(
    home: Home, words: str, way: tuple[str, ...]
) -> None:
    with Talk(home.root, "drill", "--count", "3") as there:
        there.hear("Question 1 of 3")
        ((attempt,),) = ask(home, "SELECT id FROM attempt")
        assert isinstance(attempt, int)
        LOSSES[words](home, attempt)
        there.type(*way)
        there.hear(words)
        there.wait()
        assert "Saved" not in there.heard


@pytest.mark.parametrize("words", LOSSES)
def test_screens_never_report_a_lost_sitting_as_saved(home: Home, words: str) -> None:
    with Terminal(home.root, "drill", "--count", "3", size=(120, 40)) as there:
        there.wait_for("1 of 3")
        ((attempt,),) = ask(home, "SELECT id FROM attempt")
        assert isinstance(attempt, int)
        LOSSES[words](home, attempt)
        there.press("escape")
        seen = told(there, words)
        assert bare("Drill is saved") not in seen


@pytest.mark.parametrize("kind", ["drill", "review", "replay"])
def test_waiting_plain_mode_sitting_keeps_its_lease(home: Home, kind: str) -> None:
    if kind == "review":
        say(home.root, "1\n1 2\n1 2 3\nguess\n\nquit\n", "drill", "--count", "1")
        ask(home, "UPDATE card SET due = '2020-01-01', last = '2019-12-01'")
        arguments, typed = ["review"], ()
    elif kind == "replay":
        arguments, typed = ["mock", "--short"], ("submit", "yes", "replay")
    else:
        arguments, typed = ["drill"], ()
    with Talk(home.root, *arguments) as there:
        there.type(*typed)
        there.hear("Then enter confirms;")
        newest = "SELECT id, kind FROM attempt ORDER BY id DESC LIMIT 1"
        ((attempt, found),) = ask(home, newest)
        assert found == kind
        long_ago = "2020-01-01 00:00:00.000000"
        ask(home, "UPDATE attempt SET held_at = ? WHERE id = ?", long_ago, attempt)
        until = time.monotonic() + PATIENCE
        while ask(home, "SELECT held_at FROM attempt WHERE id = ?", attempt) == [(long_ago,)]:
            assert time.monotonic() < until
            time.sleep(0.2)
        said = say(home.root, "resume\n\nquit\n")
        assert "open in another quizapp" in said
    done = run(home.root, "history", "--json")
    assert json.loads(done.stdout)["attempts"]
