"""Column types that reject stored values of the wrong type.

SQLite stores any value in any column, so a database that was edited manually may contain a word
where a number belongs. The value is rejected when it is read, not later in a sitting.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Dialect,
    Double,
    Integer,
    String,
    Text,
    TypeDecorator,
)

from quizapp.store.errors import DamagedRow, reads_row


def _reject(value: object, expected: str) -> DamagedRow:
    return DamagedRow(f"{expected} was expected in the database, not {value!r:.60}")


def _whole(value: Any) -> int | None:
    if value is None or type(value) is int:
        return value
    raise _reject(value, "a whole number")


def _number(value: Any) -> float | None:
    if value is None or (isinstance(value, float | int) and math.isfinite(value)):
        return value
    raise _reject(value, "a number")


def _flag(value: Any) -> bool | None:
    if value is None or (isinstance(value, int) and value in (0, 1)):
        return None if value is None else bool(value)
    raise _reject(value, "0 or 1")


def _words(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise _reject(value, "text")


class _Checked:
    """A mixin for column types: `check` returns the value, or raises DamagedRow."""

    check: Callable[[Any], Any]

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], Any]:
        return type(self).check


class Int(_Checked, Integer):
    """A whole number."""

    check = staticmethod(_whole)


class BigWhole(_Checked, BigInteger):
    """A whole number of up to 64 bits."""

    check = staticmethod(_whole)


class Number(_Checked, Double[float]):
    """A finite number."""

    check = staticmethod(_number)


class Bool(_Checked, Boolean):
    """True or false."""

    check = staticmethod(_flag)


class ShortText(_Checked, String):
    """Text with a maximum length."""

    check = staticmethod(_words)


class LongText(_Checked, Text):
    """Text of any length."""

    check = staticmethod(_words)


class _Parsed:
    """A mixin for types that are stored as text: a value that does not parse raises DamagedRow."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        parse: Callable[[Any], Any] | None = super().result_processor(dialect, coltype)  # type: ignore[misc]
        return None if parse is None else reads_row(parse)


class Document(_Parsed, TypeDecorator[dict[str, Any]]):
    """A JSON object."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: Any, _dialect: Dialect) -> dict[str, Any] | None:
        if value is None or isinstance(value, dict):
            return value
        raise _reject(value, "a JSON object")


class Day(_Parsed, TypeDecorator[date]):
    """A calendar day."""

    impl = Date
    cache_ok = True


class Utc(_Parsed, TypeDecorator[datetime]):
    """A moment in UTC. A value without a time zone is rejected, so no local time is stored."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
