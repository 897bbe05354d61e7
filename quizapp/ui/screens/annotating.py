"""Base screens for annotating the question on the screen: bookmark, note, report, cause."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content

from quizapp.practice.annotations import CAUSES, in_sitting, reported_message, toggle_cause
from quizapp.ui import text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.screens.note import write
from quizapp.ui.widgets.hints import declared_bindings, key_name

if TYPE_CHECKING:
    from quizapp.practice.annotations import Annotations
    from quizapp.practice.room import Practice
    from quizapp.store.browser.search import Entry
    from quizapp.store.sittings.sitting import Sitting

    Change = Callable[[Annotations], object]


CAUSE_KEYS = {"k": "unknown", "m": "misread", "y": "mixed_up", "w": "weighed", "l": "slip"}
"""The key for each cause of a miss."""
BOOKMARKED, NOT_BOOKMARKED = "Bookmarked.", "Bookmark removed."


def annotation_keys(prefix: str, opens: str = "reference") -> list[Binding]:
    """Return the key bindings for annotations; their ids start with `prefix`.

    `opens` is the end of the id of the key that opens the reference.
    """
    return [
        Binding(
            "b", "bookmark", "bookmark", id=f"{prefix}.bookmark", tooltip="Add or remove a bookmark"
        ),
        Binding("e", "note", "note", id=f"{prefix}.note", tooltip="Write a note to yourself"),
        Binding(
            "exclamation_mark",
            "report",
            "Report a problem",
            id=f"{prefix}.report",
            key_display="!",
            tooltip="Report a problem with this question (stays on this computer)",
        ),
        Binding(
            "o",
            "reference",
            "reference",
            id=f"{prefix}.{opens}",
            tooltip="Open the first reference in your browser",
        ),
    ]


def cause_keys(prefix: str) -> list[Binding]:
    """Return the key bindings for the cause of a miss."""
    return [
        Binding(
            key,
            f"cause('{name}')",
            CAUSES[name],
            id=f"{prefix}.cause_{name}",
            # The line above the footer names them, so the footer leaves them out.
            show=False,
            tooltip=f"Why you missed it: {CAUSES[name]} (press again to clear)",
        )
        for key, name in CAUSE_KEYS.items()
    ]


class AnnotatingScreen(QuizScreen):
    """A screen on which a question can be annotated.

    A note or a report belongs to the question that was shown when the key was pressed, even if
    another one is shown when it is saved.
    """

    practice: Practice

    def subject(self) -> Entry | None:
        """Return the current question, newly read from the database; None if there is none."""
        raise NotImplementedError

    def show_changed(self, entry: Entry) -> None:
        """Draw a question after a change, if it is on the screen."""
        raise NotImplementedError

    def read_entry(self, row_id: int) -> Entry | None:
        """Return a question, newly read from the database; None if it cannot be read."""
        entry: Entry | None = None
        with self.refusals():
            entry = self.practice.entry(row_id)
        return entry

    def store_change(self, entry: Entry, change: Change) -> Entry | None:
        """Store a change, redraw the question, and return it; None if it was not stored."""
        with self.refusals() as stored:
            change(self.practice.annotations(entry))
        changed = self.read_entry(entry.hit.row_id) if stored.done else None
        if changed is not None:
            self.show_changed(changed)
        return changed

    def action_bookmark(self) -> None:
        entry = self.subject()
        if entry is None:
            return
        changed = self.store_change(entry, lambda annotations: annotations.toggle_bookmark())
        if changed is not None:
            self.say(BOOKMARKED if changed.mark.bookmarked else NOT_BOOKMARKED, timeout=2)

    def action_note(self) -> None:
        entry = self.subject()
        if entry is None:
            return

        write(
            self,
            self.practice.annotations(entry),
            entry.mark.note,
            lambda note: self.store_change(entry, lambda own: own.write_note(note)),
        )

    def action_report(self) -> None:
        entry = self.subject()
        if entry is None:
            return

        def store(problem: str) -> None:
            if self.store_change(entry, lambda own: own.report(problem)):
                self.say(reported_message())

        with self.refusals():
            write(self, self.practice.annotations(entry), None, store)

    def action_reference(self) -> None:
        """Open the first reference in the browser."""
        entry = self.subject()
        if entry is not None:
            self.open_reference(entry.question)


class AnnotatesSitting(QuizScreen):
    """A screen on which the questions of a sitting can be annotated, with `annotation_keys`."""

    sitting: Sitting

    @property
    def place(self) -> int:
        """The position of the question on the screen, from 0."""
        raise NotImplementedError

    def annotated(self) -> None:
        """Read the annotations on the question again, and draw them. Raises StoreError."""
        raise NotImplementedError

    def tell_comparison(self, cause: str) -> None:
        """Set what the screen says after a cause (its stored name, or "") was given."""

    def causes(self, chosen: str, room: int) -> Content:
        """Return the keys for the causes of a miss with their labels, in `room` cells if possible.

        The cause that is `chosen` (its stored name, or "") is marked. With less room, there are
        only the keys, and the label of the chosen one.
        """
        causes = [b for b in declared_bindings(self) if b.action.startswith("cause(")]
        marked = f"cause('{chosen}')"
        for dot in ("●", ""):
            parts: list[tuple[str, str]] = []
            # Only the first label moves for its dot; the gap after it is shorter by as much.
            first = len(dot) if causes[0].action == marked else 0
            for place, b in enumerate(causes):
                sign, style = (dot, "bold $accent") if b.action == marked else ("", text.MUTED)
                gap = " " * (2 - len(sign) - (first if place == 1 else 0)) if place else ""
                parts += [(gap, ""), (f"{sign}{key_name(b, self)} {b.description}", style)]
            shown = Content.assemble(*parts)
            if shown.cell_length <= room:
                return shown
        keys = " ".join(key_name(b, self) for b in causes)
        named = [f"● {b.description}" for b in causes if b.action == marked]
        return Content.assemble(
            (f"Why? {keys}", text.MUTED), *((f"  {name}", "$accent") for name in named)
        )

    def action_cause(self, cause: str) -> None:
        with self.refusals():
            self.tell_comparison(toggle_cause(self.sitting, self.place, cause))
            self.annotated()

    def action_bookmark(self) -> None:
        with self.refusals():
            now = in_sitting(self.sitting, self.place).toggle_bookmark()
            self.annotated()
            # The star may be out of sight.
            self.say(BOOKMARKED if now else NOT_BOOKMARKED, timeout=2)

    def action_note(self) -> None:
        own = in_sitting(self.sitting, self.place)

        def store(note: str) -> None:
            with self.refusals():
                own.write_note(note)
                self.annotated()

        with self.refusals():
            write(self, own, own.mark().note, store)

    def action_report(self) -> None:
        own = in_sitting(self.sitting, self.place)

        def store(problem: str) -> None:
            with self.refusals():
                own.report(problem)
                self.annotated()
                self.say(reported_message())

        with self.refusals():
            write(self, own, None, store)

    def action_reference(self) -> None:
        """Open the first reference in the browser."""
        item = self.sitting.attempt.items[self.place]
        self.open_reference(self.sitting.stored.questions[item.question_id])
