"""Line-based input and output of plain mode: no cursor movement, and no line is drawn twice.

Lines are read directly from the file descriptor. `input` would use line editing, which writes
escape sequences to some terminals. A signal takes effect while waiting for a line and between two
actions, never in the middle of one.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import unicodedata
from collections.abc import Callable
from typing import TextIO

from quizapp.exam.wording import Block, clean
from quizapp.store.sittings.lease import SAVE_SECONDS
from quizapp.streams import ERRORS
from quizapp.words import wrap

STOPPING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
IDLE_SECONDS = float(SAVE_SECONDS)
WIDTH, NARROWEST = 80, 20
LONGEST_COMMAND = 200
MAX_BYTES = 65_536


class Leave(Exception):
    """Raised to save everything and end the process with `status`.

    `heard` tells whether the output still has a reader, so that a last message makes sense.
    """

    def __init__(self, status: int = 0, *, heard: bool = True) -> None:
        super().__init__(status)
        self.status = status
        self.heard = heard


class Stop:
    """Records a stop signal and interrupts the wait for a line.

    `wake` is a file descriptor that becomes readable when a signal arrives.
    """

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
        """Raise Leave if a stop signal was received."""
        if self.number is not None:
            raise Leave(128 + self.number, heard=self.number != signal.SIGHUP)


class Lines:
    """Reads lines from standard input, and writes paragraphs to standard output.

    `idle` is called every `IDLE_SECONDS` while waiting for a line.
    """

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self.idle: Callable[[], object] = lambda: None
        self._source = None if sys.stdin is None else sys.stdin.fileno()
        self._typed = self._source is not None and os.isatty(self._source)
        self._out: TextIO = sys.stdout
        self._wraps = self._out.isatty()
        self._pending = b""
        self._over = False
        self._prompt = ""
        if hasattr(self._out, "reconfigure"):
            self._out.reconfigure(errors=ERRORS)

    # -- out ----------------------------------------------------------------------------------

    def say(self, *parts: str | Block) -> None:
        """Write paragraphs, each on a new line, and code blocks unchanged."""
        for part in parts:
            if isinstance(part, str):
                self._write(self._set(part) + "\n")
            elif part.code:
                code = "\n".join(clean(line).rstrip() for line in part.text.split("\n"))
                self._write(f"Code:\n{code}\nEnd of code.\n")
            else:
                self._write(self._set(part.text) + "\n")

    def interject(self, sentence: str) -> None:
        """Say a sentence while waiting for a line. On a terminal, the prompt is repeated."""
        self.say(*([""] if self._typed else []), sentence)
        if self._typed:
            self._write(self._prompt)
        self.flush()

    def flush(self) -> None:
        """Write the buffered output. Raises Leave if it cannot be written."""
        self._guarded(self._out.flush)

    def end(self, farewell: str) -> None:
        """Write the last line. On a terminal, it starts on a new line after the prompt."""
        self.say(*([""] if self._typed else []), farewell)
        self.flush()

    def _set(self, paragraph: str) -> str:
        """One paragraph, wrapped on a terminal, and on one line otherwise."""
        text = " ".join(clean(paragraph).split())
        if not self._wraps:
            return text
        return "\n".join(wrap(text, self._width() - 1, break_words=False))

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
            if _is_disconnected(error):
                raise Leave(heard=False) from error
            aside(f"quizapp: standard output: {error.strerror}; your answers are saved")
            raise Leave(1, heard=False) from error

    # -- in -----------------------------------------------------------------------------------

    def ask(self, prompt: str, longest: int = LONGEST_COMMAND) -> str:
        """The next line, without surrounding spaces.

        A line that is too long or not text is refused with a message, and the prompt is repeated.
        Raises Leave at the end of input or on a stop signal.
        """
        while True:
            self._prompt = prompt + (" " if self._typed else "\n")
            self._write(self._prompt)
            self.flush()
            raw = self._read()
            line = None if self._over else _text(raw)
            if self._over or (line is not None and len(line) > longest):
                self.say(f"That line is too long; at most {longest} characters. Nothing was done.")
            elif line is None:
                self.say("That line contains characters that are not text. Nothing was done.")
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
        """The next bytes of input; empty at the end of input."""
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
    """Write a line to standard error."""
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except (OSError, AttributeError):
        return


def _text(raw: bytes) -> str | None:
    """A line as text; None if it is not valid UTF-8 or contains control characters."""
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff").replace("\t", " ").strip()
    except UnicodeDecodeError:
        return None
    return None if any(unicodedata.category(c) in {"Cc", "Cs"} for c in text) else text


def _is_disconnected(error: OSError) -> bool:
    """Whether the output has no reader anymore: the pipe is closed, or the terminal is gone."""
    import errno

    return error.errno in {errno.EPIPE, errno.EIO}
