"""A terminal driver that survives malformed input and a closed terminal.

It replaces the input loop of Textual's driver. That loop crashes on invalid UTF-8 and on
out-of-range key codes, spins when the terminal was closed, treats escape sequences in pasted text
as keys, and starts a second reader after a SIGCONT that did not follow its own SIGTSTP. Textual
also prefers COLUMNS and LINES to the real size of the terminal.
"""

from __future__ import annotations

import asyncio
import codecs
import logging
import os
import selectors
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App, ScreenError
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from quizapp.ui.messages import TerminalClosed
from quizapp.ui.textual_private import XTermParser

logger = logging.getLogger(__name__)

SMALLEST, WIDEST, TALLEST = 1, 640, 240
"""Limits of the size in cells."""
DEFAULT_SIZE = (80, 24)
"""Columns and rows of a terminal that does not report its size."""
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"
LONGEST_PASTE = 20_000
"""Characters of pasted text that are read; the rest is dropped."""
PASTE_PATIENCE = 1.0
"""Seconds without input after which a paste without an end marker is ended."""
MAX_QUEUED = 200
"""Waiting messages beyond which keys of a burst are dropped."""
BURST = 0.05
"""Seconds: a key that follows another sooner than this is part of a burst."""
QUIT_KEYS = ("ctrl+q", "ctrl+c")
DROPPABLE = (events.Key, events.MouseMove, events.MouseScrollDown, events.MouseScrollUp)


class Output:
    """The file that frames are written to. After a write error, `closed` is true and it ignores
    further output."""

    def __init__(self, fileno: int, encoding: str) -> None:
        self._fileno = fileno
        self._encoding = encoding
        self.closed = False

    def fileno(self) -> int:
        return self._fileno

    def isatty(self) -> bool:
        return os.isatty(self._fileno)

    def write(self, text: str) -> int:
        data = memoryview(text.encode(self._encoding, "replace"))
        try:
            while data and not self.closed:
                data = data[os.write(self._fileno, data) :]
        except OSError:
            self.closed = True
        return len(text)

    def flush(self) -> None:
        """Do nothing: output is not buffered."""


class PasteFilter:
    """Removes escape characters from pasted text and cuts it to `LONGEST_PASTE` characters."""

    def __init__(self) -> None:
        self._tail = ""
        self._room: int | None = None

    @property
    def open(self) -> bool:
        """Whether a paste has started and not ended."""
        return self._room is not None

    def close(self) -> str:
        """End the paste and return the end marker."""
        self._room, self._tail = None, ""
        return PASTE_END

    def filter(self, text: str) -> str:
        """Return the part of the next chunk of input that is to be read."""
        out: list[str] = []
        while text:
            joined = self._tail + text
            if self._room is None:
                at = joined.find(PASTE_START)
                if at < 0:
                    out.append(text)
                    self._tail = joined[-(len(PASTE_START) - 1) :]
                    break
                end = at + len(PASTE_START) - len(self._tail)
                out.append(text[:end])
                text, self._tail, self._room = text[end:], "", LONGEST_PASTE
            else:
                at = joined.find(PASTE_END)
                overlap = len(PASTE_END) - 1
                inside = joined[:at] if at >= 0 else joined[: max(0, len(joined) - overlap)]
                pasted = inside.replace("\x1b", "")[: self._room]
                out.append(pasted)
                self._room -= len(pasted)
                if at < 0:
                    self._tail = joined[len(inside) :]
                    break
                text = joined[at + len(PASTE_END) :]
                out.append(self.close())
        return "".join(out)


class TerminalDriver(LinuxDriver):
    """The driver for a real terminal."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        stream = sys.__stdout__
        assert stream is not None
        self._output = Output(stream.fileno(), stream.encoding or "utf-8")
        self._file = self._output  # type: ignore[assignment]
        self._sent = self._taken = 0
        self._last = 0.0
        if self._size is None:
            self._size = self._get_terminal_size()

    # -- size ----------------------------------------------------------------------------------

    def _get_terminal_size(self) -> tuple[int, int]:
        """Return columns and rows as the terminal reports them, within the limits."""
        for number in (self.fileno, self._output.fileno()):
            try:
                columns, rows = os.get_terminal_size(number)
            except OSError:
                continue
            return (
                max(SMALLEST, min(WIDEST, columns or DEFAULT_SIZE[0])),
                max(SMALLEST, min(TALLEST, rows or DEFAULT_SIZE[1])),
            )
        return DEFAULT_SIZE

    def _query_in_band_window_resize(self) -> None:
        """Do nothing: the size comes from the operating system, not from the input."""

    # -- suspend and resume --------------------------------------------------------------------

    def _sigtstp_application(self, *_: object) -> None:
        self._call_soon(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        self._call_soon(self._continue)

    def _call_soon(self, callback: Callable[[], object]) -> None:
        """Run a signal handler between two messages: the signal may arrive while the lock of the
        output is held."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(callback)

    def _continue(self) -> None:
        """Redraw after SIGCONT. Set the terminal up again if SIGSTOP stopped the process."""
        if not self._auto_restart:
            return
        if not self._must_signal_resume:
            if not self._in_foreground():
                return
            self.suspend_application_mode()
            self._must_signal_resume = True
        self.resume_application_mode()

    def _in_foreground(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:
            return False

    def restore_terminal(self) -> None:
        """Restore the line settings of the terminal, even while other threads are running."""
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    # -- input ---------------------------------------------------------------------------------

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read keys until the driver is stopped or the terminal is closed."""
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        pastes = PasteFilter()
        parser = XTermParser(self._debug)
        last_input = time.monotonic()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                text = ""
                if selector.select(0.1):
                    data = self._read()
                    if not data or self._output.closed:
                        self._send(TerminalClosed())
                        return
                    last_input = time.monotonic()
                    text = pastes.filter(decode(data))
                elif pastes.open and time.monotonic() - last_input > PASTE_PATIENCE:
                    text = pastes.close()
                elif self._output.closed:
                    self._send(TerminalClosed())
                    return
                try:
                    for message in self._parsed(parser, text):
                        self.process_message(message)
                except Exception as error:
                    logger.debug("malformed input was dropped: %r", error)
                    parser = XTermParser(self._debug)

    def _read(self) -> bytes:
        """Return the next bytes of input; empty if the terminal is closed."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""

    @staticmethod
    def _parsed(parser: XTermParser, text: str) -> Iterator[Message]:
        parser.mouse_pixels = False
        if text:
            yield from parser.feed(text)
        yield from parser.tick()

    def process_message(self, message: Message) -> None:
        """Pass a message to the app. Drop keys of a burst that the app cannot keep up with.

        A key that does not belong to a burst is never dropped, and neither is a quit key.
        """
        if isinstance(message, events.Resize | events.CursorPosition):
            return
        if isinstance(message, DROPPABLE):
            since, self._last = message.time - self._last, message.time
            quits = isinstance(message, events.Key) and message.key in QUIT_KEYS
            if since < BURST and not quits and self._waiting() > MAX_QUEUED:
                return
        super().process_message(message)

    def _waiting(self) -> int:
        """Return the number of messages that wait for the app, its screen, and the focus."""
        waiting = self._sent - self._taken + self._app.message_queue_size
        with suppress(ScreenError):
            screen = self._app.screen
            waiting += screen.message_queue_size
            if screen.focused is not None:
                waiting += screen.focused.message_queue_size
        return waiting

    def send_message(self, message: Message) -> None:
        self._send(message)

    def _send(self, message: Message) -> None:
        """Post a message on the app's thread, and count it as waiting until it is posted."""

        async def deliver() -> None:
            self._taken += 1
            self._app.post_message(message)

        if self._loop.is_closed():
            return
        self._sent += 1
        delivery = deliver()
        try:
            asyncio.run_coroutine_threadsafe(delivery, self._loop)
        except RuntimeError:
            delivery.close()
