"""The stored plan to the exam day, what it is made from, and what is done of today's part."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, exists, func, select

from quizapp.exam.attempt import Kind
from quizapp.exam.forms import in_reserve
from quizapp.exam.mock import MockOptions
from quizapp.settings.declared import MOST_A_DAY, is_over
from quizapp.store.bootstrap.plan_row import DayPlan, PlanRow
from quizapp.store.catalog import queries as catalog
from quizapp.store.db.plan_schema import PLAN
from quizapp.store.db.progress_schema import CARD
from quizapp.store.db.schema import ATTEMPT, RESPONSE
from quizapp.store.db.upsert import put_row
from quizapp.store.errors import DamagedRow, reads_row
from quizapp.store.learner import settings
from quizapp.store.progress.queries import answered_before, number_of, unmet
from quizapp.store.scope import Scope
from quizapp.study import exam_plan
from quizapp.study.exam_plan import Day, Plan, Schedule, Stock
from quizapp.study.schedule import day_start

if TYPE_CHECKING:
    from quizapp.study.mastery import Mastery

logger = logging.getLogger(__name__)


def exam_ahead(connection: Connection, scope: Scope, today: date) -> date | None:
    """Return the exam date; None if there is none, or if it is before the study day `today`."""
    exam = settings.exam_date(connection, scope)
    return None if is_over(exam, today) else exam


def current(
    connection: Connection, scope: Scope, today: date, topics: Iterable[Mastery] = ()
) -> Plan | None:
    """Return the plan as of the study day `today`; None without an exam date, or after it.

    It is the stored plan, or what becomes of it today. `topics` are needed to choose today's
    topics; without them, they are in the order of the syllabus.
    """
    exam = exam_ahead(connection, scope, today)
    if exam is None:
        return None
    own = settings.values(connection, scope)
    before = _stored(connection, scope)
    same = before is not None and (before.exam, before.budget) == (exam, own.questions_a_day)
    if before is not None and same and before.day == today:
        return before
    known = stock(connection, scope, today, topics, own.reserve)
    taken = 0 if before is None else mocks_taken(connection, scope, before.made, today)
    return exam_plan.plan_for(today, exam, own.questions_a_day, known, before, taken)


def is_made(connection: Connection, scope: Scope, today: date) -> bool:
    """Whether the plan for today is stored, for the exam date and the budget of the settings."""
    own = settings.values(connection, scope)
    before = _stored(connection, scope)
    return before is not None and (before.exam, before.budget, before.day) == (
        own.exam_date,
        own.questions_a_day,
        today,
    )


def keep(connection: Connection, scope: Scope, plan: Plan) -> None:
    """Store the plan, in the caller's transaction."""
    document = {
        "mocks": list(plan.schedule.mocks),
        "tail": plan.schedule.tail,
        "mock": plan.today.mock,
        "new": plan.today.new,
        "reviews": plan.today.reviews,
        "topics": list(plan.topics),
        "order": list(plan.order),
    }
    values = {
        "exam": scope.exam,
        "exam_date": plan.exam,
        "budget": plan.budget,
        "made": plan.made,
        "day": plan.day,
        "document": document,
    }
    put_row(connection, PLAN, {"learner_id": scope.learner, "pack_id": scope.pack}, values)


def _stored(connection: Connection, scope: Scope) -> Plan | None:
    """Return the stored plan; None if there is none for the scope's exam, or it is damaged."""
    query = select(PLAN.c.exam_date, PLAN.c.budget, PLAN.c.made, PLAN.c.day, PLAN.c.document).where(
        PLAN.c.learner_id == scope.learner,
        PLAN.c.pack_id == scope.pack,
        PLAN.c.exam == scope.exam,
    )
    try:
        row = connection.execute(query).first()
        return None if row is None else _plan(*row)
    except DamagedRow:
        logger.warning("the stored plan is damaged, and is made again", exc_info=True)
        return None


@reads_row
def _plan(exam: date, budget: int, made: date, day: date, document: Mapping[str, Any]) -> Plan:
    mocks = tuple(int(each) for each in document["mocks"])
    new, reviews = int(document["new"]), int(document["reviews"])
    if not (made <= day <= exam and 0 <= new <= budget and 0 <= reviews <= budget):
        raise DamagedRow(f"a plan of {budget} questions a day with {new} and {reviews}")
    return Plan(
        exam,
        budget,
        made,
        Schedule((exam - made).days, mocks, int(document["tail"])),
        day,
        Day(bool(document["mock"]), new, reviews),
        tuple(str(topic) for topic in document["topics"]),
        tuple(str(topic) for topic in document.get("order", ())),
    )


def stock(
    connection: Connection, scope: Scope, today: date, topics: Iterable[Mastery], reserve: int
) -> Stock:
    """Return what there is to practice now; `reserve` mocks are left out."""
    ahead = {row.name: (-row.priority, row.name) for row in topics}
    left = unmet(connection, scope)
    order = sorted(left, key=lambda topic: ahead.get(topic, (0.0, topic)))
    forms = [form.number for form in catalog.forms(connection, scope) if not form.taken]
    reserved = in_reserve(forms, reserve)
    urgent = CARD.c.sure_and_wrong & answered_before(today) & (CARD.c.due <= today)
    reviewable, pressing = number_of(connection, scope, CARD.c.due.is_not(None), urgent)
    return Stock(
        unmet={topic: left[topic] for topic in order},
        forms=tuple(number for number in forms if number not in reserved),
        form_size=catalog.form_size(connection, scope),
        reviewable=reviewable,
        urgent=pressing,
    )


def mocks_taken(
    connection: Connection, scope: Scope, since: date, before: date | None = None
) -> int:
    """Return how many mocks of the exam were finished from a study day on, before another."""
    local = settings.zone(connection, scope.learner)
    until = None if before is None else day_start(before, local)
    return len(_finished(connection, scope, day_start(since, local), until))


def _finished(
    connection: Connection, scope: Scope, since: datetime, before: datetime | None
) -> list[str]:
    """Return the titles of the mocks finished in a period; repeated forms do not count."""
    conditions = [
        ATTEMPT.c.learner_id == scope.learner,
        ATTEMPT.c.pack_id == scope.pack,
        ATTEMPT.c.kind == Kind.MOCK.value,
        ATTEMPT.c.ended_at >= since,
        ATTEMPT.c.exam == scope.exam,
        ATTEMPT.c.state.in_(catalog.FINISHED_STATES),
        ~ATTEMPT.c.repeat,
    ]
    if before is not None:
        conditions.append(ATTEMPT.c.ended_at < before)
    query = select(ATTEMPT.c.title).where(*conditions).order_by(ATTEMPT.c.ended_at, ATTEMPT.c.id)
    return list(connection.scalars(query))


class Done(NamedTuple):
    """What has been done on a study day: titles of mocks, and numbers of questions."""

    mocks: tuple[str, ...]
    new: int
    reviews: int


def done_on(connection: Connection, scope: Scope, today: date) -> Done:
    """Return what has been done today.

    New questions are those answered for the first time today, outside of mocks. Reviews are all
    questions that were answered before today, and again today.
    """
    start = day_start(today, settings.zone(connection, scope.learner))
    outside_mocks = exists(
        select(RESPONSE.c.id)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(
            RESPONSE.c.question_id == CARD.c.question_id,
            RESPONSE.c.first_exposure,
            RESPONSE.c.marked_at.is_not(None),
            ATTEMPT.c.learner_id == scope.learner,
            ATTEMPT.c.kind != Kind.MOCK.value,
        )
    )
    answered = (
        select(func.count())
        .select_from(CARD)
        .where(
            CARD.c.learner_id == scope.learner,
            CARD.c.pack_id == scope.pack,
            CARD.c.last == today,
        )
    )
    new = connection.scalar(answered.where(CARD.c.was_due.is_(None), outside_mocks))
    reviews = connection.scalar(answered.where(CARD.c.was_due.is_not(None)))
    return Done(tuple(_finished(connection, scope, start, None)), new or 0, reviews or 0)


def row(
    connection: Connection,
    scope: Scope,
    plan: Plan,
    topics: Iterable[Mastery],
    names: Mapping[str, str],
    waiting: int,
) -> PlanRow:
    """Return the plan as home shows it, with all days to come.

    `waiting` is the number of questions left in today's review; `names` are the names of topics.
    """
    today = plan.today
    known = stock(connection, scope, plan.day, topics, settings.values(connection, scope).reserve)
    done = done_on(connection, scope, plan.day)
    mock_left = today.mock and not done.mocks and bool(known.forms)
    taken = mocks_taken(connection, scope, plan.made)
    coming = exam_plan.days_to_come(
        plan,
        known,
        taken=taken,
        new_left=max(0, today.new - done.new),
        mock_left=mock_left,
    )
    title = ""
    if today.mock:
        title = _title(known.forms[0]) if mock_left else (done.mocks or ("",))[0]
    planned = max(0, today.new - done.new) + sum(day.new for day in coming)
    unplanned = max(0, known.pool - planned - exam_plan.room_beyond(plan, taken))
    enough = 0
    if unplanned:
        enough = exam_plan.enough_a_day(plan.day, plan.exam, plan.budget, known, MOST_A_DAY)
    return PlanRow(
        exam_day=plan.exam.isoformat(),
        budget=plan.budget,
        today=DayPlan(
            plan.day.isoformat(),
            title,
            today.new,
            tuple(names.get(topic, topic) for topic in plan.topics),
            min(today.reviews, done.reviews) + waiting,
        ),
        topics=plan.topics,
        mock_done=bool(done.mocks),
        new_done=done.new,
        reviews_done=done.reviews,
        coming=tuple(
            DayPlan(
                day.date.isoformat(),
                "" if day.form is None else _title(day.form),
                day.new,
                tuple(names.get(topic, topic) for topic in day.topics),
                day.reviews,
            )
            for day in coming
        ),
        unplanned=unplanned,
        enough=enough,
    )


def _title(form: int) -> str:
    return MockOptions(form=form).title
