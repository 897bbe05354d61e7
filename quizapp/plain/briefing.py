"""What a mock will be like, told before its clock starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.exam.wording import count
from quizapp.plain import sittings
from quizapp.plain.commands import Command
from quizapp.plain.desk import Desk
from quizapp.plain.words import joined

if TYPE_CHECKING:
    from quizapp.practice.briefing import Briefing, MockChoice

COMMANDS = (
    Command("begin", "start the clock; so does enter alone"),
    Command("forms", "which forms there are, and what became of them"),
    Command("form", "another form: form 3", (), "N"),
    Command("extra", "with the extra time that a candidate may be granted, or without"),
    Command("untimed", "no clock at all, or with one"),
    Command("day", "the exam-day clock, which never stops; or the usual one"),
    Command("menu", "back to the menu", ("back", "leave", "no")),
)


def take_mock(desk: Desk, number: int | None = None, *, short: bool = False) -> None:
    """Brief the learner on a mock, and begin it if that is what they choose.

    `number` names a form; without it the next one is offered. The rules of an exam-day mock are
    agreed to before its clock starts.
    """
    found = _briefing(desk, number, short=short)
    if found is not None:
        found = _settle(desk, found)
    if found is None:
        return
    if found.choice.open is not None:
        sittings.resume(desk, found.choice.open)
    else:
        sittings.begin_mock(desk, found.wish, found.blueprint.code)


def _briefing(desk: Desk, number: int | None, *, short: bool = False) -> Briefing | None:
    found: Briefing | None = None
    with desk.refusals():
        found = desk.practice.briefing(form=number, short=short)
    return found


def _settle(desk: Desk, briefing: Briefing) -> Briefing | None:
    """Let the learner change the briefing; the one to begin with, or None for the menu."""
    while True:
        _tell(desk, briefing)
        given = desk.command("Enter begins:", COMMANDS)
        match given.name:
            case "" if not given.before:
                return briefing
            case "begin":
                return briefing
            case "menu":
                return None
            case "forms":
                desk.say(*(_line(choice) for choice in briefing.choices))
            case "form" | "":
                wanted = (*given.before, *given.numbers)
                briefing = _form(desk, briefing, wanted[0] if wanted else None)
            case "extra":
                briefing = briefing.toggle_extra()
            case "untimed":
                briefing = briefing.toggle_untimed()
            case "day":
                briefing = briefing.toggle_exam_day()


def _form(desk: Desk, briefing: Briefing, number: int | None) -> Briefing:
    """The briefing with another form; the same, and a word why, if there is no such form."""
    found = None if number is None else briefing.choose_form(number)
    if found is None:
        known = joined(map(str, briefing.forms)) if briefing.forms else "none"
        desk.say(f"Name a form: there are {known}.")
    return found or briefing


def _line(choice: MockChoice) -> str:
    return f"{choice.title}: {choice.status}."


def _tell(desk: Desk, briefing: Briefing) -> None:
    blueprint = briefing.blueprint
    code = "" if blueprint.code in blueprint.name else f", {blueprint.code}"
    desk.say(
        "",
        f"{_line(briefing.choice)} {blueprint.name}{code}.",
        f"{count(briefing.questions, 'question')}, {briefing.time}; {blueprint.passes}. "
        f"A blank counts as wrong, a wrong guess costs nothing more. {briefing.leaving}",
        *([briefing.beside] if briefing.beside else []),
        "Enter starts the clock; or first: extra, untimed, day, forms, menu.",
    )
