"""Renders the pictures of the README and the docs, and those that the tests compare with.

python tools/pictures.py [NAME …]   writes docs/pictures/*.svg and tests/ui/pictures/*.txt

The pictures of the tests are plain text: the characters on the screen, then the runs of each style
by theme, so that a difference is readable.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import OptionList

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from quizapp.ui.app import QuizApp
from quizapp.ui.textual_private import frame
from quizapp.ui.theme import DAY, NIGHT
from tools.scenes import make_homes, play, scratch, standing_still

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs" / "pictures"
TESTS = ROOT / "tests" / "ui" / "pictures"
USUAL, WIDE = (80, 24), (120, 40)
SIZES = ((60, 20), USUAL, WIDE, (200, 50))
THEMES = (NIGHT.name, DAY.name)
WEB_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)

# The pictures in the README and the docs: file name → (scene, size).
SHOWN = {
    "welcome": ("welcome", USUAL),
    "home": ("home", USUAL),
    "report": ("report", USUAL),
    "drill": ("builder", USUAL),
    "settings": ("settings", USUAL),
    "question": ("question", WIDE),
    "review": ("review", WIDE),
    "replay": ("replay", WIDE),
    "weak": ("weak", WIDE),
    "history": ("history", WIDE),
    "browse": ("browse", WIDE),
}


@dataclass(slots=True)
class Drawn:
    """One scene in one size: its lines of segments by theme, and the SVG in the first theme.

    `front` are the regions of a dialog, in front of a dimmed screen; empty without a dialog.
    `lists` are (lines in sight, lines in all) of its lists; `sideways` are the widgets that scroll
    sideways.
    """

    size: tuple[int, int]
    front: tuple[Region, ...] = ()
    themes: dict[str, list[list[Segment]]] = field(default_factory=dict)
    svg: str = ""
    lists: tuple[tuple[int, int], ...] = ()
    sideways: tuple[str, ...] = ()


async def draw(
    homes: tuple[Path, Path],
    size: tuple[int, int],
    themes: Sequence[str] = THEMES,
    only: Sequence[str] = (),
) -> dict[str, Drawn]:
    """Render every scene, or those named, in one size and these themes; clocks must stand still."""
    result: dict[str, Drawn] = {}

    async def look(name: str, app: QuizApp, pilot: Pilot[None]) -> None:
        front = app.screen.displayed_children if app.screen.is_modal else ()
        drawn = result[name] = Drawn(size, tuple(widget.region for widget in front))
        drawn.lists = tuple(
            (app.screen.find_widget(rows).visible_region.height, rows.virtual_size.height)
            for rows in app.screen.query(OptionList)
            if rows.display and rows.option_count
        )
        drawn.sideways = tuple(
            str(widget) for widget in app.screen.query("*") if widget.show_horizontal_scrollbar
        )
        for theme in themes:
            app.theme = theme
            await pilot.pause()
            drawn.themes[theme] = frame(app)
            if theme == themes[0]:
                drawn.svg = stable_svg(app.export_screenshot(title="quizapp", simplify=True))
        app.theme = themes[0]

    await play(homes, size, look, only)
    return result


def stable_svg(svg: str) -> str:
    """Remove links to web fonts, and replace the id, which would differ in each run."""
    svg = WEB_FONT.sub("", svg)
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    found = re.search(r"terminal-\d+", svg)
    return svg.replace(found[0], "terminal-quizapp") if found else svg


# -- pictures as text -----------------------------------------------------------------------------


def as_text(drawn: Drawn) -> str:
    """Return a picture as text: the characters, then each theme's runs of styles."""
    first = next(iter(drawn.themes.values()))
    width, height = drawn.size
    parts = [f"{width} x {height}"]
    parts += ["|" + "".join(segment.text for segment in line).rstrip() for line in first]
    for theme, rows in drawn.themes.items():
        parts += ["", theme]
        names: dict[str, str] = {}
        for number, line in enumerate(rows, 1):
            runs = [
                (len(s.text), names.setdefault(_style(s.style), _letter(len(names))))
                for s in line
                if s.text
            ]
            parts.append(f"{number:>3}  " + " ".join(f"{name}{length}" for length, name in runs))
        parts += [f"  {name} = {style}" for style, name in names.items()]
    return "\n".join(parts) + "\n"


def _letter(number: int) -> str:
    more, last = divmod(number, 26)
    return (_letter(more - 1) if more else "") + "abcdefghijklmnopqrstuvwxyz"[last]


def _style(style: Style | None) -> str:
    if style is None:
        return "plain"
    shown = style.without_color + Style(color=style.color, bgcolor=style.bgcolor)
    return str(Style.parse(str(shown.copy().clear_meta_and_links())))


def only(drawn: Drawn, themes: Sequence[str]) -> Drawn:
    """Return the drawing with these themes only."""
    return replace(drawn, themes={theme: drawn.themes[theme] for theme in themes})


def picture(drawn: Sequence[Drawn]) -> str:
    """Return the text to store for a scene: all its sizes, one after the other."""
    return "\n".join(as_text(one) for one in drawn)


async def main(names: Sequence[str]) -> None:
    for folder in (DOCS, TESTS):
        folder.mkdir(parents=True, exist_ok=True)
    with scratch() as place, standing_still():
        homes = make_homes(place)
        sizes = {size: await draw(homes, size, THEMES, names) for size in SIZES}
    for name in sizes[USUAL]:
        target = TESTS / f"{name}.txt"
        target.write_text(picture([found[name] for found in sizes.values()]))
        print(target)
    for name, (scene, size) in SHOWN.items():
        if scene in sizes[size]:
            (DOCS / f"{name}.svg").write_text(sizes[size][scene].svg)
            print(DOCS / f"{name}.svg")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
