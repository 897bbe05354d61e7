"""The drill builder of plain mode: filters are words, and a line says how many questions match."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quizapp.exam.question import LEVELS
from quizapp.exam.wording import count, sentence
from quizapp.plain import sittings
from quizapp.plain.console import Console
from quizapp.plain.lines import Leave
from quizapp.plain.spoken import joined
from quizapp.practice.drills import count_fault
from quizapp.study.drill import FILTERS, DrillFilter
from quizapp.words import narrow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.practice.drills import DrillChoices


NAMED = ("tasks", "services", "topics")
"""The filters whose values can be named on one line."""
TYPED = {"new" if name == "unseen" else name: name for name in FILTERS}
"""The words for the filters by what the learner did. The name of a filter is understood, too."""
QUICK = 10
FEW = 15
HELP = (
    "A number sets the number of questions: 10.",
    "domain 2: one domain. topics, services, or tasks: list them.",
    "A service, a task, or a part of a topic's name, such as sqs: only that.",
    "Several with commas, such as sqs, sns: any of them.",
    f"Or one of these words: {joined((*TYPED, *LEVELS), 'or')}.",
    "weak: the three topics that cost most. calculations: only calculations.",
    "any: remove all filters. menu: back to the menu. Enter starts.",
)


def build(console: Console) -> None:
    """Have the learner choose the questions of a drill, and start it."""
    with console.refusals() as reading:
        choices = console.practice.drill_choices()
    if not reading.done:
        return
    wish = DrillFilter(count=QUICK)
    console.say("", "Drill. Type a topic, a service, a domain, or a number of questions.")
    while True:
        with console.refusals() as counting:
            counted = choices.count(wish)
        if not counting.done:
            return
        number, fresh = counted.questions, counted.first_sight
        asked = min(wish.count, number)
        about = _about(wish, choices)
        console.say(
            f"{asked} of {count(number, 'question')}, {fresh} of them new.{about}",
            *([sentence(counted.held_text)] if counted.held_text else []),
        )
        line = console.lines.ask("Enter starts; ? for help:").casefold()
        if not line and (number or counted.held):
            sittings.begin_drill(console, wish)
            return
        if not line:
            console.say("No question matches. Type any to remove all filters, or menu.")
        elif line in ("menu", "back", "leave"):
            return
        elif line in ("quit", "exit"):
            raise Leave
        else:
            wish = _changed(console, line, wish, choices)


def _changed(console: Console, line: str, wish: DrillFilter, choices: DrillChoices) -> DrillFilter:
    """The wish as a typed line changes it; the same one, with a message, if the line is unknown."""
    if count_fault(line) is None:
        return replace(wish, count=int(line))
    named = re.fullmatch(r"domain ([0-9]+)", line)
    simple: dict[str, DrillFilter] = {
        "any": DrillFilter(count=QUICK),
        "calculations": replace(wish, templates=True),
        "calculation": replace(wish, templates=True),
        **{
            typed: replace(wish, only=frozenset({name}))
            for typed, name in (TYPED | dict(zip(FILTERS, FILTERS, strict=True))).items()
        },
        **{level: replace(wish, levels=frozenset({level})) for level in LEVELS},
    }
    if line in simple:
        return simple[line]
    if line in ("?", "h", "help"):
        console.say(*HELP)
    elif line == "weak" and not choices.weakest:
        console.say("No topic stands out as weak yet.")
    elif line == "weak":
        return replace(wish, topics=frozenset(choices.weakest))
    elif line in ("topics", "services", "tasks", "domains"):
        console.say(*_listed(line, choices))
    elif named and named[1] in choices.names["domains"]:
        return replace(wish, domains=frozenset({named[1]}))
    else:
        return _named(console, line, wish, choices)
    return wish


def _named(console: Console, line: str, wish: DrillFilter, choices: DrillChoices) -> DrillFilter:
    """The wish for the services, tasks, and topics that a line names, with commas between them."""
    values = named_values(console, line, choices.names)
    if values is None:
        return wish
    changes: dict[str, Any] = {field: found for field, found in values.items() if found}
    return replace(wish, **changes)


def named_values(
    console: Console, line: str, names: Mapping[str, Mapping[str, str]]
) -> dict[str, frozenset[str]] | None:
    """The services, tasks, and topics that a line names, with commas between them.

    None, with a message, if a name is unknown.
    """
    named: dict[str, set[str]] = {field: set() for field in NAMED}
    for part in filter(None, (part.strip() for part in line.split(","))):
        field, values = meaning(part, names)
        if not values:
            console.say(f"No topic, service, or task is named {part}.")
            return None
        named[field] |= values
    return {field: frozenset(values) for field, values in named.items()}


def meaning(
    part: str, names: Mapping[str, Mapping[str, str]]
) -> tuple[str, frozenset[str] | set[str]]:
    """What a name, its id, or a part of it means: the field, and the values; none if nothing.

    A task is named by its number, a service by its id or name, with or without the vendor's; any
    other part names the topics that contain it.
    """
    number = re.fullmatch(r"(?:task )?([0-9]+\.[0-9]+)", part)
    if number:
        return "tasks", names["tasks"].keys() & {number[1]}
    for id_, name in names["services"].items():
        if part in (id_.casefold(), name.casefold(), name.casefold().partition(" ")[2]):
            return "services", {id_}
    exact = {t for t in names["topics"] if part == t.casefold()}
    topics = list(names["topics"])
    return "topics", exact or {topics[at] for at in narrow(part, names["topics"].values())}


def _listed(kind: str, choices: DrillChoices) -> list[str]:
    names = choices.names[kind]
    if kind in ("domains", "tasks"):
        return [f"{kind[:-1]} {id_}: {name}." for id_, name in names.items()]
    return [f"{name}." for name in sorted(set(names.values()), key=str.casefold)]


def _about(wish: DrillFilter, choices: DrillChoices) -> str:
    """The filters of a wish as a sentence."""
    parts = [choices.name("domains", domain) for domain in sorted(wish.domains)]
    named = sorted(choices.name("topics", topic) for topic in wish.topics)
    more = f" and {len(named) - FEW} more" if len(named) > FEW else ""
    parts += [joined(named[:FEW], "or") + more] if named else []
    for field in ("tasks", "services"):
        chosen = sorted(choices.name(field, value) for value in getattr(wish, field))
        parts += [joined(chosen, "or")] if chosen else []
    parts += [*sorted(wish.levels), *(choices.name("only", name) for name in sorted(wish.only))]
    if wish.templates:
        parts.append("calculations")
    return f" About: {'; '.join(parts)}." if parts else ""
