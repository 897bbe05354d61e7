"""The private parts of Textual that the app uses, each with the reason.

Import private names of Textual only here. A test fails for each name that a new version of Textual
moves or removes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual._context import active_message_pump
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.keys import _character_to_key as character_to_key
from textual.message_pump import MessagePump

__all__ = ["XTermParser", "character_to_key"]
# XTermParser: the terminal driver reads the keyboard itself, because Textual's reader does not
# survive a closed terminal or a very long paste. Only this class turns bytes into keys.
# character_to_key: the key map accepts "!" for "exclamation_mark". Textual has a public function
# for the opposite direction only.

APP_METHODS = ("_handle_exception", "_fatal_error", "_close_messages_no_wait")
"""Methods of `App` that the app overrides or calls. There is no public hook for an error in a
handler, and `App.exit` does not end an app whose screen cannot be drawn."""

DRIVER_METHODS = (
    "_get_terminal_size",
    "_query_in_band_window_resize",
    "_sigtstp_application",
    "_sigcont_application",
    "_run_input_thread",
)
"""Methods of `LinuxDriver` that `TerminalDriver` overrides. Textual has no public driver API."""

DRIVER_ATTRIBUTES = (
    "_app",
    "_auto_restart",
    "_debug",
    "_file",
    "_loop",
    "_must_signal_resume",
    "_size",
)
"""Attributes of `LinuxDriver` that `TerminalDriver` reads or sets."""


def active_pump() -> MessagePump:
    """Return the screen, widget, or app whose handler is running.

    An exception does not tell in which handler it was raised.
    """
    return active_message_pump.get()


def parent_of(pump: MessagePump) -> MessagePump | None:
    """Return the parent of a pump. `DOMNode.parent` raises for a screen, whose parent is an app."""
    return pump._parent


def is_ending(app: App[Any]) -> bool:
    """Return whether the app was told to exit. `is_running` stays true until it has exited."""
    return app._exit


def has_priority(app: App[Any], key: str) -> bool:
    """Return whether a key has a priority binding on the current screen.

    `App.active_bindings` is public, but leaves out the app's own bindings while a dialog is open.
    """
    return any(
        binding.priority
        for _, bindings in app.screen._binding_chain
        for binding in bindings.key_to_bindings.get(key, ())
    )


def driver_of(app: App[Any]) -> Driver | None:
    """Return the driver. Only the driver can restore the terminal when the app hangs."""
    return app._driver


def notices_shown(app: App[Any]) -> Iterator[str]:
    """Yield the text of each notice on the screen. Textual has no public list of notices."""
    return (notice.message for notice in list(app._notifications))


def remove_notices(app: App[Any], shorter_than: float) -> None:
    """Remove the notices that are shown for less than some seconds. Textual can only remove all."""
    for notice in list(app._notifications):
        if notice.timeout < shorter_than:
            app._unnotify(notice)


def frame(app: App[Any]) -> list[list[Segment]]:
    """Return the lines of the current frame, including the screens behind a dialog.

    `App.export_screenshot` is public, but it returns SVG only.
    """
    screens = app._background_screens
    update = app.screen._compositor.render_update(full=True, screen_stack=screens, simplify=True)
    assert isinstance(update, LayoutUpdate)
    return [[segment for strip in line for segment in strip] for line in update.strips]
