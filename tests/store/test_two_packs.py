"""Several packs in one database: each has its own home row, history, and open sittings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.bootstrap.home_row import HomeRow
from quizapp.store.browser import search
from quizapp.store.learner import history
from quizapp.store.progress import home_row
from quizapp.store.sittings import attempts
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import start_mock
from quizapp.store.workspace import Workspace, open_workspace
from tests.builders import entry, write_pack

SAMPLE = "kubernetes-associate"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "tiny", *(entry(name) for name in "abcd"), form=["a", "b", "c"])


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_workspace(Home(tmp_path / "home"), None, paths.pack(SAMPLE))
    yield workspace
    workspace.database.close()


def reopened(workspace: Workspace, tmp_path: Path, folder: Path) -> Workspace:
    workspace.database.close()
    return open_workspace(Home(tmp_path / "home"), None, folder)


def begin(workspace: Workspace) -> Sitting:
    return start_mock(workspace.database, workspace.scope, workspace.blueprint, MockOptions(form=1))


def shown(workspace: Workspace) -> HomeRow:
    with workspace.database.read() as connection:
        return home_row.read(connection, workspace.scope)


def test_each_pack_has_its_own_home_row(sample: Workspace, tiny: Path, tmp_path: Path) -> None:
    sitting = begin(sample)
    for position, item in enumerate(sitting.attempt.items):
        sitting.go(position)
        for key in item.keys:
            sitting.choose(key)
    sitting.submit()
    begin(sample)
    other = reopened(sample, tmp_path, tiny)
    home = shown(other)
    assert (home.title, home.exam) == ("A tiny pack", "TST-C01")
    assert home.forms == ((1, 0),)
    assert home.open is None
    assert home.last is None
    assert home.standing.answers == 0
    with other.database.read() as connection:
        assert history.attempts(connection, other.scope) == []
        assert len(history.attempts(connection, sample.scope)) == 2
    other.database.close()


def test_reopened_pack_has_its_sitting_and_figures(
    sample: Workspace, tiny: Path, tmp_path: Path
) -> None:
    begin(sample)
    before = shown(sample)
    other = reopened(sample, tmp_path, tiny)
    begin(other)
    again = reopened(other, tmp_path, paths.pack(SAMPLE))
    home = shown(again)
    for name in ("title", "exam", "unit", "open", "source"):
        assert getattr(home, name) == getattr(before, name), name
    again.database.close()


def test_first_frame_ignores_the_home_row_of_another_pack(
    sample: Workspace, tiny: Path, tmp_path: Path
) -> None:
    """It is read before the data layer loads, and used only for the pack in this folder."""
    database = tmp_path / "home" / "quizapp.db"
    assert first_look(database, tiny).row == HomeRow()
    reopened(sample, tmp_path, tiny).database.close()
    for folder in (tiny, paths.pack(SAMPLE)):
        assert first_look(database, folder).row.source == str(folder)


def test_browser_holds_back_questions_of_its_own_pack_only(
    sample: Workspace, tiny: Path, tmp_path: Path
) -> None:
    begin(sample)
    other = reopened(sample, tmp_path, tiny)
    with other.database.read() as connection:
        assert search.held_back(connection, other.scope)[:2] == (3, 0)
    other.database.close()


def test_removing_all_sittings_of_a_pack_keeps_the_other_pack(
    sample: Workspace, tiny: Path, tmp_path: Path
) -> None:
    begin(sample)
    other = reopened(sample, tmp_path, tiny)
    begin(other)
    with other.database.write() as connection:
        assert attempts.remove(connection, other.scope, None) == {other.scope.pack}
        assert history.attempts(connection, other.scope) == []
        assert len(history.attempts(connection, sample.scope)) == 1
    other.database.close()


def test_two_open_packs_keep_separate_home_rows(
    sample: Workspace, tiny: Path, tmp_path: Path
) -> None:
    sitting = begin(sample)
    other = open_workspace(Home(tmp_path / "home"), None, tiny)
    sitting.go(3)
    assert shown(sample).title != shown(other).title
    other.database.close()
