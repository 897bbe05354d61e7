"""Option values on the command line: the known values, and a suggestion for a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.complete import exams
from quizapp.cli.manual import one_line
from quizapp.invocation import command
from quizapp.words import nearest

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from quizapp.exam.blueprint import Blueprint
    from quizapp.practice.room import Practice
    from quizapp.store.workspace import Workspace

FEW = 12
CUTOFF = 0.5

exam_option = click.option(
    "--exam",
    metavar="CODE",
    shell_complete=exams,
    help="An exam of the pack, such as DVA-C03. Default: the exam in your settings.",
)


class SuggestingChoice(click.Choice[str]):
    """One of a few words. For any other, the error message suggests the nearest one."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        return _unknown(str(value), {str(word): str(word) for word in self.choices})


def exam_of(workspace: Workspace, code: str | None) -> Blueprint:
    """The blueprint for an exam code; without one, that of the exam in the settings.

    Raises BadParameter for an unknown code.
    """
    if code is None:
        return workspace.blueprint
    (known,) = ids_of("--exam", [code], {b.code: b.code for b in workspace.blueprints})
    return workspace.exam(known)


def day_of(practice: Practice, text: str) -> date:
    """The day given with --date, in one of the forms of `read_date`. Raises BadParameter."""
    from quizapp.practice.plan import read_date

    try:
        return read_date(text, practice.today())
    except ValueError as error:
        raise click.BadParameter(one_line(str(error)), param_hint="--date") from error


def accepted_values(
    connection: Connection, workspace: Workspace, blueprint: Blueprint
) -> dict[str, dict[str, str]]:
    """The values that each option of `drill` accepts: option → id → name."""
    from quizapp.store.catalog import names

    return {
        "domain": {d.id: d.name for d in blueprint.domains},
        "task": {t.id: t.name for t in blueprint.tasks()},
        "topic": names.topics(connection, workspace.scope.pack),
        "skill": {s.id: s.id for s in blueprint.skills()},
        "service": names.services(connection, workspace.scope.pack),
    }


def pair_of(connection: Connection, workspace: Workspace, text: str) -> tuple[str, str]:
    """The two concepts in "A:B". Raises BadParameter."""
    from quizapp.store.catalog import names

    one, colon, other = (part.strip() for part in text.partition(":"))
    if not (one and colon and other) or one.casefold() == other.casefold():
        raise click.BadParameter(
            f"give two different concepts as A:B; `{command('progress')}` names your mix-ups",
            param_hint="--confusion",
        )
    known = {concept: concept for concept in names.concepts(connection, workspace.scope.pack)}
    (first,) = ids_of("--confusion", [one], known)
    (second,) = ids_of("--confusion", [other], known)
    return first, second


def ids_of(option: str, given: Iterable[str], known: Mapping[str, str]) -> frozenset[str]:
    """The ids of the given words, each an id or a name in any case. Raises BadParameter.

    `known` maps ids to names.
    """
    ids = {word.casefold(): each for each, name in known.items() for word in (name, each)}
    matches = set()
    for word in given:
        match = ids.get(word.strip().casefold())
        if match is None:
            raise click.BadParameter(_unknown(word, known), param_hint=option)
        matches.add(match)
    return frozenset(matches)


def _unknown(word: str, known: Mapping[str, str]) -> str:
    """The message for an unknown word, with the nearest known one.

    If none is near and there are only a few, the message lists them all.
    """
    ids = {text: each for each, name in known.items() for text in (name, each)}
    near = nearest(word, ids, CUTOFF)
    if near is None and len(known) > FEW:
        near = nearest(word, ids, 0.0)
    if near is None:
        return one_line(f"{word!r} is not known; there are {', '.join(known)}.")
    match = ids[near]
    name = f" ({known[match]})" if known[match] != match else ""
    return one_line(f"{word!r} is not known. Did you mean {match!r}{name}?")
