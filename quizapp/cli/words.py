"""Words on the command line: what may be named, and the nearest right word for a wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.complete import exams
from quizapp.cli.manual import one_line
from quizapp.invocation import command
from quizapp.words import nearest

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from quizapp.exam.blueprint import Blueprint
    from quizapp.store.workspace import Workspace

FEW = 12
CUTOFF = 0.5

exam_option = click.option(
    "--exam",
    metavar="CODE",
    shell_complete=exams,
    help="An exam of the pack, such as DVA-C03; else the one to practise for.",
)


class Word(click.Choice[str]):
    """One of a few words; any other is refused with the nearest right one."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        return _unknown(str(value), {str(word): str(word) for word in self.choices})


def exam_of(workspace: Workspace, code: str | None) -> Blueprint:
    """The blueprint of an exam code, or the one to practise for."""
    if code is None:
        return workspace.blueprint
    (known,) = known_words("--exam", [code], {b.code: b.code for b in workspace.blueprints})
    return workspace.exam(known)


def words_of(
    connection: Connection, workspace: Workspace, blueprint: Blueprint
) -> dict[str, dict[str, str]]:
    """For each option that names something: what may be named, and what it is called."""
    from quizapp.store.catalog import names

    return {
        "domain": {d.id: d.name for d in blueprint.domains},
        "task": {t.id: t.name for t in blueprint.tasks()},
        "topic": names.topics(connection, workspace.scope.pack),
        "skill": {s.id: s.id for s in blueprint.skills()},
        "service": {
            service: service for service in names.services(connection, workspace.scope.pack)
        },
    }


def pair_of(connection: Connection, workspace: Workspace, text: str) -> tuple[str, str]:
    """The two concepts of "A:B"."""
    from quizapp.store.catalog import names

    one, colon, other = (part.strip() for part in text.partition(":"))
    if not (one and colon and other) or one.casefold() == other.casefold():
        raise click.BadParameter(
            f"give two different concepts as A:B; `{command('progress')}` names your mix-ups",
            param_hint="--confusion",
        )
    known = {concept: concept for concept in names.concepts(connection, workspace.scope.pack)}
    (first,) = known_words("--confusion", [one], known)
    (second,) = known_words("--confusion", [other], known)
    return first, second


def known_words(option: str, given: Iterable[str], known: Mapping[str, str]) -> frozenset[str]:
    """The ids meant by words (an id or a name, in any case). Raises BadParameter."""
    ids = {word.casefold(): each for each, name in known.items() for word in (name, each)}
    found = set()
    for word in given:
        meant = ids.get(word.strip().casefold())
        if meant is None:
            raise click.BadParameter(_unknown(word, known), param_hint=option)
        found.add(meant)
    return frozenset(found)


def _unknown(word: str, known: Mapping[str, str]) -> str:
    """That a word is not known, and the nearest that is; of a few words all, if none is near."""
    ids = {text: each for each, name in known.items() for text in (name, each)}
    near = nearest(word, ids, CUTOFF)
    if near is None and len(known) > FEW:
        near = nearest(word, ids, 0.0)
    if near is None:
        return one_line(f"{word!r} is not known; there are {', '.join(known)}.")
    meant = ids[near]
    name = f" ({known[meant]})" if known[meant] != meant else ""
    return one_line(f"{word!r} is not known. Did you mean {meant!r}{name}?")
