"""How every screen looks: contrast in our themes, and the stored pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.color import Color
from textual.constants import DIM_FACTOR

from quizapp.ui.theme import OWN
from tools import pictures
from tools.pictures import DOCS, SHOWN, SIZES, TESTS, THEMES, Drawn
from tools.scenes import FRESH, LATER, make_homes, scratch, standing_still

TEXT, GRAPHIC = 4.5, 3.0
# Lines, blocks and the cells of bars: they show how much, and a figure beside them says it.
DRAWN = {chr(code) for code in range(0x2500, 0x25A0)} | {"▰", "▱"}
SCENES = (*FRESH, *LATER)
Walk = dict[str, Drawn]


@pytest.fixture(scope="module")
def walks() -> dict[tuple[int, int], Walk]:
    """Every scene in both sizes; in the smaller one in all four themes."""

    async def look() -> dict[tuple[int, int], Walk]:
        small, large = SIZES
        return {
            small: await pictures.draw(homes, small, tuple(OWN)),
            large: await pictures.draw(homes, large, THEMES),
        }

    with scratch() as place, standing_still():
        homes = make_homes(place)
        return asyncio.run(look())


# -- contrast -------------------------------------------------------------------------------------


def luminance(color: Color) -> float:
    """WCAG 2.2, relative luminance."""
    shares = (part / 255 for part in color.rgb)
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Color, other: Color) -> float:
    """WCAG 2.2, contrast ratio: 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def colours(style: Style) -> tuple[Color, Color]:
    """What a terminal draws: the colour of the character and the one behind it."""
    assert style.color is not None
    assert style.bgcolor is not None
    front, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    if style.dim:
        front = back.blend(front, DIM_FACTOR)
    return (back, front) if style.reverse else (front, back)


def faint(drawn: Drawn, theme: str) -> Iterator[str]:
    """Whatever does not stand out enough from what is behind it."""
    for y, line in enumerate(drawn.themes[theme]):
        x = 0
        for segment in line:
            start, x = x, x + cell_len(segment.text)
            seen = segment.text.strip()
            if not seen or segment.style is None:
                continue
            if drawn.front and not any(r.contains(start, y) for r in drawn.front):
                continue
            front, back = colours(segment.style)
            wanted = GRAPHIC if set(seen) <= DRAWN | {" "} else TEXT
            found = ratio(front, back)
            if found < wanted:
                yield (
                    f"line {y + 1}: {seen!r} {front.hex} on {back.hex} is {found:.2f} : 1, "
                    f"less than {wanted}"
                )


@pytest.mark.parametrize("theme", OWN)
def test_everything_on_every_screen_stands_out_from_what_is_behind_it(
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


def test_the_measure_of_contrast_is_the_published_one() -> None:
    white = Color.parse("#ffffff")
    assert ratio(white, Color.parse("#000000")) == pytest.approx(21)
    assert ratio(white, Color.parse("#767676")) == pytest.approx(4.54, abs=0.01)
    dim = colours(Style.parse("dim #ffffff on #000000"))
    assert ratio(*dim) < 21
    assert colours(Style.parse("reverse #ffffff on #000000"))[0] == Color.parse("#000000")


# -- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENES)
def test_the_screen_is_as_pictured(walks: dict[tuple[int, int], Walk], name: str) -> None:
    stored = TESTS / f"{name}.txt"
    drawn = pictures.picture([pictures.only(walk[name], THEMES) for walk in walks.values()])
    assert stored.is_file(), f"{stored} is missing: run make pictures"
    assert stored.read_text().splitlines() == drawn.splitlines(), (
        f"{name} looks different now; if it should, run make pictures"
    )


@pytest.mark.parametrize("name", SHOWN)
def test_the_pictures_of_the_docs_show_the_app_as_it_is(
    walks: dict[tuple[int, int], Walk], name: str
) -> None:
    scene, size = SHOWN[name]
    stored = (DOCS / f"{name}.svg").read_text()
    assert stored == walks[size][scene].svg, f"docs/pictures/{name}.svg is stale: run make pictures"


def test_no_stored_picture_is_left_without_its_scene() -> None:
    assert {path.stem for path in TESTS.glob("*.txt")} == set(SCENES)
    assert {path.stem for path in DOCS.glob("*.svg")} == set(SHOWN)
