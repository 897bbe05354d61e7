"""Draws the two pictures of docs/architecture.md: the rooms, and the path of an answer.

python tools/drawings.py   writes docs/pictures/rooms.svg and docs/pictures/answer.svg

The pictures have a background color, so they are readable on light and dark pages, and they use the
viewer's default font.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"

GROUND, INK, FAINT, LINE = "#fbfaf6", "#1d2330", "#59606e", "#8a909c"
BLUE, GREEN, SAND, STONE = "#dce8f7", "#dcefe0", "#f6e7cd", "#eceae4"
STYLE = f"""\
<style>
text {{ font-family: system-ui, sans-serif; font-size: 14px; fill: {INK}; }}
.name {{ font-weight: 600; font-size: 16px; }}
.small {{ font-size: 12.5px; fill: {FAINT}; }}
.code {{ font-family: ui-monospace, monospace; font-size: 12.5px; }}
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"
orient="auto-start-reverse"><path d="M0 0 L8 4 L0 8 z" fill="{FAINT}"/></marker></defs>
"""


def picture(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    """Return an SVG document; `parts` are its elements."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-label="{escape(title)}">',
            f"<title>{escape(title)}</title>",
            STYLE.rstrip(),
            f'<rect x="1" y="1" width="{width - 2}" height="{height - 2}" rx="12" '
            f'fill="{GROUND}" stroke="{LINE}"/>',
            *parts,
            "</svg>\n",
        ]
    )


def label(x: float, y: float, text: str, kind: str = "", anchor: str = "middle") -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{name}>{escape(text)}</text>'


def box(x: int, y: int, width: int, height: int, fill: str, name: str, *lines: str) -> str:
    """Return a box with a name and lines of text, centered."""
    middle = x + width / 2
    top = y + height / 2 - 9 * len(lines) + 6
    return "\n".join(
        [
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" fill="{fill}" '
            f'stroke="{LINE}"/>',
            label(middle, top, name, "name"),
            *(label(middle, top + 19 * at, line, "small") for at, line in enumerate(lines, 1)),
        ]
    )


def arrow(*points: tuple[int, int], dashed: bool = False, both: bool = False) -> str:
    """Return a line through `points` with an arrowhead at its end, or at both ends."""
    path = "M" + " L".join(f"{x} {y}" for x, y in points)
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    start = ' marker-start="url(#head)"' if both else ""
    return (
        f'<path d="{path}" fill="none" stroke="{FAINT}" stroke-width="1.5"{dash}{start} '
        f'marker-end="url(#head)"/>'
    )


def rooms() -> str:
    """Return the picture of the rooms and their imports."""
    parts = [
        box(250, 24, 260, 58, BLUE, "cli", "arguments in, exit status out"),
        box(190, 122, 180, 58, BLUE, "ui", "the screens"),
        box(410, 122, 180, 58, BLUE, "plain", "plain lines"),
        box(190, 220, 180, 58, SAND, "export", "files for the learner"),
        box(190, 318, 400, 58, SAND, "practice", "what a learner can do, without a user interface"),
        box(190, 416, 400, 58, SAND, "store", "everything stored: SQLAlchemy, transactions"),
        box(190, 514, 180, 58, SAND, "bank", "text becomes questions"),
        box(410, 514, 180, 58, GREEN, "study", "what to practice next"),
        box(190, 612, 400, 58, GREEN, "exam", "the rules of a sitting: values and functions"),
        box(640, 122, 136, 58, STONE, "settings", "declared once"),
        box(24, 122, 118, 58, STONE, "terminal", "screen or lines"),
        box(24, 220, 118, 58, STONE, "files", "HTML, CSV, Anki"),
        box(24, 416, 118, 58, STONE, "quizapp.db", "SQLite"),
        box(24, 514, 118, 58, STONE, "questions/", "YAML packs"),
        # calls
        arrow((330, 82), (290, 120)),
        arrow((430, 82), (490, 120)),
        arrow((280, 180), (280, 218)),
        arrow((500, 180), (500, 316)),
        arrow((280, 278), (280, 316)),
        arrow((390, 376), (390, 414)),
        arrow((280, 474), (280, 512)),
        arrow((500, 474), (500, 512)),
        arrow((280, 572), (280, 610)),
        arrow((500, 572), (500, 610)),
        arrow((510, 46), (708, 46), (708, 120)),
        arrow((370, 162), (392, 162), (392, 200), (690, 200), (690, 182)),
        arrow((590, 347), (708, 347), (708, 182)),
        arrow((590, 445), (732, 445), (732, 182)),
        # input and output
        arrow((144, 151), (188, 151), dashed=True, both=True),
        arrow((188, 249), (144, 249), dashed=True),
        arrow((144, 445), (188, 445), dashed=True, both=True),
        arrow((144, 543), (188, 543), dashed=True),
        label(
            400,
            704,
            "An arrow means “calls”. A room may call any room below it, and no room above it.",
        ),
        label(
            400,
            726,
            "Green rooms use no database, screen, or file. Dashed lines are input and output.",
            "small",
        ),
    ]
    return picture(800, 746, "The rooms of quizapp and who calls whom", parts)


LANES = (
    (80, "terminal", ""),
    (230, "a screen", "screens/mock_question.py"),
    (400, "the sitting", "sittings/sitting.py"),
    (560, "the rules", "exam/attempt.py"),
    (720, "the moves", "sittings/save.py"),
    (880, "the disk", "quizapp.db"),
)


def answer() -> str:
    """Return the picture of the path of an answer."""
    first, last = 84, 500
    parts = []
    for x, name, file in LANES:
        parts.append(
            f'<line x1="{x}" y1="{first}" x2="{x}" y2="{last}" stroke="{LINE}" '
            f'stroke-dasharray="2 4"/>'
        )
        parts.append(
            box(
                x - 68,
                24,
                136,
                60,
                BLUE if x < 300 else SAND if x != 560 else GREEN,
                name,
                *([file] if file else []),
            )
        )
    xs = [x for x, _, _ in LANES]

    def step(
        y: int, start: int, end: int, text: str, code: bool = False, back: bool = False
    ) -> None:
        a, b = xs[start], xs[end]
        side = 4 if b > a else -4
        parts.append(arrow((a + side, y), (b - side, y), dashed=back))
        parts.append(label((a + b) / 2, y - 7, text, "code" if code else "small"))

    step(122, 0, 1, "key 2")
    step(156, 1, 2, "choose(option)", code=True)
    step(190, 2, 3, "choose(option, at)", code=True)
    step(224, 3, 2, "the next value", back=True)
    step(262, 2, 4, "save(before, after): the difference only")
    step(296, 4, 5, "BEGIN IMMEDIATE", code=True)
    step(330, 4, 5, "answer, figures")
    step(364, 4, 5, "COMMIT, flushed")
    step(398, 5, 2, "stored", back=True)
    step(432, 2, 1, "takes the new value", back=True)
    step(466, 1, 0, "● drawn", back=True)
    parts += [
        f'<rect x="456" y="420" width="484" height="62" rx="8" fill="{STONE}" stroke="{LINE}"/>',
        label(698, 446, "A full disk, a crash, another process: no commit, no new value."),
        label(698, 466, "The screen still shows what is stored.", "small"),
    ]
    return picture(960, 524, "The path of an answer from the key to the disk to the screen", parts)


DRAWN = {"rooms": rooms, "answer": answer}


def main() -> None:
    for name, draw in DRAWN.items():
        (FOLDER / f"{name}.svg").write_text(draw())
        print(FOLDER / f"{name}.svg")


if __name__ == "__main__":
    main()
