"""Small services to words that every room needs: the nearest known word, a line cut to a width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LIKE = 0.6
"""How alike two words must be (0-1, `difflib`'s ratio) for one to be suggested for the other."""
ELLIPSIS = "…"


def nearest(word: str, known: Iterable[str], like: float = LIKE) -> str | None:
    """The known word that is most like `word`, in any case; None if none is alike enough."""
    from difflib import get_close_matches

    by_folded = {each.casefold(): each for each in known}
    found = get_close_matches(word.strip().casefold(), by_folded, n=1, cutoff=like)
    return by_folded[found[0]] if found else None


def cells(text: str) -> int:
    """How many cells of a terminal a line takes: two for wide characters, none for combining."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def cut(text: str, width: int) -> str:
    """A line that takes at most `width` cells: a longer one ends in an ellipsis."""
    if cells(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _width(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + ELLIPSIS


def pad(text: str, width: int) -> str:
    """A line cut or filled with spaces to exactly `width` cells."""
    line = cut(text, width)
    return line + " " * (width - cells(line))


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
