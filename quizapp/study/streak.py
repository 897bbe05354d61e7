"""The streak: study days in a row with practice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """Lengths in study days. `today` is true if today already counts."""

    current: int
    longest: int
    today: bool


def streak(days: Iterable[date], today: date) -> Streak:
    """Return the streak, given the study days with answers, in any order and with repetitions.

    A streak that ended yesterday is still current, because today is not over. Days after `today`
    (the clock was wrong) are ignored.
    """
    practiced = {day for day in days if day <= today}
    longest = 0
    for day in practiced:
        if day - DAY not in practiced:
            longest = max(longest, _run(day, practiced, DAY))
    last = today if today in practiced else today - DAY
    return Streak(_run(last, practiced, -DAY), longest, today in practiced)


def _run(start: date, practiced: set[date], step: timedelta) -> int:
    length = 0
    while start in practiced:
        length += 1
        start += step
    return length
