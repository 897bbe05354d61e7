"""How much of a sitting's time is used, measured by clocks that the caller provides."""

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

    On Linux and macOS the monotonic clock stops while the machine is suspended, so a closed lid
    costs no time.
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
    """The exam-day clock: time runs from the start, whether the sitting is open or not.

    While the sitting is open, `now` counts its time. That clock cannot be set, so changing the wall
    clock gains and loses nothing. The time from the start until the sitting was opened is `since`
    (seconds, by such a clock too), or, if the machine was restarted meanwhile (None), the
    difference of the wall clock. The time used never falls below `used`.
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
    """The clock of an exam-day sitting that began at `started`, `began` seconds into a run of the
    machine; `run` is its run now (see `machine_run`), `now` a clock that counts its sleep."""
    same = run is not None and began is not None and run[0] == began[0]
    since = run[1] - began[1] if same and run and began else None
    return WallClock(started, used, wall, now, since)


def machine_run() -> tuple[str, float] | None:
    """Which run of the machine this is, and its age in seconds, sleep included; None if unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return boot[:80], time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError, ValueError):
        return None


def seconds_since_boot() -> float:
    """Seconds of a clock that cannot be set and that includes the machine's sleep. If the machine
    has no such clock, the monotonic clock is used."""
    run = machine_run()
    return time.monotonic() if run is None else run[1]


def shown(seconds: float) -> str:
    """A duration as a clock shows it: 1:41:07, or 9:05 below an hour."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
