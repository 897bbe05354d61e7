"""The history of attempts, read with the standard library alone.

Loading the data layer takes many times longer than reading this list. If anything is unusual, the
caller falls back to the data layer, which reports the problem or fixes it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from quizapp.store.bootstrap.first_look import HEAD, look_into
from quizapp.store.errors import StoreError, check_location

SCHEMA = 1
"""The version of the `quizapp history --json` format."""
SCORED = frozenset({"mock", "short"})
"""The kinds that have a practice score, as `exam.attempt.SCORED` defines them."""


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """One attempt in the history.

    `started` and `ended` are in UTC; `ended` is None for an open sitting. `seconds` is the time
    used; `score` is None for sittings other than mocks, whatever is stored; `prediction` is the
    stated chance of passing (0-1). `domains` maps a domain to (correct, total). `unit` is printed
    after the score: "%" or nothing.
    """

    id: int
    kind: str
    exam: str
    form: int | None
    title: str
    state: str
    repeat: bool
    started: datetime
    seconds: float
    questions: int
    answered: int
    correct: int | None
    score: int | None
    prediction: float | None
    domains: dict[str, tuple[int, int]]
    unit: str = ""
    ended: datetime | None = None

    def __post_init__(self) -> None:
        if self.kind not in SCORED:
            object.__setattr__(self, "score", None)

    @property
    def moment(self) -> datetime:
        """The moment that lists show: the end of the sitting; of an open one, its start."""
        return self.ended or self.started

    def as_json(self) -> dict[str, Any]:
        """Return the attempt in the documented format of `quizapp history --json`."""
        return {
            "id": self.id,
            "kind": self.kind,
            "exam": self.exam,
            "form": self.form,
            "state": self.state,
            "started": self.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
            # Rounded down, as the clock is everywhere else.
            "seconds": int(self.seconds * 10) / 10,
            "questions": self.questions,
            "answered": self.answered,
            "correct": self.correct,
            "score": self.score,
            "domains": {
                domain: {"correct": correct, "total": total}
                for domain, (correct, total) in sorted(self.domains.items())
            },
        }


ATTEMPTS = """
SELECT id, kind, exam, form, title, state, repeat, started_at, used_seconds, questions, answered,
       correct, score, prediction, blueprint, ended_at
FROM attempt WHERE learner_id = ? AND pack_id = ? ORDER BY started_at, id
"""
DOMAINS = """
SELECT attempt_id, domain, sum(CASE WHEN response.correct = 1 THEN 1 ELSE 0 END), count(*)
FROM response JOIN attempt ON attempt.id = attempt_id
WHERE learner_id = ? AND pack_id = ? AND domain IS NOT NULL
AND (state IN ('submitted', 'expired') OR response.correct IS NOT NULL
     OR state = 'abandoned' AND seen_at IS NOT NULL)
GROUP BY attempt_id, domain
"""
"""The questions that a report includes, as `practice.report.is_reported` defines them."""
UNMARKED = """
SELECT attempt_id, response.domain, chosen, seed, revision.document
FROM response JOIN attempt ON attempt.id = attempt_id JOIN revision ON revision.id = revision_id
WHERE learner_id = ? AND pack_id = ? AND response.domain IS NOT NULL AND state = 'abandoned'
AND response.correct IS NULL AND seen_at IS NOT NULL AND chosen != ''
"""
"""The answers of abandoned mocks, which are never marked."""
NAMES = tuple(PastAttempt.__dataclass_fields__)[:-3]
COUNT, SECONDS = int | None, float | int
KINDS = (int, str, str, COUNT, str, str, int, str, SECONDS, int, int, COUNT, COUNT, SECONDS | None)
"""The types of the columns of ATTEMPTS, except the last two: the blueprint and the end."""


def attempts(path: Path, pack: Path) -> list[PastAttempt] | None:
    """Return every attempt of the first learner on the pack in a folder, in their order.

    Return None if the database is missing, is not writable, has another schema version, does not
    contain the pack, or contains a value that quizapp did not write.
    """
    try:
        check_location(path)
        if not path.is_file():
            return None
        with look_into(path) as connection:
            return _attempts(connection, pack)
    except (StoreError, sqlite3.Error, OSError, LookupError, TypeError, ValueError):
        return None


def _attempts(connection: sqlite3.Connection, pack: Path) -> list[PastAttempt] | None:
    version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    learner = connection.execute("SELECT id FROM learner ORDER BY id LIMIT 1").fetchone()
    stored = connection.execute("SELECT id FROM pack WHERE source = ?", (str(pack),)).fetchone()
    if version is None or version[0] != HEAD or learner is None or stored is None:
        return None
    keys = (learner[0], stored[0])
    domains: dict[int, dict[str, tuple[int, int]]] = {}
    for attempt, domain, correct, total in connection.execute(DOMAINS, keys):
        domains.setdefault(attempt, {})[str(domain)] = (correct, total)
    for attempt, domain, chosen, seed, document in connection.execute(UNMARKED, keys):
        if seed is not None:
            return None  # Only the data layer can tell the keys of a number question.
        right, total = domains[attempt][str(domain)]
        options = json.loads(document)["options"]
        is_right = chosen == "".join(str(n) for n, each in enumerate(options) if each["key"])
        domains[attempt][str(domain)] = (right + is_right, total)
    return in_order(
        _attempt(row, domains.get(row[0], {}), _unit(blueprint), ended)
        for *row, blueprint, ended in connection.execute(ATTEMPTS, keys)
    )


def in_order(attempts: Iterable[PastAttempt]) -> list[PastAttempt]:
    """Return attempts by when they ended, the last one last; open ones after all others.

    One that ended later than now, by a wrong clock, comes first, as for the last mock on home.
    """
    now = datetime.now(UTC)

    def place(past: PastAttempt) -> tuple[bool, bool, datetime, int]:
        ended = past.ended
        return ended is None, ended is None or ended <= now, ended or past.started, past.id

    return sorted(attempts, key=place)


@lru_cache(maxsize=16)
def _unit(blueprint: str) -> str:
    """Return the unit of a stored blueprint. The cache helps because most attempts share one."""
    return str(json.loads(blueprint)["unit"])


def _attempt(
    row: list[Any], domains: dict[str, tuple[int, int]], unit: str, ended: str | None
) -> PastAttempt:
    if not all(isinstance(value, kind) for value, kind in zip(row, KINDS, strict=True)):
        raise ValueError("not written by quizapp")
    values: dict[str, Any] = dict(zip(NAMES, row, strict=True))
    values["repeat"] = bool(values["repeat"])
    values["started"] = datetime.fromisoformat(values["started"]).replace(tzinfo=UTC)
    until = None if ended is None else datetime.fromisoformat(ended).replace(tzinfo=UTC)
    return PastAttempt(**values, domains=domains, unit=unit, ended=until)
