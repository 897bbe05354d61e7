"""Two processes on one database: only one can answer, and the other gets a message."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from quizapp.exam.mock import MockOptions
from quizapp.store.errors import HeldElsewhere
from quizapp.store.sittings import lease
from quizapp.store.sittings.save import claim
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import reopen, start_mock
from quizapp.store.workspace import Workspace


def begun(workspace: Workspace) -> Sitting:
    return start_mock(workspace.database, workspace.scope, workspace.blueprint, MockOptions(form=1))


def elsewhere(pid: int) -> str:
    """Return the name of a holder in another process of this machine."""
    machine, _, part = lease.new().split("/")
    return f"{machine}/{pid}/{part}"


@pytest.fixture
def other() -> Iterator[int]:
    """The number of a process that runs during the test."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.kill()


def test_sitting_open_elsewhere_is_not_resumed_without_force(
    workspace: Workspace, other: int
) -> None:
    there = begun(workspace)
    there.holder = elsewhere(other)
    with workspace.database.write() as connection:
        claim(connection, there.stored.id, there.holder, force=True)
    there.choose(there.attempt.item.order[0])
    here = reopen(workspace.database, there.stored.id)
    with pytest.raises(HeldElsewhere, match=f"open in another quizapp window .process {other}."):
        here.resume()
    there.choose(there.attempt.item.order[1])
    here = reopen(workspace.database, there.stored.id)
    here.resume(force=True)
    before = there.attempt
    with pytest.raises(HeldElsewhere, match="resumed in another quizapp"):
        there.choose(there.attempt.item.order[2])
    assert there.attempt == before
    here.flag()
    again = reopen(workspace.database, here.stored.id)
    assert again.attempt.item.chosen == before.item.chosen
    assert again.attempt.item.flagged


def test_sitting_of_a_dead_process_can_be_resumed_immediately(workspace: Workspace) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    )
    there = begun(workspace)
    there.holder = elsewhere(int(gone.stdout))
    with workspace.database.write() as connection:
        claim(connection, there.stored.id, there.holder, force=True)
    there.flag()
    here = reopen(workspace.database, there.stored.id)
    here.resume()
    assert here.attempt.item.flagged


def test_pausing_releases_the_lease(workspace: Workspace, other: int) -> None:
    there = begun(workspace)
    there.holder = elsewhere(other)
    with workspace.database.write() as connection:
        claim(connection, there.stored.id, there.holder, force=True)
    there.pause()
    reopen(workspace.database, there.stored.id).resume()


def test_lease_expires_if_not_renewed(other: int) -> None:
    me, now = lease.new(), datetime.now(UTC)
    name = elsewhere(other)
    far = f"another-machine/{os.getpid()}/0"
    assert lease.alive(name, now, me)
    assert lease.alive(far, now, me)
    for holder in (name, far):
        assert not lease.alive(holder, now - timedelta(minutes=5), me)
    for rubbish in (None, "", "a/b", "a/b/c/d"):
        assert not lease.alive(rubbish, now, me)
