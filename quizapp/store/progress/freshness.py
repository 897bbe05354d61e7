"""Whether the stored standing is up to date, decided without the modules that work it out."""

from __future__ import annotations

from sqlalchemy import Connection, select

from quizapp.store.learner import settings
from quizapp.store.progress import home_row
from quizapp.store.progress import queries as progress
from quizapp.store.scope import Scope


def standing_is_current(connection: Connection, scope: Scope) -> bool:
    """Whether the stored standing is up to date.

    It is out of date after a change of the answers, of the questions seen, of the study day, the
    time zone, or a setting of the plan.
    """
    row = home_row.read(connection, scope)
    day = progress.day_of(connection, scope.learner)
    answers, met = connection.execute(
        select(
            progress.total_answers(scope).scalar_subquery(),
            progress.number_met(scope).scalar_subquery(),
        )
    ).one()
    exam = settings.exam_date_of(connection, row.settings)
    days_left = None if exam is None else (exam - day).days
    budget = settings.questions_a_day(connection, row.settings)
    return (
        home_row.figures_are_current(connection, row)
        and not row.stale(day.isoformat())
        and (row.standing.answers, row.standing.days_left) == (answers, days_left)
        # A question that was seen, but not answered, is no longer a new one of the plan.
        and (
            row.standing.plan is None
            or (row.standing.plan.budget, row.standing.met) == (budget, met)
        )
    )
