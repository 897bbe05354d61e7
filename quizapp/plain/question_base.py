"""What mocks and drills have in common: choosing, clearing and striking out by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quizapp.exam.wording import count
from quizapp.plain import telling
from quizapp.plain.commands import Command, Said
from quizapp.plain.desk import Desk
from quizapp.practice.report import given_up_means

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting

CLEAR = Command("clear", "take your choice back, or one of several: clear 2", ("c",), "N")
STRIKE = Command("strike", "strike an option out, or take the strike back", ("x",), "N")
REPEAT = Command("repeat", "hear the question again", ("r",))
OPTIONS = Command("options", "hear the options alone, or one: option 3", ("o", "option"), "N")
LEAVE = Command("leave", "save, and back to the menu; go on later", ("stop", "menu"))
GIVE_UP = Command("give up", "end without a score; it stays in history as abandoned", ("abandon",))
CHOOSE = "A number chooses an option; with a space between them, several: 1 3."


def options(desk: Desk, sitting: Sitting, shown: Sequence[int]) -> list[int] | None:
    """The options behind the numbers that are shown; None, and a word why, if there are none."""
    order = sitting.attempt.item.order
    wrong = [number for number in shown if not 1 <= number <= len(order)]
    if wrong:
        hint = ""
        if wrong[0] > 9:
            hint = " Put a space between two numbers."
        desk.say(f"There is no option {wrong[0]}; there are 1 to {len(order)}.{hint}")
        return None
    return [order[number - 1] for number in dict.fromkeys(shown)]


def choose(desk: Desk, sitting: Sitting, shown: Sequence[int]) -> bool:
    """Choose what is named, and say what is chosen now; True if it is what was wished.

    One number adds to a choice of several; as many as are asked for take the old ones' place.
    """
    wished = options(desk, sitting, shown)
    if wished is None:
        return False
    item = sitting.attempt.item
    if len(wished) > item.selects:
        one = "one answer" if item.selects == 1 else f"{item.selects} answers"
        desk.say(f"This question asks for {one}. {telling.chosen(item)}")
        return False
    out = item.chosen - set(wished) if len(wished) == item.selects > 1 else frozenset()
    moves = [*sorted(out), *(option for option in wished if option not in item.chosen)]
    with desk.refusals() as chosen:
        for option in moves:
            sitting.choose(option)
    desk.say(telling.chosen(sitting.attempt.item))
    return chosen.done


def clear(desk: Desk, sitting: Sitting, said: Said) -> None:
    if not said.numbers:
        with desk.refusals():
            sitting.clear()
            desk.say("Cleared. Nothing is chosen.")
        return
    wished = options(desk, sitting, said.numbers)
    for option in wished or ():
        if option in sitting.attempt.item.chosen:
            with desk.refusals():
                sitting.choose(option)
    if wished is not None:
        desk.say(telling.chosen(sitting.attempt.item))


def strike(desk: Desk, sitting: Sitting, said: Said) -> None:
    if not said.numbers:
        desk.say("Say which option to strike out, such as: strike 2.")
        return
    for option in options(desk, sitting, said.numbers) or ():
        was = option in sitting.attempt.item.chosen
        with desk.refusals() as struck:
            sitting.strike(option)
        if struck.done:
            item = sitting.attempt.item
            number = item.order.index(option) + 1
            if option in item.struck:
                less = " It is no longer chosen." if was else ""
                desk.say(f"{number} is struck out.{less}")
            else:
                desk.say(f"{number} is no longer struck out.")


def tell_options(desk: Desk, sitting: Sitting, said: Said) -> None:
    item = sitting.attempt.item
    wished = options(desk, sitting, said.numbers) if said.numbers else item.order
    desk.say(*telling.options(sitting.question, item, wished or ()))


def prompt(sitting: Sitting) -> str:
    """What may be answered now."""
    item = sitting.attempt.item
    many = f"{item.selects} of " if item.selects > 1 else ""
    return f"Answer, {many}1 to {len(item.order)}:"


def leave(desk: Desk, sitting: Sitting) -> None:
    """Save, and say how it stands."""
    said = desk.save()
    goes_on = sitting.stored.plan.exam_day and sitting.attempt.allowed is not None
    clock = " This is an exam-day sitting: its clock goes on." if goes_on else ""
    desk.say(f"{said}{clock}")


def give_up(desk: Desk, sitting: Sitting) -> bool:
    """True if the sitting was abandoned."""
    done = sum(item.started for item in sitting.attempt.items)
    desk.say(given_up_means(sitting.attempt))
    if not desk.agreed(f"Give up {sitting.stored.plan.title}, with {count(done, 'answer')}?"):
        desk.say("Not given up.")
        return False
    with desk.refusals() as given_up:
        sitting.abandon()
    if not given_up.done:
        return False
    desk.sitting = None
    desk.say("Given up; it stays in history as abandoned.")
    return True
