"""The terminal driver: Textual's own, proof against what a terminal may send or become.

Textual's reader dies of a byte that is not UTF-8 and of an absurd key code, spins on a terminal
that was closed, hands escape sequences in pasted text on as keys, and starts a second reader when
the process goes on without having been suspended by it. Its sizes come from the environment first.
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
USUAL = (80, 24)
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"
LONGEST_PASTE = 20_000
PASTE_PATIENCE = 1.0
MOST_AHEAD = 200
BURST = 0.05
LEAVING = ("ctrl+q", "ctrl+c")
FORGETTABLE = (events.Key, events.MouseMove, events.MouseScrollDown, events.MouseScrollUp)


class Output:
    """Where frames are written. A terminal that is gone swallows them; `gone` tells."""

    def __init__(self, fileno: int, encoding: str) -> None:
        self._fileno = fileno
        self._encoding = encoding
        self.gone = False

    def fileno(self) -> int:
        return self._fileno

    def isatty(self) -> bool:
        return os.isatty(self._fileno)

    def write(self, text: str) -> int:
        data = memoryview(text.encode(self._encoding, "replace"))
        try:
            while data and not self.gone:
                data = data[os.write(self._fileno, data) :]
        except OSError:
            self.gone = True
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


class PasteFilter:
    """Cuts pasted text to LONGEST_PASTE, takes escapes out of it, and ends a paste left open."""

    def __init__(self) -> None:
        self._tail = ""
        self._room: int | None = None

    @property
    def open(self) -> bool:
        return self._room is not None

    def close(self) -> str:
        """What ends the paste."""
        self._room, self._tail = None, ""
        return PASTE_END

    def cut(self, text: str) -> str:
        """What of the next piece of input is to be read."""
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
                held = len(PASTE_END) - 1
                inside = joined[:at] if at >= 0 else joined[: max(0, len(joined) - held)]
                kept = inside.replace("\x1b", "")[: self._room]
                out.append(kept)
                self._room -= len(kept)
                if at < 0:
                    self._tail = joined[len(inside) :]
                    break
                text = joined[at + len(PASTE_END) :]
                out.append(self.close())
        return "".join(out)


class TerminalDriver(LinuxDriver):
    """Display and input on a real terminal."""

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
        """Columns and rows, from the terminal alone and within reason."""
        for number in (self.fileno, self._output.fileno()):
            try:
                columns, rows = os.get_terminal_size(number)
            except OSError:
                continue
            return (
                max(SMALLEST, min(WIDEST, columns or USUAL[0])),
                max(SMALLEST, min(TALLEST, rows or USUAL[1])),
            )
        return USUAL

    def _query_in_band_window_resize(self) -> None:
        """Sizes come from the system, never out of what is typed."""

    # -- coming and going ----------------------------------------------------------------------

    def _sigtstp_application(self, *_: object) -> None:
        self._soon(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        self._soon(self._go_on)

    def _soon(self, act: Callable[[], object]) -> None:
        """Act between two messages: a signal may come while the output's lock is held."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(act)

    def _go_on(self) -> None:
        """Draw again. If it was stopped behind our back, take the terminal anew."""
        if not self._auto_restart:
            return
        if not self._must_signal_resume:
            if not self._in_front():
                return
            self.suspend_application_mode()
            self._must_signal_resume = True
        self.resume_application_mode()

    def _in_front(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:
            return False

    def restore_terminal(self) -> None:
        """Restore the line settings at once, whatever else still runs."""
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
        """Read keys until told to stop or the terminal is gone."""
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        pastes = PasteFilter()
        parser = XTermParser(self._debug)
        heard = time.monotonic()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                text = ""
                if selector.select(0.1):
                    data = self._bytes()
                    if not data or self._output.gone:
                        self._send(TerminalClosed())
                        return
                    heard = time.monotonic()
                    text = pastes.cut(decode(data))
                elif pastes.open and time.monotonic() - heard > PASTE_PATIENCE:
                    text = pastes.close()
                elif self._output.gone:
                    self._send(TerminalClosed())
                    return
                try:
                    for message in self._parsed(parser, text):
                        self.process_message(message)
                except Exception as error:
                    logger.debug("input that is no key was left out: %r", error)
                    parser = XTermParser(self._debug)

    def _bytes(self) -> bytes:
        """The next bytes; none when the terminal is gone."""
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
        """Pass a message on; a burst of keys far ahead of the screen is left out.

        A key that comes alone, as a person's do, is never left out.
        """
        if isinstance(message, events.Resize | events.CursorPosition):
            return
        if isinstance(message, FORGETTABLE):
            since, self._last = message.time - self._last, message.time
            leaving = isinstance(message, events.Key) and message.key in LEAVING
            if since < BURST and not leaving and self._ahead() > MOST_AHEAD:
                return
        super().process_message(message)

    def _ahead(self) -> int:
        """Messages that wait for the app, its screen and its focused widget."""
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
        """Hand a message to the app's own thread, and count it until it is done with."""

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
