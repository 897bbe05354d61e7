"""The options that quizapp was started with, for the commands that it prints.

A printed command repeats these options, so that it can be pasted and does what it says. The store
imports this module before the first frame, so nothing is imported until a command is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class _Given:
    """The options that go before the command, as they must be repeated."""

    options: tuple[str, ...] = ()


_given = _Given()


def started_with(
    *,
    home: Path | None = None,
    database_url: str | None = None,
    pack: str | None = None,
    plain: bool = False,
) -> None:
    """Remember the options that were given; None means that an option was not given.

    `pack` is the name of a shipped pack or an absolute path, so that the command works from any
    folder. A password in the URL is replaced with asterisks.
    """
    options: list[str] = []
    if home is not None:
        options += ["--home", str(home)]
    if database_url is not None:
        import re

        options += ["--database-url", re.sub(r"(?<=:)[^:/@]+(?=@)", "***", database_url)]
    if pack is not None:
        options += ["--pack", pack]
    if plain:
        options.append("--plain")
    _given.options = tuple(options)


def command(*words: str | Path) -> str:
    """A quizapp command for a shell, such as `quizapp --home DIR restore FILE`.

    It repeats the options that were given and quotes each word that needs quotes. It is one line
    of printable characters, whatever the words contain.
    """
    return " ".join(map(_quoted, ["quizapp", *_given.options, *map(str, words)]))


def _quoted(word: str) -> str:
    """A word quoted for a shell: as `$'…'`, with its bytes escaped, if it cannot be printed."""
    import os
    import shlex

    if word.isprintable():
        return shlex.quote(word)
    escaped = (
        chr(byte) if 32 <= byte <= 126 and byte not in b"'\\" else f"\\{byte:03o}"
        for byte in os.fsencode(word)
    )
    return f"$'{''.join(escaped)}'"
