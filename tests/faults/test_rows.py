"""A manually edited database is used, or refused in one line; it never causes a crash.

This is a sample; every column is tested with every invalid value with `make torture`.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.faults import rows

STRIDE, SCREENS = 23, 9


def test_invalid_value_in_any_column_is_used_or_refused_in_one_line(tmp_path: Path) -> None:
    found = rows.campaign(tmp_path, stride=STRIDE, screens=SCREENS)
    assert found.failures == []
    assert found.tried > 40
    assert found.refused > 20


def test_every_table_is_tested(tmp_path: Path) -> None:
    home, _ = rows.life(tmp_path)
    spoilt = {column.table for column in rows.columns(home.database)}
    with closing(sqlite3.connect(home.database)) as connection:
        tables = {name for (name,) in connection.execute("SELECT tbl_name FROM sqlite_master")}
    assert {"attempt", "response", "card", "summary", "setting", "complaint"} <= spoilt
    assert not {t for t in tables - spoilt - rows.OWN if "search" not in t and "sqlite" not in t}
