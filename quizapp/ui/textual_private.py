"""Everything of Textual that is used here and is not public, with the reason; nothing else is.

A test fails for each name that a new version of Textual moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual._context import active_message_pump
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.message_pump import MessagePump

__all__ = ["XTermParser"]
# XTermParser: our terminal driver reads the keyboard itself, so that a closed terminal and pasted
# megabytes end nothing; only this class turns bytes into keys.

OVERRIDDEN = ("_handle_exception", "_fatal_error", "_close_messages_no_wait")
"""Methods of `App` that are replaced or called: an error in a handler has no public hook, and
`App.exit` does not end an app whose screen cannot be drawn."""


def active_pump() -> MessagePump:
    """The screen, widget or app whose handler is running: an error does not say where it arose."""
    return active_message_pump.get()


def parent_of(pump: MessagePump) -> MessagePump | None:
    """What a pump belongs to: `DOMNode.parent` raises where an app is above."""
    return pump._parent


def is_ending(app: App[Any]) -> bool:
    """Whether the app has been told to end: `is_running` stays true until it has."""
    return app._exit


def driver_of(app: App[Any]) -> Driver | None:
    """The driver, which alone can give the terminal back when the app hangs."""
    return app._driver


def notices_shown(app: App[Any]) -> Iterator[str]:
    """The texts of the notices on the screen: there is no public list of them."""
    return (notice.message for notice in list(app._notifications))
