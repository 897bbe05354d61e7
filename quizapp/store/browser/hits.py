"""The questions that a search lists: how they stand, and the passage with the words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from quizapp.store.browser.query import Withheld
from quizapp.store.catalog import word_index
from quizapp.store.db.codec import passages_of
from quizapp.store.db.schema import FORM_QUESTION, QUESTION, REVISION
from quizapp.store.errors import DamagedRow


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that matches.

    `form` is the number of the untaken form that holds it back. `open` is true if it is unanswered
    in an open sitting. In both cases `stem` is empty. `statuses` is a subset of {"missed", "lucky",
    "due", "flagged", "right"}. `passage` is the text that has the words searched for, if the stem
    lacks one of them: an option, the takeaway, or the learner's note, as `source` says. Options and
    takeaway of a question that the learner has not answered are never shown.
    """

    row_id: int
    code: str
    topic: str
    level: str
    template: bool
    met: bool
    answered: bool
    bookmarked: bool
    note: str
    stem: str
    form: int | None = None
    open: bool = False
    statuses: frozenset[str] = frozenset()
    passage: str = ""
    source: str = ""

    @property
    def noted(self) -> bool:
        """Whether the learner has a note on the question."""
        return bool(self.note)

    @property
    def held(self) -> bool:
        """Whether the question is held back."""
        return self.form is not None or self.open

    def has(self, status: str) -> bool:
        """Whether it has a status, one of STATUSES: the same rule as `query.status_is`."""
        own = {"unseen": not self.met, "bookmarked": self.bookmarked, "noted": self.noted}
        return own.get(status, status in self.statuses)


def hits(
    connection: Connection, rows: Sequence[Row[Any]], withheld: Withheld, today: date
) -> list[Hit]:
    forms = forms_of(connection, [row.id for row in rows], withheld)
    found = []
    for row in rows:
        form, asked = forms.get(row.id), row.id in withheld.questions
        found.append(
            Hit(
                row_id=row.id,
                code=row.code,
                topic=row.topic,
                level=row.level,
                template=row.template,
                met=row.met is not None,
                answered=row.due is not None,
                bookmarked=bool(row.bookmarked),
                note=row.note or "",
                stem="" if form is not None or asked else _opening(row.stem, row.template),
                form=form,
                open=asked,
                statuses=_statuses(row, today),
            )
        )
    return found


def with_passages(
    connection: Connection, hits: list[Hit], words: Sequence[str], elsewhere: Collection[int]
) -> list[Hit]:
    """Add the passage that has most of the words to the hits that have not all in the stem."""
    lacking = {
        hit.row_id
        for hit in hits
        if hit.row_id in elsewhere and not hit.held and (hit.answered or hit.noted)
    }
    if not lacking:
        return hits
    rows = connection.execute(
        select(QUESTION.c.id, REVISION.c.document)
        .join(REVISION, REVISION.c.id == QUESTION.c.revision_id)
        .where(QUESTION.c.id.in_(lacking))
    )
    documents = {row.id: row.document for row in rows}
    return [
        _with_passage(hit, documents[hit.row_id], words) if hit.row_id in lacking else hit
        for hit in hits
    ]


def _with_passage(hit: Hit, document: Any, words: Sequence[str]) -> Hit:
    passages = [("", hit.stem), *([("Note", hit.note)] if hit.note else [])]
    if hit.answered:
        passages += passages_of(document)
    source, passage = max(passages, key=lambda pair: _number(pair[1], words))
    return replace(hit, source=source, passage=passage) if source else hit


def _number(text: str, words: Sequence[str]) -> int:
    """Return how many of the words a text has."""
    found = word_index.folded([text])
    last = len(words) - 1
    return sum(
        f" {word}{'' if n == last or word_index.is_beginning(word) else ' '}" in found
        for n, word in enumerate(words)
    )


def _opening(stem: object, template: bool) -> str:
    """Return a stem to list; a template's placeholders are replaced with an ellipsis.

    SQLite reads the stem from the stored document, whatever that holds. Raises DamagedRow.
    """
    if not isinstance(stem, str):
        raise DamagedRow(f"a stored question has the stem {stem!r:.60}")
    return word_index.PLACEHOLDERS.sub("…", stem) if template else stem


def forms_of(connection: Connection, ids: Sequence[int], withheld: Withheld) -> dict[int, int]:
    """Return question row → the lowest number of the untaken forms that contain it."""
    if not withheld.forms:
        return {}
    numbers: dict[int, int] = {}
    for question_id, form_id in connection.execute(
        select(FORM_QUESTION.c.question_id, FORM_QUESTION.c.form_id).where(
            FORM_QUESTION.c.question_id.in_(ids), FORM_QUESTION.c.form_id.in_(withheld.forms)
        )
    ):
        number = withheld.forms[form_id]
        numbers[question_id] = min(number, numbers.get(question_id, number))
    return numbers


def _statuses(row: Row[Any], today: date) -> frozenset[str]:
    """Return `Hit.statuses`; "right" means answered right since the last miss, if any."""
    if row.met is None:
        return frozenset()
    answered = row.due is not None
    states = {
        "flagged": bool(row.flagged),
        "missed": bool(row.unrecovered),
        "lucky": bool(row.lucky),
        "due": answered and row.due <= today,
        "right": answered and (not row.missed or row.right_days > 0),
    }
    return frozenset(name for name, yes in states.items() if yes)
