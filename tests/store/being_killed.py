"""Processes that are killed; each reports its actions as soon as they are done.

test_kill_storm.py imports this module once and forks them.
"""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from quizapp.exam.attempt import Confidence
from quizapp.exam.mock import MockWish
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.store.sittings.start import start_drill, start_mock
from quizapp.store.upkeep import backups
from quizapp.study.drill import Wish
from tests.builders import write_pack
from tests.store import populate

Say = Callable[..., None]
JUNK = b"This was a database once. " * 9_000


def digits(chosen: frozenset[int]) -> str:
    return "".join(map(str, sorted(chosen)))


def mock(say: Say, home: Home, pack: Path, rng: random.Random) -> None:
    workspace = open_practice(home, None, pack).workspace
    at = (workspace.database, workspace.scope, workspace.blueprint)
    populate.give_up_open(workspace)
    while True:
        sitting = start_mock(*at, MockWish(form=1), rng=rng)
        for position in rng.choices(range(len(sitting.attempt.items)), k=12):
            sitting.go(position)
            sitting.clear()
            item = sitting.attempt.item
            for option in rng.sample(item.order, item.selects):
                sitting.choose(option)
            say("answer", sitting.stored.id, position, digits(sitting.attempt.item.chosen))
        say("score", sitting.stored.id, sitting.submit().score)


def drill(say: Say, home: Home, pack: Path, rng: random.Random) -> None:
    workspace = open_practice(home, None, pack).workspace
    at = (workspace.database, workspace.scope, workspace.blueprint)
    populate.give_up_open(workspace)
    while True:
        sitting = start_drill(*at, Wish(count=3), rng=rng)
        for position in range(3):
            sitting.go(position)
            item = sitting.attempt.item
            for option in rng.sample(item.order, item.selects):
                sitting.choose(option)
            sure = rng.choice([None, *Confidence])
            right = sitting.confirm(sure)
            chosen = digits(sitting.attempt.item.chosen)
            say("confirmed", sitting.stored.id, position, chosen, sure, right)
        sitting.submit()


def sync(say: Say, home: Home, pack: Path, rng: random.Random) -> None:
    """Change every text and change it back, repeatedly."""
    texts = populate.entries()
    for n in range(10_000):
        write_pack(pack, *(text.replace("long", f"{n} long") for text in texts), form=populate.FORM)
        say("written", n)
        open_practice(home, None, pack).workspace.database.close()
        say("synced", n)


def first_start(say: Say, home: Home, pack: Path, rng: random.Random) -> None:
    for n in range(10_000):
        say("begun", n)
        open_practice(Home(home.root / str(n)), None, pack).workspace.database.close()
        say("opened", n)


def upgrade(say: Say, home: Home, pack: Path, rng: random.Random) -> None:
    old = home.database.read_bytes()
    for n in range(10_000):
        own = Home(home.root / str(n))
        own.make()
        own.database.write_bytes(old)
        say("begun", n)
        open_practice(own, None, pack).workspace.database.close()
        say("opened", n)


def backup(say: Say, home: Home, pack: Path, rng: random.Random) -> None:
    for day in range(1, 10_000):
        say("kept", str(backups.back_up(home.database, home.backups, "by-hand")))
        target = home.root / f"mine-{day}.db"
        backups.copy(home.database, target)
        say("kept", str(target))
        then = datetime.now(UTC) + timedelta(days=day)
        backups.back_up_if_due(home.database, home.backups, then)
        say("done")


def restore(say: Say, home: Home, pack: Path, rng: random.Random) -> None:
    """Restore two backups in turn."""
    while True:
        for name in ("less", "more"):
            kept = backups.restore(home.root / f"{name}.db", home.database, home.backups)
            say("restored", name)
            if kept is not None:
                kept.unlink()


def restore_damaged(say: Say, home: Home, pack: Path, rng: random.Random) -> None:
    """Damage the database and restore a backup, repeatedly."""
    while True:
        home.database.write_bytes(JUNK)
        say("damaged")
        kept = backups.restore(home.root / "more.db", home.database, home.backups)
        say("restored", "more")
        if kept is not None:
            kept.unlink()


KINDS = {
    f.__name__: f
    for f in (mock, drill, sync, first_start, upgrade, backup, restore, restore_damaged)
}


def repeat(kind: str, to: Connection, root: str, pack: str, seed: int) -> None:
    """Repeat an action until the process is killed or its pipe is closed."""
    logging.disable()

    def say(*words: object) -> None:
        try:
            to.send(words)
        except OSError:
            os._exit(0)

    KINDS[kind](say, Home(Path(root)), Path(pack), random.Random(seed))
