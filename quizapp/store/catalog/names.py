"""The topics, services, and concepts of a pack's active questions."""

from __future__ import annotations

from sqlalchemy import Connection, select

from quizapp.store.db.codec import topic_names
from quizapp.store.db.schema import PACK, QUESTION, QUESTION_CONCEPT, QUESTION_SERVICE


def topics(connection: Connection, pack: int) -> dict[str, str]:
    """Return topic id → name for the topics with active questions, ordered by id."""
    document = connection.scalar(select(PACK.c.document).where(PACK.c.id == pack)) or {}
    names = topic_names(document)
    used = connection.scalars(
        select(QUESTION.c.topic)
        .where(QUESTION.c.pack_id == pack, QUESTION.c.active)
        .distinct()
        .order_by(QUESTION.c.topic)
    )
    return {topic: names.get(topic, topic) for topic in used}


def services(connection: Connection, pack: int) -> list[str]:
    """Return the services that active questions are about, in alphabetical order."""
    return list(
        connection.scalars(
            select(QUESTION_SERVICE.c.service)
            .join(QUESTION, QUESTION.c.id == QUESTION_SERVICE.c.question_id)
            .where(QUESTION.c.pack_id == pack, QUESTION.c.active)
            .distinct()
            .order_by(QUESTION_SERVICE.c.service)
        )
    )


def concepts(connection: Connection, pack: int) -> list[str]:
    """Return the concepts behind the options of active questions, in alphabetical order."""
    return list(
        connection.scalars(
            select(QUESTION_CONCEPT.c.concept)
            .join(QUESTION, QUESTION.c.id == QUESTION_CONCEPT.c.question_id)
            .where(QUESTION.c.pack_id == pack, QUESTION.c.active)
            .distinct()
            .order_by(QUESTION_CONCEPT.c.concept)
        )
    )
