"""Queries for the questions of a drill. They neither read nor count the whole of a large bank."""

from __future__ import annotations

import random
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, Exists, Select, and_, case, func, or_, select

from quizapp.exam.attempt import SCORED
from quizapp.store.catalog import queries as catalog
from quizapp.store.db.progress_schema import CARD
from quizapp.store.db.schema import (
    ATTEMPT,
    EXPOSURE,
    FORM,
    MARK,
    QUESTION,
    QUESTION_CONCEPT,
    QUESTION_SERVICE,
    QUESTION_SKILL,
    RESPONSE,
)
from quizapp.store.progress import queries as progress
from quizapp.store.scope import Scope
from quizapp.store.selection import open_sittings, pool
from quizapp.study.drill import (
    OVERCONFIDENT,
    DrawCandidate,
    DrillFilter,
)

OVERSAMPLING = 3
"""The questions to read for each one needed."""
SAMPLE = 300
"""The most questions to read from a large bank, unless more are needed."""
COUNTED = 500
"""The most questions that `count` counts."""
MANY = 500
"""A mark on at least this many questions is dense."""
# Only the key of a row that may be missing is compared, since the index contains it.
MET, NEVER_MET = EXPOSURE.c.question_id.is_not(None), EXPOSURE.c.question_id.is_(None)


def untaken(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on FORM that the learner has not taken it.

    `catalog.taken_forms` defines which forms are taken.
    """
    return FORM.c.number.not_in(catalog.taken_forms(scope))


@lru_cache(maxsize=8)
def protected(scope: Scope) -> Exists:
    """Return the condition that a question is in an `untaken` form, reserved for first sight."""
    return catalog.in_form(FORM.c.pack_id == scope.pack, FORM.c.exam == scope.exam, untaken(scope))


def being_asked(connection: Connection, scope: Scope) -> frozenset[int]:
    """Return the row keys of the pack's unmarked questions in open sittings."""
    # `coalesce` keeps SQLite from using the index of the pack's attempts and reading all of them;
    # the index of states finds the few that are open.
    of_pack = func.coalesce(ATTEMPT.c.pack_id, scope.pack) == scope.pack
    return frozenset(
        connection.scalars(
            open_sittings.asked(scope.learner, of_pack, RESPONSE.c.correct.is_(None))
        )
    )


def hidden_in_open(connection: Connection, scope: Scope) -> frozenset[int]:
    """Return those of `being_asked` whose text would spoil the open sitting.

    In a drill, review, or replay, a question that the learner had seen before is not one of them,
    since it asks again for what was read before.
    """
    of_pack = func.coalesce(ATTEMPT.c.pack_id, scope.pack) == scope.pack
    met = (
        select(EXPOSURE.c.question_id)
        .where(
            EXPOSURE.c.learner_id == scope.learner,
            EXPOSURE.c.question_id == RESPONSE.c.question_id,
        )
        .exists()
    )
    met_here = and_(RESPONSE.c.seen_at.is_not(None), func.coalesce(RESPONSE.c.first_exposure, True))
    spoils = or_(ATTEMPT.c.kind.in_(SCORED), ~met, met_here)
    return frozenset(
        connection.scalars(
            open_sittings.asked(scope.learner, of_pack, RESPONSE.c.correct.is_(None), spoils)
        )
    )


def matching(
    scope: Scope,
    filters: DrillFilter,
    today: date,
    dense: frozenset[str] = frozenset(),
    *,
    in_open: bool = False,
) -> Select[int, str, bool, bool]:
    """Select the questions to drill that match the filters now: (id, topic, template, met).

    Questions of untaken forms and of open sittings are excluded; with `in_open`, only the questions
    of open sittings are selected. `study.drill.matches` defines when a question matches; this is
    the same rule as a query, so that a large bank need not be read.
    """
    question = QUESTION.c.id
    query = (
        select(question, QUESTION.c.topic, QUESTION.c.template, MET.label("met"))
        .outerjoin(
            EXPOSURE,
            and_(EXPOSURE.c.question_id == question, EXPOSURE.c.learner_id == scope.learner),
        )
        .where(QUESTION.c.pack_id == scope.pack, QUESTION.c.active)
        .where(~protected(scope))
    )
    in_one = open_sittings.in_one(scope.learner)
    query = query.where(in_one if in_open else ~in_one).where(*is_about(scope, filters))
    if filters.only:
        marks = (
            marked(name, scope, today, dense=name in dense or len(filters.only) > 1)
            for name in filters.only
        )
        query = query.where(or_(*marks))
    if filters.pair is not None:
        query = query.where(sets_apart(*filters.pair))
    return query


def is_about(scope: Scope, filters: DrillFilter) -> list[ColumnElement[bool]]:
    """Return the conditions that an exam's question is about what the filters name.

    These are the filters that depend on the question alone, not on the learner.
    """
    question = QUESTION.c.id
    serves = select(QUESTION_SKILL.c.question_id).where(QUESTION_SKILL.c.exam == scope.exam)
    first = serves.where(QUESTION_SKILL.c.position == 0, QUESTION_SKILL.c.question_id == question)
    found: list[ColumnElement[bool]] = []
    if filters.topics or filters.rows:
        found.append(or_(QUESTION.c.background, first.exists()))
    else:
        found += [~QUESTION.c.background, first.exists()]
    if filters.topics:
        found.append(QUESTION.c.topic.in_(filters.topics))
    if filters.rows:
        found.append(question.in_(filters.rows))
    if filters.domains:
        found.append(first.where(QUESTION_SKILL.c.domain.in_(filters.domains)).exists())
    if filters.tasks:
        of_task = or_(*(QUESTION_SKILL.c.skill.startswith(f"{task}.") for task in filters.tasks))
        found.append(question.in_(serves.where(of_task)))
    if filters.skills:
        found.append(question.in_(serves.where(QUESTION_SKILL.c.skill.in_(filters.skills))))
    if filters.services:
        of_service = select(QUESTION_SERVICE.c.question_id).where(
            QUESTION_SERVICE.c.service.in_(filters.services)
        )
        found.append(question.in_(of_service))
    if filters.levels:
        found.append(QUESTION.c.level.in_(filters.levels))
    if filters.templates:
        found.append(QUESTION.c.template)
    return found


def sets_apart(one: str, other: str) -> ColumnElement[bool]:
    """Return the condition that one of two concepts is a key and the other a distractor."""

    def has(concept: str, *, key: bool) -> ColumnElement[bool]:
        return QUESTION.c.id.in_(
            select(QUESTION_CONCEPT.c.question_id).where(
                QUESTION_CONCEPT.c.concept == concept, QUESTION_CONCEPT.c.key.is_(key)
            )
        )

    return or_(
        and_(has(one, key=True), has(other, key=False)),
        and_(has(one, key=False), has(other, key=True)),
    )


def marked(name: str, scope: Scope, today: date, *, dense: bool) -> ColumnElement[bool]:
    """Return the condition that a question has a mark: one of FILTERS, or "overconfident".

    With `dense`, the mark is looked up for each question. Otherwise the query starts from the
    questions with the mark, which are few.
    """
    if name == "unseen":
        return or_(NEVER_MET, QUESTION.c.template)
    if name == "flagged":
        return EXPOSURE.c.flagged.is_(True)
    if name == "bookmarked":
        return QUESTION.c.id.in_(
            select(MARK.c.question_id).where(MARK.c.learner_id == scope.learner, MARK.c.bookmarked)
        )
    rows = _with_mark(name, scope, today)
    if dense:
        return rows.where(CARD.c.question_id == QUESTION.c.id).exists()
    return QUESTION.c.id.in_(rows)


def _with_mark(name: str, scope: Scope, today: date) -> Select[int]:
    flags: dict[str, ColumnElement[bool]] = {
        "missed": CARD.c.unrecovered,
        "lucky": CARD.c.lucky,
        OVERCONFIDENT: CARD.c.sure_and_wrong,
        "due": CARD.c.due <= today,
    }
    return select(CARD.c.question_id).where(
        CARD.c.learner_id == scope.learner, CARD.c.pack_id == scope.pack, flags[name]
    )


def _dense(
    connection: Connection, filters: DrillFilter, scope: Scope, today: date
) -> frozenset[str]:
    """Return the marks in the filters that at least `MANY` questions have.

    Any cursor of the bank contains questions with such a mark.
    """
    dense = set()
    for name in filters.only & {"missed", "lucky", OVERCONFIDENT, "due"}:
        some = _with_mark(name, scope, today).limit(MANY).subquery()
        if connection.scalar(select(func.count()).select_from(some)) == MANY:
            dense.add(name)
    return frozenset(dense)


def count(
    connection: Connection, scope: Scope, filters: DrillFilter, most: int = COUNTED
) -> tuple[int, int]:
    """Return how many questions match the filters, and how many of them are first sight.

    At most `most` are counted, so a large bank takes no longer than a small one.
    """
    today = progress.day_of(connection, scope.learner)
    dense = _dense(connection, filters, scope, today)
    found = (
        matching(scope, filters, today, dense)
        .add_columns(or_(NEVER_MET, QUESTION.c.template).label("fresh"))
        .limit(most)
        .subquery()
    )
    number, unseen = connection.execute(
        select(func.count(), func.sum(case((found.c.fresh, 1), else_=0))).select_from(found)
    ).one()
    return number, unseen or 0


def in_open_sittings(connection: Connection, scope: Scope, filters: DrillFilter) -> list[int]:
    """Return the rows of questions that match but are in an open sitting, at most `COUNTED`."""
    today = progress.day_of(connection, scope.learner)
    rows = connection.execute(matching(scope, filters, today, in_open=True).limit(COUNTED))
    return [row.id for row in rows]


def sample(
    connection: Connection,
    scope: Scope,
    filters: DrillFilter,
    rng: random.Random,
    now: datetime | None = None,
) -> list[DrawCandidate]:
    """Return questions that match the filters, from a random place in the shuffle.

    `OVERSAMPLING` questions are read for each one needed. If too few of them are first sight, up to
    `SAMPLE` are read, unless none is first sight: further reading would hardly find any. A small
    bank is read to its end.
    """
    today = progress.day_of(connection, scope.learner, now)
    dense = _dense(connection, filters, scope, today)
    query = matching(scope, filters, today, dense)
    cursor = pool.ShuffleCursor(connection, query, QUESTION.c.shuffle, rng)
    most = max(SAMPLE, filters.count)
    found = cursor.read(min(OVERSAMPLING * filters.count, most))
    never = sum(not row.met for row in found)
    if never < filters.count:
        small = pool.small(connection, scope.pack)
        if never or small:
            found += cursor.read((pool.SMALL if small else most) - len(found))
    return [DrawCandidate(row.id, row.topic, row.met, row.template or not row.met) for row in found]
