"""Backups: complete, private, and never overwriting; a restore can be undone."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.store.errors import NewerDatabase, Replaced, StoreError
from quizapp.store.learner import history
from quizapp.store.sittings.start import start_mock
from quizapp.store.upkeep import backups
from quizapp.store.upkeep.backups import AUTOMATIC, STAMP, Backup
from quizapp.store.workspace import Workspace, open_workspace
from tests.terminal import run

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def sit(workspace: Workspace) -> None:
    sitting = start_mock(
        workspace.database, workspace.scope, workspace.blueprint, MockOptions(short=True)
    )
    sitting.submit()


def attempts(home: Home) -> int:
    workspace = open_workspace(home, None, paths.pack())
    with workspace.database.read() as connection:
        number = len(history.attempts(connection, workspace.scope))
    workspace.database.close()
    return number


def test_backup_is_complete_private_and_leaves_no_partial_file(
    workspace: Workspace, home: Home
) -> None:
    sit(workspace)
    made = backups.back_up(home.database, home.backups, "test")
    assert backups.fault(made) is None
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert not [path for path in home.backups.iterdir() if path.suffix == ".part"]


def test_backup_never_overwrites_a_file(workspace: Workspace, home: Home, tmp_path: Path) -> None:
    target = tmp_path / "mine.db"
    target.write_text("precious")
    with pytest.raises(StoreError, match="already exists"):
        backups.copy(home.database, target)
    assert target.read_text() == "precious"


def test_restore_can_be_undone(workspace: Workspace, home: Home) -> None:
    sit(workspace)
    made = backups.back_up(home.database, home.backups, "test")
    sit(workspace)
    workspace.database.close()
    assert attempts(home) == 2
    kept = backups.restore(made, home.database, home.backups)
    assert attempts(home) == 1
    assert kept is not None
    backups.restore(kept, home.database, home.backups)
    assert attempts(home) == 2


def test_open_process_cannot_use_the_restored_database(workspace: Workspace, home: Home) -> None:
    made = backups.back_up(home.database, home.backups, "test")
    sit(workspace)
    backups.restore(made, home.database, home.backups)
    for transaction in (workspace.database.read, workspace.database.write):
        with pytest.raises(Replaced, match="replaced by a restored copy"), transaction():
            raise AssertionError("it must not begin")
    assert attempts(home) == 0


@pytest.mark.parametrize("connected", [True, False])
def test_deleted_database_is_named_as_deleted(
    workspace: Workspace, home: Home, connected: bool
) -> None:
    if not connected:
        workspace.database.engine.dispose()  # the next transaction has to open the file
    shutil.rmtree(home.root)
    for transaction in (workspace.database.read, workspace.database.write):
        with pytest.raises(Replaced, match="moved or deleted"), transaction():
            raise AssertionError("it must not begin")
    assert not home.root.exists()


def test_backup_with_another_page_size_is_restored(workspace: Workspace, home: Home) -> None:
    sit(workspace)
    made = backups.back_up(home.database, home.backups, "test")
    with sqlite3.connect(made, isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA page_size=8192")
        connection.execute("VACUUM")
    connection.close()
    sit(workspace)
    workspace.database.close()
    backups.restore(made, home.database, home.backups)
    assert attempts(home) == 1


def test_restore_gives_up_waiting_for_another_process(
    workspace: Workspace, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "LOCK_TIMEOUT", 0.1)
    made = backups.back_up(home.database, home.backups, "test")
    with (
        workspace.database.write(),
        pytest.raises(StoreError, match=r"busy.*the previous database is in"),
    ):
        backups.restore(made, home.database, home.backups)
    assert backups.fault(home.database) is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a quizapp database"),
        (b"rubbish " * 999, "cannot be read"),
        (None, "does not exist"),
    ],
)
def test_invalid_file_is_not_restored(
    workspace: Workspace, home: Home, tmp_path: Path, content: bytes | None, said: str
) -> None:
    bad = tmp_path / "bad.db"
    if content is not None:
        bad.write_bytes(content)
    sit(workspace)
    workspace.database.close()
    with pytest.raises(StoreError, match=said):
        backups.restore(bad, home.database, home.backups)
    assert attempts(home) == 1


def test_backup_from_a_newer_version_is_not_restored(workspace: Workspace, home: Home) -> None:
    made = backups.back_up(home.database, home.backups, "test")
    with sqlite3.connect(made) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(NewerDatabase, match="newer quizapp"):
        backups.restore(made, home.database, home.backups)


def test_restore_sets_a_damaged_database_aside(workspace: Workspace, home: Home) -> None:
    sit(workspace)
    made = backups.back_up(home.database, home.backups, "test")
    workspace.database.close()
    for ending in ("-wal", "-shm"):
        Path(f"{home.database}{ending}").unlink(missing_ok=True)
    home.database.write_bytes(b"\0" * 50_000)
    Path(f"{home.database}-wal").write_bytes(b"what was written last")
    kept = backups.restore(made, home.database, home.backups)
    assert kept is not None
    assert kept.read_bytes() == b"\0" * 50_000
    assert Path(f"{kept}-wal").read_bytes() == b"what was written last"
    assert attempts(home) == 1
    assert stat.S_IMODE(home.database.stat().st_mode) == 0o600


def test_restore_ignores_a_leftover_journal(workspace: Workspace, home: Home) -> None:
    sit(workspace)
    made = backups.back_up(home.database, home.backups, "test")
    sit(workspace)
    journal = Path(f"{home.database}-wal").read_bytes()
    workspace.database.close()
    home.database.unlink()
    Path(f"{home.database}-wal").write_bytes(journal)
    assert backups.restore(made, home.database, home.backups) is None
    assert backups.fault(home.database) is None
    assert attempts(home) == 1
    assert [p.read_bytes() for p in home.backups.glob("*-damaged.sqlite-wal")] == [journal]


def test_automatic_backup_is_made_when_due(home: Home) -> None:
    for backup in backups.listed(home.backups):
        backup.path.unlink()
    assert backups.back_up_if_due(home.database, home.backups) is not None
    assert backups.back_up_if_due(home.database, home.backups) is None
    later = datetime.now(UTC) + timedelta(days=1)
    assert backups.back_up_if_due(home.database, home.backups, later) is not None


def test_unfinished_backups_of_killed_processes_are_deleted(home: Home) -> None:
    home.backups.mkdir(exist_ok=True)
    old, new = home.backups / ".a.db.1.part", home.backups / ".b.db.2.part"
    beside = home.root / ".quizapp.db.3.part"
    for path in (old, new, beside):
        path.write_text("half")
    for path in (old, beside):
        os.utime(path, (0, 0))
    later = datetime.now(UTC) + timedelta(days=1)
    os.utime(new, (later.timestamp(), later.timestamp()))
    assert backups.back_up_if_due(home.database, home.backups, later) is not None
    assert [path.exists() for path in (old, new, beside)] == [False, True, False]


def test_retention_of_automatic_and_other_backups() -> None:
    own = [
        Backup(
            Path(f"{(NOW - timedelta(days=n)).strftime(STAMP)}"), NOW - timedelta(days=n), AUTOMATIC
        )
        for n in range(60)
    ]
    other = [Backup(Path("x"), NOW - timedelta(days=400), "before-0002")]
    gone = backups.unwanted([*own, *other], NOW)
    kept = [backup for backup in own if backup not in gone]
    assert own[:7] == kept[:7]
    assert len(kept) <= 7 + 4
    assert len({backup.at.strftime("%G-%V") for backup in kept}) >= 4
    assert not set(other) & set(gone)


def test_backups_dated_in_the_future_affect_no_other_backup(home: Home) -> None:
    for backup in backups.listed(home.backups):
        backup.path.unlink()
    ahead = datetime.now(UTC) + timedelta(days=400)
    first = backups.back_up(home.database, home.backups, AUTOMATIC)
    for days in range(20):
        name = f"{(ahead + timedelta(days=days)).strftime(STAMP)}-{AUTOMATIC}.db"
        first.with_name(name).write_bytes(b"by a wrong clock")
    good = first.rename(
        first.with_name(f"{(datetime.now(UTC) - timedelta(days=2)).strftime(STAMP)}-{AUTOMATIC}.db")
    )
    partial = home.backups / ".a.db.1.part"
    partial.write_text("half")
    os.utime(partial, (ahead.timestamp(), ahead.timestamp()))
    made = backups.back_up_if_due(home.database, home.backups)
    assert made is not None
    assert made.exists()
    assert good.exists()
    assert not partial.exists()
    newest = backups.newest_good(home.backups)
    assert newest is not None
    assert newest.path == made
    assert backups.back_up_if_due(home.database, home.backups) is None
    assert len(backups.listed(home.backups)) == 22


def test_backup_and_restore_commands(home: Home, tmp_path: Path) -> None:
    made = run(home.root, "backup", str(tmp_path / "copy.db"))
    assert made.returncode == 0
    again = run(home.root, "backup", str(tmp_path / "copy.db"))
    assert again.returncode == 1
    assert "already exists" in again.stderr
    done = run(home.root, "restore", str(tmp_path / "copy.db"))
    assert done.returncode == 0
    assert re.search(r"quizapp --home \S+ restore ", done.stdout)
    healthy = run(home.root, "doctor")
    assert healthy.returncode == 0
    assert "intact" in healthy.stdout


def test_doctor_names_the_fault_and_the_newest_good_backup(home: Home) -> None:
    run(home.root, "backup")
    for ending in ("-wal", "-shm"):
        Path(f"{home.database}{ending}").unlink(missing_ok=True)
    home.database.write_bytes(b"torn" * 5000)
    found = run(home.root, "doctor")
    assert found.returncode == 1
    assert "cannot be read" in found.stderr
    assert re.search(r"quizapp --home \S+ restore ", found.stderr)
    assert "by-hand.db" in found.stderr
    assert found.stderr.count("\n") == 1
