"""How much of a sitting's time is used, from clocks that are handed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol


class SittingClock(Protocol):
    """Seconds of sitting time used so far; never runs backwards."""

    def elapsed(self) -> float: ...

    def stop(self) -> None: ...


class Stopwatch:
    """Counts while the sitting is open: through Ctrl+Z too, but not through sleep.

    On Linux and macOS the monotonic clock stands still while the machine is suspended, which is
    the behaviour wanted: a closed lid costs no time.
    """

    def __init__(self, used: float = 0.0, now: Callable[[], float] = time.monotonic) -> None:
        self._used = used
        self._now = now
        self._since: float | None = now()

    def elapsed(self) -> float:
        if self._since is None:
            return self._used
        return self._used + max(0.0, self._now() - self._since)

    def stop(self) -> None:
        """Stand still from here on."""
        self._used = self.elapsed()
        self._since = None


class WallClock:
    """Exam-day manner: time runs from the start on, whether the sitting is open or not.

    While the sitting is open its time is counted by `now`, which nobody can set, so that a wall
    clock that is changed gains and loses nothing. What passed while it was closed is `since`, the
    seconds from the start by such a clock too, where the machine has not been started anew
    meanwhile (None: it has); else the wall clock must be believed. The time used never falls below
    `used`.
    """

    def __init__(
        self,
        started: datetime,
        used: float,
        wall: Callable[[], datetime],
        now: Callable[[], float] = time.monotonic,
        since: float | None = None,
    ) -> None:
        by_wall = (wall() - started).total_seconds()
        self._watch = Stopwatch(max(used, by_wall if since is None else since), now)

    def elapsed(self) -> float:
        return self._watch.elapsed()

    def stop(self) -> None:
        """Nothing stops an exam-day clock."""


def machine_run() -> tuple[str, float] | None:
    """Which run of the machine this is, and its age in seconds, sleep included; None if unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return boot[:80], time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError, ValueError):
        return None


def seconds_since_boot() -> float:
    """Seconds by a clock that nobody can set and that counts the machine's sleep, where there is
    one; else the monotonic clock."""
    run = machine_run()
    return time.monotonic() if run is None else run[1]


def shown(seconds: float) -> str:
    """A duration as a person reads it on a clock: 1:41:07, or 9:05 below an hour."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
