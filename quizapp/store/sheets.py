"""The takeaways of the questions that a learner has answered, for sheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, func, select

from quizapp.store.catalog import names
from quizapp.store.db.codec import to_question_now
from quizapp.store.db.concept_schema import QUESTION_CHECK
from quizapp.store.db.progress_schema import CARD
from quizapp.store.db.schema import QUESTION, REVISION
from quizapp.store.flashcards import last_seeds
from quizapp.store.scope import Scope
from quizapp.store.selection import drill_query
from quizapp.study.drill import DrillFilter


@dataclass(frozen=True, slots=True)
class Takeaway:
    """What one question teaches.

    `checked` is the day on which its facts were last checked. `missed` is true if any answer to it
    was wrong, and `recovered` if it has been right on three study days since.
    """

    row_id: int
    code: str
    text: str
    checked: date | None
    missed: bool
    recovered: bool


@dataclass(frozen=True, slots=True)
class TopicSheet:
    """The takeaways of a topic: missed ones first, then those recovered, then the others.

    `later` is the number of takeaways of questions that the learner has still to answer, and `held`
    of those that an open sitting asks again and that are not answered there yet.
    """

    topic: str
    name: str
    takeaways: tuple[Takeaway, ...]
    later: int
    held: int = 0

    @property
    def missed(self) -> int:
        """The number of takeaways of missed questions."""
        return sum(takeaway.missed for takeaway in self.takeaways)


def topic_sheets(connection: Connection, scope: Scope, about: DrillFilter) -> list[TopicSheet]:
    """Return the sheet of each topic with questions that are `about` something, by topic id.

    A takeaway would give away the answer, so only questions that the learner has answered are
    included, and none of a mock not taken yet or unanswered in an open sitting.
    """
    of_selection = (
        QUESTION.c.pack_id == scope.pack,
        QUESTION.c.active,
        *drill_query.is_about(scope, about),
    )
    counted = (
        select(QUESTION.c.topic, func.count().label("number"))
        .where(*of_selection)
        .group_by(QUESTION.c.topic)
        .order_by(QUESTION.c.topic)
    )
    total = {row.topic: row.number for row in connection.execute(counted)}
    topic_names = names.all_topics(connection, scope.pack)
    being_asked = drill_query.being_asked(connection, scope)
    seeds = last_seeds(connection, scope.learner)
    found: dict[str, list[Takeaway]] = {topic: [] for topic in total}
    held = dict.fromkeys(total, 0)
    for row in connection.execute(
        select(
            QUESTION.c.id,
            QUESTION.c.code,
            QUESTION.c.topic,
            QUESTION_CHECK.c.checked,
            CARD.c.missed,
            CARD.c.unrecovered,
            REVISION.c.document,
        )
        .join(CARD, and_(CARD.c.question_id == QUESTION.c.id, CARD.c.learner_id == scope.learner))
        .join(REVISION, REVISION.c.id == QUESTION.c.revision_id)
        .outerjoin(QUESTION_CHECK, QUESTION_CHECK.c.question_id == QUESTION.c.id)
        .where(*of_selection, ~drill_query.protected(scope))
    ):
        question = to_question_now(row.document, seeds.get(row.id))
        if question is None:
            continue
        if row.id in being_asked:
            held[row.topic] += 1
            continue
        missed = bool(row.missed)
        found[row.topic].append(
            Takeaway(
                row.id,
                row.code,
                question.takeaway,
                row.checked,
                missed,
                missed and not row.unrecovered,
            )
        )
    return [
        TopicSheet(
            topic,
            topic_names.get(topic, topic),
            tuple(sorted(found[topic], key=_rank)),
            number - len(found[topic]) - held[topic],
            held[topic],
        )
        for topic, number in total.items()
    ]


def _rank(takeaway: Takeaway) -> tuple[int, str]:
    return 2 if not takeaway.missed else 1 if takeaway.recovered else 0, takeaway.code
