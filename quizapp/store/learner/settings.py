"""What a learner has set, by name: the value set outside the database if there is one, else the
stored one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo

from sqlalchemy import Connection, bindparam, delete, select

from quizapp.exam.blueprint import Blueprint, current
from quizapp.settings import BY_NAME, NOTHING, Outside, Settings
from quizapp.settings import values as resolved
from quizapp.store.bootstrap.home_row import HomeRow
from quizapp.store.db.schema import SETTING, SUMMARY
from quizapp.store.db.upsert import put_row
from quizapp.store.learner import zones

_VALUE = select(SETTING.c.value).where(
    SETTING.c.learner_id == bindparam("of_learner"), SETTING.c.name == bindparam("of_name")
)

EXAM, EXAM_DATE, ZONE = "exam", "exam_date", "time_zone"


def outside(connection: Connection) -> Outside:
    """What environment and file set for the database of this connection."""
    found: Outside = connection.get_execution_options().get("outside", NOTHING)
    return found


def read(connection: Connection, learner: int, name: str) -> str | None:
    """The value that holds, as text; None if it is the default."""
    given = outside(connection).text(name)
    if given is not None:
        return given
    return connection.scalar(_VALUE, {"of_learner": learner, "of_name": name})


def stored(connection: Connection, learner: int) -> dict[str, str]:
    """What was set on the screen, by name."""
    rows = connection.execute(
        select(SETTING.c.name, SETTING.c.value).where(SETTING.c.learner_id == learner)
    )
    return {name: value for name, value in rows if name in BY_NAME}


def values(connection: Connection, learner: int) -> Settings:
    """Every setting as it holds now, by type."""
    return resolved(outside(connection), stored(connection, learner))


def write(connection: Connection, learner: int, name: str, value: str | None) -> None:
    """Set a value; None forgets it. The row that the first frame is painted from learns of it."""
    key = {"learner_id": learner, "name": name}
    if value is None:
        forgotten = delete(SETTING).where(SETTING.c.learner_id == learner, SETTING.c.name == name)
        connection.execute(forgotten)
    else:
        put_row(connection, SETTING, key, {"value": value})
    repeat(connection, learner)


def repeat(connection: Connection, learner: int) -> None:
    """Repeat what is stored in the learner's home rows, so that the first frame knows it."""
    now = stored(connection, learner)
    own = select(SUMMARY.c.pack_id, SUMMARY.c.document).where(SUMMARY.c.learner_id == learner)
    for pack, text in connection.execute(own).all():
        row = HomeRow.from_json(text)
        if row.settings != now:
            key = {"learner_id": learner, "pack_id": pack}
            document = replace(row, settings=now).to_json()
            put_row(connection, SUMMARY, key, {"document": document})


def practiced(connection: Connection, learner: int, blueprints: Sequence[Blueprint]) -> Blueprint:
    """The exam to practice for: the learner's choice, else the one given on their exam date, else
    the newest."""
    chosen = read(connection, learner, EXAM)
    for blueprint in blueprints:
        if blueprint.code == chosen:
            return blueprint
    return current(blueprints, datetime.now(UTC).date(), exam_date(connection, learner))


def exam_date(connection: Connection, learner: int) -> date | None:
    """The day of the learner's exam; None if it is not known."""
    return _date(read(connection, learner, EXAM_DATE))


def exam_date_of(connection: Connection, stored: Mapping[str, str]) -> date | None:
    """The day of the learner's exam, from the settings stored, without reading the database."""
    given = outside(connection).text(EXAM_DATE)
    return _date(stored.get(EXAM_DATE) if given is None else given)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def zone(connection: Connection, learner: int) -> tzinfo:
    """The time zone of the learner's study day, with its rules: as set, else the machine's.

    A name that this machine cannot read counts as not set.
    """
    return zone_of(read(connection, learner, ZONE))


def zone_of(name: str | None) -> tzinfo:
    """The zone of a setting's text; see `zone`."""
    return (zones.named(name) if name else None) or zones.machine_zone()


def zone_name(connection: Connection, stored: Mapping[str, str]) -> str:
    """The name of the zone that holds, from the settings stored; nothing is read from the database.

    Figures that depend on study days are remade when it changes.
    """
    name = outside(connection).text(ZONE)
    return (stored.get(ZONE) if name is None else name) or zones.machine_name()
