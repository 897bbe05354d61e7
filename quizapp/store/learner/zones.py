"""Time zones, including the machine's own.

Today's UTC offset may be wrong for an answer given half a year ago. Therefore the machine's zone is
looked up by name. If it has no name, the C library is asked for the offset at each moment.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

MACHINE = "machine"
"""The name that is stored for a machine zone without a name."""
LOCALTIME = Path("/etc/localtime")
_FOLDER = "zoneinfo/"
_VARIANTS = ("posix/", "right/")


def named(name: str) -> tzinfo | None:
    """Return the zone with an IANA name; None if this machine cannot read such a zone."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None


def of(name: str | None) -> tzinfo:
    """Return the zone with the name in a setting.

    Without a name, or with one that this machine cannot read, it is the machine's zone.
    """
    return (named(name) if name else None) or machine_zone()


def machine_zone() -> tzinfo:
    """Return the machine's zone, including its daylight saving rules; UTC if it cannot be read."""
    found = named(machine_name())
    if found is not None:
        return found
    try:
        datetime.now(UTC).astimezone()
    except (ValueError, OverflowError, OSError):  # an offset of a day or more, as in TZ=X+99
        return UTC
    return MachineZone()


def machine_name() -> str:
    """Return the IANA name of the machine's zone, from TZ or /etc/localtime; else `MACHINE`."""
    given = os.environ.get("TZ")
    if given is not None:
        name = given.removeprefix(":") or "UTC"
        return name if name.isascii() else MACHINE
    target = os.path.realpath(LOCALTIME)
    if _FOLDER not in target:
        return MACHINE
    name = target.split(_FOLDER, 1)[1]
    for variant in _VARIANTS:
        name = name.removeprefix(variant)
    return name if name.isascii() else MACHINE


class MachineZone(tzinfo):
    """Local time, with the C library's offset for each moment."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, moment: datetime | None) -> timedelta | None:
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        local = moment.replace(tzinfo=UTC).astimezone()
        return local.replace(tzinfo=self)

    def __repr__(self) -> str:
        return "MachineZone()"
