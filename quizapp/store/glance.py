"""The first look at a database, with the standard library alone, before anything heavy loads."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quizapp.store.errors import explain

HEAD = "0002"
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
    """Read schema version and summary of the first learner. Raises StoreError."""
    if not path.exists():
        return Glance(None)
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=5)
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
                summary = json.loads(found[0]) if found else {}
            return Glance(version, summary)
        finally:
            connection.close()
    except (sqlite3.Error, OSError) as error:
        raise explain(error, str(path)) from error
    except ValueError:
        return Glance(HEAD)
