"""Starts, key presses, memory and idleness, beside an empty Textual app in the same run."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from table import head, percentile, ratio, row
from terminal import Child, Program, idle, measure

HELLO = """
from textual.app import App
from textual.widgets import OptionList

class Hello(App):
    def compose(self):
        yield OptionList(*[f"line {n}" for n in range(30)])

Hello().run()
"""
HOME = "every sitting so far"
QUESTION = [("m", "Short mock"), ("\r", "0 answered")]


def environment_of(folder: Path) -> dict[str, str]:
    """As on a learner's machine, where the first start has left compiled modules behind."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {
        **inherited,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "QUIZAPP_HOME": str(folder),
    }


def with_history(home: Path, mocks: int, seed: int = 1) -> None:
    """A learner with some mocks behind them, so that home has figures to show."""
    from quizapp import paths
    from quizapp.paths import Home
    from quizapp.store.opening import open_all, refresh_standing
    from quizapp.store.sitting import MockWish, start_mock

    opened = open_all(Home(home), None, paths.pack())
    rng = random.Random(seed)
    for number in range(mocks):
        wish = MockWish(form=number % 4 + 1)
        sitting = start_mock(
            opened.database, opened.learner, opened.pack, opened.blueprint, wish, rng=rng
        )
        for position, item in enumerate(sitting.attempt.items):
            sitting.go(position)
            for option in sorted(item.keys) if rng.random() < 0.7 else []:
                sitting.choose(option)
        sitting.submit()
    refresh_standing(opened)
    opened.database.close()


def programs(folder: Path, runs: int, presses: int, seconds: float) -> None:
    """Everything that is measured in a terminal."""
    hello_file = folder / "hello.py"
    hello_file.write_text(HELLO)
    fresh, lived = folder / "fresh", folder / "lived"
    app = [sys.executable, "-m", "quizapp"]
    hello = Program("hello", [sys.executable, str(hello_file)], "line 29")
    home = Program("home", app, HOME)
    figures = Program("home with figures", app, "in a row")
    first = Program("first start", app, HOME)
    choosing = Program("choose", app, HOME, QUESTION, ("1", "2", "3", "4"))
    moving = Program("highlight", app, HOME, QUESTION)
    going = Program("next", app, HOME, QUESTION, ("\x1b[C",) * 40 + ("\x1b[D",) * 40)
    subprocess.run([*app, "history"], env=environment_of(fresh), check=True, capture_output=True)
    with_history(lived, 3)
    each = max(1, presses // runs)
    for n in range(runs):
        measure(hello, environment_of(fresh), each)
        measure(home, environment_of(fresh), 0)
        measure(figures, environment_of(lived), 0)
        measure(first, environment_of(folder / f"new-{n}"), 0)
        for program in (choosing, moving, going):
            place = folder / "sitting"
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(fresh, place)
            measure(program, environment_of(place), each)
    head(f"Starts, {runs} of each")
    row("hello: an empty Textual app", hello.starts, hello.starts)
    row("home's whole frame, warm", home.starts, hello.starts, 1.30)
    row("home with the learner's figures", figures.starts, hello.starts, 1.80)
    row("first start ever", first.starts, hello.starts)
    head(f"Key presses, {each * runs} of each, to the first byte that comes back")
    row("hello: move the highlight", hello.presses, hello.presses)
    for name, program, middle, high in (
        ("question: move the highlight", moving, 1.2, 1.5),
        ("question: choose, stored first", choosing, 2.0, 2.5),
        ("question: next, painted", going, 2.5, None),
    ):
        row(name, program.presses, hello.presses, middle)
        if high is not None:
            value = percentile(program.presses, 0.99) / percentile(hello.presses, 0.99)
            print(f"{'   at the 99th percentile':<67}{ratio(value, high)}")
    head("Memory", "MiB")
    row("hello", hello.memory, hello.memory, scale=1)
    row("home", home.memory, hello.memory, 1.9, scale=1)
    row("a mock's question", choosing.memory, hello.memory, 1.9, scale=1)
    share = idle(Program("mock", app, HOME, QUESTION), environment_of(folder / "sitting"), seconds)
    print(
        f"\nA running mock, nothing pressed for {seconds:.0f} s: {100 * share:.2f} % of a core "
        f"(limit 1.00){'' if share <= 0.01 else '  over'}"
    )


def commands(folder: Path, runs: int) -> None:
    """Whole processes beside a bare interpreter."""
    home = folder / "fifty"
    with_history(home, 50)
    app = [sys.executable, "-m", "quizapp"]
    wanted: dict[str, tuple[list[str], float | None]] = {
        "python -c pass": ([sys.executable, "-c", "pass"], None),
        "quizapp --version": ([*app, "--version"], 2.2),
        "quizapp history --json, 50 attempts": ([*app, "history", "--json"], 30),
    }
    took: dict[str, list[float]] = {name: [] for name in wanted}
    for _ in range(max(5, runs)):
        for name, (command, _) in wanted.items():
            begun = time.perf_counter()
            subprocess.run(command, env=environment_of(home), check=True, capture_output=True)
            took[name].append(time.perf_counter() - begun)
    head("Commands, whole processes")
    base = took["python -c pass"]
    for name, (_, limit) in wanted.items():
        row(name, took[name], base, limit)


def loading(folder: Path, runs: int) -> None:
    """What the first start pays to read and store the bank, beside a bare parse of its files."""
    program = (
        "import sys, time; from pathlib import Path; from quizapp import paths; "
        "from quizapp.paths import Home; from quizapp.store.opening import open_all; "
        "from quizapp.bank.pack import load; from quizapp.store.migrate import migrate; "
        "import yaml, tempfile; "
        f"home = Home(Path(tempfile.mkdtemp(dir={str(folder)!r})) / 'h'); home.make(); "
        "files = [p.read_text() for p in sorted(paths.pack().glob('*/*.yaml'))]; "
        "a = time.perf_counter(); [yaml.load(f, Loader=yaml.CSafeLoader) for f in files]; "
        "b = time.perf_counter(); load(paths.pack()); c = time.perf_counter(); "
        "migrate(home.url); d = time.perf_counter(); "
        "open_all(home, None, paths.pack()).database.close(); "
        "e = time.perf_counter(); print(b - a, c - b, d - c, e - d)"
    )
    parses, loads, makes, firsts, later, usable = [], [], [], [], [], []
    environment = environment_of(folder / "unused")
    app, marker = [sys.executable, "-m", "quizapp"], "to see where you stand"
    for n in range(runs):
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
        for took, more in ((usable, 0.0), (later, parse)):
            child = Child(app, environment_of(folder / f"first-{n}"))
            took.append(child.until(marker) + more)
            child.end()
    head("The shipped bank, loaded for the first time")
    row("parse with PyYAML's C loader", parses, parses)
    row("read and check every question", loads, parses)
    row("make the database", makes, parses)
    row("read, check and store", firsts, parses, 3.0)
    row("a later start, and the parse", later, later)
    row("first start ever, usable", usable, later, 3.0)
