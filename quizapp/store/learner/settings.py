"""A learner's settings, by name. Those of an exam are stored for each pack.

A value from the environment or the settings file has precedence over the stored one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, literal, select, union_all

from quizapp.exam.blueprint import Blueprint, current
from quizapp.settings import BY_NAME, NOTHING, Overrides, Settings, is_over
from quizapp.settings import values as resolved
from quizapp.store.bootstrap.home_row import HomeRow
from quizapp.store.db.plan_schema import PACK_SETTING
from quizapp.store.db.schema import ATTEMPT, SETTING, SUMMARY
from quizapp.store.db.upsert import put_row
from quizapp.store.learner import zones
from quizapp.store.scope import Scope
from quizapp.study.schedule import study_day

_VALUE = select(SETTING.c.value).where(
    SETTING.c.learner_id == bindparam("of_learner"), SETTING.c.name == bindparam("of_name")
)
_VALUE_OF_PACK = select(PACK_SETTING.c.value).where(
    PACK_SETTING.c.learner_id == bindparam("of_learner"),
    PACK_SETTING.c.pack_id == bindparam("of_pack"),
    PACK_SETTING.c.name == bindparam("of_name"),
)

EXAM, EXAM_DATE, ZONE = "exam", "exam_date", "time_zone"
QUESTIONS_A_DAY = "questions_a_day"


def overrides(connection: Connection) -> Overrides:
    """Return the settings of the environment and the settings file for this connection."""
    given: Overrides = connection.get_execution_options().get("overrides", NOTHING)
    return given


def read(connection: Connection, scope: Scope, name: str) -> str | None:
    """Return the effective value as text; None for the default."""
    given = overrides(connection).text(name)
    if given is not None:
        return given
    key = {"of_learner": scope.learner, "of_name": name}
    if BY_NAME[name].of_pack:
        return connection.scalar(_VALUE_OF_PACK, {**key, "of_pack": scope.pack})
    return connection.scalar(_VALUE, key)


def stored(connection: Connection, scope: Scope) -> dict[str, str]:
    """Return the values stored in the database, by name."""
    of_learner = select(SETTING.c.name, SETTING.c.value, literal(0)).where(
        SETTING.c.learner_id == scope.learner
    )
    of_pack = select(PACK_SETTING.c.name, PACK_SETTING.c.value, literal(1)).where(
        PACK_SETTING.c.learner_id == scope.learner, PACK_SETTING.c.pack_id == scope.pack
    )
    return {
        name: value
        for name, value, own in connection.execute(union_all(of_learner, of_pack))
        if name in BY_NAME and BY_NAME[name].of_pack == own
    }


def values(connection: Connection, scope: Scope) -> Settings:
    """Return the effective values of all settings."""
    return resolved(overrides(connection), stored(connection, scope))


def write(connection: Connection, scope: Scope, name: str, value: str | None) -> None:
    """Store a value, or delete it with None, and update the learner's home rows."""
    table: Table[Any] = SETTING
    key: dict[str, int | str] = {"learner_id": scope.learner, "name": name}
    if BY_NAME[name].of_pack:
        table, key = PACK_SETTING, {**key, "pack_id": scope.pack}
    if value is None:
        own = (table.c[column] == part for column, part in key.items())
        connection.execute(delete(table).where(*own))
    else:
        put_row(connection, table, key, {"value": value})
    copy_to_home_rows(connection, scope.learner)


def copy_to_home_rows(connection: Connection, learner: int) -> None:
    """Repeat the stored settings in the learner's home rows, where the first frame reads them."""
    own = select(SUMMARY.c.pack_id, SUMMARY.c.document).where(SUMMARY.c.learner_id == learner)
    for pack, text in connection.execute(own).all():
        row = HomeRow.from_json(text)
        now = stored(connection, Scope(learner, pack, ""))
        if row.settings != now:
            key = {"learner_id": learner, "pack_id": pack}
            document = row._replace(settings=now).to_json()
            put_row(connection, SUMMARY, key, {"document": document})


def practiced(
    connection: Connection, learner: int, pack: int, blueprints: Sequence[Blueprint]
) -> Blueprint:
    """Return the exam of a pack to practice for.

    It is the learner's choice; otherwise the version that `blueprint.current` returns for the
    learner's exam date and study day. An exam that is over decides nothing: it is the version of
    the last sitting then, so that nobody finds another exam after the exam day.
    """
    scope = Scope(learner, pack, "")
    chosen = read(connection, scope, EXAM)
    for blueprint in blueprints:
        if blueprint.code == chosen:
            return blueprint
    today = study_day(datetime.now(UTC), zone(connection, learner))
    exam = exam_date(connection, scope)
    if not is_over(exam, today):
        return current(blueprints, today, exam)
    own = (ATTEMPT.c.learner_id == learner, ATTEMPT.c.pack_id == pack)
    last = connection.scalar(
        select(ATTEMPT.c.exam).where(*own).order_by(ATTEMPT.c.id.desc()).limit(1)
    )
    practiced_last = (blueprint for blueprint in blueprints if blueprint.code == last)
    return next(practiced_last, None) or current(blueprints, today, None)


def exam_date(connection: Connection, scope: Scope) -> date | None:
    """Return the learner's exam date; None if it is not set."""
    return _date(read(connection, scope, EXAM_DATE))


def exam_date_of(connection: Connection, stored: Mapping[str, str]) -> date | None:
    """Like `exam_date`, from settings that were already read; the database is not read."""
    given = overrides(connection).text(EXAM_DATE)
    return _date(stored.get(EXAM_DATE) if given is None else given)


def questions_a_day(connection: Connection, stored: Mapping[str, str]) -> int:
    """Return the number of questions a day, from settings that were already read."""
    return resolved(overrides(connection), stored).questions_a_day


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def zone(connection: Connection, learner: int) -> tzinfo:
    """Return the time zone of the learner's study days: the setting, or the machine's zone.

    A name that is unknown on this machine counts as not set.
    """
    return zones.of(read(connection, Scope(learner, 0, ""), ZONE))


def zone_of(connection: Connection, stored: Mapping[str, str]) -> tzinfo:
    """Like `zone`, from settings that were already read; the database is not read."""
    return zones.of(_zone(connection, stored))


def zone_name(connection: Connection, stored: Mapping[str, str]) -> str:
    """Return the name of the effective zone, from settings that were already read.

    When it changes, figures that depend on study days are recomputed.
    """
    return _zone(connection, stored) or zones.machine_name()


def _zone(connection: Connection, stored: Mapping[str, str]) -> str | None:
    name = overrides(connection).text(ZONE)
    return stored.get(ZONE) if name is None else name
