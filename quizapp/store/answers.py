"""A learner's marked answers, read back as values for the learning engine."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, tzinfo

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from quizapp.exam.attempt import Confidence
from quizapp.exam.blueprint import Blueprint
from quizapp.store.documents import to_question
from quizapp.store.settings import exam_date, zone
from quizapp.store.tables import (
    AttemptRow,
    PackRow,
    QuestionRow,
    QuestionSkillRow,
    ResponseRow,
    RevisionRow,
)
from quizapp.study.confusions import choice
from quizapp.study.progress import Given, Progress, Syllabus, progress
from quizapp.study.schedule import study_day


def given(session: Session, learner: int, pack: int) -> list[Given]:
    """Every marked answer to a question that was on the screen, oldest first.

    The text of a question is read for wrong answers only.
    """
    wrong = case((ResponseRow.correct.is_(False), RevisionRow.id), else_=None)
    rows = session.execute(
        select(
            QuestionRow.code,
            QuestionRow.topic,
            QuestionRow.active,
            func.coalesce(
                ResponseRow.answered_at, AttemptRow.ended_at, AttemptRow.started_at
            ).label("at"),
            ResponseRow.correct,
            ResponseRow.first_exposure,
            ResponseRow.confidence,
            ResponseRow.chosen,
            ResponseRow.seed,
            wrong.label("wrong"),
        )
        .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
        .join(QuestionRow, QuestionRow.id == ResponseRow.question_id)
        .join(RevisionRow, RevisionRow.id == ResponseRow.revision_id)
        .where(
            AttemptRow.learner_id == learner,
            AttemptRow.pack_id == pack,
            ResponseRow.correct.is_not(None),
            ResponseRow.seen_at.is_not(None),
        )
        .order_by("at", ResponseRow.id)
    ).all()
    documents = {
        row.id: row.document
        for row in session.execute(
            select(RevisionRow.id, RevisionRow.document).where(
                RevisionRow.id.in_({row.wrong for row in rows if row.wrong is not None})
            )
        )
    }
    answers = []
    for row in rows:
        picked = None
        if row.wrong is not None and row.chosen:
            question = to_question(documents[row.wrong], row.seed)
            picked = choice(question, [int(digit) for digit in row.chosen])
        at: datetime = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
        answers.append(
            Given(
                question=row.code,
                topic=row.topic,
                at=at,
                correct=row.correct,
                first_exposure=row.first_exposure,
                confidence=Confidence(row.confidence) if row.confidence else None,
                choice=picked,
                withdrawn=not row.active,
            )
        )
    return answers


def syllabus(session: Session, pack: int, exam: str) -> Syllabus:
    """The bank's topics for an exam; a topic belongs to the domain of most of its questions."""
    counts: dict[str, Counter[str]] = {}
    for topic, skill, number in session.execute(
        select(QuestionRow.topic, QuestionSkillRow.skill, func.count())
        .join(
            QuestionSkillRow,
            and_(
                QuestionSkillRow.question_id == QuestionRow.id,
                QuestionSkillRow.exam == exam,
                QuestionSkillRow.position == 0,
            ),
        )
        .where(QuestionRow.pack_id == pack, QuestionRow.active)
        .group_by(QuestionRow.topic, QuestionSkillRow.skill)
    ):
        counts.setdefault(topic, Counter())[skill.split(".", 1)[0]] += number
    document = session.scalar(select(PackRow.document).where(PackRow.id == pack)) or {}
    names = {topic["id"]: topic["name"] for topic in document.get("topics", [])}
    return Syllabus(
        domains={topic: max(sorted(c), key=c.__getitem__) for topic, c in counts.items()},
        questions={topic: sum(c.values()) for topic, c in counts.items()},
        names=names,
    )


def standing(
    session: Session,
    learner: int,
    pack: int,
    blueprint: Blueprint,
    now: datetime | None = None,
) -> tuple[Progress, Syllabus]:
    """Where the learner stands now for an exam."""
    asked = syllabus(session, pack, blueprint.code)
    found = progress(
        given(session, learner, pack),
        blueprint,
        asked,
        now or datetime.now(UTC),
        zone(session, learner),
        exam_date(session, learner),
    )
    return found, asked


def same_day(at: datetime, day: date, local: tzinfo) -> bool:
    return study_day(at, local) == day


def day_of(session: Session, learner: int, now: datetime | None = None) -> date:
    """The learner's study day."""
    return study_day(now or datetime.now(UTC), zone(session, learner))
