"""Every call that changes the disk fails once, and nothing acknowledged is lost.

Three ways for the n-th call to fail: `once`; the disk stays `full` from then on, so that whatever
needs room fails until somebody makes some; the disk is `dead` from then on, so that every change
fails. After the second refusal the fault is lifted, and the same learner goes on with the same
screens.
"""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.store.errors import StoreError
from quizapp.store.upkeep import backups
from tests.faults.calls import ERRORS, HALF, Call
from tests.faults.life import UNREADABLE, Acknowledged, Learner, Scene, shown, stored
from tests.faults.watch import unwatched, watching

ONCE, FULL, DEAD = "once", "full", "dead"
MODES = (ONCE, FULL, DEAD)
ENDINGS = ("", "-wal", "-journal")


@dataclass
class CampaignResult:
    """What a campaign covered, and what it found; `refusals` counts errors that were shown."""

    points: int = 0
    runs: int = 0
    refusals: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, other: CampaignResult) -> None:
        self.points += other.points
        self.runs += other.runs
        self.refusals += other.refusals
        self.failures += other.failures


def reference(scene: Scene) -> tuple[list[Call], list[Acknowledged]]:
    """Return all calls of a stage, and what is acknowledged after each of its actions."""
    life, calls = scene.set(), []
    with watching(scene.root, lambda call: calls.append(call) or 0):  # type: ignore[func-returns-value]
        scene.stage.live(life)
    life.drop()
    return calls, life.points


def database_problem(file: Path) -> str | None:
    """Return what SQLite finds wrong with a database; None if it is intact."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        return str(error)
    if verdict != "ok":
        return str(verdict)
    return f"{len(orphans)} rows without a parent" if orphans else None


def check_database(file: Path, allowed: Iterable[Acknowledged]) -> None:
    """Check that the database is intact and contains one of the allowed states."""
    answers = [point.answers for point in allowed]
    found = stored(file)
    assert found in answers, f"{file.name} contains {found}, not one of {answers}"
    if found != UNREADABLE and file.exists():
        assert database_problem(file) is None, f"{file.name}: {database_problem(file)}"


def check_copies(folder: Path, point: Acknowledged) -> None:
    """Check that every listed backup is intact, and that every acknowledged one has its answers."""
    for backup in backups.listed(folder):
        assert backups.fault(backup.path) is None, f"{backup.path.name} counts as a copy"
    for path, answers in point.copies:
        assert path.exists(), f"{path.name} is gone"
        if answers != UNREADABLE:
            assert stored(path) == answers, f"{path.name} has other answers"


def check_private(life: Learner) -> None:
    for path in life.home.root.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert not mode & 0o077, f"{path.name} may be read by others ({mode:o})"


def check_as_after_a_crash(life: Learner, allowed: Iterable[Acknowledged], scratch: Path) -> None:
    """Check the database as if the process ended now: a copy of its files, without its memory."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    for ending in ENDINGS:
        part = Path(f"{life.home.database}{ending}")
        if part.exists():
            shutil.copyfile(part, scratch / part.name)
    check_database(scratch / life.home.database.name, allowed)


@dataclass
class Fault:
    """Make the call number `at` fail in one of the modes, until it is lifted."""

    at: int
    mode: str
    seen: int = 0
    lifted: bool = False
    hit: Call | None = None

    def __call__(self, call: Call) -> int:
        self.seen += 1
        if self.lifted or self.seen < self.at:
            return 0
        if self.seen == self.at:
            self.hit = call
            if self.mode == ONCE:
                self.lifted = True
            elif call.kind == "write":
                return HALF
        if self.mode == FULL and not call.allocates:
            return 0
        return ERRORS[call.kind]


def run(scene: Scene, points: list[Acknowledged], fault: Fault, scratch: Path) -> int:
    """Run a stage with one fault; return the number of refusals. Raises AssertionError."""
    refusals = 0

    def refused(life: Learner, error: StoreError) -> None:
        nonlocal refusals
        refusals += 1
        with unwatched():
            assert "\n" not in str(error), f"more than one line: {error}"
            done = len(life.points) - 1
            allowed = points[done : done + 2]
            if life.sitting is not None:
                now = life.point.answers.get(life.sitting.stored.id)
                assert now is None or shown(life.sitting.attempt) == now, (
                    "the screen shows what is not stored"
                )
            check_as_after_a_crash(life, allowed, scratch)
            check_database(life.home.database, allowed)
            check_copies(life.home.backups, life.point)
            check_private(life)
        if refusals == 2:
            fault.lifted = True

    life = scene.set(refused)
    try:
        with watching(scene.root, fault):
            scene.stage.live(life)
            fault.lifted = True
            life.drop()
        check_database(life.home.database, points[-1:])
        check_copies(life.home.backups, life.point)
        check_private(life)
    finally:
        fault.lifted = True
        life.drop()
    return refusals


def campaign(
    scene: Scene,
    folder: Path,
    modes: Iterable[str] = MODES,
    stride: int = 1,
    said: Callable[[str], None] = lambda _text: None,
) -> CampaignResult:
    """Fail at every n (or every `stride`-th, another one in each mode) of one stage."""
    calls, points = reference(scene)
    figures = CampaignResult(points=len(calls))
    for number, mode in enumerate(modes):
        for n in range(1 + number * stride // 3, len(calls) + 1, stride):
            if mode == FULL and not calls[n - 1].allocates:
                continue
            fault = Fault(n, mode)
            figures.runs += 1
            try:
                figures.refusals += run(scene, points, fault, folder / "scratch")
            except Exception as error:
                where = calls[n - 1]
                name = Path(where.path).name
                text = f"{scene.stage.name}, call {n} ({where.kind} {name}) {mode}: "
                figures.failures.append(f"{text}{type(error).__name__}: {str(error)[:300]}")
                said(figures.failures[-1])
    return figures
