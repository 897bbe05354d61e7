"""SIGKILL at any moment: no acknowledged answer is lost, and the database stays intact.

QUIZAPP_KILLS is the number of kills of each kind; `make torture` does several hundred in all.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizapp import paths
from quizapp.exam.attempt import Attempt
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.store.bootstrap.first_look import HEAD, first_look
from quizapp.store.catalog import queries as catalog
from quizapp.store.learner import history
from quizapp.store.sittings import attempts
from quizapp.store.sittings.start import start_mock
from quizapp.store.upkeep import backups
from quizapp.store.workspace import Workspace
from tests.store import being_killed, populate
from tests.store.being_killed import digits
from tests.store.test_stored_databases import FILES, laid_out, lost, of_learners, rows

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
KILLS = int(os.environ.get("QUIZAPP_KILLS", "3"))
PATIENCE = 60.0
Said = list[tuple[Any, ...]]


# -- a separate process, with the shipped bank ----------------------------------------------------


def answers_until_killed(home: Home, seed: int, after: float) -> list[tuple[int, int, str]]:
    """Kill a process `after` seconds after it began to answer; return its acknowledgments."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.answering", str(home.root), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    lines = [process.stdout.readline()]
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.read().splitlines()
    process.stdout.close()
    assert process.wait(PATIENCE) == -signal.SIGKILL
    said = []
    for line in lines:
        parts = line.split()
        if len(parts) == 3:
            said.append((int(parts[0]), int(parts[1]), parts[2]))
    return said


def test_no_acknowledged_answer_is_lost_when_killed_repeatedly(home: Home) -> None:
    rng = random.Random(9)
    for seed in range(KILLS):
        said = answers_until_killed(home, seed, rng.uniform(0, 0.4))
        assert said
        assert backups.fault(home.database) is None
        workspace = open_practice(home, None, paths.pack()).workspace
        with workspace.database.read() as connection:
            stored = attempts.load(connection, said[-1][0])
        workspace.database.close()
        assert stored is not None
        for position, chosen in {position: chosen for _, position, chosen in said}.items():
            item = stored.attempt.items[position]
            # The question that was being answered again when the process died may have moved on.
            if position != stored.attempt.position:
                assert digits(item.chosen) == chosen


# -- everything else, on a tiny pack, in processes forked from one that has it all loaded ---------


class Place:
    """A home with a tiny pack, for processes that are killed."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root / "home")
        self.pack = populate.pack(root / "pack")
        self.root = root

    def open(self) -> Workspace:
        return open_practice(self.home, None, self.pack).workspace

    def sit(self) -> int:
        workspace = self.open()
        at = (workspace.database, workspace.scope, workspace.blueprint)
        populate.give_up_open(workspace)
        sitting = start_mock(*at, MockOptions(form=1))
        populate.answer(sitting, right=True)
        sitting.submit()
        workspace.database.close()
        return sitting.stored.id

    def attempt(self, attempt: int) -> Attempt:
        workspace = self.open()
        with workspace.database.read() as connection:
            stored = attempts.load(connection, attempt)
        workspace.database.close()
        assert stored is not None
        return stored.attempt

    def sat(self) -> int:
        workspace = self.open()
        with workspace.database.read() as connection:
            found = len(history.attempts(connection, workspace.scope))
        workspace.database.close()
        return found

    def until_killed(self, kind: str, seed: int, after: float) -> Said:
        """Kill a process `after` seconds after its first message; return its messages."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([being_killed.__name__])
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(
            target=being_killed.repeat,
            args=(kind, theirs, str(self.home.root), str(self.pack), seed),
        )
        process.start()
        theirs.close()
        assert ours.poll(PATIENCE), f"{kind} did not begin"
        time.sleep(after)
        assert process.is_alive(), f"{kind} ended by itself"
        process.kill()
        process.join(PATIENCE)
        said: Said = []
        try:
            while True:
                said.append(ours.recv())
        except (EOFError, OSError):
            pass
        ours.close()
        assert process.exitcode == -signal.SIGKILL
        process.close()
        return said


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def storm(place: Place, kind: str, check: Callable[[Said], None], span: float = 0.3) -> None:
    """Kill processes at random moments and check the files that each one left."""
    rng = random.Random(kind)
    for seed in range(KILLS):
        said = place.until_killed(kind, seed, rng.uniform(0, span))
        assert said
        check(said)


def check_intact(home: Home) -> None:
    assert backups.fault(home.database) is None
    for backup in backups.listed(home.backups):
        assert backups.fault(backup.path) is None


def test_killed_during_a_mock(place: Place) -> None:
    place.open().database.close()

    def check(said: Said) -> None:
        check_intact(place.home)
        answers = [words for words in said if words[0] == "answer"]
        last = answers[-1][1] if answers else 0
        for attempt in {words[1] for words in answers}:
            found = place.attempt(attempt)
            for position, chosen in {w[2]: w[3] for w in answers if w[1] == attempt}.items():
                if attempt != last or position != found.position:
                    assert digits(found.items[position].chosen) == chosen
        for _, attempt, _score in [words for words in said if words[0] == "score"]:
            assert place.attempt(attempt).state == "submitted"

    storm(place, "mock", check)


def test_killed_during_a_drill_keeps_every_confirmation(place: Place) -> None:
    place.sit()

    def check(said: Said) -> None:
        check_intact(place.home)
        for _, attempt, position, chosen, sure, right in said:
            item = place.attempt(attempt).items[position]
            assert (digits(item.chosen), item.confidence, item.correct) == (chosen, sure, right)

    storm(place, "drill", check)


def test_killed_during_a_sync(place: Place) -> None:
    attempt = place.sit()

    def check(said: Said) -> None:
        check_intact(place.home)
        written = max(words[1] for words in said)
        synced = max((words[1] for words in said if words[0] == "synced"), default=None)
        workspace = (
            open_practice(place.home, None, place.pack).workspace if synced == written else None
        )
        if workspace is not None:
            with workspace.database.read() as connection:
                first = catalog.question_by_code(connection, workspace.scope.pack, "first")
            workspace.database.close()
            assert first is not None
            assert f"{written} long" in first.question.stem
        # A pack that was half written when the process died is made whole before the next start.
        populate.pack(place.pack)
        workspace = place.open()
        with workspace.database.read() as connection:
            stored = attempts.load(connection, attempt)
        workspace.database.close()
        assert stored is not None
        assert stored.questions["first"].stem == "A stem about first, long enough to be read."
        assert stored.attempt.items[0].right

    storm(place, "sync", check)


def test_killed_during_the_first_start(place: Place) -> None:
    def check(said: Said) -> None:
        for word, n in said[-2:]:
            own = Home(place.home.root / str(n))
            if word == "opened":
                check_intact(own)
            open_practice(own, None, place.pack).workspace.database.close()
            check_intact(own)
        shutil.rmtree(place.home.root)

    storm(place, "first_start", check, 0.8)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split(".")[0])
def test_killed_during_an_upgrade_keeps_every_row(place: Place, file: Path) -> None:
    laid_out(file, place.home)
    before = rows(place.home.database)
    old = first_look(place.home.database).version

    def check(said: Said) -> None:
        own = Home(place.home.root / str(said[-1][1]))
        check_intact(own)
        assert first_look(own.database).version in (old, HEAD)
        # The pack in that folder is not the one that was stored; it adds rows, but takes none.
        open_practice(own, None, place.pack).workspace.database.close()
        check_intact(own)
        after = rows(own.database)
        assert lost(of_learners(before), after) == []

    storm(place, "upgrade", check, 0.5)


def test_killed_during_backups_leaves_only_complete_backups(place: Place) -> None:
    attempt = place.sit()

    def check(said: Said) -> None:
        check_intact(place.home)
        for words in said:
            if words[0] == "kept":
                assert backups.fault(Path(words[1])) is None
        assert place.attempt(attempt).items[0].right
        for path in [*place.home.root.glob("mine-*"), *place.home.backups.glob("*-by-hand.db")]:
            path.unlink()

    storm(place, "backup", check)


def two_copies(place: Place) -> None:
    for name in ("less", "more"):
        place.sit()
        backups.copy(place.home.database, place.home.root / f"{name}.db")


def test_killed_during_a_restore_leaves_old_or_new_data(place: Place) -> None:
    two_copies(place)

    def check(said: Said) -> None:
        check_intact(place.home)
        assert place.sat() in (1, 2)
        for path in place.home.backups.glob("*-before-restore.db"):
            path.unlink()

    storm(place, "restore", check)


def test_killed_while_replacing_a_damaged_database(place: Place) -> None:
    two_copies(place)

    def check(said: Said) -> None:
        database = place.home.database
        if backups.fault(database) is not None:
            data = database.read_bytes()
            assert being_killed.JUNK.startswith(data)
            backups.restore(place.home.root / "more.db", database, place.home.backups)
        check_intact(place.home)
        assert place.sat() == 2
        for path in place.home.backups.glob("*.sqlite*"):
            path.unlink()

    storm(place, "restore_damaged", check)
