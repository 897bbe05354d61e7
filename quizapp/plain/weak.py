"""Weak areas in plain mode, the most costly on the exam first; a number starts a drill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.exam.wording import count
from quizapp.plain import sittings
from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.plain.spoken import percent
from quizapp.practice.weak_areas import rows

if TYPE_CHECKING:
    from quizapp.practice.weak_areas import WeakRow

COMMANDS = (
    Command("all", "list every topic, costliest first", ("a",)),
    Command("repeat", "hear it again", ("r",)),
    Command("menu", "go back to the menu; so does enter alone", ("back", "leave")),
)


def show(console: Console) -> None:
    """List the weak areas, and start a drill on the one that the learner chooses."""
    with console.refusals() as reading:
        areas = console.practice.weak_areas()
    if not reading.done:
        return
    if not areas.answered:
        console.say("No answers yet. Take a mock exam or a drill first.")
        return
    everything = False
    while True:
        listed = rows(areas, everything=everything).all
        console.say(
            "",
            "Every topic, costliest first." if everything else "Weak areas, costliest first.",
            *(f"{number}. {_line(row)}" for number, row in enumerate(listed, 1)),
        )
        if not listed:
            console.say("No topic stands out as weak. Type all to list every topic.")
        given, place = console.choice(
            "Type a number to drill; enter for the menu:", COMMANDS, len(listed)
        )
        if place is not None:
            sittings.begin_drill(console, listed[place].wish, title=listed[place].title)
            return
        if given.name in ("", "menu"):
            return
        everything = given.name == "all" or everything


def _line(row: WeakRow) -> str:
    if row.mix_up is not None:
        chosen, key = row.name.split(" → ", 1)
        times = count(row.mix_up.count, "time")
        return f"Mix-up: you chose {chosen} where {key} was right, {times}."
    if row.topic is None:
        return f"{row.name}: {count(row.questions or 0, 'question')}."
    topic = row.topic
    if not topic.total:
        return f"{row.name}: no answer yet."
    return (
        f"{row.name}: {topic.correct} of {topic.total} right, likely {percent(topic.low)} to "
        f"{percent(topic.high)}; {topic.verdict.value}."
    )
