"""One learner's home, the clock of their machine, and the record of what they did."""

from __future__ import annotations

import copy
import random
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.bank import Bank
from tests.oracle.figures import study_day
from tests.oracle.record import Record
from tests.oracle.talk import Talk, ask

ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Europe/Berlin")
PACK = Path(__file__).parents[2] / "questions" / "aws-developer"
SHIM = Path(__file__).with_name("clock.c")
QUIET = timedelta(minutes=20)
"""No process starts this close before 04:00, when a study day begins."""


class Difference(AssertionError):
    """The app says something other than the record."""


@cache
def bank() -> Bank:
    return Bank(PACK)


def shim(folder: Path) -> Path | None:
    """The library that sets the clock; None if it cannot be made on this machine."""
    compiler, made = shutil.which("cc"), folder / "clock.so"
    if compiler is None:
        return None
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(SHIM), "-ldl"]
    done = subprocess.run(command, capture_output=True, check=False)
    return None if done.returncode else made


@dataclass
class World:
    """Everything that a campaign changes. `steps` repeats it, line by line; `tally` counts figures
    compared, `answers` the answers given."""

    seed: int
    home: Path
    clock: Path
    rng: random.Random
    record: Record
    shift: timedelta = timedelta(0)
    wrong: timedelta = timedelta(0)
    steps: list[str] = field(default_factory=list)
    tally: int = 0
    answers: int = 0
    processes: int = 0
    copies: list[tuple[Path, Record]] = field(default_factory=list)
    diligent: bool = False
    """Whether this learner mostly reviews every day, and mostly answers right."""
    doubt: Record | None = None
    """The record without the last line typed, if the process was killed before it answered."""

    @classmethod
    def new(cls, seed: int, home: Path, clock: Path) -> World:
        rng = random.Random(seed)
        world = cls(seed, home, clock, rng, Record(ZoneInfo(rng.choice(ZONES))))
        world.diligent = seed % 2 == 0
        world.move(timedelta(hours=rng.randrange(24)))
        return world

    # -- time ---------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift + self.wrong

    @property
    def today(self) -> date:
        return study_day(self.now, self.record.zone)

    def move(self, by: timedelta) -> None:
        """Let time pass, but not to just before a study day begins."""
        self.shift += by
        if study_day(self.now + QUIET, self.record.zone) != self.today:
            self.shift += QUIET
        off = self.shift + self.wrong
        self.steps.append(f"the clock is {off} ahead, in {self.record.zone}")

    def set_back(self) -> None:
        """Set the wall clock back by some hours, if most answers are older than that."""
        hours = timedelta(hours=self.rng.randint(1, 30))
        if self.record.mostly_before(self.now - hours):
            self.wrong -= hours
            self.move(timedelta(0))

    def travel(self) -> None:
        """Change the time zone."""
        self.record.zone = ZoneInfo(self.rng.choice(ZONES))
        self.move(timedelta(0))

    # -- the app ------------------------------------------------------------------------------

    def environment(self) -> dict[str, str]:
        """The environment of one more process."""
        self.processes += 1
        return {
            "LD_PRELOAD": str(self.clock),
            "ORACLE_SHIFT": str(int(self.shift.total_seconds())),
            "ORACLE_WRONG": str(int(self.wrong.total_seconds())),
            "ORACLE_SEED": str(self.seed * 1_000_003 + self.processes),
            "PYTHONHASHSEED": "0",
            "QUIZAPP_TIME_ZONE": str(self.record.zone),
        }

    def talk(self, *arguments: str) -> Talk:
        """A new process of plain mode."""
        self.record.correct_future(self.now)
        self.steps.append(f"quizapp --plain {' '.join(arguments)}")
        return Talk(self.home, arguments, self.environment(), self.steps)

    def ask(self, *arguments: str, status: int = 0) -> str:
        """What a command prints. Raises Difference if it ends with another status."""
        self.steps.append(f"quizapp {' '.join(arguments)}")
        done = ask(self.home, arguments, self.environment())
        if done.returncode != status:
            raise Difference(f"{arguments}: status {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout if not status else done.stderr

    # -- comparing ----------------------------------------------------------------------------

    def same(self, what: str, said: Any, own: Any) -> None:
        """Compare a figure. Raises Difference."""
        self.tally += 1
        if said != own:
            raise Difference(f"{what}: the app says {said!r}, the record {own!r}")

    def true(self, what: str, holds: bool) -> None:
        """Check what must hold. Raises Difference."""
        self.tally += 1
        if not holds:
            raise Difference(what)

    def in_doubt(self) -> None:
        """Keep the record as it is, before a line that may or may not take effect."""
        self.doubt = copy.deepcopy(self.record)

    # -- copies -------------------------------------------------------------------------------

    def back_up(self) -> None:
        path = self.home.parent / f"copy-{len(self.copies)}.db"
        self.ask("backup", str(path))
        self.copies.append((path, copy.deepcopy(self.record)))

    def restore(self) -> None:
        path, record = self.rng.choice(self.copies)
        self.ask("restore", str(path))
        zone = self.record.zone
        self.record = copy.deepcopy(record)
        self.record.zone = zone


def plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(parts: Sequence[str]) -> str:
    """Words as a sentence lists them: "1, 2, and 4"."""
    comma = "," if len(parts) > 2 else ""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}{comma} and {parts[-1]}"


def ranges(numbers: Sequence[int]) -> str:
    """Numbers as plain mode groups them: "1 to 4, 7, and 8"."""
    words: list[str] = []
    left = sorted(numbers)
    while left:
        size = 1
        while size < len(left) and left[size] == left[0] + size:
            size += 1
        first, last = left[0], left[size - 1]
        words.append(str(first) if size == 1 else f"{first} {'and' if size == 2 else 'to'} {last}")
        left = left[size:]
    return listed(words)
