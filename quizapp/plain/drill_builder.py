"""Choosing what to drill: words narrow it, a line says how much is left."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from quizapp.exam.question import LEVELS
from quizapp.exam.wording import count
from quizapp.plain import sittings
from quizapp.plain.desk import Desk
from quizapp.plain.lines import Leave
from quizapp.plain.words import joined
from quizapp.study.drill import FILTERS, Wish

if TYPE_CHECKING:
    from sqlalchemy import Connection


QUICK = 10
FEW = 15
HELP = (
    "A number says how many questions: 10.",
    "domain 2: one domain. topics or services: what there is to name.",
    "A topic, a service or a part of its name, such as sqs: only that.",
    f"Or one of these words: {joined((*FILTERS, *LEVELS), 'or')}.",
    "weak: the three topics that cost most. calculations: number questions.",
    "any: everything again. menu: back. Enter begins.",
)


def build(desk: Desk) -> None:
    """Ask what the drill is to be about, and begin it."""
    from quizapp.store.catalog import names
    from quizapp.store.progress.standing import weak_areas
    from quizapp.store.selection import drill_query

    o = desk.workspace

    def load(connection: Connection) -> tuple[dict[str, str], list[str], frozenset[str]]:
        costly = weak_areas(connection, o.scope, o.blueprint, 0).topics[:3]
        return (
            names.topics(connection, o.scope.pack),
            names.services(connection, o.scope.pack),
            frozenset(row.name for row in costly if row.priority > 0),
        )

    loaded = desk.look(load)
    if loaded is None:
        return
    topics, services, weakest = loaded
    wish = Wish(count=QUICK)
    desk.say("", "Drill. Say what about: a topic, a service, a domain, a number of questions.")
    while True:
        counted = desk.look(partial(drill_query.count, scope=o.scope, wish=wish))
        if counted is None:
            return
        found, fresh = counted
        asked = min(wish.count, found)
        about = _about(desk, wish, topics)
        desk.say(
            f"{asked} of {count(found, 'question')} that match, {fresh} of them first sight.{about}"
        )
        line = desk.lines.ask("Enter begins; ? for help:").casefold()
        if not line and found:
            sittings.begin_drill(desk, wish)
            return
        if not line:
            desk.say("No question matches; type any to begin again, or menu.")
        elif line in ("menu", "back", "leave"):
            return
        elif line in ("quit", "exit"):
            raise Leave
        else:
            wish = _heard(desk, line, wish, topics, services, weakest)


def _heard(
    desk: Desk,
    line: str,
    wish: Wish,
    topics: dict[str, str],
    services: list[str],
    weakest: frozenset[str],
) -> Wish:
    """The wish that a line makes of it; the same, and a word why, if it is not understood."""
    if re.fullmatch(r"[0-9]{1,3}", line) and int(line):
        return replace(wish, count=int(line))
    domains = {d.id: d.name for d in desk.workspace.blueprint.domains}
    named = re.fullmatch(r"domain ([0-9]+)", line)
    if line in ("?", "h", "help"):
        desk.say(*HELP)
    elif line == "any":
        return Wish(count=QUICK)
    elif line == "weak" and not weakest:
        desk.say("No topic stands out as weak yet.")
    elif line == "weak":
        return replace(wish, topics=weakest)
    elif line in ("calculations", "calculation"):
        return replace(wish, templates=True)
    elif line in FILTERS:
        return replace(wish, only=frozenset({line}))
    elif line in LEVELS:
        return replace(wish, levels=frozenset({line}))
    elif line in ("topics", "services", "domains"):
        desk.say(*_listed(line, topics, services, domains))
    elif named and named[1] in domains:
        return replace(wish, domains=frozenset({named[1]}))
    else:
        return _called(desk, line, wish, topics, services)
    return wish


def _called(desk: Desk, line: str, wish: Wish, topics: dict[str, str], services: list[str]) -> Wish:
    """A service by its word, or topics by a part of their names."""
    if line in services:
        return replace(wish, services=frozenset({line}))
    found = {t for t, name in topics.items() if line in name.casefold() or line == t.casefold()}
    if not found:
        desk.say("No topic or service is called so. Type topics or services to hear them.")
        return wish
    return replace(wish, topics=frozenset(found))


def _listed(
    what: str, topics: dict[str, str], services: list[str], domains: dict[str, str]
) -> list[str]:
    if what == "domains":
        return [f"domain {domain}: {name}." for domain, name in domains.items()]
    if what == "services":
        return [f"{', '.join(services)}."]
    return [f"{name}." for name in sorted(set(topics.values()), key=str.casefold)]


def _about(desk: Desk, wish: Wish, topics: dict[str, str]) -> str:
    """What the wish is about, in words."""
    domains = {d.id: d.name for d in desk.workspace.blueprint.domains}
    parts = [domains.get(domain, domain) for domain in sorted(wish.domains)]
    named = sorted(topics.get(topic, topic) for topic in wish.topics)
    more = f" and {len(named) - FEW} more" if len(named) > FEW else ""
    parts += [joined(named[:FEW], "or") + more] if named else []
    parts += [*sorted(wish.services), *sorted(wish.levels), *sorted(wish.only)]
    if wish.templates:
        parts.append("calculations")
    return f" About: {'; '.join(parts)}." if parts else ""
