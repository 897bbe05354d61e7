"""What a learner adds to a question: a bookmark, a note, a report, the cause of a miss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.invocation import command
from quizapp.store.browser import search
from quizapp.store.learner import annotations as stored

if TYPE_CHECKING:
    from quizapp.store.db.engine import Database
    from quizapp.store.learner.annotations import Mark
    from quizapp.store.sittings.sitting import Sitting

CAUSES = stored.CAUSES
"""Causes of a miss: the stored name and the words for it."""
MAX_NOTE = stored.MAX_NOTE
"""Characters of a note at most."""


def reported_message() -> str:
    """What is said once a question was reported: where the reports are listed."""
    return f"Reported; `{command('bank', 'reports')}` lists it."


@dataclass(frozen=True, slots=True)
class Annotations:
    """The learner's additions to one question, as the database has them now.

    `question` and `revision` are the keys of its rows. Every method raises StoreError.
    """

    database: Database
    learner: int
    question: int
    revision: int

    def mark(self) -> Mark:
        """The bookmark, the note, and how often the question was met."""
        with self.database.read() as connection:
            return stored.mark(connection, self.learner, self.question)

    def toggle_bookmark(self) -> bool:
        """Bookmark the question, or remove the bookmark; whether it is bookmarked now."""
        with self.database.write() as connection:
            return stored.toggle_bookmark(connection, self.learner, self.question)

    def write_note(self, note: str) -> None:
        """Keep a note on the question; an empty one removes it."""
        with self.database.write() as connection:
            stored.write_note(connection, self.learner, self.question, note)

    def report(self, what: str) -> None:
        """Put the question on the local list of reported questions."""
        with self.database.write() as connection:
            stored.complain(connection, self.learner, self.question, self.revision, what)

    def uncover(self) -> None:
        """Record that the learner has seen the answer: it is not first sight any more."""
        with self.database.write() as connection:
            search.uncover(connection, self.learner, self.question)


def in_sitting(sitting: Sitting, position: int | None = None) -> Annotations:
    """The additions to a question of a sitting, by its position from 0; the one shown, for None."""
    items = sitting.attempt.items
    item = sitting.attempt.item if position is None else items[position]
    question, revision, _ = sitting.stored.rows[item.question_id]
    return Annotations(sitting.database, sitting.stored.plan.scope.learner, question, revision)


def set_cause(sitting: Sitting, position: int, cause: str) -> str:
    """Note why the question at a position of a sitting was missed; the words for it.

    Raises ValueError for an unknown cause, StoreError if it cannot be stored.
    """
    with sitting.database.write() as connection:
        stored.set_cause(connection, sitting.stored.id, position, cause)
    return CAUSES[cause]
