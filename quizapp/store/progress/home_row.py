"""What home shows at once, in one row a learner and pack: what sittings, a sync, settings change.

The open sitting is not in it: it stands in the attempts, and is read beside the row in one look.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from quizapp.exam.attempt import FINISHED
from quizapp.exam.blueprint import Blueprint
from quizapp.store.bootstrap.first_look import open_sitting
from quizapp.store.catalog import queries as catalog
from quizapp.store.db.codec import to_object
from quizapp.store.db.schema import ATTEMPT, OPEN_STATES, SUMMARY
from quizapp.store.db.upsert import put_row

FIGURES = 1
"""The way figures are kept; a row that says another number asks for them to be remade."""


def read(connection: Connection, learner: int, pack: int) -> dict[str, Any]:
    """The row, with the newest open sitting of the pack as `open` (None without one)."""
    document = _row(connection, learner, pack)
    document["open"] = _open(connection, learner, pack)
    return document


def _row(connection: Connection, learner: int, pack: int) -> dict[str, Any]:
    text = connection.scalar(
        select(SUMMARY.c.document).where(SUMMARY.c.learner_id == learner, SUMMARY.c.pack_id == pack)
    )
    return to_object(text) if text else {}


def write(connection: Connection, learner: int, pack: int, document: dict[str, Any]) -> None:
    stored = {name: value for name, value in document.items() if name != "open"}
    text = json.dumps(stored, ensure_ascii=False)
    key = {"learner_id": learner, "pack_id": pack}
    put_row(connection, SUMMARY, key, {"document": text})


def made(connection: Connection, learner: int, pack: int) -> None:
    """The figures are those of all answers there are."""
    document = _row(connection, learner, pack)
    document["figures"] = FIGURES
    document["changed"] = True
    write(connection, learner, pack, document)


def closed(connection: Connection, learner: int, pack: int) -> None:
    """A sitting has ended: its form is sat, and it may be the last mock."""
    renew(connection, learner, pack)


def renew(
    connection: Connection,
    learner: int,
    pack: int,
    *,
    title: str | None = None,
    source: str | None = None,
    blueprint: Blueprint | None = None,
    forms: list[list[int]] | None = None,
) -> None:
    """Bring the row in line with what is stored, in the caller's transaction.

    `title`, `source` (the pack's folder), `blueprint` and `forms` ([number, times sat] for each
    form of the exam) are given when a pack has been synced or opened, or the exam has changed;
    otherwise the last ones stay.
    """
    document = _row(connection, learner, pack)
    document["pack"] = pack
    if source is not None:
        document["source"] = source
    if title is not None:
        document["title"] = title
    if blueprint is not None:
        document["exam"] = blueprint.code
        document["minutes"] = blueprint.minutes
        document["unit"] = blueprint.unit
        document["target"] = blueprint.pass_fraction
        document["domains"] = [
            {"id": d.id, "name": d.name, "weight": d.weight} for d in blueprint.domains
        ]
    if forms is not None:
        document["forms"] = forms
    exam = document.get("exam")
    sat = catalog.times_sat(connection, pack, exam, learner)
    document["forms"] = [[number, sat.get(number, 0)] for number, _ in document.get("forms", [])]
    document["last"] = _last_mock(connection, learner, pack, exam)
    document["changed"] = True
    write(connection, learner, pack, document)


def _last_mock(
    connection: Connection, learner: int, pack: int, exam: str | None
) -> dict[str, Any] | None:
    row = connection.execute(
        select(
            ATTEMPT.c.id,
            ATTEMPT.c.title,
            ATTEMPT.c.score,
            ATTEMPT.c.correct,
            ATTEMPT.c.questions,
        )
        .where(
            ATTEMPT.c.learner_id == learner,
            ATTEMPT.c.pack_id == pack,
            ATTEMPT.c.exam == exam,
            ATTEMPT.c.kind.in_(["mock", "short"]),
            ATTEMPT.c.state.in_([state.value for state in FINISHED]),
        )
        .order_by(ATTEMPT.c.ended_at.desc(), ATTEMPT.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return {
        "id": row.id,
        "title": row.title,
        "score": row.score,
        "correct": row.correct,
        "questions": row.questions,
    }


def stale(document: dict[str, Any], day: str) -> bool:
    """Whether what is said of the learner's standing is older than their answers or the day."""
    standing = document.get("standing") or {}
    return bool(document.get("changed") or standing.get("day") != day)


def _open(connection: Connection, learner: int, pack: int) -> dict[str, Any] | None:
    """The newest open sitting. There are few, so that they are looked through here: told of pack
    and order too, the database would take another index, and walk through all that was ever sat."""
    rows = connection.execute(
        select(
            ATTEMPT.c.pack_id,
            ATTEMPT.c.started_at,
            ATTEMPT.c.id,
            ATTEMPT.c.title,
            ATTEMPT.c.answered,
            ATTEMPT.c.questions,
            ATTEMPT.c.allowed_seconds,
            ATTEMPT.c.used_seconds,
            ATTEMPT.c.kind,
        ).where(ATTEMPT.c.learner_id == learner, ATTEMPT.c.state.in_(OPEN_STATES))
    ).all()
    own = [row for row in rows if row.pack_id == pack]
    newest = max(own, key=lambda row: (row.started_at, row.id), default=None)
    return None if newest is None else open_sitting(*newest[2:])
