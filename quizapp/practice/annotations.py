"""A learner's annotations on a question: bookmark, note, report, and cause of a miss."""

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
"""Causes of a miss: stored name → words to show."""
MAX_NOTE = stored.MAX_NOTE
"""The most characters of a note that are saved."""


def reported_message() -> str:
    """Return the message after a question was reported, which says where reports are listed."""
    return f"Saved on this computer. To list your reports: {command('bank', 'reports')}."


@dataclass(frozen=True, slots=True)
class Annotations:
    """The learner's annotations on one question, read from the database at each call.

    `question` and `revision` are row keys. Every method raises StoreError.
    """

    database: Database
    learner: int
    question: int
    revision: int

    def mark(self) -> Mark:
        """Return the bookmark, the note, and how often the question was shown."""
        with self.database.read() as connection:
            return stored.mark(connection, self.learner, self.question)

    def toggle_bookmark(self) -> bool:
        """Set or remove the bookmark; return whether the question is now bookmarked."""
        with self.database.write() as connection:
            return stored.toggle_bookmark(connection, self.learner, self.question)

    def write_note(self, note: str) -> None:
        """Store a note on the question; empty text removes it."""
        with self.database.write() as connection:
            stored.write_note(connection, self.learner, self.question, note)

    def report(self, text: str) -> None:
        """Add the question to the local list of reported questions, with the learner's text."""
        with self.database.write() as connection:
            stored.report_question(connection, self.learner, self.question, self.revision, text)

    def report_draft(self) -> str:
        """Return the draft of a report; "" if there is none."""
        with self.database.read() as connection:
            return stored.report_draft(connection, self.learner, self.question)

    def keep_report_draft(self, text: str) -> None:
        """Keep the draft of a report without reporting the question; empty text removes it."""
        with self.database.write() as connection:
            stored.keep_report_draft(connection, self.learner, self.question, text)

    def uncover(self) -> None:
        """Record that the learner has seen the answer, so it is no longer first sight."""
        with self.database.write() as connection:
            search.uncover(connection, self.learner, self.question)


def in_sitting(sitting: Sitting, position: int | None = None) -> Annotations:
    """Return the annotations on a question of a sitting, by its position from 0.

    With None, it is the current question.
    """
    items = sitting.attempt.items
    item = sitting.attempt.item if position is None else items[position]
    question, revision, _ = sitting.stored.rows[item.question_id]
    return Annotations(sitting.database, sitting.stored.plan.scope.learner, question, revision)


def cause_of(sitting: Sitting, position: int) -> str:
    """Return the stored name of the cause of the miss at a position, from 0; "" without one.

    Raises StoreError.
    """
    with sitting.database.read() as connection:
        return stored.causes(connection, sitting.stored.id).get(position, "")


def toggle_cause(sitting: Sitting, position: int, cause: str) -> str:
    """Store why the question at a position, from 0, was missed; remove the cause if it was that.

    Return the stored name of the cause, or "". Raises ValueError for an unknown cause, StoreError
    if it cannot be stored.
    """
    with sitting.database.write() as connection:
        before = stored.causes(connection, sitting.stored.id).get(position)
        now = None if before == cause else cause
        stored.set_cause(connection, sitting.stored.id, position, now)
    return now or ""
