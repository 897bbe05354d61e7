"""Reading packs back: blueprints, forms, questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

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


def forms(session: Session, pack: int, exam: str, learner: int) -> list[FormStatus]:
    """The forms of an exam, by number."""
    rows = session.execute(
        select(FormRow.id, FormRow.number)
        .where(FormRow.pack_id == pack, FormRow.exam == exam)
        .order_by(FormRow.number)
    ).all()
    status = []
    for form_id, number in rows:
        met = session.execute(
            select(FormQuestionRow.question_id, ExposureRow.question_id)
            .outerjoin(
                ExposureRow,
                and_(
                    ExposureRow.question_id == FormQuestionRow.question_id,
                    ExposureRow.learner_id == learner,
                ),
            )
            .where(FormQuestionRow.form_id == form_id)
        ).all()
        sat = session.scalars(
            select(AttemptRow.id).where(
                AttemptRow.learner_id == learner,
                AttemptRow.pack_id == pack,
                AttemptRow.exam == exam,
                AttemptRow.form == number,
            )
        ).all()
        seen = sum(1 for _, exposed in met if exposed is not None)
        status.append(FormStatus(exam, number, len(met), seen, len(sat)))
    return status


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
        select(func.max(ResponseRow.seed))
        .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
        .where(ResponseRow.question_id == row_id, AttemptRow.learner_id == learner)
    )
    return 0 if last is None else last + 1


def question_by_code(session: Session, pack: int, code: str) -> StoredQuestion | None:
    row_id = session.scalar(
        select(QuestionRow.id).where(QuestionRow.pack_id == pack, QuestionRow.code == code)
    )
    found = questions(session, [row_id], learner=None) if row_id is not None else []
    return found[0] if found else None


def pool(
    session: Session, pack: int, exam: str, learner: int, *, whole: bool = False
) -> list[Candidate]:
    """Questions of an exam outside its forms, with when they were last shown.

    With `whole`: stored questions of the forms too, and no number questions.
    """
    in_forms = (
        select(FormQuestionRow.question_id)
        .join(FormRow, FormRow.id == FormQuestionRow.form_id)
        .where(FormRow.pack_id == pack, FormRow.exam == exam)
    )
    rows = session.execute(
        select(QuestionRow.id, QuestionRow.topic, QuestionSkillRow.skill, ExposureRow.last_at)
        .join(
            QuestionSkillRow,
            and_(
                QuestionSkillRow.question_id == QuestionRow.id,
                QuestionSkillRow.exam == exam,
                QuestionSkillRow.position == 0,
            ),
        )
        .outerjoin(
            ExposureRow,
            and_(ExposureRow.question_id == QuestionRow.id, ExposureRow.learner_id == learner),
        )
        .where(
            QuestionRow.pack_id == pack,
            QuestionRow.active,
            ~QuestionRow.background,
            ~QuestionRow.template if whole else QuestionRow.id.not_in(in_forms),
        )
        .order_by(QuestionRow.id)
    )
    return [
        Candidate(row_id, skill.split(".", 1)[0], topic, last_at)
        for row_id, topic, skill, last_at in rows
    ]


def met(session: Session, learner: int, row_ids: Iterable[int]) -> set[int]:
    """Which of these questions the learner has been shown before."""
    return set(
        session.scalars(
            select(ExposureRow.question_id).where(
                ExposureRow.learner_id == learner, ExposureRow.question_id.in_(list(row_ids))
            )
        )
    )
