"""How the real exam went, in plain mode."""

from __future__ import annotations

from datetime import date

from quizapp.exam.wording import sentence
from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.plain.exam_date import ask, typed_day
from quizapp.practice.result import day_fault, in_words

COMMANDS = (
    Command("date", "enter or correct the result of an exam: date 11/19/2026", ("add",), "DAY"),
    Command("remove", "remove a result by its number: remove 1", (), "N"),
    Command("menu", "go back to the menu; so does enter alone", ("back", "leave")),
)


def show(console: Console) -> None:
    """Ask about an exam that is over; else list the results, to correct or remove them."""
    asked: date | None = None
    with console.refusals():
        asked = console.practice.result_asked()
    if asked is not None:
        ask(console, asked)
        return
    while True:
        with console.refusals() as reading:
            found = console.practice.results()
        if not reading.done:
            return
        console.say("", *(f"{number}. {in_words(each)}" for number, each in enumerate(found, 1)))
        if not found:
            console.say("No results yet. After your exam, type its date to enter how it went.")
        given = console.command("A date, or enter for the menu:", COMMANDS)
        if given.name == "date":
            with console.refusals():
                _enter(console, given.after)
        elif given.name == "remove":
            place = console.one_of(given.numbers, len(found)) if found else None
            if place is not None:
                with console.refusals():
                    console.practice.remove_result(found[place].day)
                    console.practice.refresh()
        else:
            return


def _enter(console: Console, text: str) -> None:
    """Ask how the exam on the day that was typed went; say why if it has no result yet."""
    today = console.practice.today()
    day = typed_day(console, text, today)
    if day is None:
        return
    fault = day_fault(day, today)
    if fault is None:
        ask(console, day)
    else:
        console.say(sentence(fault))
