"""A base screen for annotating the question on the screen: bookmark, note, report."""

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
    """Return the key bindings for annotations; their ids start with `prefix`."""
    return [
        Binding(
            "b", "bookmark", "bookmark", id=f"{prefix}.bookmark", tooltip="Add or remove a bookmark"
        ),
        Binding("e", "note", "note", id=f"{prefix}.note", tooltip="Write a note to yourself"),
        Binding(
            "exclamation_mark",
            "report",
            "report",
            id=f"{prefix}.report",
            key_display="!",
            tooltip="Report a problem with this question (stays on this computer)",
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
    """A screen on which a question can be annotated.

    A note or a report belongs to the question that was shown when the key was pressed, even if
    another one is shown when it is saved.
    """

    def subject(self) -> Entry | None:
        """Return the current question, newly read from the database; None if there is none."""
        raise NotImplementedError

    def store_change(self, entry: Entry, change: Change) -> Entry | None:
        """Store a change, redraw the question, and return it; None if it was not stored."""
        raise NotImplementedError

    def action_bookmark(self) -> None:
        entry = self.subject()
        if entry is None:
            return
        changed = self.store_change(entry, lambda annotations: annotations.toggle_bookmark())
        if changed is not None:
            self.say("Bookmarked." if changed.mark.bookmarked else "Bookmark removed.", timeout=2)

    def action_note(self) -> None:
        entry = self.subject()
        if entry is None:
            return

        def store(note: str | None) -> None:
            if note is not None:
                self.store_change(entry, lambda annotations: annotations.write_note(note))

        self.app.push_screen(NoteScreen("A note to yourself", entry.mark.note), store)

    def action_report(self) -> None:
        entry = self.subject()
        if entry is None:
            return

        def store(problem: str | None) -> None:
            if problem is not None and self.store_change(
                entry, lambda annotations: annotations.report(problem)
            ):
                self.say(reported_message())

        self.app.push_screen(NoteScreen("What is wrong with this question?"), store)

    def action_reference(self) -> None:
        """Open the first reference in the browser."""
        entry = self.subject()
        if entry is not None:
            self.open_reference(entry.question)
