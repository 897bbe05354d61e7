"""Measures one answer, compared with a bare durable commit and a well-known flashcard engine.

The engine (anki, AGPL) is installed into a separate virtual environment and runs in a separate
process. If that is not possible, the table says so instead of its row.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
import venv
from pathlib import Path

from table import head, row

ITEMS = 10_000
ANKI = "anki==25.9.2"
ENGINE = """
import json, sys, time
from anki.collection import Collection
col = Collection(sys.argv[1])
col.db.execute("pragma synchronous = full")
model = col.models.by_name("Basic")
deck = col.decks.id("Default")
config = col.decks.config_dict_for_deck_id(deck)
config["new"]["perDay"] = config["rev"]["perDay"] = 9999
col.decks.update_config(config)
for n in range(int(sys.argv[2])):
    note = col.new_note(model)
    note["Front"], note["Back"] = f"question {n}", f"answer {n}"
    col.add_note(note, deck)
took = []
card = col.sched.getCard()
for n in range(int(sys.argv[3])):
    begun = time.perf_counter()
    card.start_timer()
    col.sched.answerCard(card, 3)
    card = col.sched.getCard()
    took.append(time.perf_counter() - begun)
print()
print(json.dumps(took))
"""


def bare(folder: Path, times: int) -> list[float]:
    """Return the seconds of durable commits of one small row each."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
    took = []
    for n in range(times):
        begun = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t (b) VALUES (?)", (str(n),))
        connection.execute("COMMIT")
        took.append(time.perf_counter() - begun)
    connection.close()
    return took


def engine(folder: Path, times: int) -> list[float] | None:
    """Return the seconds of the flashcard engine's answers; None if it cannot be installed."""
    place = folder / "engine"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    got = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", ANKI], capture_output=True, check=False
    )
    if got.returncode:
        return None
    done = subprocess.run(
        [str(python), "-c", ENGINE, str(folder / "engine.anki2"), str(ITEMS), str(times)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stderr.splitlines()[-1] if done.stderr else "", file=sys.stderr)
        return None
    # The engine prints other lines first.
    took: list[float] = json.loads(done.stdout.splitlines()[-1])
    return took


def own(home: Path, times: int) -> tuple[list[float], list[float]]:
    """Return the seconds of answers in a drill: to the feedback, and to the next question."""
    import random

    from quizapp import paths, process
    from quizapp.paths import Home
    from quizapp.store.sittings.start import start_drill
    from quizapp.store.workspace import open_workspace
    from quizapp.study.drill import DrillFilter

    # Garbage collection is configured as in the app.
    process.collect_rarely()
    workspace = open_workspace(Home(home), None, paths.pack())
    process.freeze_loaded_objects()
    sitting = start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(count=times),
        rng=random.Random(1),
    )
    stored, whole = [], []
    for position in range(len(sitting.attempt.items) - 1):
        last, *rest = sorted(sitting.attempt.item.keys)
        for option in rest:
            sitting.choose(option)
        begun = time.perf_counter()
        sitting.choose(last)
        sitting.confirm()
        marked = time.perf_counter()
        sitting.go(position + 1)
        whole.append(time.perf_counter() - begun)
        stored.append(marked - begun)
    workspace.database.close()
    return stored, whole


def answers(folder: Path, home: Path, times: int, press: list[float]) -> None:
    commits = bare(folder, times)
    stored, whole = own(home, times)
    peer = engine(folder, times)
    head(f"One answer, {ITEMS:,} questions, writes flushed to disk; ratio to a key press of hello")
    row("hello: a key press", press, press)
    row("a bare durable commit", commits, press)
    row("choose, confirm: stored, scheduled", stored, press)
    row("choose, confirm, next question shown", whole, press, 0.6)
    if peer is None:
        print("the flashcard engine could not be installed here")
    else:
        row("the flashcard engine: answer, next card", peer, press)
