"""The commands of plain mode, each declared once with its names and its help."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.words import nearest

MAX_DIGITS = 6
NUMBER = re.compile(r"[0-9]{1,%d}" % MAX_DIGITS)  # noqa: UP031
CHOICE = re.compile(r"(?:([0-9]+)|([a-z])(?![a-z0-9]))[\s,.]*(?:and\s+)?", re.IGNORECASE)
OPTION = "OPTION"
"""The argument of a command that takes the numbers or letters of options."""
STUCK = re.compile(r"([a-z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its description, its other names, and the argument that it takes."""

    name: str
    what: str
    also: tuple[str, ...] = ()
    takes: str = ""

    @property
    def help(self) -> str:
        """The line of help: "go N: go to a question"."""
        words = " ".join(part for part in (self.name, self.takes) if part)
        short = f", or {' or '.join(self.also[:1])}" if self.also else ""
        return f"{words}{short}: {self.what}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A parsed line: the numbers before the command, its name, and the text after it.

    `name` is empty if only numbers, or nothing at all, were typed.
    """

    name: str = ""
    before: tuple[int, ...] = ()
    after: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers after the command."""
        return tuple(int(digits) for digits in NUMBER.findall(self.after))


class NotUnderstood(Exception):
    """A line that is not a command. Its message suggests the nearest one."""


HELP = Command("help", "list these commands", ("?",))
QUIT = Command("quit", "leave the program; everything is saved", ("exit",))


def understand(line: str, commands: Sequence[Command], letters: str = "") -> Entry:
    """Parse a line; full-width characters and the digits of other scripts count as ASCII.

    `letters` choose options as the numbers from 1 on do, and are no commands. Raises NotUnderstood.
    """
    line = _ascii(line)
    folded = line.casefold()
    rest = STUCK.sub(r"\1 \2", folded) if STUCK.fullmatch(folded) else line
    before = []
    while (match := CHOICE.match(rest)) and (match[1] or match[2].casefold() in letters):
        if match[1] and len(match[1]) > MAX_DIGITS:
            raise NotUnderstood("That number is too long.")
        before.append(int(match[1]) if match[1] else letters.index(match[2].casefold()) + 1)
        rest = rest[match.end() :]
    if not rest.strip():
        return Entry(before=tuple(before))
    words = {word: command.name for command in commands for word in (command.name, *command.also)}
    parts = rest.split()
    for length in (2, 1):
        head = " ".join(parts[:length]).casefold()
        if len(parts) >= length and head in words:
            split = rest.split(None, length)
            after = split[length] if len(split) > length else ""
            if any(c.name == words[head] and c.takes == OPTION for c in commands):
                after = _in_numbers(after, letters)
            return Entry(words[head], tuple(before), after)
    raise NotUnderstood(_unknown(parts[0], words))


def _in_numbers(after: str, letters: str) -> str:
    """Replace the letters of options with their numbers."""
    return " ".join(
        str(letters.index(word) + 1) if len(word) == 1 and word in letters else word
        for word in after.casefold().replace(",", " ").split()
    )


def _ascii(line: str) -> str:
    """The line in ASCII if its characters are only other forms of ASCII ones; else unchanged."""
    plain = "".join(
        str(digit) if (digit := unicodedata.digit(character, None)) is not None else character
        for character in unicodedata.normalize("NFKC", line)
    )
    return plain if plain.isascii() else line


def _unknown(word: str, words: dict[str, str]) -> str:
    long = [each for each in words if len(each) > 1]
    near = nearest(word, long)
    hint = f" Did you mean {near}?" if near else ""
    return f"There is no command {word[:40]!r} here.{hint} Type ? for the commands."
