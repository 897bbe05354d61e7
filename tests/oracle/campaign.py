"""Campaigns: one learner each, from a seed."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from tests.oracle import compare, player
from tests.oracle.world import World, shim


@dataclass
class Found:
    """What a campaign covered, and the differences that it found, with the steps to repeat them."""

    seeds: int = 0
    answers: int = 0
    comparisons: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        self.seeds += other.seeds
        self.answers += other.answers
        self.comparisons += other.comparisons
        self.differences += other.differences


def unavailable() -> str | None:
    """Why no campaign can run on this machine; None if one can."""
    with tempfile.TemporaryDirectory(prefix="oracle-") as folder:
        made = shim(Path(folder))
    return None if made else "no C compiler for the clock"


def campaign(seed: int, answers: int, *, often: float = 0.5, first: Path | None = None) -> Found:
    """Let one learner give about as many answers; stop at the first difference.

    `often` is the share of steps after which figures are compared; `first` is a home to begin from.
    """
    folder = Path(tempfile.mkdtemp(prefix="oracle-"))
    if first is not None:
        shutil.copytree(first, folder / "home")
    clock = shim(folder)
    assert clock is not None
    world = World.new(seed, folder / "home", clock)
    found = Found(seeds=1)
    try:
        while world.answers < answers:
            _step(world)
            if world.rng.random() < often:
                compare.everything(world, thorough=world.rng.random() < 0.3)
        compare.everything(world)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        steps = "\n".join(world.steps)
        kind = "" if isinstance(error, AssertionError) else f"{type(error).__name__}: "
        found.differences = [
            f"seed {seed}: {kind}{error}\n({where.name}, line {where.lineno})\nThe steps:\n{steps}"
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found.answers, found.comparisons = world.answers, world.tally
    return found


def _step(world: World) -> None:
    weights = {
        "visit": 70,
        "wait": 60 if world.diligent else 24,
        "travel": 2,
        "set back": 3,
        "copy": 5,
        "remove": 2,
    }
    does = world.rng.choices(tuple(weights), tuple(weights.values()))[0]
    match does:
        case "wait":
            player.wait(world)
        case "travel":
            world.travel()
        case "set back":
            world.set_back()
        case "copy" if world.home.exists():
            player.copies(world)
        case "remove" if world.record.sittings:
            player.remove(world)
        case _:
            player.visit(world)
    compare.settle(world)
