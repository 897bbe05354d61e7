"""Sheets in plain mode: what to remember of a topic or a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.exam.wording import count
from quizapp.plain import paragraphs, reasons
from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.practice.sheets import later, state
from quizapp.study.drill import DrillFilter

if TYPE_CHECKING:
    from quizapp.practice.sheets import Sheet

PAGE = 10
MENU = Command("menu", "go back to the menu; so does enter alone", ("back", "leave"))
TASKS = Command("tasks", "list the tasks of the exam instead of topics", ("t",))
TOPICS = Command("topics", "list the topics", ("repeat",))
MORE = Command("more", "the next takeaways", ("n", "next"))
AGAIN = Command("repeat", "start again from the first", ("r",))
BACK = Command("back", "go back; so does enter alone", ("menu", "leave"))


def show(console: Console) -> None:
    """List the topics or the tasks, and say the sheet of the one that the learner chooses."""
    with console.refusals() as reading:
        everything = console.practice.sheet()
    if not reading.done:
        return
    console.say("", f"{everything.summary}.")
    if not everything.topics:
        return
    topics = [
        (
            f"{topic.name}: {count(len(topic.takeaways), 'takeaway')}, {topic.missed} missed.",
            DrillFilter(topics=frozenset({topic.topic})),
        )
        for topic in everything.topics
    ]
    tasks = [
        (f"Task {task.id}: {task.name}.", DrillFilter(tasks=frozenset({task.id})))
        for task in console.blueprint.tasks()
    ]
    listed = topics
    while True:
        console.say(*(f"{number}. {line}" for number, (line, _) in enumerate(listed, 1)))
        given, place = console.choice(
            "Type a number for its sheet, tasks or topics; enter for the menu:",
            (TASKS, TOPICS, MENU),
            len(listed),
        )
        if place is not None:
            tell(console, listed[place][1])
        elif given.name in ("", MENU.name):
            return
        else:
            listed = tasks if given.name == TASKS.name else topics


def tell(console: Console, about: DrillFilter) -> None:
    """Say a sheet in parts, and read the reasons of its questions on request."""
    with console.refusals() as reading:
        sheet = console.practice.sheet(about)
    if not reading.done:
        return
    console.say("", f"{sheet.title}. {sheet.summary}. {later(sheet.later, sheet.held)}")
    rows = [(topic.name, each) for topic in sheet.topics for each in topic.takeaways]
    if not rows:
        return
    console.say(sheet.dates)
    at = _tell(console, sheet, 0)
    while True:
        rest = f", more for the other {len(rows) - at}" if at < len(rows) else ""
        given, place = console.choice(
            f"A number reads its reasons{rest}; enter goes back:", (MORE, AGAIN, BACK), len(rows)
        )
        if place is not None:
            reasons.tell(console, rows[place][1].row_id)
        elif given.name == MORE.name and rest:
            at = _tell(console, sheet, at)
        elif given.name == MORE.name:
            console.say("That was the last one.")
        elif given.name == AGAIN.name:
            at = _tell(console, sheet, 0)
        else:
            return


def _tell(console: Console, sheet: Sheet, start: int) -> int:
    """Say the takeaways from `start` on, at most a page; return where the next page starts."""
    number, topic = 0, ""
    for each in sheet.topics:
        for takeaway in each.takeaways:
            number += 1
            if not start < number <= start + PAGE:
                continue
            if len(sheet.topics) > 1 and topic != each.topic:
                topic = each.topic
                console.say("", f"{each.name}:")
            about = state(takeaway, dated=sheet.dated).replace(" · ", ", ")
            console.say(
                *paragraphs.led(f"{number}. ", takeaway.text, f"({about})" if about else "")
            )
    return min(number, start + PAGE)
