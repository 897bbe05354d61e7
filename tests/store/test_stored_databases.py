"""Databases of released versions are upgraded without losing a row.

tests/store/databases has one file per revision; a new revision needs a new file.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from quizapp import paths
from quizapp.exam.attempt import State
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.store.bootstrap.first_look import HEAD, first_look
from quizapp.store.learner import history, settings
from quizapp.store.sittings.start import reopen
from quizapp.store.upkeep import backups
from quizapp.store.upkeep.migrate import migrate
from quizapp.store.workspace import Workspace
from tests.store import populate

TOGETHER = {"0002"}
"""Revisions that no version ever left on a disk: they came out with a later one."""
FILES = sorted(populate.STORED.glob("*.db.gz"))
Rows = dict[str, list[dict[str, Any]]]


def laid_out(file: Path, home: Home) -> Home:
    """Make a home with a stored database."""
    home.make()
    home.database.write_bytes(gzip.decompress(file.read_bytes()))
    return home


def rows(file: Path) -> Rows:
    """Return every row of every table, by column name, ordered by its first columns."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            row["name"]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                " AND name NOT LIKE 'search_index%'"
            )
        ]
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2')]
            if name != "alembic_version"
            else []
            for name in names
        }


def lost(before: Rows, after: Rows) -> list[str]:
    """Return the rows of `before`, or values of common columns, that are not in `after`.

    Derived tables, which are recomputed at the next start, are ignored.
    """
    said = []
    after = {**after, "setting": settings_of(after)}
    for table, old in {**before, "setting": settings_of(before)}.items():
        if table == "summary":
            continue
        new = after.get(table)
        if new is None or len(new) != len(old):
            said.append(f"{table}: {len(old)} rows became {'none' if new is None else len(new)}")
        else:
            said += [
                f"{table} {name}: {was[name]!r} became {now[name]!r}"
                for was, now in zip(old, new, strict=True)
                for name in was.keys() & now.keys() - {"fingerprint"}
                if was[name] != now[name]
            ]
    return said


LEARNERS_TABLES = frozenset(
    {"learner", "attempt", "response", "exposure", "mark", "complaint", "setting", "pack_setting"}
)


def of_learners(found: Rows) -> Rows:
    """Return the rows that no change to a pack may touch."""
    return {table: kept for table, kept in found.items() if table in LEARNERS_TABLES}


def settings_of(found: Rows) -> list[dict[str, Any]]:
    """Return the settings of learners and of packs, by name: those of an exam move to its pack."""
    every = [*found["setting"], *found.get("pack_setting", ())]
    return sorted(every, key=lambda row: (row["learner_id"], row["name"]))


@pytest.fixture(params=FILES, ids=lambda file: file.name.split(".")[0])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    return laid_out(request.param, Home(tmp_path / "home"))


@pytest.fixture
def upgraded(old: Home, tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_practice(old, None, populate.pack(tmp_path / "pack", mended=True)).workspace
    yield workspace
    workspace.database.close()


def test_every_released_revision_has_a_stored_database() -> None:
    released = {
        path.name.split("_", 1)[0] for path in (paths.migrations() / "versions").glob("*.py")
    }
    stored = {file.name.split(".")[0] for file in FILES}
    released -= TOGETHER
    assert released - stored <= {HEAD}, "run python -m tests.store.populate at that revision"
    assert stored <= released


def test_upgrade_keeps_every_row_and_answer(old: Home) -> None:
    before = rows(old.database)
    assert len(before["response"]) >= 9
    assert sum(bool(response["chosen"]) for response in before["response"]) >= 6
    migrate(old.url, old.backups)
    assert first_look(old.database).version == HEAD
    assert backups.fault(old.database) is None
    assert lost(before, rows(old.database)) == []


def test_upgrade_moves_the_exam_date_to_the_pack(upgraded: Workspace) -> None:
    with upgraded.database.read() as connection:
        assert settings.exam_date(connection, upgraded.scope) == date(2027, 3, 1)
        assert settings.stored(connection, upgraded.scope).keys() == {"exam_date", "time_zone"}
        other = replace(upgraded.scope, pack=upgraded.scope.pack + 1)
        assert settings.exam_date(connection, other) is None


def test_upgrade_makes_a_backup_first(old: Home) -> None:
    before = rows(old.database)
    if migrate(old.url, old.backups):
        (made,) = backups.listed(old.backups)
        assert made.label == f"before-{HEAD}"
        assert rows(made.path) == before


def test_history_and_open_sitting_work_after_an_upgrade(upgraded: Workspace) -> None:
    with upgraded.database.read() as connection:
        past = history.attempts(connection, upgraded.scope)
    assert [(p.kind, p.state, p.answered, p.correct) for p in past] == [
        ("mock", "submitted", 2, 1),
        ("drill", "submitted", 3, 2),
        ("mock", "running", 1, None),
    ]
    sitting = reopen(upgraded.database, past[-1].id)
    sitting.resume()
    assert sitting.attempt.items[0].right
    assert len(sitting.attempt.items[0].struck) == 1
    populate.answer(sitting, right=True)
    assert sitting.submit().correct == 2
    assert sitting.attempt.state is State.SUBMITTED
