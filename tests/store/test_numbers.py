"""The number of a removed attempt is never given to another attempt."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.store.db.schema import SETTING
from quizapp.store.learner import settings
from quizapp.store.sittings import numbers
from quizapp.store.sittings.start import start_mock
from quizapp.store.workspace import Workspace
from quizapp.study.drill import DrillFilter
from tests.practice.small import opened, small_pack
from tests.terminal import run


def mock(workspace: Workspace) -> int:
    wish = MockOptions(short=True)
    sitting = start_mock(workspace.database, workspace.scope, workspace.blueprint, wish)
    sitting.submit()
    return sitting.stored.id


def test_number_of_a_removed_attempt_is_not_used_again(workspace: Workspace, home: Home) -> None:
    assert [mock(workspace) for _ in range(3)] == [1, 2, 3]
    workspace.forget(3)
    assert mock(workspace) == 4
    workspace.forget(2)
    assert mock(workspace) == 5
    workspace.forget(None)
    assert mock(workspace) == 6
    workspace.forget(6)
    workspace.database.close()
    assert "there is no attempt 6" in run(home.root, "report", "6").stderr
    assert mock(workspace) == 7


def test_number_of_an_unanswered_drill_is_not_used_again(tmp_path: Path) -> None:
    practice = opened(Home(tmp_path / "home"), small_pack(tmp_path / "pack", 5))
    for expected in (1, 2, 3):
        sitting = practice.begin_drill(DrillFilter(count=2))
        assert sitting.stored.id == expected
        sitting.pause()
    assert [past.id for past in practice.history().attempts] == [3]
    practice.close()


def test_kept_number_is_no_setting(workspace: Workspace) -> None:
    mock(workspace)
    workspace.forget(1)
    with workspace.database.read() as connection:
        assert connection.scalars(select(SETTING.c.name)).all() == [numbers.NAME]
        assert settings.stored(connection, workspace.scope) == {}


@pytest.mark.parametrize("value", ["", "many", "-5", "9" * 30, str(2**63 - 1)])
def test_malformed_kept_number_is_ignored(workspace: Workspace, value: str) -> None:
    mock(workspace)
    workspace.forget(1)
    with workspace.database.write() as connection:
        connection.execute(update(SETTING).values(value=value))
    assert mock(workspace) == 1
    workspace.forget(1)
    assert mock(workspace) == 2
