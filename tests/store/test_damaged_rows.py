"""Rows that quizapp did not write are refused in one line; a bug is still reported as a bug."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from quizapp.store.catalog import queries as catalog
from quizapp.store.errors import StoreError
from quizapp.store.progress import queries as progress
from quizapp.store.workspace import Workspace


def spoil(workspace: Workspace, statement: str) -> None:
    with closing(sqlite3.connect(workspace.database.where)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE blueprint SET document = 'no JSON'",
        "UPDATE blueprint SET document = '[]'",
        """UPDATE blueprint SET document = '{"code": 1}'""",
    ],
)
def test_unknown_document_is_refused(workspace: Workspace, statement: str) -> None:
    spoil(workspace, statement)
    with (
        pytest.raises(StoreError, match="contains data that quizapp did not write"),
        workspace.database.read() as connection,
    ):
        catalog.blueprints(connection, workspace.scope.pack)


@pytest.mark.parametrize("value", ["'someday'", "7", "x'ff00'"])
def test_invalid_date_is_refused(workspace: Workspace, value: str) -> None:
    spoil(workspace, f"INSERT INTO study_day VALUES (1, {workspace.scope.pack}, {value}, 1)")
    with (
        pytest.raises(StoreError, match="contains data that quizapp did not write"),
        workspace.database.read() as connection,
    ):
        progress.study_days(connection, workspace.scope)


@pytest.mark.parametrize("bug", [ValueError, TypeError, KeyError])
def test_error_not_caused_by_a_row_is_not_converted(
    workspace: Workspace, bug: type[Exception]
) -> None:
    with pytest.raises(bug), workspace.database.read():
        raise bug("of ours")
