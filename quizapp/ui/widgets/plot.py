"""A plot of scores over time, drawn with characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from quizapp.ui.text import MUTED

HEIGHT = 8
"""Lines of the plot, without the line of labels."""
STEP = 6
"""Cells per score."""
LEFT = 6
"""Cells of the scale on the left."""


@dataclass(frozen=True, slots=True)
class Point:
    """A score with its likely range, on the vendor's scale; `label` is written below it."""

    score: int
    low: int
    high: int
    label: str
    passed: bool


def plot(
    points: Sequence[Point], passing: int, low: int, high: int, width: int, unit: str = ""
) -> Content:
    """Plot the newest points that fit into `width` cells: ● score, │ likely range, ┄ pass line.

    `points` are in order of time. The scale goes from `low` to `high` and is labeled with `unit`.
    """
    shown = list(points)[-max(1, (width - LEFT) // STEP) :]
    if not shown:
        return Content("")

    def at(score: int) -> int:
        share = (max(low, min(high, score)) - low) / (high - low)
        return round(share * (HEIGHT - 1))

    rows: list[Content] = []
    for line in range(HEIGHT - 1, -1, -1):
        label = ""
        if line == at(passing):
            label = f"{passing}{unit}"
        elif line == HEIGHT - 1:
            label = f"{high}{unit}"
        elif line == 0:
            label = f"{low}{unit}"
        fill = "┄" if line == at(passing) else " "
        parts: list[tuple[str, str]] = [(f"{label:>5} ", MUTED)]
        for point in shown:
            before, after = STEP // 2, STEP - STEP // 2 - 1
            mark, style = fill, "$quiz-faint"
            if line == at(point.score):
                mark, style = "●", "bold $success" if point.passed else "bold $error"
            elif at(point.low) <= line <= at(point.high):
                mark, style = "│", MUTED
            parts += [(fill * before, "$quiz-faint"), (mark, style), (fill * after, "$quiz-faint")]
        rows.append(Content.assemble(*parts))
    labels = "".join(point.label[: STEP - 1].center(STEP) for point in shown)
    rows.append(Content.styled(" " * LEFT + labels, MUTED))
    return Content("\n").join(rows)
