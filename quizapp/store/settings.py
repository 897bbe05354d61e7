"""What a learner has set, by name: from outside if it is set there, else as stored."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, tzinfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizapp.settings import BY_NAME, NOTHING, Outside, Settings
from quizapp.settings import values as resolved
from quizapp.store.tables import SettingRow, SummaryRow

_VALUE = select(SettingRow.value).where(
    SettingRow.learner_id == bindparam("of_learner"), SettingRow.name == bindparam("of_name")
)

EXAM, EXAM_DATE, ZONE = "exam", "exam_date", "time_zone"


def outside(session: Session) -> Outside:
    """What environment and file set for the database of this session."""
    found: Outside = session.info.get("outside", NOTHING)
    return found


def read(session: Session, learner: int, name: str) -> str | None:
    """The value that holds, as text; None if it is the default."""
    given = outside(session).text(name)
    if given is not None:
        return given
    return session.connection().scalar(_VALUE, {"of_learner": learner, "of_name": name})


def stored(session: Session, learner: int) -> dict[str, str]:
    """What was set on the screen, by name."""
    rows = session.execute(
        select(SettingRow.name, SettingRow.value).where(SettingRow.learner_id == learner)
    )
    return {name: value for name, value in rows if name in BY_NAME}


def values(session: Session, learner: int) -> Settings:
    """Every setting as it holds now, by type."""
    return resolved(outside(session), stored(session, learner))


def write(session: Session, learner: int, name: str, value: str | None) -> None:
    """Set a value; None forgets it. The row that the first frame is painted from learns of it."""
    row = session.get(SettingRow, (learner, name))
    if value is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(SettingRow(learner_id=learner, name=name, value=value))
    else:
        row.value = value
    session.flush()
    repeat(session, learner)


def repeat(session: Session, learner: int) -> None:
    """Repeat what is stored in home's rows, so that the first frame knows it."""
    found = stored(session, learner)
    for row in session.scalars(select(SummaryRow).where(SummaryRow.learner_id == learner)):
        row.document = json.dumps({**json.loads(row.document), "settings": found})
    session.flush()


def exam_date(session: Session, learner: int) -> date | None:
    """The day of the learner's exam; None if it is not known."""
    try:
        return date.fromisoformat(read(session, learner, EXAM_DATE) or "")
    except ValueError:
        return None


def zone(session: Session, learner: int) -> tzinfo:
    """The time zone of the learner's study day: as set, else the machine's."""
    name = read(session, learner, ZONE)
    if name:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            pass
    return datetime.now(UTC).astimezone().tzinfo or UTC
