"""Weak areas: what costs most on the exam first; a number drills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.exam.wording import count
from quizapp.plain import sittings
from quizapp.plain.commands import Command
from quizapp.plain.desk import Desk
from quizapp.plain.words import percent
from quizapp.study.drill import OVERCONFIDENT, Wish

if TYPE_CHECKING:
    from quizapp.store.progress.standing import WeakAreas
    from quizapp.study.mastery import Mastery

LISTED, PAIRS = 12, 12
COMMANDS = (
    Command("all", "every topic, the costliest first", ("a",)),
    Command("repeat", "hear it again", ("r",)),
    Command("menu", "back to the menu; so does enter alone", ("back", "leave")),
)


def hear(desk: Desk) -> None:
    """Tell the weak areas, and drill the one that is named."""
    from quizapp.store.progress.standing import weak_areas

    o = desk.workspace
    found = desk.look(lambda s: weak_areas(s, o.scope, o.blueprint, PAIRS))
    if found is None:
        return
    if not found.answered:
        desk.say("No answers yet. Sit a mock exam or a drill, and this fills.")
        return
    everything = False
    while True:
        rows = _rows(found, everything=everything)
        desk.say(
            "",
            "Every topic, the costliest first." if everything else "Weak areas, costliest first.",
            *(f"{number}. {said}" for number, (said, _, _) in enumerate(rows, 1)),
        )
        if not rows:
            desk.say("None stands out. Type all for every topic.")
        said, place = desk.choice("A number drills it; enter for the menu:", COMMANDS, len(rows))
        if place is not None:
            _, title, wish = rows[place]
            sittings.begin_drill(desk, wish, title=title)
            return
        if said.name in ("", "menu"):
            return
        everything = said.name == "all" or everything


def _rows(found: WeakAreas, *, everything: bool) -> list[tuple[str, str, Wish]]:
    """(what is said, title of its drill, its drill) for each."""
    rows = []
    for row in found.topics if everything else found.weak[:LISTED]:
        name = found.names.get(row.name, row.name)
        rows.append((_topic(row, name), f"Drill: {name}", Wish(topics=frozenset({row.name}))))
    for pair in found.confusions:
        chosen, key = pair.chosen.replace("-", " "), pair.key.replace("-", " ")
        rows.append(
            (
                f"Mix-up: you chose {chosen} where {key} was right, {count(pair.count, 'time')}.",
                f"Drill: {chosen} or {key}",
                Wish(pair=(pair.chosen, pair.key)),
            )
        )
    for title, number, only in (
        ("Right by luck", found.lucky, "lucky"),
        ("Sure, and wrong", found.overconfident, OVERCONFIDENT),
    ):
        if number:
            said = f"{title}: {count(number, 'question')}."
            rows.append((said, title, Wish(only=frozenset({only}))))
    return rows


def _topic(row: Mastery, name: str) -> str:
    if not row.total:
        return f"{name}: no answer yet."
    return (
        f"{name}: {row.correct} of {row.total} right, likely {percent(row.low)} to "
        f"{percent(row.high)}; {row.verdict.value}."
    )
