"""Bars drawn with characters."""

from __future__ import annotations

from textual.content import Content

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
