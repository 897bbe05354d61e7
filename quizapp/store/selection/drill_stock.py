"""The complete list of questions that can be drilled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select, true

from quizapp.exam.question import domain_of
from quizapp.store.db.schema import EXPOSURE, QUESTION, QUESTION_SERVICE, QUESTION_SKILL
from quizapp.store.progress import queries as progress
from quizapp.store.scope import Scope
from quizapp.store.selection import open_sittings
from quizapp.store.selection.drill_query import marked, protected, sets_apart
from quizapp.study.drill import (
    FILTERS,
    OVERCONFIDENT,
    DrillCandidate,
)


def drillable(
    connection: Connection,
    scope: Scope,
    *,
    pair: tuple[str, str] | None = None,
    now: datetime | None = None,
    include_open: bool = False,
    include_kept: bool = False,
) -> list[DrillCandidate]:
    """Return every question that can be drilled now, with everything that filters can select by.

    `pair` is the pair of concepts for `sets_apart`. With `include_open`, questions of open
    sittings are included, and with `include_kept`, those of mocks not taken yet. This reads the
    whole bank, so use it to list choices, not to draw questions.
    """
    today = progress.day_of(connection, scope.learner, now)

    def rows(*conditions: ColumnElement[bool]) -> set[int]:
        query = select(QUESTION.c.id).outerjoin(
            EXPOSURE,
            and_(EXPOSURE.c.question_id == QUESTION.c.id, EXPOSURE.c.learner_id == scope.learner),
        )
        return set(connection.scalars(query.where(QUESTION.c.pack_id == scope.pack, *conditions)))

    marks = {
        name: rows(marked(name, scope, today, dense=False)) for name in (*FILTERS, OVERCONFIDENT)
    }
    apart = rows(sets_apart(*pair)) if pair else set()
    skills: dict[int, list[str]] = {}
    for row_id, skill in connection.execute(
        select(QUESTION_SKILL.c.question_id, QUESTION_SKILL.c.skill)
        .where(QUESTION_SKILL.c.exam == scope.exam)
        .order_by(QUESTION_SKILL.c.question_id, QUESTION_SKILL.c.position)
    ):
        skills.setdefault(row_id, []).append(skill)
    services: dict[int, set[str]] = {}
    for row_id, service in connection.execute(
        select(QUESTION_SERVICE.c.question_id, QUESTION_SERVICE.c.service)
    ):
        services.setdefault(row_id, set()).add(service)
    kept = protected(scope)
    free = true() if include_open else ~open_sittings.in_one(scope.learner)
    found = connection.execute(
        select(
            QUESTION.c.id,
            QUESTION.c.code,
            QUESTION.c.topic,
            QUESTION.c.level,
            QUESTION.c.template,
            QUESTION.c.background,
            EXPOSURE.c.times,
            kept.label("kept") if include_kept else false().label("kept"),
        )
        .outerjoin(
            EXPOSURE,
            and_(EXPOSURE.c.question_id == QUESTION.c.id, EXPOSURE.c.learner_id == scope.learner),
        )
        .where(QUESTION.c.pack_id == scope.pack, QUESTION.c.active)
        .where(or_(kept, free) if include_kept else and_(~kept, free))
        .order_by(QUESTION.c.id)
    )
    return [
        DrillCandidate(
            row_id=row.id,
            code=row.code,
            topic=row.topic,
            domain=domain_of(skills[row.id][0]) if row.id in skills else None,
            skills=frozenset(skills.get(row.id, ())),
            services=frozenset(services.get(row.id, ())),
            level=row.level,
            template=row.template,
            background=row.background,
            marks=frozenset(name for name, marked in marks.items() if row.id in marked),
            sets_apart=row.id in apart,
            met=row.times is not None,
            kept=bool(row.kept),
        )
        for row in found
        if row.id in skills or row.background
    ]
