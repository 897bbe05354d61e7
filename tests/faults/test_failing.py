"""The n-th call that changes the disk fails: one line is shown, and nothing is lost.

This is a sample; every n is tested with QUIZAPP_TORTURE=1 or `make torture`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from quizapp.practice.room import open_practice
from tests.faults.calls import Call
from tests.faults.conftest import TORTURE
from tests.faults.failing import FULL, Fault, campaign, reference
from tests.faults.life import STAGES, Scene
from tests.faults.watch import watching

STRIDE = 1 if TORTURE else 61


@pytest.mark.parametrize("name", [stage.name for stage in STAGES])
def test_nothing_is_lost_if_any_call_fails(
    name: str,
    life_scenes: dict[str, Scene],
    fast_tmp: Path,
    record_property: pytest.RecordProperty,
) -> None:
    found = campaign(life_scenes[name], fast_tmp, stride=STRIDE)
    record_property("points", found.points)
    record_property("runs", found.runs)
    print(f"{name}: {found.points} points, {found.runs} runs, {found.refusals} refusals")
    assert found.failures == []
    assert found.runs > 0


def test_harness_intercepts_calls_of_sqlite_and_python(life_scenes: dict[str, Scene]) -> None:
    seen = {
        (call.kind, Path(call.path).suffix)
        for stage in ("first start", "automatic backup")
        for call in reference(life_scenes[stage])[0]
    }
    assert {
        ("create", ".db"),
        ("write", ".db"),
        ("write", ".db-wal"),
        ("sync", ".db-wal"),
        ("sync", ".db"),
        ("unlink", ".db-wal"),
        ("link", ".part"),
        ("sync", ".part"),
        ("sync folder", ""),
    } <= seen


def test_injected_error_reaches_the_app(life_scenes: dict[str, Scene]) -> None:
    scene = life_scenes["mock"]
    life = scene.set()
    with watching(scene.root, Fault(1, FULL)):
        workspace = open_practice(life.home, None, life.pack).workspace
    assert "quizapp.db: cannot be opened" in (workspace.database.refusal or "")
    workspace.database.close()


def test_calls_work_again_after_the_injection(
    life_scenes: dict[str, Scene], tmp_path: Path
) -> None:
    seen: list[Call] = []
    with watching(tmp_path, lambda call: seen.append(call) or 0):  # type: ignore[func-returns-value]
        sqlite3.connect(tmp_path / "one.db").close()
    with sqlite3.connect(tmp_path / "two.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    assert {Path(call.path).name for call in seen} == {"one.db"}
