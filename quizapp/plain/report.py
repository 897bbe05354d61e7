"""The report of a sitting in plain mode, and its explanations, one question at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.exam.attempt import SCORED, State
from quizapp.exam.scoring import DomainResult
from quizapp.exam.wording import count, sentence
from quizapp.plain import annotating, paragraphs, side_by_side
from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.plain.spoken import joined, percent, spoken
from quizapp.practice.report import included, not_shown
from quizapp.practice.reread import NOTHING, result
from quizapp.words import written_day

if TYPE_CHECKING:
    from quizapp.practice.mix_ups import MixUp
    from quizapp.practice.report import ReportFacts
    from quizapp.store.sittings.sitting import Sitting

READ = (
    Command("missed", "read the explanations of the questions you missed", ("m",)),
    Command("all", "read the explanations of all questions", ("a",)),
    Command("flagged", "read the explanations of the questions you flagged", ("f",)),
)
NONE = "none shown"
"""What is said of a quarter of which no question was shown."""
MIX_UP = Command("mix-up", "hear two ideas that you mixed up, side by side", ("x",), "N")
REPLAY = Command("replay", "answer the questions you missed again, each until right", ("r",))
AGAIN = Command("repeat", "hear it again")
BACK = Command("menu", "go back to the menu; so does enter alone", ("leave",))
STEPS = (
    Command("next", "the next question; so does enter alone", ("n",)),
    Command("back", "the previous question", ("p", "previous")),
    Command("go", "go to a question by its number in the sitting: go 12, or 12", (), "N"),
    Command("list", "list the results, and what you noted; or: list noted", (), "WHAT"),
    *(replace(command, also=()) for command in READ),
    *annotating.COMMANDS,
    AGAIN,
    Command("done", "go back to the report", ("d", "leave", "menu")),
)
"""The commands of a question that is read again: its keys are those of a drill after the answer."""


def read(console: Console, sitting: Sitting) -> bool:
    """Say the report and respond to commands. Return True to replay the missed questions."""
    with console.refusals() as reading:
        facts = console.practice.report(sitting)
        means = console.practice.outcome(sitting)
        mix_ups = console.practice.mix_ups(sitting)
    if not reading.done:
        return False
    _tell(console, facts)
    if facts.kind in SCORED and not facts.given_up:
        console.say(*paragraphs.after_mock(means))
    _tell_mix_ups(console, mix_ups)
    commands = (
        *READ,
        *((MIX_UP,) if mix_ups else ()),
        *(() if facts.given_up else (REPLAY,)),
        AGAIN,
        BACK,
    )
    if facts.missed:
        again = "" if facts.given_up else ", or replay to answer them again"
        console.say(f"Type missed to read what you missed{again}. Also: all, flagged.")
    else:
        console.say("Type all to read the explanations, or flagged.")
    while True:
        given = console.command("Enter for the menu:", commands)
        match given.name:
            case "missed" | "all" | "flagged":
                if _review(console, sitting, given.name):
                    console.say("", "Back at the report.")
            case MIX_UP.name:
                place = console.one_of(given.numbers or (1,), len(mix_ups))
                if place is not None:
                    side_by_side.show(console, mix_ups[place].pair)
            case "replay" if facts.missed:
                return True
            case "replay":
                console.say("You missed nothing, so there is nothing to replay.")
            case "repeat":
                _tell(console, facts)
            case _ if given.before:
                console.say("Numbers do nothing here. Type ? for the commands.")
            case _:
                return False


# -- the report -----------------------------------------------------------------------------------


def _tell(console: Console, facts: ReportFacts) -> None:
    used = spoken(facts.used)
    console.say(
        "", f"Report of {facts.title}, {facts.exam}, {written_day(facts.started)}. {used} used."
    )
    console.say(*(_score(facts) if facts.score is not None else [facts.outcome]))
    console.say(*(_domain(row, scored=facts.score is not None) for row in facts.domains))
    if facts.kind in SCORED:
        console.say(*_pace(facts), *_comparison(facts))


def _tell_mix_ups(console: Console, mix_ups: Sequence[MixUp]) -> None:
    for number, mix_up in enumerate(mix_ups, 1):
        which = f"mix-up {number}" if len(mix_ups) > 1 else "mix-up"
        console.say(f"{mix_up.sentence}; type {which} to hear them side by side.")


def _score(facts: ReportFacts) -> list[str]:
    low, high = facts.range_text
    over = " Time ran out." if facts.state is State.EXPIRED else ""
    short = [
        f"{name}: {said}."
        for name, said in (
            ("Unanswered", facts.unanswered_text),
            ("Incomplete", facts.incomplete_text),
        )
        if said
    ]
    return [
        f"{facts.verdict}. Practice score {facts.score_text}; {facts.passing_text} passes. "
        f"Likely range {low} to {high}.",
        f"{facts.right} of {facts.asked} right, {facts.answered} answered.{over} "
        f"{facts.first_sight_text}",
        *short,
        facts.blueprint.conversion,
    ]


def _domain(row: DomainResult, *, scored: bool) -> str:
    """The result in a domain, with a verdict if the sitting has a score."""
    if row.meets is None:
        return f"{row.name}, {row.weight} percent of the exam: not asked."
    verdict = f" {row.verdict}." if scored else ""
    right = f"{row.correct} of {row.total} right"
    return f"{row.name}, {row.weight} percent of the exam: {right}.{verdict}"


def _pace(facts: ReportFacts) -> list[str]:
    """The time per question, and the result of changed answers."""
    lines = []
    if facts.pace:
        by_quarter = ", ".join(NONE if each is None else spoken(each) for each in facts.pace)
        budget = ""
        if facts.budget is not None:
            budget = f" The exam allows {spoken(facts.budget)} per question."
        lines.append(f"Time per question, by quarter: {by_quarter}.{budget}")
    if facts.right_by_quarter:
        shares = ", ".join(facts.by_quarter(" of ", NONE))
        shown = "" if facts.all_shown else " of those shown,"
        lines.append(f"Right,{shown} by quarter: {shares}.")
    if facts.last_quarter_remark:
        lines.append(sentence(facts.last_quarter_remark))
    if facts.time_on_right and facts.time_on_wrong:
        right, wrong = spoken(facts.time_on_right), spoken(facts.time_on_wrong)
        lines.append(f"On average, a right answer took {right}, a wrong one {wrong}.")
    if facts.changes_text:
        number = count(facts.changes.total, "answer")
        lines.append(f"You changed {number}: {facts.changes_text}.")
    return lines


def _comparison(facts: ReportFacts) -> list[str]:
    """Earlier scores, and the predicted chance of passing."""
    lines = []
    if facts.earlier:
        lines.append(f"Your earlier full mocks that were new: {joined(facts.earlier_text)}.")
        lines.append(f"These are {facts.counted_earlier}.")
    if facts.prediction is not None:
        lines.append(f"The predicted chance of passing was {percent(facts.prediction)}.")
    return lines


# -- reading explanations -------------------------------------------------------------------------


def _review(console: Console, sitting: Sitting, which: str) -> bool:
    """Step through questions with their explanations. Return False if there are none."""
    listed = included(sitting.attempt, which)
    if not listed:
        console.say(_none(which))
        return False
    at = 0
    console.say("", f"{count(len(listed), 'question')} to read. Enter continues, done ends.")
    _explain(console, sitting, listed[at])
    while True:
        item = sitting.attempt.items[listed[at]]
        missed, answered = item.missed, item.started
        given = console.command(
            "Enter continues:" if at + 1 < len(listed) else "Enter ends:",
            (*annotating.MISSED, *STEPS) if missed and answered else STEPS,
        )
        match given.name:
            case "" | "next" if not given.before:
                if at + 1 == len(listed):
                    return True
                at += 1
            case "back" if at:
                at -= 1
            case "back":
                console.say("This is the first one.")
                continue
            case "" | "go":
                position = _position(console, sitting, listed, given.before or given.numbers)
                if position is None:
                    continue
                at = position
            case "missed" | "all" | "flagged":
                other = included(sitting.attempt, given.name)
                if not other:
                    console.say(_none(given.name))
                    continue
                listed, at = other, other.index(listed[at]) if listed[at] in other else 0
                console.say(f"{count(len(listed), 'question')} to read.")
            case "done":
                return True
            case "repeat":
                pass
            case "list":
                _list(console, sitting, noted=given.after.casefold() == "noted")
                continue
            case _:
                annotating.respond(console, sitting, listed[at], given)
                continue
        _explain(console, sitting, listed[at])


def _list(console: Console, sitting: Sitting, *, noted: bool) -> None:
    """Say the result of each question, and what is noted on it; with `noted`, only of those."""
    with console.refusals():
        read = console.practice.reread(sitting)
        listed = [p for p in included(sitting.attempt) if read.on(p).counts or not noted]
        lines = [f"Question {p + 1}: {result(sitting, p, read.on(p))}." for p in listed]
        console.say(*(lines or ["Nothing is bookmarked or noted."]))


def _none(which: str) -> str:
    return "No questions to read." if which == "all" else f"No questions {which}."


def _position(
    console: Console, sitting: Sitting, listed: Sequence[int], numbers: Sequence[int]
) -> int | None:
    """The position in the list of the question that the learner asked for, or None."""
    wanted = [number - 1 for number in numbers]
    if len(wanted) == 1 and wanted[0] in listed:
        return listed.index(wanted[0])
    unseen = not_shown(sitting.attempt, numbers[0]) if len(numbers) == 1 else ""
    console.say(unseen or "That question is not in this list. Type all to list every question.")
    return None


def _explain(console: Console, sitting: Sitting, position: int) -> None:
    item = sitting.attempt.items[position]
    question = sitting.stored.questions[item.question_id]
    domain = sitting.blueprint.domain_name(item.domain) if item.domain else ""
    head = [f"Question {position + 1} of {len(sitting.attempt.items)}.", paragraphs.answered(item)]
    head.append(f"{spoken(item.seconds)} spent.")
    if domain:
        head.append(f"{domain}.")
    if item.flagged:
        head.append("Flagged.")
    noted = NOTHING
    with console.refusals():
        read = console.practice.reread(sitting)
        noted = read.on(position)
        head += [sentence(words) for words in (*read.about[position], *noted.words)]
    console.say("", " ".join(head), *paragraphs.prose(question.stem))
    console.say(*paragraphs.explanation(question, item, noted.note))
