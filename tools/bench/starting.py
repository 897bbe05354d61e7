"""Measures starts, key presses, memory, and idle use, compared with an empty Textual app."""

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
    """Return an environment as on a learner's machine, where compiled modules exist already."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {
        **inherited,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "QUIZAPP_HOME": str(folder),
    }


def with_history(home: Path, mocks: int, seed: int = 1) -> None:
    """Give the learner some past mocks, so that home has figures to show."""
    from quizapp import paths
    from quizapp.exam.mock import MockOptions
    from quizapp.paths import Home
    from quizapp.store.sittings.start import start_mock
    from quizapp.store.workspace import open_workspace

    workspace = open_workspace(Home(home), None, paths.pack())
    rng = random.Random(seed)
    for number in range(mocks):
        wish = MockOptions(form=number % 4 + 1)
        sitting = start_mock(
            workspace.database, workspace.scope, workspace.blueprint, wish, rng=rng
        )
        for position, item in enumerate(sitting.attempt.items):
            sitting.go(position)
            for option in sorted(item.keys) if rng.random() < 0.7 else []:
                sitting.choose(option)
        sitting.submit()
    workspace.refresh_standing()
    workspace.database.close()


APP = [sys.executable, "-c", "import sys; from quizapp.__main__ import main; sys.exit(main())"]
"""The installed command; `python -m` would also import what runs a module."""
STARTS = 9


def hello_in(folder: Path) -> Program:
    file = folder / "hello.py"
    file.write_text(HELLO)
    return Program("hello", [sys.executable, str(file)], "line 29")


def loaded(folder: Path) -> Path:
    """Make a home with the bank loaded and no sittings, in which nothing was worked out yet."""
    fresh = folder / "loaded"
    environment = environment_of(fresh)
    subprocess.run([*APP, "history"], env=environment, check=True, capture_output=True)
    return fresh


def warm(folder: Path) -> Path:
    """Make a home without sittings, as a learner's first start leaves it when it is finished.

    Its automatic backup is made, and its figures are those of today.
    """
    from quizapp import paths
    from quizapp.paths import Home
    from quizapp.store.workspace import open_workspace

    fresh = folder / "fresh"
    workspace = open_workspace(Home(fresh), None, paths.pack())
    workspace.refresh_standing()
    workspace.copy_if_due(Home(fresh))
    workspace.database.close()
    return fresh


def starts(folder: Path, runs: int) -> None:
    """Measure starts and memory in rounds, each round in another order."""
    fresh, used = warm(folder), folder / "used"
    with_history(used, 3)
    hello = hello_in(folder)
    home = Program("home", APP, HOME)
    figures = Program("home with figures", APP, "-day streak")
    first = Program("first start", APP, HOME)
    runs = max(STARTS, runs)
    for n in range(runs):
        turn = [(hello, fresh), (home, fresh), (figures, used), (first, folder / f"new-{n}")]
        for program, place in turn[n % len(turn) :] + turn[: n % len(turn)]:
            measure(program, environment_of(place), 0)
    head(f"Starts, {runs} of each")
    row("hello: an empty Textual app", hello.starts, hello.starts)
    row("home's whole frame, warm", home.starts, hello.starts, 1.30)
    row("home with the learner's figures", figures.starts, hello.starts, 1.80)
    row("first start ever", first.starts, hello.starts)


def presses(folder: Path, runs: int, presses: int, seconds: float) -> None:
    """Measure key presses, memory, and idle use on the question screen."""
    fresh, hello = warm(folder), hello_in(folder)
    home = Program("home", APP, HOME)
    choosing = Program("choose", APP, HOME, QUESTION, ("1", "2", "3", "4"))
    moving = Program("highlight", APP, HOME, QUESTION)
    going = Program("next", APP, HOME, QUESTION, ("\x1b[C",) * 40 + ("\x1b[D",) * 40)
    early = Program("the day's first", APP, HOME, QUESTION)
    before = loaded(folder)
    each = max(1, presses // runs)
    for _ in range(runs):
        measure(hello, environment_of(fresh), each)
        measure(home, environment_of(fresh), 0)
        for program in (choosing, moving, going):
            place = folder / "sitting"
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(fresh, place)
            measure(program, environment_of(place), each)
        place = folder / "early"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(before, place)
        measure(early, environment_of(place), 0)
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
    row("   with the day's figures and backup", early.memory, hello.memory, scale=1)
    place = folder / "idle"
    shutil.copytree(fresh, place)
    share = idle(Program("mock", APP, HOME, QUESTION), environment_of(place), seconds)
    print(
        f"\nA running mock, nothing pressed for {seconds:.0f} s: {100 * share:.2f} % of a core "
        f"(limit 1.00){'' if share <= 0.01 else '  over'}"
    )


def commands(folder: Path, runs: int) -> None:
    """Measure whole processes, compared with a bare interpreter."""
    home = folder / "fifty"
    with_history(home, 50)
    wanted: dict[str, tuple[list[str], float | None]] = {
        "python -c pass": ([sys.executable, "-c", "pass"], None),
        "quizapp --version": ([*APP, "--version"], 2.2),
        "quizapp history --json, 50 attempts": ([*APP, "history", "--json"], 30),
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


TOP = ("pack.yaml", "concepts.yaml")
"""The files of a pack that a start reads besides those in its folders."""


def loading(folder: Path, runs: int) -> None:
    """Measure reading and storing the bank at the first start, compared with parsing the files that
    it reads."""
    program = (
        "import sys, time; from pathlib import Path; from quizapp import paths; "
        "from quizapp.paths import Home; from quizapp.store.workspace import open_workspace; "
        "from quizapp.bank.pack import load; from quizapp.store.upkeep.migrate import migrate; "
        f"import yaml, tempfile; TOP = {TOP}; "
        f"home = Home(Path(tempfile.mkdtemp(dir={str(folder)!r})) / 'h'); home.make(); "
        "read = [*paths.pack().glob('*/*.yaml'), *map(paths.pack().joinpath, TOP)]; "
        "files = [p.read_text() for p in sorted(read)]; "
        "a = time.perf_counter(); [yaml.load(f, Loader=yaml.CSafeLoader) for f in files]; "
        "b = time.perf_counter(); load(paths.pack()); c = time.perf_counter(); "
        "migrate(home.url); d = time.perf_counter(); "
        "w = open_workspace(home, None, paths.pack()); w.refresh_standing(); w.database.close(); "
        "e = time.perf_counter(); print(b - a, c - b, d - c, e - d)"
    )
    parses, loads, makes, firsts, later, usable = [], [], [], [], [], []
    environment = environment_of(folder / "unused")
    marker = "to see where you stand"
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
            child = Child(APP, environment_of(folder / f"first-{n}"))
            took.append(child.until(marker) + more)
            child.end()
    head("The shipped bank, loaded for the first time")
    row("parse with PyYAML's C loader", parses, parses)
    row("read and check every question", loads, parses)
    row("make the database", makes, parses)
    row("read, check and store", firsts, parses, 3.0)
    row("a later start, and the parse", later, later)
    row("first start ever, usable", usable, later, 3.0)
