"""Insert a row, or update it by its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Executable, Table, insert, update
from sqlalchemy.dialects import sqlite


def new_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert a row in a table with an integer primary key, and return the new key."""
    key = connection.execute(insert(table).values(values)).inserted_primary_key
    assert key is not None
    row_id: int = key[0]
    return row_id


def adding(table: Table, *counts: str) -> Executable:
    """Return a statement that inserts a row, or adds these counts to the row with its key.

    It takes the values of the row to insert.
    """
    row = sqlite.insert(table)
    return row.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: table.c[name] + row.excluded[name] for name in counts},
    )


def put_row(
    connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Update the row with this key, or insert it with `values` and defaults for other columns."""
    conditions = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(update(table).where(*conditions).values(values)).rowcount:
        connection.execute(insert(table).values({**key, **values}))
