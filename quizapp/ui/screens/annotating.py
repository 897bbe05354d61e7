"""What a learner adds to a question that is read: a bookmark, a note, a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.binding import Binding

from quizapp.practice.annotations import reported_message
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.screens.note import NoteScreen

if TYPE_CHECKING:
    from quizapp.practice.annotations import Annotations
    from quizapp.store.browser.search import Entry

    Change = Callable[[Annotations], object]


def annotation_keys(prefix: str) -> list[Binding]:
    """The keys that add to a question; `prefix` begins their ids."""
    return [
        Binding("b", "bookmark", "bookmark", id=f"{prefix}.bookmark", tooltip="Bookmark, or not"),
        Binding("e", "note", "note", id=f"{prefix}.note", tooltip="A note to yourself"),
        Binding(
            "exclamation_mark",
            "report",
            "report",
            id=f"{prefix}.report",
            key_display="!",
            tooltip="Report this question (kept on this machine)",
        ),
        Binding(
            "o",
            "reference",
            "reference",
            id=f"{prefix}.reference",
            tooltip="Open the first reference in your browser",
        ),
    ]


class AnnotatingScreen(QuizScreen):
    """A screen with a question to add to. What is written goes to the question that was shown when
    the key was pressed, whatever has come to the screen since."""

    def subject(self) -> Entry | None:
        """The question that keys are about now, read again; None if there is none."""
        raise NotImplementedError

    def keep(self, entry: Entry, change: Change) -> Entry | None:
        """Store a change, draw the question again and return it; None if it was not stored."""
        raise NotImplementedError

    def action_bookmark(self) -> None:
        entry = self.subject()
        if entry is None:
            return
        kept = self.keep(entry, lambda additions: additions.toggle_bookmark())
        if kept is not None:
            self.say("Bookmarked." if kept.mark.bookmarked else "Bookmark removed.", timeout=2)

    def action_note(self) -> None:
        entry = self.subject()
        if entry is None:
            return

        def written(note: str | None) -> None:
            if note is not None:
                self.keep(entry, lambda additions: additions.write_note(note))

        self.app.push_screen(NoteScreen("A note to yourself", entry.mark.note), written)

    def action_report(self) -> None:
        entry = self.subject()
        if entry is None:
            return

        def reported(what: str | None) -> None:
            if what is not None and self.keep(entry, lambda additions: additions.report(what)):
                self.say(reported_message())

        self.app.push_screen(NoteScreen("What is wrong with this question?"), reported)

    def action_reference(self) -> None:
        """Open the first reference."""
        entry = self.subject()
        if entry is not None:
            self.open_reference(entry.question)
