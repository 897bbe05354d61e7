"""The questions of today's review: those due, and those missed before today and not recovered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from quizapp.exam.wording import count
from quizapp.store.db.progress_schema import CARD
from quizapp.store.db.schema import QUESTION
from quizapp.store.errors import NothingDue
from quizapp.store.progress import exam_plan, home_row
from quizapp.store.progress import queries as progress
from quizapp.store.progress.reviews import waiting
from quizapp.store.scope import Scope
from quizapp.store.selection import open_sittings
from quizapp.store.selection.next_topic import next_topic

REVIEW_AT_ONCE = 30
"""The most questions in one review."""
EXTRA_PRACTICE = "Extra practice: your missed list stays as it is."
"""What a review on demand does not do: no right answer in it counts toward recovery."""


def to_review(connection: Connection, scope: Scope, now: datetime | None = None) -> list[int]:
    """Return the row keys of the questions to review on this study day, most urgent first.

    Before an exam, they are the reviews that the plan has for today. Otherwise, they are those that
    are due, then those missed before today and not recovered.
    """
    today = progress.day_of(connection, scope.learner, now)
    codes = dict.fromkeys(each.question for each in waiting(connection, scope, today))
    if exam_plan.exam_ahead(connection, scope, today) is None:
        missed = progress.to_recover(connection, scope, REVIEW_AT_ONCE, before=today)
        codes.update(dict.fromkeys(each.question for each in missed))
    return _row_keys(connection, scope, list(codes))


def _row_keys(connection: Connection, scope: Scope, codes: list[str]) -> list[int]:
    """Return the row keys of questions, in the order given."""
    ids = {
        row.code: row.id
        for row in connection.execute(
            select(QUESTION.c.code, QUESTION.c.id).where(
                QUESTION.c.pack_id == scope.pack, QUESTION.c.code.in_(codes)
            )
        )
    }
    return [ids[code] for code in codes if code in ids]


def on_demand(connection: Connection, scope: Scope) -> list[int]:
    """Return the row keys of the missed questions that are not recovered, due soonest first.

    Unlike today's review, they include those answered today.
    """
    return _row_keys(
        connection, scope, [m.question for m in progress.to_recover(connection, scope)]
    )


def nothing_due(connection: Connection, scope: Scope) -> NothingDue:
    """Return what to say if no question is to be reviewed today."""
    rows = on_demand(connection, scope)
    missed = len(rows)
    held = open_sittings.among(connection, scope.learner, rows) if rows else frozenset()
    asked = min(REVIEW_AT_ONCE, missed - len(held))
    today = progress.day_of(connection, scope.learner)
    planned = exam_plan.current(connection, scope, today)
    if planned is not None:
        left = "left " if planned.today.reviews else ""
        # When the missed ones come back depends on the plan, so nothing is promised here.
        later = "" if missed else "; it adds some when it has room"
        return NothingDue(f"your plan has no reviews {left}today{later}", missed, asked, len(held))
    if missed:
        comes = "comes" if missed == 1 else "come"
        them = f"your {count(missed, 'missed question')}"
        why = f"nothing is due today; {them} {comes} back from tomorrow on"
        return NothingDue(why, missed, asked, len(held))
    coming = progress.memories(connection, progress.cards(scope, CARD.c.due > today).limit(1))
    why = "what you answer in a drill or a mock comes up for review later"
    for first in coming:
        days = (first.due - today).days
        why = f"the next question is due {'tomorrow' if days == 1 else f'in {days} days'}"
    return NothingDue(f"nothing to review today; {why}", 0)


def update_due_counts(connection: Connection, scope: Scope) -> None:
    """Count again what home says of reviews, after questions were withdrawn or came back.

    Everything counts active questions only, so what home shows must not wait for the next standing.
    """
    row = home_row.read(connection, scope)
    today = progress.day_of(connection, scope.learner)
    weak = row.standing.weak
    counted = row.standing._replace(
        due=len(waiting(connection, scope, today)),
        recover=progress.number_to_recover(connection, scope),
        weak=weak and next_topic(connection, scope, [weak]),
    )
    home_row.write(connection, scope, row._replace(standing=counted))
