"""Where a learner stands: worked out from the figures, and stored in the home row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from quizapp.exam.blueprint import Blueprint
from quizapp.exam.scoring import practice_score
from quizapp.store.bootstrap.home_row import DomainFigures, Standing, WeakTopic
from quizapp.store.db.engine import Database
from quizapp.store.db.progress_schema import BELIEF, CARD
from quizapp.store.db.schema import ATTEMPT, QUESTION, RESPONSE
from quizapp.store.db.upsert import put_row
from quizapp.store.learner.settings import exam_date
from quizapp.store.progress import home_row
from quizapp.store.progress import queries as progress
from quizapp.store.scope import Scope
from quizapp.study.confusions import Confusion
from quizapp.study.mastery import Mastery, Verdict
from quizapp.study.progress import CONFUSED_FROM, Figures, Progress, Syllabus, picture
from quizapp.study.progress import standing as work_out
from quizapp.study.readiness import Experience, words

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def standing(
    connection: Connection,
    scope: Scope,
    blueprint: Blueprint,
    now: datetime | None = None,
    most: int | None = None,
) -> tuple[Progress, Syllabus]:
    """Where the learner stands now for an exam; of questions that stand out at most `most`."""
    syllabus = progress.syllabus(connection, scope)
    today = progress.day_of(connection, scope.learner, now)
    tallies = progress.tallies(connection, scope)
    total = sum(tally.total for tally in tallies.values())
    experience, _, _ = _experience(connection, scope, blueprint, syllabus, total)
    found = Figures(
        answers=total,
        experience=experience,
        tallies=tallies,
        waiting=progress.waiting(connection, scope, today),
        to_recover=progress.to_recover(connection, scope, most),
        lucky=progress.lucky(connection, scope, most),
        overconfident=progress.overconfident(connection, scope, most),
        confusions=progress.confusions(connection, scope, CONFUSED_FROM, most),
        days=progress.study_days(connection, scope),
    )
    return work_out(
        found, blueprint, syllabus, today, exam_date(connection, scope.learner)
    ), syllabus


@dataclass(frozen=True, slots=True)
class WeakAreas:
    """What costs most on the exam: every topic's mastery, the costliest first, with the names of
    topics; mix-ups; and how many questions were right by luck or wrong though sure."""

    topics: tuple[Mastery, ...]
    names: Mapping[str, str]
    confusions: tuple[Confusion, ...]
    lucky: int
    overconfident: int
    answered: bool

    @property
    def weak(self) -> tuple[Mastery, ...]:
        """Topics with answers that are believed below the pass line."""
        return tuple(row for row in self.topics if row.total and row.priority > 0)


def weak_areas(connection: Connection, scope: Scope, blueprint: Blueprint, most: int) -> WeakAreas:
    """A learner's weak areas; of mix-ups at most `most`."""
    syllabus = progress.syllabus(connection, scope)
    tallies = progress.tallies(connection, scope)
    _, topics = picture(tallies, blueprint, syllabus)
    return WeakAreas(
        topics=tuple(sorted(topics, key=lambda row: (-row.priority, row.name))),
        names=syllabus.names,
        confusions=tuple(progress.confusions(connection, scope, CONFUSED_FROM, most)),
        lucky=progress.number_of(connection, scope, CARD.c.lucky),
        overconfident=progress.number_of(connection, scope, CARD.c.sure_and_wrong),
        answered=bool(tallies),
    )


def _experience(
    connection: Connection,
    scope: Scope,
    blueprint: Blueprint,
    syllabus: Syllabus,
    total: int,
) -> tuple[Experience, int, datetime]:
    """What readiness keeps, brought up to the last answer; how many it has taken in, and to when.

    Only answers marked since it was stored are read. If it does not fit the number of answers (the
    clock was set back meanwhile) or the topics (the pack has changed), it is begun anew.
    """
    kept = select(BELIEF.c.document, BELIEF.c.answers, BELIEF.c.marked_at).where(
        BELIEF.c.learner_id == scope.learner,
        BELIEF.c.pack_id == scope.pack,
        BELIEF.c.exam == scope.exam,
    )
    row = connection.execute(kept).first()
    experience, taken, upto = None, 0, BEGINNING
    if row is not None:
        experience = Experience.of(row.document, syllabus.domains, blueprint.form)
        taken, upto = row.answers, row.marked_at
    if experience is not None:
        fresh = _marked_since(connection, scope, upto)
        if taken + len(fresh) == total:
            return _taken(experience, fresh, taken, upto)
    experience = Experience.none(syllabus.domains, blueprint.form)
    return _taken(experience, _marked_since(connection, scope, BEGINNING), 0, BEGINNING)


def _taken(
    experience: Experience, fresh: list[Any], taken: int, upto: datetime
) -> tuple[Experience, int, datetime]:
    experience.take((row.topic, row.correct, row.first_exposure) for row in fresh)
    last = fresh[-1].marked_at if fresh else upto
    return experience, taken + len(fresh), last


def _marked_since(connection: Connection, scope: Scope, moment: datetime) -> list[Any]:
    return list(
        connection.execute(
            select(
                QUESTION.c.topic,
                RESPONSE.c.correct,
                RESPONSE.c.first_exposure,
                RESPONSE.c.marked_at,
            )
            .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
            .join(QUESTION, QUESTION.c.id == RESPONSE.c.question_id)
            .where(
                # Said so that the answers lead, which are few, and not the attempts.
                func.coalesce(ATTEMPT.c.learner_id, scope.learner) == scope.learner,
                func.coalesce(ATTEMPT.c.pack_id, scope.pack) == scope.pack,
                RESPONSE.c.marked_at > moment,
                RESPONSE.c.seen_at.is_not(None),
            )
            .order_by(RESPONSE.c.marked_at, RESPONSE.c.id)
        )
    )


def keep_experience(connection: Connection, scope: Scope, blueprint: Blueprint) -> None:
    """Store what readiness keeps, so that the next time only later answers are read."""
    syllabus = progress.syllabus(connection, scope)
    tallies = progress.tallies(connection, scope)
    total = sum(tally.total for tally in tallies.values())
    experience, taken, upto = _experience(connection, scope, blueprint, syllabus, total)
    values = {"document": experience.document(), "answers": taken, "marked_at": upto}
    key = {"learner_id": scope.learner, "pack_id": scope.pack, "exam": scope.exam}
    put_row(connection, BELIEF, key, values)


def refresh(database: Database, scope: Scope, blueprint: Blueprint) -> bool:
    """Store where the learner stands now, if answers or the day have changed; True if so."""
    with database.read() as connection:
        row = home_row.read(connection, scope)
        day = progress.day_of(connection, scope.learner).isoformat()
        answers = sum(tally.total for tally in progress.tallies(connection, scope).values())
        if not row.stale(day) and row.standing.answers == answers:
            return False
    with database.write() as connection:
        keep_experience(connection, scope, blueprint)
    with database.read() as connection:
        now = today(connection, scope, blueprint)
    with database.write() as connection:
        row = home_row.read(connection, scope)
        home_row.write(connection, scope, replace(row, standing=now, changed=False))
    return True


def today(connection: Connection, scope: Scope, blueprint: Blueprint) -> Standing:
    """Where the learner stands today, as home shows it."""
    found, syllabus = standing(connection, scope, blueprint, most=0)
    evidence = found.mock.evidence
    total = blueprint.questions
    known = evidence.enough
    return Standing(
        day=progress.day_of(connection, scope.learner).isoformat(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        answers=found.answers,
        first_sight=evidence.first_sight,
        missing=evidence.missing,
        missing_by_domain=dict(evidence.missing_by_domain),
        probability=round(found.mock.probability, 4) if known else None,
        words=words(found.mock.probability) if known else None,
        exam_probability=round(found.exam.probability, 4) if known else None,
        score=(
            practice_score(found.mock.correct_low / total, blueprint),
            practice_score(found.mock.correct_high / total, blueprint),
        )
        if known
        else None,
        domains=tuple(_figures(row, blueprint.domain_name(row.name)) for row in found.domains),
        due=len(found.waiting),
        recover=progress.number_of(connection, scope, CARD.c.unrecovered),
        streak=found.streak.current,
        days_left=found.days_left,
        weak=_weakest(found, syllabus),
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


def _weakest(found: Progress, syllabus: Syllabus) -> WeakTopic | None:
    """The topic that costs most and is known to be weak; None if none is."""
    for row in found.weak:
        if row.verdict is Verdict.WEAK:
            return WeakTopic(row.name, syllabus.names.get(row.name, row.name))
    return None
