"""Text helpers for every layer: the nearest known word, and lines cut or padded to a width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LIKE = 0.6
"""The similarity (0-1, `difflib`'s ratio) that two words need for one to be suggested."""
ELLIPSIS = "…"


def nearest(word: str, known: Iterable[str], like: float = LIKE) -> str | None:
    """The known word most similar to `word`, ignoring case; None if none reaches `like`."""
    from difflib import get_close_matches

    by_folded = {each.casefold(): each for each in known}
    matches = get_close_matches(word.strip().casefold(), by_folded, n=1, cutoff=like)
    return by_folded[matches[0]] if matches else None


def cells(text: str) -> int:
    """The width of a line in terminal cells: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells; longer text is cut and ends with an ellipsis."""
    if cells(text) <= width:
        return text
    characters, used = [], 0
    for character in text:
        used += _width(character)
        if used > width - 1:
            break
        characters.append(character)
    return "".join(characters).rstrip() + ELLIPSIS


def pad(text: str, width: int) -> str:
    """`text` cut or padded with spaces to exactly `width` cells."""
    line = cut(text, width)
    return line + " " * (width - cells(line))


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
