"""Choosing what to drill: words narrow it, a line says how much is left."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.exam.question import LEVELS
from quizapp.exam.wording import count
from quizapp.plain import sittings
from quizapp.plain.desk import Desk
from quizapp.plain.lines import Leave
from quizapp.plain.words import joined
from quizapp.study.drill import FILTERS, Practisable, Wish, matching

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from quizapp.study.progress import Syllabus

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
    from quizapp.store import answers, drills

    o = desk.opened

    def load(session: Session) -> tuple[list[Practisable], Syllabus, frozenset[str]]:
        stock = drills.practisable(session, o.learner, o.pack, o.blueprint.code)
        found, syllabus = answers.standing(session, o.learner, o.pack, o.blueprint)
        return stock, syllabus, frozenset(row.name for row in found.weak[:3])

    loaded = desk.look(load)
    if loaded is None:
        return
    stock, syllabus, weakest = loaded
    topics = {q.topic: syllabus.names.get(q.topic, q.topic) for q in stock}
    wish = Wish(count=QUICK)
    desk.say("", "Drill. Say what about: a topic, a service, a domain, a number of questions.")
    while True:
        found = matching(stock, wish)
        fresh = sum(question.unseen for question in found)
        asked = min(wish.count, len(found))
        about = _about(desk, wish, topics)
        desk.say(
            f"{asked} of {count(len(found), 'question')} that match, {fresh} of them first sight."
            f"{about}"
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
            wish = _heard(desk, line, wish, stock, topics, weakest)


def _heard(
    desk: Desk,
    line: str,
    wish: Wish,
    stock: list[Practisable],
    topics: dict[str, str],
    weakest: frozenset[str],
) -> Wish:
    """The wish that a line makes of it; the same, and a word why, if it is not understood."""
    if re.fullmatch(r"[0-9]{1,3}", line) and int(line):
        return replace(wish, count=int(line))
    domains = {d.id: d.name for d in desk.opened.blueprint.domains}
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
        rest = matching(stock, replace(wish, topics=frozenset(), services=frozenset()))
        desk.say(*_listed(line, rest, topics, domains))
    elif named and named[1] in domains:
        return replace(wish, domains=frozenset({named[1]}))
    else:
        return _called(desk, line, wish, stock, topics)
    return wish


def _called(
    desk: Desk, line: str, wish: Wish, stock: list[Practisable], topics: dict[str, str]
) -> Wish:
    """A service by its word, or topics by a part of their names."""
    if any(line in question.services for question in stock):
        return replace(wish, services=frozenset({line}))
    found = {t for t, name in topics.items() if line in name.casefold() or line == t.casefold()}
    if not found:
        desk.say("No topic or service is called so. Type topics or services to hear them.")
        return wish
    return replace(wish, topics=frozenset(found))


def _listed(
    what: str, stock: list[Practisable], topics: dict[str, str], domains: dict[str, str]
) -> list[str]:
    if what == "domains":
        return [f"domain {domain}: {name}." for domain, name in domains.items()]
    if what == "services":
        return [f"{', '.join(sorted({s for q in stock for s in q.services}))}."]
    named = {topics[question.topic] for question in stock}
    return [f"{name}." for name in sorted(named, key=str.casefold)]


def _about(desk: Desk, wish: Wish, topics: dict[str, str]) -> str:
    """What the wish is about, in words."""
    domains = {d.id: d.name for d in desk.opened.blueprint.domains}
    parts = [domains.get(domain, domain) for domain in sorted(wish.domains)]
    named = sorted(topics.get(topic, topic) for topic in wish.topics)
    more = f" and {len(named) - FEW} more" if len(named) > FEW else ""
    parts += [joined(named[:FEW], "or") + more] if named else []
    parts += [*sorted(wish.services), *sorted(wish.levels), *sorted(wish.only)]
    if wish.templates:
        parts.append("calculations")
    return f" About: {'; '.join(parts)}." if parts else ""
