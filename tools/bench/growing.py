"""Measures how costs grow: the same actions on the shipped bank, and on larger ones."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

SIZES = ((0, 0), (10_000, 100_000), (100_000, 1_000_000))
HERE = Path(__file__).parent
ACTIONS = (
    "home: the row and the open sitting",
    "home: the standing after a drill",
    "a mock from a form",
    "a short mock",
    "a fresh mix",
    "a drill of anything",
    "a drill of one topic",
    "a drill of what was missed",
    "counting what a drill matches",
    "weak areas",
    "the review queue",
    "search: one word",
    "search: a common word",
    "one answer, three commits",
)


def measured(home: Path, times: int) -> dict[str, float]:
    """Return the median milliseconds of every action, and the process's memory in MiB."""
    from sqlalchemy import func, select

    from quizapp import paths, process
    from quizapp.exam.mock import MockOptions
    from quizapp.paths import Home
    from quizapp.store.browser import search
    from quizapp.store.browser.query import Query
    from quizapp.store.db.schema import QUESTION
    from quizapp.store.progress import home_row, standing
    from quizapp.store.selection import drill_query
    from quizapp.store.selection.review_queue import to_review
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.store.sittings.start import start_drill, start_mock
    from quizapp.store.workspace import open_workspace
    from quizapp.study.drill import DrillFilter

    # Garbage collection is configured as in the app.
    process.collect_rarely()
    workspace = open_workspace(Home(home), None, paths.pack())
    process.freeze_loaded_objects()
    scope, blueprint = workspace.scope, workspace.blueprint
    target = (workspace.database, scope, blueprint)
    found: dict[str, float] = {}

    def time_of(name: str, action: Callable[[int], object], after: Callable[..., object]) -> None:
        took = []
        for n in range(times):
            begun = time.perf_counter()
            result = action(n)
            took.append(1000 * (time.perf_counter() - begun))
            after(result)
        found[name] = statistics.median(took)

    def reading(look: Callable[..., object]) -> Callable[[int], object]:
        def run(_: int) -> object:
            with workspace.database.read() as connection:
                return look(connection)

        return run

    def nothing(_: object) -> None:
        pass

    def give_up(sitting: Sitting) -> None:
        sitting.abandon()

    def mock(**wish: object) -> Callable[[int], object]:
        return lambda n: start_mock(*target, MockOptions(**wish), rng=random.Random(n))  # type: ignore[arg-type]

    def drill(**wish: object) -> Callable[[int], object]:
        return lambda n: start_drill(*target, DrillFilter(**wish), rng=random.Random(n))  # type: ignore[arg-type]

    def answer_one(n: int) -> None:
        sitting = start_drill(*target, DrillFilter(count=3), rng=random.Random(n))
        for option in sorted(sitting.attempt.item.keys):
            sitting.choose(option)
        sitting.confirm()
        sitting.submit()

    time_of(ACTIONS[0], reading(lambda s: home_row.read(s, scope)), nothing)
    took = []
    for n in range(max(3, times // 3)):
        answer_one(n)
        begun = time.perf_counter()
        workspace.refresh_standing()
        took.append(1000 * (time.perf_counter() - begun))
    found[ACTIONS[1]] = statistics.median(took)
    time_of(ACTIONS[2], mock(form=1), give_up)
    time_of(ACTIONS[3], mock(short=True), give_up)
    time_of(ACTIONS[4], mock(mix=True), give_up)
    time_of(ACTIONS[5], drill(), give_up)
    time_of(ACTIONS[6], drill(topics=frozenset({"lambda.esm"})), give_up)
    time_of(ACTIONS[7], drill(only=frozenset({"missed", "unseen"})), give_up)
    time_of(
        ACTIONS[8],
        reading(lambda s: drill_query.count(s, scope, DrillFilter())),
        nothing,
    )
    time_of(ACTIONS[9], reading(lambda s: standing.weak_areas(s, scope, blueprint, 12)), nothing)
    time_of(ACTIONS[10], reading(lambda s: to_review(s, scope)), nothing)
    for name, words in ((ACTIONS[11], "idempotency"), (ACTIONS[12], "the")):
        time_of(
            name,
            reading(lambda s, w=words: search.page(s, scope, Query(text=w))),
            nothing,
        )
    sitting = start_drill(*target, DrillFilter(count=50), rng=random.Random(1))
    took = []
    for position in range(len(sitting.attempt.items) - 1):
        item = sitting.attempt.item
        first, *rest = sorted(item.keys)
        for option in rest:
            sitting.choose(option)
        begun = time.perf_counter()
        sitting.choose(first)
        sitting.confirm()
        sitting.go(position + 1)
        took.append(1000 * (time.perf_counter() - begun))
    sitting.abandon()
    found[ACTIONS[13]] = statistics.median(took)
    found["memory"] = psutil.Process().memory_info().rss / 2**20
    with workspace.database.read() as connection:
        found["questions"] = connection.scalar(select(func.count()).where(QUESTION.c.active))
    workspace.database.close()
    return found


def read_through(file: Path) -> None:
    """Read a file so that the system caches it, as it does for a file in use."""
    with file.open("rb", buffering=0) as data:
        while data.read(1 << 20):
            pass


def sizes(folder: Path, times: int, press: float, rounds: int = 5) -> None:
    """Print the table of three sizes; `press` is an empty app's median key press in seconds.

    Banks that already exist in `folder` are used again. The sizes take turns, and the median of the
    rounds is shown, so that one busy minute of the machine does not affect only one size. A bank's
    file is read before its turn, so that the system's cache does not affect the comparison.
    """
    for questions, answers in SIZES:
        home = folder / f"size-{questions}"
        if (home / "quizapp.db").exists():
            continue
        command = [sys.executable, str(HERE.parent / "synthetic.py"), str(home)]
        subprocess.run(
            [*command, "--questions", str(questions), "--answers", str(answers)],
            check=True,
            capture_output=True,
        )
    found: list[list[dict[str, float]]] = [[] for _ in SIZES]
    for _ in range(rounds):
        for place, (questions, _) in enumerate(SIZES):
            read_through(folder / f"size-{questions}" / "quizapp.db")
            done = subprocess.run(
                [
                    sys.executable,
                    str(HERE / "growing.py"),
                    str(folder / f"size-{questions}"),
                    str(times),
                ],
                check=True,
                capture_output=True,
                text=True,
            )
            found[place].append(json.loads(done.stdout))
            if found[place][0]["questions"] < questions:
                # Its own questions were withdrawn when the shipped pack was stored again.
                sys.exit(f"{folder}: made before the pack was changed or moved; delete it")
    tables = [
        {name: statistics.median(table[name] for table in turns) for name in turns[0]}
        for turns in found
    ]
    print("\nHow costs grow, milliseconds (median); ratio of the largest to the shipped bank")
    names = ["shipped, no history", *(f"{q:,} · {a:,}" for q, a in SIZES[1:])]
    print(f"{'questions · answers':<36}" + "".join(f"{n:>21}" for n in names) + f"{'ratio':>8}")
    for name in ACTIONS:
        values = [table[name] for table in tables]
        over = values[-1] > 1.5 * values[0] and values[-1] > 2000 * press
        print(
            f"{name:<36}"
            + "".join(f"{v:>21.2f}" for v in values)
            + f"{values[-1] / values[0]:>8.2f}{'  over' if over else ''}"
        )
    values = [table["memory"] for table in tables]
    over = values[-1] > 1.3 * values[0]
    print(
        f"{'memory, MiB':<36}"
        + "".join(f"{v:>21.1f}" for v in values)
        + f"{values[-1] / values[0]:>8.2f}{'  over' if over else ''}"
    )
    print(
        "A row is over if it takes more than 1.5 × the shipped bank's time and more than "
        f"2 key presses of hello ({2000 * press:.1f} ms)."
    )
    one = [table[ACTIONS[13]] / 1000 / press for table in tables]
    print(
        "One answer in key presses of hello (limit 0.60): "
        + ", ".join(f"{value:.2f}{'' if value <= 0.6 else ' over'}" for value in one)
    )


if __name__ == "__main__":
    json.dump(measured(Path(sys.argv[1]), int(sys.argv[2])), sys.stdout)
