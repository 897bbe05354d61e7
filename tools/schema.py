"""Generates migrations/head.sql, the tables of a new database, from the migrations.

python tools/schema.py [FILE]   writes FILE (migrations/head.sql)
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from quizapp import paths
from quizapp.store.upkeep import migrate

PAGE = paths.migrations() / migrate.SNAPSHOT
HEAD = """\
-- The tables of a new database, generated from the migrations by `python tools/schema.py`. The
-- search index is not included: the app creates it when it stores the first questions.

"""


def page() -> str:
    """Return the statements that give the same tables as all migrations in order."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "quizapp.db"
        migrate.step_by_step(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as connection:
            made = [sql for (sql,) in connection.execute(migrate.OWN)]
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    made.append(f"INSERT INTO alembic_version VALUES ('{version}')")
    lines = "".join(f"{sql};\n\n" for sql in made).splitlines()
    return HEAD + "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE).write_text(page())
