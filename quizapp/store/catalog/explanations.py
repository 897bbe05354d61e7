"""What a pack explains: the meaning of its concepts, and when its questions were checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, insert, select

from quizapp.exam.concept import Concept
from quizapp.store.db.concept_schema import CONCEPT, QUESTION_CHECK
from quizapp.store.db.schema import QUESTION

if TYPE_CHECKING:
    from quizapp.bank.pack import Pack


def put(connection: Connection, pack_id: int, pack: Pack, ids: Mapping[str, int]) -> None:
    """Store what a pack explains; `ids` maps question ids to their rows."""
    connection.execute(delete(CONCEPT).where(CONCEPT.c.pack_id == pack_id))
    concepts = [
        {
            "pack_id": pack_id,
            "code": concept.id,
            "name": concept.name,
            "text": concept.text,
            "reference": concept.reference,
            "checked": concept.checked,
        }
        for concept in pack.concepts.values()
    ]
    if concepts:
        connection.execute(insert(CONCEPT), concepts)
    _put_checks(
        connection,
        pack_id,
        {
            ids[code]: date.fromisoformat(source.checked)
            for code, source in pack.sources.items()
            if code in ids
        },
    )


def _put_checks(connection: Connection, pack_id: int, days: Mapping[int, date]) -> None:
    """Store the days on which questions were checked; rows that have not changed stay."""
    stored = {
        row.question_id: row.checked
        for row in connection.execute(
            select(QUESTION_CHECK.c.question_id, QUESTION_CHECK.c.checked)
            .join(QUESTION, QUESTION.c.id == QUESTION_CHECK.c.question_id)
            .where(QUESTION.c.pack_id == pack_id)
        )
    }
    changed = [row for row, day in days.items() if stored.get(row) != day]
    again = [{"row": row} for row in changed if row in stored]
    if again:
        connection.execute(
            delete(QUESTION_CHECK).where(QUESTION_CHECK.c.question_id == bindparam("row")), again
        )
    if changed:
        connection.execute(
            insert(QUESTION_CHECK), [{"question_id": row, "checked": days[row]} for row in changed]
        )


def concepts(connection: Connection, pack: int, codes: Iterable[str]) -> dict[str, Concept]:
    """Return concept id → its explanation, for those of the concepts that the pack explains."""
    rows = connection.execute(
        select(CONCEPT).where(CONCEPT.c.pack_id == pack, CONCEPT.c.code.in_(sorted(set(codes))))
    )
    return {
        row.code: Concept(row.code, row.name, row.text, row.reference, row.checked) for row in rows
    }
