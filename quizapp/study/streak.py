"""How many days in a row something was practised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """Lengths in study days. `today` tells whether today already counts."""

    current: int
    longest: int
    today: bool


def streak(days: Iterable[date], today: date) -> Streak:
    """Days in a row, from the study days on which anything was answered.

    A run that reached yesterday is still alive: today is not over. Days after `today` (a clock
    that was wrong) are left out; order and repetition do not matter.
    """
    practised = {day for day in days if day <= today}
    longest = 0
    for day in practised:
        if day - DAY not in practised:
            longest = max(longest, _run(day, practised, DAY))
    last = today if today in practised else today - DAY
    return Streak(_run(last, practised, -DAY), longest, today in practised)


def _run(start: date, practised: set[date], step: timedelta) -> int:
    length = 0
    while start in practised:
        length += 1
        start += step
    return length
