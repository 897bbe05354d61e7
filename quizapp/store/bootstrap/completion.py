"""Shell completions from the database, with the standard library alone.

The shell runs this at every press of the Tab key, so it does not migrate, load a pack, or write,
and it creates no files next to the database. If the database cannot be read, there are no
completions and no error, since an error would interrupt the person typing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from urllib.parse import quote

Words = list[tuple[str, str]]
"""Pairs of (word, description)."""

NEWEST = 50
"""The number of attempts to offer, newest first."""
ATTEMPTS = f"SELECT id, title, started_at, state FROM attempt ORDER BY id DESC LIMIT {NEWEST}"
ZONE = "SELECT value FROM setting WHERE name = 'time_zone' ORDER BY learner_id LIMIT 1"
QUERIES = {
    "exams": "SELECT DISTINCT code, '' FROM blueprint ORDER BY code",
    "forms": "SELECT number, group_concat(exam, ', ') FROM form GROUP BY number",
    "questions": "SELECT code, topic FROM question WHERE active ORDER BY code",
    "services": "SELECT DISTINCT service, '' FROM question_service ORDER BY service",
    "topics": "SELECT DISTINCT topic, '' FROM question WHERE active ORDER BY topic",
}


def words(
    database: Path, kind: str, zone_of: Callable[[str | None], tzinfo] = lambda _: UTC
) -> Words:
    """Return the completions of one kind; empty if the database cannot be read.

    `kind` is attempts, concepts, domains, exams, forms, questions, services, skills, tasks, or
    topics. `zone_of` returns the zone in which to show days for the stored setting, if there is
    one.
    """
    if not database.is_file():
        return []
    try:
        with closing(sqlite3.connect(_address(database), uri=True, timeout=0.2)) as connection:
            if kind in ("domains", "tasks", "skills"):
                return _of_blueprints(connection, kind)
            if kind == "concepts":
                return _concepts(connection)
            if kind == "attempts":
                return _attempts(connection, zone_of)
            rows = connection.execute(QUERIES[kind])
            result = [(str(word), str(description)) for word, description in rows]
            return _with_names(connection, result) if kind == "topics" else result
    except (sqlite3.Error, OSError, ValueError, KeyError, TypeError):
        return []


def _address(database: Path) -> str:
    """Return a URI that reads the database without creating files.

    A database with an empty write-ahead log can be opened as immutable. One with a log is open in
    another process, or its process was killed: its `-wal` and `-shm` files exist already.
    """
    log = database.with_name(f"{database.name}-wal")
    log_is_empty = not log.exists() or not log.stat().st_size
    return f"file:{quote(str(database))}?" + ("immutable=1" if log_is_empty else "mode=ro")


def _attempts(connection: sqlite3.Connection, zone_of: Callable[[str | None], tzinfo]) -> Words:
    stored = connection.execute(ZONE).fetchone()
    zone = zone_of(None if stored is None else str(stored[0]))
    return [
        (str(number), f"{title} · {_day(started, zone)} · {state}")
        for number, title, started, state in connection.execute(ATTEMPTS)
    ]


def _day(started: str, zone: tzinfo) -> str:
    moment = datetime.fromisoformat(started).replace(tzinfo=UTC)
    return moment.astimezone(zone).date().isoformat()


def _with_names(connection: sqlite3.Connection, topics: Words) -> Words:
    names = {
        topic["id"]: topic["name"]
        for (document,) in connection.execute("SELECT document FROM pack")
        for topic in json.loads(document).get("topics", [])
    }
    return [(topic, names.get(topic, "")) for topic, _ in topics]


def _of_blueprints(connection: sqlite3.Connection, kind: str) -> Words:
    names: dict[str, str] = {}
    for (document,) in connection.execute("SELECT document FROM blueprint ORDER BY position"):
        for domain in json.loads(document)["domains"]:
            if kind == "domains":
                names.setdefault(domain["id"], domain["name"])
            for task in domain["tasks"]:
                if kind == "tasks":
                    names.setdefault(task["id"], task["name"])
                elif kind == "skills":
                    for skill, text in task["skills"]:
                        names.setdefault(skill, text)
    return list(names.items())


def _concepts(connection: sqlite3.Connection) -> Words:
    documents: Iterable[tuple[str]] = connection.execute(
        "SELECT document FROM revision JOIN question ON question.revision_id = revision.id "
        "WHERE active"
    )
    options = (option for (raw,) in documents for option in json.loads(raw).get("options", ()))
    return [(concept, "") for concept in sorted({option["concept"] for option in options})]
