"""A notification whose timer always ends."""

from __future__ import annotations

from textual.notifications import Notification

LEAST = 0.05
"""Minimum time left in seconds."""


class Notice(Notification):
    """A notification that never starts a timer with a time in the past.

    Such a timer never fires, or fires endlessly: the notice would stay, or the app would hang.
    """

    @property
    def time_left(self) -> float:
        return max(LEAST, super().time_left)

    @property
    def has_expired(self) -> bool:
        return super().time_left <= 0
