"""Drills and reviews: what may be asked now, and beginning to ask it."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from quizapp.exam.attempt import OPEN, Kind, new_attempt
from quizapp.exam.blueprint import Blueprint
from quizapp.store import answers, attempts, library
from quizapp.store.attempts import Plan
from quizapp.store.documents import is_template
from quizapp.store.engine import Database
from quizapp.store.errors import StoreError
from quizapp.store.settings import exam_date, zone
from quizapp.store.sitting import Clocks, Sitting
from quizapp.store.tables import (
    AttemptRow,
    ExposureRow,
    FormQuestionRow,
    FormRow,
    MarkRow,
    PackRow,
    QuestionRow,
    QuestionServiceRow,
    QuestionSkillRow,
    ResponseRow,
    RevisionRow,
)
from quizapp.study.confusions import parts
from quizapp.study.drill import Practisable, Wish, draw
from quizapp.study.progress import DAILY_REVIEWS
from quizapp.study.schedule import memories, queue, unrecovered

REVIEW_AT_ONCE = 30
NOTHING_MATCHES = "no question matches; loosen the filters, or sit a form first"
NOTHING_DUE = "nothing is due today; come back tomorrow, or drill something new"


def unsat(session: Session, learner: int, pack: int, exam: str) -> set[int]:
    """Questions of the exam's forms that this learner has not sat: kept for their first sight.

    A form that is open still counts as not sat: a drill would give its answers away.
    """
    sat = select(AttemptRow.form).where(
        AttemptRow.learner_id == learner,
        AttemptRow.pack_id == pack,
        AttemptRow.exam == exam,
        AttemptRow.form.is_not(None),
        AttemptRow.state.not_in([state.value for state in OPEN]),
    )
    return set(
        session.scalars(
            select(FormQuestionRow.question_id)
            .join(FormRow, FormRow.id == FormQuestionRow.form_id)
            .where(FormRow.pack_id == pack, FormRow.exam == exam, FormRow.number.not_in(sat))
        )
    )


def practisable(
    session: Session,
    learner: int,
    pack: int,
    exam: str,
    *,
    pair: tuple[str, str] | None = None,
    now: datetime | None = None,
) -> list[Practisable]:
    """Everything that may be drilled now: never a question of an unsat form."""
    kept = unsat(session, learner, pack, exam)
    skills: dict[int, list[str]] = {}
    for row_id, skill in session.execute(
        select(QuestionSkillRow.question_id, QuestionSkillRow.skill)
        .where(QuestionSkillRow.exam == exam)
        .order_by(QuestionSkillRow.question_id, QuestionSkillRow.position)
    ):
        skills.setdefault(row_id, []).append(skill)
    services: dict[int, set[str]] = {}
    for row_id, service in session.execute(
        select(QuestionServiceRow.question_id, QuestionServiceRow.service)
    ):
        services.setdefault(row_id, set()).add(service)
    marks = _marks(session, learner, pack, now)
    apart = _apart(session, pack, pair) if pair else set()
    rows = session.execute(
        select(QuestionRow, ExposureRow.times)
        .outerjoin(
            ExposureRow,
            and_(ExposureRow.question_id == QuestionRow.id, ExposureRow.learner_id == learner),
        )
        .where(QuestionRow.pack_id == pack, QuestionRow.active)
        .order_by(QuestionRow.id)
    ).all()
    found = []
    for row, times in rows:
        own = skills.get(row.id, [])
        if row.id in kept or not (own or row.background):
            continue
        mine = set(marks.get(row.id, ()))
        if times is None or row.template:
            mine.add("unseen")
        found.append(
            Practisable(
                row_id=row.id,
                code=row.code,
                topic=row.topic,
                domain=own[0].split(".", 1)[0] if own else None,
                skills=frozenset(own),
                services=frozenset(services.get(row.id, ())),
                level=row.level,
                template=row.template,
                background=row.background,
                marks=frozenset(mine),
                sets_apart=row.id in apart,
                met=times is not None,
            )
        )
    return found


def _marks(session: Session, learner: int, pack: int, now: datetime | None) -> dict[int, set[str]]:
    """Missed, lucky, due, flagged and bookmarked, by question row."""
    ids = {
        row.code: row.id
        for row in session.execute(
            select(QuestionRow.code, QuestionRow.id).where(QuestionRow.pack_id == pack)
        )
    }
    marks: dict[int, set[str]] = {}

    def put(row_id: int | None, mark: str) -> None:
        if row_id is not None:
            marks.setdefault(row_id, set()).add(mark)

    local = zone(session, learner)
    today = answers.day_of(session, learner, now)
    reviews = [g.review for g in answers.given(session, learner, pack)]
    for code, memory in memories(reviews, local).items():
        if memory.unrecovered:
            put(ids.get(code), "missed")
        if memory.sure_and_wrong:
            put(ids.get(code), "overconfident")
        if memory.lucky:
            put(ids.get(code), "lucky")
        if memory.due <= today:
            put(ids.get(code), "due")
    flagged = (
        select(ResponseRow.question_id, func.max(ResponseRow.id).label("newest"))
        .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
        .where(AttemptRow.learner_id == learner, ResponseRow.seen_at.is_not(None))
        .group_by(ResponseRow.question_id)
        .subquery()
    )
    for row_id in session.scalars(
        select(ResponseRow.question_id)
        .join(flagged, flagged.c.newest == ResponseRow.id)
        .where(ResponseRow.flagged)
    ):
        put(row_id, "flagged")
    for row_id in session.scalars(
        select(MarkRow.question_id).where(MarkRow.learner_id == learner, MarkRow.bookmarked)
    ):
        put(row_id, "bookmarked")
    return marks


def _apart(session: Session, pack: int, pair: tuple[str, str]) -> set[int]:
    rows = session.execute(
        select(QuestionRow.id, RevisionRow.document)
        .join(RevisionRow, RevisionRow.id == QuestionRow.revision_id)
        .where(QuestionRow.pack_id == pack, QuestionRow.active)
    )
    return {row.id for row in rows if parts(*_ideas(row.document), *pair)}


def _ideas(document: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Concepts of the keys and of the distractors; of a template, of every slip it may offer."""
    if is_template(document):
        from quizapp.bank.calculators import CALCULATORS

        made = document["template"]
        calculator = CALCULATORS[made["calculator"]]
        return {calculator.concept}, {calculator.slips[name].concept for name in made["slips"]}
    options = document["options"]
    keys = {option["concept"] for option in options if option["key"]}
    return keys, {option["concept"] for option in options if not option["key"]}


def topics(session: Session, pack: int) -> dict[str, str]:
    """Every topic that a question stands under now, with its name."""
    document = session.scalar(select(PackRow.document).where(PackRow.id == pack)) or {}
    names = {topic["id"]: topic["name"] for topic in document.get("topics", [])}
    used = session.scalars(
        select(QuestionRow.topic)
        .where(QuestionRow.pack_id == pack, QuestionRow.active)
        .distinct()
        .order_by(QuestionRow.topic)
    )
    return {topic: names.get(topic, topic) for topic in used}


def services(session: Session, pack: int) -> list[str]:
    """Every service that a question asks about now."""
    return list(
        session.scalars(
            select(QuestionServiceRow.service)
            .join(QuestionRow, QuestionRow.id == QuestionServiceRow.question_id)
            .where(QuestionRow.pack_id == pack, QuestionRow.active)
            .distinct()
            .order_by(QuestionServiceRow.service)
        )
    )


def concepts(session: Session, pack: int) -> list[str]:
    """Every concept that an option may stand for now."""
    documents = session.scalars(
        select(RevisionRow.document)
        .join(QuestionRow, QuestionRow.revision_id == RevisionRow.id)
        .where(QuestionRow.pack_id == pack, QuestionRow.active)
    )
    return sorted({idea for document in documents for part in _ideas(document) for idea in part})


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
    with database.read() as session:
        found = practisable(session, learner, pack, blueprint.code, pair=wish.pair)
    ids = [question.row_id for question in draw(found, wish, rng)]
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
    with database.read() as session:
        ids = to_review(session, learner, pack, now)[:REVIEW_AT_ONCE]
    if not ids:
        raise StoreError(NOTHING_DUE)
    return _begin(database, learner, pack, blueprint, Kind.REVIEW, "Review", ids, clocks, rng)


def to_review(session: Session, learner: int, pack: int, now: datetime | None = None) -> list[int]:
    """Rows of the questions to review on this study day, the most pressing first."""
    local = zone(session, learner)
    today = answers.day_of(session, learner, now)
    reviews = [g.review for g in answers.given(session, learner, pack)]
    exam = exam_date(session, learner)
    codes = [
        entry.question for entry in queue(reviews, today, local, exam=exam, limit=DAILY_REVIEWS)
    ]
    codes += [m.question for m in unrecovered(memories(reviews, local)) if m.last < today]
    answered_today = {r.question for r in reviews if answers.same_day(r.at, today, local)}
    wanted = [code for code in dict.fromkeys(codes) if code not in answered_today]
    ids = {
        row.code: row.id
        for row in session.execute(
            select(QuestionRow.code, QuestionRow.id).where(
                QuestionRow.pack_id == pack, QuestionRow.active, QuestionRow.code.in_(wanted)
            )
        )
    }
    return [ids[code] for code in wanted if code in ids]


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
    with database.write() as session:
        questions = library.questions(session, ids, learner=learner)
        if not questions:
            raise StoreError("the numbers of these questions are all used up; choose others")
        known = library.met(session, learner, [q.row_id for q in questions])
        attempt = new_attempt(
            kind,
            [q.question for q in questions],
            exam=blueprint.code,
            allowed=None,
            rng=rng,
            met=frozenset(q.question.id for q in questions if q.row_id in known and q.seed is None),
        ).start()
        plan = Plan(learner, pack, blueprint.code, title)
        stored = attempts.load(session, attempts.create(session, plan, attempt, questions))
    if stored is None:
        raise StoreError("the drill could not be stored; try again")
    return Sitting(database, stored, blueprint, clocks or Clocks(), rng)
