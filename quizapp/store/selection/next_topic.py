"""The weak topic to drill next, with how many of its questions a drill would ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from quizapp.exam.attempt import Kind
from quizapp.store.bootstrap.home_row import WeakTopic
from quizapp.store.db.schema import ATTEMPT, QUESTION, RESPONSE
from quizapp.store.learner.settings import zone
from quizapp.store.progress.answers import of_scope
from quizapp.store.scope import Scope
from quizapp.store.selection import drill_query
from quizapp.study.drill import DrillFilter
from quizapp.study.schedule import study_day

REST_AFTER = 5
"""After this many of its questions (or all, if fewer) are answered in drills, a topic is not
recommended again that study day."""
LONGEST_DAY = timedelta(hours=26)
"""No study day is longer, even with a change of the clocks."""


def next_topic(
    connection: Connection, scope: Scope, weak: Iterable[WeakTopic], now: datetime | None = None
) -> WeakTopic | None:
    """Return the first of some weak topics that can be drilled and does not rest; None if none."""
    drilled: dict[str, int] | None = None
    for topic in weak:
        filters = DrillFilter(topics=frozenset({topic.topic}))
        number, _ = drill_query.count(connection, scope, filters, most=filters.count)
        if not number:
            continue
        if drilled is None:
            drilled = _drilled_today(connection, scope, now or datetime.now(UTC))
        if drilled.get(topic.topic, 0) < min(REST_AFTER, number):
            return topic._replace(questions=number)
    return None


def _drilled_today(connection: Connection, scope: Scope, now: datetime) -> dict[str, int]:
    """Return topic → how many of its questions were answered in drills on this study day."""
    local = zone(connection, scope.learner)
    rows = connection.execute(
        select(QUESTION.c.topic, RESPONSE.c.question_id, RESPONSE.c.marked_at)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .join(QUESTION, QUESTION.c.id == RESPONSE.c.question_id)
        .where(
            RESPONSE.c.marked_at > now - LONGEST_DAY,
            *of_scope(scope),
            ATTEMPT.c.kind == Kind.DRILL.value,
        )
    )
    found = defaultdict(set)
    today = study_day(now, local)
    for topic, question, at in rows:
        if at is not None and study_day(at, local) == today:
            found[topic].add(question)
    return {topic: len(questions) for topic, questions in found.items()}
