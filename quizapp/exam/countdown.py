"""The notices of the time left in a mock."""

from __future__ import annotations

from dataclasses import dataclass

TIME_UP = "Time is up"
LAST_MINUTES = 5 * 60
"""Seconds left from which the time is always shown or said."""
NOTICES_AT = (30 * 60, LAST_MINUTES)
"""Seconds left at which a notice is given."""
PROMPT = 60
"""A notice within so many seconds of its time states that time; a later one states what is left."""


@dataclass
class Countdown:
    """The notices of a mock that were not given yet. `to_come` are in seconds left."""

    to_come: tuple[int, ...] = NOTICES_AT

    @classmethod
    def from_now(cls, left: float | None) -> Countdown:
        """Return the notices to come with `left` seconds left; none if untimed."""
        return cls(tuple(at for at in NOTICES_AT if (left or 0) > at))

    def due(self, left: float | None) -> float | None:
        """Return the seconds to state with `left` seconds left; None if no notice is due.

        Each notice is given once.
        """
        reached = [] if left is None else [at for at in self.to_come if left <= at]
        if left is None or not reached:
            return None
        self.to_come = tuple(at for at in self.to_come if at not in reached)
        return min(reached) if min(reached) - left < PROMPT else left
