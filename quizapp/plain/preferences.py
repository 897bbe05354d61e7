"""The settings of plain mode: the exam to practice for, and its date."""

from __future__ import annotations

from datetime import date

from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.plain.exam_date import DATE, set_date
from quizapp.plain.spoken import joined
from quizapp.practice.plan import without_plan
from quizapp.settings import is_over
from quizapp.words import written_day

COMMANDS = (
    Command("exam", "set the exam to practice for: exam DVA-C03, or exam any", (), "CODE"),
    DATE,
    Command("menu", "go back to the menu; so does enter alone", ("back", "leave")),
)


def show(console: Console) -> None:
    """Say the exam and its date, and change them on request."""
    console.say("")
    hint = [
        "Type exam or date to change them. With a date, reviews are scheduled for what you will "
        "remember on that day. The other settings are on the settings screen of quizapp."
    ]
    while True:
        when: date | None = None
        over = ""
        with console.refusals():
            exam_date = console.practice.preferences().effective["exam_date"]
            when, today = exam_date.value, console.practice.today()
            over = without_plan(exam_date, today) if is_over(when, today) else ""
        written = over or f"Exam date: {written_day(when) if when else 'not set'}."
        console.say(f"You are practicing for {console.blueprint.code}. {written}", *hint)
        hint = []
        given = console.command("Enter for the menu:", COMMANDS)
        if given.name == "exam":
            _exam(console, given.after)
        elif given.name == "date":
            set_date(console, given.after)
        elif not given.before:
            return


def _exam(console: Console, code: str) -> None:
    known = [blueprint.code for blueprint in console.practice.workspace.blueprints]
    codes = {code.casefold(): code for code in known}
    if code.casefold() in ("any", "none"):
        _set(console, "exam", None)
    elif code.casefold() in codes:
        _set(console, "exam", codes[code.casefold()])
    else:
        console.say(f"Type exam and then {joined(known, 'or')}, or any.")


def _set(console: Console, name: str, value: str | None) -> None:
    with console.refusals():
        console.practice.set(name, value)
        console.practice.refresh()
