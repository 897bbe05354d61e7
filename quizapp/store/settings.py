"""What a learner has set, by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.store.tables import SettingRow

EXAM, EXAM_DATE, ZONE = "exam", "exam_date", "time_zone"


def read(session: Session, learner: int, name: str) -> str | None:
    return session.scalar(
        select(SettingRow.value).where(SettingRow.learner_id == learner, SettingRow.name == name)
    )


def write(session: Session, learner: int, name: str, value: str | None) -> None:
    """Set a value; None forgets it."""
    row = session.get(SettingRow, (learner, name))
    if value is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(SettingRow(learner_id=learner, name=name, value=value))
    else:
        row.value = value


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
