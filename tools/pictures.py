"""Makes the pictures of the README and the docs from the app itself.

python tools/pictures.py [FOLDER]   writes FOLDER/*.svg (docs/pictures)

A learner is played through the real store with a fixed seed; the clocks stand still, so that the
same app draws the same picture.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot

from quizapp import paths
from quizapp.store.opening import Opened, open_all, refresh_standing
from quizapp.store.sitting import Clocks, MockWish, Sitting, start_mock
from quizapp.ui.app import Launch, QuizApp
from quizapp.ui.screens.browse import BrowseScreen

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
SEED = 7
WEB_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)
Scene = Callable[[QuizApp, Pilot[None], Opened], Awaitable[None]]


class Still:
    """Clocks that move only when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @property
    def clocks(self) -> Clocks:
        return Clocks(lambda: self.seconds, lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))


def play(opened: Opened, hands: Still, *, until: int, skill: float, form: int = 1) -> Sitting:
    """Sit the first `until` questions of a form with a share `skill` of them right."""
    rng = random.Random(SEED + form)
    sitting = start_mock(
        opened.database,
        opened.learner,
        opened.pack,
        opened.blueprint,
        MockWish(form=form),
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


async def home_first(app: QuizApp, pilot: Pilot[None], _opened: Opened) -> None:
    await pilot.pause()
    app.home.query_one("OptionList")


async def question(app: QuizApp, pilot: Pilot[None], opened: Opened) -> None:
    app.sitting = play(opened, Still(), until=12, skill=0.7)
    app.sitting.go(0)
    pinned = next(
        i
        for i, item in enumerate(app.sitting.attempt.items)
        if item.question_id == "apigw-stages-table-per-stage"
    )
    app.sitting.go(pinned)
    app.show_sitting()
    await pilot.pause()
    await pilot.press("x", "4", "1", "f")


async def report(app: QuizApp, pilot: Pilot[None], opened: Opened) -> None:
    app.sitting = play(opened, Still(), until=65, skill=0.75)
    app.sitting.submit()
    app.show_report()
    await pilot.pause()


async def review(app: QuizApp, pilot: Pilot[None], opened: Opened) -> None:
    await report(app, pilot, opened)
    await pilot.press("m")


async def home_later(app: QuizApp, pilot: Pilot[None], opened: Opened) -> None:
    for form, skill in ((1, 0.66), (2, 0.74), (3, 0.78)):
        play(opened, Still(), until=65, skill=skill, form=form).submit()
        refresh_standing(opened)
    app.home.renew()
    await pilot.pause()


async def weak(app: QuizApp, pilot: Pilot[None], opened: Opened) -> None:
    await home_later(app, pilot, opened)
    await pilot.press("w")


async def trend(app: QuizApp, pilot: Pilot[None], opened: Opened) -> None:
    await home_later(app, pilot, opened)
    await pilot.press("h")


async def drill(app: QuizApp, pilot: Pilot[None], _opened: Opened) -> None:
    app.home.action_drill()
    await pilot.pause()


async def browse(app: QuizApp, pilot: Pilot[None], opened: Opened) -> None:
    play(opened, Still(), until=65, skill=0.75).submit()
    await pilot.press("b", *"visibility")
    while not isinstance(app.screen, BrowseScreen) or app.screen.busy:
        await pilot.pause(0.01)
    await pilot.press("down", "down", "down")
    while app.screen.busy:
        await pilot.pause(0.01)


async def replay(app: QuizApp, pilot: Pilot[None], opened: Opened) -> None:
    sitting = play(opened, Still(), until=65, skill=0.75)
    sitting.submit()
    app.begin_replay(sitting.stored.id)
    await pilot.pause()
    assert app.sitting is not None
    item = app.sitting.attempt.item
    await pilot.press(str(item.order.index(min(set(item.order) - item.keys)) + 1), "enter")


SCENES: dict[str, tuple[tuple[int, int], Scene]] = {
    "welcome": ((80, 24), home_first),
    "home": ((80, 24), home_later),
    "question": ((100, 30), question),
    "report": ((80, 24), report),
    "review": ((120, 36), review),
    "replay": ((100, 32), replay),
    "weak": ((100, 30), weak),
    "history": ((100, 30), trend),
    "drill": ((80, 24), drill),
    "browse": ((120, 36), browse),
}


async def draw(name: str, folder: Path, size: tuple[int, int] | None = None) -> Path:
    """Draw one scene into `folder`; the file's path."""
    wanted, scene = SCENES[name]
    with tempfile.TemporaryDirectory() as place:
        home = paths.Home(Path(place) / "home")
        opened = open_all(home, None, paths.pack())
        app = QuizApp(Launch(home, paths.pack()))
        async with app.run_test(size=size or wanted) as pilot:
            while app.opened is None:
                await pilot.pause(0.01)
            await scene(app, pilot, opened)
            app.clear_notifications()
            await pilot.pause()
            drawn = app.export_screenshot(title="quizapp", simplify=True)
            app.sitting = None
        opened.database.close()
    target = folder / f"{name}.svg"
    target.write_text(still_life(drawn))
    return target


def still_life(svg: str) -> str:
    """Without links to web fonts, and with an id that does not change from run to run."""
    svg = WEB_FONT.sub("", svg)
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    found = re.search(r"terminal-\d+", svg)
    return svg.replace(found[0], "terminal-quizapp") if found else svg


async def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCENES:
        print(await draw(name, folder))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
