"""Search for the question browser: by words and filters, one page at a time.

A page contains the matches after a row, in the order of the bank, so only questions that are shown
are ranked, counted, or read. Questions of forms not taken yet, and unanswered questions of open
sittings, are *held back*: they are listed only on request, and without their text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from quizapp.exam.question import Question
from quizapp.store.browser.query import (
    RARE_STATUSES,
    Query,
    Withheld,
    by_index,
    by_note,
    by_words,
    columns,
    matching,
    order_key,
)
from quizapp.store.catalog import names, word_index
from quizapp.store.db.codec import (
    is_template,
    to_question,
    to_question_now,
    to_template,
)
from quizapp.store.db.schema import (
    EXPOSURE,
    FORM,
    FORM_QUESTION,
    QUESTION,
    REVISION,
)
from quizapp.store.errors import DamagedRow
from quizapp.store.learner.annotations import Mark, mark
from quizapp.store.progress.queries import day_of
from quizapp.store.scope import Scope
from quizapp.store.selection import drill_query
from quizapp.store.sittings.save import expose

PAGE, FURTHER = 50, 150
"""Questions on the first page, which is read at every key press, and on each further page."""
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that matches.

    `form` is the number of the untaken form that holds it back. `open` is true if it is unanswered
    in an open sitting. In both cases `stem` is empty. `statuses` is a subset of {"missed", "lucky",
    "due", "flagged", "right"}.
    """

    row_id: int
    code: str
    topic: str
    level: str
    template: bool
    met: bool
    bookmarked: bool
    noted: bool
    stem: str
    form: int | None = None
    open: bool = False
    statuses: frozenset[str] = frozenset()

    @property
    def held(self) -> bool:
        """Whether the question is held back."""
        return self.form is not None or self.open


class HeldBack(NamedTuple):
    """The number of questions held back.

    `untaken` are in mocks not taken; `open` are only in open sittings, unanswered there.
    """

    untaken: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Questions in bank order; `more` is true if there are further matches."""

    hits: tuple[Hit, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A question to read, with the learner's annotations; for a template, an example.

    `topic` is the topic's name.
    """

    hit: Hit
    revision_id: int
    question: Question
    topic: str
    mark: Mark

    @property
    def covered(self) -> bool:
        """Whether its answer is hidden until the learner asks for it."""
        return self.hit.held or not self.hit.met


def page(
    connection: Connection,
    scope: Scope,
    query: Query,
    *,
    after: int = 0,
    limit: int | None = None,
    now: datetime | None = None,
) -> Page:
    """Return the next matching questions after the row `after`: at most `limit`, or one page.

    Text is never interpreted as search syntax. Text without words matches every question.
    """
    limit = limit or (FURTHER if after else PAGE)
    words = word_index.wanted(query.text)[:MOST_WORDS]
    index = bool(words) and query.status not in RARE_STATUSES and word_index.usable(connection)
    withheld = find_withheld(connection, scope)
    today = day_of(connection, scope.learner, now)
    filtered = matching(scope, query, withheld, today)
    if not words:
        searches = [(filtered, order_key(query))]
    else:
        by_text = (
            by_index(filtered, words) if index else by_words(filtered, words, order_key(query))
        )
        searches = [by_text, by_note(filtered, words)]
    rows = _after(connection, searches, after, limit + 1)
    # Without `query.held`, the statement has already excluded the questions that are held back.
    hits = _hits(connection, rows[:limit], withheld if query.held else Withheld(), today)
    return Page(tuple(hits), len(rows) > limit)


def _after(
    connection: Connection,
    searches: Sequence[tuple[Select[*tuple[Any, ...]], ColumnElement[int]]],
    after: int,
    limit: int,
) -> list[Row[Any]]:
    """Return the next questions that any of the searches finds, each once."""
    rows: dict[int, Row[Any]] = {}
    for statement, key in searches:
        ordered = statement.where(key > after).order_by(key).limit(limit)
        rows.update({row.id: row for row in connection.execute(ordered)})
    return [rows[row_id] for row_id in sorted(rows)][:limit]


def read(
    connection: Connection,
    scope: Scope,
    row_id: int,
    now: datetime | None = None,
) -> Entry | None:
    """Return one question with its text, even if it is held back; None if there is none."""
    withheld = find_withheld(connection, scope)
    row = connection.execute(
        columns(scope.learner).where(QUESTION.c.id == row_id, QUESTION.c.pack_id == scope.pack)
    ).first()
    if row is None:
        return None
    (hit,) = _hits(connection, [row], withheld, day_of(connection, scope.learner, now))
    stored = connection.execute(
        select(REVISION.c.id, REVISION.c.document)
        .join(QUESTION, QUESTION.c.revision_id == REVISION.c.id)
        .where(QUESTION.c.id == row_id)
    ).one()
    return Entry(
        hit,
        stored.id,
        _example(stored.document),
        names.all_topics(connection, scope.pack).get(hit.topic, hit.topic),
        mark(connection, scope.learner, row_id),
    )


def uncover(connection: Connection, learner: int, row_id: int, now: datetime | None = None) -> None:
    """Record that the learner has seen a question's answer, so it is no longer first sight."""
    met = select(EXPOSURE.c.question_id).where(
        EXPOSURE.c.learner_id == learner, EXPOSURE.c.question_id == row_id
    )
    if connection.scalar(met) is None:
        expose(connection, learner, row_id, now or datetime.now(UTC))


def find_withheld(connection: Connection, scope: Scope) -> Withheld:
    """Return the questions held back: those of untaken forms, and those being asked."""
    forms = connection.execute(
        select(FORM.c.id, FORM.c.number).where(
            FORM.c.pack_id == scope.pack, FORM.c.exam == scope.exam, drill_query.untaken(scope)
        )
    )
    return Withheld(
        {row.id: row.number for row in forms}, drill_query.being_asked(connection, scope)
    )


def held_back(connection: Connection, scope: Scope) -> HeldBack:
    """Return how many questions of the pack are held back, and why."""
    withheld = find_withheld(connection, scope)
    in_forms = (
        select(FORM_QUESTION.c.question_id)
        .where(FORM_QUESTION.c.form_id.in_(withheld.forms))
        .distinct()
    )
    number = connection.scalar(select(func.count()).select_from(in_forms.subquery())) or 0
    within = connection.scalars(in_forms.where(FORM_QUESTION.c.question_id.in_(withheld.questions)))
    return HeldBack(number, len(withheld.questions - set(within)))


# -- hits ---------------------------------------------------------------------------------------


def _hits(
    connection: Connection, rows: Sequence[Row[Any]], withheld: Withheld, today: date
) -> list[Hit]:
    forms = _forms(connection, [row.id for row in rows], withheld)
    hits = []
    for row in rows:
        form, asked = forms.get(row.id), row.id in withheld.questions
        hits.append(
            Hit(
                row_id=row.id,
                code=row.code,
                topic=row.topic,
                level=row.level,
                template=row.template,
                met=row.met is not None,
                bookmarked=bool(row.bookmarked),
                noted=bool(row.note),
                stem="" if form is not None or asked else _opening(row.stem, row.template),
                form=form,
                open=asked,
                statuses=_statuses(row, today),
            )
        )
    return hits


def _opening(stem: object, template: bool) -> str:
    """Return a stem to list; a template's placeholders are replaced with an ellipsis.

    SQLite reads the stem from the stored document, whatever that holds. Raises DamagedRow.
    """
    if not isinstance(stem, str):
        raise DamagedRow(f"a stored question has the stem {stem!r:.60}")
    return word_index.PLACEHOLDERS.sub("…", stem) if template else stem


def _forms(connection: Connection, ids: Sequence[int], withheld: Withheld) -> dict[int, int]:
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


def _example(document: dict[str, Any]) -> Question:
    """Return a question to read; for a template, with numbers that a drill will not use soon."""
    seed = to_template(document).size // 2 if is_template(document) else None
    return to_question_now(document, seed) or to_question(document, 0)
