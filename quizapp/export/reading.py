"""Read the transcript of an attempt from the store, for the screens and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.export.transcript import Transcript, transcript
from quizapp.practice.report import EARLIER
from quizapp.store.catalog import names
from quizapp.store.learner import history, settings
from quizapp.store.learner.annotations import notes
from quizapp.store.sittings.start import reopen

if TYPE_CHECKING:
    from quizapp.store.db.engine import Database

NAME = "name"


def read(database: Database, attempt_id: int) -> Transcript:
    """The transcript of an attempt. Raises StoreError, or StillOpen for an unfinished mock."""
    sitting = reopen(database, attempt_id)
    stored = sitting.stored
    scope = stored.plan.scope
    with database.read() as connection:
        return transcript(
            stored,
            sitting.blueprint,
            zone=settings.zone(connection, scope.learner),
            name=settings.read(connection, scope, NAME),
            topics=names.all_topics(connection, scope.pack),
            notes=notes(connection, scope),
            earlier=history.scores_before(connection, scope, stored.id, EARLIER),
        )
