"""The one row that home shows at once, kept true in the transaction that changes it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from quizapp.exam.attempt import FINISHED, OPEN, Attempt, State
from quizapp.exam.blueprint import Blueprint
from quizapp.store.tables import AttemptRow, ResponseRow, SummaryRow


def read(session: Session, learner: int) -> dict[str, Any]:
    text = session.scalar(select(SummaryRow.document).where(SummaryRow.learner_id == learner))
    document: dict[str, Any] = json.loads(text) if text else {}
    return document


def write(session: Session, learner: int, document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False)
    row = session.get(SummaryRow, learner)
    if row is None:
        session.add(SummaryRow(learner_id=learner, document=text))
        session.flush()
    else:
        session.execute(
            update(SummaryRow).where(SummaryRow.learner_id == learner).values(document=text)
        )


def opened(session: Session, learner: int, attempt_id: int, title: str, attempt: Attempt) -> None:
    document = read(session, learner)
    document["open"] = {"id": attempt_id, "title": title, **_standing(attempt)}
    write(session, learner, document)


def moved(session: Session, learner: int, attempt_id: int, attempt: Attempt) -> None:
    """An open attempt has changed."""
    document = read(session, learner)
    if attempt.immediate and attempt.state is not State.RUNNING:
        renew(session, learner, document)
        return
    found = document.get("open")
    if found and found["id"] == attempt_id:
        found.update(_standing(attempt))
        write(session, learner, document)


def closed(session: Session, learner: int) -> None:
    """An attempt has ended: what it taught is worked out anew."""
    document = read(session, learner)
    renew(session, learner, document)


def _standing(attempt: Attempt) -> dict[str, Any]:
    return {
        "answered": attempt.answered,
        "questions": len(attempt.items),
        "left": attempt.left,
        "kind": attempt.kind.value,
    }


def renew(
    session: Session,
    learner: int,
    document: dict[str, Any] | None = None,
    *,
    title: str | None = None,
    pack: int | None = None,
    source: str | None = None,
    blueprint: Blueprint | None = None,
    forms: list[list[int]] | None = None,
) -> dict[str, Any]:
    """Work the whole summary out again and store it.

    `title`, `pack`, `source` (its folder), `blueprint` and `forms` ([number, times sat] for each
    form of the learner's exam) are given when a pack has been synced or opened, or the exam has
    changed; otherwise the last ones stay. What was said of another pack is dropped.
    """
    document = read(session, learner) if document is None else document
    if pack is not None and document.get("pack") != pack:
        document = {"pack": pack}
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
    pack = document.get("pack")
    exam = document.get("exam")
    if forms is not None:
        document["forms"] = forms
    sat = {
        row.form: row.times
        for row in session.execute(
            select(AttemptRow.form, func.count().label("times"))
            .where(
                AttemptRow.learner_id == learner,
                AttemptRow.pack_id == pack,
                AttemptRow.exam == exam,
                AttemptRow.form.is_not(None),
            )
            .group_by(AttemptRow.form)
        )
    }
    document["forms"] = [[number, sat.get(number, 0)] for number, _ in document.get("forms", [])]
    document["answers"] = {
        domain: [correct or 0, total]
        for domain, correct, total in session.execute(
            select(
                ResponseRow.domain,
                func.sum(case((ResponseRow.correct.is_(True), 1), else_=0)),
                func.count(),
            )
            .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
            .where(
                AttemptRow.learner_id == learner,
                AttemptRow.pack_id == pack,
                AttemptRow.exam == exam,
                ResponseRow.correct.is_not(None),
                ResponseRow.first_exposure,
                ResponseRow.domain.is_not(None),
            )
            .group_by(ResponseRow.domain)
        )
    }
    document["last"] = _last_mock(session, learner, pack, exam)
    document["missed"] = missed(session, learner, pack)
    document["open"] = _open(session, learner, pack)
    document["changed"] = True
    write(session, learner, document)
    return document


def _last_mock(
    session: Session, learner: int, pack: int | None, exam: str | None
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


def missed(session: Session, learner: int, pack: int | None) -> int:
    """Questions whose newest marked answer is wrong."""
    newest = (
        select(func.max(ResponseRow.id).label("id"))
        .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
        .where(
            AttemptRow.learner_id == learner,
            AttemptRow.pack_id == pack,
            ResponseRow.correct.is_not(None),
        )
        .group_by(ResponseRow.question_id)
        .subquery()
    )
    return (
        session.scalar(
            select(func.count())
            .select_from(ResponseRow)
            .join(newest, newest.c.id == ResponseRow.id)
            .where(~ResponseRow.correct)
        )
        or 0
    )


def stale(document: dict[str, Any], day: str) -> bool:
    """Whether what is said of the learner's standing is older than their answers or the day."""
    standing = document.get("standing") or {}
    return bool(document.get("changed") or standing.get("day") != day)


def _open(session: Session, learner: int, pack: int | None) -> dict[str, Any] | None:
    row = session.scalar(
        select(AttemptRow)
        .where(
            AttemptRow.learner_id == learner,
            AttemptRow.pack_id == pack,
            AttemptRow.state.in_([state.value for state in OPEN]),
        )
        .order_by(AttemptRow.started_at.desc(), AttemptRow.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    left = None
    if row.allowed_seconds is not None:
        left = max(0.0, row.allowed_seconds - row.used_seconds)
    return {
        "id": row.id,
        "title": row.title,
        "answered": row.answered,
        "questions": row.questions,
        "left": left,
        "kind": row.kind,
    }
