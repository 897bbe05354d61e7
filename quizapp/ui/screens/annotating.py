"""What a learner adds to a question that is read: a bookmark, a note, a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quizapp.ui.screens.base import QuizScreen

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from quizapp.store.browser.search import Entry

    Change = Callable[[Connection, int, Entry], object]


class AnnotatingScreen(QuizScreen):
    """A screen with a question to add to. What is written goes to the question that was meant when
    the key was pressed, whatever has come to the screen since."""

    def subject(self) -> Entry | None:
        """The question that keys are about now, read anew; None if there is none."""
        raise NotImplementedError

    def keep(self, entry: Entry, change: Change) -> Entry | None:
        """Store a change, draw the question anew and return it; None if it could not be stored."""
        raise NotImplementedError

    def action_bookmark(self) -> None:
        from quizapp.store.learner.annotations import toggle_bookmark

        entry = self.subject()
        if entry is None:
            return
        kept = self.keep(entry, lambda s, who, e: toggle_bookmark(s, who, e.hit.row_id))
        if kept is not None:
            said = "Bookmarked." if kept.mark.bookmarked else "No bookmark any more."
            self.quiz.say(said, timeout=2)

    def action_note(self) -> None:
        from quizapp.store.learner.annotations import write_note
        from quizapp.ui.screens.note import NoteScreen

        entry = self.subject()
        if entry is None:
            return

        def written(note: str | None) -> None:
            if note is not None:
                self.keep(entry, lambda s, who, e: write_note(s, who, e.hit.row_id, note))

        self.app.push_screen(NoteScreen("A note to yourself", entry.mark.note), written)

    def action_report(self) -> None:
        from quizapp.store.learner.annotations import complain
        from quizapp.ui.screens.note import NoteScreen

        entry = self.subject()
        if entry is None:
            return

        def reported(what: str | None) -> None:
            if what is not None and self.keep(
                entry,
                lambda s, who, e: complain(s, who, e.hit.row_id, e.revision_id, what),
            ):
                self.quiz.say("Reported; it stands in `quizapp bank reports`.")

        self.app.push_screen(NoteScreen("What is wrong with this question?"), reported)

    def action_reference(self) -> None:
        """Open the reference; only https, only on request."""
        entry = self.subject()
        references = entry.question.references if entry is not None else ()
        if references and references[0].startswith("https://"):
            self.app.open_url(references[0])
