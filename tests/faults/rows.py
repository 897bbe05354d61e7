"""Invalid values in every column: each command fails with at most one line, and no screen crashes.

A database that was edited manually, or partly repaired by another tool, passes SQLite's integrity
check: a column of numbers contains a word, a document is a list, a row refers to no other. Every
command on such a database does its work or fails with one line.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner, Result

from quizapp.cli import quizapp
from quizapp.paths import Home
from quizapp.practice.launch import Launch
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.bootstrap.home_row import HomeRow
from quizapp.store.errors import StoreError
from quizapp.store.workspace import open_workspace
from quizapp.ui.app import QuizApp
from tests.store.populate import populate

RUBBISH: dict[str, object] = {
    "a word": "x",
    "less than nothing": -7,
    "more than there is": 2**62,
    "a fraction": 1e300,
    "bytes": b"\xff\x00\xfe",
    "a list": "[1, null]",
    "an object": '{"stem": 1, "options": {}, "standing": []}',
    "nothing": None,
}
CARDS = "cards.apkg"
COMMANDS = (
    "history --json",
    "progress --json",
    "progress",
    "plan --json",
    "result --json",
    "report 1",
    "report 2 --markdown -",
    f"export anki {CARDS} --force",
    "export sheet -",
    "settings",
    "doctor",
)
WALK = (
    ("enter", "1", "right", "2"),
    ("w", "enter", "1", "enter"),
    ("w", "s", "enter", "escape", "escape", "end", "enter"),
    ("h", "enter", "r", "right"),
    ("b", "k", "enter"),
    ("r", "1", "enter"),
    ("m", "enter", "1", "right"),
    ("p", "r", "enter", "enter", "s"),
)
"""Keys from home: resume and answer; weak areas and a drill; a sheet and its reasons; a report;
search; review; a mock; the plan and a result."""
SIZE = (100, 30)
CONCEPTS = """concept-0:
  name: The first idea
  text: |-
    What the first idea means.
  reference: https://docs.example.com/first
  checked: 2026-11-29
"""
OWN = frozenset({"alembic_version"})
"""Not a row of ours: which revision it is decides whether the file is touched at all."""


@dataclass(frozen=True)
class Column:
    table: str
    name: str


@dataclass
class CampaignResult:
    """What was tried, what was refused in one line, and what went wrong."""

    tried: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)


def columns(file: Path) -> Iterator[Column]:
    """Every column of every table with rows, apart from what SQLite's text index keeps itself."""
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        for (table,) in tables:
            if table in OWN or "_search" in table:
                continue
            if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
                for row in connection.execute(f"PRAGMA table_info({table})").fetchall():
                    yield Column(table, row[1])


def spoil(file: Path, column: Column, rubbish: object) -> bool:
    """Put rubbish into a whole column, or into its first row where it must be unique.

    False if the database itself refuses it.
    """
    with closing(sqlite3.connect(file)) as connection:
        for rows in ("", f" WHERE rowid = (SELECT min(rowid) FROM {column.table})"):
            try:
                connection.execute(f"UPDATE {column.table} SET {column.name} = ?{rows}", (rubbish,))
                connection.commit()
                return True
            except sqlite3.Error:
                connection.rollback()
    return False


def command_problem(result: Result) -> str | None:
    """Return what is wrong with a command's result; None for at most one line of error."""
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return f"{type(result.exception).__name__}: {result.exception}"
    if result.exit_code not in (0, 1, 2):
        return f"exit status {result.exit_code}"
    said = result.stderr.strip().splitlines()
    if result.exit_code and len(said) > 1 and not said[0].startswith(("Usage:", "quizapp:")):
        return f"more than one line: {said}"
    return None


def ask(home: Home, pack: Path, found: CampaignResult, where: str) -> None:
    """Ask every command."""
    runner = CliRunner()
    for command in COMMANDS:
        words = [str(home.root / word) if word == CARDS else word for word in command.split()]
        arguments = ["--home", str(home.root), "--pack", str(pack), *words]
        result = runner.invoke(quizapp, arguments)
        found.refused += result.exit_code == 1
        wrong = command_problem(result)
        if wrong is not None:
            found.failures.append(f"{where}: quizapp {command}: {wrong}")


async def look(home: Home, pack: Path) -> BaseException | None:
    """Walk through the screens: resume, answer, leave, and every room; the bug, if there is one."""
    try:
        row = first_look(home.database, pack).row
    except StoreError:
        row = HomeRow()
    except Exception as error:
        return error
    app = QuizApp(Launch(home, pack, None, row=row))
    try:
        async with app.run_test(size=SIZE) as pilot:
            await app.workers.wait_for_complete()
            await pilot.pause()
            for keys in WALK:
                app.go_home()
                for key in keys:
                    if app.is_running and app.crash is None:
                        await pilot.press(key)
            await app.workers.wait_for_complete()
    except Exception as error:
        return None if isinstance(error, StoreError) else app.crash or error
    return None if isinstance(app.crash, StoreError) else app.crash


def life(folder: Path) -> tuple[Home, Path]:
    """A home with something of everything, and its pack."""
    home, pack = Home(folder / "home"), folder / "pack"
    pack.mkdir(parents=True)
    (pack / "concepts.yaml").write_text(CONCEPTS)
    populate(home, pack)
    workspace = open_workspace(home, None, pack)
    workspace.refresh_standing()
    workspace.database.close()
    return home, pack


def campaign(folder: Path, *, stride: int = 1, screens: int = 1) -> CampaignResult:
    """Spoil every `stride`-th pair of column and rubbish; every `screens`-th is looked at too."""
    whole, pack = life(folder)
    home, found = Home(folder / "spoilt"), CampaignResult()
    pairs = [(c, name) for c in columns(whole.database) for name in RUBBISH]
    logging.disable()
    try:
        for number, (column, name) in enumerate(pairs[::stride]):
            shutil.rmtree(home.root, ignore_errors=True)
            shutil.copytree(whole.root, home.root)
            if not spoil(home.database, column, RUBBISH[name]):
                continue
            found.tried += 1
            where = f"{column.table}.{column.name} holds {name}"
            ask(home, pack, found, where)
            if number % screens == 0:
                bug = asyncio.run(look(home, pack))
                if bug is not None:
                    found.failures.append(f"{where}: screens: {type(bug).__name__}: {bug}")
    finally:
        logging.disable(logging.NOTSET)
    return found
