"""Two simultaneous starts, without a database or with an old one."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.store.bootstrap.first_look import HEAD, first_look
from quizapp.store.upkeep import backups
from tests.store import being_killed, populate
from tests.store.test_stored_databases import FILES, laid_out, lost, of_learners, rows

pytestmark = pytest.mark.slow

ROUNDS = 3
PATIENCE = 60.0


def start(root: str, pack: str, gate: Any, to: Any) -> None:
    gate.wait(PATIENCE)
    try:
        open_practice(Home(Path(root)), None, Path(pack)).workspace.database.close()
        to.send("opened")
    except Exception as error:
        to.send(repr(error))


def both(root: Path, pack: Path) -> list[str]:
    """Start two processes together, and return the output of each."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([being_killed.__name__])
    gate = context.Barrier(2)
    ends, processes = [], []
    for _ in range(2):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=start, args=(str(root), str(pack), gate, theirs))
        process.start()
        theirs.close()
        ends.append(ours)
        processes.append(process)
    said = [end.recv() for end in ends if end.poll(PATIENCE)]
    for process, end in zip(processes, ends, strict=True):
        process.join(PATIENCE)
        process.close()
        end.close()
    return said


def test_two_simultaneous_first_starts_both_succeed(tmp_path: Path) -> None:
    pack = populate.pack(tmp_path / "pack")
    for n in range(ROUNDS):
        home = Home(tmp_path / f"home-{n}")
        assert both(home.root, pack) == ["opened", "opened"]
        assert backups.fault(home.database) is None
        assert len(rows(home.database)["learner"]) == 1
        assert len(rows(home.database)["question"]) == len(populate.NAMES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split(".")[0])
def test_two_simultaneous_upgrades_lose_nothing(tmp_path: Path, file: Path) -> None:
    pack = populate.pack(tmp_path / "pack", mended=True)
    home = laid_out(file, Home(tmp_path / "home"))
    before = rows(home.database)
    assert both(home.root, pack) == ["opened", "opened"]
    assert first_look(home.database).version == HEAD
    assert backups.fault(home.database) is None
    assert lost(of_learners(before), rows(home.database)) == []
