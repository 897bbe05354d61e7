"""Read-only access to a database that is not writable."""

from __future__ import annotations

import logging
from pathlib import Path

from quizapp.store.bootstrap.private_copy import PrivateCopy
from quizapp.store.errors import StoreError

logger = logging.getLogger(__name__)


def private_copy(file: Path, why: str) -> PrivateCopy | None:
    """Return a private copy of a database; None if the database is empty or cannot be copied.

    `why` says why the database itself cannot be opened.
    """
    logger.warning("opened read-only: %s", why)
    try:
        return PrivateCopy(file) if file.stat().st_size else None
    except (StoreError, OSError):
        logger.exception("the database cannot be copied either")
        return None
