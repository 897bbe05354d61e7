"""How quizapp was started, so that a command it prints can be pasted and means the same.

The store's messages name commands too, and the first frame waits for them: nothing is imported
before a command is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class _Given:
    """The options in front of the command, as they have to be repeated."""

    options: tuple[str, ...] = ()


_given = _Given()


def started_with(
    *,
    home: Path | None = None,
    database_url: str | None = None,
    pack: str | None = None,
    plain: bool = False,
) -> None:
    """Remember the options that were given; None means that one was not given.

    `pack` is a shipped pack's name or a folder from the root, so that the command can be pasted
    anywhere. A password in the URL is not repeated.
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

    It repeats the options that were given and quotes every word that needs it.
    """
    import shlex

    return shlex.join(["quizapp", *_given.options, *map(str, words)])
