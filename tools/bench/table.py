"""Tables of measurements: minimum, median, and maximum, with the ratio of medians and its limit."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

WIDTH = 40


def head(title: str, unit: str = "milliseconds") -> None:
    print(f"\n{title}, {unit}")
    print(f"{'':<{WIDTH}}{'min':>9}{'median':>9}{'max':>9}{'ratio':>8}{'limit':>8}")


def row(
    name: str,
    values: Sequence[float],
    base: Sequence[float] | None = None,
    limit: float | None = None,
    scale: float = 1000,
) -> None:
    middle = statistics.median(values)
    line = (
        f"{name:<{WIDTH}}{scale * min(values):>9.2f}{scale * middle:>9.2f}"
        f"{scale * max(values):>9.2f}"
    )
    if base is not None:
        line += ratio(middle / statistics.median(base), limit)
    print(line)


def ratio(value: float, limit: float | None) -> str:
    if limit is None:
        return f"{value:>8.2f}"
    return f"{value:>8.2f}{limit:>8.2f}{'' if value <= limit else '  over'}"


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
