"""Storing one row by its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, update


def new_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Store a row in a table that numbers its rows; the row's number."""
    key = connection.execute(insert(table).values(values)).inserted_primary_key
    assert key is not None
    number: int = key[0]
    return number


def put_row(
    connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Change the row with a key, or store it with these values; the rest are its defaults."""
    own = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(update(table).where(*own).values(values)).rowcount:
        connection.execute(insert(table).values({**key, **values}))
