"""Clocks that measure the time used in a sitting."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol


class SittingClock(Protocol):
    """A clock of a sitting. `elapsed` is the time used in seconds, and never decreases."""

    def elapsed(self) -> float: ...

    def stop(self) -> None: ...


class Stopwatch:
    """A clock that runs while the sitting is open, also after Ctrl+Z.

    On Linux and macOS, the monotonic clock stops while the machine sleeps, so sleep takes no time.
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
        """Stop counting."""
        self._used = self.elapsed()
        self._since = None


class WallClock:
    """The exam-day clock, which runs from the start of the sitting, open or not.

    While the sitting is open, the time is measured by `now`, a clock that cannot be set, so changes
    of the wall clock have no effect. `since` is the time in seconds from the start until now, by
    such a clock. It is None if the machine has been restarted; then the wall clock is used. The
    time used is at least `used`.
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
        """Do nothing: an exam-day clock does not stop."""


def exam_day_clock(
    started: datetime,
    used: float,
    began: tuple[str, float] | None,
    run: tuple[str, float] | None,
    wall: Callable[[], datetime],
    now: Callable[[], float],
) -> WallClock:
    """Return the clock of an exam-day sitting that began at `started`.

    `began` and `run` are the values of `machine_run` at the start and now. `now` is a clock that
    includes the machine's sleep.
    """
    same = run is not None and began is not None and run[0] == began[0]
    since = run[1] - began[1] if same and run and began else None
    return WallClock(started, used, wall, now, since)


def machine_run() -> tuple[str, float] | None:
    """Return the id of the machine's current run, and its uptime in seconds, including sleep.

    None if the machine does not tell. The id changes with every boot.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return boot[:80], time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError, ValueError):
        return None


def seconds_since_boot() -> float:
    """Return the seconds of a clock that cannot be set and that includes the machine's sleep.

    If the machine has no such clock, the monotonic clock is used.
    """
    run = machine_run()
    return time.monotonic() if run is None else run[1]


def shown(seconds: float) -> str:
    """Return a duration in seconds as 1:41:07, or as 9:05 below an hour."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
