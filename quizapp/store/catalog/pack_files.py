"""Sync of a pack's rows with its files when the files have changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from quizapp.bank.files import fingerprint
from quizapp.invocation import command
from quizapp.process import garbage_collection_paused
from quizapp.store.catalog import word_index
from quizapp.store.catalog.queries import pack_of_folder
from quizapp.store.db.engine import Database
from quizapp.store.db.schema import LEARNER, PACK
from quizapp.store.db.upsert import new_row
from quizapp.store.errors import StoreError

if TYPE_CHECKING:
    from quizapp.bank.pack import Pack
    from quizapp.store.catalog.sync import Synced

logger = logging.getLogger(__name__)

NAME = "me"
"""The name of the learner in a new database."""
ProgressCallback = Callable[[str, int, int], None]
"""Called with the task, the steps done, and the steps in all."""


def state_of(folder: Path) -> str:
    """Return a digest of a pack's files, after the version of the rules that fold words.

    Raises OSError if the pack cannot be listed.
    """
    return f"{word_index.PREFIX}{fingerprint(folder)[:48]}"


def is_synced(connection: Connection, source: str, state: str) -> bool:
    """Whether the pack's last sync was from files in this state, see `state_of`."""
    stored = connection.scalar(select(PACK.c.fingerprint).where(PACK.c.source == source))
    return stored == state


def sync_if_changed(
    database: Database,
    folder: Path,
    synced: Callable[[Connection, int, Synced], None],
    progress: ProgressCallback | None,
) -> str | None:
    """Sync the pack in a folder if its files have changed; return a warning if not all was updated.

    That is so if the files are unusable, or if they change forms that the learner has taken.
    `synced` is called in the transaction of the sync, with the learner and the changes. Raises
    StoreError if the files are unusable and the database does not contain the pack either.
    """
    try:
        state = state_of(folder)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; choose another pack with --pack") from error
    with database.read() as connection:
        learner = connection.scalar(select(LEARNER.c.id).limit(1))
        if learner is not None and is_synced(connection, str(folder), state):
            return None
        stored = pack_of_folder(connection, folder) is not None
    # Imported only now: most starts find the pack unchanged.
    from quizapp.store.catalog.sync import sync

    pack = _read(folder, progress)
    if pack.problems:
        first = pack.problems[0]
        more = f" (and {len(pack.problems) - 1} more)" if len(pack.problems) > 1 else ""
        message = f"{first}{more}; run `{command('bank', 'check', folder)}`"
        logger.warning("pack not loaded: %s", message)
        if not stored:
            raise StoreError(message)
        return f"The questions were not updated: {message}"
    if progress:
        progress("Storing questions", 0, 1)
    with garbage_collection_paused(), database.write() as connection:
        # Another quizapp that started at the same time may have added the learner first.
        learner = connection.scalar(select(LEARNER.c.id).limit(1))
        if learner is None:
            me = {"name": NAME, "created_at": datetime.now(UTC)}
            learner = new_row(connection, LEARNER, me)
        changes = sync(connection, pack, state)
        synced(connection, learner, changes)
    if progress:
        progress("Storing questions", 1, 1)
    logger.info(
        "pack %s: %d added, %d changed, %d withdrawn",
        pack.name,
        changes.added,
        changes.changed,
        changes.withdrawn,
    )
    if changes.frozen_forms:
        forms = ", ".join(changes.frozen_forms)
        return f"These forms changed in the pack but are kept as you took them: {forms}"
    return None


def _read(folder: Path, progress: ProgressCallback | None) -> Pack:
    from quizapp.bank.pack import load

    def read(done: int, total: int) -> None:
        if progress:
            progress("Reading questions", done, total)

    with garbage_collection_paused():
        return load(folder, read)
