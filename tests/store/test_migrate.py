"""Migrations are atomic, make a backup first, and refuse newer databases."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from quizapp import paths
from quizapp.store.bootstrap.first_look import HEAD, FirstLook, first_look
from quizapp.store.catalog.word_index import in_metadata
from quizapp.store.db.engine import open_engine
from quizapp.store.db.plan_schema import RESULT
from quizapp.store.db.progress_schema import CARD, METADATA
from quizapp.store.errors import NewerDatabase, StoreError
from quizapp.store.upkeep.backups import back_up
from quizapp.store.upkeep.migrate import OWN, migrate, step_by_step
from tools.schema import PAGE as SNAPSHOT
from tools.schema import page as snapshot


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "quizapp.db"


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrations_create_exactly_the_tables_of_the_schema(file: Path) -> None:
    assert migrate(f"sqlite:///{file}")
    engine = open_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": in_metadata})
        assert CARD.metadata is RESULT.metadata is METADATA
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_new_database_equals_a_migrated_one(file: Path, tmp_path: Path) -> None:
    assert SNAPSHOT.read_text() == snapshot(), "run: python tools/schema.py"
    migrate(f"sqlite:///{file}")
    stepwise = tmp_path / "stepwise.db"
    step_by_step(f"sqlite:///{stepwise}")
    made = []
    for path in (file, stepwise):
        with closing(sqlite3.connect(path)) as connection:
            tables = [" ".join(sql.split()) for (sql,) in connection.execute(OWN)]
            made.append((tables, connection.execute("SELECT * FROM alembic_version").fetchall()))
    assert made[0] == made[1]
    assert made[0][1] == [(HEAD,)]


def test_database_created_by_another_process_is_migrated(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes start at once: both find no database, and one is faster."""
    migrate(f"sqlite:///{file}")
    before = file.read_bytes()
    monkeypatch.setattr("quizapp.store.upkeep.migrate.first_look", lambda _: FirstLook(None))
    assert migrate(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_current_database_is_not_changed(file: Path) -> None:
    migrate(f"sqlite:///{file}")
    before = file.read_bytes()
    assert not migrate(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert first_look(file) == FirstLook(HEAD)


def test_database_is_readable_only_by_its_owner(file: Path) -> None:
    migrate(f"sqlite:///{file}")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_newer_database_is_refused_and_not_changed(file: Path) -> None:
    migrate(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(NewerDatabase, match="upgrade quizapp"):
        migrate(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_database_of_another_program_is_refused_and_not_changed(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StoreError, match="not a quizapp database"):
        migrate(f"sqlite:///{file}")
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read" * 40])
def test_file_that_is_not_a_database_gets_one_clear_line(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged or not a quizapp database"):
        migrate(f"sqlite:///{file}")
    assert file.read_bytes() == content


def test_backup_is_complete_and_private(file: Path, tmp_path: Path) -> None:
    migrate(f"sqlite:///{file}")
    copy = back_up(file, tmp_path / "backups", "test")
    assert first_look(copy) == FirstLook(HEAD)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert list(copy.parent.iterdir()) == [copy]


def test_connections_are_durable_and_keep_foreign_keys(file: Path) -> None:
    migrate(f"sqlite:///{file}")
    engine = open_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }
