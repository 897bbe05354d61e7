"""Which process has a sitting open: one at a time, so that two never answer over each other."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta

FRESH = timedelta(seconds=30)
"""An open sitting says every five seconds that it is there; past this it is taken for gone."""


def new() -> str:
    """A name for one opening of a sitting: machine, process, and a part that is never reused."""
    return f"{_machine()}/{os.getpid()}/{secrets.token_hex(4)}"


def _machine() -> str:
    return os.uname().nodename.replace("/", "-")[:40]


def process(holder: str | None) -> str:
    """The process number in a holder's name."""
    return (holder or "").split("/")[1] if (holder or "").count("/") == 2 else "?"


def in_use(holder: str | None, held_at: datetime | None) -> bool:
    """Whether any process that is alive, this one among them, has the sitting open."""
    own = f"{_machine()}/{os.getpid()}/"
    return (holder or "").startswith(own) or alive(holder, held_at, new())


def alive(holder: str | None, held_at: datetime | None, me: str) -> bool:
    """Whether another process than mine still has the sitting open.

    A process of this machine that is gone holds nothing; one that is stopped, or on another
    machine, holds it until it has been silent for half a minute.
    """
    if holder is None or held_at is None or holder.count("/") != 2:
        return False
    machine, number, _ = holder.split("/")
    own_machine, own_number, _ = me.split("/")
    if (machine, number) == (own_machine, own_number):
        return False
    if machine == own_machine and number.isdigit() and not _runs(int(number)):
        return False
    return abs(datetime.now(UTC) - held_at) < FRESH


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
