"""When an 80% interval may be shown next to the counts it belongs to."""

from __future__ import annotations

TOO_FEW = "too few answers"
"""What a row says where an interval would be, unless it has a verdict that says so."""


def contains_share(correct: int, total: int, low: float, high: float) -> bool:
    """Whether `correct` of `total`, in percent, is within `low`-`high` (shares, 0-1), as shown.

    Few answers are estimated with the help of other areas and repeats. An interval that excludes
    the counts next to it would seem wrong, so `TOO_FEW` is shown in its place.
    """
    return total > 0 and round(100 * low) <= round(100 * correct / total) <= round(100 * high)
