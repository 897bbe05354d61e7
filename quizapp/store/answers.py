"""A learner's answers and figures, read back as values for the learning engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from quizapp.exam.attempt import Confidence
from quizapp.store.documents import to_question
from quizapp.store.figure_tables import CardRow, ConfusionRow, StudyDayRow, TallyRow
from quizapp.store.figures import Marked, memory, rebuild
from quizapp.store.settings import exam_date, zone
from quizapp.store.tables import (
    AttemptRow,
    PackRow,
    QuestionRow,
    ResponseRow,
    RevisionRow,
)
from quizapp.study.confusions import Choice, Confusion, choice
from quizapp.study.mastery import Tally
from quizapp.study.progress import DAILY_REVIEWS, Syllabus
from quizapp.study.schedule import Due, Memory, due, study_day

Condition: TypeAlias = "ColumnElement[bool] | InstrumentedAttribute[bool]"

CANDIDATES = 400
"""Of what is due, as many of the least recalled are looked at; a day asks for a tenth of them."""


def marked(session: Session, learner: int, pack: int) -> Iterator[Marked]:
    """Every marked answer to a question that was on the screen, in the order of marking.

    The text of a question is read for wrong answers only.
    """

    @lru_cache(maxsize=2_000)
    def asked(revision: int, seed: int | None) -> Any:
        document = session.scalar(select(RevisionRow.document).where(RevisionRow.id == revision))
        assert document is not None
        return to_question(document, seed)

    rows = session.execute(
        select(
            ResponseRow.question_id,
            QuestionRow.topic,
            ResponseRow.marked_at,
            ResponseRow.correct,
            ResponseRow.confidence,
            ResponseRow.chosen,
            ResponseRow.seed,
            ResponseRow.revision_id,
            QuestionRow.active,
        )
        .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
        .join(QuestionRow, QuestionRow.id == ResponseRow.question_id)
        .where(
            AttemptRow.learner_id == learner,
            AttemptRow.pack_id == pack,
            ResponseRow.marked_at.is_not(None),
            ResponseRow.seen_at.is_not(None),
        )
        .order_by(ResponseRow.marked_at, ResponseRow.id)
    ).yield_per(5_000)
    for row in rows:
        picked: Choice | None = None
        if not row.correct and row.chosen:
            question = asked(row.revision_id, row.seed)
            picked = choice(question, [int(digit) for digit in row.chosen])
        yield Marked(
            question_id=row.question_id,
            topic=row.topic,
            at=row.marked_at,
            correct=row.correct,
            confidence=Confidence(row.confidence) if row.confidence else None,
            choice=picked,
            withdrawn=not row.active,
        )


def remake(session: Session, learner: int, pack: int) -> None:
    """Make every figure of a learner anew from all their answers, in the caller's transaction."""
    answered = list(marked(session, learner, pack))
    rebuild(session, learner, pack, answered, zone(session, learner))


def syllabus(session: Session, pack: int, exam: str) -> Syllabus:
    """The bank's topics for an exam, as they were counted when the pack was synced."""
    document = session.scalar(select(PackRow.document).where(PackRow.id == pack)) or {}
    topics = document.get("syllabus", {}).get(exam, {})
    return Syllabus(
        domains={topic: domain for topic, (domain, _) in topics.items()},
        questions={topic: number for topic, (_, number) in topics.items()},
        names={topic["id"]: topic["name"] for topic in document.get("topics", [])},
    )


# -- figures --------------------------------------------------------------------------------------


MOST = 1_000_000_000
"""Answers on one topic; nobody lives long enough for more."""


def tallies(session: Session, learner: int, pack: int) -> dict[str, Tally]:
    """Right and marked answers by topic."""
    rows = session.execute(
        select(TallyRow.topic, TallyRow.correct, TallyRow.total).where(
            TallyRow.learner_id == learner, TallyRow.pack_id == pack
        )
    )
    found = {}
    for topic, correct, total in rows:
        if not 0 <= correct <= total <= MOST:
            raise ValueError(f"{correct} right of {total} on {topic!r} cannot be")
        found[topic] = Tally(correct, total)
    return found


def _cards(learner: int, pack: int, *conditions: Condition) -> Select[Any]:
    """Cards of questions that are still asked, those due first."""
    return (
        select(*(c for c in CardRow.__table__.c), QuestionRow.code)
        .join(QuestionRow, QuestionRow.id == CardRow.question_id)
        .where(
            CardRow.learner_id == learner,
            CardRow.pack_id == pack,
            QuestionRow.active,
            *conditions,
        )
        .order_by(CardRow.due, CardRow.question_id)
    )


def _before(day: date) -> ColumnElement[bool]:
    """Last answered before a day. Said so that no index answers it, where nearly all cards were:
    the index to go along is that of what is due."""
    return func.coalesce(CardRow.last, day) < day


def _memories(session: Session, query: Select[Any]) -> list[Memory]:
    return [memory(row, row.code) for row in session.execute(query)]


def waiting(session: Session, learner: int, pack: int, today: date) -> list[Due]:
    """What today's review still holds, the most useful first.

    Of what is due the `CANDIDATES` that have waited longest are weighed against each other; a day
    asks for `DAILY_REVIEWS` in all, those already answered today counted in.
    """
    exam = exam_date(session, learner)
    own = (CardRow.learner_id == learner, CardRow.pack_id == pack)
    done = session.scalar(
        select(func.count()).where(*own, CardRow.last == today, CardRow.was_due <= today)
    )
    left = DAILY_REVIEWS - (done or 0)
    if left <= 0:
        return []
    known: dict[str, Memory] = {}
    asked: list[Condition] = [_before(today)]
    if exam is None or exam < today:
        asked.append(CardRow.due <= today)
    pressing = (CardRow.sure_and_wrong, _before(today), CardRow.due <= today)
    for query in (_cards(learner, pack, *pressing), _cards(learner, pack, *asked)):
        for found in _memories(session, query.limit(CANDIDATES)):
            known[found.question] = found
    return due(known.values(), today, exam=exam, limit=left)


def to_recover(
    session: Session,
    learner: int,
    pack: int,
    most: int | None = None,
    *,
    before: date | None = None,
) -> list[Memory]:
    """Questions missed and not yet right on three separate days, those due first; with `before`,
    those not answered on that day or later."""
    conditions: list[Condition] = [CardRow.unrecovered]
    if before is not None:
        conditions.append(_before(before))
    query = _cards(learner, pack, *conditions)
    return _memories(session, query.limit(most))


def lucky(session: Session, learner: int, pack: int, most: int | None = None) -> list[Memory]:
    """Questions last answered right by a guess."""
    return _memories(session, _cards(learner, pack, CardRow.lucky).limit(most))


def overconfident(
    session: Session, learner: int, pack: int, most: int | None = None
) -> list[Memory]:
    """Questions last answered wrong with confidence."""
    return _memories(session, _cards(learner, pack, CardRow.sure_and_wrong).limit(most))


def counts(session: Session, learner: int, pack: int) -> dict[str, int]:
    """How many questions are to be recovered, were right by luck, and were wrong though sure."""
    flags = {
        "recover": CardRow.unrecovered,
        "lucky": CardRow.lucky,
        "overconfident": CardRow.sure_and_wrong,
    }
    return {
        name: session.scalar(
            select(func.count()).where(CardRow.learner_id == learner, CardRow.pack_id == pack, flag)
        )
        or 0
        for name, flag in flags.items()
    }


def confusions(
    session: Session, learner: int, pack: int, at_least: int, most: int | None = None
) -> list[Confusion]:
    """Pairs that came up `at_least` times: the most frequent first, then by name."""
    rows = session.execute(
        select(ConfusionRow.chosen, ConfusionRow.key, ConfusionRow.count, ConfusionRow.questions)
        .where(
            ConfusionRow.learner_id == learner,
            ConfusionRow.pack_id == pack,
            ConfusionRow.count >= at_least,
        )
        .order_by(
            ConfusionRow.count.desc(),
            ConfusionRow.questions.desc(),
            ConfusionRow.chosen,
            ConfusionRow.key,
        )
        .limit(most)
    )
    return [Confusion(*row) for row in rows]


def study_days(session: Session, learner: int, pack: int) -> list[date]:
    """The study days on which anything was answered."""
    return list(
        session.scalars(
            select(StudyDayRow.day).where(
                StudyDayRow.learner_id == learner, StudyDayRow.pack_id == pack
            )
        )
    )


def day_of(session: Session, learner: int, now: datetime | None = None) -> date:
    """The learner's study day."""
    return study_day(now or datetime.now(UTC), zone(session, learner))
