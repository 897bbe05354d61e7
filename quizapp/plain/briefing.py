"""The briefing of a mock in plain mode, before the clock starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.exam.wording import count
from quizapp.plain import sittings
from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.plain.spoken import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.practice.briefing import Briefing, MockChoice

COMMANDS = (
    Command("begin", "start the clock; so does enter alone"),
    Command("forms", "list the forms and your results"),
    Command("form", "choose another form: form 3", (), "N"),
    Command("extra", "turn the extra time for candidates on or off"),
    Command("untimed", "turn the clock off or on"),
    Command("day", "turn exam-day mode on or off; its clock never stops"),
    Command("menu", "go back to the menu", ("back", "leave", "no")),
)

OPTIONS = ("extra", "untimed", "day", "forms", "menu")
"""The commands that the briefing names."""


def take_mock(console: Console, number: int | None = None, *, short: bool = False) -> None:
    """Brief the learner on a mock, and start it if the learner agrees.

    `number` is the number of a form; without it, the next form is offered. The learner agrees to
    the rules of an exam-day mock before its clock starts.
    """
    briefing = _briefing(console, number, short=short)
    if briefing is not None:
        briefing = _options(console, briefing)
    if briefing is None:
        return
    if briefing.choice.open is not None:
        sittings.resume(console, briefing.choice.open)
    else:
        sittings.begin_mock(console, briefing.wish, briefing.blueprint.code)


def _briefing(console: Console, number: int | None, *, short: bool = False) -> Briefing | None:
    briefing: Briefing | None = None
    with console.refusals():
        briefing = console.practice.briefing(form=number, short=short)
    return briefing


def _options(console: Console, briefing: Briefing) -> Briefing | None:
    """Have the learner choose the options. Return the briefing to start with, or None to go back to
    the menu."""
    while True:
        commands = _commands(briefing)
        _tell(console, briefing, commands)
        given = console.command("Enter starts:", commands)
        match given.name:
            case "" if not given.before:
                return briefing
            case "begin":
                return briefing
            case "menu":
                return None
            case "forms":
                console.say(*(_line(choice) for choice in briefing.choices))
            case "form" | "":
                wanted = (*given.before, *given.numbers)
                briefing = _form(console, briefing, wanted[0] if wanted else None)
            case "extra":
                briefing = briefing.toggle_extra()
            case "untimed":
                briefing = briefing.toggle_untimed()
            case "day":
                briefing = briefing.toggle_exam_day()


def _form(console: Console, briefing: Briefing, number: int | None) -> Briefing:
    """The briefing for another form; the same one, with a message, if there is no such form."""
    changed = None if number is None else briefing.choose_form(number)
    if changed is None:
        known = joined(map(str, briefing.forms)) if briefing.forms else "none"
        console.say(f"Type the number of a form. The forms are: {known}.")
    return changed or briefing


def _line(choice: MockChoice) -> str:
    return f"{choice.title}: {choice.status}."


def _commands(briefing: Briefing) -> tuple[Command, ...]:
    """What can be typed: without `extra` if the exam grants no extra time."""
    return tuple(each for each in COMMANDS if each.name != "extra" or briefing.can_extend)


def _tell(console: Console, briefing: Briefing, commands: Sequence[Command]) -> None:
    blueprint = briefing.blueprint
    options = [name for name in OPTIONS if any(each.name == name for each in commands)]
    code = "" if blueprint.code in blueprint.name else f", {blueprint.code}"
    console.say(
        "",
        f"{_line(briefing.choice)} {blueprint.name}{code}.",
        f"{count(briefing.questions, 'question')}, {briefing.time}; {blueprint.passes}. "
        f"A blank counts as wrong, a wrong guess costs nothing more. {briefing.leaving}",
        *([briefing.unscored] if briefing.unscored else []),
        *([briefing.open_mocks_notice] if briefing.open_mocks_notice else []),
        f"Enter starts the clock. Or type: {', '.join(options)}.",
    )
