"""A power failure after the n-th call: nothing acknowledged is lost, and the database is intact.

This is a sample; every n is tested with QUIZAPP_TORTURE=1 or `make torture`.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.calls import Call
from tests.faults.conftest import TORTURE
from tests.faults.disk import KILLED, SYNCED, TORN, WAYS, Disk
from tests.faults.dying import campaign
from tests.faults.life import STAGES, Scene

STRIDE = 1 if TORTURE else 5


@pytest.mark.parametrize("name", [stage.name for stage in STAGES])
def test_nothing_is_lost_in_a_power_failure_at_any_call(
    name: str,
    life_scenes: dict[str, Scene],
    fast_tmp: Path,
    record_property: pytest.RecordProperty,
) -> None:
    found = campaign(life_scenes[name], fast_tmp, stride=STRIDE)
    record_property("points", found.points)
    record_property("states", found.runs)
    print(f"{name}: {found.points} points, {found.runs} states")
    assert found.failures == []
    assert found.runs > 10


def test_missing_flush_is_detected(life_scenes: dict[str, Scene], fast_tmp: Path) -> None:
    found = campaign(life_scenes["mock"], fast_tmp, stride=9, true=lambda call: call.kind != "sync")
    assert found.failures


def test_unflushed_data_may_be_partial_and_flushed_data_is_complete() -> None:
    disk = Disk(Path("/d"))
    for call in (
        Call("create", "/d/a"),
        Call("write", "/d/a", 0, b"1" * 1024),
        Call("sync", "/d/a"),
        Call("write", "/d/a", 512, b"2" * 1024),
    ):
        disk.do(call)
    rng = random.Random(1)
    assert disk.state(KILLED, rng)["/d/a"] == b"1" * 512 + b"2" * 1024
    assert disk.state(SYNCED, rng)["/d/a"] == b"1" * 1024
    seen = {disk.state(TORN, rng)["/d/a"] for _ in range(200)}
    assert all(state[:512] == b"1" * 512 for state in seen)
    assert b"1" * 1024 in seen
    assert b"1" * 512 + b"2" * 512 in seen
    assert len(seen) >= 4


@pytest.mark.parametrize("way", WAYS)
def test_new_name_is_durable_after_its_folder_is_flushed(way: str) -> None:
    disk = Disk(Path("/d"))
    for call in (
        Call("create", "/d/part"),
        Call("write", "/d/part", 0, b"whole"),
        Call("sync", "/d/part"),
        Call("rename", "/d/part", target="/d/name"),
    ):
        disk.do(call)
    before = {tuple(disk.state(way, random.Random(n))) for n in range(20)}
    expected = {KILLED: {("/d/name",)}, SYNCED: {("/d/part",)}}
    assert before == expected.get(way, {("/d/name",), ("/d/part",)})
    disk.do(Call("sync folder", "/d"))
    assert disk.state(way, random.Random(1)) == {"/d/name": b"whole"}
