"""A plot of scores over time, drawn with characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from quizapp.ui.text import MUTED

STEP = 7
"""Cells per score from which the score is written next to its mark."""
LEFT = 6
"""Cells of the scale on the left."""
LEAST_SPAN = 0.1
"""The least part of the vendor's scale that is shown (0-1)."""
PASSED, FAILED = "●", "○"
SHORT_PASSED, SHORT_FAILED = "•", "◦"
LEGEND = f"{PASSED} {FAILED} full mock, passed or not; {SHORT_PASSED} {SHORT_FAILED} short mock"


@dataclass(frozen=True, slots=True)
class Point:
    """A score on the vendor's scale; `label` is written below it. `short`: of a short mock."""

    score: int
    label: str
    passed: bool
    short: bool = False

    @property
    def mark(self) -> str:
        """The character that stands for the score."""
        if self.short:
            return SHORT_PASSED if self.passed else SHORT_FAILED
        return PASSED if self.passed else FAILED


def plot(
    points: Sequence[Point],
    passing: int,
    scale: tuple[int, int],
    size: tuple[int, int],
    unit: str = "",
) -> Content:
    """Plot the newest points that fit, each as its mark, and a line at the pass mark.

    `points` are in order of time. `scale` is the vendor's (lowest, highest) score; the plot shows
    the part of it that has the points and `passing`. `size` is in cells, at least 14 by 4, with the
    line of labels. `unit` is printed after a score. With room, the score is next to each mark,
    else next to the last one.
    """
    if not points:
        return Content("")
    room, height = size[0] - LEFT, size[1] - 1
    shown = list(points)[-max(1, room - STEP) :]
    step = min(2 * STEP, room // len(shown))
    if step < STEP:
        step = max(1, (room - STEP) // len(shown))
    low, high = _range([passing, *(point.score for point in shown)], scale)

    def at(score: int) -> int:
        return round((score - low) / (high - low) * (height - 1))

    line = max(1, at(passing))
    rows: list[Content] = []
    labels = {0: low, height - 1: high, line: passing}
    places = [_place(at(point.score), line, passed=point.passed) for point in shown]
    for row in range(height - 1, -1, -1):
        label = f"{labels[row]}{unit}" if row in labels else ""
        fill = "─" if row == line else " "
        parts = [(f"{label:>{LEFT - 1}} ", MUTED)]
        used = 0
        for number, (point, place) in enumerate(zip(shown, places, strict=True)):
            if place != row:
                continue
            start = number * step
            parts.append((fill * (start - used), "$quiz-faint"))
            style = "bold $success" if point.passed else "bold $error"
            mark = point.mark
            if step >= STEP or number == len(shown) - 1:
                mark += f"{point.score}{unit} "
            parts.append((mark, style))
            used = start + len(mark)
        parts.append((fill * max(0, room - used), "$quiz-faint"))
        rows.append(Content.assemble(*parts))
    rows.append(Content.styled(" " * LEFT + _dates(shown, step, room), MUTED))
    return Content("\n").join(rows)


def _range(scores: Sequence[int], scale: tuple[int, int]) -> tuple[int, int]:
    """Return the part of a scale to show: the scores, and a little more on both sides."""
    least, most = scale
    span = max(max(scores) - min(scores), round((most - least) * LEAST_SPAN), 2)
    margin = max(1, span // 10)
    middle = (max(scores) + min(scores)) // 2
    low = max(least, min(min(scores) - margin, middle - span // 2))
    high = min(most, max(max(scores) + margin, middle + span // 2))
    return low, max(high, low + 1)


def _place(row: int, line: int, *, passed: bool) -> int:
    """Return the row of a point: on the pass line or above it only if it passed."""
    return max(row, line) if passed else min(row, line - 1)


def _dates(shown: Sequence[Point], step: int, room: int) -> str:
    """Return the labels below the points; only the first and the last one without room for all."""
    if step > max(STEP - 1, *(len(point.label) for point in shown)):
        return "".join(point.label.ljust(step) for point in shown).rstrip()
    first, last = shown[0].label, shown[-1].label
    start = max(len(first) + 1, min((len(shown) - 1) * step, room - len(last)))
    return first.ljust(start) + last
