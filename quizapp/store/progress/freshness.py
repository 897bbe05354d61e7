"""Whether the stored standing is up to date, decided without the modules that work it out."""

from __future__ import annotations

from sqlalchemy import Connection

from quizapp.store.learner import settings
from quizapp.store.progress import home_row
from quizapp.store.progress import queries as progress
from quizapp.store.scope import Scope


def standing_is_current(connection: Connection, scope: Scope) -> bool:
    """Whether the stored standing is up to date.

    It is out of date after a change of the answers, the study day, the exam date, or the time zone.
    """
    row = home_row.read(connection, scope)
    day = progress.day_of(connection, scope.learner)
    answers = connection.scalar(progress.total_answers(scope))
    exam = settings.exam_date_of(connection, row.settings)
    days_left = None if exam is None else (exam - day).days
    budget = settings.questions_a_day(connection, row.settings)
    return (
        home_row.figures_are_current(connection, row)
        and not row.stale(day.isoformat())
        and (row.standing.answers, row.standing.days_left) == (answers, days_left)
        and (row.standing.plan is None or row.standing.plan.budget == budget)
    )
