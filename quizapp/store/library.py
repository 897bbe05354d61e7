"""Reading packs back: blueprints, forms, questions."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from quizapp.exam.blueprint import Blueprint
from quizapp.exam.question import Question
from quizapp.store.documents import is_template, to_blueprint, to_instance, to_question
from quizapp.store.tables import (
    AttemptRow,
    BlueprintRow,
    ExposureRow,
    FormQuestionRow,
    FormRow,
    PackRow,
    QuestionRow,
    QuestionSkillRow,
    ResponseRow,
    RevisionRow,
)
from quizapp.study.selection import Candidate

SAMPLE = 160
LONGEST = 150


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question in the revision that is asked now, with the keys of its rows.

    `seed` is given for a question made from a template: it makes the same numbers again.
    """

    row_id: int
    revision_id: int
    question: Question
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class FormStatus:
    """A form and what became of it: how often it was sat, and how much of it was ever seen."""

    exam: str
    number: int
    questions: int
    seen: int
    sat: int


def pack_id(session: Session, name: str) -> int | None:
    return session.scalar(select(PackRow.id).where(PackRow.name == name))


def blueprints(session: Session, pack: int) -> list[Blueprint]:
    """The pack's exam versions, the main one first."""
    rows = session.scalars(
        select(BlueprintRow.document)
        .where(BlueprintRow.pack_id == pack)
        .order_by(BlueprintRow.position)
    )
    return [to_blueprint(document) for document in rows]


def times_sat(session: Session, pack: int, exam: str | None, learner: int) -> dict[int | None, int]:
    """How often each form of an exam has been begun; those never begun are left out."""
    return {
        row.form: row.times
        for row in session.execute(
            select(AttemptRow.form, func.count().label("times"))
            .where(
                AttemptRow.learner_id == learner,
                AttemptRow.pack_id == pack,
                AttemptRow.exam == exam,
                AttemptRow.form.is_not(None),
            )
            .group_by(AttemptRow.form)
        )
    }


def forms(session: Session, pack: int, exam: str, learner: int) -> list[FormStatus]:
    """The forms of an exam, by number."""
    sat = times_sat(session, pack, exam, learner)
    rows = session.execute(
        select(
            FormRow.number,
            func.count(FormQuestionRow.question_id),
            func.count(ExposureRow.question_id),
        )
        .outerjoin(FormQuestionRow, FormQuestionRow.form_id == FormRow.id)
        .outerjoin(
            ExposureRow,
            and_(
                ExposureRow.question_id == FormQuestionRow.question_id,
                ExposureRow.learner_id == learner,
            ),
        )
        .where(FormRow.pack_id == pack, FormRow.exam == exam)
        .group_by(FormRow.number)
        .order_by(FormRow.number)
    )
    return [
        FormStatus(exam, number, questions, seen, sat.get(number, 0))
        for number, questions, seen in rows
    ]


def form_questions(session: Session, pack: int, exam: str, number: int) -> list[StoredQuestion]:
    """The questions of one form in its order; empty if there is no such form."""
    ids = session.scalars(
        select(FormQuestionRow.question_id)
        .join(FormRow, FormRow.id == FormQuestionRow.form_id)
        .where(FormRow.pack_id == pack, FormRow.exam == exam, FormRow.number == number)
        .order_by(FormQuestionRow.position)
    ).all()
    return questions(session, ids, learner=None)


def questions(
    session: Session, row_ids: Sequence[int], *, learner: int | None
) -> list[StoredQuestion]:
    """Questions by row, in the order given, each in its newest revision.

    A template gives the next numbers that `learner` has not been asked; one whose numbers are used
    up is left out.
    """
    found: dict[int, StoredQuestion] = {}
    for row_id, revision_id, document in session.execute(
        select(QuestionRow.id, RevisionRow.id, RevisionRow.document)
        .join(RevisionRow, RevisionRow.id == QuestionRow.revision_id)
        .where(QuestionRow.id.in_(row_ids))
    ).all():
        if is_template(document):
            try:
                question, seed = to_instance(document, _next_seed(session, row_id, learner))
            except ValueError:
                continue
            found[row_id] = StoredQuestion(row_id, revision_id, question, seed)
        else:
            found[row_id] = StoredQuestion(row_id, revision_id, to_question(document))
    return [found[row_id] for row_id in row_ids if row_id in found]


def _next_seed(session: Session, row_id: int, learner: int | None) -> int:
    """The first numbers of a template that this learner has not been asked."""
    last = session.scalar(
        select(ResponseRow.seed)
        .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
        .where(
            ResponseRow.question_id == row_id,
            ResponseRow.seed.is_not(None),
            AttemptRow.learner_id == learner,
        )
        .order_by(ResponseRow.seed.desc())
        .limit(1)
    )
    return 0 if last is None else last + 1


def question_by_code(session: Session, pack: int, code: str) -> StoredQuestion | None:
    row_id = session.scalar(
        select(QuestionRow.id).where(QuestionRow.pack_id == pack, QuestionRow.code == code)
    )
    found = questions(session, [row_id], learner=None) if row_id is not None else []
    return found[0] if found else None


def pool(
    session: Session,
    pack: int,
    exam: str,
    learner: int,
    counts: Mapping[str, int],
    rng: random.Random,
    *,
    whole: bool = False,
) -> list[Candidate]:
    """Questions of an exam outside its forms, with when they were last shown.

    With `whole`: stored questions of the forms too, and no number questions. For every domain of
    `counts` at most `SAMPLE` are read, from a random place in the shuffle on, so that a large bank
    costs no more than a small one; and of those shown before, the longest unseen ones besides.
    """
    found: dict[int, Candidate] = {}
    full = False
    for domain in counts:
        query = (
            select(QuestionRow.id, QuestionRow.topic, ExposureRow.last_at)
            .select_from(QuestionSkillRow)
            .join(QuestionRow, QuestionRow.id == QuestionSkillRow.question_id)
            .where(
                QuestionSkillRow.exam == exam,
                QuestionSkillRow.position == 0,
                QuestionSkillRow.domain == domain,
                QuestionRow.pack_id == pack,
                QuestionRow.active,
                ~QuestionRow.template if whole else ~in_form(pack, exam),
            )
        )
        shown = and_(ExposureRow.question_id == QuestionRow.id, ExposureRow.learner_id == learner)
        drawn = read_on(
            session, query.outerjoin(ExposureRow, shown), QuestionSkillRow.shuffle, rng, SAMPLE
        )
        for row_id, topic, last_at in drawn:
            found[row_id] = Candidate(row_id, domain, topic, last_at)
        full = full or len(drawn) >= SAMPLE
    if full:
        for row_id, domain, topic, last_at in _longest_unseen(session, pack, exam, learner, whole):
            if domain in counts:
                found[row_id] = Candidate(row_id, domain, topic, last_at)
    return [found[row_id] for row_id in sorted(found)]


def _longest_unseen(
    session: Session, pack: int, exam: str, learner: int, whole: bool
) -> Iterable[Any]:
    """Of the questions shown longest ago, those of `pool`: (row, domain, topic, when)."""
    oldest = (
        select(ExposureRow.question_id, ExposureRow.last_at)
        .where(ExposureRow.learner_id == learner)
        .order_by(ExposureRow.last_at)
        .limit(LONGEST)
        .subquery()
    )
    return session.execute(
        select(QuestionRow.id, QuestionSkillRow.domain, QuestionRow.topic, oldest.c.last_at)
        .select_from(oldest)
        .join(QuestionRow, QuestionRow.id == oldest.c.question_id)
        .join(
            QuestionSkillRow,
            and_(
                QuestionSkillRow.question_id == QuestionRow.id,
                QuestionSkillRow.exam == exam,
                QuestionSkillRow.position == 0,
            ),
        )
        .where(
            QuestionRow.pack_id == pack,
            QuestionRow.active,
            ~QuestionRow.template if whole else ~in_form(pack, exam),
        )
    )


def read_on(
    session: Session,
    query: Select[*tuple[Any, ...]],
    order: InstrumentedAttribute[int],
    rng: random.Random,
    most: int,
) -> list[Any]:
    """At most `most` rows of a query from a random place in the shuffle on, round to that place."""
    place = rng.randrange(1 << 31)
    rows = list(session.execute(query.where(order >= place).order_by(order).limit(most)))
    if len(rows) < most:
        left = most - len(rows)
        rows += session.execute(query.where(order < place).order_by(order).limit(left))
    return rows


def in_form(pack: int, exam: str, *which: ColumnElement[bool]) -> Exists:
    """Whether a question stands in a form of an exam, of all or of those `which` hold for."""
    return (
        select(FormQuestionRow.question_id)
        .join(FormRow, FormRow.id == FormQuestionRow.form_id)
        .where(
            FormQuestionRow.question_id == QuestionRow.id,
            FormRow.pack_id == pack,
            FormRow.exam == exam,
            *which,
        )
        .exists()
    )


def met(session: Session, learner: int, row_ids: Iterable[int]) -> set[int]:
    """Which of these questions the learner has been shown before."""
    return set(
        session.scalars(
            select(ExposureRow.question_id).where(
                ExposureRow.learner_id == learner, ExposureRow.question_id.in_(list(row_ids))
            )
        )
    )
