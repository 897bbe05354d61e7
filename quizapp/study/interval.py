"""When an 80% interval may be shown next to the counts it belongs to."""

from __future__ import annotations

TOO_FEW = "too few answers"
"""What a row says where an interval would be, unless it has a verdict that says so."""


def with_share(correct: int, total: int, low: float, high: float) -> tuple[float, float]:
    """Return the range `low`-`high` (shares, 0-1), widened to contain `correct` of `total`.

    An area with a verdict shows a range, even if other areas have moved the estimate away from the
    area's own counts. A wider range only claims less.
    """
    share = correct / total
    return min(low, share), max(high, share)


def contains_share(correct: int, total: int, low: float, high: float) -> bool:
    """Whether `correct` of `total`, in percent, is within `low`-`high` (shares, 0-1), as shown.

    Few answers are estimated with the help of other areas and repeats. An interval that excludes
    the counts next to it would seem wrong, so `TOO_FEW` is shown in its place.
    """
    return total > 0 and round(100 * low) <= round(100 * correct / total) <= round(100 * high)
