"""History: every sitting in a sentence, newest first; a number opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.exam.attempt import OPEN
from quizapp.plain import sittings
from quizapp.plain.commands import Command
from quizapp.plain.desk import Desk
from quizapp.plain.words import day, spoken

if TYPE_CHECKING:
    from quizapp.store.bootstrap.history import PastAttempt

LIMIT = 500
AT_ONCE = 8
COMMANDS = (
    Command("more", "older ones", ("n", "next")),
    Command("repeat", "hear them again from the newest", ("r",)),
    Command("menu", "back to the menu; so does enter alone", ("back", "leave")),
)


def hear(desk: Desk) -> None:
    """Tell what was sat, and open the report of one, or go on with it."""
    from quizapp.store.learner import history

    scope = desk.workspace.scope
    past = desk.look(lambda connection: history.attempts(connection, scope, LIMIT))
    if past is None:
        return
    if not past:
        desk.say("Nothing yet. Sit a mock exam and it stands here, for good.")
        return
    newest, at = past[::-1], 0
    while True:
        shown = newest[at : at + AT_ONCE]
        desk.say("", *(f"{n}. {_said(p)}" for n, p in enumerate(shown, at + 1)))
        rest = len(newest) - at - len(shown)
        if rest:
            desk.say(f"{rest} older; type more.")
        said, place = desk.choice("A number opens it; enter for the menu:", COMMANDS, len(newest))
        if place is not None:
            _open(desk, newest[place])
            return
        if said.name in ("", "menu"):
            return
        at = at + AT_ONCE if said.name == "more" and rest else 0


def _open(desk: Desk, past: PastAttempt) -> None:
    if past.state in OPEN:
        sittings.resume(desk, past.id)
    else:
        sittings.show_past(desk, past.id)


def _said(past: PastAttempt) -> str:
    when = day(past.started.astimezone())
    if past.state in OPEN:
        how = f"open, {past.answered} of {past.questions} answered"
    elif past.correct is None:
        how = past.state
    else:
        how = f"{past.correct} of {past.questions} right"
        if past.score is not None and past.kind in ("mock", "short"):
            how += f", score {past.score}"
    return f"{past.title}, {past.exam}, {when}: {how}, {spoken(past.seconds)}."
