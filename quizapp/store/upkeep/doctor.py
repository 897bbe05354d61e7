"""What `quizapp doctor` finds in a home folder. Nothing there is written or changed."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from quizapp.paths import Home
from quizapp.store.bootstrap.first_look import HEAD, first_look
from quizapp.store.bootstrap.private_copy import PrivateCopy
from quizapp.store.errors import NotWritable, StoreError, check_place
from quizapp.store.upkeep import backups

LITTLE_ROOM = 50_000_000
FAULTS = (OSError, sqlite3.Error, StoreError, ValueError)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at and what it is like. `wrong` keeps quizapp from working."""

    name: str
    said: str
    wrong: str | None = None


def examine(home: Home) -> Iterator[Finding]:
    """Everything about a home folder, a line at a time; no fault of it stops the others."""
    for name, look in (
        ("home", _folder),
        ("database", _database),
        ("left over", _leftovers),
        ("free room", _room),
        ("log", _log),
        ("backups", _backups),
    ):
        yield _safely(name, look, home)


def newest_good(home: Home) -> Path | None:
    """The newest copy that is whole."""
    try:
        found = backups.newest_good(home.backups)
    except FAULTS:
        return None
    return found.path if found else None


def _safely(name: str, look: Callable[[Home], tuple[str, str | None]], home: Home) -> Finding:
    try:
        return Finding(name, *look(home))
    except FAULTS as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Finding(name, f"cannot be looked at: {reason}")


def _folder(home: Home) -> tuple[str, str | None]:
    if not home.root.exists():
        nearest = next(path for path in home.root.parents if path.exists())
        if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
            return (
                f"{home.root}, cannot be made",
                f"{nearest}: no folder can be made there; choose another place with --home",
            )
        return f"{home.root}, not there yet; it is made at the first start", None
    if not home.root.is_dir():
        return str(home.root), f"{home.root}: is no folder; choose another place with --home"
    mode = home.root.stat().st_mode & 0o777
    said = f"{home.root}, permissions {mode:o}"
    if mode & 0o077:
        said += f" (others may look in; chmod 700 {home.root})"
    if not os.access(home.root, os.W_OK | os.X_OK):
        return (
            f"{said}, may not be written",
            f"{home.root}: may not be written; make it yours (chmod u+rwx) or use --home DIR",
        )
    return said, None


def _database(home: Home) -> tuple[str, str | None]:
    file = home.database
    wal = Path(f"{file}-wal")
    if not file.exists() and not wal.exists():
        return "none yet; it is made at the first start", None
    unwritable: str | None = None
    try:
        check_place(file)
    except NotWritable as error:
        unwritable = str(error)
    except StoreError as error:
        return "cannot be used", str(error)
    size = file.stat().st_size
    if size == 0:
        return "0 bytes, empty; a new one is begun at the next start", unwritable
    with PrivateCopy(file) as copy:
        fault = backups.fault(copy.file)
        version = None if fault else first_look(copy.file).version
    if fault is not None:
        return f"{size:,} bytes, {fault}", f"{file}: {fault}"
    said = f"{size:,} bytes, whole, schema {version}"
    if version != HEAD:
        said += f" (this quizapp: {HEAD})"
    waiting = wal.stat().st_size if wal.exists() else 0
    if waiting:
        said += f", {waiting:,} bytes of answers wait in {wal.name}"
    return said, unwritable


def _leftovers(home: Home) -> tuple[str, str | None]:
    """Files that an interrupted copy or restore may have left."""
    found = [*home.root.glob(".*.part"), *home.backups.glob(".*.part")]
    aside = list(home.backups.glob("*-damaged.sqlite"))
    said = []
    if found:
        said.append(f"{len(found)} unfinished copies, such as {found[0]}; they may be removed")
    if aside:
        said.append(f"{len(aside)} damaged databases set aside, such as {aside[0]}")
    return "; ".join(said) or "nothing", None


def _room(home: Home) -> tuple[str, str | None]:
    place = next(path for path in (home.root, *home.root.parents) if path.is_dir())
    free = shutil.disk_usage(place).free
    little = " (little: free some before you go on)" if free < LITTLE_ROOM else ""
    return f"{free // 1_000_000:,} MB{little}", None


def _log(home: Home) -> tuple[str, str | None]:
    if not home.log.exists():
        return f"{home.log}, nothing in it yet", None
    if not home.log.is_file():
        return f"{home.log}, is no ordinary file; nothing is logged", None
    writable = "" if os.access(home.log, os.W_OK) else ", may not be written; nothing is logged"
    return f"{home.log}, {home.log.stat().st_size:,} bytes{writable}", None


def _backups(home: Home) -> tuple[str, str | None]:
    copies = backups.listed(home.backups)
    good = newest_good(home)
    if good is not None:
        return f"{len(copies)}, newest whole {good}", None
    return f"{len(copies)}" + (", none of them whole" if copies else ""), None
