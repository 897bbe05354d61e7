"""The settings of plain mode: the exam to practice for, and its date."""

from __future__ import annotations

from datetime import date

from quizapp.plain.commands import Command
from quizapp.plain.console import Desk
from quizapp.plain.spoken import joined
from quizapp.practice.report import written_day

COMMANDS = (
    Command("exam", "set the exam to practice for: exam DVA-C03, or exam any", (), "CODE"),
    Command("date", "set the date of your exam: date 2026-12-19, or date none", (), "DAY"),
    Command("menu", "go back to the menu; so does enter alone", ("back", "leave")),
)


def show(desk: Desk) -> None:
    """Say the exam and its date, and change them on request."""
    desk.say("")
    hint = [
        "Type exam or date to change them. With a date, reviews are scheduled for what you will "
        "remember on that day. The other settings are on the settings screen of quizapp."
    ]
    while True:
        when: date | None = None
        with desk.refusals():
            when = desk.practice.preferences().now.exam_date
        written = written_day(when) if when else "not set"
        desk.say(f"You are practicing for {desk.blueprint.code}. Exam date: {written}.", *hint)
        hint = []
        given = desk.command("Enter for the menu:", COMMANDS)
        if given.name == "exam":
            _exam(desk, given.after)
        elif given.name == "date":
            _date(desk, given.after)
        elif not given.before:
            return


def _exam(desk: Desk, code: str) -> None:
    known = [blueprint.code for blueprint in desk.practice.workspace.blueprints]
    codes = {code.casefold(): code for code in known}
    if code.casefold() in ("any", "none"):
        _set(desk, "exam", None)
    elif code.casefold() in codes:
        _set(desk, "exam", codes[code.casefold()])
    else:
        desk.say(f"Type exam and then {joined(known, 'or')}, or any.")


def _date(desk: Desk, text: str) -> None:
    if text.casefold() == "none":
        _set(desk, "exam_date", None)
        return
    try:
        _set(desk, "exam_date", date.fromisoformat(text).isoformat())
    except ValueError:
        desk.say("Write the date as year, month and day, such as: date 2026-12-19.")


def _set(desk: Desk, name: str, value: str | None) -> None:
    with desk.refusals():
        desk.practice.set(name, value)
        desk.practice.refresh()
