"""Reading a database that cannot be written where it is."""

from __future__ import annotations

import logging
from pathlib import Path

from quizapp.store.bootstrap.private_copy import PrivateCopy
from quizapp.store.errors import StoreError

logger = logging.getLogger(__name__)


def private_copy(file: Path, why: str) -> PrivateCopy | None:
    """A copy of a database, to be read; None if there is nothing in it or it cannot be copied.

    `why` says why the database itself cannot be used.
    """
    logger.warning("opened to be read only: %s", why)
    try:
        return PrivateCopy(file) if file.stat().st_size else None
    except (StoreError, OSError):
        logger.exception("the database cannot be copied either")
        return None
