"""Rows that quizapp did not write are refused in one line; a bug is still reported as a bug."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.paths import Home
from quizapp.practice.annotations import toggle_cause
from quizapp.store.browser import search
from quizapp.store.browser.query import Query
from quizapp.store.catalog import names, word_index
from quizapp.store.catalog import queries as catalog
from quizapp.store.errors import StoreError
from quizapp.store.progress import mix_ups, standing
from quizapp.store.progress import queries as progress
from quizapp.store.workspace import Workspace
from quizapp.study.drill import DrillFilter
from tests.practice.small import answer, opened, small_pack


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


@pytest.mark.parametrize(
    "document",
    [
        "{}",
        "null",
        '{"syllabus": 1, "topics": 1}',
        '{"syllabus": {"DVA-C03": {"iam": ["a", -1]}}, "topics": [{"id": "iam", "name": 1}]}',
    ],
)
def test_pack_that_lacks_its_topics_is_refused(workspace: Workspace, document: str) -> None:
    spoil(workspace, f"UPDATE pack SET document = '{document}'")
    scope = workspace.scope_of("DVA-C03")
    with (
        pytest.raises(StoreError, match="contains data that quizapp did not write"),
        workspace.database.read() as connection,
    ):
        progress.syllabus(connection, scope)
    with (
        pytest.raises(StoreError, match="contains data that quizapp did not write"),
        workspace.database.read() as connection,
    ):
        names.all_topics(connection, scope.pack)


@pytest.mark.parametrize("document", ['{"topics": []}', '{"syllabus": {}, "topics": []}'])
def test_exam_without_topics_has_a_standing(workspace: Workspace, document: str) -> None:
    spoil(workspace, f"UPDATE pack SET document = '{document}'")
    with workspace.database.read() as connection:
        found, syllabus = standing.standing(connection, workspace.scope, workspace.blueprint)
    assert syllabus.domains == {}
    assert found.topics == ()
    assert {row.name for row in found.domains} == {d.id for d in workspace.blueprint.domains}
    assert all(row.total == 0 and 0 < row.low < row.high < 1 for row in found.domains)


@pytest.mark.parametrize("document", ["1e300", "'null'", "'[]'", "'{}'"])
def test_question_without_a_stem_is_refused(workspace: Workspace, document: str) -> None:
    spoil(workspace, f"UPDATE revision SET document = {document}")
    with (
        pytest.raises(StoreError, match="contains data that quizapp did not write"),
        workspace.database.read() as connection,
    ):
        search.page(connection, workspace.scope, Query(""))
    with (
        pytest.raises(StoreError, match="contains data that quizapp did not write"),
        workspace.database.write() as connection,
    ):
        word_index.update_words(connection, workspace.scope.pack, everything=True)
    with (
        pytest.raises(StoreError, match="contains data that quizapp did not write"),
        workspace.database.read() as connection,
    ):
        catalog.form_questions(connection, workspace.scope, 1)


@pytest.mark.parametrize("value", ["'someday'", "7", "x'ff00'"])
def test_invalid_date_is_refused(workspace: Workspace, value: str) -> None:
    spoil(workspace, f"INSERT INTO study_day VALUES (1, {workspace.scope.pack}, {value}, 1)")
    with (
        pytest.raises(StoreError, match="contains data that quizapp did not write"),
        workspace.database.read() as connection,
    ):
        progress.study_days(connection, workspace.scope)


@pytest.mark.parametrize("chosen", ["x", "9", "²"])
def test_answer_with_an_option_that_does_not_exist_is_refused(tmp_path: Path, chosen: str) -> None:
    practice = opened(Home(tmp_path / "home"), small_pack(tmp_path / "pack", 2))
    workspace = practice.workspace
    drill = practice.begin_drill(DrillFilter(count=1))
    answer(drill, 0, right=False)
    drill.submit()
    toggle_cause(drill, 0, "mixed_up")
    with workspace.database.read() as connection:
        (pair,) = mix_ups.given_as_cause(connection, workspace.scope, "mixed_up")
        assert len(mix_ups.questions(connection, workspace.scope, pair)) == 1
    spoil(workspace, f"UPDATE response SET chosen = '{chosen}'")
    with (
        pytest.raises(StoreError, match="contains data that quizapp did not write"),
        workspace.database.read() as connection,
    ):
        mix_ups.given_as_cause(connection, workspace.scope, "mixed_up")
    with (
        pytest.raises(StoreError, match="contains data that quizapp did not write"),
        workspace.database.read() as connection,
    ):
        mix_ups.questions(connection, workspace.scope, pair)
    practice.close()


@pytest.mark.parametrize("bug", [ValueError, TypeError, KeyError])
def test_error_not_caused_by_a_row_is_not_converted(
    workspace: Workspace, bug: type[Exception]
) -> None:
    with pytest.raises(bug), workspace.database.read():
        raise bug("of ours")
