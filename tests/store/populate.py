"""Fills a database with rows in every table, for tests that upgrade it later.

python -m tests.store.populate writes tests/store/databases/REVISION.db.gz as this version of the
app would leave it on a learner's disk. Run it once, when a revision is released, and never again
for that revision: later versions must be able to read what earlier ones really wrote.
"""

from __future__ import annotations

import gzip
import os
import random
import sys
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

from quizapp.exam.attempt import Confidence
from quizapp.exam.errors import TimeUp
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.store.bootstrap.first_look import HEAD
from quizapp.store.bootstrap.home_row import Standing
from quizapp.store.learner import settings
from quizapp.store.learner.annotations import (
    report_question,
    set_cause,
    toggle_bookmark,
    write_note,
)
from quizapp.store.progress import home_row, predictions, results
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import reopen, start_drill, start_mock
from quizapp.store.workspace import Workspace
from quizapp.study.drill import DrillFilter
from tests.builders import entry, option, write_pack

STORED = Path(__file__).parent / "databases"
NAMES = ("first", "second", "third", "fourth", "fifth", "sixth")
FORM = NAMES[:3]


def entries(*, mended: bool = False) -> list[str]:
    """Return six questions, the second with two keys; `mended` changes the text of the first."""
    two = "options:\n" + "".join(option(i, "second", key=i < 2) for i in range(5)).rstrip()
    stem = "stem: |-\n    A stem about second, long enough to be read. (Select TWO.)"
    changed = {"second": {"options": two, "stem": stem}}
    if mended:
        changed["first"] = {"stem": "stem: |-\n    A mended stem about first."}
    return [entry(name, **changed.get(name, {})) for name in NAMES]


def pack(folder: Path, *, mended: bool = False) -> Path:
    return write_pack(folder, *entries(mended=mended), form=FORM)


def answer(sitting: Sitting, *, right: bool) -> None:
    item = sitting.attempt.item
    wrong = [n for n in item.order if n not in item.keys]
    for chosen in sorted(item.keys) if right else sorted(wrong[: item.selects]):
        sitting.choose(chosen)


def take_sittings(workspace: Workspace) -> int:
    """Take a mock and a drill, annotate questions, and leave a mock open. Return its id."""
    at = (workspace.database, workspace.scope, workspace.blueprint)
    mock = start_mock(*at, MockOptions(form=1), rng=random.Random(1))
    answer(mock, right=True)
    mock.flag()
    mock.go(1)
    mock.strike(mock.attempt.item.order[0])
    answer(mock, right=False)
    mock.go(2)
    mock.submit()
    drill = start_drill(*at, DrillFilter(count=3), rng=random.Random(2))
    for position, sure in enumerate((Confidence.SURE, Confidence.GUESS, None)):
        drill.go(position)
        answer(drill, right=position != 1)
        drill.confirm(sure)
    drill.submit()
    with workspace.database.write() as connection:
        question, revision, _ = mock.stored.rows["second"]
        set_cause(connection, drill.stored.id, 1, "misread")
        toggle_bookmark(connection, workspace.scope.learner, question)
        write_note(connection, workspace.scope.learner, question, "Zwei Schlüssel – beide gefragt.")
        report_question(
            connection, workspace.scope.learner, question, revision, "Is this still so?"
        )
        settings.write(connection, workspace.scope, settings.EXAM_DATE, "2027-03-01")
        settings.write(connection, workspace.scope, settings.ZONE, "Europe/Berlin")
        stated = Standing(day="2026-01-01", probability=0.6, exam_probability=0.5)
        predictions.keep(connection, workspace.scope, stated)
        exam = date(2026, 1, 2)
        results.put(connection, workspace.scope, exam, passed=True, score=782, domains={"1": True})
    left_open = start_mock(*at, MockOptions(form=1), rng=random.Random(3))
    answer(left_open, right=True)
    left_open.strike(left_open.attempt.item.order[3])
    left_open.go(1)
    return left_open.stored.id


def populate(home: Home, folder: Path) -> int:
    """Populate a new home, with a pack whose first question is changed afterward."""
    workspace = open_practice(home, None, pack(folder)).workspace
    left_open = take_sittings(workspace)
    workspace.database.close()
    open_practice(home, None, pack(folder, mended=True)).workspace.database.close()
    return left_open


def give_up_open(workspace: Workspace) -> None:
    """Abandon every open sitting, so that its questions can be asked again."""
    with workspace.database.read() as connection:
        row = home_row.read(connection, workspace.scope)
    for found in row.sittings:
        sitting = reopen(workspace.database, found.id)
        with suppress(TimeUp):
            sitting.resume(force=True)
            sitting.abandon()


def main() -> None:
    target = STORED / f"{HEAD}.db.gz"
    if target.exists():
        sys.exit(f"{target}: already exists; a released database is never recreated")
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        home = Home(Path("home"))
        populate(home, Path("pack"))
        target.write_bytes(gzip.compress(home.database.read_bytes(), mtime=0))
    print(target)


if __name__ == "__main__":
    main()
