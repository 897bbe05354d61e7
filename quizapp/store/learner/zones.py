"""The time zone of the machine, with the rules by which its offset changes.

An offset that holds today says nothing about an answer half a year ago. So the machine's zone is
looked up by name; only where it has none is the C library asked, for each moment separately.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

MACHINE = "machine"
"""The name under which a zone without a name is remembered."""
LOCALTIME = Path("/etc/localtime")
_FOLDER = "zoneinfo/"
_VARIANTS = ("posix/", "right/")


def named(name: str) -> tzinfo | None:
    """The zone of an IANA name; None if this machine has no such zone, or cannot read it."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None


def machine_zone() -> tzinfo:
    """The machine's zone, with its rules."""
    return named(machine_name()) or MachineZone()


def machine_name() -> str:
    """The IANA name of the machine's zone, from TZ or /etc/localtime; `MACHINE` if it has none."""
    given = os.environ.get("TZ")
    if given is not None:
        return given.removeprefix(":") or "UTC"
    target = os.path.realpath(LOCALTIME)
    if _FOLDER not in target:
        return MACHINE
    name = target.split(_FOLDER, 1)[1]
    for variant in _VARIANTS:
        name = name.removeprefix(variant)
    return name


class MachineZone(tzinfo):
    """Local time as the C library has it at each moment."""

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
