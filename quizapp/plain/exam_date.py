"""The exam date in plain mode, and how the exam went if the date has passed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from quizapp.exam.wording import sentence
from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.practice.plan import EXAMPLES, read_date, when
from quizapp.practice.result import (
    after,
    domains_in_words,
    in_words,
    score_fault,
    still,
    why_exam,
)
from quizapp.words import written_day

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint

DATE = Command("date", "set the date of your exam: date 12/19/2026, or date none", (), "DAY")
PASSED = ("pass", "passed", "p", "yes")
FAILED = ("fail", "failed", "f", "no")
LEVELS = {"meets": True, "m": True, "needs": False, "n": False}


def typed_day(console: Console, text: str, today: date) -> date | None:
    """Return the day that was typed; None if it is not one, which is said."""
    try:
        return read_date(text, today)
    except ValueError as error:
        console.say(sentence(str(error)))
        return None


def set_date(console: Console, text: str) -> None:
    """Set the exam date that was typed and say which exam follows; "none" removes it.

    For a day in the past, ask how the exam went.
    """
    if text.casefold() == "none":
        with console.refusals() as removed:
            console.practice.set_exam_date(None)
            console.practice.refresh()
        if removed.done:
            console.say("The exam date is removed.")
        return
    before = console.blueprint
    with console.refusals() as stored:
        today = console.practice.today()
        day = typed_day(console, text, today)
        if day is None:
            return
        if day >= today:
            console.practice.set_exam_date(day)
            console.practice.refresh()
    if not stored.done:
        return
    if day < today:
        console.say(f"{written_day(day)} is in the past.")
        ask(console, day)
    else:
        exam = console.blueprint
        now = f"You are practicing for {when(day, today, exam.code)}."
        console.say(f"{why_exam(exam, before)} {now}".lstrip())


def ask(console: Console, day: date) -> None:
    """Ask how the exam on a day went, store it, and ask for the date of the next exam."""
    passed = _passed(console, day)
    if passed is None:
        console.say("Nothing is stored; type result when you know.")
        return
    with console.refusals() as stored:
        blueprint = _exam(console, day)
        score = _score(console, blueprint, passed)
        domains = _domains(console, blueprint)
        console.practice.enter_result(
            day, passed=passed, score=score, domains=domains, exam=blueprint.code
        )
        console.practice.refresh()
        found = [each for each in console.practice.results() if each.day == day]
    if not stored.done:
        return
    console.say("", *(in_words(each) for each in found))
    console.say(*(f"{line}." for each in found for line in domains_in_words(each, blueprint)))
    now, today = console.practice.preferences().effective["exam_date"], console.practice.today()
    console.say(*filter(None, (after(each, now, today) for each in found)))
    question = "".join(still(each, now, today) for each in found)
    if question and console.agreed(f"{question} If not, it can go. Remove the date?"):
        set_date(console, "none")
    _next(console)


def _passed(console: Console, day: date) -> bool | None:
    """Ask for the outcome; None if the learner does not say."""
    console.say("", f"How did it go on {written_day(day)}?")
    while True:
        word = console.lines.ask("Type pass or fail; enter to answer later:").casefold()
        if not word:
            return None
        if word in PASSED or word in FAILED:
            return word in PASSED
        console.say("Type pass or fail, or nothing.")


def _exam(console: Console, day: date) -> Blueprint:
    """Return the exam of a day; ask for it if another one is practiced. Raises StoreError."""
    given, practiced = console.practice.exam_on(day), console.blueprint
    why = why_exam(given, practiced)
    if not why:
        return given
    console.say(why)
    while True:
        word = console.lines.ask(f"Enter for {given.code}, or type {practiced.code}:").casefold()
        for exam in (given, practiced):
            if word in ("", exam.code.casefold()):
                return exam
        console.say(f"Type {given.code} or {practiced.code}, or nothing.")


def _score(console: Console, blueprint: Blueprint, passed: bool) -> int | None:
    while True:
        text = console.lines.ask("Your score, or enter if you do not know:")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            console.say("Type the score as a number.")
            continue
        fault = score_fault(blueprint, int(text), passed)
        if fault is None:
            return int(text)
        console.say(sentence(fault))


def _domains(console: Console, blueprint: Blueprint) -> dict[str, bool]:
    """Ask for each domain; an empty first answer skips the others."""
    found: dict[str, bool] = {}
    for domain in blueprint.domains:
        while True:
            word = console.lines.ask(f"{domain.name}: meets or needs (improvement), or enter:")
            if not word or word.casefold() in LEVELS:
                break
            console.say("Type meets or needs, or nothing.")
        if word:
            found[domain.id] = LEVELS[word.casefold()]
        elif not found:
            break
    return found


def _next(console: Console) -> None:
    text = console.lines.ask(f"The date of your next exam, such as {EXAMPLES}; enter for none:")
    if text:
        set_date(console, text)
