"""Drafts: texts that were typed in a dialog and not saved yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, runtime_checkable

from quizapp.exam.wording import sentence
from quizapp.store.errors import StoreError

Key = tuple[str, int, int]
"""What a draft is for ("note" or "report"), and the row keys of the learner and the question."""


class Draft(NamedTuple):
    """A text, and the function that saves it when the app ends, and raises StoreError."""

    text: str
    save: Callable[[str], object]


class Drafts:
    """The drafts of an app. They last until they are saved; quitting saves the note of a draft, and
    keeps the draft of a report for the next time."""

    def __init__(self) -> None:
        self._kept: dict[Key, Draft] = {}

    def text(self, key: Key) -> str | None:
        """Return the text of a draft; None if there is none."""
        return self._kept[key].text if key in self._kept else None

    def keep(self, key: Key, draft: Draft) -> None:
        """Keep a draft, in place of an earlier one."""
        self._kept[key] = draft

    def drop(self, key: Key) -> None:
        """Forget a draft, if there is one."""
        self._kept.pop(key, None)

    def save(self) -> str | None:
        """Save all drafts. Return one line if that failed; the rest is saved."""
        problem = None
        for key, draft in list(self._kept.items()):
            try:
                draft.save(draft.text)
            except StoreError as error:
                problem = f"Not saved, your {key[0]}: {sentence(str(error))}"
            else:
                self.drop(key)
        return problem


@runtime_checkable
class KeepsDrafts(Protocol):
    """An app with drafts."""

    drafts: Drafts
