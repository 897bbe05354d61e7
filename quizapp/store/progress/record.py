"""Figures of a learner, kept answer by answer in the answer's own transaction.

What an answer changes is a handful of rows, whatever lies in the history: the question's card, its
topic's tally, the study day, and the mix-ups of a wrong answer. `rebuild` makes them all again from
every answer, with the same outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from quizapp.exam.attempt import Confidence
from quizapp.exam.question import Question
from quizapp.store.db.codec import to_question
from quizapp.store.db.progress_schema import BELIEF, CARD, CONFUSION, MIX_UP, STUDY_DAY, TALLY
from quizapp.store.db.schema import ATTEMPT, QUESTION, RESPONSE, REVISION
from quizapp.store.errors import reads_row
from quizapp.store.learner.settings import zone
from quizapp.store.progress import home_row
from quizapp.store.scope import Scope
from quizapp.study.confusions import Choice, choice, pairs
from quizapp.study.schedule import Memory, Review, remembered, study_day


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer that was just marked, with the row of its question. `choice` is given for wrong
    answers that chose something. A question that was `withdrawn` gets no card: it is asked no more.
    """

    question_id: int
    topic: str
    at: datetime
    correct: bool
    confidence: Confidence | None = None
    choice: Choice | None = None
    withdrawn: bool = False

    @property
    def review(self) -> Review:
        return Review(str(self.question_id), self.at, self.correct, self.confidence)


_learner: BindParameter[int] = bindparam("of_learner")
_pack: BindParameter[int] = bindparam("of_pack")
_NEW_CARD, _NEW_TALLY, _NEW_DAY = insert(CARD), insert(TALLY), insert(STUDY_DAY)
_NEW_CONFUSION, _NEW_MIX_UP = insert(CONFUSION), insert(MIX_UP)
_MEMORY = [
    CARD.c[name]
    for name in (
        "question_id",
        "stability",
        "difficulty",
        "last",
        "due",
        "lucky",
        "sure_and_wrong",
        "times_sure_and_wrong",
        "missed",
        "right_days",
        "right_day",
        "was_due",
    )
]
_KEPT = [column.name for column in _MEMORY[1:]] + ["unrecovered"]
_CARDS_OF = select(*_MEMORY).where(
    CARD.c.learner_id == _learner,
    CARD.c.question_id.in_(bindparam("of_questions", expanding=True)),
)
_UPDATE_CARD = (
    update(CARD)
    .where(CARD.c.learner_id == _learner, CARD.c.question_id == bindparam("of_question"))
    .values({name: bindparam(name) for name in _KEPT})
)
_UPDATE_TALLY = (
    update(TALLY)
    .where(
        TALLY.c.learner_id == _learner,
        TALLY.c.pack_id == _pack,
        TALLY.c.topic == bindparam("of_topic"),
    )
    .values(
        correct=TALLY.c.correct + bindparam("more_correct"),
        total=TALLY.c.total + bindparam("more_total"),
    )
)
_UPDATE_DAY = (
    update(STUDY_DAY)
    .where(
        STUDY_DAY.c.learner_id == _learner,
        STUDY_DAY.c.pack_id == _pack,
        STUDY_DAY.c.day == bindparam("of_day"),
    )
    .values(answers=STUDY_DAY.c.answers + bindparam("more"))
)
_UPDATE_CONFUSION = (
    update(CONFUSION)
    .where(
        CONFUSION.c.learner_id == _learner,
        CONFUSION.c.pack_id == _pack,
        CONFUSION.c.chosen == bindparam("of_chosen"),
        CONFUSION.c.key == bindparam("of_key"),
    )
    .values(
        count=CONFUSION.c.count + 1,
        questions=CONFUSION.c.questions + bindparam("more_questions"),
    )
)
_MIXED_UP = select(MIX_UP.c.question_id).where(
    MIX_UP.c.learner_id == _learner,
    MIX_UP.c.question_id == bindparam("of_question"),
    MIX_UP.c.chosen == bindparam("of_chosen"),
    MIX_UP.c.key == bindparam("of_key"),
)


def memory(row: Any, question: str) -> Memory:
    """A card's row as the schedule knows it."""
    return Memory(
        question=question,
        stability=row.stability,
        difficulty=row.difficulty,
        last=row.last,
        due=row.due,
        lucky=row.lucky,
        sure_and_wrong=row.sure_and_wrong,
        times_sure_and_wrong=row.times_sure_and_wrong,
        missed=row.missed,
        right_days=row.right_days,
        right_day=row.right_day,
        was_due=row.was_due,
    )


def learn(connection: Connection, scope: Scope, marked: Sequence[Marked], local: tzinfo) -> None:
    """Take answers in, oldest first, in the caller's transaction."""
    whose = {"of_learner": scope.learner, "of_pack": scope.pack}
    found = connection.execute(
        _CARDS_OF, {**whose, "of_questions": sorted({m.question_id for m in marked})}
    )
    before = {row.question_id: memory(row, str(row.question_id)) for row in found}
    after = _memories(before, marked, local)
    fresh = [_card(scope, q, m) for q, m in after.items() if q not in before]
    known = [
        {**_card(scope, q, m), **whose, "of_question": q} for q, m in after.items() if q in before
    ]
    if fresh:
        connection.execute(_NEW_CARD, fresh)
    if known:
        connection.execute(_UPDATE_CARD, known)
    for topic, (correct, total) in _tallies(marked).items():
        values = {**whose, "of_topic": topic, "more_correct": correct, "more_total": total}
        if not connection.execute(_UPDATE_TALLY, values).rowcount:
            connection.execute(
                _NEW_TALLY,
                {
                    "learner_id": scope.learner,
                    "pack_id": scope.pack,
                    "topic": topic,
                    "correct": correct,
                    "total": total,
                },
            )
    for day, number in _days(marked, local).items():
        if not connection.execute(_UPDATE_DAY, {**whose, "of_day": day, "more": number}).rowcount:
            connection.execute(
                _NEW_DAY,
                {"learner_id": scope.learner, "pack_id": scope.pack, "day": day, "answers": number},
            )
    for answer in marked:
        if answer.choice is not None:
            for chosen, key in pairs(answer.choice):
                _mix_up(connection, scope, answer.question_id, chosen, key)


def _mix_up(connection: Connection, scope: Scope, question: int, chosen: str, key: str) -> None:
    pair = {"of_chosen": chosen, "of_key": key}
    values = {"of_learner": scope.learner, "of_question": question, **pair}
    new = connection.execute(_MIXED_UP, values).first() is None
    if new:
        connection.execute(
            _NEW_MIX_UP,
            {"learner_id": scope.learner, "question_id": question, "chosen": chosen, "key": key},
        )
    values = {
        "of_learner": scope.learner,
        "of_pack": scope.pack,
        "more_questions": int(new),
        **pair,
    }
    if not connection.execute(_UPDATE_CONFUSION, values).rowcount:
        connection.execute(
            _NEW_CONFUSION,
            {
                "learner_id": scope.learner,
                "pack_id": scope.pack,
                "chosen": chosen,
                "key": key,
                "count": 1,
                "questions": 1,
            },
        )


def rebuild(connection: Connection, scope: Scope, marked: Iterable[Marked], local: tzinfo) -> None:
    """Make every figure of a learner anew from all their answers, oldest first."""
    cards: dict[int, Memory] = {}
    tallies: dict[str, tuple[int, int]] = {}
    days: Counter[date] = Counter()
    met: dict[tuple[str, str], Counter[int]] = {}
    for answer in marked:
        question = answer.question_id
        if not answer.withdrawn:
            cards[question] = remembered(cards.get(question), answer.review, local)
        correct, total = tallies.get(answer.topic, (0, 0))
        tallies[answer.topic] = (correct + answer.correct, total + 1)
        days[study_day(answer.at, local)] += 1
        if answer.choice is not None:
            for pair in pairs(answer.choice):
                met.setdefault(pair, Counter())[question] += 1
    whose = {"learner_id": scope.learner, "pack_id": scope.pack}
    rows: dict[Table, list[dict[str, Any]]] = {
        CARD: [_card(scope, q, found) for q, found in cards.items()],
        TALLY: [
            {**whose, "topic": topic, "correct": correct, "total": total}
            for topic, (correct, total) in tallies.items()
        ],
        STUDY_DAY: [{**whose, "day": day, "answers": number} for day, number in days.items()],
        CONFUSION: [
            {**whose, "chosen": c, "key": k, "count": n.total(), "questions": len(n)}
            for (c, k), n in met.items()
        ],
        MIX_UP: [
            {"learner_id": scope.learner, "question_id": question, "chosen": c, "key": k}
            for (c, k), n in met.items()
            for question in n
        ],
    }
    _forget(connection, scope)
    for table, values in rows.items():
        if values:
            connection.execute(insert(table), values)


def _forget(connection: Connection, scope: Scope) -> None:
    for table in (CARD, TALLY, STUDY_DAY, CONFUSION, BELIEF):
        connection.execute(
            delete(table).where(table.c.learner_id == scope.learner, table.c.pack_id == scope.pack)
        )
    of_pack = select(QUESTION.c.id).where(QUESTION.c.pack_id == scope.pack)
    connection.execute(
        delete(MIX_UP).where(
            MIX_UP.c.learner_id == scope.learner, MIX_UP.c.question_id.in_(of_pack)
        )
    )


def _memories(
    before: Mapping[int, Memory], marked: Iterable[Marked], local: tzinfo
) -> dict[int, Memory]:
    after: dict[int, Memory] = {}
    for answer in marked:
        question = answer.question_id
        known = after.get(question) or before.get(question)
        after[question] = remembered(known, answer.review, local)
    return after


def _card(scope: Scope, question: int, found: Memory) -> dict[str, Any]:
    return {
        "learner_id": scope.learner,
        "question_id": question,
        "pack_id": scope.pack,
        "unrecovered": found.unrecovered,
        **{name: getattr(found, name) for name in _KEPT[:-1]},
    }


def _tallies(marked: Iterable[Marked]) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for answer in marked:
        correct, total = counts.get(answer.topic, (0, 0))
        counts[answer.topic] = (correct + answer.correct, total + 1)
    return counts


def _days(marked: Iterable[Marked], local: tzinfo) -> Counter[date]:
    return Counter(study_day(answer.at, local) for answer in marked)


def marked(connection: Connection, scope: Scope) -> Iterator[Marked]:
    """Every marked answer to a question that was on the screen, in the order of marking.

    The text of a question is read for wrong answers only.
    """

    @lru_cache(maxsize=2_000)
    def asked(revision: int, seed: int | None) -> Any:
        document = connection.scalar(select(REVISION.c.document).where(REVISION.c.id == revision))
        assert document is not None
        return to_question(document, seed)

    rows = connection.execute(
        select(
            RESPONSE.c.question_id,
            QUESTION.c.topic,
            RESPONSE.c.marked_at,
            RESPONSE.c.correct,
            RESPONSE.c.confidence,
            RESPONSE.c.chosen,
            RESPONSE.c.seed,
            RESPONSE.c.revision_id,
            QUESTION.c.active,
        )
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .join(QUESTION, QUESTION.c.id == RESPONSE.c.question_id)
        .where(
            ATTEMPT.c.learner_id == scope.learner,
            ATTEMPT.c.pack_id == scope.pack,
            RESPONSE.c.marked_at.is_not(None),
            RESPONSE.c.seen_at.is_not(None),
        )
        .order_by(RESPONSE.c.marked_at, RESPONSE.c.id)
    ).yield_per(5_000)
    for row in rows:
        picked: Choice | None = None
        if not row.correct and row.chosen:
            question = asked(row.revision_id, row.seed)
            picked = _choice(question, row.chosen)
        yield Marked(
            question_id=row.question_id,
            topic=row.topic,
            at=row.marked_at,
            correct=row.correct,
            confidence=_confidence(row.confidence) if row.confidence else None,
            choice=picked,
            withdrawn=not row.active,
        )


@reads_row
def _choice(question: Question, chosen: str) -> Choice:
    return choice(question, [int(digit) for digit in chosen])


_confidence = reads_row(Confidence)


def remake(connection: Connection, scope: Scope) -> None:
    """Make every figure of a learner anew from all their answers, in the caller's transaction."""
    answered = list(marked(connection, scope))
    rebuild(connection, scope, answered, zone(connection, scope.learner))
    home_row.figures_made(connection, scope)
