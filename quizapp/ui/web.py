"""Opens an address in the browser without disturbing the screens.

A graphical browser is started apart from the terminal. A text browser gets the terminal: the app
is suspended until the browser ends.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from quizapp.ui.text import address_lines

logger = logging.getLogger(__name__)

TEXT_BROWSERS = frozenset({"www-browser", "links", "links2", "elinks", "lynx", "w3m"})
"""Text browsers by the names that Python's `webbrowser` knows."""
SHOWN = 11
"""Seconds that an address is shown. It is about the page below, and goes with it, so this is less
than for a warning."""
NOTICE, AROUND = 0.75, 3
"""The most of the terminal's width that a notice takes, as `app.tcss` has it, and the cells of its
border and padding."""
PATIENCE = 3.0
"""Seconds within which a graphical browser that cannot start is expected to say so."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A command that opens an address, and whether it needs the terminal.

    An empty command means that the operating system opens the address.
    """

    command: tuple[str, ...]
    in_terminal: bool = False


def find(address: str) -> Browser | None:
    """Return the browser for an address: the one in BROWSER, else the system's; None without one.

    Without a graphical display, a browser that is not known to be graphical needs the terminal.
    """
    if sys.platform in ("darwin", "win32", "cygwin") and not os.environ.get("BROWSER"):
        return Browser(())
    try:
        found: Any = webbrowser.get()
    except webbrowser.Error:
        return None
    name = str(getattr(found, "name", ""))
    if not name:
        return Browser(())
    arguments = ["%s"]
    if isinstance(found, webbrowser.GenericBrowser):
        arguments = list(found.args)
    command = (name, *(argument.replace("%s", address) for argument in arguments))
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    waits = type(found) is webbrowser.GenericBrowser
    return Browser(command, Path(name).name in TEXT_BROWSERS or (waits and not display))


def open_address(app: App[Any], address: str) -> str | None:
    """Open an address; return one line if it cannot be opened here.

    A graphical browser that fails later reports that by a notice of the app.
    """
    browser = find(address)
    if browser is None:
        return _told(app, "There is no browser here.", address)
    if browser.in_terminal:
        return _in_terminal(app, browser, address)
    app.run_worker(lambda: _apart(app, browser, address), thread=True, group="web")
    return None


def _in_terminal(app: App[Any], browser: Browser, address: str) -> str | None:
    try:
        with app.suspend(), _interrupts_ignored():
            done = subprocess.run(browser.command, check=False)
    except (OSError, SuspendNotSupported) as error:
        logger.warning("%s: %s", browser.command[0], error)
        return _failed(app, browser, address)
    finally:
        app.refresh(layout=True)
    return _failed(app, browser, address) if done.returncode else None


def _apart(app: App[Any], browser: Browser, address: str) -> None:
    """Start a graphical browser, and wait a moment for its exit status."""
    try:
        if not browser.command:
            done = webbrowser.open(address)
        else:
            process = subprocess.Popen(
                browser.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            done = process.wait(PATIENCE) == 0
    except subprocess.TimeoutExpired:
        return
    except (OSError, webbrowser.Error) as error:
        logger.warning("the browser could not be started: %s", error)
        done = False
    if not done:
        message = _failed(app, browser, address)
        app.call_from_thread(app.notify, message, severity="warning", timeout=SHOWN, markup=False)


def _failed(app: App[Any], browser: Browser, address: str) -> str:
    name = Path(browser.command[0]).name if browser.command else "The browser"
    return _told(app, f"{name} could not open it.", address)


def _told(app: App[Any], problem: str, address: str) -> str:
    """Return a notice with the address on lines of its own, which break between its parts."""
    lines = address_lines(address, int(NOTICE * app.size.width) - AROUND, scheme=True)
    return "\n".join([f"{problem} The address:", *lines])


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Leave Ctrl+C to the program in the terminal; the app is not to end with it."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
