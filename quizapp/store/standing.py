"""A learner's standing as the plain document that home shows at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from quizapp.exam.blueprint import Blueprint
from quizapp.exam.scoring import practice_score
from quizapp.store import answers
from quizapp.study.mastery import Mastery, Verdict
from quizapp.study.progress import Progress, Syllabus
from quizapp.study.readiness import words


def document(session: Session, learner: int, pack: int, blueprint: Blueprint) -> dict[str, Any]:
    """The standing of today, worked out from every answer."""
    found, syllabus = answers.standing(session, learner, pack, blueprint)
    evidence = found.mock.evidence
    total = blueprint.questions
    known = evidence.enough
    return {
        "day": answers.day_of(session, learner).isoformat(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "answers": found.answers,
        "first_sight": evidence.first_sight,
        "missing": evidence.missing,
        "missing_by_domain": dict(evidence.missing_by_domain),
        "probability": round(found.mock.probability, 4) if known else None,
        "words": words(found.mock.probability) if known else None,
        "exam_probability": round(found.exam.probability, 4) if known else None,
        "score": [
            practice_score(found.mock.correct_low / total, blueprint),
            practice_score(found.mock.correct_high / total, blueprint),
        ]
        if known
        else None,
        "domains": [_row(row, blueprint.domain_name(row.name)) for row in found.domains],
        "due": len(found.waiting),
        "recover": len(found.to_recover),
        "streak": found.streak.current,
        "days_left": found.days_left,
        "weak": _weakest(found, syllabus),
    }


def _row(row: Mastery, name: str) -> dict[str, Any]:
    return {
        "id": row.name,
        "name": name,
        "correct": row.correct,
        "total": row.total,
        "mean": round(row.mean, 4),
        "low": round(row.low, 4),
        "high": round(row.high, 4),
        "verdict": row.verdict.value,
    }


def _weakest(found: Progress, syllabus: Syllabus) -> dict[str, str] | None:
    """The topic that costs most and is known to be weak; None if none is."""
    for row in found.weak:
        if row.verdict is Verdict.WEAK:
            return {"topic": row.name, "name": syllabus.names.get(row.name, row.name)}
    return None
