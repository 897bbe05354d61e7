"""The learner's standing, computed from the figures and stored in the home row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Executable,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    select,
    type_coerce,
)

from quizapp.exam.blueprint import Blueprint
from quizapp.exam.scoring import practice_score
from quizapp.store.bootstrap.home_row import DomainFigures, Standing, WeakTopic
from quizapp.store.bootstrap.plan_row import PlanRow
from quizapp.store.db.column_types import Utc
from quizapp.store.db.engine import Database
from quizapp.store.db.progress_schema import BELIEF, CARD
from quizapp.store.db.schema import ATTEMPT, QUESTION, RESPONSE, SETTING
from quizapp.store.db.upsert import put_row
from quizapp.store.learner import settings, zones
from quizapp.store.learner.settings import exam_date
from quizapp.store.progress import exam_plan, home_row, predictions, record, results, reviews
from quizapp.store.progress import queries as progress
from quizapp.store.progress.answers import of_scope
from quizapp.store.scope import Scope
from quizapp.study.answer_summary import Answered, AnswerSummary
from quizapp.study.confusions import Confusion
from quizapp.study.counted import evidence_kind
from quizapp.study.mastery import Mastery, Verdict
from quizapp.study.progress import CONFUSED_FROM, Figures, Progress, Syllabus, mastery_by_area
from quizapp.study.progress import standing as work_out
from quizapp.study.readiness import words
from quizapp.study.schedule import study_day

Recommend = Callable[[Connection, Scope, Iterable[WeakTopic]], WeakTopic | None]
"""Chooses the topic to drill next from the weak ones, those that cost the most points first."""


def _first(_connection: Connection, _scope: Scope, weak: Iterable[WeakTopic]) -> WeakTopic | None:
    return next(iter(weak), None)


COMING = 7
"""The days to come of the plan that home shows at most."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def standing(
    connection: Connection,
    scope: Scope,
    blueprint: Blueprint,
    now: datetime | None = None,
    most: int | None = None,
    summary: AnswerSummary | None = None,
) -> tuple[Progress, Syllabus]:
    """Compute the learner's standing for an exam, and return it with the exam's syllabus.

    Each list of questions is limited to `most`. Without a `summary`, the stored one is read.
    """
    syllabus = progress.syllabus(connection, scope)
    today = progress.day_of(connection, scope.learner, now)
    days = progress.study_days(connection, scope)
    figures = Figures(
        summary=summary or _summary(connection, scope, blueprint, syllabus)[0],
        tallies=progress.tallies(connection, scope),
        waiting=reviews.waiting(connection, scope, today),
        to_recover=progress.to_recover(connection, scope, most),
        lucky=progress.lucky(connection, scope, most),
        overconfident=progress.overconfident(connection, scope, most),
        confusions=progress.confusions(connection, scope, CONFUSED_FROM, most),
        days=days,
        shock=results.shock(connection, scope),
    )
    exam_day = exam_date(connection, scope)
    return work_out(figures, blueprint, syllabus, today, exam_day), syllabus


@dataclass(frozen=True, slots=True)
class WeakAreas:
    """A learner's weak areas.

    `topics` is every topic's mastery, the one that costs the most points first, and `domains` that
    of every domain, in the same order; `names` are topic and domain names by id. `lucky` and
    `overconfident` count questions: right by a guess, and wrong though sure.
    """

    topics: tuple[Mastery, ...]
    names: Mapping[str, str]
    confusions: tuple[Confusion, ...]
    lucky: int
    overconfident: int
    answered: bool
    domains: tuple[Mastery, ...] = ()


def weak_areas(connection: Connection, scope: Scope, blueprint: Blueprint, most: int) -> WeakAreas:
    """Compute a learner's weak areas, with at most `most` mix-ups."""
    syllabus = progress.syllabus(connection, scope)
    summary, _ = _summary(connection, scope, blueprint, syllabus)
    tallies = progress.tallies(connection, scope)
    domains, topics = mastery_by_area(summary.counted, tallies, blueprint, syllabus)
    lucky, overconfident = progress.number_of(
        connection, scope, CARD.c.lucky, CARD.c.sure_and_wrong
    )
    return WeakAreas(
        topics=_costly_first(topics),
        names={**syllabus.names, **{d.id: d.name for d in blueprint.domains}},
        confusions=tuple(progress.confusions(connection, scope, CONFUSED_FROM, most)),
        lucky=lucky,
        overconfident=overconfident,
        answered=bool(summary.answers),
        domains=_costly_first(domains),
    )


def _costly_first(rows: Iterable[Mastery]) -> tuple[Mastery, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.priority, row.name)))


def _summary(
    connection: Connection, scope: Scope, blueprint: Blueprint, syllabus: Syllabus
) -> tuple[AnswerSummary, datetime]:
    """Return the summary of all answers, up to the last one, and that answer's moment.

    Only the answers marked since it was stored are read. If the stored summary does not fit
    the number of answers or the topics (the pack has changed), it is recomputed.
    """
    total = progress.total_answers(scope)
    zone = select(SETTING.c.value).where(
        SETTING.c.learner_id == scope.learner, SETTING.c.name == settings.ZONE
    )
    own = (
        BELIEF.c.learner_id == scope.learner,
        BELIEF.c.pack_id == scope.pack,
        BELIEF.c.exam == scope.exam,
    )
    row = connection.execute(
        select(
            BELIEF.c.document,
            BELIEF.c.marked_at,
            total.scalar_subquery().label("total"),
            zone.scalar_subquery().label("zone"),
        ).select_from(select(literal(1)).subquery().outerjoin(BELIEF, and_(*own)))
    ).one()
    given = settings.overrides(connection).text(settings.ZONE)
    local = zones.of(row.zone if given is None else given)
    summary = None
    if row.document is not None:
        summary = AnswerSummary.of(row.document, syllabus.domains, blueprint.form)
    if summary is not None:
        upto = _learn_since(connection, scope, summary, row.marked_at, local)
        if summary.answers == row.total:
            return summary, upto
    summary = AnswerSummary.empty(syllabus.domains, blueprint.form)
    return summary, _learn_since(connection, scope, summary, BEGINNING, local)


def _learn_since(
    connection: Connection, scope: Scope, summary: AnswerSummary, moment: datetime, local: tzinfo
) -> datetime:
    """Add the answers marked after `moment` to `summary`; return the moment of the last one."""
    last: dict[int, date] = {}
    fresh = []
    for row in _marked_since(connection, scope, moment):
        day, question = study_day(row.marked_at, local), row.question_id
        before = last.get(question)
        if before is None and row.previous is not None:
            before = study_day(row.previous, local)
        counts_as = evidence_kind(row.first_exposure, day, before)
        fresh.append(Answered(row.topic, row.correct, row.first_exposure, counts_as))
        last[question] = day
        moment = row.marked_at
    summary.add(fresh)
    return moment


def _marked_since(connection: Connection, scope: Scope, moment: datetime) -> CursorResult[Any]:
    """Select the answers marked after `moment`, oldest first, with the question's previous answer.

    `previous` is the moment of that answer. It is looked up only for questions met before, and not
    if all answers are read.
    """
    statement = _marked_after(scope, moment == BEGINNING)
    return connection.execute(statement, {"moment": moment})


@lru_cache(maxsize=8)
def _marked_after(scope: Scope, everything: bool) -> Executable:
    after = bindparam("moment", type_=Utc)
    earlier, sitting = RESPONSE.alias(), ATTEMPT.alias()
    previous = (
        select(func.max(earlier.c.marked_at, type_=Utc))
        .join(sitting, sitting.c.id == earlier.c.attempt_id)
        .where(
            earlier.c.question_id == RESPONSE.c.question_id,
            earlier.c.marked_at <= after,
            earlier.c.seen_at.is_not(None),
            sitting.c.learner_id == scope.learner,
        )
        .scalar_subquery()
    )
    nothing = null() if everything else case((~RESPONSE.c.first_exposure, previous))
    return (
        select(
            QUESTION.c.topic,
            RESPONSE.c.question_id,
            RESPONSE.c.correct,
            RESPONSE.c.first_exposure,
            RESPONSE.c.marked_at,
            type_coerce(nothing, Utc).label("previous"),
        )
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .join(QUESTION, QUESTION.c.id == RESPONSE.c.question_id)
        .where(RESPONSE.c.marked_at > after, *of_scope(scope))
        .order_by(RESPONSE.c.marked_at, RESPONSE.c.id)
    )


def _store_summary(connection: Connection, scope: Scope, blueprint: Blueprint) -> AnswerSummary:
    """Store the summary of all answers, so that only later ones are read next time; return it."""
    syllabus = progress.syllabus(connection, scope)
    summary, upto = _summary(connection, scope, blueprint, syllabus)
    values = {"document": summary.document(), "answers": summary.answers, "marked_at": upto}
    key = {"learner_id": scope.learner, "pack_id": scope.pack, "exam": scope.exam}
    put_row(connection, BELIEF, key, values)
    return summary


def refresh(
    database: Database, scope: Scope, blueprint: Blueprint, recommend: Recommend = _first
) -> None:
    """Recompute and store the standing, see `freshness`."""
    with database.write() as connection:
        record.recompute_if_outdated(connection, scope, datetime.now(UTC))
        summary = _store_summary(connection, scope, blueprint)
    _make_plan(database, scope, blueprint, summary)
    with database.read() as connection:
        now = today(connection, scope, blueprint, recommend, summary)
    with database.write() as connection:
        row = home_row.read(connection, scope)
        predictions.keep(connection, scope, now)
        home_row.write(connection, scope, row._replace(standing=now, changed=False))


def _make_plan(
    database: Database, scope: Scope, blueprint: Blueprint, summary: AnswerSummary
) -> None:
    """Make or update the plan to the exam day, and store it, once on each study day."""
    with database.read() as connection:
        day = progress.day_of(connection, scope.learner)
        if exam_plan.exam_ahead(connection, scope, day) is None:
            return
        topics = (
            ()
            if exam_plan.is_made(connection, scope, day)
            else _topics(connection, scope, blueprint, summary)
        )
        plan = exam_plan.current(connection, scope, day, topics)
    if plan is not None and topics:
        with database.write() as connection:
            exam_plan.keep(connection, scope, plan)


def _topics(
    connection: Connection,
    scope: Scope,
    blueprint: Blueprint,
    summary: AnswerSummary | None = None,
) -> tuple[Mastery, ...]:
    """Return the mastery of every topic; see `standing` for `summary`."""
    syllabus = progress.syllabus(connection, scope)
    summary = summary or _summary(connection, scope, blueprint, syllabus)[0]
    tallies = progress.tallies(connection, scope)
    return mastery_by_area(summary.counted, tallies, blueprint, syllabus)[1]


def plan_row(connection: Connection, scope: Scope, blueprint: Blueprint) -> PlanRow | None:
    """Return the plan to the exam day with all days; None without an exam date, or after it."""
    day = progress.day_of(connection, scope.learner)
    if exam_plan.exam_ahead(connection, scope, day) is None:
        return None
    topics = _topics(connection, scope, blueprint)
    plan = exam_plan.current(connection, scope, day, topics)
    if plan is None:
        return None
    names = progress.syllabus(connection, scope).names
    waiting = len(reviews.waiting(connection, scope, day))
    return exam_plan.row(connection, scope, plan, topics, names, waiting)


def _plan_on_home(
    connection: Connection, scope: Scope, found: Progress, syllabus: Syllabus, day: date
) -> PlanRow | None:
    """Return the plan with the next few days."""
    plan = exam_plan.current(connection, scope, day, found.topics)
    if plan is None:
        return None
    row = exam_plan.row(connection, scope, plan, found.topics, syllabus.names, len(found.waiting))
    return row._replace(coming=row.coming[:COMING])


def today(
    connection: Connection,
    scope: Scope,
    blueprint: Blueprint,
    recommend: Recommend = _first,
    summary: AnswerSummary | None = None,
) -> Standing:
    """Compute the learner's standing today, as home shows it; see `standing` for `summary`."""
    current, syllabus = standing(connection, scope, blueprint, most=0, summary=summary)
    day = progress.day_of(connection, scope.learner)
    exam = exam_date(connection, scope)
    over = results.asked_for(connection, scope, exam, day)
    evidence = current.mock.evidence
    total = blueprint.questions
    enough = evidence.enough
    return Standing(
        day=day.isoformat(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        answers=current.answers,
        first_sight=evidence.first_sight,
        missing=evidence.missing,
        missing_by_domain=dict(evidence.missing_by_domain),
        probability=round(current.mock.probability, 4) if enough else None,
        words=words(current.mock.probability) if enough else None,
        exam_probability=round(current.exam.probability, 4) if enough else None,
        score=(
            practice_score(current.mock.correct_low / total, blueprint),
            practice_score(current.mock.correct_high / total, blueprint),
        )
        if enough
        else None,
        domains=tuple(_figures(row, blueprint.domain_name(row.name)) for row in current.domains),
        due=len(current.waiting),
        recover=progress.number_to_recover(connection, scope),
        streak=current.streak.current,
        days_left=current.days_left,
        weak=recommend(connection, scope, _weak(current, syllabus)),
        plan=_plan_on_home(connection, scope, current, syllabus, day),
        ask_result=None if over is None else over.isoformat(),
        met=connection.scalar(progress.number_met(scope)) or 0,
    )


def _figures(row: Mastery, name: str) -> DomainFigures:
    return DomainFigures(
        id=row.name,
        name=name,
        correct=row.correct,
        total=row.total,
        mean=round(row.mean, 4),
        low=round(row.low, 4),
        high=round(row.high, 4),
        verdict=row.verdict.value,
    )


def _weak(current: Progress, syllabus: Syllabus) -> list[WeakTopic]:
    """Return the topics that are known to be weak, those that cost the most points first."""
    return [
        WeakTopic(row.name, syllabus.names.get(row.name, row.name))
        for row in current.weak
        if row.verdict is Verdict.WEAK
    ]
