"""A program in a pseudo-terminal, timed from outside."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil

COLUMNS, ROWS = 120, 36
ESCAPES = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[\[(][0-9;:?<>=]*[ -/]*[@-~]|\x1b.")
PATIENCE = 60.0
QUIET = 0.12


@dataclass
class Program:
    """A command, the text that ends its first frame, and the keys to the screen to measure."""

    name: str
    command: Sequence[str]
    marker: str
    lead: Sequence[tuple[str, str]] = ()
    keys: Sequence[str] = ("\x1b[B", "\x1b[A")
    starts: list[float] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


class Child:
    """A process in a pseudo-terminal."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.spawned = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = b""

    def read(self, wait: float) -> bytes:
        ready, _, _ = select.select([self.master], [], [], wait)
        if not ready:
            return b""
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return b""
        self.seen += data
        return data

    def until(self, marker: str) -> float:
        """Return the seconds from the spawn until `marker` arrived. Raises RuntimeError."""
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            if self.read(0.5) and marker.encode() in ESCAPES.sub(b"", self.seen):
                return time.perf_counter() - self.spawned
        shown = ESCAPES.sub(b"", self.seen)[-2000:].decode(errors="replace")
        raise RuntimeError(f"{marker!r} did not appear in:\n{shown}")

    def settle(self, quiet: float = QUIET) -> None:
        while self.read(quiet):
            pass
        self.seen = b""

    def press(self, key: str) -> float:
        """Return the seconds from writing a key to the first byte of output."""
        begun = time.perf_counter()
        os.write(self.master, key.encode())
        self.read(PATIENCE)
        took = time.perf_counter() - begun
        self.settle()
        return took

    def lead(self, steps: Sequence[tuple[str, str]]) -> None:
        for key, marker in steps:
            self.settle()
            os.write(self.master, key.encode())
            self.until(marker)
        self.settle()

    def memory(self) -> float:
        """Return the resident memory in MiB."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20

    def cpu(self) -> float:
        """Return the processor time used so far, in seconds."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)


def measure(program: Program, environment: dict[str, str], presses: int) -> None:
    """Measure one start of a program, and `presses` key presses."""
    child = Child(program.command, environment)
    try:
        program.starts.append(child.until(program.marker))
        child.settle(0.5)
        child.lead(program.lead)
        program.memory.append(child.memory())
        for n in range(presses):
            program.presses.append(child.press(program.keys[n % len(program.keys)]))
    finally:
        child.end()


def idle(program: Program, environment: dict[str, str], seconds: float) -> float:
    """Return the share of a core that a program uses while no key is pressed."""
    child = Child(program.command, environment)
    try:
        child.until(program.marker)
        child.lead(program.lead)
        child.settle(1.0)
        before, begun = child.cpu(), time.perf_counter()
        while (left := seconds - (time.perf_counter() - begun)) > 0:
            child.read(left)
        return (child.cpu() - before) / (time.perf_counter() - begun)
    finally:
        child.end()
