"""Shell completion of option values, read from the database.

Completion never writes: no database is created or migrated, and no pack is loaded.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from quizapp import paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


SAFE = re.compile(r"[A-Za-z0-9._-]+\Z")
"""Words that mean only themselves to every shell."""


def _from_database(kind: str) -> Completer:
    def complete(
        context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from quizapp.store.bootstrap.completion import words

        given = context.find_root().params
        if given.get("database_url"):
            return []
        home = paths.home(given.get("home"))
        prefix = incomplete.casefold()

        def zone_of(stored: str | None) -> tzinfo:
            from quizapp.settings import read_overrides
            from quizapp.store.learner import zones

            return zones.of(read_overrides(home.root).text("time_zone") or stored)

        return [
            CompletionItem(_quoted(word), help=_one_line(description))
            for word, description in words(home.database, kind, zone_of)
            if word.casefold().startswith(prefix) and word.isprintable()
        ]

    return complete


def _quoted(word: str) -> str:
    """A word that the shell takes as it is when it is inserted into the command line."""
    return word if SAFE.match(word) else shlex.quote(word)


def _one_line(description: str) -> str:
    """A description without characters that begin another completion or steer the terminal."""
    from quizapp.exam.wording import clean

    return " ".join(clean(description).split())


attempts = _from_database("attempts")
concepts = _from_database("concepts")
domains = _from_database("domains")
exams = _from_database("exams")
forms = _from_database("forms")
questions = _from_database("questions")
services = _from_database("services")
skills = _from_database("skills")
tasks = _from_database("tasks")
topics = _from_database("topics")


def packs(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a shipped pack, or a folder."""
    shipped = sorted(path.parent.name for path in paths.packs().glob("*/pack.yaml"))
    names = [CompletionItem(name) for name in shipped if name.startswith(incomplete)]
    return [*names, CompletionItem(incomplete, type="dir")]
