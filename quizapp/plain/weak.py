"""Weak areas in plain mode, the most costly on the exam first; a number opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.exam.wording import count
from quizapp.plain import sheets, side_by_side, sittings
from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.plain.spoken import percent
from quizapp.practice.weak_areas import rows
from quizapp.study.mastery import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.practice.weak_areas import Weakness, WeakRow

COMMANDS = (
    Command("sheet", "what to remember of a topic: sheet 2", ("s",), "N"),
    Command("all", "list every topic, costliest first", ("a",)),
    Command("repeat", "hear it again", ("r",)),
    Command("menu", "go back to the menu; so does enter alone", ("back", "leave")),
)


def show(console: Console) -> None:
    """List the weak areas, and open the one that the learner chooses.

    A mix-up opens its two ideas side by side; anything else starts a drill.
    """
    with console.refusals() as reading:
        weak = console.practice.weak_areas()
    if not reading.done:
        return
    if not weak.areas.answered:
        console.say("No answers yet. Take a mock exam or a drill first.")
        return
    listed = _list(console, weak, everything=False)
    while True:
        given, place = console.choice(
            "Type a number to open it, sheet and a number; enter for the menu:",
            COMMANDS,
            len(listed),
        )
        if place is not None:
            if _open(console, listed[place]):
                return
        elif given.name in ("", "menu"):
            return
        elif given.name == "sheet":
            _sheet(console, listed, given.numbers)
        elif given.name == "all":
            listed = _list(console, weak, everything=True)
            continue
        else:
            _say(console, listed)
            continue
        console.say("", "Back at the weak areas. Type repeat to hear them again.")


def _list(console: Console, weak: Weakness, *, everything: bool) -> tuple[WeakRow, ...]:
    """Say the weak areas, or every topic, and return them in this order."""
    found = rows(weak, everything=everything)
    listed = found.all
    title = found.order
    if everything:
        title = f"All {len(found.topics)} topics of the exam, weak ones first, not asked last."
    start = f"{found.start_text}." if found.start_text else ""
    console.say("", *filter(None, (start, title)))
    _say(console, listed)
    if found.few:
        console.say(f"{found.few} Type all to list every topic.")
    if weak.causes:
        console.say(f"{weak.causes_text}.")
    if not listed:
        console.say("No topic stands out as weak. Type all to list every topic.")
    return listed


def _say(console: Console, listed: Sequence[WeakRow]) -> None:
    console.say(*(f"{number}. {_line(row)}" for number, row in enumerate(listed, 1)))


def _open(console: Console, row: WeakRow) -> bool:
    """Open a row; return whether a drill was started."""
    if row.mix_up is not None and not side_by_side.show(console, row.mix_up.pair, drills=True):
        return False
    sittings.begin_drill(console, row.wish, title=row.title)
    return True


def _sheet(console: Console, listed: Sequence[WeakRow], numbers: tuple[int, ...]) -> None:
    """Say the sheet of the topic with this number in the list, or offer all sheets without one."""
    place = console.one_of(numbers, len(listed)) if numbers else None
    if place is None:
        if not numbers:
            sheets.show(console)
    elif listed[place].topic is None:
        console.say("That is not a topic; sheet alone lists all sheets.")
    else:
        sheets.tell(console, listed[place].wish)


def _line(row: WeakRow) -> str:
    if row.mix_up is not None:
        return f"Mix-up: {row.mix_up.sentence[0].lower()}{row.mix_up.sentence[1:]}."
    if row.topic is None:
        return f"{row.name}: {count(row.questions or 0, 'question')}."
    topic = row.topic
    if not topic.total:
        return f"{row.name}: no answer yet."
    likely = ""
    if topic.verdict is not Verdict.FEW:
        likely = f", likely {percent(topic.low)} to {percent(topic.high)}"
    counts = f"{topic.correct} of {topic.total} right"
    return f"{row.name}: {counts}{likely}; {topic.verdict.value}."
