"""What home shows at once, in one row a learner and pack: what sittings, a sync, settings change.

The open sitting is not in it: it stands in the attempts, and is read beside the row in one look.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.exam.attempt import FINISHED
from quizapp.exam.blueprint import Blueprint
from quizapp.store import library
from quizapp.store.glance import open_sitting
from quizapp.store.tables import OPEN_STATES, AttemptRow, SummaryRow

FIGURES = 1
"""The way figures are kept; a row that says another number asks for them to be remade."""


def read(session: Session, learner: int, pack: int) -> dict[str, Any]:
    """The row, with the newest open sitting of the pack as `open` (None without one)."""
    document = _row(session, learner, pack)
    document["open"] = _open(session, learner, pack)
    return document


def _row(session: Session, learner: int, pack: int) -> dict[str, Any]:
    text = session.scalar(
        select(SummaryRow.document).where(
            SummaryRow.learner_id == learner, SummaryRow.pack_id == pack
        )
    )
    document: dict[str, Any] = json.loads(text) if text else {}
    return document


def write(session: Session, learner: int, pack: int, document: dict[str, Any]) -> None:
    stored = {name: value for name, value in document.items() if name != "open"}
    text = json.dumps(stored, ensure_ascii=False)
    row = session.get(SummaryRow, (learner, pack))
    if row is None:
        session.add(SummaryRow(learner_id=learner, pack_id=pack, document=text))
    else:
        row.document = text
    session.flush()


def closed(session: Session, learner: int, pack: int) -> None:
    """A sitting has ended: its form is sat, and it may be the last mock."""
    renew(session, learner, pack)


def renew(
    session: Session,
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
    document = _row(session, learner, pack)
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
    sat = library.times_sat(session, pack, exam, learner)
    document["forms"] = [[number, sat.get(number, 0)] for number, _ in document.get("forms", [])]
    document["last"] = _last_mock(session, learner, pack, exam)
    document["changed"] = True
    write(session, learner, pack, document)


def _last_mock(
    session: Session, learner: int, pack: int, exam: str | None
) -> dict[str, Any] | None:
    row = session.execute(
        select(
            AttemptRow.id,
            AttemptRow.title,
            AttemptRow.score,
            AttemptRow.correct,
            AttemptRow.questions,
        )
        .where(
            AttemptRow.learner_id == learner,
            AttemptRow.pack_id == pack,
            AttemptRow.exam == exam,
            AttemptRow.kind.in_(["mock", "short"]),
            AttemptRow.state.in_([state.value for state in FINISHED]),
        )
        .order_by(AttemptRow.ended_at.desc(), AttemptRow.id.desc())
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


def _open(session: Session, learner: int, pack: int) -> dict[str, Any] | None:
    """The newest open sitting. There are few, so that they are looked through here: told of pack
    and order too, the database would take another index, and walk through all that was ever sat."""
    rows = session.execute(
        select(
            AttemptRow.pack_id,
            AttemptRow.started_at,
            AttemptRow.id,
            AttemptRow.title,
            AttemptRow.answered,
            AttemptRow.questions,
            AttemptRow.allowed_seconds,
            AttemptRow.used_seconds,
            AttemptRow.kind,
        ).where(AttemptRow.learner_id == learner, AttemptRow.state.in_(OPEN_STATES))
    ).all()
    own = [row for row in rows if row.pack_id == pack]
    newest = max(own, key=lambda row: (row.started_at, row.id), default=None)
    return None if newest is None else open_sitting(*newest[2:])
