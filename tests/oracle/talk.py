"""A conversation with plain mode in which every line typed has its answer."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.plain.talk import PATIENCE, command

MENU = "Menu:"
PROMPTS = re.compile(
    r"""(?:
    Menu: | Answer,\ (?:\d\ of\ )?1\ to\ \d: | Enter\ confirms;.*: | Enter\ (?:continues|ends):
    | k,\ m,\ y,\ w,\ or\ l\ says\ why;\ enter\ (?:continues|ends):
    | Press\ enter\ to\ check\ your\ answers:
    | Enter\ starts(?:;\ \?\ for\ help)?: | .*\benter\ for\ the\ menu: | Enter\ for\ the\ menu:
    | .*\ Type\ yes,\ or\ enter\ for\ no: | Type\ yes\ to\ take\ it\ over;.*:
    | What\ is\ wrong\ with\ this\ question\?.*: | Type\ your\ note.*:
    )$""",
    re.VERBOSE,
)


class Over(Exception):
    """The process ended, by itself or because it was killed."""


class Talk:
    """One process of plain mode. `steps` is the log to which every line typed is added."""

    def __init__(
        self, home: Path, arguments: Sequence[str], extra: Mapping[str, str], steps: list[str]
    ) -> None:
        self.steps = steps
        self.prompt = ""
        self.process = subprocess.Popen(
            command(home, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **extra},
        )

    def listen(self) -> list[str]:
        """The lines said until the next prompt. Raises Over, with them, if there is none.

        Raises AssertionError if nothing more is said, such as after a prompt of another wording.
        """
        assert self.process.stdout is not None
        heard = b""
        while True:
            waits, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
            assert waits, f"no prompt at the end of {heard.decode()!r}"
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            heard += data
            if not data:
                raise Over(heard.decode())
            if not heard.endswith(b":\n"):
                continue
            *lines, last = heard.decode().removesuffix("\n").split("\n")
            if PROMPTS.match(last):
                self.prompt = last
                return lines

    def send(self, line: str) -> None:
        """Type a line without waiting for the answer."""
        assert self.process.stdin is not None
        self.steps.append(f"  {line!r}")
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def tell(self, line: str) -> list[str]:
        """Type a line; the answer."""
        self.send(line)
        return self.listen()

    def kill(self) -> None:
        self.steps.append("  kill -9")
        self.process.kill()
        self._close()

    def end(self, line: str | None = None) -> str:
        """Type a last line, or close the input; what was said until the process ended."""
        self.steps.append("  end of input" if line is None else f"  {line!r}")
        said = None if line is None else line.encode() + b"\n"
        out, errors = self.process.communicate(said, timeout=PATIENCE)
        if self.process.returncode:
            raise AssertionError(f"status {self.process.returncode}: {errors.decode()}")
        return out.decode()

    def _close(self) -> None:
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        self.process.wait(PATIENCE)

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self._close()


def ask(
    home: Path, arguments: Sequence[str], extra: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run one command; what it printed."""
    return subprocess.run(
        [sys.executable, "-m", "quizapp", "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **extra},
        timeout=PATIENCE,
        check=False,
    )
