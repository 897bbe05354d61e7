"""The plan to the exam day in plain mode, one sentence a day, and the exam date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from quizapp.exam.wording import sentence
from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.plain.exam_date import DATE, set_date
from quizapp.practice.plan import (
    EXAMPLES,
    lines,
    notes,
    still,
    today_line,
    when,
    without_plan,
)
from quizapp.settings import BY_NAME

if TYPE_CHECKING:
    from quizapp.store.bootstrap.plan_row import PlanRow

COMMANDS = (
    DATE,
    Command("questions", "set the questions a day: questions 40", (), "N"),
    Command("repeat", "hear the plan again", ("r",)),
    Command("menu", "go back to the menu; so does enter alone", ("back", "leave")),
)


def show(console: Console) -> None:
    """Say the plan, and change the exam date or the questions a day on request."""
    full = True
    while True:
        row: PlanRow | None = None
        with console.refusals() as reading:
            row, today = console.practice.plan(), console.practice.today()
            own = console.practice.preferences()
        if not reading.done:
            return
        console.say("")
        if row is None:
            exam_date = own.effective["exam_date"]
            how = "" if exam_date.fixed else f" Type it, such as {EXAMPLES}."
            console.say(f"{without_plan(exam_date, today)}{how}")
        else:
            night = still(row.today.day, own.now.time_zone)
            console.say(*([night] if night else []))
            _tell(console, row, today, full=full)
        full = False
        given = console.command("A date, or enter for the menu:", COMMANDS)
        if given.name == "date":
            set_date(console, given.after)
        elif given.name == "questions":
            _set_budget(console, given.after)
        elif given.name == "repeat":
            full = True
        else:
            return


def _tell(console: Console, row: PlanRow, today: date, *, full: bool) -> None:
    head = when(date.fromisoformat(row.exam_day), today, console.blueprint.code)
    console.say(f"{head}; {row.budget} questions a day.")
    if not full:
        console.say(f"Today: {today_line(row)}. Type repeat for every day.")
        return
    for line in lines(row):
        console.say(f"{line.name(today)}: {line.text}{', all done' if line.done else ''}.")
    for note in notes(row):
        console.say(note)


def _set_budget(console: Console, text: str) -> None:
    fault = BY_NAME["questions_a_day"].fault(text)
    if fault is not None:
        console.say(sentence(fault))
        return
    with console.refusals():
        console.practice.set("questions_a_day", text)
        console.practice.refresh()
