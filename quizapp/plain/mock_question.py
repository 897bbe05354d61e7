"""The questions of a mock in plain mode. No verdict is given before the mock is submitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.exam.attempt import Attempt
from quizapp.exam.countdown import LAST_MINUTES, TIME_UP, Countdown
from quizapp.exam.errors import TimeUp
from quizapp.exam.wording import count, letters, progress, stays_new, unfinished
from quizapp.plain import paragraphs, question_base
from quizapp.plain.commands import Command, Entry
from quizapp.plain.console import Console
from quizapp.plain.spoken import joined, ranges, spoken

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting

SUBMITTED = f"{TIME_UP}. Your answers were submitted."

COMMANDS = (
    Command("next", "the next question; so does enter alone", ("n",)),
    Command("back", "the previous question", ("p", "previous", "b")),
    Command("go", "go to a question: go 12", ("question",), "N"),
    Command("flag", "flag the question for review, or remove the flag", ("m", "f")),
    question_base.STRIKE,
    question_base.CLEAR,
    question_base.REPEAT,
    question_base.OPTIONS,
    Command(
        "list",
        "list answered and flagged questions; or: list unanswered, list flagged, list all",
        ("l",),
        "WHAT",
    ),
    Command("time", "the time left; time off, time on: say it with each question or not", ("t",)),
    Command("count", "count off, count on: say the number of the question or not", ()),
    Command("submit", "check your answers once more, then see the score"),
    question_base.LEAVE,
    question_base.GIVE_UP,
)


@dataclass
class TimeNotices:
    """When the time left is said; with `quiet`, it is not said with each question.

    `counts` is whether the number of the question is said.
    """

    countdown: Countdown
    quiet: bool = False
    counts: bool = True

    def due(self, left: float | None) -> str | None:
        """The notice to give with `left` seconds left; None if there is none."""
        stated = self.countdown.due(left)
        return None if stated is None else f"{spoken(stated)} left."


def ask(console: Console, sitting: Sitting) -> bool:
    """Ask until the mock is submitted, left, or given up. Return True if there is a report."""
    notices = TimeNotices(Countdown.from_now(sitting.left))
    with console.refusals():
        shows = console.practice.preferences().now
        notices.quiet, notices.counts = not shows.show_time, shows.show_count

    def waiting() -> None:
        notice = notices.due(sitting.left)
        if notice is not None:
            console.lines.interject(notice)

    with question_base.saving_time_while_idle(console, sitting, waiting):
        _begin(console, sitting, notices)
        while console.sitting is sitting:
            try:
                if _turn(console, sitting, notices):
                    return True
            except TimeUp:
                console.sitting = None
                console.say("", SUBMITTED)
                return True
        return False


def _begin(console: Console, sitting: Sitting, notices: TimeNotices) -> None:
    attempt, plan = sitting.attempt, sitting.stored.plan
    left = sitting.left
    time = "Untimed." if left is None else f"{spoken(left)} left."
    done = f" {_standing(attempt)}" if attempt.used else ""
    console.say(
        "",
        f"{plan.title}, {plan.scope.exam}. {count(len(attempt.items), 'question')}. {time}{done}",
    )
    console.say(f"{question_base.CHOOSE} Enter continues. Type ? at any prompt for the commands.")
    _tell(console, sitting, notices, time=False)


def _turn(console: Console, sitting: Sitting, notices: TimeNotices) -> bool:
    """Carry out one command. Return True if the mock was submitted. Raises TimeUp."""
    attempt = sitting.attempt
    last = attempt.position + 1 == len(attempt.items)
    ready = "Press enter to check your answers:" if last else "Enter continues:"
    prompt = ready if attempt.item.answered else question_base.prompt(sitting)
    entry = console.command(prompt, COMMANDS, letters=letters(attempt.item))
    with console.refusals() as in_time:
        sitting.check_time()
    if not in_time.done:
        return False
    if entry.before and (
        not question_base.choose(console, sitting, entry.before) or not entry.name
    ):
        return False
    if entry.name == "submit":
        return _submit(console, sitting)
    _do(console, sitting, notices, entry)
    if console.sitting is sitting:
        _notice(console, sitting, notices)
    return False


def _do(console: Console, sitting: Sitting, notices: TimeNotices, entry: Entry) -> None:
    match entry.name:
        case "" | "next":
            _next(console, sitting, notices)
        case "back":
            _back(console, sitting, notices)
        case "go":
            _go(console, sitting, notices, entry)
        case "flag":
            with console.refusals():
                sitting.flag()
                console.say("Flagged." if sitting.attempt.item.flagged else "No longer flagged.")
        case "strike":
            question_base.strike(console, sitting, entry)
        case "clear":
            question_base.clear(console, sitting, entry)
        case "repeat":
            _tell(console, sitting, notices)
        case "options":
            question_base.tell_options(console, sitting, entry)
        case "list":
            _list(console, sitting.attempt, entry.after.casefold())
        case "time":
            _time(console, sitting, notices, entry.after.casefold())
        case "count":
            _count(console, sitting, notices, entry.after.casefold())
        case "leave":
            question_base.leave(console, sitting)
        case "give up":
            question_base.give_up(console, sitting)


# -- paragraphs ------------------------------------------------------------------------------------


def _tell(console: Console, sitting: Sitting, notices: TimeNotices, *, time: bool = True) -> None:
    attempt = sitting.attempt
    head = [_number(attempt)] if notices.counts else ["Question."]
    left = sitting.left
    if time and left is not None and (not notices.quiet or left <= LAST_MINUTES):
        head.append(f"{spoken(left)} left.")
    if attempt.item.flagged:
        head.append("Flagged.")
    if attempt.item.incomplete:
        head.append(f"{progress(attempt.item).capitalize()}.")
    console.say("", " ".join(head), *paragraphs.question(sitting.question, attempt.item))


def _standing(attempt: Attempt) -> str:
    parts = [f"{attempt.answered} of {len(attempt.items)} answered."]
    if attempt.flagged:
        parts.append(f"{len(attempt.flagged)} flagged.")
    return " ".join(parts)


def _notice(console: Console, sitting: Sitting, notices: TimeNotices) -> None:
    notice = notices.due(sitting.left)
    if notice is not None:
        console.say(notice)


def _time(console: Console, sitting: Sitting, notices: TimeNotices, how: str) -> None:
    if how in ("off", "on"):
        notices.quiet = how == "off"
        when = "at 30 and 5 minutes, with each question from then on, or when you type time"
        heard = when if notices.quiet else "with each question"
        console.say(f"In this mock, you will hear the time {heard}.")
        return
    left = sitting.left
    time = "Untimed." if left is None else f"{spoken(left)} left."
    console.say(f"{time} {_standing(sitting.attempt)}")


def _count(console: Console, sitting: Sitting, notices: TimeNotices, how: str) -> None:
    if how not in ("off", "on"):
        console.say(_number(sitting.attempt))
        return
    notices.counts = how == "on"
    heard = "with each question" if notices.counts else "when you type count"
    console.say(f"In this mock, you will hear the number of the question {heard}.")


def _number(attempt: Attempt) -> str:
    return f"Question {attempt.position + 1} of {len(attempt.items)}."


def _list(console: Console, attempt: Attempt, what: str) -> None:
    blank, incomplete, flagged = attempt.blank, attempt.incomplete, attempt.flagged
    done = [at for at, item in enumerate(attempt.items) if item.answered]
    if what == "all":
        for at, item in enumerate(attempt.items):
            flag = ", flagged" if item.flagged else ""
            console.say(f"Question {at + 1}: {progress(item)}{flag}.")
        return
    lines = {
        "answered": f"Answered: {ranges(done)}." if done else "Nothing is answered.",
        "unanswered": f"Unanswered: {ranges(blank)}." if blank else "All are answered.",
        "flagged": f"Flagged: {ranges(flagged)}." if flagged else "Nothing is flagged.",
    }
    if incomplete:
        lines["unanswered"] = " ".join(
            [
                *([f"Unanswered: {ranges(blank)}."] if blank else []),
                f"Incomplete: {joined(unfinished(attempt))}.",
            ]
        )
    console.say(*([lines[what]] if what in lines else lines.values()))


# -- moving ---------------------------------------------------------------------------------------


def _move(console: Console, sitting: Sitting, notices: TimeNotices, position: int) -> None:
    before, item = sitting.attempt.position, sitting.attempt.item
    with console.refusals() as moved:
        sitting.go(position)
    if not moved.done:
        return
    if not item.answered and position != before:
        console.say(f"Question {before + 1} is {progress(item)}.")
    _tell(console, sitting, notices)


def _next(console: Console, sitting: Sitting, notices: TimeNotices) -> None:
    position = sitting.attempt.position + 1
    if position < len(sitting.attempt.items):
        _move(console, sitting, notices, position)
    else:
        console.say("That was the last question.", *_check(sitting.attempt))
        console.say("Type submit to see the score, or go back to any question: go 12.")


def _back(console: Console, sitting: Sitting, notices: TimeNotices) -> None:
    if sitting.attempt.position:
        _move(console, sitting, notices, sitting.attempt.position - 1)
    else:
        console.say("This is the first question.")


def _go(console: Console, sitting: Sitting, notices: TimeNotices, entry: Entry) -> None:
    if len(entry.numbers) == 1:
        _move(console, sitting, notices, entry.numbers[0] - 1)
    else:
        console.say("Type the number of the question too, such as: go 12.")


# -- the end --------------------------------------------------------------------------------------


def _check(attempt: Attempt) -> list[str]:
    """The counts of answered, unanswered, and flagged questions."""
    lines = [f"{attempt.answered} of {len(attempt.items)} answered."]
    if attempt.blank:
        lines.append(f"Unanswered, and counted as wrong: {ranges(attempt.blank)}.")
    if stays_new(attempt):
        lines.append(f"{stays_new(attempt)}.")
    if attempt.incomplete:
        lines.append(f"Incomplete, and counted as wrong: {joined(unfinished(attempt))}.")
    if attempt.flagged:
        lines.append(f"Flagged: {ranges(attempt.flagged)}.")
    return lines


def _submit(console: Console, sitting: Sitting) -> bool:
    console.say(*_check(sitting.attempt))
    if not console.agreed("Submit? This cannot be undone."):
        console.say(f"Not submitted. You are at question {sitting.attempt.position + 1}.")
        return False
    with console.refusals() as submitted:
        sitting.submit()
        console.sitting = None
    return submitted.done
