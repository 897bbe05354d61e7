"""What a drill may draw from, as queries: large banks are neither read nor counted through."""

from __future__ import annotations

import random
from datetime import date, datetime

from sqlalchemy import ColumnElement, Exists, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from quizapp.store import answers, library
from quizapp.store.answers import Condition
from quizapp.store.figure_tables import CardRow
from quizapp.store.tables import (
    OPEN_STATES,
    AttemptRow,
    ExposureRow,
    FormRow,
    MarkRow,
    QuestionConceptRow,
    QuestionRow,
    QuestionServiceRow,
    QuestionSkillRow,
    ResponseRow,
)
from quizapp.study.drill import (
    OVERCONFIDENT,
    Drawable,
    Wish,
)

SAMPLE = 300
COUNTED = 500
MANY = 500


def unsat(learner: int, pack: int, exam: str) -> ColumnElement[bool]:
    """Whether a form is one that this learner has not sat.

    A form that is open still counts as not sat: a drill would give its answers away.
    """
    sat = select(AttemptRow.form).where(
        AttemptRow.learner_id == learner,
        AttemptRow.pack_id == pack,
        AttemptRow.exam == exam,
        AttemptRow.form.is_not(None),
        AttemptRow.state.not_in(OPEN_STATES),
    )
    return FormRow.number.not_in(sat)


def kept_back(learner: int, pack: int, exam: str) -> Exists:
    """Whether a question stands in an `unsat` form: kept for first sight."""
    return library.in_form(pack, exam, unsat(learner, pack, exam))


def being_asked(session: Session, learner: int) -> frozenset[int]:
    """Questions that an open sitting has asked or will ask, and that are not marked there."""
    return frozenset(
        session.scalars(
            select(ResponseRow.question_id)
            .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
            .where(
                AttemptRow.learner_id == learner,
                AttemptRow.state.in_(OPEN_STATES),
                ResponseRow.correct.is_(None),
            )
        )
    )


def matching(
    learner: int,
    pack: int,
    exam: str,
    wish: Wish,
    today: date,
    dense: frozenset[str] = frozenset(),
) -> Select[int, str, bool, int]:
    """The questions that may be drilled now and answer a wish: (row, topic, template, times shown).

    Never one of an unsat form. What a wish means stands in `study.drill.matches`; this is the same
    as a query, so that a large bank need not be read.
    """
    question = QuestionRow.id
    serves = select(QuestionSkillRow.question_id).where(QuestionSkillRow.exam == exam)
    first = serves.where(QuestionSkillRow.position == 0, QuestionSkillRow.question_id == question)
    query = (
        select(question, QuestionRow.topic, QuestionRow.template, ExposureRow.times)
        .outerjoin(
            ExposureRow,
            and_(ExposureRow.question_id == question, ExposureRow.learner_id == learner),
        )
        .where(QuestionRow.pack_id == pack, QuestionRow.active)
        .where(~kept_back(learner, pack, exam))
    )
    if wish.topics:
        asked = or_(QuestionRow.background, first.exists())
        query = query.where(QuestionRow.topic.in_(wish.topics), asked)
    else:
        query = query.where(~QuestionRow.background, first.exists())
    if wish.domains:
        query = query.where(first.where(QuestionSkillRow.domain.in_(wish.domains)).exists())
    if wish.tasks:
        of_task = or_(*(QuestionSkillRow.skill.startswith(f"{task}.") for task in wish.tasks))
        query = query.where(question.in_(serves.where(of_task)))
    if wish.skills:
        query = query.where(question.in_(serves.where(QuestionSkillRow.skill.in_(wish.skills))))
    if wish.services:
        of_service = select(QuestionServiceRow.question_id).where(
            QuestionServiceRow.service.in_(wish.services)
        )
        query = query.where(question.in_(of_service))
    if wish.levels:
        query = query.where(QuestionRow.level.in_(wish.levels))
    if wish.templates:
        query = query.where(QuestionRow.template)
    if wish.only:
        marks = (
            marked(name, learner, pack, today, dense=name in dense or len(wish.only) > 1)
            for name in wish.only
        )
        query = query.where(or_(*marks))
    if wish.pair is not None:
        query = query.where(sets_apart(*wish.pair))
    return query


def sets_apart(one: str, other: str) -> ColumnElement[bool]:
    """One of two concepts is a key and the other a distractor, whichever way round."""

    def stands(concept: str, *, key: bool) -> ColumnElement[bool]:
        return QuestionRow.id.in_(
            select(QuestionConceptRow.question_id).where(
                QuestionConceptRow.concept == concept, QuestionConceptRow.key.is_(key)
            )
        )

    return or_(
        and_(stands(one, key=True), stands(other, key=False)),
        and_(stands(one, key=False), stands(other, key=True)),
    )


def marked(name: str, learner: int, pack: int, today: date, *, dense: bool) -> Condition:
    """Whether a question carries a mark: one of FILTERS, or "overconfident".

    With `dense`, questions are asked for their mark one after the other; else it is begun with
    those that carry it, which are few.
    """
    if name == "unseen":
        return or_(ExposureRow.times.is_(None), QuestionRow.template)
    if name == "flagged":
        return ExposureRow.flagged.is_(True)
    if name == "bookmarked":
        return QuestionRow.id.in_(
            select(MarkRow.question_id).where(MarkRow.learner_id == learner, MarkRow.bookmarked)
        )
    rows = _carrying(name, learner, pack, today)
    if dense:
        return rows.where(CardRow.question_id == QuestionRow.id).exists()
    return QuestionRow.id.in_(rows)


def _carrying(name: str, learner: int, pack: int, today: date) -> Select[int]:
    flags: dict[str, Condition] = {
        "missed": CardRow.unrecovered,
        "lucky": CardRow.lucky,
        OVERCONFIDENT: CardRow.sure_and_wrong,
        "due": CardRow.due <= today,
    }
    return select(CardRow.question_id).where(
        CardRow.learner_id == learner, CardRow.pack_id == pack, flags[name]
    )


def _dense(session: Session, wish: Wish, learner: int, pack: int, today: date) -> frozenset[str]:
    """The marks of a wish that so many questions carry that any stretch of the bank has some."""
    found = set()
    for name in wish.only & {"missed", "lucky", OVERCONFIDENT, "due"}:
        some = _carrying(name, learner, pack, today).limit(MANY).subquery()
        if session.scalar(select(func.count()).select_from(some)) == MANY:
            found.add(name)
    return frozenset(found)


def count(
    session: Session, learner: int, pack: int, exam: str, wish: Wish, most: int = COUNTED
) -> tuple[int, int]:
    """How many questions answer a wish, and how many of them are first sight.

    No more than `most` are looked at, so that a large bank costs no more than a small one.
    """
    today = answers.day_of(session, learner)
    dense = _dense(session, wish, learner, pack, today)
    found = (
        matching(learner, pack, exam, wish, today, dense)
        .add_columns(or_(ExposureRow.times.is_(None), QuestionRow.template).label("fresh"))
        .limit(most)
        .subquery()
    )
    number, unseen = session.execute(
        select(func.count(), func.sum(case((found.c.fresh, 1), else_=0))).select_from(found)
    ).one()
    return number, unseen or 0


def sample(
    session: Session,
    learner: int,
    pack: int,
    exam: str,
    wish: Wish,
    rng: random.Random,
    now: datetime | None = None,
) -> list[Drawable]:
    """Questions that answer a wish, from a random place in the shuffle on: at most `SAMPLE` of
    them, or as many as are wanted if that is more.

    A bank that has no more is read whole.
    """
    today = answers.day_of(session, learner, now)
    dense = _dense(session, wish, learner, pack, today)
    query = matching(learner, pack, exam, wish, today, dense)
    found = library.read_on(session, query, QuestionRow.shuffle, rng, max(SAMPLE, wish.count))
    return [
        Drawable(row_id, topic, times is not None, template or times is None)
        for row_id, topic, template, times in found
    ]
