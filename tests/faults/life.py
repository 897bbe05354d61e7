"""A learner's history in stages; each stage starts from the home of the one before.

Every stage is made of actions; when an action returns, what it showed is acknowledged and must be
found again whatever happens later. A stage runs the same way each time, so that the states of one
run without faults say what may be found at any point of another.
"""

from __future__ import annotations

import gzip
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from quizapp.exam.attempt import Attempt, Confidence
from quizapp.exam.mock import MockWish
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.store.errors import StoreError
from quizapp.store.sittings.sitting import Clocks, Sitting
from quizapp.store.sittings.start import reopen, start_drill, start_mock
from quizapp.store.upkeep import backups
from quizapp.store.workspace import Workspace
from quizapp.study.drill import Wish
from tests.faults.watch import unwatched
from tests.store import populate

T = TypeVar("T")
Answers = dict[int, tuple[Any, ...]]
"""attempt → its state, position, seconds used, and of each question what was answered"""

UNREADABLE: Answers = {-1: ("unreadable",)}
JUNK = b"This was a database once. " * 900
OLD = datetime(2026, 1, 1, tzinfo=UTC)


def shown(attempt: Attempt) -> tuple[Any, ...]:
    """Return what a screen shows of an attempt."""
    items = tuple(
        (
            "".join(map(str, sorted(item.chosen))),
            item.flagged,
            "".join(map(str, sorted(item.struck))),
            item.correct,
            item.confidence.value if item.confidence else None,
        )
        for item in attempt.items
    )
    return (attempt.state.value, attempt.position, round(attempt.used, 3), items)


def stored(file: Path) -> Answers:
    """Return the same from the database file, without the app's code."""
    if not file.exists():
        return {}
    try:
        with closing(sqlite3.connect(file)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            if "response" not in tables:
                return {}
            items: dict[int, list[Any]] = {}
            for attempt, chosen, flagged, struck, correct, confidence in connection.execute(
                "SELECT attempt_id, chosen, flagged, struck, correct, confidence FROM response "
                "ORDER BY attempt_id, position"
            ):
                marked = None if correct is None else bool(correct)
                items.setdefault(attempt, []).append(
                    (chosen, bool(flagged), struck, marked, confidence)
                )
            return {
                attempt: (state, position, round(used, 3), tuple(items.get(attempt, ())))
                for attempt, state, position, used in connection.execute(
                    "SELECT id, state, position, used_seconds FROM attempt"
                )
            }
    except sqlite3.DatabaseError:
        return UNREADABLE


@dataclass(frozen=True)
class Point:
    """What is acknowledged: the answers, and copies with the answers that are in them."""

    answers: Answers = field(default_factory=dict)
    copies: tuple[tuple[Path, Answers], ...] = ()


Refused = Callable[["Life", StoreError], None]


def _never(life: Life, error: StoreError) -> None:
    raise error


class Life:
    """One learner in one folder; `act` does what they do and notes what was acknowledged."""

    def __init__(self, root: Path, point: Point = Point(), refused: Refused = _never) -> None:
        self.root = root
        self.home = Home(root / "home")
        self.pack = root / "pack"
        self.point = point
        self.points = [point]
        self.refused = refused
        self.acknowledged: Callable[[Life], None] = lambda _life: None
        self.workspace: Workspace | None = None
        self.sitting: Sitting | None = None
        self.seconds = 0.0

    @property
    def clocks(self) -> Clocks:
        return Clocks(lambda: self.seconds, lambda: OLD + timedelta(seconds=self.seconds))

    def act(self, do: Callable[[], T], shows: Callable[[T], Point] | None = None) -> T:
        """One action: again when it was refused, as somebody would; then it is acknowledged."""
        self.seconds += 2
        for again in range(5):
            try:
                result = do()
                break
            except StoreError as error:
                self.refused(self, error)
                if again >= 2:
                    self.come_back()
        else:
            raise AssertionError("refused although nothing is in the way any more")
        if shows is not None:
            self.point = shows(result)
        elif self.sitting is not None:
            answers = {**self.point.answers, self.sitting.stored.id: shown(self.sitting.attempt)}
            self.point = replace(self.point, answers=answers)
        self.points.append(self.point)
        self.acknowledged(self)
        return result

    def come_back(self) -> None:
        """Close without pausing, and open again."""
        if self.workspace is None:
            return
        self.workspace.database.close()
        self.workspace = open_practice(self.home, None, self.pack).workspace
        if self.sitting is not None:
            self.sitting = reopen(self.workspace.database, self.sitting.stored.id, self.clocks)

    def open(self) -> None:
        """Open; where nothing can be written, what can only be read counts as refused."""

        def do() -> Workspace:
            workspace = open_practice(self.home, None, self.pack).workspace
            if workspace.database.refusal is not None:
                workspace.database.close()
                raise StoreError(workspace.database.refusal)
            return workspace

        self.sitting = None
        self.workspace = self.act(do)

    def close(self) -> None:
        self.sitting = None
        if self.workspace is not None:
            self.act(self.workspace.database.close)
            self.workspace = None

    def drop(self) -> None:
        """Let go of everything; nothing is acknowledged."""
        if self.workspace is not None:
            self.workspace.database.close()
        self.workspace = self.sitting = None

    def begin(self, start: Callable[[Workspace], Sitting]) -> None:
        def do() -> None:
            assert self.workspace is not None
            self.sitting = start(self.workspace)

        self.act(do)

    def move(self, what: Callable[[Sitting], Any]) -> None:
        def do() -> None:
            assert self.sitting is not None
            what(self.sitting)

        self.act(do)

    def choose(self, which: int) -> None:
        """Choose the option that stands at `which` in the order shown."""
        self.move(lambda sitting: sitting.choose(sitting.attempt.item.order[which]))

    def copied(self, path: Path) -> Point:
        return replace(self.point, copies=(*self.point.copies, (path, self.point.answers)))

    def restored(self, source: Path) -> Point:
        """What holds once `source` is in place: what was there before is kept."""
        answers = next(answers for path, answers in self.point.copies if path == source)
        return replace(self.copied(self.kept()), answers=answers)

    def kept(self) -> Path:
        """The copy made before a restore that holds what is acknowledged now.

        It may not be the last one: a restore that the disk refused in the very commit may still
        have happened, so that the one after it kept the copy.
        """
        kept = [*self.home.backups.glob("*-before-restore.db"), *self.home.backups.glob("*.sqlite")]
        with unwatched():
            found = [path for path in sorted(kept) if stored(path) == self.point.answers]
        assert found, "what was there before the restore is kept nowhere"
        return found[0]


def at(workspace: Workspace) -> tuple[Any, ...]:
    return (workspace.database, workspace.scope, workspace.blueprint)


# -- the stages ---------------------------------------------------------------------------------


def first_start(life: Life) -> None:
    life.open()
    life.close()


def mock(life: Life) -> None:
    life.open()
    life.begin(lambda o: start_mock(*at(o), MockWish(form=1), life.clocks, random.Random(1)))
    life.choose(1)
    life.choose(2)
    life.move(lambda s: s.flag())
    life.move(lambda s: s.strike(s.attempt.item.order[0]))
    life.move(lambda s: s.go(1))
    life.choose(0)
    life.choose(3)
    life.move(lambda s: s.clear())
    life.choose(2)
    life.move(lambda s: s.save_time())
    life.move(lambda s: s.pause())
    life.move(lambda s: s.resume())
    life.move(lambda s: s.go(2))
    life.choose(1)
    life.move(lambda s: s.submit())
    life.close()


def by_hand(life: Life) -> None:
    def back_up() -> Path:
        return backups.back_up(life.home.database, life.home.backups, "by-hand")

    names = iter(range(9))

    def copy() -> Path:
        target = life.root / "copies" / f"mine-{next(names)}.db"
        backups.copy(life.home.database, target)
        return target

    life.act(back_up, life.copied)
    life.act(copy, life.copied)


def drill(life: Life) -> None:
    life.open()
    life.begin(lambda o: start_drill(*at(o), Wish(count=2), "Drill", life.clocks, random.Random(2)))
    for position, confidence in enumerate((Confidence.SURE, None)):
        if position:
            life.move(lambda s, position=position: s.go(position))
        assert life.sitting is not None
        for which in range(life.sitting.attempt.item.selects):
            life.choose(which)
        life.move(lambda s, confidence=confidence: s.confirm(confidence))
    life.move(lambda s: s.submit())
    life.close()


def renew(life: Life) -> None:
    """The pack has changed: an answered question's text, a new question, one withdrawn."""
    life.open()
    life.close()


def automatic(life: Life) -> None:
    for day in range(1, 5):
        then = datetime.now(UTC) + timedelta(days=day)

        def make(then: datetime = then) -> Path | None:
            return backups.back_up_if_due(life.home.database, life.home.backups, then)

        life.act(make, lambda _made: life.point)


def restore(life: Life) -> None:
    """An older copy, one answer more, and back to what was there before."""
    copy = life.point.copies[0][0]

    def put(source: Path) -> Path | None:
        return backups.restore(source, life.home.database, life.home.backups)

    life.act(lambda: put(copy), lambda _kept: life.restored(copy))
    kept = life.point.copies[-1][0]
    life.open()
    life.begin(lambda o: start_mock(*at(o), MockWish(form=1), life.clocks, random.Random(1)))
    life.choose(1)
    life.close()
    life.act(lambda: put(kept), lambda _kept: life.restored(kept))


def damage(life: Life) -> None:
    life.home.database.write_bytes(JUNK)
    journal = Path(f"{life.home.database}-wal")
    journal.write_bytes(JUNK[:5000])
    journal.chmod(0o600)
    life.point = replace(life.point, answers=UNREADABLE)


def restore_damaged(life: Life) -> None:
    """Restore a backup over a damaged database, which is kept with its journal."""
    copy = life.point.copies[0][0]

    def put() -> Path | None:
        return backups.restore(copy, life.home.database, life.home.backups)

    life.act(put, lambda _kept: life.restored(copy))
    life.open()
    life.close()


def oldest(life: Life) -> None:
    """Return a database of the first released version."""
    shutil.rmtree(life.home.root)
    life.home.make()
    file = sorted(populate.STORED.glob("*.db.gz"))[0]
    life.home.database.write_bytes(gzip.decompress(file.read_bytes()))
    life.home.database.chmod(0o600)
    life.point = Point(stored(life.home.database))


def upgrade(life: Life) -> None:
    life.open()
    attempt = max(life.point.answers)
    life.begin(lambda o: reopen(o.database, attempt, life.clocks))
    life.move(lambda s: s.resume())
    life.choose(0)
    life.close()


@dataclass(frozen=True)
class Stage:
    """`prepare` sets the scene, unwatched; `live` is what is watched."""

    name: str
    live: Callable[[Life], None]
    prepare: Callable[[Life], None] = lambda _life: None


STAGES = (
    Stage("first start", first_start, lambda life: _pack(life, mended=False)),
    Stage("mock", mock),
    Stage("backup by hand", by_hand),
    Stage("drill", drill),
    Stage("sync", renew, lambda life: _pack(life, mended=True)),
    Stage("automatic backup", automatic),
    Stage("restore and undo", restore),
    Stage("restore over damage", restore_damaged, damage),
    Stage("upgrade", upgrade, oldest),
)


def _pack(life: Life, *, mended: bool) -> None:
    populate.pack(life.pack, mended=mended)


@dataclass(frozen=True)
class Scene:
    """Where a stage begins: a copy of the folder, and what is acknowledged there."""

    stage: Stage
    kept: Path
    root: Path
    start: Point

    def set(self, refused: Refused = _never) -> Life:
        """The folder as it was when the stage began."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.kept, self.root)
        return Life(self.root, self.start, refused)


def scenes(folder: Path) -> list[Scene]:
    """Live through all stages once, keeping the folder at the beginning of each."""
    root = folder / "life"
    root.mkdir(parents=True)
    point, made = Point(), []
    for number, stage in enumerate(STAGES):
        life = Life(root, point)
        stage.prepare(life)
        kept = folder / f"scene-{number}"
        shutil.copytree(root, kept)
        made.append(Scene(stage, kept, root, life.point))
        stage.live(life)
        life.drop()
        point = life.point
        assert stored(life.home.database) == point.answers, stage.name
    return made
