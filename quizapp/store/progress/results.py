"""The results of real exams, as the learner entered them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from quizapp.settings import is_over
from quizapp.store.db.plan_schema import RESULT
from quizapp.store.db.upsert import put_row
from quizapp.store.errors import DamagedRow, reads_row
from quizapp.store.progress import predictions
from quizapp.store.scope import Scope
from quizapp.study import real_exam
from quizapp.study.real_exam import Shock


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a real exam.

    `domains` maps domain ID → whether it meets competencies, for the domains entered. `prediction`
    is the last chance of passing the real exam (0-1) that was stated by that day, on
    `predicted_on`; None if none was.
    """

    exam: str
    day: date
    passed: bool
    score: int | None
    domains: Mapping[str, bool]
    prediction: float | None
    predicted_on: date | None


def results(connection: Connection, scope: Scope) -> list[Result]:
    """Return the results of all of the pack's exams, oldest first."""
    rows = connection.execute(
        select(
            RESULT.c.exam,
            RESULT.c.day,
            RESULT.c.passed,
            RESULT.c.score,
            RESULT.c.domains,
            RESULT.c.prediction,
            RESULT.c.predicted_on,
        )
        .where(RESULT.c.learner_id == scope.learner, RESULT.c.pack_id == scope.pack)
        .order_by(RESULT.c.day)
    )
    return [_result(*row) for row in rows]


@reads_row
def _result(exam: str, day: date, passed: bool, score: Any, domains: Any, *stated: Any) -> Result:
    meets = {str(domain): bool(value) for domain, value in domains.items()}
    found = Result(exam, day, passed, score, meets, *stated)
    if found.prediction is not None and not 0 <= found.prediction <= 1:
        raise DamagedRow(f"{found.prediction!r} is not a chance")
    return found


def put(
    connection: Connection,
    scope: Scope,
    day: date,
    *,
    passed: bool,
    score: int | None,
    domains: Mapping[str, bool],
) -> None:
    """Store a result of the scope's exam next to the prediction made before it.

    A result that is already stored for that day is replaced.
    """
    stated = predictions.last(connection, scope, day)
    values = {
        "exam": scope.exam,
        "passed": passed,
        "score": score,
        "domains": dict(domains),
        "predicted_on": None if stated is None else stated[0],
        "prediction": None if stated is None else stated[1],
        "entered_at": datetime.now(UTC),
    }
    key = {"learner_id": scope.learner, "pack_id": scope.pack, "day": day}
    put_row(connection, RESULT, key, values)


def remove(connection: Connection, scope: Scope, day: date) -> bool:
    """Delete the result of a day; return whether there was one."""
    own = (
        RESULT.c.learner_id == scope.learner,
        RESULT.c.pack_id == scope.pack,
        RESULT.c.day == day,
    )
    return bool(connection.execute(delete(RESULT).where(*own)).rowcount)


def shock(connection: Connection, scope: Scope) -> Shock:
    """Return the shift of the real exam's difficulty, after the results."""
    found = results(connection, scope)
    return real_exam.shock((result.prediction, result.passed) for result in found)


def asked_for(connection: Connection, scope: Scope, exam: date | None, today: date) -> date | None:
    """Return the exam date if it is over and its result is not entered; else None."""
    if not is_over(exam, today):
        return None
    return None if exam in {result.day for result in results(connection, scope)} else exam
