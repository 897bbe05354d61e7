"""Reading what a report needs out of the store, in one place for screen and command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.exam.attempt import Kind
from quizapp.export.transcript import Transcript, transcript
from quizapp.store.catalog import names
from quizapp.store.learner import history, settings
from quizapp.store.learner.annotations import notes
from quizapp.store.sittings.start import reopen

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from quizapp.store.db.engine import Database
    from quizapp.store.sittings.attempts import StoredAttempt

NAME = "name"
LOOK_BACK = 200


def read(database: Database, attempt_id: int) -> Transcript:
    """An attempt as it stands in the database. Raises StoreError or StillOpen."""
    sitting = reopen(database, attempt_id)
    stored = sitting.stored
    learner, pack = stored.plan.learner_id, stored.plan.pack_id
    with database.read() as connection:
        return transcript(
            stored,
            sitting.blueprint,
            zone=settings.zone(connection, learner),
            name=settings.read(connection, learner, NAME),
            topics=names.topics(connection, pack),
            notes=notes(connection, learner, pack),
            earlier=earlier_scores(connection, stored),
        )


def earlier_scores(connection: Connection, stored: StoredAttempt) -> list[int]:
    """Scores of this exam's first-sight mocks before an attempt, oldest first."""
    return [
        past.score
        for past in history.attempts(
            connection, stored.plan.learner_id, LOOK_BACK, pack=stored.plan.pack_id
        )
        if past.score is not None
        and past.kind == Kind.MOCK
        and not past.repeat
        and past.exam == stored.plan.exam
        and past.started < stored.started_at
    ]
