"""The first look at a database, with the standard library alone, before anything heavy loads."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quizapp.store.errors import NotWritable, StoreError, explain

HEAD = "0001"
"""The newest schema revision this version knows; a test ties it to the migrations."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What the first look found: `version` is None for a database that is new or empty."""

    version: str | None
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def current(self) -> bool:
        return self.version == HEAD


def glance(path: Path) -> Glance:
    """Read schema version and summary of the first learner. Raises StoreError.

    Where the database cannot be opened because nothing may be written, a copy of it is read.
    """
    try:
        if not path.exists():
            return Glance(None)
    except OSError as error:
        raise explain(error, str(path)) from error
    if not path.is_file():
        raise StoreError(f"{path}: is no ordinary file; move it away or use --home DIR")
    try:
        return _look(path, str(path))
    except NotWritable as error:
        from quizapp.store.reading import PrivateCopy

        try:
            with PrivateCopy(path) as copy:
                return _look(copy.file, str(path))
        except StoreError:
            raise error from None


def _look(path: Path, where: str) -> Glance:
    try:
        connection = sqlite3.connect(
            f"file:{quote(os.fsencode(path))}?mode=rw", uri=True, timeout=5
        )
        try:
            names = {
                row[0]
                for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            }
            if "alembic_version" not in names:
                return Glance(None if not names else "unknown")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            version = str(row[0]) if row else None
            summary: dict[str, Any] = {}
            if version == HEAD:
                found = connection.execute(
                    "SELECT document FROM summary ORDER BY learner_id LIMIT 1"
                ).fetchone()
                summary = json.loads(found[0]) if found and is_sound(found[0]) else {}
            return Glance(version, summary)
        finally:
            connection.close()
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
