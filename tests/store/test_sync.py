"""Sync of packs: files become rows, and answered text is kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.process import garbage_collection_paused
from quizapp.store import workspace
from quizapp.store.catalog import queries as catalog
from quizapp.store.db.schema import QUESTION, REVISION
from quizapp.store.errors import StoreError
from quizapp.store.sittings import attempts
from quizapp.store.sittings.start import reopen, start_mock
from quizapp.store.workspace import ProgressCallback, Workspace
from tests.builders import entry, write_pack

THREE = [entry(name) for name in ("first", "second", "third")]


OPEN: list[Workspace] = []


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().database.close()


def open_workspace(
    home: Home, url: str | None, pack: Path, progress: ProgressCallback | None = None
) -> Workspace:
    """Open workspaces and close them after the test."""
    OPEN.append(workspace.open_workspace(home, url, pack, progress))
    return OPEN[-1]


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_unchanged_pack_is_loaded_once(own: Home, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", *THREE, form=["first", "second", "third"])
    read: list[str] = []
    found = open_workspace(own, None, pack, lambda what, _done, _all: read.append(what))
    assert "Reading questions" in read
    with found.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(QUESTION)) == 3
        assert len(catalog.form_questions(connection, found.scope, 1)) == 3
    read.clear()
    open_workspace(own, None, pack, lambda what, _done, _all: read.append(what))
    assert read == []


def test_garbage_collection_is_paused_during_a_sync(own: Home, tmp_path: Path) -> None:
    """Almost all objects created then stay alive, so collections would be wasted."""
    pack = write_pack(tmp_path / "pack", *THREE)
    on: list[bool] = []
    open_workspace(
        own, None, pack, lambda what, *_: on.append("Reading" in what and gc.isenabled())
    )
    assert not any(on)
    assert gc.isenabled()
    gc.disable()
    try:
        with garbage_collection_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_changed_text_replaces_an_unanswered_revision(own: Home, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", *THREE)
    open_workspace(own, None, pack)
    write_pack(pack, entry("first", stem="stem: |-\n    Another stem by far."), *THREE[1:])
    found = open_workspace(own, None, pack)
    with found.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(REVISION)) == 3
        first = catalog.question_by_code(connection, found.scope.pack, "first")
        assert first is not None
        assert first.question.stem == "Another stem by far."


def test_answered_revision_is_kept(own: Home, tmp_path: Path) -> None:
    names = ["first", "second", "third"]
    pack = write_pack(tmp_path / "pack", *THREE, form=names)
    found = open_workspace(own, None, pack)
    sitting = start_mock(found.database, found.scope, found.blueprint, MockOptions(form=1))
    sitting.choose(sitting.attempt.item.order[0])
    sitting.submit()
    changed = [entry(n, stem=f"stem: |-\n    A mended stem about {n}.") for n in names]
    write_pack(pack, *changed, form=names)
    again = open_workspace(own, None, pack)
    with again.database.read() as connection:
        old = attempts.load(connection, sitting.stored.id)
        new = catalog.form_questions(connection, again.scope, 1)
    assert old is not None
    assert old.questions["first"].stem == "A stem about first, long enough to be read."
    assert {q.question.stem for q in new} == {f"A mended stem about {n}." for n in names}


def test_question_removed_from_the_files_is_withdrawn(own: Home, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", *THREE)
    open_workspace(own, None, pack)
    write_pack(pack, *THREE[:2])
    found = open_workspace(own, None, pack)
    with found.database.read() as connection:
        rows = {r.code: r.active for r in connection.execute(select(QUESTION))}
    assert rows == {"first": True, "second": True, "third": False}


def test_taken_form_is_never_changed(own: Home, tmp_path: Path) -> None:
    four = [*THREE, entry("fourth")]
    pack = write_pack(tmp_path / "pack", *four, form=["first", "second", "third"])
    found = open_workspace(own, None, pack)
    start_mock(found.database, found.scope, found.blueprint, MockOptions(form=1))
    write_pack(pack, *four, form=["second", "third", "fourth"])
    again = open_workspace(own, None, pack)
    assert again.warning is not None
    assert "TST-C01-1" in again.warning
    with again.database.read() as connection:
        form = catalog.form_questions(connection, again.scope, 1)
    assert [q.question.id for q in form] == ["first", "second", "third"]


def test_faulty_pack_does_not_change_the_database(own: Home, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", *THREE)
    open_workspace(own, None, pack)
    write_pack(pack, *THREE[:2], entry("third", level="level: easy"))
    found = open_workspace(own, None, pack)
    assert found.warning is not None
    assert "only/topic-one.yaml:" in found.warning
    assert "third" in found.warning
    with found.database.read() as connection:
        third = catalog.question_by_code(connection, found.scope.pack, "third")
    assert third is not None
    assert third.question.level == "apply"


def test_faulty_pack_at_the_first_start_names_file_and_fault(own: Home, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", THREE[0], THREE[0])
    with pytest.raises(StoreError, match=r"topic-one\.yaml:\d+: first: the id is already used at"):
        open_workspace(own, None, pack)


def test_markup_in_question_text_is_stored_literally(own: Home, tmp_path: Path) -> None:
    hostile = "[/] [@click=app.quit]x[/] list[int] {braces} %s"
    pack = write_pack(tmp_path / "pack", entry("first", stem=f"stem: |-\n    {hostile}"))
    found = open_workspace(own, None, pack)
    with found.database.read() as connection:
        first = catalog.question_by_code(connection, found.scope.pack, "first")
    assert first is not None
    assert first.question.stem == hostile


def test_reopening_an_unknown_attempt_is_refused(own: Home, tmp_path: Path) -> None:
    found = open_workspace(own, None, write_pack(tmp_path / "pack", *THREE))
    with pytest.raises(StoreError, match="no attempt 77"):
        reopen(found.database, 77)
