"""A learner's figures, read as values for the rules in `quizapp.study`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select

from quizapp.store.catalog import queries as catalog
from quizapp.store.db.codec import topic_names
from quizapp.store.db.progress_schema import CARD, CONFUSION, STUDY_DAY, TALLY
from quizapp.store.db.schema import (
    EXPOSURE,
    FORM,
    FORM_QUESTION,
    PACK,
    QUESTION,
)
from quizapp.store.errors import DamagedRow, reads_row
from quizapp.store.learner import settings
from quizapp.store.learner.settings import zone
from quizapp.store.progress.record import memory
from quizapp.store.scope import Scope
from quizapp.study.confusions import Confusion
from quizapp.study.schedule import Memory, study_day

if TYPE_CHECKING:
    from quizapp.study.mastery import Tally
    from quizapp.study.progress import Syllabus


def syllabus(connection: Connection, scope: Scope) -> Syllabus:
    """Return the bank's topics for an exam, as counted when the pack was synced.

    An exam without questions has no topics. Raises DamagedRow.
    """
    document = connection.scalar(select(PACK.c.document).where(PACK.c.id == scope.pack))
    return _syllabus(document, scope.exam)


@reads_row
def _syllabus(document: Any, exam: str) -> Syllabus:
    from quizapp.study.progress import Syllabus

    # The first release did not count the topics; the next sync does.
    topics = document.get("syllabus", {}).get(exam, {})
    for topic, (domain, number) in topics.items():
        if not isinstance(domain, str) or type(number) is not int or number < 1:
            raise DamagedRow(f"{number!r:.60} questions on {topic!r:.60} are not possible")
    return Syllabus(
        domains={topic: domain for topic, (domain, _) in topics.items()},
        questions={topic: number for topic, (_, number) in topics.items()},
        names=topic_names(document),
    )


# -- figures --------------------------------------------------------------------------------------


MAX_TALLY = 1_000_000_000
"""A limit on the answers to one topic that no learner can reach."""


def tallies(connection: Connection, scope: Scope) -> dict[str, Tally]:
    """Return topic → first-sight answers, correct and total. Raises DamagedRow."""
    from quizapp.study.mastery import Tally

    rows = connection.execute(
        select(TALLY.c.topic, TALLY.c.correct, TALLY.c.total).where(
            TALLY.c.learner_id == scope.learner, TALLY.c.pack_id == scope.pack
        )
    )
    result = {}
    for topic, correct, total in rows:
        if not 0 <= correct <= total <= MAX_TALLY:
            raise DamagedRow(f"{correct} right of {total} on {topic!r} is not possible")
        result[topic] = Tally(correct, total)
    return result


def cards(scope: Scope, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Select the cards of active questions, earliest due date first."""
    return (
        select(CARD, QUESTION.c.code)
        .join(QUESTION, QUESTION.c.id == CARD.c.question_id)
        .where(
            CARD.c.learner_id == scope.learner,
            CARD.c.pack_id == scope.pack,
            QUESTION.c.active,
            *conditions,
        )
        .order_by(CARD.c.due, CARD.c.question_id)
    )


def answered_before(day: date) -> ColumnElement[bool]:
    """Return the condition that a card was last answered before a day.

    `coalesce` keeps SQLite from using an index for it, since nearly all cards match: the index of
    due dates is the one to use.
    """
    return func.coalesce(CARD.c.last, day) < day


def memories(connection: Connection, query: Select[Any]) -> list[Memory]:
    """Return the memories of the selected cards, in the order of the query."""
    return [memory(row, row.code) for row in connection.execute(query)]


def memories_of(connection: Connection, scope: Scope, questions: Iterable[str]) -> list[Memory]:
    """Return the memories of these questions, by id; those never answered have none."""
    return memories(connection, cards(scope, QUESTION.c.code.in_(sorted(questions))))


def unmet(connection: Connection, scope: Scope) -> dict[str, int]:
    """Return topic → the exam's questions never met by the learner, without untaken forms.

    The numbers are computed from the questions that were met, so a large bank takes no longer than
    a small one.
    """
    reserved = (
        select(FORM_QUESTION.c.question_id)
        .join(FORM, FORM.c.id == FORM_QUESTION.c.form_id)
        .where(
            FORM.c.pack_id == scope.pack,
            FORM.c.exam == scope.exam,
            FORM.c.number.not_in(catalog.taken_forms(scope)),
        )
    )
    own = (QUESTION.c.pack_id == scope.pack, QUESTION.c.active, ~QUESTION.c.background)
    met = (
        select(QUESTION.c.topic, func.count())
        .join(EXPOSURE, EXPOSURE.c.question_id == QUESTION.c.id)
        .where(EXPOSURE.c.learner_id == scope.learner, *own, QUESTION.c.id.not_in(reserved))
        .group_by(QUESTION.c.topic)
    )
    kept = (
        select(QUESTION.c.topic, func.count())
        .where(QUESTION.c.id.in_(reserved), *own)
        .group_by(QUESTION.c.topic)
    )
    left = dict(syllabus(connection, scope).questions)
    for query in (met, kept):
        for topic, number in connection.execute(query):
            if topic in left:
                left[topic] -= number
    return {topic: number for topic, number in left.items() if number > 0}


def to_recover(
    connection: Connection,
    scope: Scope,
    most: int | None = None,
    *,
    before: date | None = None,
) -> list[Memory]:
    """Return the questions missed and not yet right on three separate days.

    The earliest due date is first. With `before`, questions answered on that day or later are left
    out.
    """
    conditions: list[ColumnElement[bool]] = [CARD.c.unrecovered]
    if before is not None:
        conditions.append(answered_before(before))
    query = cards(scope, *conditions)
    return memories(connection, query.limit(most))


def lucky(connection: Connection, scope: Scope, most: int | None = None) -> list[Memory]:
    """Return the questions with a correct guess on the last day answered, earliest due date first.

    The day is a study day.
    """
    return memories(connection, cards(scope, CARD.c.lucky).limit(most))


def overconfident(connection: Connection, scope: Scope, most: int | None = None) -> list[Memory]:
    """Return the questions with a wrong, confident answer on the last day answered.

    The day is a study day. The earliest due date is first.
    """
    return memories(connection, cards(scope, CARD.c.sure_and_wrong).limit(most))


def number_of(connection: Connection, scope: Scope, *marks: ColumnElement[bool]) -> tuple[int, ...]:
    """Return how many active questions have each of `marks`, which are columns of CARD.

    Each mark is counted along its own index, so request only the marks to be shown. The few
    inactive questions are subtracted, so that active ones need not be looked up.
    """
    own = (CARD.c.learner_id == scope.learner, CARD.c.pack_id == scope.pack)
    marked = select(func.count()).select_from(CARD).where(*own)
    inactive = select(func.count()).where(QUESTION.c.pack_id == scope.pack, ~QUESTION.c.active)
    of_question = (CARD.c.learner_id == scope.learner, CARD.c.question_id == QUESTION.c.id)
    counts = (
        marked.where(mark).scalar_subquery()
        - inactive.where(exists().where(*of_question, mark)).scalar_subquery()
        for mark in marks
    )
    return tuple(connection.execute(select(*counts)).one())


def number_to_recover(connection: Connection, scope: Scope) -> int:
    """Return how many questions `to_recover` returns."""
    return number_of(connection, scope, CARD.c.unrecovered)[0]


def confusions(
    connection: Connection, scope: Scope, at_least: int, most: int | None = None
) -> list[Confusion]:
    """Return the pairs mixed up at least `at_least` times: most frequent first, then by name."""
    rows = connection.execute(
        select(CONFUSION.c.chosen, CONFUSION.c.key, CONFUSION.c.count, CONFUSION.c.questions)
        .where(
            CONFUSION.c.learner_id == scope.learner,
            CONFUSION.c.pack_id == scope.pack,
            CONFUSION.c.count >= at_least,
        )
        .order_by(
            CONFUSION.c.count.desc(),
            CONFUSION.c.questions.desc(),
            CONFUSION.c.chosen,
            CONFUSION.c.key,
        )
        .limit(most)
    )
    return [Confusion(*row) for row in rows]


def total_answers(scope: Scope) -> Select[int]:
    """Select the number of marked answers, as counted per study day."""
    return select(func.coalesce(func.sum(STUDY_DAY.c.answers), 0)).where(
        STUDY_DAY.c.learner_id == scope.learner, STUDY_DAY.c.pack_id == scope.pack
    )


def number_met(scope: Scope) -> Select[int]:
    """Select the number of questions that the learner has seen, in all packs."""
    return select(func.count()).select_from(EXPOSURE).where(EXPOSURE.c.learner_id == scope.learner)


def study_days(connection: Connection, scope: Scope) -> dict[date, int]:
    """Return study day → number of answers, for the days with answers."""
    rows = connection.execute(
        select(STUDY_DAY.c.day, STUDY_DAY.c.answers).where(
            STUDY_DAY.c.learner_id == scope.learner, STUDY_DAY.c.pack_id == scope.pack
        )
    )
    return {row.day: row.answers for row in rows}


def day_and_exam(connection: Connection, scope: Scope) -> tuple[date, date | None]:
    """Return the learner's study day, and the exam date, if any, with one statement."""
    stored = settings.stored(connection, scope)
    day = study_day(datetime.now(UTC), settings.zone_of(connection, stored))
    return day, settings.exam_date_of(connection, stored)


def day_of(connection: Connection, learner: int, now: datetime | None = None) -> date:
    """Return the learner's study day at `now`, by default the current one."""
    return study_day(now or datetime.now(UTC), zone(connection, learner))
