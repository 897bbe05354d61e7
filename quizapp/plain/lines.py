"""Ordinary lines in and out: nothing moves the cursor, nothing is drawn twice.

Lines are read straight from the file descriptor, without `input` and its line editing, which would
write escape sequences to some terminals. A signal is noticed while waiting for a line and between
two actions, never in the middle of one.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import textwrap
import unicodedata
from collections.abc import Callable
from typing import TextIO

from quizapp.exam.wording import Block, clean
from quizapp.streams import ERRORS

STOPPING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
IDLE_SECONDS = 5.0
WIDTH, NARROWEST = 80, 20
LONGEST_COMMAND = 200
MAX_BYTES = 65_536


class Leave(Exception):
    """Everything is to be saved and the process to end with `status`; `heard`: somebody listens."""

    def __init__(self, status: int = 0, *, heard: bool = True) -> None:
        super().__init__(status)
        self.status = status
        self.heard = heard


class Stop:
    """Notes a stopping signal, and wakes whoever waits for a line."""

    def __init__(self) -> None:
        self.number: int | None = None
        self.wake, self._bell = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(self._bell, False)
        signal.set_wakeup_fd(self._bell, warn_on_full_buffer=False)
        for name in STOPPING_SIGNALS:
            number = getattr(signal, name)
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)

    def _note(self, number: int, _frame: object) -> None:
        self.number = number

    def check(self) -> None:
        """Raise Leave if a signal has come in."""
        if self.number is not None:
            raise Leave(128 + self.number, heard=self.number != signal.SIGHUP)


class Lines:
    """One line in, some lines out. `idle` is called every five seconds of waiting."""

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self.idle: Callable[[], object] = lambda: None
        self._source = None if sys.stdin is None else sys.stdin.fileno()
        self._typed = self._source is not None and os.isatty(self._source)
        self._out: TextIO = sys.stdout
        self._wraps = self._out.isatty()
        self._pending = b""
        self._over = False
        if hasattr(self._out, "reconfigure"):
            self._out.reconfigure(errors=ERRORS)

    # -- out ----------------------------------------------------------------------------------

    def say(self, *parts: str | Block) -> None:
        """Write paragraphs, each beginning a line of its own, and code as it stands."""
        for part in parts:
            if isinstance(part, str):
                self._write(self._set(part) + "\n")
            elif part.code:
                code = "\n".join(clean(line).rstrip() for line in part.text.split("\n"))
                self._write(f"Code:\n{code}\nEnd of code.\n")
            else:
                self._write(self._set(part.text) + "\n")

    def flush(self) -> None:
        self._guarded(self._out.flush)

    def end(self, farewell: str) -> None:
        """The last line; on a terminal it does not run on behind the prompt."""
        self.say(*([""] if self._typed else []), farewell)
        self.flush()

    def _set(self, paragraph: str) -> str:
        """One paragraph, wrapped on a terminal; one line anywhere else."""
        text = " ".join(clean(paragraph).split())
        if not self._wraps:
            return text
        return textwrap.fill(
            text, self._width() - 1, break_long_words=False, break_on_hyphens=False
        )

    def _width(self) -> int:
        try:
            columns = os.get_terminal_size(self._out.fileno()).columns
        except (OSError, ValueError):
            columns = 0
        return max(NARROWEST, columns or WIDTH)

    def _write(self, text: str) -> None:
        self._guarded(lambda: self._out.write(text))

    @staticmethod
    def _guarded(write: Callable[[], object]) -> None:
        try:
            write()
        except OSError as error:
            if _nobody(error):
                raise Leave(heard=False) from error
            aside(f"quizapp: standard output: {error.strerror}; what was answered is saved")
            raise Leave(1, heard=False) from error

    # -- in -----------------------------------------------------------------------------------

    def ask(self, prompt: str, longest: int = LONGEST_COMMAND) -> str:
        """The next line, without spaces around it. Raises Leave at the end of input or a signal.

        What cannot be a line of text is answered with one line, and asked for again.
        """
        while True:
            self._write(prompt + (" " if self._typed else "\n"))
            self.flush()
            raw = self._read()
            line = None if self._over else _text(raw)
            if self._over or (line is not None and len(line) > longest):
                self.say(f"That line is too long; at most {longest} characters. Nothing was done.")
            elif line is None:
                self.say("That line holds keys or characters that are no text. Nothing was done.")
            else:
                return line

    def _read(self) -> bytes:
        self._over = False
        while b"\n" not in self._pending:
            if len(self._pending) > MAX_BYTES:
                self._over, self._pending = True, b""
            data = self._more()
            if not data and (self._pending or self._over):
                self._pending += b"\n"
            elif not data:
                raise Leave
            else:
                self._pending += data
        line, self._pending = self._pending.split(b"\n", 1)
        return line

    def _more(self) -> bytes:
        """Whatever comes next; nothing at the end of input."""
        source = self._source
        while True:
            self.stop.check()
            if source is None:
                return b""
            ready, _, _ = select.select([source, self.stop.wake], [], [], IDLE_SECONDS)
            self.stop.check()
            if self.stop.wake in ready:
                os.read(self.stop.wake, 512)
            if source in ready:
                try:
                    return os.read(source, 8192)
                except OSError:
                    return b""
            if not ready:
                self.idle()


def aside(line: str) -> None:
    """A line beside the sitting, on standard error."""
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except (OSError, AttributeError):
        return


def _text(raw: bytes) -> str | None:
    """A line as text; None if it is none: broken UTF-8, or keys that are no characters."""
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff").replace("\t", " ").strip()
    except UnicodeDecodeError:
        return None
    return None if any(unicodedata.category(c) in {"Cc", "Cs"} for c in text) else text


def _nobody(error: OSError) -> bool:
    """Whether whoever listened has gone: a closed pipe, a terminal hung up."""
    import errno

    return error.errno in {errno.EPIPE, errno.EIO}
