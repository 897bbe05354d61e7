"""The learner's figures, updated with every answer in the transaction that stores the answer.

An answer changes a few rows, however long the history: the question's card, its topic's count of
first-sight answers, the study day, and the mix-ups of a wrong answer. `recompute_figures` computes
all figures from all answers again, with the same result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from quizapp.store.db.column_types import Utc
from quizapp.store.db.progress_schema import BELIEF, CARD, CONFUSION, MIX_UP, STUDY_DAY, TALLY
from quizapp.store.db.schema import ATTEMPT, QUESTION, RESPONSE, SETTING
from quizapp.store.db.upsert import adding
from quizapp.store.learner.settings import ZONE, zone, zone_of
from quizapp.store.progress import answers, home_row
from quizapp.store.progress.answers import Marked as Marked
from quizapp.store.progress.answers import correct_future
from quizapp.store.progress.answers import marked as marked
from quizapp.store.scope import Scope
from quizapp.study.confusions import confused_pairs
from quizapp.study.schedule import Memory, remembered, study_day

_learner: BindParameter[int] = bindparam("of_learner")
_pack: BindParameter[int] = bindparam("of_pack")
_NEW_CARD, _NEW_MIX_UP = insert(CARD), insert(MIX_UP)
_ADD_TALLY = adding(TALLY, "correct", "total")
_ADD_TO_DAY = adding(STUDY_DAY, "answers")
_ADD_CONFUSION = adding(CONFUSION, "count", "questions")
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
_CARD_VALUES = [column.name for column in _MEMORY[1:]] + ["unrecovered"]
_LATER = exists(
    select(RESPONSE.c.id)
    .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
    .where(
        RESPONSE.c.marked_at > bindparam("now", type_=Utc),
        RESPONSE.c.seen_at.is_not(None),
        func.coalesce(ATTEMPT.c.learner_id, _learner) == _learner,
        func.coalesce(ATTEMPT.c.pack_id, _pack) == _pack,
    )
)
"""Whether there is a stored answer with a date later than now."""
_ONE_ROW = select(literal(1)).subquery()
_ZONE = (
    select(SETTING.c.value)
    .where(SETTING.c.learner_id == _learner, SETTING.c.name == ZONE)
    .scalar_subquery()
)
_CARDS_OF = select(_LATER.label("later"), _ZONE.label("zone"), *_MEMORY).select_from(
    _ONE_ROW.outerjoin(
        CARD,
        and_(
            CARD.c.learner_id == _learner,
            CARD.c.question_id.in_(bindparam("of_questions", expanding=True)),
        ),
    )
)
_UPDATE_CARD = (
    update(CARD)
    .where(CARD.c.learner_id == _learner, CARD.c.question_id == bindparam("of_question"))
    .values({name: bindparam(name) for name in _CARD_VALUES})
)
_MIXED_UP = select(MIX_UP.c.question_id).where(
    MIX_UP.c.learner_id == _learner,
    MIX_UP.c.question_id == bindparam("of_question"),
    MIX_UP.c.chosen == bindparam("of_chosen"),
    MIX_UP.c.key == bindparam("of_key"),
)


def memory(row: Any, question: str) -> Memory:
    """Return a card's row as the schedule's value; `question` is the id to give it."""
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


def apply_answers(connection: Connection, scope: Scope, marked: Sequence[Marked]) -> None:
    """Add answers that were just stored, oldest first, to the figures in the caller's transaction.

    Figures depend on the order of the answers by time. If the clock was set back since an earlier
    answer, that order differs from the order of arrival, and cards are recomputed from the history.
    """
    keys = {"of_learner": scope.learner, "of_pack": scope.pack}
    now = max(m.at for m in marked)
    questions = sorted({m.question_id for m in marked})
    cards = connection.execute(_CARDS_OF, {**keys, "now": now, "of_questions": questions}).all()
    stored = {} if cards[0].zone is None else {ZONE: cards[0].zone}
    local = zone_of(connection, stored)
    if cards[0].later and correct_future(connection, scope, now):
        recompute_figures(connection, scope)
        return
    before = {
        row.question_id: memory(row, str(row.question_id))
        for row in cards
        if row.question_id is not None
    }
    if cards[0].later:
        after = _memories({}, answers.marked(connection, scope, questions), local)
    else:
        after = _memories(before, marked, local)
    new_cards = [_card(scope, q, m) for q, m in after.items() if q not in before]
    old_cards = [
        {**_card(scope, q, m), **keys, "of_question": q} for q, m in after.items() if q in before
    ]
    if new_cards:
        connection.execute(_NEW_CARD, new_cards)
    if old_cards:
        connection.execute(_UPDATE_CARD, old_cards)
    own = {"learner_id": scope.learner, "pack_id": scope.pack}
    for topic, (correct, total) in _tallies(marked).items():
        values = {**own, "topic": topic, "correct": correct, "total": total}
        connection.execute(_ADD_TALLY, values)
    for day, number in _days(marked, local).items():
        connection.execute(_ADD_TO_DAY, {**own, "day": day, "answers": number})
    for answer in marked:
        if answer.choice is not None:
            for chosen, key in confused_pairs(answer.choice):
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
    values = {"learner_id": scope.learner, "pack_id": scope.pack, "chosen": chosen, "key": key}
    connection.execute(_ADD_CONFUSION, {**values, "count": 1, "questions": int(new)})


def replace_figures(
    connection: Connection, scope: Scope, marked: Iterable[Marked], local: tzinfo
) -> None:
    """Replace a learner's figures with those computed from all answers, oldest first."""
    cards: dict[int, Memory] = {}
    days: Counter[date] = Counter()
    tallies: dict[str, tuple[int, int]] = {}
    mix_ups: dict[tuple[str, str], Counter[int]] = {}
    for answer in marked:
        question = answer.question_id
        cards[question] = remembered(cards.get(question), answer.review, local)
        days[study_day(answer.at, local)] += 1
        _count(tallies, answer)
        if answer.choice is not None:
            for pair in confused_pairs(answer.choice):
                mix_ups.setdefault(pair, Counter())[question] += 1
    keys = {"learner_id": scope.learner, "pack_id": scope.pack}
    rows: dict[Table, list[dict[str, Any]]] = {
        CARD: [_card(scope, q, card) for q, card in cards.items()],
        TALLY: [
            {**keys, "topic": topic, "correct": correct, "total": total}
            for topic, (correct, total) in tallies.items()
        ],
        STUDY_DAY: [{**keys, "day": day, "answers": number} for day, number in days.items()],
        CONFUSION: [
            {**keys, "chosen": c, "key": k, "count": n.total(), "questions": len(n)}
            for (c, k), n in mix_ups.items()
        ],
        MIX_UP: [
            {"learner_id": scope.learner, "question_id": question, "chosen": c, "key": k}
            for (c, k), n in mix_ups.items()
            for question in n
        ],
    }
    _delete(connection, scope)
    for table, values in rows.items():
        if values:
            connection.execute(insert(table), values)


def _delete(connection: Connection, scope: Scope) -> None:
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
        last = after.get(question) or before.get(question)
        after[question] = remembered(last, answer.review, local)
    return after


def _card(scope: Scope, question: int, card: Memory) -> dict[str, Any]:
    return {
        "learner_id": scope.learner,
        "question_id": question,
        "pack_id": scope.pack,
        "unrecovered": card.unrecovered,
        **{name: getattr(card, name) for name in _CARD_VALUES[:-1]},
    }


def _tallies(marked: Iterable[Marked]) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for answer in marked:
        _count(counts, answer)
    return counts


def _count(counts: dict[str, tuple[int, int]], answer: Marked) -> None:
    """Count a first-sight answer for its topic."""
    if answer.first_exposure:
        correct, total = counts.get(answer.topic, (0, 0))
        counts[answer.topic] = (correct + answer.correct, total + 1)


def _days(marked: Iterable[Marked], local: tzinfo) -> Counter[date]:
    return Counter(study_day(answer.at, local) for answer in marked)


def recompute_figures(connection: Connection, scope: Scope) -> None:
    """Recompute all figures of a learner from all answers, in the caller's transaction."""
    answered = list(answers.marked(connection, scope))
    replace_figures(connection, scope, answered, zone(connection, scope.learner))
    home_row.mark_figures_current(connection, scope)


def recompute_if_outdated(connection: Connection, scope: Scope, now: datetime) -> bool:
    """Recompute outdated figures in the caller's transaction; return whether they were outdated.

    Figures are outdated after a change of the time zone or of their version, and while answers have
    dates later than `now`.
    """
    corrected = correct_future(connection, scope, now)
    if home_row.figures_are_current(connection, home_row.read(connection, scope)) and not corrected:
        return False
    recompute_figures(connection, scope)
    return True
