"""Moves that an attempt refuses.

They are in a module of their own, so that home can catch them without importing the state machine.
"""

from __future__ import annotations


class Attempted:
    """Whether an action that may be refused was done."""

    def __init__(self) -> None:
        self.done = False


class IllegalMove(Exception):
    """A move that the attempt's state does not allow; the message is for the learner."""


class TooManyChosen(IllegalMove):
    """The learner has chosen as many options as are asked for, and must clear one first."""


class TimeUp(Exception):
    """The time allowed is used up. The caller must call `Attempt.expire`."""
