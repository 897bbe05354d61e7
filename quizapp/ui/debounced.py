"""Calls that wait until nothing has asked for them for a while."""

from __future__ import annotations

from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer


class Debounced:
    """Calls of a widget's or a screen's methods, each once after the last request for it."""

    def __init__(self, owner: MessagePump) -> None:
        self._owner = owner
        self._timers: dict[Callable[[], None], Timer] = {}

    @property
    def pending(self) -> bool:
        """Whether a call is still to come."""
        return bool(self._timers)

    def call(self, wait: float, callback: Callable[[], None]) -> None:
        """Call `callback` once, `wait` seconds after the last request for it."""
        before = self._timers.pop(callback, None)
        if before is not None:
            before.stop()

        def run() -> None:
            self._timers.pop(callback, None)
            callback()

        self._timers[callback] = self._owner.set_timer(wait, run)
