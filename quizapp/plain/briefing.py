"""What a mock will be like, told before its clock starts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.exam.wording import count
from quizapp.plain.commands import Command
from quizapp.plain.desk import Desk
from quizapp.plain.words import joined

if TYPE_CHECKING:
    from quizapp.exam.mock import MockWish
    from quizapp.store.catalog.queries import FormStatus

COMMANDS = (
    Command("begin", "start the clock; so does enter alone"),
    Command("forms", "which forms there are, and what became of them"),
    Command("form", "another form: form 3", (), "N"),
    Command("extra", "30 more minutes, or without: for who is not a native English speaker"),
    Command("untimed", "no clock at all, or with one"),
    Command("day", "the exam-day clock, which never stops; or the usual one"),
    Command("menu", "back to the menu", ("back", "leave", "no")),
)


def brief(desk: Desk, number: int | None = None, *, short: bool = False) -> MockWish | None:
    """What the learner wants to sit; None if nothing."""
    from quizapp.exam.mock import MockWish
    from quizapp.store.catalog import queries as catalog

    workspace = desk.workspace
    forms = desk.look(lambda connection: catalog.forms(connection, workspace.scope))
    if forms is None:
        return None
    if short:
        wish = MockWish(short=True)
    else:
        found = _form(desk, forms, number)
        if found is None:
            return None
        wish = found
    while True:
        _tell(desk, wish, forms)
        said = desk.command("Enter begins:", COMMANDS)
        match said.name:
            case "" if not said.before:
                return wish
            case "begin":
                return wish
            case "menu":
                return None
            case "forms":
                desk.say(*(_status(form) for form in forms))
            case "form" | "":
                wanted = (*said.before, *said.numbers)
                wish = _form(desk, forms, wanted[0] if wanted else None) or wish
            case "extra":
                extra = 0 if wish.extra_minutes else desk.workspace.blueprint.extra_minutes
                wish = replace(wish, extra_minutes=extra, untimed=False)
            case "untimed":
                wish = replace(wish, untimed=not wish.untimed, extra_minutes=0, exam_day=False)
            case "day":
                wish = replace(wish, exam_day=not wish.exam_day, untimed=False)


def _form(desk: Desk, forms: list[FormStatus], number: int | None) -> MockWish | None:
    """A wish for a form: the one named, else the first that was not sat, else a fresh mix."""
    from quizapp.exam.mock import MockWish

    known = [form.number for form in forms]
    if not known:
        desk.say(f"There is no full mock of {desk.workspace.blueprint.code} here; try: short")
        return None
    if number is None:
        fresh = [form.number for form in forms if not form.taken]
        return MockWish(form=fresh[0]) if fresh else MockWish(mix=True)
    if number not in known:
        there = joined(str(each) for each in known)
        desk.say(f"There is no mock exam {number}; there are {there}.")
        return None
    return MockWish(form=number)


def _status(form: FormStatus) -> str:
    if form.taken:
        return (
            f"Mock exam {form.number}: sat {count(form.taken, 'time')}; a repeat is marked as one."
        )
    if form.seen:
        return (
            f"Mock exam {form.number}: {form.seen} of its {form.questions} questions seen before."
        )
    return f"Mock exam {form.number}: not yet seen."


def _tell(desk: Desk, wish: MockWish, forms: list[FormStatus]) -> None:
    from quizapp.exam.mock import mock_minutes

    blueprint = desk.workspace.blueprint
    minutes = mock_minutes(wish, blueprint)
    questions = blueprint.short_questions if wish.short else blueprint.questions
    if wish.short:
        name = "Short mock, from outside the forms."
    elif wish.mix:
        name = "All forms are sat. Fresh mix: a full mock of what you have not seen for longest."
    else:
        name = _status(next(form for form in forms if form.number == wish.form))
    time = "untimed" if minutes is None else count(minutes, "minute")
    leaving = "If you leave, the clock stops and you can go on later."
    if wish.exam_day:
        leaving = "Exam-day clock: it goes on even if you leave."
    code = "" if blueprint.code in blueprint.name else f", {blueprint.code}"
    desk.say(
        "",
        f"{name} {blueprint.name}{code}.",
        f"{questions} questions, {time}; {blueprint.passes}. "
        f"A blank counts as wrong, a wrong guess costs nothing more. {leaving}",
        "Enter starts the clock; or first: extra, untimed, day, forms, menu.",
    )
