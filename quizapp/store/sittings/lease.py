"""The lease on an open sitting: one process at a time may change it."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta

SAVE_SECONDS = 5
"""Seconds between the saves of an open sitting on the screen. Each save renews its lease."""
TIMEOUT = timedelta(seconds=6 * SAVE_SECONDS)
"""The age at which a lease expires."""


def new() -> str:
    """Return a new holder's name: machine, process number, and a random part."""
    return f"{_machine()}/{os.getpid()}/{secrets.token_hex(4)}"


def _machine() -> str:
    return os.uname().nodename.replace("/", "-")[:40]


def process(holder: str | None) -> str:
    """Return the process number in a holder's name; "?" if the name is malformed."""
    return (holder or "").split("/")[1] if (holder or "").count("/") == 2 else "?"


def in_use(holder: str | None, held_at: datetime | None) -> bool:
    """Whether a process that still runs has the sitting open, this process included."""
    own = f"{_machine()}/{os.getpid()}/"
    return (holder or "").startswith(own) or alive(holder, held_at, new())


def alive(holder: str | None, held_at: datetime | None, me: str) -> bool:
    """Whether another process than `me` still has the sitting open.

    On this machine, a process that has ended no longer holds its lease. A process that is stopped
    or on another machine holds it until it has not been renewed for half a minute.
    """
    if holder is None or held_at is None or holder.count("/") != 2:
        return False
    machine, number, _ = holder.split("/")
    own_machine, own_number, _ = me.split("/")
    if (machine, number) == (own_machine, own_number):
        return False
    if machine == own_machine and number.isdigit() and not _runs(int(number)):
        return False
    return abs(datetime.now(UTC) - held_at) < TIMEOUT


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
