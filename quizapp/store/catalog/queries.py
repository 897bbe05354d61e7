"""Queries of the stored packs: blueprints, forms, questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Exists,
    and_,
    case,
    distinct,
    func,
    select,
    union,
)

from quizapp.exam.attempt import FINISHED, State
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.question import Question
from quizapp.store.db.codec import is_template, to_blueprint, to_instance, to_question
from quizapp.store.db.schema import (
    ATTEMPT,
    BLUEPRINT,
    EXPOSURE,
    FORM,
    FORM_QUESTION,
    OPEN_STATES,
    PACK,
    QUESTION,
    RESPONSE,
    REVISION,
)
from quizapp.store.scope import Scope


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question in its current revision, with its row keys.

    `seed` is set for a question made from a template. It gives the same numbers again.
    """

    row_id: int
    revision_id: int
    question: Question
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class FormStatus:
    """A form, with the learner's use of it.

    `questions` and `seen` count questions; `times` counts finished attempts. `taken_forms` defines
    `taken`. `open` is the attempt that can be resumed, or None.
    """

    exam: str
    number: int
    questions: int
    seen: int
    times: int
    open: int | None
    taken: bool


def pack_id(connection: Connection, name: str) -> int | None:
    """Return the row key of the pack with a name; None if there is none."""
    return connection.scalar(select(PACK.c.id).where(PACK.c.name == name))


def pack_of_folder(connection: Connection, folder: Path) -> int | None:
    """Return the row key of the pack that was synced from a folder; None if there is none."""
    return connection.scalar(select(PACK.c.id).where(PACK.c.source == str(folder)))


def blueprints(connection: Connection, pack: int) -> list[Blueprint]:
    """Return the pack's exam versions, the main one first."""
    rows = connection.scalars(
        select(BLUEPRINT.c.document)
        .where(BLUEPRINT.c.pack_id == pack)
        .order_by(BLUEPRINT.c.position)
    )
    return [to_blueprint(document) for document in rows]


def form_size(connection: Connection, scope: Scope) -> int:
    """Return the number of questions on a full form of the scope's exam."""
    own = [each for each in blueprints(connection, scope.pack) if each.code == scope.exam]
    return own[0].questions


FINISHED_STATES = [state.value for state in FINISHED]


def _of_forms(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions for the learner's attempts at the forms of an exam."""
    return [
        ATTEMPT.c.learner_id == scope.learner,
        ATTEMPT.c.pack_id == scope.pack,
        ATTEMPT.c.exam == scope.exam,
        ATTEMPT.c.form.is_not(None),
    ]


def taken_forms(scope: Scope) -> CompoundSelect[int | None]:
    """Select the numbers of the exam's forms that the learner has taken.

    A form is taken if it was submitted, or ran out of time, or was given up after more than half of
    its questions were shown.
    """
    own = _of_forms(scope)
    shown = func.count(distinct(RESPONSE.c.question_id))
    mostly_seen = (
        select(ATTEMPT.c.form)
        .join(RESPONSE, RESPONSE.c.attempt_id == ATTEMPT.c.id)
        .where(*own, ATTEMPT.c.state == State.ABANDONED.value, RESPONSE.c.seen_at.is_not(None))
        .group_by(ATTEMPT.c.form)
        .having(2 * shown > func.max(ATTEMPT.c.questions))
    )
    return union(
        select(ATTEMPT.c.form).where(*own, ATTEMPT.c.state.in_(FINISHED_STATES)), mostly_seen
    )


class FormUse(NamedTuple):
    """How often a form was finished, its newest open attempt, and whether it is taken."""

    times: int = 0
    open: int | None = None
    taken: bool = False


def _form_use(connection: Connection, scope: Scope) -> dict[int | None, FormUse]:
    """Return form number → attempts, for the exam's forms that were started."""
    finished = case((ATTEMPT.c.state.in_(FINISHED_STATES), 1), else_=0)
    is_open = case((ATTEMPT.c.state.in_(OPEN_STATES), ATTEMPT.c.id))
    taken = case((ATTEMPT.c.form.in_(taken_forms(scope)), 1), else_=0)
    return {
        form: FormUse(times, open_, bool(taken))
        for form, times, open_, taken in connection.execute(
            select(ATTEMPT.c.form, func.sum(finished), func.max(is_open), func.max(taken))
            .where(*_of_forms(scope))
            .group_by(ATTEMPT.c.form)
        )
    }


def forms(connection: Connection, scope: Scope) -> list[FormStatus]:
    """Return the forms of an exam, ordered by number."""
    sat = _form_use(connection, scope)
    rows = connection.execute(
        select(
            FORM.c.number,
            func.count(FORM_QUESTION.c.question_id),
            func.count(EXPOSURE.c.question_id),
        )
        .outerjoin(FORM_QUESTION, FORM_QUESTION.c.form_id == FORM.c.id)
        .outerjoin(
            EXPOSURE,
            and_(
                EXPOSURE.c.question_id == FORM_QUESTION.c.question_id,
                EXPOSURE.c.learner_id == scope.learner,
            ),
        )
        .where(FORM.c.pack_id == scope.pack, FORM.c.exam == scope.exam)
        .group_by(FORM.c.number)
        .order_by(FORM.c.number)
    )
    return [
        FormStatus(scope.exam, number, questions, seen, *sat.get(number, FormUse()))
        for number, questions, seen in rows
    ]


def form_questions(connection: Connection, scope: Scope, number: int) -> list[StoredQuestion]:
    """Return the questions of a form in order; empty if there is no such form."""
    ids = connection.scalars(
        select(FORM_QUESTION.c.question_id)
        .join(FORM, FORM.c.id == FORM_QUESTION.c.form_id)
        .where(FORM.c.pack_id == scope.pack, FORM.c.exam == scope.exam, FORM.c.number == number)
        .order_by(FORM_QUESTION.c.position)
    ).all()
    return questions(connection, ids, learner=None)


def questions(
    connection: Connection, row_ids: Sequence[int], *, learner: int | None
) -> list[StoredQuestion]:
    """Return questions by row key, in the given order, each in its newest revision.

    A template gives the next numbers that `learner` has not been asked. A template without numbers
    left is omitted.
    """
    by_row: dict[int, StoredQuestion] = {}
    for row_id, revision_id, document in connection.execute(
        select(QUESTION.c.id, REVISION.c.id, REVISION.c.document)
        .join(REVISION, REVISION.c.id == QUESTION.c.revision_id)
        .where(QUESTION.c.id.in_(row_ids))
    ).all():
        if is_template(document):
            instance = to_instance(document, _next_seed(connection, row_id, learner))
            if instance is not None:
                by_row[row_id] = StoredQuestion(row_id, revision_id, *instance)
        else:
            by_row[row_id] = StoredQuestion(row_id, revision_id, to_question(document))
    return [by_row[row_id] for row_id in row_ids if row_id in by_row]


def _next_seed(connection: Connection, row_id: int, learner: int | None) -> int:
    """Return the first seed of a template that this learner has not been asked."""
    last = connection.scalar(
        select(RESPONSE.c.seed)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(
            RESPONSE.c.question_id == row_id,
            RESPONSE.c.seed.is_not(None),
            ATTEMPT.c.learner_id == learner,
        )
        .order_by(RESPONSE.c.seed.desc())
        .limit(1)
    )
    return 0 if last is None else last + 1


def question_by_code(connection: Connection, pack: int, code: str) -> StoredQuestion | None:
    """Return the question with an id (`code`); None if the pack has no such question."""
    row_id = connection.scalar(
        select(QUESTION.c.id).where(QUESTION.c.pack_id == pack, QUESTION.c.code == code)
    )
    found = questions(connection, [row_id], learner=None) if row_id is not None else []
    return found[0] if found else None


def in_form(*conditions: ColumnElement[bool]) -> Exists:
    """Return the condition that a question is in a form that meets all `conditions`."""
    return (
        select(FORM_QUESTION.c.question_id)
        .join(FORM, FORM.c.id == FORM_QUESTION.c.form_id)
        .where(
            FORM_QUESTION.c.question_id == QUESTION.c.id,
            *conditions,
        )
        .exists()
    )


def met(connection: Connection, learner: int, row_ids: Iterable[int]) -> set[int]:
    """Return those of `row_ids` that the learner has been shown before."""
    return set(
        connection.scalars(
            select(EXPOSURE.c.question_id).where(
                EXPOSURE.c.learner_id == learner, EXPOSURE.c.question_id.in_(list(row_ids))
            )
        )
    )
