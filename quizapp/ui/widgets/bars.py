"""Bars drawn with characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.ui.text import MUTED, clean

if TYPE_CHECKING:
    from quizapp.store.bootstrap.home_row import DomainFigures

ENOUGH = 10
TARGET = 0.72
EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(fraction: float, width: int, mark: float | None = None) -> Content:
    """A bar of `width` cells filled to `fraction` (0–1), with a line at `mark` if given."""
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
    row: DomainFigures,
    name_width: int,
    bar_width: int,
    *,
    least: int = ENOUGH,
    target: float = TARGET,
) -> Content:
    """One line of mastery: name, bar with the pass line, 80 % interval, n/N, verdict.

    The pass line stands at `target`. Below `least` answers neither interval nor verdict is shown,
    and without a verdict no bar.
    """
    name = clean(row.name)
    shown = name if len(name) < name_width else name[: name_width - 2] + "…"
    verdict = row.verdict
    styles = {"weak": "bold $error", "strong": "$success"}
    enough = row.total >= least
    interval = f"  {100 * row.low:>3.0f}–{100 * row.high:<3.0f} %" if enough else " " * 11
    if enough and (verdict in styles or row.total >= ENOUGH):
        middle = bar(row.mean, bar_width, target)
    else:
        lack = "not enough evidence yet" if bar_width > len("not enough evidence") else "too few"
        middle = Content.styled(lack.ljust(bar_width)[:bar_width], MUTED)
    return Content.assemble(
        shown.ljust(name_width),
        middle,
        (interval, MUTED),
        f"{row.correct:>5}/{row.total:<4}",
        (verdict if enough and verdict in styles else "", styles.get(verdict, "")),
    )
