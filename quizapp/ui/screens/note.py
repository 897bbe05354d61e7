"""A dialog for a note or a report: several lines of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from quizapp.practice.annotations import MAX_NOTE
from quizapp.ui.drafts import Draft, Drafts, KeepsDrafts
from quizapp.ui.screens.base import Dialog, QuizScreen
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.practice.annotations import Annotations

TITLES = {
    "note": "A note to yourself",
    "report": "What is wrong with this question? (stays on this computer)",
}


class NoteScreen(Dialog[str | None]):
    """Type your text, and save it with ctrl+s. Esc keeps it as a draft, which is here again when
    you open it the next time. When you quit, the draft of a note is saved as the note; the draft
    of a report stays a draft, and reports nothing."""

    BINDINGS = [
        Binding(
            "ctrl+s",
            "keep",
            "Save",
            id="note.keep",
            key_display="^s",
            tooltip="Save the text",
            priority=True,
        ),
        Binding("escape", "back", "Back", id="note.back", tooltip="Back; your text stays a draft"),
    ]

    def __init__(
        self, title: str, before: str = "", keep: Callable[[str], bool] = lambda _: False
    ) -> None:
        """`keep` is called with the text if the dialog closes without saving it; it returns whether
        the text is now a draft."""
        super().__init__()
        self._title = title
        self._before = before
        self._keep = keep

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            yield TextArea(self._before, id="note-text")
            yield Hints()

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()

    @property
    def text(self) -> str:
        """The text as it is now."""
        return self.query_one(TextArea).text

    def keep_draft(self) -> bool:
        return self._keep(self.text)

    def on_text_area_changed(self) -> None:
        """Say in the title when the text is longer than what can be saved."""
        title, length = self._title, len(self.text)
        if length > MAX_NOTE:
            title = f"{title} (only the first {MAX_NOTE:,} of {length:,} characters are saved)"
        self.query_one(".dialog-title", Static).update(Content(title))

    def action_keep(self) -> None:
        self.dismiss(self.text[:MAX_NOTE])

    def action_back(self) -> None:
        if self.keep_draft():
            self.say("Not saved, but kept as a draft. Open it again to go on.")
        self.dismiss(None)


def write(
    screen: QuizScreen,
    own: Annotations,
    before: str | None,
    store: Callable[[str], object],
) -> None:
    """Open the dialog for a note, or for a report if `before`, the note so far, is None.

    `store` is called with a text to save. A text that is not saved is kept as a draft. Raises
    StoreError.
    """
    app = screen.app
    drafts = app.drafts if isinstance(app, KeepsDrafts) else Drafts()
    kind, save = ("report", own.keep_report_draft) if before is None else ("note", own.write_note)
    key = (kind, own.learner, own.question)
    so_far = own.report_draft() if before is None else before

    def keep(text: str) -> bool:
        if text.strip() == so_far.strip():
            drafts.drop(key)
            return False
        drafts.keep(key, Draft(text, save))
        return True

    def closed(text: str | None) -> None:
        if text is not None:
            drafts.drop(key)
            store(text)

    draft = drafts.text(key)
    is_draft = draft is not None or (kind == "report" and so_far)
    title = TITLES[kind] + (" (your draft, not saved yet)" if is_draft else "")
    app.push_screen(NoteScreen(title, so_far if draft is None else draft, keep), closed)
