"""The look of every screen: contrast in all themes, and the stored pictures."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from itertools import combinations
from math import dist
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.color import Color
from textual.constants import DIM_FACTOR

from quizapp.ui.theme import COLOR_SAFE, OWN
from quizapp.ui.widgets.hints import Hints
from tools import drawings, pictures
from tools.pictures import DOCS, SHOWN, SIZES, TESTS, THEMES, USUAL, Drawn
from tools.scenes import FRESH, LATER, make_homes, scratch, standing_still

# Every scene is drawn once, which takes long: one worker runs all of these (tests/conftest.py).

TEXT, GRAPHIC = 4.5, 3.0
# Lines, blocks and the cells of bars: they show how much, and a figure beside them says it.
DRAWN = {chr(code) for code in range(0x2500, 0x25A0)} | {"▰", "▱"}
SCENES = (*FRESH, *LATER)
Walk = dict[str, Drawn]


@pytest.fixture(scope="module")
def homes() -> Iterator[tuple[Path, Path]]:
    """A new home and one with a history; the clocks do not move."""
    with scratch() as place, standing_still():
        yield make_homes(place)


@pytest.fixture(scope="module")
def walks(homes: tuple[Path, Path]) -> dict[tuple[int, int], Walk]:
    """Play every scene in four sizes, and in all four themes in the usual one."""

    async def look() -> dict[tuple[int, int], Walk]:
        return {
            size: await pictures.draw(homes, size, tuple(OWN) if size == USUAL else THEMES)
            for size in SIZES
        }

    return asyncio.run(look())


# -- contrast -------------------------------------------------------------------------------------


def luminance(color: Color) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    shares = (part / 255 for part in color.rgb)
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Color, other: Color) -> float:
    """Return the contrast ratio (WCAG 2.2), from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def colors(style: Style) -> tuple[Color, Color]:
    """Return the colors that a terminal draws: foreground and background."""
    assert style.color is not None
    assert style.bgcolor is not None
    front, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    if style.dim:
        front = back.blend(front, DIM_FACTOR)
    return (back, front) if style.reverse else (front, back)


def faint(drawn: Drawn, theme: str) -> Iterator[str]:
    """Return the text with too little contrast."""
    for y, line in enumerate(drawn.themes[theme]):
        x = 0
        for segment in line:
            start, x = x, x + cell_len(segment.text)
            seen = segment.text.strip()
            if not seen or segment.style is None:
                continue
            if drawn.front and not any(r.contains(start, y) for r in drawn.front):
                continue
            front, back = colors(segment.style)
            wanted = GRAPHIC if set(seen) <= DRAWN | {" "} else TEXT
            found = ratio(front, back)
            if found < wanted:
                yield (
                    f"line {y + 1}: {seen!r} {front.hex} on {back.hex} is {found:.2f} : 1, "
                    f"less than {wanted}"
                )


@pytest.mark.parametrize("theme", OWN)
def test_all_text_has_enough_contrast_with_its_background(
    walks: dict[tuple[int, int], Walk], theme: str
) -> None:
    said = [
        f"{theme}, {name}, {line}"
        for walk in walks.values()
        for name, drawn in walk.items()
        if theme in drawn.themes
        for line in faint(drawn, theme)
    ]
    assert not said, "\n".join(said)


def test_contrast_ratio_matches_published_values() -> None:
    white = Color.parse("#ffffff")
    assert ratio(white, Color.parse("#000000")) == pytest.approx(21)
    assert ratio(white, Color.parse("#767676")) == pytest.approx(4.54, abs=0.01)
    dim = colors(Style.parse("dim #ffffff on #000000"))
    assert ratio(*dim) < 21
    assert colors(Style.parse("reverse #ffffff on #000000"))[0] == Color.parse("#000000")


def test_highlight_and_states_are_visible_without_color(
    homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    names = ("home", "settings", "question", "wrong")
    walk = asyncio.run(pictures.draw(homes, USUAL, THEMES[:1], names))
    for name, drawn in walk.items():
        lines = drawn.themes[THEMES[0]]
        for segment in (segment for line in lines for segment in line if segment.style):
            assert segment.style is not None
            for color in (segment.style.color, segment.style.bgcolor):
                assert color is None or len(set(color.get_truecolor())) == 1, (name, segment)
        assert not list(faint(drawn, THEMES[0])), name
    for name in ("home", "settings"):
        styles = [s.style for line in walk[name].themes[THEMES[0]] for s in line if s.text.strip()]
        assert any(style and style.underline and style.bold for style in styles), name
    written = "".join(s.text for line in walk["question"].themes[THEMES[0]] for s in line)
    for sign in ("❯ 1  ●", "4  –", "⚑ flagged"):
        assert sign in written


# Machado, Oliveira and Fernandes (2009), severity 1; on linear RGB.
BLIND = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
APART = 20
LEAST_ROWS = 5


def lab(linear: list[float]) -> tuple[float, float, float]:
    """Convert linear RGB (D65) to CIE L*a*b*."""
    weights = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = (sum(w * part for w, part in zip(row, linear, strict=True)) for row in weights)
    fx, fy, fz = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x / 0.9505, y, z / 1.089)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("kind", BLIND)
def test_right_wrong_and_accent_are_distinct_for_color_blind_users(kind: str) -> None:
    seen = []
    for name in (COLOR_SAFE.success, COLOR_SAFE.error, COLOR_SAFE.accent):
        parts = [part / 255 for part in Color.parse(str(name)).rgb]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        mixed = [sum(w * p for w, p in zip(row, linear, strict=True)) for row in BLIND[kind]]
        seen.append(lab([min(1.0, max(0.0, part)) for part in mixed]))
    for one, other in combinations(seen, 2):
        assert dist(one, other) > APART


# -- room -----------------------------------------------------------------------------------------

PROSE = 100
APART_BY = re.compile(r"[│─╭╮╰╯▔▁▊▎]+| {3,}")
WITHOUT_KEYS = ("palette",)
WITHOUT_HELP = ("press",)
"""Scenes in which every key is taken, F1 too."""


def written(drawn: Drawn) -> list[str]:
    """Return the lines of a picture."""
    lines = next(iter(drawn.themes.values()))
    return ["".join(segment.text for segment in line) for line in lines]


@pytest.mark.parametrize("name", SCENES)
def test_lists_and_prose_have_room_at_every_size(
    walks: dict[tuple[int, int], Walk], name: str
) -> None:
    for size, walk in walks.items():
        drawn = walk[name]
        assert not drawn.sideways, size
        for sight, lines in drawn.lists:
            assert sight >= min(LEAST_ROWS, lines), size
        if name == "browse":
            continue
        for line in written(drawn)[1:-1]:
            for part in APART_BY.split(line.strip()):
                assert len(part) <= PROSE, (size, part)


@pytest.mark.parametrize("name", sorted(set(SCENES) - set(WITHOUT_KEYS)))
def test_every_screen_says_how_to_leave_and_get_help(
    walks: dict[tuple[int, int], Walk], name: str
) -> None:
    for size, walk in walks.items():
        drawn = walk[name]
        lines = written(drawn)
        keys = next(
            line
            for line in (reversed(lines[:-1]) if drawn.front else lines[-1:])
            if ("esc " if name in WITHOUT_HELP else "F1 Help") in line
        )
        quits = r"\^q " if size[0] < Hints.SHORT else r"ctrl\+q "
        assert re.search(f"esc |{quits}", keys), (size, keys)


# -- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENES)
def test_screen_matches_its_stored_picture(walks: dict[tuple[int, int], Walk], name: str) -> None:
    stored = TESTS / f"{name}.txt"
    drawn = pictures.picture([pictures.only(walk[name], THEMES) for walk in walks.values()])
    assert stored.is_file(), f"{stored} is missing: run make pictures"
    assert stored.read_text().splitlines() == drawn.splitlines(), (
        f"{name} looks different now; if it should, run make pictures"
    )


@pytest.mark.parametrize("name", SHOWN)
def test_pictures_in_the_docs_are_current(walks: dict[tuple[int, int], Walk], name: str) -> None:
    scene, size = SHOWN[name]
    stored = (DOCS / f"{name}.svg").read_text()
    assert stored == walks[size][scene].svg, f"docs/pictures/{name}.svg is stale: run make pictures"


def test_every_stored_picture_has_a_scene() -> None:
    assert {path.stem for path in TESTS.glob("*.txt")} == set(SCENES)
    assert {path.stem for path in DOCS.glob("*.svg")} == {*SHOWN, *drawings.DRAWN}
