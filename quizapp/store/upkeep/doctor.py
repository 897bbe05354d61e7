"""The checks of `quizapp doctor` on a home folder. They do not change anything in it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from quizapp.paths import Home
from quizapp.store.bootstrap.first_look import HEAD, first_look
from quizapp.store.bootstrap.locks import has_locks, has_shared_memory
from quizapp.store.bootstrap.private_copy import PrivateCopy
from quizapp.store.errors import (
    NotWritable,
    StoreError,
    check_location,
    ownership_remedy,
    unsupported_file_system,
)
from quizapp.store.upkeep import backups

LOW_SPACE_BYTES = 50_000_000
"""Bytes; less free space than this is reported as low."""
FAULTS = (OSError, sqlite3.Error, StoreError, ValueError)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what was checked, and the result.

    `fault` is set if it prevents quizapp from working.
    """

    name: str
    detail: str
    fault: str | None = None


def examine(home: Home) -> Iterator[Finding]:
    """Check a home folder, one finding at a time. A check that fails does not stop the others."""
    for name, check in (
        ("home", _folder),
        ("database", _database),
        ("left over", _leftovers),
        ("free space", _free_space),
        ("log", _log),
        ("backups", _backups),
    ):
        yield _safely(name, check, home)


def newest_good(home: Home) -> Path | None:
    """Return the newest backup that is intact; None if there is none or it cannot be read."""
    try:
        newest = backups.newest_good(home.backups)
    except FAULTS:
        return None
    return newest.path if newest else None


def _safely(name: str, check: Callable[[Home], tuple[str, str | None]], home: Home) -> Finding:
    try:
        return Finding(name, *check(home))
    except FAULTS as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Finding(name, f"cannot be checked: {reason}")


def _folder(home: Home) -> tuple[str, str | None]:
    if not home.root.exists():
        nearest = next(path for path in home.root.parents if path.exists())
        if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
            return (
                f"{home.root}, cannot be created",
                f"{nearest}: cannot create a folder here; choose another location with --home",
            )
        return f"{home.root}, does not exist yet; the first start creates it", None
    if not home.root.is_dir():
        return str(home.root), f"{home.root}: is not a folder; choose another location with --home"
    mode = home.root.stat().st_mode & 0o777
    detail = f"{home.root}, permissions {mode:o}"
    if mode & 0o077:
        detail += f" (other users can read it; run chmod 700 {home.root})"
    if not os.access(home.root, os.W_OK | os.X_OK):
        return (
            f"{detail}, not writable",
            f"{home.root}: is not writable; {ownership_remedy(home.root)}",
        )
    for what, has in (("file locks", has_locks), ("shared memory", has_shared_memory)):
        if not has(home.root):
            return f"{detail}, without {what}", unsupported_file_system(home.database, what)
    return detail, None


def _database(home: Home) -> tuple[str, str | None]:
    file = home.database
    wal = Path(f"{file}-wal")
    if not file.exists() and not wal.exists():
        return "none yet; the first start creates it", None
    unwritable: str | None = None
    try:
        check_location(file)
    except NotWritable as error:
        unwritable = str(error)
    except StoreError as error:
        return "cannot be used", str(error)
    size = file.stat().st_size
    if size == 0:
        return "0 bytes, empty; the next start creates a new one", unwritable
    with PrivateCopy(file) as copy:
        fault = backups.fault(copy.file)
        version = None if fault else first_look(copy.file).version
    if fault is not None:
        return f"{size:,} bytes, {fault}", f"{file}: {fault}"
    detail = f"{size:,} bytes, intact, schema {version}"
    if version != HEAD:
        detail += f" (this quizapp: {HEAD})"
    waiting = wal.stat().st_size if wal.exists() else 0
    if waiting:
        detail += f", {waiting:,} bytes of answers in {wal.name}"
    return detail, unwritable


def _leftovers(home: Home) -> tuple[str, str | None]:
    """Report the files that an interrupted backup or restore may have left."""
    partial = [*home.root.glob(".*.part"), *home.backups.glob(".*.part")]
    aside = list(home.backups.glob("*-damaged.sqlite"))
    detail = []
    if partial:
        detail.append(
            f"{len(partial)} unfinished copies, such as {partial[0]}; you can delete them"
        )
    if aside:
        detail.append(f"{len(aside)} damaged databases set aside, such as {aside[0]}")
    return "; ".join(detail) or "nothing", None


def _free_space(home: Home) -> tuple[str, str | None]:
    folder = next(path for path in (home.root, *home.root.parents) if path.is_dir())
    free = shutil.disk_usage(folder).free
    little = " (low: free some space before you continue)" if free < LOW_SPACE_BYTES else ""
    return f"{free // 1_000_000:,} MB{little}", None


def _log(home: Home) -> tuple[str, str | None]:
    if not home.log.exists():
        return f"{home.log}, empty so far", None
    if not home.log.is_file():
        return f"{home.log}, is not a regular file; nothing is logged", None
    writable = "" if os.access(home.log, os.W_OK) else ", is not writable; nothing is logged"
    return f"{home.log}, {home.log.stat().st_size:,} bytes{writable}", None


def _backups(home: Home) -> tuple[str, str | None]:
    copies = backups.listed(home.backups)
    good = newest_good(home)
    if good is not None:
        return f"{len(copies)}, newest intact {good}", None
    return f"{len(copies)}" + (", none of them intact" if copies else ""), None
