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
from quizapp.study.drill import FILTERS, Wish

if TYPE_CHECKING:
    from quizapp.practice.drills import DrillChoices


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
    with desk.refusals() as reading:
        choices = desk.practice.drill_choices()
    if not reading.done:
        return
    wish = Wish(count=QUICK)
    desk.say("", "Drill. Say what about: a topic, a service, a domain, a number of questions.")
    while True:
        with desk.refusals() as counting:
            counted = choices.count(wish)
        if not counting.done:
            return
        number, fresh = counted.questions, counted.first_sight
        asked = min(wish.count, number)
        about = _about(wish, choices)
        desk.say(
            f"{asked} of {count(number, 'question')} that match, "
            f"{fresh} of them first sight.{about}"
        )
        line = desk.lines.ask("Enter begins; ? for help:").casefold()
        if not line and number:
            sittings.begin_drill(desk, wish)
            return
        if not line:
            desk.say("No question matches; type any to begin again, or menu.")
        elif line in ("menu", "back", "leave"):
            return
        elif line in ("quit", "exit"):
            raise Leave
        else:
            wish = _understood(desk, line, wish, choices)


def _understood(desk: Desk, line: str, wish: Wish, choices: DrillChoices) -> Wish:
    """The wish that a line makes of it; the same, and a word why, if it is not understood."""
    if re.fullmatch(r"[0-9]{1,3}", line) and int(line):
        return replace(wish, count=int(line))
    named = re.fullmatch(r"domain ([0-9]+)", line)
    simple: dict[str, Wish] = {
        "any": Wish(count=QUICK),
        "calculations": replace(wish, templates=True),
        "calculation": replace(wish, templates=True),
        **{name: replace(wish, only=frozenset({name})) for name in FILTERS},
        **{level: replace(wish, levels=frozenset({level})) for level in LEVELS},
    }
    if line in simple:
        return simple[line]
    if line in ("?", "h", "help"):
        desk.say(*HELP)
    elif line == "weak" and not choices.weakest:
        desk.say("No topic stands out as weak yet.")
    elif line == "weak":
        return replace(wish, topics=frozenset(choices.weakest))
    elif line in ("topics", "services", "domains"):
        desk.say(*_listed(line, choices))
    elif named and named[1] in choices.names["domains"]:
        return replace(wish, domains=frozenset({named[1]}))
    else:
        return _named(desk, line, wish, choices)
    return wish


def _named(desk: Desk, line: str, wish: Wish, choices: DrillChoices) -> Wish:
    """A service by its word, or topics by a part of their names."""
    if line in choices.services:
        return replace(wish, services=frozenset({line}))
    topics = choices.names["topics"]
    found = {t for t, name in topics.items() if line in name.casefold() or line == t.casefold()}
    if not found:
        desk.say("No topic or service has that name. Type topics or services to hear them.")
        return wish
    return replace(wish, topics=frozenset(found))


def _listed(what: str, choices: DrillChoices) -> list[str]:
    if what == "domains":
        return [f"domain {id_}: {name}." for id_, name in choices.names["domains"].items()]
    if what == "services":
        return [f"{', '.join(choices.services)}."]
    return [f"{name}." for name in sorted(set(choices.names["topics"].values()), key=str.casefold)]


def _about(wish: Wish, choices: DrillChoices) -> str:
    """What the wish is about, in words."""
    parts = [choices.name("domains", domain) for domain in sorted(wish.domains)]
    named = sorted(choices.name("topics", topic) for topic in wish.topics)
    more = f" and {len(named) - FEW} more" if len(named) > FEW else ""
    parts += [joined(named[:FEW], "or") + more] if named else []
    parts += [*sorted(wish.services), *sorted(wish.levels), *sorted(wish.only)]
    if wish.templates:
        parts.append("calculations")
    return f" About: {'; '.join(parts)}." if parts else ""
