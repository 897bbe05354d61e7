"""Text helpers for every layer: the nearest known word, lines cut or padded to a width, days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime

LIKE = 0.6
"""The similarity (0-1, `difflib`'s ratio) that two words need for one to be suggested."""
ELLIPSIS = "…"
JOINERS = "\u200c\u200d"
CLOSING = "、。，．：；？！）」』】〉》ーゃゅょっャュョッ"
"""Wide characters that do not begin a line."""
ASCII_BREAKS = {code: " " for code in range(128) if not chr(code).isalnum()}
"""For `str.translate`: a space for each ASCII character that is not part of a word."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORD = re.compile(r"[^\W_]+")


def nearest(word: str, known: Iterable[str], like: float = LIKE) -> str | None:
    """The known word most similar to `word`, ignoring case; None if none reaches `like`."""
    from difflib import get_close_matches

    by_folded = {each.casefold(): each for each in known}
    matches = get_close_matches(word.strip().casefold(), by_folded, n=1, cutoff=like)
    return by_folded[matches[0]] if matches else None


def plain_words(text: str) -> list[str]:
    """The words of a text, in order, without case, accents, and punctuation."""
    plain = text.casefold()
    if plain.isascii():
        return plain.translate(ASCII_BREAKS).split()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "M")
    return _WORD.findall(plain)


def narrow(typed: str, names: Iterable[str]) -> list[int]:
    """The places of the names that contain every word of `typed`, anywhere.

    A typed word may be any part of a word of the name; names in which every typed word is the
    beginning of a word come first. Otherwise the order is kept. Without words, every name is left.
    """
    wanted = plain_words(typed)
    begun, within = [], []
    for place, name in enumerate(names):
        words = " " + " ".join(plain_words(name))
        if all(f" {word}" in words for word in wanted):
            begun.append(place)
        elif all(word in words for word in wanted):
            within.append(place)
    return begun + within


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


def wrap(
    text: str,
    width: int,
    lead: str = "",
    indent: str | None = None,
    *,
    break_words: bool = True,
) -> list[str]:
    """`lead` and the words of `text` in lines of at most `width` cells.

    Later lines begin with `indent` (default: as many spaces as `lead` is wide). Scripts without
    spaces break between characters. A word that is wider than a line is broken if `break_words`.
    """
    rest = " " * cells(lead) if indent is None else indent
    lines, line, used, begun = [], lead, cells(lead), False
    for space, piece in _pieces(text):
        wide = cells(piece)
        gap = 1 if space and begun else 0
        if begun and used + gap + wide > width:
            lines.append(line)
            line, used, begun, gap = rest, cells(rest), False, 0
        while break_words and used + gap + wide > width:
            head = _fitting(piece, max(2, width - used))
            lines.append(line + head)
            piece = piece[len(head) :]
            line, used, wide = rest, cells(rest), cells(piece)
        if piece:
            line += " " * gap + piece
            used, begun = used + gap + wide, True
    return [*lines, line.rstrip()] if begun or not lines else lines


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """(whether a space precedes it, piece that is not broken) for the words of a text."""
    for word in text.split():
        first, piece = True, ""
        for character in word:
            breaks = piece and _width(character) == 2 and character not in CLOSING
            if breaks or (piece and _width(piece[-1]) == 2 and _width(character) == 1):
                yield first, piece
                first, piece = False, ""
            piece += character
        yield first, piece


def _fitting(text: str, width: int) -> str:
    """The beginning of a text that fits into `width` cells; at least one character."""
    used = 0
    for place, character in enumerate(text):
        used += _width(character)
        if used > width and place:
            return text[:place]
    return text


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def is_visible(character: str) -> bool:
    """Whether a character is printable or one of the joiners, which some scripts and emoji need."""
    return character.isprintable() or character in JOINERS


# -- days -----------------------------------------------------------------------------------------


def written_day(when: date, today: date | None = None) -> str:
    """Return a day in words, such as "Dec 3", or "Dec 3, 2027" if it is not in the year of `today`.

    Without `today`, it is this machine's year.
    """
    this_year = (today or datetime.now().astimezone()).year
    return f"{MONTHS[when.month - 1]} {when.day}" if when.year == this_year else full_day(when)


def full_day(when: date) -> str:
    """Return a day in words with its year, such as "Dec 3, 2026": for files, which are kept."""
    return f"{MONTHS[when.month - 1]} {when.day}, {when.year}"


def written_weekday(when: date, today: date | None = None) -> str:
    """Return a day in words after its weekday, such as "Thu, Dec 3"."""
    return f"{WEEKDAYS[when.weekday()]}, {written_day(when, today)}"


def full_weekday(when: date) -> str:
    """Return a day of now in words after its weekday's whole name, such as "Thursday, Dec 3"."""
    return f"{DAYS[when.weekday()]}, {written_day(when, when)}"


def written_moment(when: datetime, today: date | None = None) -> str:
    """Return a day and a time in words, such as "Dec 3, 14:30"."""
    return f"{written_day(when, today)}, {when:%H:%M}"
