"""A quick look at what may be named on the command line, with the standard library alone.

The shell asks at every press of the Tab key, so this neither migrates, loads a pack nor writes; it
leaves no file beside the database. What cannot be read is no reason to disturb anybody who types:
it gives no words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

Words = list[tuple[str, str]]
"""(word, what it is called)"""

NEWEST = 50
QUERIES = {
    "attempts": "SELECT id, title || ' · ' || substr(started_at, 1, 10) || ' · ' || state "
    f"FROM attempt ORDER BY id DESC LIMIT {NEWEST}",
    "exams": "SELECT DISTINCT code, '' FROM blueprint ORDER BY code",
    "forms": "SELECT number, group_concat(exam, ', ') FROM form GROUP BY number",
    "questions": "SELECT code, topic FROM question WHERE active ORDER BY code",
    "services": "SELECT DISTINCT service, '' FROM question_service ORDER BY service",
    "topics": "SELECT DISTINCT topic, '' FROM question WHERE active ORDER BY topic",
}


def words(database: Path, kind: str) -> Words:
    """Words of a kind: attempts, concepts, domains, exams, forms, questions, services, skills,
    tasks or topics. Empty where nothing can be read."""
    if not database.is_file():
        return []
    try:
        with closing(sqlite3.connect(_address(database), uri=True, timeout=0.2)) as connection:
            if kind in ("domains", "tasks", "skills"):
                return _of_blueprints(connection, kind)
            if kind == "concepts":
                return _concepts(connection)
            found = [(str(word), str(said)) for word, said in connection.execute(QUERIES[kind])]
            return _named(connection, found) if kind == "topics" else found
    except (sqlite3.Error, OSError, ValueError, KeyError, TypeError):
        return []


def _address(database: Path) -> str:
    """Where to look, so that looking leaves no file behind.

    A database with nothing left in its write-ahead log is read as it lies on the disk. One with a
    log is open somewhere, or was cut off: its helper files are there already.
    """
    log = database.with_name(f"{database.name}-wal")
    lies_still = not log.exists() or not log.stat().st_size
    return f"file:{quote(str(database))}?" + ("immutable=1" if lies_still else "mode=ro")


def _named(connection: sqlite3.Connection, found: Words) -> Words:
    names = {
        topic["id"]: topic["name"]
        for (document,) in connection.execute("SELECT document FROM pack")
        for topic in json.loads(document).get("topics", [])
    }
    return [(topic, names.get(topic, "")) for topic, _ in found]


def _of_blueprints(connection: sqlite3.Connection, kind: str) -> Words:
    found: dict[str, str] = {}
    for (document,) in connection.execute("SELECT document FROM blueprint ORDER BY position"):
        for domain in json.loads(document)["domains"]:
            if kind == "domains":
                found.setdefault(domain["id"], domain["name"])
            for task in domain["tasks"]:
                if kind == "tasks":
                    found.setdefault(task["id"], task["name"])
                elif kind == "skills":
                    for skill, text in task["skills"]:
                        found.setdefault(skill, text)
    return list(found.items())


def _concepts(connection: sqlite3.Connection) -> Words:
    documents: Iterable[tuple[str]] = connection.execute(
        "SELECT document FROM revision JOIN question ON question.revision_id = revision.id "
        "WHERE active"
    )
    options = (option for (raw,) in documents for option in json.loads(raw).get("options", ()))
    return [(concept, "") for concept in sorted({option["concept"] for option in options})]
