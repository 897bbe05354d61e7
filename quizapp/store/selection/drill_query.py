"""What a drill may draw from, as queries: large banks are neither read nor counted through."""

from __future__ import annotations

import random
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, Exists, Select, and_, case, func, or_, select

from quizapp.store.catalog import queries as catalog
from quizapp.store.db.progress_schema import CARD
from quizapp.store.db.schema import (
    ATTEMPT,
    EXPOSURE,
    FORM,
    MARK,
    OPEN_STATES,
    QUESTION,
    QUESTION_CONCEPT,
    QUESTION_SERVICE,
    QUESTION_SKILL,
    RESPONSE,
)
from quizapp.store.progress import queries as progress
from quizapp.store.scope import Scope
from quizapp.store.selection import mock_pool, open_sittings
from quizapp.study.drill import (
    OVERCONFIDENT,
    Drawable,
    Wish,
)

CHOICE = 3
SAMPLE = 300
COUNTED = 500
MANY = 500
# Of a row that may be missing, its key alone is asked for: that stands in the index.
MET, NEVER_MET = EXPOSURE.c.question_id.is_not(None), EXPOSURE.c.question_id.is_(None)


def untaken(scope: Scope) -> ColumnElement[bool]:
    """Whether a form is one that this learner has not taken.

    What is taken is defined by `catalog.taken_forms`.
    """
    return FORM.c.number.not_in(catalog.taken_forms(scope))


@lru_cache(maxsize=8)
def kept_back(scope: Scope) -> Exists:
    """Whether a question stands in an `untaken` form: kept for first sight."""
    return catalog.in_form(FORM.c.pack_id == scope.pack, FORM.c.exam == scope.exam, untaken(scope))


def being_asked(connection: Connection, learner: int) -> frozenset[int]:
    """Questions that an open sitting has asked or will ask, and that are not marked there."""
    return frozenset(
        connection.scalars(
            select(RESPONSE.c.question_id)
            .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
            .where(
                ATTEMPT.c.learner_id == learner,
                ATTEMPT.c.state.in_(OPEN_STATES),
                RESPONSE.c.correct.is_(None),
            )
        )
    )


def matching(
    scope: Scope,
    wish: Wish,
    today: date,
    dense: frozenset[str] = frozenset(),
    *,
    held: bool = False,
) -> Select[int, str, bool, bool]:
    """The questions that may be drilled now and answer a wish: (id, topic, template, met).

    Never one of an untaken form or of an open sitting; with `held`, those of open sittings that
    could be drilled otherwise. What a wish means is defined by `study.drill.matches`; this is the
    same as a query, so that a large bank need not be read.
    """
    question = QUESTION.c.id
    serves = select(QUESTION_SKILL.c.question_id).where(QUESTION_SKILL.c.exam == scope.exam)
    first = serves.where(QUESTION_SKILL.c.position == 0, QUESTION_SKILL.c.question_id == question)
    query = (
        select(question, QUESTION.c.topic, QUESTION.c.template, MET.label("met"))
        .outerjoin(
            EXPOSURE,
            and_(EXPOSURE.c.question_id == question, EXPOSURE.c.learner_id == scope.learner),
        )
        .where(QUESTION.c.pack_id == scope.pack, QUESTION.c.active)
        .where(~kept_back(scope))
    )
    in_one = open_sittings.in_one(scope.learner)
    query = query.where(in_one if held else ~in_one)
    if wish.topics:
        asked = or_(QUESTION.c.background, first.exists())
        query = query.where(QUESTION.c.topic.in_(wish.topics), asked)
    else:
        query = query.where(~QUESTION.c.background, first.exists())
    if wish.domains:
        query = query.where(first.where(QUESTION_SKILL.c.domain.in_(wish.domains)).exists())
    if wish.tasks:
        of_task = or_(*(QUESTION_SKILL.c.skill.startswith(f"{task}.") for task in wish.tasks))
        query = query.where(question.in_(serves.where(of_task)))
    if wish.skills:
        query = query.where(question.in_(serves.where(QUESTION_SKILL.c.skill.in_(wish.skills))))
    if wish.services:
        of_service = select(QUESTION_SERVICE.c.question_id).where(
            QUESTION_SERVICE.c.service.in_(wish.services)
        )
        query = query.where(question.in_(of_service))
    if wish.levels:
        query = query.where(QUESTION.c.level.in_(wish.levels))
    if wish.templates:
        query = query.where(QUESTION.c.template)
    if wish.only:
        marks = (
            marked(name, scope, today, dense=name in dense or len(wish.only) > 1)
            for name in wish.only
        )
        query = query.where(or_(*marks))
    if wish.pair is not None:
        query = query.where(sets_apart(*wish.pair))
    return query


def sets_apart(one: str, other: str) -> ColumnElement[bool]:
    """One of two concepts is a key and the other a distractor, whichever way round."""

    def stands(concept: str, *, key: bool) -> ColumnElement[bool]:
        return QUESTION.c.id.in_(
            select(QUESTION_CONCEPT.c.question_id).where(
                QUESTION_CONCEPT.c.concept == concept, QUESTION_CONCEPT.c.key.is_(key)
            )
        )

    return or_(
        and_(stands(one, key=True), stands(other, key=False)),
        and_(stands(one, key=False), stands(other, key=True)),
    )


def marked(name: str, scope: Scope, today: date, *, dense: bool) -> ColumnElement[bool]:
    """Whether a question carries a mark: one of FILTERS, or "overconfident".

    With `dense`, questions are asked for their mark one after the other; else it is begun with
    those that carry it, which are few.
    """
    if name == "unseen":
        return or_(NEVER_MET, QUESTION.c.template)
    if name == "flagged":
        return EXPOSURE.c.flagged.is_(True)
    if name == "bookmarked":
        return QUESTION.c.id.in_(
            select(MARK.c.question_id).where(MARK.c.learner_id == scope.learner, MARK.c.bookmarked)
        )
    rows = _carrying(name, scope, today)
    if dense:
        return rows.where(CARD.c.question_id == QUESTION.c.id).exists()
    return QUESTION.c.id.in_(rows)


def _carrying(name: str, scope: Scope, today: date) -> Select[int]:
    flags: dict[str, ColumnElement[bool]] = {
        "missed": CARD.c.unrecovered,
        "lucky": CARD.c.lucky,
        OVERCONFIDENT: CARD.c.sure_and_wrong,
        "due": CARD.c.due <= today,
    }
    return select(CARD.c.question_id).where(
        CARD.c.learner_id == scope.learner, CARD.c.pack_id == scope.pack, flags[name]
    )


def _dense(connection: Connection, wish: Wish, scope: Scope, today: date) -> frozenset[str]:
    """The marks of a wish that so many questions carry that any stretch of the bank has some."""
    found = set()
    for name in wish.only & {"missed", "lucky", OVERCONFIDENT, "due"}:
        some = _carrying(name, scope, today).limit(MANY).subquery()
        if connection.scalar(select(func.count()).select_from(some)) == MANY:
            found.add(name)
    return frozenset(found)


def count(connection: Connection, scope: Scope, wish: Wish, most: int = COUNTED) -> tuple[int, int]:
    """How many questions answer a wish, and how many of them are first sight.

    No more than `most` are looked at, so that a large bank costs no more than a small one.
    """
    today = progress.day_of(connection, scope.learner)
    dense = _dense(connection, wish, scope, today)
    found = (
        matching(scope, wish, today, dense)
        .add_columns(or_(NEVER_MET, QUESTION.c.template).label("fresh"))
        .limit(most)
        .subquery()
    )
    number, unseen = connection.execute(
        select(func.count(), func.sum(case((found.c.fresh, 1), else_=0))).select_from(found)
    ).one()
    return number, unseen or 0


def held(connection: Connection, scope: Scope, wish: Wish) -> list[int]:
    """Questions that answer a wish but are in an open sitting (rows), at most `COUNTED`."""
    today = progress.day_of(connection, scope.learner)
    rows = connection.execute(matching(scope, wish, today, held=True).limit(COUNTED))
    return [row.id for row in rows]


def sample(
    connection: Connection,
    scope: Scope,
    wish: Wish,
    rng: random.Random,
    now: datetime | None = None,
) -> list[Drawable]:
    """Questions that answer a wish, from a random place in the shuffle on: `CHOICE` for each that
    is wanted. If too few of these are first sight, up to `SAMPLE`, so that more are found, unless
    none was: then further reading would hardly find any. A small bank is read to its end.
    """
    today = progress.day_of(connection, scope.learner, now)
    dense = _dense(connection, wish, scope, today)
    query = matching(scope, wish, today, dense)
    stretch = mock_pool.Stretch(connection, query, QUESTION.c.shuffle, rng)
    most = max(SAMPLE, wish.count)
    found = stretch.read(min(CHOICE * wish.count, most))
    never = sum(not row.met for row in found)
    if never < wish.count:
        small = mock_pool.small(connection, scope.pack)
        if never or small:
            found += stretch.read((mock_pool.SMALL if small else most) - len(found))
    return [Drawable(row.id, row.topic, row.met, row.template or not row.met) for row in found]
