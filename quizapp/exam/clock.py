"""How much of a sitting's time is used, from clocks that are handed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
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

    A wall clock that was set back gains nothing: the time used never falls below `used`, and
    within one process it is at least what the monotonic clock has counted.
    """

    def __init__(
        self,
        started: datetime,
        used: float,
        wall: Callable[[], datetime],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._started = started
        self._wall = wall
        self._watch = Stopwatch(used, now)

    def elapsed(self) -> float:
        by_wall = (self._wall() - self._started).total_seconds()
        return max(self._watch.elapsed(), by_wall)

    def stop(self) -> None:
        """Nothing stops an exam-day clock."""


def shown(seconds: float) -> str:
    """A duration as a person reads it on a clock: 1:41:07, or 9:05 below an hour."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
