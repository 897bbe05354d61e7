"""Numbers, positions, and times as words that a screen reader can read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quizapp.exam.wording import count, runs

MINUTE, HOUR = 60, 3600
EXACT_BELOW = 5 * MINUTE


def spoken(seconds: float) -> str:
    """A duration in seconds as words: "2 hours 5 minutes". Below five minutes, to the second."""
    whole = max(0, int(seconds))
    if whole >= EXACT_BELOW:
        whole = round(whole / MINUTE) * MINUTE
    hours, rest = divmod(whole, HOUR)
    minutes, left = divmod(rest, MINUTE)
    parts = [count(hours, "hour")] if hours else []
    if minutes:
        parts.append(count(minutes, "minute"))
    if left or not parts:
        parts.append(count(left, "second"))
    return " ".join(parts)


def joined(parts: Iterable[str], last: str = "and") -> str:
    """Return a list as words: "one, two, and three". `parts` must not be empty."""
    *head, tail = parts
    comma = "," if len(head) > 1 else ""
    return f"{', '.join(head)}{comma} {last} {tail}" if head else tail


def ranges(positions: Sequence[int]) -> str:
    """Positions counted from 0 as ranges of numbers counted from 1: "1 to 4, 7, and 9"."""
    ends = ((run[0], run[-1]) for run in runs(positions))
    return joined(
        f"{a} to {b}" if b > a + 1 else f"{a} and {b}" if b > a else str(a) for a, b in ends
    )


def numbers(shown: Iterable[int]) -> str:
    """Numbers as words, in ascending order: "1, 3, and 4"."""
    return joined(str(number) for number in sorted(shown))


def percent(share: float) -> str:
    """A share (0-1) as words: "80 percent"."""
    return f"{share:.0%}".replace("%", " percent")
