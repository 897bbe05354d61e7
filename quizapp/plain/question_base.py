"""Commands that mocks and drills share in plain mode: choose, clear, and strike out by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from quizapp.exam.errors import IllegalMove
from quizapp.exam.wording import count
from quizapp.plain import paragraphs
from quizapp.plain.commands import OPTION, Command, Entry
from quizapp.plain.console import Console
from quizapp.practice.report import given_up_means
from quizapp.store.errors import StoreError

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting

CLEAR = Command("clear", "clear your choice, or one of several: clear 2", (), OPTION)
STRIKE = Command("strike", "strike an option out, or restore it", ("x",), OPTION)
REPEAT = Command("repeat", "hear the question again", ("r",))
OPTIONS = Command("options", "hear the options only, or one: option 3", ("o", "option"), OPTION)
LEAVE = Command("leave", "save and go back to the menu; resume later", ("stop", "menu"))
GIVE_UP = Command("give up", "end without a score; the history shows it as abandoned", ("abandon",))
CHOOSE = (
    "Type a number or a letter to choose an option, or several with spaces between them: 1 3, a c."
)


@contextmanager
def saving_time_while_idle(
    console: Console, sitting: Sitting, waiting: Callable[[], object] = lambda: None
) -> Iterator[None]:
    """Save the time used while waiting for lines, so that another quizapp knows that the sitting is
    open here, and then call `waiting`.

    Errors are ignored, because the next action reports them. When the time is up, the wait ends:
    TimeUp is raised.
    """

    def save_time() -> None:
        if console.sitting is sitting:
            with suppress(IllegalMove, StoreError):
                sitting.save_time()
            waiting()

    console.lines.idle = save_time
    try:
        yield
    finally:
        console.lines.idle = lambda: None


def options(console: Console, sitting: Sitting, shown: Sequence[int]) -> list[int] | None:
    """The options with the numbers shown; None, with a message, if one of them does not exist."""
    order = sitting.attempt.item.order
    unknown = [number for number in shown if not 1 <= number <= len(order)]
    if unknown:
        hint = ""
        if unknown[0] > 9:
            hint = " Put a space between two numbers."
        console.say(f"There is no option {unknown[0]}; the options are 1 to {len(order)}.{hint}")
        return None
    return [order[number - 1] for number in dict.fromkeys(shown)]


def choose(console: Console, sitting: Sitting, shown: Sequence[int]) -> bool:
    """Choose the options with the numbers shown, and say the new choice. Return True on success.

    If the question asks for several answers, one number is added to the choice, and a full set of
    numbers replaces it.
    """
    wanted = options(console, sitting, shown)
    if wanted is None:
        return False
    item = sitting.attempt.item
    if len(wanted) > item.selects:
        one = "one answer" if item.selects == 1 else f"{item.selects} answers"
        console.say(f"This question asks for {one}. {paragraphs.chosen(item)}")
        return False
    replaced = item.chosen - set(wanted) if len(wanted) == item.selects > 1 else frozenset()
    moves = [*sorted(replaced), *(option for option in wanted if option not in item.chosen)]
    with console.refusals() as chosen:
        for option in moves:
            sitting.choose(option)
    console.say(paragraphs.chosen(sitting.attempt.item))
    return chosen.done


def clear(console: Console, sitting: Sitting, entry: Entry) -> None:
    """Clear the options with the numbers typed, or the whole choice without a number."""
    if not entry.numbers:
        with console.refusals():
            sitting.clear()
            console.say("Cleared. Nothing is chosen.")
        return
    wanted = options(console, sitting, entry.numbers)
    for option in wanted or ():
        if option in sitting.attempt.item.chosen:
            with console.refusals():
                sitting.choose(option)
    if wanted is not None:
        console.say(paragraphs.chosen(sitting.attempt.item))


def strike(console: Console, sitting: Sitting, entry: Entry) -> None:
    """Strike out the options with the numbers typed, or restore those that are struck out."""
    if not entry.numbers:
        console.say("Type the number of the option too, such as: strike 2.")
        return
    for option in options(console, sitting, entry.numbers) or ():
        was_chosen = option in sitting.attempt.item.chosen
        with console.refusals() as struck:
            sitting.strike(option)
        if struck.done:
            item = sitting.attempt.item
            number = item.order.index(option) + 1
            if option in item.struck:
                unchosen = " It is no longer chosen." if was_chosen else ""
                console.say(f"{number} is struck out.{unchosen}")
            else:
                console.say(f"{number} is no longer struck out.")


def tell_options(console: Console, sitting: Sitting, entry: Entry) -> None:
    """Say the options with the numbers typed, or all of them without a number."""
    item = sitting.attempt.item
    wanted = options(console, sitting, entry.numbers) if entry.numbers else item.order
    console.say(*paragraphs.options(sitting.question, item, wanted or ()))


def prompt(sitting: Sitting) -> str:
    """The prompt for an answer: "Answer, 2 of 1 to 5:"."""
    item = sitting.attempt.item
    many = f"{item.selects} of " if item.selects > 1 else ""
    return f"Answer, {many}1 to {len(item.order)}:"


def leave(console: Console, sitting: Sitting) -> None:
    """Save the sitting and say so, or why it was not saved."""
    saved = console.save()
    if saved is None:
        return
    runs_on = saved.done and sitting.stored.plan.exam_day and sitting.attempt.allowed is not None
    clock = " This is an exam-day sitting: its clock keeps running." if runs_on else ""
    console.say(f"{saved.message}{clock}")


def give_up(console: Console, sitting: Sitting) -> bool:
    """Ask whether to abandon the sitting. Return True if it was abandoned."""
    done = sitting.attempt.answered
    console.say(given_up_means(sitting.attempt))
    if not console.agreed(f"Give up {sitting.stored.plan.title}, with {count(done, 'answer')}?"):
        console.say("Not given up.")
        return False
    with console.refusals() as given_up:
        sitting.abandon()
    if not given_up.done:
        return False
    console.sitting = None
    console.say("Given up. The history shows it as abandoned.")
    return True
