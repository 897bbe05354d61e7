"""Short notices at the edge of the screen: each goes when its time is over, and stands once."""

from __future__ import annotations

from textual.notifications import Notification

LEAST = 0.05


class Notice(Notification):
    """A notice whose last moment is never over while it is being put up.

    A timer that is set to a moment in the past never rings or rings without end: the notice would
    stay for good, or the screen would stop.
    """

    @property
    def time_left(self) -> float:
        return max(LEAST, super().time_left)

    @property
    def has_expired(self) -> bool:
        return super().time_left <= 0
