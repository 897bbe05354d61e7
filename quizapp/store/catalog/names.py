"""The topics, services, and concepts of a pack's active questions."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, select

from quizapp.store.db.codec import service_names, topic_names
from quizapp.store.db.schema import PACK, QUESTION, QUESTION_CONCEPT, QUESTION_SERVICE

SHORT = 3
"""The letters of the longest service id that is taken as an abbreviation."""


def topics(connection: Connection, pack: int) -> dict[str, str]:
    """Return topic id → name for the topics with active questions, ordered by id."""
    names = all_topics(connection, pack)
    found = {}
    for topic in _distinct(connection, QUESTION.c.topic, QUESTION.c.pack_id == pack):
        active = select(QUESTION.c.id).where(QUESTION.c.pack_id == pack, QUESTION.c.active)
        if connection.scalar(active.where(QUESTION.c.topic == topic).limit(1)) is not None:
            found[topic] = names.get(topic, topic)
    return found


def all_topics(connection: Connection, pack: int) -> dict[str, str]:
    """Return topic id → name for all topics of the pack, with questions or without."""
    document = connection.scalar(select(PACK.c.document).where(PACK.c.id == pack))
    return topic_names(document)


def services(connection: Connection, pack: int) -> dict[str, str]:
    """Return service → name for the services of active questions, ordered by name."""
    named = service_names(connection.scalar(select(PACK.c.document).where(PACK.c.id == pack)))
    found = {}
    for service in _distinct(connection, QUESTION_SERVICE.c.service):
        asked = (
            select(QUESTION.c.id)
            .join(QUESTION_SERVICE, QUESTION_SERVICE.c.question_id == QUESTION.c.id)
            .where(QUESTION_SERVICE.c.service == service)
            .where(QUESTION.c.pack_id == pack, QUESTION.c.active)
            .limit(1)
        )
        if connection.scalar(asked) is not None:
            found[service] = named.get(service) or spelled_out(service)
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def spelled_out(service: str) -> str:
    """Return a name for a service to which its pack gives none: `api-gateway` is “Api gateway”."""
    words = service.replace("-", " ")
    return words.upper() if len(words) <= SHORT else words[:1].upper() + words[1:]


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


def _distinct(
    connection: Connection, values: ColumnElement[str], *where: ColumnElement[bool]
) -> list[str]:
    """Return the distinct values of an indexed column, with one step in the index for each."""
    first = select(func.min(values).label("value")).where(*where).cte("each", recursive=True)
    next_one = select(func.min(values)).where(*where, values > first.c.value).scalar_subquery()
    steps = first.union_all(select(next_one).where(first.c.value.is_not(None)))
    return list(connection.scalars(select(steps.c.value).where(steps.c.value.is_not(None))))
