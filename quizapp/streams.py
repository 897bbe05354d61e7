"""Standard output and standard error of the command line: no control characters, no tracebacks.

Imports only the standard library, because it is imported before anything else.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:  # the module `typing` would take a third of the time of `--version`
    from typing import TextIO

ERRORS = "quizapp"
"""The codec error handler for characters that the encoding lacks; see `substitute`."""
SUBSTITUTES = {
    "–": "-",
    "—": "-",
    "−": "-",
    "─": "-",
    "…": "...",
    "×": "x",
    "÷": "/",
    "•": "-",
    "·": "-",
    "│": "|",
    "→": "->",
    "✓": "+",
    "✗": "x",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "\N{REPLACEMENT CHARACTER}": "?",
}
HARMFUL = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories that are never written, except line breaks and tabs."""
BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters that change the direction of the text around them."""


class OutputFault(OSError):
    """Standard output cannot be written. Its `str()` is a one-line message for the learner."""

    def __str__(self) -> str:
        return f"standard output: {self.strerror}"


def substitute(error: UnicodeError) -> tuple[str, int]:
    """Replace the characters that the encoding lacks; see `codecs.register_error`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(SUBSTITUTES.get(character, "?") for character in text), error.end


codecs.register_error(ERRORS, substitute)


def harmless(text: str) -> str:
    """`text` with every character that could control a terminal replaced. Line breaks and tabs
    stay."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(_harmless(character) for character in text)


def _harmless(character: str) -> str:
    if character in "\n\t":
        return character
    if character in BIDI_CONTROLS or unicodedata.category(character) in HARMFUL:
        return "\N{REPLACEMENT CHARACTER}"
    return character


class Output:
    """A text stream that wraps `stream`, or None if the shell closed it.

    Control characters are replaced, and every character can be encoded. After its first failure
    the stream is not written again, and `flush` does nothing: the interpreter flushes when it
    exits and would report the same fault twice. With `quiet`, nothing is raised at all.
    """

    def __init__(self, stream: TextIO | None, *, quiet: bool = False) -> None:
        self._stream = stream
        self._quiet = quiet
        self._broken = False
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=ERRORS)

    @property
    def encoding(self) -> str:
        return "utf-8" if self._stream is None else self._stream.encoding

    @property
    def errors(self) -> str:
        return ERRORS

    @property
    def closed(self) -> bool:
        """Whether the shell closed the stream (`>&-`)."""
        return self._stream is None

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        if self._stream is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return self._stream.fileno()

    def write(self, text: object) -> int:
        """Write text, or bytes as they are. Raises OutputFault.

        Raises TypeError for empty bytes: that is how click tests for a binary stream, which it
        would wrap in a stream of its own. Bytes that are not empty are a shell's completions,
        which click writes to a text stream as well.
        """
        if isinstance(text, bytes) and text:
            self.write_bytes(text)
            return len(text)
        if not isinstance(text, str):
            raise TypeError("text is needed")
        if not text:
            return 0
        shown = harmless(text)
        if self._stream is None or self._broken:
            self._refuse()
            return len(text)
        try:
            self._stream.write(shown)
        except (OSError, ValueError) as error:
            self._fail(error)
        return len(text)

    def write_bytes(self, raw: bytes) -> None:
        """Write bytes unchanged and flush. Raises OutputFault."""
        if self._stream is None or self._broken:
            self._refuse()
            return
        try:
            self._stream.flush()
            self._stream.buffer.write(raw)
            self._stream.flush()
        except (OSError, ValueError) as error:
            self._fail(error)

    def flush(self) -> None:
        """Write the buffered text. Raises OutputFault."""
        if self._stream is None or self._broken:
            return
        try:
            self._stream.flush()
        except (OSError, ValueError) as error:
            self._fail(error)

    def _refuse(self) -> None:
        if not self._quiet:
            raise OutputFault(
                errno.EBADF, "it cannot be written" if self._broken else "it is closed"
            )

    def _fail(self, error: OSError | ValueError) -> None:
        self._broken = True
        if not self._quiet:
            number = getattr(error, "errno", None) or errno.EIO
            raise OutputFault(number, getattr(error, "strerror", None) or str(error)) from error


def use() -> None:
    """Replace standard output and standard error with an `Output` each.

    A descriptor that the shell closed is opened on the null device. Otherwise one of our files
    could get its number, and a library that writes to standard error would write into that file.
    """
    number = os.open(os.devnull, os.O_RDWR)
    while number <= 2:
        number = os.dup(number)
    os.close(number)
    if not isinstance(sys.stdout, Output):
        sys.stdout = Output(sys.stdout)
    if not isinstance(sys.stderr, Output):
        sys.stderr = Output(sys.stderr, quiet=True)


def write_bytes(raw: bytes) -> None:
    """Write bytes to standard output unchanged. Raises OutputFault."""
    out: object = sys.stdout
    if isinstance(out, Output):
        out.write_bytes(raw)
    else:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()


def is_closed() -> bool:
    """Whether the shell closed standard output (`>&-`)."""
    out: object = sys.stdout
    return out is None or (isinstance(out, Output) and out.closed)
