"""Several packs in one database: each has its own home, history and open sitting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.paths import Home
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.learner import history
from quizapp.store.progress import home_row
from quizapp.store.sittings import attempts
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import MockWish, start_mock
from quizapp.store.workspace import Opened, open_all
from tests.builders import entry, write_pack

SAMPLE = "kubernetes-associate"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "tiny", *(entry(name) for name in "abcd"), form=["a", "b", "c"])


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Opened]:
    opened = open_all(Home(tmp_path / "home"), None, paths.pack(SAMPLE))
    yield opened
    opened.database.close()


def reopened(opened: Opened, tmp_path: Path, folder: Path) -> Opened:
    opened.database.close()
    return open_all(Home(tmp_path / "home"), None, folder)


def begin(opened: Opened) -> Sitting:
    return start_mock(
        opened.database, opened.learner, opened.pack, opened.blueprint, MockWish(form=1)
    )


def shown(opened: Opened) -> dict[str, object]:
    with opened.database.read() as connection:
        return home_row.read(connection, opened.learner, opened.pack)


def test_another_pack_opens_on_a_home_of_its_own(
    sample: Opened, tiny: Path, tmp_path: Path
) -> None:
    sitting = begin(sample)
    for position, item in enumerate(sitting.attempt.items):
        sitting.go(position)
        for key in item.keys:
            sitting.choose(key)
    sitting.submit()
    begin(sample)
    other = reopened(sample, tmp_path, tiny)
    home = shown(other)
    assert (home["title"], home["exam"]) == ("A tiny pack", "TST-C01")
    assert home["forms"] == [[1, 0]]
    assert home["open"] is None
    assert home["last"] is None
    assert home["standing"]["answers"] == 0  # type: ignore[index]
    with other.database.read() as connection:
        assert history.attempts(connection, other.learner, pack=other.pack) == []
        assert len(history.attempts(connection, other.learner)) == 2
    other.database.close()


def test_the_first_pack_finds_its_sitting_and_figures_again(
    sample: Opened, tiny: Path, tmp_path: Path
) -> None:
    begin(sample)
    before = shown(sample)
    other = reopened(sample, tmp_path, tiny)
    begin(other)
    again = reopened(other, tmp_path, paths.pack(SAMPLE))
    home = shown(again)
    for name in ("title", "exam", "unit", "open", "source"):
        assert home[name] == before[name], name
    again.database.close()


def test_the_first_frame_can_tell_whose_figures_it_reads(
    sample: Opened, tiny: Path, tmp_path: Path
) -> None:
    """It is read before the data layer is there, and used only for the pack of this folder."""
    database = tmp_path / "home" / "quizapp.db"
    assert first_look(database, tiny).summary == {}
    reopened(sample, tmp_path, tiny).database.close()
    for folder in (tiny, paths.pack(SAMPLE)):
        assert first_look(database, folder).summary["source"] == str(folder)


def test_removing_all_of_one_pack_leaves_the_other(
    sample: Opened, tiny: Path, tmp_path: Path
) -> None:
    begin(sample)
    other = reopened(sample, tmp_path, tiny)
    begin(other)
    with other.database.write() as connection:
        assert attempts.remove(connection, other.learner, None, pack=other.pack) == {other.pack}
        assert len(history.attempts(connection, other.learner)) == 1
    other.database.close()


def test_two_packs_open_at_once_do_not_take_home_from_each_other(
    sample: Opened, tiny: Path, tmp_path: Path
) -> None:
    sitting = begin(sample)
    other = open_all(Home(tmp_path / "home"), None, tiny)
    sitting.go(3)
    assert shown(sample)["title"] != shown(other)["title"]
    other.database.close()
