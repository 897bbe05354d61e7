"""The first look at a database, with the standard library alone, before anything heavy loads."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quizapp.store.errors import NotWritable, StoreError, explain

HEAD = "0003"
"""The newest schema revision this version knows; a test ties it to the migrations."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the first look found: `version` is None for a database that is new or empty."""

    version: str | None
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def current(self) -> bool:
        return self.version == HEAD


OPEN = ("ready", "running", "paused")


def open_sitting(
    id_: int,
    title: str,
    answered: int,
    questions: int,
    allowed: float | None,
    used: float,
    kind: str,
) -> dict[str, Any]:
    """An open sitting as home shows it; `left` are seconds, None when untimed."""
    left = None if allowed is None else max(0.0, allowed - used)
    return {
        "id": id_,
        "title": title,
        "answered": answered,
        "questions": questions,
        "left": left,
        "kind": kind,
    }


def _summary(connection: sqlite3.Connection, pack: Path | None) -> dict[str, Any]:
    found = connection.execute(
        "SELECT learner_id, pack_id, document FROM summary"
        " WHERE pack_id IN (SELECT id FROM pack WHERE source = ?) ORDER BY learner_id LIMIT 1",
        (str(pack),),
    ).fetchone()
    if found is None:
        # A pack that was never opened: what is set holds all the same.
        other = connection.execute("SELECT document FROM summary LIMIT 1").fetchone()
        known = json.loads(other[0]).get("settings") if other and is_sound(other[0]) else None
        return {"settings": known} if known else {}
    learner, pack_id, text = found
    summary: dict[str, Any] = json.loads(text) if is_sound(text) else {}
    # The + keeps SQLite from other indexes than that of states: open sittings are few.
    row = connection.execute(
        "SELECT id, title, answered, questions, allowed_seconds, used_seconds, kind FROM attempt"
        " WHERE learner_id = ? AND +pack_id = ? AND state IN (?, ?, ?)"
        " ORDER BY +started_at DESC, id DESC LIMIT 1",
        (learner, pack_id, *OPEN),
    ).fetchone()
    summary["open"] = None if row is None else open_sitting(*row)
    return summary


def first_look(path: Path, pack: Path | None = None) -> FirstLook:
    """Read the schema version, and the first learner's summary for the pack of a folder.

    Where the database cannot be opened because nothing may be written, a copy of it is read. Raises
    StoreError.
    """
    try:
        if not path.exists():
            return FirstLook(None)
    except OSError as error:
        raise explain(error, str(path)) from error
    if not path.is_file():
        raise StoreError(f"{path}: is no ordinary file; move it away or use --home DIR")
    try:
        return _look(path, str(path), pack)
    except NotWritable as error:
        from quizapp.store.bootstrap.private_copy import PrivateCopy

        try:
            with PrivateCopy(path) as copy:
                return _look(copy.file, str(path), pack)
        except StoreError:
            raise error from None


@contextmanager
def look_into(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database that is there, closed afterwards. Raises sqlite3.Error."""
    connection = sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=rw", uri=True, timeout=5)
    try:
        yield connection
    finally:
        connection.close()


def _look(path: Path, where: str, pack: Path | None) -> FirstLook:
    try:
        with look_into(path) as connection:
            names = {
                row[0]
                for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            }
            if "alembic_version" not in names:
                return FirstLook(None if not names else "unknown")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            version = str(row[0]) if row else None
            summary: dict[str, Any] = {}
            if version == HEAD:
                # What does not fit together is for the data layer to say.
                with suppress(TypeError, ValueError, RecursionError):
                    summary = _summary(connection, pack)
            return FirstLook(version, summary)
    except (sqlite3.Error, OSError) as error:
        raise explain(error, where) from error


def is_sound(document: object) -> bool:
    """Whether a stored summary has the shape that screens rely on."""
    try:
        found = json.loads(document) if isinstance(document, str) else None
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict):
        return False
    texts = all(isinstance(found.get(name, ""), str | None) for name in ("title", "exam"))
    parts = all(
        isinstance(found.get(name, {}), dict | None) for name in ("standing", "open", "last")
    )
    forms = found.get("forms", [])
    return (
        texts
        and parts
        and isinstance(forms, list)
        and all(
            isinstance(form, list) and len(form) == 2 and all(isinstance(n, int) for n in form)
            for form in forms
        )
    )
