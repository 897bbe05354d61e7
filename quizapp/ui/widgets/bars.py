"""Horizontal bars drawn with block characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.store.bootstrap.home_row import TARGET
from quizapp.study.interval import TOO_FEW, contains_share
from quizapp.ui import text
from quizapp.ui.text import MUTED

if TYPE_CHECKING:
    from quizapp.store.bootstrap.home_row import DomainFigures
    from quizapp.study.mastery import Mastery

ENOUGH = 10
"""Answers below which a row has no interval and no bar, unless the caller asks for fewer."""
RANGE, BRIEF = 9, "too few"
"""The cells of an interval, and what is there if it is missing and `TOO_FEW` is too long."""
UNASKED, COUNTS = "not asked", 10
"""What a row without an answer says, and the cells of correct/total, which it lacks."""
LACK = (f"{TOO_FEW} yet", TOO_FEW, BRIEF)
"""What is in the place of a bar; the first that fits."""
EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(fraction: float, width: int, mark: float | None = None) -> Content:
    """Return a bar of `width` cells, filled to `fraction`, with a line at `mark` (both 0–1)."""
    fraction = max(0.0, min(1.0, fraction))
    eighths = round(fraction * width * 8)
    full, part = divmod(eighths, 8)
    drawn = "█" * full + (EIGHTHS[part] if part else "")
    cells = list(drawn.ljust(width, "░")[:width])
    at = min(width - 1, int(mark * width)) if mark is not None else None
    if at is not None:
        cells[at] = "│"
    filled = full + (1 if part else 0)
    style = "$accent"
    parts: list[tuple[str, str]] = []
    for index, cell in enumerate(cells):
        if index == at:
            parts.append((cell, "bold $foreground"))
        else:
            parts.append((cell, style if index < filled else "$quiz-faint"))
    return Content.assemble(*parts).simplify()


def mastery_row(
    name: str,
    row: DomainFigures | Mastery,
    name_width: int,
    bar_width: int,
    *,
    least: int = ENOUGH,
    target: float = TARGET,
    likely: int = RANGE,
    near: str = "",
) -> Content:
    """Return one row of mastery: name, bar, 80% interval, correct/total, and verdict.

    The bar has the pass line at `target` (a share, 0–1). With fewer than `least` answers, the row
    has no verdict. Without a verdict, it has neither a bar nor an interval if there are fewer than
    `ENOUGH` answers or the interval excludes the counts; words are in its place. `likely` is the
    width of the interval, at least `RANGE`. `near` is the verdict between weak and strong,
    if a measured row shows it. A `bar_width` of 0 leaves the bar out.
    """
    if not row.total:
        # There is nothing to measure; the name may have the cells.
        whole = name_width + bar_width + 2 + likely + COUNTS
        room = whole - len(UNASKED) - 1
        shown = text.pad(text.cut(text.clean(name), room - 1), room)
        return Content.assemble(shown, (UNASKED, MUTED))
    shown = text.cut(text.clean(name), name_width - 1)
    verdict = str(row.verdict)
    styles = {"weak": "bold $error", "strong": "$success"}
    enough = row.total >= least
    fits = contains_share(row.correct, row.total, row.low, row.high)
    measured = enough and (verdict in styles or (row.total >= ENOUGH and fits))
    between = measured and verdict == near
    judged = verdict if between or (enough and verdict in styles) else ""
    roomy = likely >= len(TOO_FEW)
    lack = TOO_FEW if roomy else BRIEF
    interval = _range(row.low, row.high) if measured else lack
    if not bar_width:
        middle = Content("")
    elif measured:
        middle = bar(row.mean, bar_width, target)
    elif roomy:
        middle = Content(" " * bar_width)
    else:
        interval = ""
        lack = next((words for words in LACK if len(words) <= bar_width), BRIEF)
        middle = Content.styled(lack.ljust(bar_width)[:bar_width], MUTED)
    return Content.assemble(
        text.pad(shown, name_width),
        middle,
        (f"  {interval:<{likely}}", MUTED),
        f"{row.correct:>5}/{row.total:<4}",
        (judged, styles.get(verdict, MUTED)),
    )


def _range(low: float, high: float) -> str:
    """Return an interval of shares (0–1) in percent, such as ` 61–76%`."""
    return f"{100 * low:>3.0f}–{100 * high:.0f}%"
