"""`plan`: the plan to the exam day as text or JSON, and the exam date."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli import Failed, Places, one_line
from quizapp.cli.manual import Manual
from quizapp.cli.option_values import day_of
from quizapp.invocation import command

if TYPE_CHECKING:
    from datetime import date

    from quizapp.practice.room import Practice
    from quizapp.practice.settings import Preferences
    from quizapp.store.bootstrap.plan_row import DayPlan, PlanRow

SCHEMA = 1
BUDGET = "questions_a_day"


@click.command(
    cls=Manual,
    examples=[
        ("quizapp plan", "today's part, and every day to the exam"),
        ("quizapp plan --date 2026-12-19", "set the day of your exam"),
        ("quizapp plan --date none", "remove it"),
        ("quizapp plan --json", "the plan for a program"),
    ],
    exits={1: "the date is in the past, or the command failed; one line says why"},
)
@click.option("--date", "when", metavar="DAY", help="Set the exam date first; none removes it.")
@click.option(
    "--questions-a-day", "budget", metavar="N", help="Set the questions a day first, 5 to 300."
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable; the shape is stable.")
@click.pass_obj
def plan(places: Places, when: str | None, budget: str | None, as_json: bool) -> None:
    """Show the plan to your exam day, one line a day.

    The plan spreads mocks and new questions over the days to the exam, and reviews fill the rest of
    each day. It is made when the exam date is set, and updated on each study day. The date is
    written as 2026-12-19, 12/19/2026, "December 19", or "in 3 weeks".

    \b
    With --json: {"schema": 1, "exam", "exam_date", "days_left",
    "questions_a_day", "today": {DAY, "mock_done", "new_done",
    "reviews_done"}, "days": [{DAY}], "unplanned"}.

    \b
    DAY: "date", "mock" (a title), "new", "topics" (names), "reviews".

    "days" are those from tomorrow to the day before the exam. "new" and "reviews" count questions,
    and "unplanned" the new ones for which no day has room. Without an exam date, "exam_date",
    "days_left" and "today" are null. A day without a mock has null there.
    """
    from quizapp.practice.room import Practice
    from quizapp.store.errors import StoreError

    workspace = places.open(to_write=when is not None or budget is not None)
    practice = Practice(workspace, places.home, places.url)
    try:
        if budget is not None:
            _check_budget(budget)
        day = None if when is None else _day(practice, when)
        if when is not None:
            practice.set_exam_date(day)  # first, because only this can be refused
        if budget is not None:
            practice.set(BUDGET, budget)
        if workspace.database.refusal is None:
            practice.refresh()
        row, today = practice.plan(), practice.today()
        own = practice.preferences()
    except StoreError as error:
        raise Failed(str(error)) from error
    finally:
        workspace.database.close()
    exam = practice.workspace.blueprint.code
    if as_json:
        click.echo(json.dumps(_document(row, exam, today, own.now.questions_a_day), indent=2))
    else:
        for line in _page(row, exam, today, own):
            click.echo(one_line(line))


def _day(practice: Practice, given: str) -> date | None:
    """The day given with --date; None for "none". Raises BadParameter."""
    return None if given.casefold() == "none" else day_of(practice, given)


def _check_budget(text: str) -> None:
    """Raises BadParameter unless the text is a number of questions a day."""
    from quizapp.settings import BY_NAME

    fault = BY_NAME[BUDGET].fault(text)
    if fault is not None:
        raise click.BadParameter(one_line(fault), param_hint="--questions-a-day")


def _document(row: PlanRow | None, exam: str, today: date, budget: int) -> dict[str, Any]:
    from datetime import date

    if row is None:
        return {
            "schema": SCHEMA,
            "exam": exam,
            "exam_date": None,
            "days_left": None,
            "questions_a_day": budget,
            "today": None,
            "days": [],
            "unplanned": 0,
        }
    return {
        "schema": SCHEMA,
        "exam": exam,
        "exam_date": row.exam_day,
        "days_left": (date.fromisoformat(row.exam_day) - today).days,
        "questions_a_day": row.budget,
        "today": {
            **_entry(row.today),
            "mock_done": row.mock_done,
            "new_done": row.new_done,
            "reviews_done": row.reviews_done,
        },
        "days": [_entry(day) for day in row.coming],
        "unplanned": row.unplanned,
    }


def _entry(day: DayPlan) -> dict[str, Any]:
    return {
        "date": day.day,
        "mock": day.mock or None,
        "new": day.new,
        "topics": list(day.topics),
        "reviews": day.reviews,
    }


def _page(row: PlanRow | None, exam: str, today: date, own: Preferences) -> list[str]:
    from datetime import date

    from quizapp.practice import plan as words

    if row is None:
        exam_date = own.effective["exam_date"]
        how = f" Set it with: {command('plan', '--date', '2026-12-19')}"
        return [words.without_plan(exam_date, today) + ("" if exam_date.fixed else how)]
    head = words.when(date.fromisoformat(row.exam_day), today, exam)
    days = [f"{line.name(today):<17}  {line.text}" for line in words.lines(row)]
    notes, night = words.notes(row), words.still(row.today.day, own.now.time_zone)
    heads = [f"{head}; {row.budget} questions a day", *([night] if night else [])]
    return [*heads, "", *days, *(["", *notes] if notes else [])]
