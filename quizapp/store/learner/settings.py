"""A learner's settings, by name.

A value from the environment or the settings file has precedence over the stored one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection, bindparam, delete, select

from quizapp.exam.blueprint import Blueprint, current
from quizapp.settings import BY_NAME, NOTHING, Overrides, Settings
from quizapp.settings import values as resolved
from quizapp.store.bootstrap.home_row import HomeRow
from quizapp.store.db.schema import SETTING, SUMMARY
from quizapp.store.db.upsert import put_row
from quizapp.store.learner import zones

_VALUE = select(SETTING.c.value).where(
    SETTING.c.learner_id == bindparam("of_learner"), SETTING.c.name == bindparam("of_name")
)

EXAM, EXAM_DATE, ZONE = "exam", "exam_date", "time_zone"


def overrides(connection: Connection) -> Overrides:
    """Return the settings of the environment and the settings file for this connection."""
    given: Overrides = connection.get_execution_options().get("overrides", NOTHING)
    return given


def read(connection: Connection, learner: int, name: str) -> str | None:
    """Return the effective value as text; None for the default."""
    given = overrides(connection).text(name)
    if given is not None:
        return given
    return connection.scalar(_VALUE, {"of_learner": learner, "of_name": name})


def stored(connection: Connection, learner: int) -> dict[str, str]:
    """Return the values stored in the database, by name."""
    rows = connection.execute(
        select(SETTING.c.name, SETTING.c.value).where(SETTING.c.learner_id == learner)
    )
    return {name: value for name, value in rows if name in BY_NAME}


def values(connection: Connection, learner: int) -> Settings:
    """Return the effective values of all settings."""
    return resolved(overrides(connection), stored(connection, learner))


def write(connection: Connection, learner: int, name: str, value: str | None) -> None:
    """Store a value, or delete it with None, and update the learner's home rows."""
    key = {"learner_id": learner, "name": name}
    if value is None:
        own = (SETTING.c.learner_id == learner, SETTING.c.name == name)
        connection.execute(delete(SETTING).where(*own))
    else:
        put_row(connection, SETTING, key, {"value": value})
    copy_to_home_rows(connection, learner)


def copy_to_home_rows(connection: Connection, learner: int) -> None:
    """Repeat the stored settings in the learner's home rows, where the first frame reads them."""
    now = stored(connection, learner)
    own = select(SUMMARY.c.pack_id, SUMMARY.c.document).where(SUMMARY.c.learner_id == learner)
    for pack, text in connection.execute(own).all():
        row = HomeRow.from_json(text)
        if row.settings != now:
            key = {"learner_id": learner, "pack_id": pack}
            document = replace(row, settings=now).to_json()
            put_row(connection, SUMMARY, key, {"document": document})


def practiced(connection: Connection, learner: int, blueprints: Sequence[Blueprint]) -> Blueprint:
    """Return the exam to practice for.

    It is the learner's choice; otherwise the version that `blueprint.current` returns for the
    learner's exam date and today, in the learner's time zone.
    """
    chosen = read(connection, learner, EXAM)
    for blueprint in blueprints:
        if blueprint.code == chosen:
            return blueprint
    today = datetime.now(zone(connection, learner)).date()
    return current(blueprints, today, exam_date(connection, learner))


def exam_date(connection: Connection, learner: int) -> date | None:
    """Return the learner's exam date; None if it is not set."""
    return _date(read(connection, learner, EXAM_DATE))


def exam_date_of(connection: Connection, stored: Mapping[str, str]) -> date | None:
    """Like `exam_date`, from settings that were already read; the database is not read."""
    given = overrides(connection).text(EXAM_DATE)
    return _date(stored.get(EXAM_DATE) if given is None else given)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def zone(connection: Connection, learner: int) -> tzinfo:
    """Return the time zone of the learner's study days: the setting, or the machine's zone.

    A name that is unknown on this machine counts as not set.
    """
    return zones.of(read(connection, learner, ZONE))


def zone_name(connection: Connection, stored: Mapping[str, str]) -> str:
    """Return the name of the effective zone, from settings that were already read.

    When it changes, figures that depend on study days are recomputed.
    """
    name = overrides(connection).text(ZONE)
    return (stored.get(ZONE) if name is None else name) or zones.machine_name()
