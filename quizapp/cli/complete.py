"""Shell completion of option values, read from the database.

Completion never writes: no database is created or migrated, and no pack is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from quizapp import paths

if TYPE_CHECKING:
    from collections.abc import Callable

    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


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
        return [
            CompletionItem(word, help=description)
            for word, description in words(home.database, kind)
            if word.casefold().startswith(prefix)
        ]

    return complete


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
