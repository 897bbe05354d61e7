"""The history in plain mode: one sentence for each sitting; a number opens it.

Open sittings come first, then those that ended last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.plain import sittings
from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.plain.spoken import spoken
from quizapp.practice.history import is_open
from quizapp.practice.offers import clock_text
from quizapp.words import written_day

if TYPE_CHECKING:
    from quizapp.practice.history import History
    from quizapp.store.bootstrap.history import PastAttempt

PAGE = 8
"""Sittings on a page."""
COMMANDS = (
    Command("more", "list older sittings", ("n", "next")),
    Command("repeat", "start again from the newest", ("r",)),
    Command("menu", "go back to the menu; so does enter alone", ("back", "leave")),
)


def show(console: Console) -> None:
    """List the sittings on this pack, and open the report of one or resume it."""
    with console.refusals() as reading:
        history = console.practice.history()
    if not reading.done:
        return
    console.say(*history.results)
    newest, at = history.attempts, 0
    if not newest:
        console.say("Nothing yet. Every sitting that you begin is listed here.")
        return
    while True:
        listed = newest[at : at + PAGE]
        console.say(
            "", *(f"{n}. {_line(console, history, p)}" for n, p in enumerate(listed, at + 1))
        )
        rest = len(newest) - at - len(listed)
        if rest:
            console.say(f"{rest} older; type more.")
        given, place = console.choice(
            "A number opens it; enter for the menu:", COMMANDS, len(newest)
        )
        if place is not None:
            past = newest[place]
            (sittings.resume if is_open(past) else sittings.show_past)(console, past.id)
            return
        if given.name in ("", "menu"):
            return
        at = at + PAGE if given.name == "more" and rest else 0


def _line(console: Console, history: History, past: PastAttempt) -> str:
    when = written_day(past.moment.astimezone(history.zone))
    if is_open(past):
        sitting = history.open.get(past.id)
        clock = "" if sitting is None else clock_text(sitting, spoken)
        outcome = f"open, {past.answered} of {past.questions} answered"
        if clock:
            return f"{past.title}, {past.exam}, {when}: {outcome}, {clock}."
    elif past.correct is None:
        outcome = past.state
    else:
        outcome = f"{past.correct} of {past.questions} right"
        score = console.practice.score_of(past)
        if score is not None:
            outcome += f", score {score}"
    return f"{past.title}, {past.exam}, {when}: {outcome}, {spoken(past.seconds)}."
