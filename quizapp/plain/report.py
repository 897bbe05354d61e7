"""The report of a sitting in sentences, and reading why, one question at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quizapp.exam.attempt import Attempt, Kind, State
from quizapp.exam.scoring import DomainResult, Report, changes, pace, quarters, time_by_outcome
from quizapp.exam.wording import count
from quizapp.plain import telling
from quizapp.plain.commands import Command, Said
from quizapp.plain.desk import Desk
from quizapp.plain.words import day, joined, percent, spoken

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting

MOCKS = frozenset({Kind.MOCK, Kind.SHORT})
READ = (
    Command("missed", "read why, question by question: what you missed", ("m",)),
    Command("all", "read why: every question", ("a",)),
    Command("flagged", "read why: what you flagged", ("f",)),
)
REPLAY = Command("replay", "answer what you missed again, each until it is right", ("r",))
AGAIN = Command("repeat", "hear it again")
BACK = Command("menu", "back to the menu; so does enter alone", ("leave",))
STEPS = (
    Command("next", "the next question; so does enter alone", ("n",)),
    Command("back", "the question before", ("b", "p", "previous")),
    Command("go", "to a question by its number in the sitting: go 12", (), "N"),
    *READ,
    AGAIN,
    Command("done", "back to the report", ("d", "leave", "menu")),
)


def read(desk: Desk, sitting: Sitting) -> bool:
    """Tell the report and answer what is asked of it; True if the missed are to be replayed."""
    finished = sitting.attempt.state is not State.ABANDONED
    _tell(desk, sitting)
    commands = (*READ, *((REPLAY,) if finished else ()), AGAIN, BACK)
    missed = bool(sitting.attempt.part("missed"))
    if missed:
        again = ", replay to answer them again" if finished else ""
        desk.say(f"Type missed to read why{again}; or all, or flagged.")
    else:
        desk.say("Type all to read why, or flagged.")
    while True:
        said = desk.command("Enter for the menu:", commands)
        match said.name:
            case "missed" | "all" | "flagged":
                if _review(desk, sitting, said.name):
                    desk.say("", "Back at the report.")
            case "replay" if missed:
                return True
            case "replay":
                desk.say("Nothing was missed: there is nothing to replay.")
            case "repeat":
                _tell(desk, sitting)
            case _ if said.before:
                desk.say("A number means nothing here. Type ? for the commands.")
            case _:
                return False


# -- the report -----------------------------------------------------------------------------------


def _tell(desk: Desk, sitting: Sitting) -> None:
    stored, attempt = sitting.stored, sitting.attempt
    plan, report = stored.plan, sitting.report
    when = day(stored.started_at.astimezone())
    desk.say("", f"Report of {plan.title}, {plan.scope.exam}, {when}. {spoken(attempt.used)} used.")
    if attempt.state is State.ABANDONED:
        desk.say(f"Abandoned: {report.answered} of {report.total} answered; no score.")
    elif attempt.kind in MOCKS:
        desk.say(*_score(sitting, report))
    else:
        desk.say(f"{report.correct} of {report.total} right.")
    desk.say(*(_domain(row) for row in report.domains))
    if attempt.kind in MOCKS:
        desk.say(*_manner(attempt, marked=attempt.state is not State.ABANDONED))
        desk.say(*_before(desk, sitting))


def _score(sitting: Sitting, report: Report) -> list[str]:
    blueprint = sitting.blueprint
    verdict = "Pass." if report.passed else "Not yet a pass."
    over = " Time ran out." if sitting.attempt.state is State.EXPIRED else ""
    every = report.first_sight == report.total
    first = f"All {report.total}" if every else f"{report.first_sight} of the {report.total}"
    return [
        f"{verdict} Practice score {blueprint.shown(report.score)}; "
        f"{blueprint.shown(blueprint.score_pass)} passes. "
        f"Likely range {report.low} to {blueprint.shown(report.high)}.{over}",
        f"{report.correct} of {report.total} right, {report.answered} answered. "
        f"{first} questions were first sight.",
        blueprint.conversion,
    ]


def _domain(row: DomainResult) -> str:
    if row.meets is None:
        return f"{row.name}, {row.weight} percent of the exam: not asked."
    return (
        f"{row.name}, {row.weight} percent of the exam: {row.correct} of {row.total} right. "
        f"{row.verdict}."
    )


def _manner(attempt: Attempt, *, marked: bool) -> list[str]:
    """Pace, and what became of changed answers."""
    items, lines = attempt.items, []
    by_quarter = ", ".join(spoken(seconds) for seconds in pace(items))
    budget = ""
    if attempt.allowed is not None:
        budget = f" The time allowed is {spoken(attempt.allowed / len(items))} a question."
    lines.append(f"Time for a question, quarter by quarter: {by_quarter}.{budget}")
    if not marked:
        return lines
    shares = quarters(items)
    if len(shares) == 4:
        told = ", ".join(f"{right} of {total}" for right, total in shares)
        lines.append(f"Right, quarter by quarter: {told}.")
    on_right, on_wrong = time_by_outcome(items)
    if on_right and on_wrong:
        lines.append(f"Right answers took {spoken(on_right)}, wrong ones {spoken(on_wrong)}.")
    found = changes(items)
    if found.total:
        lines.append(
            f"You changed {count(found.total, 'answer')}: {found.wrong_to_right} from wrong to "
            f"right, {found.right_to_wrong} from right to wrong, {found.wrong_to_wrong} from wrong "
            "to wrong."
        )
    return lines


def _before(desk: Desk, sitting: Sitting) -> list[str]:
    """Earlier scores, and what was predicted."""
    from quizapp.practice.report import earlier_scores

    stored = sitting.stored
    earlier = desk.look(lambda connection: earlier_scores(connection, stored))
    lines = []
    if earlier:
        told = joined(str(score) for score in earlier[-6:])
        lines.append(f"In your first-sight mocks before: {told}.")
    if stored.plan.prediction is not None:
        lines.append(f"Before it we said {percent(stored.plan.prediction)} to pass.")
    return lines


# -- reading why ----------------------------------------------------------------------------------


def _review(desk: Desk, sitting: Sitting, which: str) -> bool:
    """One question with its reasons after the other; False if there is none."""
    listed = sitting.attempt.part(which)
    if not listed:
        desk.say(f"None {which}.")
        return False
    at = 0
    desk.say("", f"{count(len(listed), 'question')} to read. Enter goes on, done ends.")
    _explain(desk, sitting, listed[at])
    while True:
        said = desk.command("Enter goes on:" if at + 1 < len(listed) else "Enter ends:", STEPS)
        match said.name:
            case "" | "next":
                if at + 1 == len(listed):
                    return True
                at += 1
            case "back" if at:
                at -= 1
            case "back":
                desk.say("This is the first one.")
                continue
            case "go":
                found = _place(desk, listed, said)
                if found is None:
                    continue
                at = found
            case "missed" | "all" | "flagged":
                other = sitting.attempt.part(said.name)
                if not other:
                    desk.say(f"None {said.name}.")
                    continue
                listed, at = other, other.index(listed[at]) if listed[at] in other else 0
                desk.say(f"{count(len(listed), 'question')} to read.")
            case "done":
                return True
        _explain(desk, sitting, listed[at])


def _place(desk: Desk, listed: Sequence[int], said: Said) -> int | None:
    wanted = [number - 1 for number in said.numbers]
    if len(wanted) == 1 and wanted[0] in listed:
        return listed.index(wanted[0])
    desk.say("That question is not in this list; type all for all of them.")
    return None


def _explain(desk: Desk, sitting: Sitting, position: int) -> None:
    item = sitting.attempt.items[position]
    question = sitting.stored.questions[item.question_id]
    domain = sitting.blueprint.domain_name(item.domain) if item.domain else ""
    head = [f"Question {position + 1} of {len(sitting.attempt.items)}.", telling.answered(item)]
    head.append(f"{spoken(item.seconds)} spent.")
    if domain:
        head.append(f"{domain}.")
    if item.flagged:
        head.append("Flagged.")
    desk.say("", " ".join(head), *telling.prose(question.stem))
    desk.say(*telling.explanation(question, item))
