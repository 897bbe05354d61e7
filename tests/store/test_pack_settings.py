"""The settings of an exam are stored for each pack, and old ones move to the pack they are for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from quizapp import paths
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.settings import SETTINGS
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.bootstrap.home_row import OF_PACK
from quizapp.store.db.engine import open_engine
from quizapp.store.upkeep.migrate import migrate
from tests.builders import BLUEPRINT, PACK, entry, write_pack


def second_pack(folder: Path) -> Path:
    """Write another pack, with another exam."""
    made = write_pack(folder, entry("second").replace("TST-C01", "OTH-C01"))
    (made / "pack.yaml").write_text(
        PACK.replace("name: tiny", "name: other").replace("TST-C01", "OTH-C01")
    )
    (made / "blueprints" / "TST-C01.yaml").unlink()
    (made / "blueprints" / "OTH-C01.yaml").write_text(BLUEPRINT.replace("TST-C01", "OTH-C01"))
    return made


def test_the_first_read_knows_which_settings_belong_to_a_pack() -> None:
    assert tuple(sorted(setting.name for setting in SETTINGS if setting.of_pack)) == OF_PACK


def test_each_pack_has_its_own_exam_date(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    tiny = write_pack(tmp_path / "tiny", entry("first"))
    other = second_pack(tmp_path / "other")
    first = open_practice(home, None, tiny, with_standing=False)
    first.set("exam_date", "2199-01-02")
    first.set("theme", "quizapp-day")
    first.close()
    assert first_look(home.database, other).row.settings == {"theme": "quizapp-day"}
    second = open_practice(home, None, other, with_standing=False)
    assert second.preferences().now.exam_date is None
    assert second.preferences().now.theme == "quizapp-day"
    second.set("exam_date", "2199-03-04")
    second.close()
    for pack, when in ((tiny, "2199-01-02"), (other, "2199-03-04")):
        stored = first_look(home.database, pack).row.settings
        assert stored == {"exam_date": when, "theme": "quizapp-day"}


def at_0004(file: Path, rows: list[str]) -> None:
    """Make a database of the schema 0004 with a learner, two packs, and these rows."""
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    config.set_main_option("path_separator", "os")
    engine = open_engine(f"sqlite:///{file}", foreign_keys=False)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
    engine.dispose()
    pack = "INSERT INTO pack VALUES (%d, '%s', '', '', '', '2026-01-0%d 00:00:00', '{}')"
    blueprint = "INSERT INTO blueprint VALUES (%d, %d, '%s', 0, '{}')"
    with closing(sqlite3.connect(file)) as connection:
        for statement in (
            "INSERT INTO learner VALUES (1, 'Ada', '2026-01-01 00:00:00')",
            pack % (1, "one", 1),
            pack % (2, "two", 2),
            blueprint % (1, 1, "ONE-C01"),
            blueprint % (2, 2, "TWO-C01"),
            *rows,
        ):
            connection.execute(statement)
        connection.commit()


SITTING = (
    "INSERT INTO attempt (learner_id, pack_id, kind, exam, title, state, repeat, exam_day,"
    " started_at, used_seconds, position, questions, answered, blueprint)"
    " VALUES (1, 1, 'drill', 'ONE-C01', '', 'submitted', 0, 0, '2026-02-01', 0, 0, 1, 1, '{}')"
)
STANDING = 'INSERT INTO summary VALUES (1, 1, \'{"standing": {"at": "2026-03-01"}}\')'
DATE = "INSERT INTO setting VALUES (1, 'exam_date', '2026-12-19')"


@pytest.mark.parametrize(
    ("rows", "pack"),
    [
        ([], 2),  # synced last
        ([STANDING], 1),  # used last
        ([SITTING], 1),
        ([SITTING, "INSERT INTO setting VALUES (1, 'exam', 'TWO-C01')"], 2),
        ([SITTING, "INSERT INTO setting VALUES (1, 'exam', 'GONE-C01')"], 1),
        (["INSERT INTO summary VALUES (1, 1, 'damaged')"], 2),
    ],
)
def test_old_settings_move_to_the_pack_they_are_for(
    tmp_path: Path, rows: list[str], pack: int
) -> None:
    file = tmp_path / "quizapp.db"
    at_0004(file, [DATE, "INSERT INTO setting VALUES (1, 'theme', 'nord')", *rows])
    assert migrate(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        moved = connection.execute(
            "SELECT pack_id, value FROM pack_setting WHERE name = 'exam_date'"
        ).fetchall()
        left = connection.execute("SELECT name FROM setting").fetchall()
    assert (moved, left) == ([(pack, "2026-12-19")], [("theme",)])
