"""Drills and reviews: what may be asked now, and beginning to ask it."""

from __future__ import annotations

import random
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from quizapp.exam.attempt import Kind, new_attempt
from quizapp.exam.blueprint import Blueprint
from quizapp.store import answers, library, sitting
from quizapp.store.attempts import Plan
from quizapp.store.documents import topic_names
from quizapp.store.drawing import kept_back, marked, sample, sets_apart
from quizapp.store.engine import Database
from quizapp.store.errors import StoreError
from quizapp.store.sitting import Clocks, Sitting
from quizapp.store.sync import domain_of
from quizapp.store.tables import (
    EXPOSURE,
    PACK,
    QUESTION,
    QUESTION_CONCEPT,
    QUESTION_SERVICE,
    QUESTION_SKILL,
)
from quizapp.study.drill import (
    FILTERS,
    OVERCONFIDENT,
    Practisable,
    Wish,
    arranged,
)

REVIEW_AT_ONCE = 30
NOTHING_MATCHES = "no question matches; loosen the filters, or sit a form first"
NOTHING_DUE = "nothing is due today; come back tomorrow, or drill something new"


def practisable(
    connection: Connection,
    learner: int,
    pack: int,
    exam: str,
    *,
    pair: tuple[str, str] | None = None,
    now: datetime | None = None,
) -> list[Practisable]:
    """Everything that may be drilled now, with all that a wish may ask of it.

    This reads the whole bank: it is for looking at what there is, not for drawing from it.
    """
    today = answers.day_of(connection, learner, now)

    def rows(*conditions: ColumnElement[bool]) -> set[int]:
        query = select(QUESTION.c.id).outerjoin(
            EXPOSURE,
            and_(EXPOSURE.c.question_id == QUESTION.c.id, EXPOSURE.c.learner_id == learner),
        )
        return set(connection.scalars(query.where(QUESTION.c.pack_id == pack, *conditions)))

    marks = {
        name: rows(marked(name, learner, pack, today, dense=False))
        for name in (*FILTERS, OVERCONFIDENT)
    }
    apart = rows(sets_apart(*pair)) if pair else set()
    skills: dict[int, list[str]] = {}
    for row_id, skill in connection.execute(
        select(QUESTION_SKILL.c.question_id, QUESTION_SKILL.c.skill)
        .where(QUESTION_SKILL.c.exam == exam)
        .order_by(QUESTION_SKILL.c.question_id, QUESTION_SKILL.c.position)
    ):
        skills.setdefault(row_id, []).append(skill)
    services: dict[int, set[str]] = {}
    for row_id, service in connection.execute(
        select(QUESTION_SERVICE.c.question_id, QUESTION_SERVICE.c.service)
    ):
        services.setdefault(row_id, set()).add(service)
    found = connection.execute(
        select(
            QUESTION.c.id,
            QUESTION.c.code,
            QUESTION.c.topic,
            QUESTION.c.level,
            QUESTION.c.template,
            QUESTION.c.background,
            EXPOSURE.c.times,
        )
        .outerjoin(
            EXPOSURE,
            and_(EXPOSURE.c.question_id == QUESTION.c.id, EXPOSURE.c.learner_id == learner),
        )
        .where(QUESTION.c.pack_id == pack, QUESTION.c.active)
        .where(~kept_back(learner, pack, exam))
        .order_by(QUESTION.c.id)
    )
    return [
        Practisable(
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
        )
        for row in found
        if row.id in skills or row.background
    ]


def topics(connection: Connection, pack: int) -> dict[str, str]:
    """Every topic that a question stands under now, with its name."""
    document = connection.scalar(select(PACK.c.document).where(PACK.c.id == pack)) or {}
    names = topic_names(document)
    used = connection.scalars(
        select(QUESTION.c.topic)
        .where(QUESTION.c.pack_id == pack, QUESTION.c.active)
        .distinct()
        .order_by(QUESTION.c.topic)
    )
    return {topic: names.get(topic, topic) for topic in used}


def services(connection: Connection, pack: int) -> list[str]:
    """Every service that a question asks about now."""
    return list(
        connection.scalars(
            select(QUESTION_SERVICE.c.service)
            .join(QUESTION, QUESTION.c.id == QUESTION_SERVICE.c.question_id)
            .where(QUESTION.c.pack_id == pack, QUESTION.c.active)
            .distinct()
            .order_by(QUESTION_SERVICE.c.service)
        )
    )


def concepts(connection: Connection, pack: int) -> list[str]:
    """Every concept that an option may stand for now."""
    return list(
        connection.scalars(
            select(QUESTION_CONCEPT.c.concept)
            .join(QUESTION, QUESTION.c.id == QUESTION_CONCEPT.c.question_id)
            .where(QUESTION.c.pack_id == pack, QUESTION.c.active)
            .distinct()
            .order_by(QUESTION_CONCEPT.c.concept)
        )
    )


def start_drill(
    database: Database,
    learner: int,
    pack: int,
    blueprint: Blueprint,
    wish: Wish,
    title: str = "Drill",
    clocks: Clocks | None = None,
    rng: random.Random | None = None,
) -> Sitting:
    """Begin a drill. Raises StoreError if no question matches."""
    rng = rng or random.Random()
    with database.read() as connection:
        found = sample(connection, learner, pack, blueprint.code, wish, rng)
    ids = arranged(found, wish, rng)
    if not ids:
        raise StoreError(NOTHING_MATCHES)
    return _begin(database, learner, pack, blueprint, Kind.DRILL, title, ids, clocks, rng)


def start_review(
    database: Database,
    learner: int,
    pack: int,
    blueprint: Blueprint,
    clocks: Clocks | None = None,
    rng: random.Random | None = None,
    now: datetime | None = None,
) -> Sitting:
    """Begin a review of what is due and of what was missed and is not yet recovered.

    Raises StoreError if nothing is.
    """
    rng = rng or random.Random()
    with database.read() as connection:
        ids = to_review(connection, learner, pack, now)[:REVIEW_AT_ONCE]
    if not ids:
        raise StoreError(NOTHING_DUE)
    return _begin(database, learner, pack, blueprint, Kind.REVIEW, "Review", ids, clocks, rng)


def to_review(
    connection: Connection, learner: int, pack: int, now: datetime | None = None
) -> list[int]:
    """Rows of the questions to review on this study day, the most pressing first."""
    today = answers.day_of(connection, learner, now)
    waiting = answers.waiting(connection, learner, pack, today)
    missed = answers.to_recover(connection, learner, pack, REVIEW_AT_ONCE, before=today)
    codes = dict.fromkeys([*(d.question for d in waiting), *(m.question for m in missed)])
    ids = {
        row.code: row.id
        for row in connection.execute(
            select(QUESTION.c.code, QUESTION.c.id).where(
                QUESTION.c.pack_id == pack, QUESTION.c.code.in_(codes)
            )
        )
    }
    return [ids[code] for code in codes if code in ids]


def _begin(
    database: Database,
    learner: int,
    pack: int,
    blueprint: Blueprint,
    kind: Kind,
    title: str,
    ids: list[int],
    clocks: Clocks | None,
    rng: random.Random,
) -> Sitting:
    with database.write() as connection:
        questions = library.questions(connection, ids, learner=learner)
        if not questions:
            raise StoreError("the numbers of these questions are all used up; choose others")
        known = library.met(connection, learner, [q.row_id for q in questions])
        attempt = new_attempt(
            kind,
            [q.question for q in questions],
            exam=blueprint.code,
            allowed=None,
            rng=rng,
            met=frozenset(q.question.id for q in questions if q.row_id in known and q.seed is None),
        ).start()
        plan = Plan(learner, pack, blueprint.code, title)
        return sitting.begin(
            connection, database, plan, attempt, questions, blueprint, clocks or Clocks(), rng
        )
