"""Today's review: which questions are left in it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select

from quizapp.store.db.progress_schema import CARD
from quizapp.store.learner.settings import exam_date
from quizapp.store.progress import exam_plan
from quizapp.store.progress.queries import answered_before, cards, memories
from quizapp.store.scope import Scope
from quizapp.study.schedule import DAILY_REVIEWS, Due, Memory, due

CANDIDATES = 400
"""How many due questions are compared to select the day's review, which takes about a tenth."""


def waiting(connection: Connection, scope: Scope, today: date) -> list[Due]:
    """Return the questions left in today's review, the most useful first.

    The review is selected from the `CANDIDATES` questions that have been due longest. A day has
    `DAILY_REVIEWS` reviews, including those already answered today; before an exam, it has those of
    the plan.
    """
    exam = exam_date(connection, scope)
    planned = exam_plan.current(connection, scope, today)
    most = DAILY_REVIEWS if planned is None else planned.today.reviews
    left = most - answered_today(connection, scope, today, ahead=planned is not None, most=most)
    if left <= 0:
        return []
    candidates: dict[str, Memory] = {}
    ordinary: list[ColumnElement[bool]] = [answered_before(today)]
    if planned is None:
        ordinary.append(CARD.c.due <= today)
    urgent = (CARD.c.sure_and_wrong, answered_before(today), CARD.c.due <= today)
    for query in (cards(scope, *urgent), cards(scope, *ordinary)):
        for card in memories(connection, query.limit(CANDIDATES)):
            candidates[card.question] = card
    return due(candidates.values(), today, exam=exam, limit=left)


def answered_today(
    connection: Connection, scope: Scope, today: date, *, ahead: bool, most: int
) -> int:
    """Return how many questions that were answered before have been answered again today.

    Only those that were due count, unless `ahead`: before an exam, others are reviewed too. The
    result is at most `most`.
    """
    conditions = [
        CARD.c.learner_id == scope.learner,
        CARD.c.pack_id == scope.pack,
        CARD.c.last == today,
        CARD.c.was_due.is_not(None) if ahead else CARD.c.was_due <= today,
    ]
    answered = select(CARD.c.question_id).where(*conditions).limit(most).subquery()
    return connection.scalar(select(func.count()).select_from(answered)) or 0
