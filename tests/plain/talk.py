"""A client of `quizapp --plain` that uses pipes, as a script does."""

from __future__ import annotations

import contextlib
import os
import re
import select
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

PATIENCE = 60


def plain(text: str) -> bool:
    """Whether a text has no control characters except line breaks."""
    return all(c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"} for c in text)


def command(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "quizapp", "--home", str(home), "--plain", *arguments]


def say(home: Path, typed: str | bytes, *arguments: str, status: int = 0) -> str:
    """Run plain mode with this input, and return its output."""
    raw = typed.encode() if isinstance(typed, str) else typed
    done = subprocess.run(
        command(home, *arguments), input=raw, capture_output=True, timeout=PATIENCE, check=False
    )
    said = done.stdout.decode()
    assert done.returncode == status, done.stderr.decode() + said
    assert plain(said)
    return said


def sentence(pattern: str, said: str) -> re.Match[str]:
    """Return the match of a pattern that must occur exactly once."""
    found = list(re.finditer(pattern, said, re.MULTILINE))
    assert len(found) == 1, f"{pattern!r} occurs {len(found)} times in\n{said}"
    return found[0]


class Talk:
    """A dialog with plain mode, line by line."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            command(home, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.heard = ""

    def type(self, *lines: str) -> None:
        assert self.process.stdin is not None
        for line in lines:
            self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def hear(self, wanted: str) -> str:
        """Read until `wanted`; return the output up to and including it."""
        assert self.process.stdout is not None
        until = time.monotonic() + PATIENCE
        while wanted not in self.heard:
            patience = max(0.0, until - time.monotonic())
            if not select.select([self.process.stdout], [], [], patience)[0]:
                raise AssertionError(f"waited for {wanted!r} in vain, heard\n{self.heard}")
            data = os.read(self.process.stdout.fileno(), 65536)
            if not data:
                raise AssertionError(f"waited for {wanted!r}, heard\n{self.heard}")
            self.heard += data.decode()
        head, tail = self.heard.split(wanted, 1)
        self.heard = tail
        return head + wanted

    def wait(self) -> int:
        return self.process.wait(PATIENCE)

    def stop_reading(self) -> None:
        """Close the reading end of the output pipe."""
        assert self.process.stdout is not None
        self.process.stdout.close()

    @property
    def errors(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        self.process.wait(PATIENCE)
