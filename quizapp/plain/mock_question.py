"""A mock by ordinary lines: nothing about right or wrong before it is submitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.exam.attempt import Attempt, TimeUp
from quizapp.exam.wording import count
from quizapp.plain import question_base, telling
from quizapp.plain.commands import Command, Said
from quizapp.plain.desk import Desk
from quizapp.plain.words import ranges, spoken

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting

NOTICE_AT = 30 * 60
ALWAYS_FROM = 5 * 60
TIME_UP = "Time is up. What you had answered was submitted."

COMMANDS = (
    Command("next", "the next question; so does enter alone", ("n",)),
    Command("back", "the question before", ("b", "p", "previous")),
    Command("go", "to a question: go 12", ("question",), "N"),
    Command("flag", "flag the question for review, or take the flag away", ("f",)),
    question_base.STRIKE,
    question_base.CLEAR,
    question_base.REPEAT,
    question_base.OPTIONS,
    Command(
        "list",
        "what is answered and flagged; or: list unanswered, list flagged, list all",
        ("l",),
        "WHAT",
    ),
    Command("time", "the time left; time off and time on: with each question or not", ("t",)),
    Command("submit", "the last check, then the score"),
    question_base.LEAVE,
    question_base.GIVE_UP,
)


@dataclass
class Manner:
    """How the time is told: with each question or not; whether the 30 minutes were announced."""

    quiet: bool = False
    announced: bool = False


def ask(desk: Desk, sitting: Sitting) -> bool:
    """Ask until the mock is submitted, left or given up; True if there is a report to read."""
    manner = Manner(announced=(sitting.left or 0) <= NOTICE_AT)
    with question_base.kept_open(desk, sitting):
        _begin(desk, sitting, manner)
        while desk.sitting is sitting:
            try:
                if _turn(desk, sitting, manner):
                    return True
            except TimeUp:
                desk.sitting = None
                desk.say("", TIME_UP)
                return True
        return False


def _begin(desk: Desk, sitting: Sitting, manner: Manner) -> None:
    attempt, plan = sitting.attempt, sitting.stored.plan
    left = sitting.left
    time = "Untimed." if left is None else f"{spoken(left)} left."
    done = f" {_standing(attempt)}" if attempt.used else ""
    desk.say(
        "",
        f"{plan.title}, {plan.scope.exam}. {count(len(attempt.items), 'question')}. {time}{done}",
    )
    desk.say(f"{question_base.CHOOSE} Enter goes on. Type ? at any prompt for the commands.")
    _tell(desk, sitting, manner, time=False)


def _turn(desk: Desk, sitting: Sitting, manner: Manner) -> bool:
    """One command; True when the mock was submitted. Raises TimeUp."""
    attempt = sitting.attempt
    goes_on = "for the last check" if attempt.position + 1 == len(attempt.items) else "goes on"
    prompt = f"Enter {goes_on}:" if attempt.item.answered else question_base.prompt(sitting)
    said = desk.command(prompt, COMMANDS)
    with desk.refusals() as in_time:
        sitting.check_time()
    if not in_time.done:
        return False
    if said.before and (not question_base.choose(desk, sitting, said.before) or not said.name):
        return False
    if said.name == "submit":
        return _submit(desk, sitting)
    _do(desk, sitting, manner, said)
    if desk.sitting is sitting:
        _notice(desk, sitting, manner)
    return False


def _do(desk: Desk, sitting: Sitting, manner: Manner, said: Said) -> None:
    match said.name:
        case "" | "next":
            _next(desk, sitting, manner)
        case "back":
            _back(desk, sitting, manner)
        case "go":
            _go(desk, sitting, manner, said)
        case "flag":
            with desk.refusals():
                sitting.flag()
                desk.say("Flagged." if sitting.attempt.item.flagged else "No longer flagged.")
        case "strike":
            question_base.strike(desk, sitting, said)
        case "clear":
            question_base.clear(desk, sitting, said)
        case "repeat":
            _tell(desk, sitting, manner)
        case "options":
            question_base.tell_options(desk, sitting, said)
        case "list":
            _list(desk, sitting.attempt, said.after.casefold())
        case "time":
            _time(desk, sitting, manner, said.after.casefold())
        case "leave":
            question_base.leave(desk, sitting)
        case "give up":
            question_base.give_up(desk, sitting)


# -- telling --------------------------------------------------------------------------------------


def _tell(desk: Desk, sitting: Sitting, manner: Manner, *, time: bool = True) -> None:
    attempt = sitting.attempt
    head = [f"Question {attempt.position + 1} of {len(attempt.items)}."]
    left = sitting.left
    if time and left is not None and (not manner.quiet or left <= ALWAYS_FROM):
        head.append(f"{spoken(left)} left.")
    if attempt.item.flagged:
        head.append("Flagged.")
    desk.say("", " ".join(head), *telling.question(sitting.question, attempt.item))


def _standing(attempt: Attempt) -> str:
    parts = [f"{attempt.answered} of {len(attempt.items)} answered."]
    if attempt.flagged:
        parts.append(f"{len(attempt.flagged)} flagged.")
    return " ".join(parts)


def _notice(desk: Desk, sitting: Sitting, manner: Manner) -> None:
    left = sitting.left
    if left is not None and left <= NOTICE_AT and not manner.announced:
        manner.announced = True
        if manner.quiet:
            desk.say("30 minutes left.")


def _time(desk: Desk, sitting: Sitting, manner: Manner, how: str) -> None:
    if how in ("off", "on"):
        manner.quiet = how == "off"
        when = "from 5 minutes on, and when you type time" if manner.quiet else "with each question"
        desk.say(f"The time is told {when}.")
        return
    left = sitting.left
    time = "Untimed." if left is None else f"{spoken(left)} left."
    desk.say(f"{time} {_standing(sitting.attempt)}")


def _list(desk: Desk, attempt: Attempt, what: str) -> None:
    blank, flagged = attempt.unanswered, attempt.flagged
    done = [at for at in range(len(attempt.items)) if at not in blank]
    if what == "all":
        for at, item in enumerate(attempt.items):
            answer = "answered" if item.answered else "begun" if item.started else "no answer"
            desk.say(f"Question {at + 1}: {answer}{', flagged' if item.flagged else ''}.")
        return
    lines = {
        "answered": f"Answered: {ranges(done)}." if done else "Nothing is answered.",
        "unanswered": f"Unanswered: {ranges(blank)}." if blank else "All are answered.",
        "flagged": f"Flagged: {ranges(flagged)}." if flagged else "Nothing is flagged.",
    }
    desk.say(*([lines[what]] if what in lines else lines.values()))


# -- moving ---------------------------------------------------------------------------------------


def _move(desk: Desk, sitting: Sitting, manner: Manner, position: int) -> None:
    before, item = sitting.attempt.position, sitting.attempt.item
    with desk.refusals() as moved:
        sitting.go(position)
    if not moved.done:
        return
    if not item.answered and position != before:
        how = (
            f"has {len(item.chosen)} of {item.selects} answers" if item.chosen else "has no answer"
        )
        desk.say(f"Question {before + 1} {how}.")
    _tell(desk, sitting, manner)


def _next(desk: Desk, sitting: Sitting, manner: Manner) -> None:
    position = sitting.attempt.position + 1
    if position < len(sitting.attempt.items):
        _move(desk, sitting, manner, position)
    else:
        desk.say("That was the last question.", *_check(sitting.attempt))
        desk.say("Type submit to see the score, or go on with any question: go 12.")


def _back(desk: Desk, sitting: Sitting, manner: Manner) -> None:
    if sitting.attempt.position:
        _move(desk, sitting, manner, sitting.attempt.position - 1)
    else:
        desk.say("This is the first question.")


def _go(desk: Desk, sitting: Sitting, manner: Manner, said: Said) -> None:
    if len(said.numbers) == 1:
        _move(desk, sitting, manner, said.numbers[0] - 1)
    else:
        desk.say("Say to which question, such as: go 12.")


# -- the end --------------------------------------------------------------------------------------


def _check(attempt: Attempt) -> list[str]:
    """What is unanswered, what is flagged."""
    lines = [f"{attempt.answered} of {len(attempt.items)} answered."]
    if attempt.unanswered:
        lines.append(f"Unanswered, and counted as wrong: {ranges(attempt.unanswered)}.")
    if attempt.flagged:
        lines.append(f"Flagged: {ranges(attempt.flagged)}.")
    return lines


def _submit(desk: Desk, sitting: Sitting) -> bool:
    desk.say(*_check(sitting.attempt))
    if not desk.agreed("Submit? It cannot be undone."):
        desk.say(f"Not submitted. You are at question {sitting.attempt.position + 1}.")
        return False
    with desk.refusals() as submitted:
        sitting.submit()
        desk.sitting = None
    return submitted.done
