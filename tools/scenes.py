"""Every screen as a scene, played with the real store and with clocks that do not move.

A scene starts on the home screen and leaves the app on the screen to show. One app plays the scenes
in order, so a new scene belongs at the end of its list.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import pkgutil
import random
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from sqlalchemy import insert, select
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, TextArea

from quizapp import paths, store
from quizapp.exam.attempt import OPEN
from quizapp.exam.mock import MockOptions
from quizapp.practice.launch import Launch
from quizapp.practice.room import open_practice
from quizapp.practice.weak_areas import weak_areas
from quizapp.settings import SETTINGS
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.db.schema import ATTEMPT
from quizapp.store.learner import settings
from quizapp.store.sittings.sitting import Clocks, Sitting
from quizapp.store.sittings.start import start_drill, start_mock, start_replay
from quizapp.store.workspace import Workspace
from quizapp.study.drill import DrillFilter
from quizapp.ui import messages
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.browse import BrowseScreen
from quizapp.ui.screens.side_by_side import SideBySideScreen

SEED = 7
TODAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
EXAM_DATE = "2026-12-19"
CONFUSED = "debug.deployments"
Scene = Callable[[QuizApp, Pilot[None], Workspace], Awaitable[None]]


# -- time -----------------------------------------------------------------------------------------


class Still(datetime):
    """A clock that changes only when `moment` is set."""

    moment = TODAY

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return cls.moment.astimezone(tz) if tz else cls.moment.replace(tzinfo=None)


@contextmanager
def standing_still() -> Iterator[None]:
    """Set the whole app's time to `Still.moment` in UTC, and ignore overrides of settings."""
    for module in pkgutil.walk_packages(store.__path__, f"{store.__name__}."):
        importlib.import_module(module.name)
    moved = [
        module
        for name, module in sys.modules.items()
        if name.startswith("quizapp.") and getattr(module, "datetime", None) is datetime
    ]
    before = dict(os.environ)
    for name in ("NO_COLOR", *(setting.variable for setting in SETTINGS)):
        os.environ.pop(name, None)
    os.environ["TZ"] = "UTC"
    time.tzset()
    for module in moved:
        module.datetime = Still  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module in moved:
            module.datetime = datetime  # type: ignore[attr-defined]
        os.environ.clear()
        os.environ.update(before)
        time.tzset()
        Still.moment = TODAY


class Hands:
    """The clocks of one sitting; the player of the scene advances `seconds`."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @property
    def clocks(self) -> Clocks:
        return Clocks(
            lambda: self.seconds, lambda: Still.moment, lambda: None, lambda: self.seconds
        )


# -- a learner ------------------------------------------------------------------------------------


def mock(
    workspace: Workspace, *, until: int, skill: float, form: int = 1, exam_day: bool = False
) -> Sitting:
    """Answer the first `until` questions of a form, a share `skill` of them right."""
    rng, hands = random.Random(SEED + form), Hands()
    sitting = start_mock(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        MockOptions(form=form, exam_day=exam_day),
        hands.clocks,
        random.Random(SEED),
    )
    for position in range(until):
        if position:
            sitting.go(position)
        hands.seconds += rng.uniform(60, 140)
        item = sitting.attempt.item
        wrong = sorted(set(item.order) - item.keys)
        rng.shuffle(wrong)
        keys = sorted(item.keys)
        wanted = keys if rng.random() < skill else wrong[: len(keys)]
        if rng.random() < 0.12:
            sitting.choose(wrong[-1])
            sitting.choose(wrong[-1])
        for option in wanted:
            sitting.choose(option)
        if rng.random() < 0.08:
            sitting.flag()
    return sitting


def past(workspace: Workspace) -> None:
    """Three mocks, weeks apart, and a setting or two."""
    for form, skill, days in ((1, 0.66, 16), (2, 0.74, 8), (3, 0.78, 1)):
        Still.moment = TODAY - timedelta(days=days)
        mock(workspace, until=65, skill=skill, form=form).submit()
        workspace.refresh_standing()
    Still.moment = TODAY
    with workspace.database.write() as connection:
        settings.write(connection, workspace.scope, "exam_date", EXAM_DATE)
        settings.write(connection, workspace.scope, "name", "Ada Lovelace")
        workspace.refresh_home_row(connection)
    workspace.refresh_standing()


def last_mock(workspace: Workspace) -> Sitting:
    """Return the newest mock of the played past, as it ended."""
    from quizapp.store.learner import history
    from quizapp.store.sittings.start import reopen

    with workspace.database.read() as connection:
        mocks = [p for p in history.attempts(connection, workspace.scope) if p.kind == "mock"]
    return reopen(workspace.database, mocks[2].id, Hands().clocks)


async def press_wrong(app: QuizApp, pilot: Pilot[None]) -> None:
    """Choose the required number of options, one of them wrong."""
    assert app.sitting is not None
    item = app.sitting.attempt.item
    order = sorted(item.order, key=lambda option: (option in item.keys, option))
    chosen = order[: item.selects]
    await pilot.press(*(str(item.order.index(option) + 1) for option in chosen))


def begin_drill(app: QuizApp, workspace: Workspace) -> None:
    app.sitting = start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(count=10),
        "Drill",
        Hands().clocks,
        random.Random(SEED),
    )
    app.show_sitting(app.sitting)


# -- scenes ---------------------------------------------------------------------------------------


async def as_it_is(_app: QuizApp, _pilot: Pilot[None], _workspace: Workspace) -> None:
    """The screen at the start."""


def keys(*pressed: str) -> Scene:
    """Return the scene that these keys lead to."""

    async def scene(_app: QuizApp, pilot: Pilot[None], _workspace: Workspace) -> None:
        await pilot.press(*pressed)

    return scene


def after(before: Scene, *pressed: str) -> Scene:
    """Return a scene that plays another one, then these keys."""

    async def scene(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
        await before(app, pilot, workspace)
        await pilot.pause()
        await pilot.press(*pressed)

    return scene


async def question(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    app.sitting = mock(workspace, until=12, skill=0.7, form=4)
    # A question not answered yet: on an answered one, the key would take the answer back.
    app.sitting.go(20)
    app.show_sitting(app.sitting)
    await pilot.pause()
    await pilot.press("x", "4", "1", "f")


async def incomplete(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    app.sitting = mock(workspace, until=4, skill=0.7, form=5)
    items = app.sitting.attempt.items
    app.sitting.go(next(at for at, item in enumerate(items) if at > 3 and item.selects > 1))
    app.show_sitting(app.sitting)
    await pilot.pause()
    await pilot.press("2", "g")


async def exam_day(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    app.sitting = mock(workspace, until=3, skill=0.7, form=4, exam_day=True)
    app.show_sitting(app.sitting)
    await pilot.pause()
    await pilot.press("escape")


async def report(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    app.sitting = last_mock(workspace)
    app.post_message(messages.SittingEnded(app.sitting))
    await pilot.pause()


async def drill(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    begin_drill(app, workspace)
    await pilot.pause()
    await pilot.press("2")


async def wrong(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    begin_drill(app, workspace)
    await pilot.pause()
    await press_wrong(app, pilot)
    await pilot.press("s", "b")


async def right(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    begin_drill(app, workspace)
    await pilot.pause()
    assert app.sitting is not None
    item = app.sitting.attempt.item
    await pilot.press(*(str(item.order.index(option) + 1) for option in sorted(item.keys)), "g")


async def replay(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    parent = last_mock(workspace)
    missed = [item.question_id for item in parent.attempt.items if not item.right]
    app.sitting = start_replay(
        workspace.database,
        parent.stored,
        parent.blueprint,
        missed,
        Hands().clocks,
        random.Random(SEED),
    )
    app.show_sitting(app.sitting)
    await pilot.pause()
    await press_wrong(app, pilot)
    await pilot.press("enter")


async def drilled(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    begin_drill(app, workspace)
    await pilot.pause()
    for number in range(1, 11):
        assert app.sitting is not None
        item = app.sitting.attempt.item
        if number % 3:
            right = (str(item.order.index(option) + 1) for option in sorted(item.keys))
            await pilot.press(*right, "s", "enter")
        else:
            await press_wrong(app, pilot)
            await pilot.press("u", "enter")
        await pilot.pause()


async def browse(app: QuizApp, pilot: Pilot[None], _workspace: Workspace) -> None:
    await pilot.press("b", *"visibility")
    while not isinstance(app.screen, BrowseScreen) or app.screen.busy:
        await pilot.pause(0.01)
    await pilot.press("down", "down", "down")
    while app.screen.busy:
        await pilot.pause(0.01)


async def found(app: QuizApp, pilot: Pilot[None], _workspace: Workspace) -> None:
    await pilot.press("b", *"lambda")
    while not isinstance(app.screen, BrowseScreen) or app.screen.busy:
        await pilot.pause(0.01)
    await pilot.press("f3")


async def browse_filter(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    await browse(app, pilot, workspace)
    await pilot.press("f4", "down", "down", "down", "enter", *"sqs", "space", "escape", *"sns")
    await pilot.press("space", "escape", *"kms", "space", "enter")


async def first_date(app: QuizApp, _pilot: Pilot[None], _workspace: Workspace) -> None:
    app.post_message(messages.AskExamDate(first=True))


async def result(app: QuizApp, pilot: Pilot[None], _workspace: Workspace) -> None:
    app.post_message(messages.OpenResult(TODAY.date() - timedelta(days=4)))
    await pilot.pause()
    await pilot.press("p", "down", "down", "enter")


async def several_open(app: QuizApp, _pilot: Pilot[None], workspace: Workspace) -> None:
    """Five open sittings; the clock of one of them runs."""
    for form, until in ((6, 20), (7, 31), (8, 4), (9, 64)):
        mock(workspace, until=until, skill=0.7, form=form, exam_day=form == 7).pause()
    app.go_home()


async def many_mocks(_app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    """A history of forty more mocks."""
    with workspace.database.write() as connection:
        done = connection.execute(
            select(ATTEMPT).where(ATTEMPT.c.kind == "mock", ATTEMPT.c.score.is_not(None)).limit(1)
        ).one()
        for number in range(40):
            started = TODAY - timedelta(days=60 - number, hours=3)
            values = done._asdict() | {
                "title": f"Mock exam {number % 10 + 1}",
                "started_at": started,
                "ended_at": started + timedelta(hours=2),
                "score": 540 + 6 * number + 37 * (number % 3),
            }
            del values["id"]
            connection.execute(insert(ATTEMPT).values(values))
    await pilot.press("h")


async def notices(app: QuizApp, _pilot: Pilot[None], _workspace: Workspace) -> None:
    app.say("Mock exam 1 is saved and waits on the home screen.", timeout=600)
    app.say("There are more options below (↓).", severity="warning", timeout=600)
    app.say("The disk is full; saved answers are safe.", severity="error", timeout=600)


def confuse(workspace: Workspace) -> None:
    """Take one idea for another three times, on the first question with two known concepts."""
    for _ in range(3):
        sitting = start_drill(
            workspace.database,
            workspace.scope,
            workspace.blueprint,
            DrillFilter(topics=frozenset({CONFUSED})),
            "Drill",
            Hands().clocks,
            random.Random(SEED),
        )
        for position in range(len(sitting.attempt.items)):
            if position:
                sitting.go(position)
            item = sitting.attempt.item
            for option in sorted(set(item.order) - item.keys)[: item.selects]:
                sitting.choose(option)
            sitting.confirm(None)
        sitting.submit()


def first_with_both(workspace: Workspace) -> tuple[str, str]:
    """Return a mix-up in which the pack explains both ideas."""
    found = weak_areas(workspace).mix_ups
    both = [mix_up for mix_up in found if mix_up.chosen.concept and mix_up.key.concept]
    return (both or found)[0].pair


async def side_by_side(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
    confuse(workspace)
    assert app.practice is not None
    pair = first_with_both(workspace)
    app.push_screen(SideBySideScreen(app.practice, app.practice.side_by_side(pair)))
    await pilot.pause()


async def sheet(app: QuizApp, pilot: Pilot[None], _workspace: Workspace) -> None:
    app.post_message(messages.OpenSheet(DrillFilter(topics=frozenset({CONFUSED}))))
    await pilot.pause()


async def sheets(app: QuizApp, pilot: Pilot[None], _workspace: Workspace) -> None:
    app.post_message(messages.OpenSheet())
    await pilot.pause()


def row(scene: Scene, at: int, *pressed: str) -> Scene:
    """Return a scene that plays another one, moves its list to the row `at`, then plays keys."""

    async def there(app: QuizApp, pilot: Pilot[None], workspace: Workspace) -> None:
        await scene(app, pilot, workspace)
        await pilot.pause()
        app.screen.query_one(OptionList).highlighted = at
        await pilot.press(*pressed)

    return there


SETTINGS_SCREEN = keys("s")

FRESH: dict[str, Scene] = {
    "welcome": as_it_is,
    "history-empty": keys("h"),
    "weak-empty": keys("w"),
    "review-empty": keys("r"),
    "plan-empty": keys("p"),
    "first-date": first_date,
}
LATER: dict[str, Scene] = {
    "home": as_it_is,
    "briefing": keys("m"),
    "agreement": keys("m", "d", "enter"),
    "builder": keys("d"),
    "pick": keys("d", "down", "down", "enter", *"lamb", "space", "down", "space"),
    "weak": keys("w"),
    "history": keys("h"),
    "remove": keys("h", "x"),
    "settings": SETTINGS_SCREEN,
    "ask": row(SETTINGS_SCREEN, 1, "enter"),
    "themes": row(SETTINGS_SCREEN, 10, "enter"),
    "keys": row(SETTINGS_SCREEN, 12, "enter"),
    "press": row(SETTINGS_SCREEN, 12, "enter", "enter"),
    "help": keys("f1"),
    "notices": notices,
    "report": report,
    "review": after(report, "m", "k"),
    "palette": keys("ctrl+p"),
    "question": question,
    "help-question": after(question, "f1"),
    "navigator": after(question, "g"),
    "check": after(question, "ctrl+s"),
    "leave": after(question, "escape"),
    "exam-day": exam_day,
    "drill": drill,
    "wrong": wrong,
    "right": right,
    "note": after(wrong, "e"),
    "replay": replay,
    "home-open": as_it_is,
    "browse": browse,
    "filter": browse_filter,
    "found": found,
    "drilled": drilled,
    "contents": after(report, "g", "1", "4"),
    "incomplete": incomplete,
    "plan": keys("p"),
    "result": result,
    "side-by-side": side_by_side,
    "mixed-up": keys("w", "end"),
    "sheets": sheets,
    "sheet": sheet,
    "reasons": after(sheet, "enter"),
    "home-several": several_open,
    "open-rest": row(as_it_is, 3, "enter"),
    "history-open": keys("h"),
    "history-many": many_mocks,
}


# -- playing --------------------------------------------------------------------------------------


@contextmanager
def scratch() -> Iterator[Path]:
    """Create a temporary folder, in memory if possible, and delete it afterward."""
    memory = Path("/dev/shm")
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    with tempfile.TemporaryDirectory(dir=memory if usable else None) as place:
        yield Path(place)


async def settle(app: QuizApp, pilot: Pilot[None]) -> None:
    """Wait until nothing on the screen changes."""
    await asyncio.gather(*(w.wait() for w in app.workers), return_exceptions=True)
    for field in app.screen.query(Input):
        field.cursor_blink = False
    for area in app.screen.query(TextArea):
        area.cursor_blink = False
    await pilot.pause()
    await pilot.pause()


def make_homes(folder: Path) -> tuple[Path, Path]:
    """Make two homes to copy for each play: at the first start, and with a past."""
    fresh, later = folder / "fresh", folder / "later"
    open_practice(paths.Home(fresh), None, paths.pack()).workspace.database.close()
    shutil.copytree(fresh, later)
    workspace = open_practice(paths.Home(later), None, paths.pack()).workspace
    past(workspace)
    workspace.database.close()
    return fresh, later


@asynccontextmanager
async def playing(
    root: Path, size: tuple[int, int]
) -> AsyncIterator[tuple[QuizApp, Pilot[None], Workspace]]:
    """Run the app on a copy of a home."""
    with scratch() as place:
        home = paths.Home(place / "home")
        shutil.copytree(root, home.root)
        workspace = open_practice(home, None, paths.pack()).workspace
        app = QuizApp(Launch(home, paths.pack(), row=first_look(home.database, paths.pack()).row))
        app.animation_level = "none"
        async with app.run_test(size=size, notifications=True) as pilot:
            while app.workspace is None:
                await pilot.pause(0.01)
            await settle(app, pilot)
            yield app, pilot, workspace
            app.sitting = None
        if app.workspace is not None:
            app.workspace.database.close()
        workspace.database.close()


Look = Callable[[str, QuizApp, Pilot[None]], Awaitable[None]]


async def play(
    homes: tuple[Path, Path], size: tuple[int, int], look: Look, only: Sequence[str] = ()
) -> None:
    """Play every scene, or those named, and call `look` with each one when it is complete."""
    for root, scenes in zip(homes, (FRESH, LATER), strict=True):
        if only and not set(only) & set(scenes):
            continue
        async with playing(root, size) as (app, pilot, workspace):
            for name, scene in scenes.items():
                if only and name not in only:
                    continue
                await scene(app, pilot, workspace)
                await settle(app, pilot)
                if name != "notices":
                    app.clear_notifications()
                    await pilot.pause()
                await look(name, app, pilot)
                # The sitting that "home-open" offers to resume stays open.
                if app.sitting and app.sitting.attempt.state in OPEN and name != "replay":
                    app.sitting.abandon()
                app.sitting = None
                app.clear_notifications()
                app.go_home()
                await settle(app, pilot)
