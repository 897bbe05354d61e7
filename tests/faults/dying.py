"""A power failure after every call: the next start finds everything that was acknowledged.

One run of a stage is recorded, with every call and every acknowledgment. For each call, the
possible contents of the disk after it are laid out, in three ways, and checked.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from quizapp.paths import Home
from quizapp.practice.room import open_practice
from tests.faults.calls import Call
from tests.faults.disk import SYNCED, WAYS, Disk, lay_out
from tests.faults.failing import CampaignResult, check_copies, check_database
from tests.faults.life import Acknowledged, Learner, Scene
from tests.faults.watch import watching

Record = list[Call | int]
"""Calls and, for each acknowledgment, the number of them so far."""


def record(scene: Scene) -> tuple[Disk, Record, list[Acknowledged]]:
    """Record the disk before a stage, its calls, and its acknowledgments."""
    life, events = scene.set(), []

    def acknowledged(life: Learner) -> None:
        events.append(len(life.points) - 1)

    life.acknowledged = acknowledged
    disk = Disk.of(scene.root)
    with watching(scene.root, lambda _call: 0, events.append):
        scene.stage.live(life)
    life.drop()
    return disk, events, life.points


def moved(point: Acknowledged, root: Path, place: Path) -> Acknowledged:
    """The same promises for files that were laid out elsewhere."""
    copies = tuple((place / path.relative_to(root), answers) for path, answers in point.copies)
    return replace(point, copies=copies)


def check(place: Path, points: list[Acknowledged], done: int) -> None:
    """Check that database and backups are intact and have what was acknowledged."""
    home = Home(place / "home")
    check_copies(home.backups, points[done])
    check_database(home.database, points[done : done + 2])


def start_again(place: Path) -> None:
    """Open the files with the real data layer, and continue."""
    open_practice(Home(place / "home"), None, place / "pack").workspace.database.close()


def campaign(
    scene: Scene,
    folder: Path,
    stride: int = 1,
    starts: int = 25,
    seed: int = 7,
    true: Callable[[Call], bool] = lambda _call: True,
    said: Callable[[str], None] = lambda _text: None,
) -> CampaignResult:
    """Lose the power after every call (or every `stride`-th) of one stage.

    In every `starts`-th state the app is really started. States that are the same as the one
    before are not looked at again. Calls that are not `true` are taken to have done nothing, as
    a flush on a disk that lies.
    """
    disk, events, points = record(scene)
    points = [moved(point, scene.root, folder / "place") for point in points]
    rng = random.Random(seed)
    figures = CampaignResult()
    done = 0
    last: dict[str, dict[str, bytes]] = {way: {"": b""} for way in WAYS}
    for n, event in enumerate(events):
        if isinstance(event, int):
            done = event
        elif not (true(event) and disk.do(event)):
            continue
        figures.points += 1
        for way in WAYS:
            if way != SYNCED and figures.points % stride:
                continue
            state = disk.state(way, rng)
            if state == last[way] and not isinstance(event, int):
                continue
            last[way] = state
            figures.runs += 1
            place = folder / "place"
            shutil.rmtree(place, ignore_errors=True)
            lay_out(state, scene.root, place)
            try:
                check(place, points, done)
                if figures.runs % starts == 0 and _startable(points, done):
                    start_again(place)
                    check(place, points, done)
            except Exception as error:
                what = f"{event.kind} {Path(event.path).name}" if isinstance(event, Call) else "-"
                text = f"{scene.stage.name}, after call {n} ({what}), {way}: "
                figures.failures.append(f"{text}{type(error).__name__}: {str(error)[:300]}")
                said(figures.failures[-1])
    return figures


def _startable(points: list[Acknowledged], done: int) -> bool:
    return all(-1 not in point.answers for point in points[done : done + 2])
