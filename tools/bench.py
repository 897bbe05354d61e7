"""Measures quizapp against an empty Textual app, interleaved in one run.

python tools/bench.py [RUNS]

Both programs run in a pseudo-terminal of 120 × 36. A start is timed from the spawn of the process
to the moment the last text of its frame arrives; a key from the write to the first byte that comes
back. Only ratios mean anything: machines differ, and differ from minute to minute.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HELLO = """
from textual.app import App
from textual.widgets import OptionList

class Hello(App):
    def compose(self):
        yield OptionList(*[f"line {n}" for n in range(30)])

Hello().run()
"""
COLUMNS, ROWS = 120, 36
ESCAPES = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[\[(][0-9;:?<>=]*[ -/]*[@-~]|\x1b.")
PATIENCE = 30.0
QUIET = 0.15


@dataclass
class Program:
    """What is run, the text that ends its first frame, and keys that lead to the measured place."""

    name: str
    command: Sequence[str]
    marker: str
    lead: Sequence[tuple[str, str]] = ()
    keys: Sequence[str] = ("\x1b[B", "\x1b[A")
    starts: list[float] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)


class Child:
    """A process on a pseudo-terminal of its own."""

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
        """Seconds from the spawn until `marker` has arrived. Raises RuntimeError."""
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            if self.read(0.5) and marker.encode() in ESCAPES.sub(b"", self.seen):
                return time.perf_counter() - self.spawned
        raise RuntimeError(f"{marker!r} did not appear")

    def settle(self) -> None:
        while self.read(QUIET):
            pass
        self.seen = b""

    def press(self, key: str) -> float:
        """Seconds from writing a key to the first byte that comes back."""
        begun = time.perf_counter()
        os.write(self.master, key.encode())
        self.read(PATIENCE)
        took = time.perf_counter() - begun
        self.settle()
        return took

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)


def measure(program: Program, environment: dict[str, str], presses: int) -> None:
    child = Child(program.command, environment)
    try:
        program.starts.append(child.until(program.marker))
        child.settle()
        for key, marker in program.lead:
            os.write(child.master, key.encode())
            child.until(marker)
            child.settle()
        for n in range(presses):
            program.presses.append(child.press(program.keys[n % len(program.keys)]))
    finally:
        child.end()


def row(name: str, values: Sequence[float], base: Sequence[float]) -> str:
    middle = statistics.median(values)
    ratio = middle / statistics.median(base)
    return (
        f"{name:<34}{1000 * min(values):>9.1f}{1000 * middle:>9.1f}{1000 * max(values):>9.1f}"
        f"{ratio:>8.2f}"
    )


def main(runs: int = 5, presses: int = 40) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hello_file = Path(folder) / "hello.py"
        hello_file.write_text(HELLO)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "QUIZAPP_HOME": str(Path(folder) / "home"),
        }
        app = [sys.executable, "-m", "quizapp"]
        hello = Program("hello", [sys.executable, str(hello_file)], "line 29")
        home = Program("home, first frame", app, "every sitting so far")
        to_question = [("m", "Short mock"), ("\r", "0 answered")]
        choosing = Program(
            "question, choose", app, "every sitting so far", to_question, ("1", "2", "3", "4")
        )
        moving = Program("question, move highlight", app, "every sitting so far", to_question)
        first = Program("home, first start ever", app, "every sitting so far")
        measure(first, environment, 0)
        subprocess.run([*app, "history"], env=environment, check=True, capture_output=True)
        for _ in range(runs):
            measure(hello, environment, presses)
            measure(home, environment, 0)
            for program in (choosing, moving):
                for database in Path(environment["QUIZAPP_HOME"]).glob("quizapp.db*"):
                    database.unlink()
                subprocess.run([*app, "history"], env=environment, check=True, capture_output=True)
                measure(program, environment, presses)
        print(f"{'milliseconds':<34}{'min':>9}{'median':>9}{'max':>9}{'ratio':>8}")
        print(row("start: hello", hello.starts, hello.starts))
        print(row("start: home, warm", home.starts, hello.starts))
        print(row("key: hello, move highlight", hello.presses, hello.presses))
        print(row("key: question, move highlight", moving.presses, hello.presses))
        print(row("key: question, choose (stored)", choosing.presses, hello.presses))
        print(row("start: home, first ever", first.starts, hello.starts))
        print()
        loading(environment, runs)
        print()
        predicting(runs)


def loading(environment: dict[str, str], runs: int) -> None:
    """What the first start pays to read and store the bank, beside a bare parse of its files."""
    program = (
        "import sys, time; from pathlib import Path; from quizapp import paths; "
        "from quizapp.paths import Home; from quizapp.store.opening import open_all; "
        "from quizapp.bank.pack import load; from quizapp.store.migrate import migrate; "
        "import yaml, tempfile; home = Home(Path(tempfile.mkdtemp()) / 'h'); home.make(); "
        "files = [p.read_text() for p in sorted(paths.pack().glob('*/*.yaml'))]; "
        "a = time.perf_counter(); [yaml.load(f, Loader=yaml.CSafeLoader) for f in files]; "
        "b = time.perf_counter(); load(paths.pack()); c = time.perf_counter(); "
        "migrate(home.url); d = time.perf_counter(); "
        "open_all(home, None, paths.pack()).database.close(); "
        "e = time.perf_counter(); print(b - a, c - b, d - c, e - d)"
    )
    parses, loads, makes, firsts = [], [], [], []
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        parse, load, make, first = map(float, done.stdout.split())
        parses.append(parse)
        loads.append(load)
        makes.append(make)
        firsts.append(first)
    print(f"{'the shipped bank':<34}{'min':>9}{'median':>9}{'max':>9}{'ratio':>8}")
    print(row("parse with PyYAML's C loader", parses, parses))
    print(row("read and check every question", loads, parses))
    print(row("make the database", makes, parses))
    print(row("load: read, check and store", firsts, parses))


def predicting(runs: int) -> None:
    """The cost of a prediction from 3,000 answers, beside a fixed piece of work."""
    from quizapp.study.readiness import Answer, predict

    rng = random.Random(1)
    topics = [f"{d}.{t}" for d in "1234" for t in range(20)]
    answers = [Answer(rng.choice(topics), rng.random() < 0.7, n % 3 > 0) for n in range(3000)]
    domains = {topic: topic[0] for topic in topics}
    form = {"1": 20, "2": 17, "3": 14, "4": 14}
    sorts, predictions = [], []
    numbers = [rng.random() for _ in range(100_000)]
    for _ in range(max(3, runs)):
        begun = time.perf_counter()
        sorted(numbers)
        between = time.perf_counter()
        predict(answers, domains=domains, form=form)
        predictions.append(time.perf_counter() - between)
        sorts.append(between - begun)
    print(f"{'chance of passing':<34}{'min':>9}{'median':>9}{'max':>9}{'ratio':>8}")
    print(row("sort 100,000 numbers", sorts, sorts))
    print(row("predict from 3,000 answers", predictions, sorts))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
