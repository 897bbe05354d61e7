"""Moves that an attempt refuses.

They are apart from the attempts because every screen handles them, and home must not wait for the
rest of those modules.
"""

from __future__ import annotations


class IllegalMove(Exception):
    """A move that the attempt's state does not allow; the message is for the learner."""


class TooManyChosen(IllegalMove):
    """The learner has chosen as many options as are asked for, and must clear one first."""


class TimeUp(Exception):
    """The time allowed is used up. The caller must call `Attempt.expire`."""
