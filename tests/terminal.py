"""The real app in a real pseudo-terminal, read through a terminal emulator."""

from __future__ import annotations

import copy
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte

KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "enter": "\r",
    "escape": "\x1b",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "ctrl+q": "\x11",
    "ctrl+s": "\x13",
    "ctrl+c": "\x03",
    "ctrl+z": "\x1a",
    "space": " ",
}
PATIENCE = 30.0
ALTERNATE = 1049
LAUNCH = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
AS_A_USER = """\
import ctypes, os, sys
for capability in (1, 2):
    if ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0):
        sys.exit("this root cannot give up its right to write anywhere")
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Root may read and write whatever the permissions say; without these two rights it may not."""

QUIZAPP = [sys.executable, "-m", "quizapp"]


def as_a_user(command: Sequence[str]) -> list[str]:
    """Return a command to which file permissions apply, even if root runs the tests."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return [sys.executable, "-c", AS_A_USER, *command]
    return list(command)


class Screen(pyte.Screen):
    """A screen with an alternate screen."""

    def set_mode(self, *modes: int, **how: bool) -> None:
        if ALTERNATE in modes:
            self._normal = copy.deepcopy(self.buffer), copy.copy(self.cursor)
            self.erase_in_display(2)
        super().set_mode(*modes, **how)

    def reset_mode(self, *modes: int, **how: bool) -> None:
        if ALTERNATE in modes and hasattr(self, "_normal"):
            self.buffer, self.cursor = self._normal
            self.dirty.update(range(self.lines))
        super().reset_mode(*modes, **how)


class Terminal:
    """Runs quizapp in a pseudo-terminal; `screen` is what the learner sees."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        extra: Mapping[str, str | None] | None = None,
        command: Sequence[str] = QUIZAPP,
    ) -> None:
        columns, rows = size
        self._screen = Screen(columns or 80, rows or 24)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "QUIZAPP_HOME": str(home),
        }
        environment.pop("NO_COLOR", None)
        for name, value in (extra or {}).items():
            if value is None:
                environment.pop(name, None)
            else:
                environment[name] = value
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, *command, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
            close_fds=True,
        )
        self._slave = slave
        self._master = master
        # A blocked write would wait forever for an app that waits for us to read its output.
        os.set_blocking(master, False)

    @property
    def screen(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def read(self, seconds: float = 0.05) -> None:
        """Read the output of the app for a while."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            ready, _, _ = select.select([self._master], [], [], left)
            if not ready:
                return
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            self.raw += data
            self._stream.feed(data)

    def drain(self) -> None:
        """Read the remaining output after the app has ended."""
        taken = -1
        while len(self.raw) > taken:
            taken = len(self.raw)
            self.read()

    def wait_for(self, *wanted: str, gone: str | None = None) -> str:
        """Wait until all of `wanted` are on the screen, and `gone` is not."""
        until = time.monotonic() + PATIENCE
        ended = False
        while time.monotonic() < until and not ended:
            ended = self.process.poll() is not None
            if ended:
                self.drain()
            else:
                self.read()
            seen = self.screen
            if all(text in seen for text in wanted) and (gone is None or gone not in seen):
                return seen
        raise AssertionError(f"waited for {wanted} (gone: {gone}); the screen is\n{self.screen}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.type(KEYS.get(key, key).encode(), pause=0.02)

    def type(self, data: bytes, pause: float = 0.0) -> None:
        """Write bytes unchanged, and read the output of the app meanwhile."""
        until = time.monotonic() + PATIENCE
        while data:
            try:
                data = data[os.write(self._master, data[:2048]) :]
                until = time.monotonic() + PATIENCE
            except BlockingIOError:
                if time.monotonic() > until:
                    raise AssertionError(
                        f"the app reads no more input; the screen is\n{self.screen}"
                    ) from None
                self.read(0.05)
            self.read(pause)

    def resize(self, columns: int, rows: int, seen: tuple[int, int] | None = None) -> None:
        """Change the terminal's size, which also sends SIGWINCH; our own screen may stay `seen`."""
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        width, height = seen or (columns or 80, rows or 24)
        self._screen.resize(height, width)

    def hang_up(self) -> None:
        """Close the terminal, as when its window is closed."""
        os.close(self._master)
        self._master = -1

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Wait for the end of the process, and return its exit status."""
        until = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < until:
            if self._master < 0:
                time.sleep(0.05)
            else:
                self.read()
        if self._master >= 0:
            self.drain()
        return self.process.wait(timeout=1)

    @property
    def restored(self) -> bool:
        """Whether the line settings are restored and the alternate screen is closed."""
        now = termios.tcgetattr(self._slave)
        entered, left = self.raw.rfind(b"\x1b[?1049h"), self.raw.rfind(b"\x1b[?1049l")
        return now[:4] == self.before[:4] and left >= entered

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._master >= 0:
            os.close(self._master)
        os.close(self._slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def run(
    home: Path, *arguments: str, user: bool = False, extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command without a terminal; with `user`, permissions apply even to root."""
    command = [*QUIZAPP, "--home", str(home), *arguments]
    return subprocess.run(
        as_a_user(command) if user else command,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(extra or {})},
        check=False,
        timeout=120,
    )
