"""History read with the standard library equals that of the data layer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.paths import Home
from quizapp.store.bootstrap import history as bootstrap_history
from quizapp.store.learner import history
from quizapp.store.workspace import open_workspace
from tests.store.populate import populate

pytestmark = pytest.mark.slow


@pytest.fixture
def used_home(tmp_path: Path) -> tuple[Home, Path]:
    home, pack = Home(tmp_path / "home"), tmp_path / "pack"
    populate(home, pack)
    return home, pack


def test_history_read_with_and_without_the_data_layer_agrees(used_home: tuple[Home, Path]) -> None:
    home, pack = used_home
    workspace = open_workspace(home, None, pack)
    with workspace.database.read() as connection:
        wanted = history.attempts(connection, workspace.scope)
    workspace.database.close()
    assert len(wanted) == 3
    assert bootstrap_history.attempts(home.database, pack) == wanted


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE alembic_version SET version_num = '9999'",
        "UPDATE pack SET source = '/elsewhere'",
        "UPDATE attempt SET score = x'ff' WHERE id = 1",
        "UPDATE attempt SET started_at = 'then' WHERE id = 1",
        "DELETE FROM alembic_version",
        "DROP TABLE response",
    ],
)
def test_unexpected_values_are_left_to_the_data_layer(
    used_home: tuple[Home, Path], change: str
) -> None:
    home, pack = used_home
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute(change)
        connection.commit()
    assert bootstrap_history.attempts(home.database, pack) is None


def test_missing_or_invalid_file_is_left_to_the_data_layer(tmp_path: Path) -> None:
    file = tmp_path / "quizapp.db"
    assert bootstrap_history.attempts(file, tmp_path) is None
    file.write_bytes(b"rubbish " * 1000)
    assert bootstrap_history.attempts(file, tmp_path) is None
    assert bootstrap_history.attempts(tmp_path, tmp_path) is None
