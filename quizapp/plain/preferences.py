"""Settings: which exam to practise for, and its day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from quizapp.plain.commands import Command
from quizapp.plain.desk import Desk
from quizapp.plain.words import day, joined

if TYPE_CHECKING:
    from sqlalchemy import Connection

COMMANDS = (
    Command("exam", "which exam to practise for: exam DVA-C03, or exam any", (), "CODE"),
    Command("date", "the day of your exam: date 2026-12-19, or date none", (), "DAY"),
    Command("menu", "back to the menu; so does enter alone", ("back", "leave")),
)


def hear(desk: Desk) -> None:
    """Tell the settings, and change what is asked for."""
    from quizapp.store.learner import settings

    learner = desk.workspace.scope.learner
    desk.say("")
    hint = [
        "Type exam or date to change them; with a date, reviews are chosen for what you will know "
        "on that day. The other settings are on the settings screen of quizapp."
    ]
    while True:
        when = desk.look(lambda connection: settings.exam_date(connection, learner))
        told = day(when) if when else "not set"
        desk.say(f"You practise for {desk.workspace.blueprint.code}. Exam date: {told}.", *hint)
        hint = []
        said = desk.command("Enter for the menu:", COMMANDS)
        if said.name == "exam":
            _exam(desk, said.after)
        elif said.name == "date":
            _date(desk, said.after)
        elif not said.before:
            return


def _exam(desk: Desk, code: str) -> None:
    codes = {blueprint.code.casefold(): blueprint.code for blueprint in desk.workspace.blueprints}
    if code.casefold() in ("any", "none"):
        _set(desk, "exam", None)
    elif code.casefold() in codes:
        _set(desk, "exam", codes[code.casefold()])
    else:
        desk.say(f"Type exam and then {joined(codes.values(), 'or')}, or any.")


def _date(desk: Desk, text: str) -> None:
    if text.casefold() == "none":
        _set(desk, "exam_date", None)
        return
    try:
        _set(desk, "exam_date", date.fromisoformat(text).isoformat())
    except ValueError:
        desk.say("Write the date as year, month and day, such as: date 2026-12-19.")


def _set(desk: Desk, name: str, value: str | None) -> None:
    from quizapp.store.learner import settings

    workspace = desk.workspace

    def store(connection: Connection) -> None:
        settings.write(connection, workspace.scope.learner, name, value)
        workspace.refresh_home_row(connection)

    def change() -> None:
        with workspace.database.write() as connection:
            store(connection)
        desk.workspace = workspace.practiced()
        desk.workspace.refresh_standing()

    desk.guard(change)
