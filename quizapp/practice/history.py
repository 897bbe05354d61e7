"""The history of sittings on a pack, and removal of sittings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.exam.attempt import OPEN
from quizapp.practice.result import in_words
from quizapp.practice.result import results as entered
from quizapp.store.learner import history as stored
from quizapp.store.learner import settings
from quizapp.store.progress import home_row
from quizapp.store.upkeep import backups

if TYPE_CHECKING:
    from datetime import tzinfo

    from quizapp.paths import Home
    from quizapp.store.bootstrap.history import PastAttempt
    from quizapp.store.bootstrap.home_row import OpenSitting
    from quizapp.store.workspace import Workspace

LIMIT = 500
"""The most sittings in a list, the newest ones."""


@dataclass(frozen=True, slots=True)
class History:
    """Sittings: the open ones, then those that ended last.

    `confidence` maps sure, unsure, and guess to (right, answers). `zone` is the learner's time
    zone, in which days are shown. `results` are the results of real exams in words. `open` are the
    open sittings by ID.
    """

    attempts: tuple[PastAttempt, ...]
    confidence: Mapping[str, tuple[int, int]]
    zone: tzinfo
    results: tuple[str, ...] = ()
    open: Mapping[int, OpenSitting] = field(default_factory=dict)


def history(workspace: Workspace, limit: int | None = LIMIT) -> History:
    """Return the learner's newest sittings on this pack, at most `limit`. Raises StoreError."""
    with workspace.database.read() as connection:
        attempts = stored.attempts(connection, workspace.scope, limit)
        confidence = stored.confidence(connection, workspace.scope, limit or LIMIT)
        zone = settings.zone(connection, workspace.scope.learner)
        sittings = home_row.read(connection, workspace.scope).sittings
    results = tuple(in_words(each) for each in entered(workspace))
    still_open = {sitting.id: sitting for sitting in sittings}
    return History(tuple(reversed(attempts)), confidence, zone, results, still_open)


def last_mock(history: History, exam: str) -> PastAttempt | None:
    """Return the mock of an exam that ended last, as home names it; None if none has a score."""
    own = (past for past in history.attempts if past.exam == exam and past.score is not None)
    return next(own, None)


def is_open(past: PastAttempt) -> bool:
    """Whether a sitting can be resumed."""
    return past.state in {state.value for state in OPEN}


def score_of(past: PastAttempt) -> str | None:
    """Return the score of a past mock, formatted as by its exam; None for other sittings."""
    if past.score is None:
        return None
    return f"{past.score}{past.unit}"


def remove(workspace: Workspace, home: Home, attempt_id: int | None, *, back_up: bool) -> None:
    """Remove one sitting, or all of this pack's with None, and recompute the figures.

    With `back_up`, the database in the home folder is backed up first. Raises StoreError; nothing
    is removed in that case.
    """
    if back_up:
        with workspace.database.read():
            pass  # a database that was replaced or deleted is refused before anything is written
        backups.back_up(home.database, home.backups, "before-removal")
    workspace.forget(attempt_id)
