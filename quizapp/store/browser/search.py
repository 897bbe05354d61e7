"""The question browser's questions: found by words and filters, a page at a time.

A page is what comes after a question's row, in the order of the bank, so that nothing is ranked,
counted or read that is not shown. Questions of forms not yet sat, and those that stand unanswered
in an open sitting, are *held*: left out unless asked for, and even then without their text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from quizapp.exam.question import Question
from quizapp.store.browser.query import (
    FEW,
    Holds,
    Query,
    along,
    by_index,
    by_note,
    by_words,
    columns,
    matching,
)
from quizapp.store.catalog import word_index
from quizapp.store.db.codec import is_template, to_instance, to_question, to_template, topic_names
from quizapp.store.db.schema import (
    EXPOSURE,
    FORM,
    FORM_QUESTION,
    PACK,
    QUESTION,
    QUESTION_SERVICE,
    REVISION,
)
from quizapp.store.learner.annotations import Mark, mark
from quizapp.store.progress.queries import day_of
from quizapp.store.scope import Scope
from quizapp.store.selection import drill_query
from quizapp.store.sittings.save import expose

PAGE, FURTHER = 50, 150
"""Questions of the first page, which is asked for with every key, and of each that follows it."""
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that was found. `form` is the number of the form not yet sat that holds it back,
    `open` says that it stands unanswered in an open sitting; `stem` is then empty.

    `became` is a subset of {"missed", "lucky", "due", "flagged", "right"}.
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
    became: frozenset[str] = frozenset()

    @property
    def held(self) -> bool:
        return self.form is not None or self.open


@dataclass(frozen=True, slots=True)
class Page:
    """Questions in bank order; with `more`, others come after the last of them."""

    hits: tuple[Hit, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A question to read, with what the learner added. Of a template it is an example."""

    hit: Hit
    revision_id: int
    question: Question
    topic: str
    mark: Mark

    @property
    def covered(self) -> bool:
        """Whether its answer may be shown only when asked for."""
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
    """At most `limit` questions that match and come after the row `after`; else a page of them.

    Text is never read as search syntax. Words that are only punctuation match everything.
    """
    limit = limit or (FURTHER if after else PAGE)
    words = word_index.words(query.text)[:MOST_WORDS]
    index = bool(words) and query.status not in FEW and word_index.usable(connection)
    holds = held(connection, scope)
    today = day_of(connection, scope.learner, now)
    wanted = matching(scope, query, holds, today)
    if not words:
        ways = [(wanted, along(query))]
    else:
        by_text = by_index(wanted, words) if index else by_words(wanted, words, along(query))
        ways = [by_text, by_note(wanted, words)]
    rows = _after(connection, ways, after, limit + 1)
    # What was found without asking for what is held back is not held back.
    hits = _hits(connection, rows[:limit], holds if query.held else Holds(), today)
    return Page(tuple(hits), len(rows) > limit)


def _after(
    connection: Connection,
    ways: Sequence[tuple[Select[*tuple[Any, ...]], ColumnElement[int]]],
    after: int,
    limit: int,
) -> list[Row[Any]]:
    """The next questions that any of the ways finds, each once."""
    rows: dict[int, Row[Any]] = {}
    for statement, key in ways:
        ordered = statement.where(key > after).order_by(key).limit(limit)
        rows.update({row.id: row for row in connection.execute(ordered)})
    return [rows[row_id] for row_id in sorted(rows)][:limit]


def read(
    connection: Connection,
    scope: Scope,
    row_id: int,
    now: datetime | None = None,
) -> Entry | None:
    """One question whole, whether held or not; None if there is none."""
    holds = held(connection, scope)
    row = connection.execute(
        columns(scope.learner).where(QUESTION.c.id == row_id, QUESTION.c.pack_id == scope.pack)
    ).first()
    if row is None:
        return None
    (hit,) = _hits(connection, [row], holds, day_of(connection, scope.learner, now))
    stored = connection.execute(
        select(REVISION.c.id, REVISION.c.document)
        .join(QUESTION, QUESTION.c.revision_id == REVISION.c.id)
        .where(QUESTION.c.id == row_id)
    ).one()
    return Entry(
        hit,
        stored.id,
        _example(stored.document),
        _topics(connection, scope.pack).get(hit.topic, hit.topic),
        mark(connection, scope.learner, row_id),
    )


def uncover(connection: Connection, learner: int, row_id: int, now: datetime | None = None) -> None:
    """Note that the learner has seen a question's answer: it is no first sight any more."""
    met = select(EXPOSURE.c.question_id).where(
        EXPOSURE.c.learner_id == learner, EXPOSURE.c.question_id == row_id
    )
    if connection.scalar(met) is None:
        expose(connection, learner, row_id, now or datetime.now(UTC))


def held(connection: Connection, scope: Scope) -> Holds:
    """What is kept for its first sight, as `kept_back` has it, and what is being asked."""
    forms = connection.execute(
        select(FORM.c.id, FORM.c.number).where(
            FORM.c.pack_id == scope.pack, FORM.c.exam == scope.exam, drill_query.untaken(scope)
        )
    )
    return Holds(
        {row.id: row.number for row in forms}, drill_query.being_asked(connection, scope.learner)
    )


def held_back(connection: Connection, scope: Scope) -> int:
    """How many questions are held back."""
    holds = held(connection, scope)
    in_forms = (
        select(FORM_QUESTION.c.question_id)
        .where(FORM_QUESTION.c.form_id.in_(holds.forms))
        .distinct()
    )
    number = connection.scalar(select(func.count()).select_from(in_forms.subquery())) or 0
    within = connection.scalars(in_forms.where(FORM_QUESTION.c.question_id.in_(holds.questions)))
    return number + len(holds.questions - set(within))


def topics(connection: Connection, pack: int) -> dict[str, str]:
    """Every topic that has a question, with its name, by name."""
    names = _topics(connection, pack)
    used = _each(connection, QUESTION.c.topic, QUESTION.c.pack_id == pack)
    return dict(sorted(((t, names.get(t, t)) for t in used), key=lambda pair: pair[1]))


def services(connection: Connection, pack: int) -> list[str]:
    """Every service that a question of the pack asks about."""
    found = []
    for service in _each(connection, QUESTION_SERVICE.c.service):
        asked = (
            select(QUESTION.c.id)
            .join(QUESTION_SERVICE, QUESTION_SERVICE.c.question_id == QUESTION.c.id)
            .where(QUESTION_SERVICE.c.service == service)
            .where(QUESTION.c.pack_id == pack, QUESTION.c.active)
            .limit(1)
        )
        if connection.scalar(asked) is not None:
            found.append(service)
    return found


def _each(
    connection: Connection, values: ColumnElement[str], *where: ColumnElement[bool]
) -> list[str]:
    """The different values of an indexed column: one step in the index for each."""
    first = select(func.min(values).label("value")).where(*where).cte("each", recursive=True)
    next_one = select(func.min(values)).where(*where, values > first.c.value).scalar_subquery()
    steps = first.union_all(select(next_one).where(first.c.value.is_not(None)))
    return list(connection.scalars(select(steps.c.value).where(steps.c.value.is_not(None))))


def _topics(connection: Connection, pack: int) -> dict[str, str]:
    document = connection.scalar(select(PACK.c.document).where(PACK.c.id == pack)) or {}
    return topic_names(document)


# -- what became of the questions found ---------------------------------------------------------


def _hits(connection: Connection, rows: Sequence[Row[Any]], holds: Holds, today: date) -> list[Hit]:
    forms = _forms(connection, [row.id for row in rows], holds)
    hits = []
    for row in rows:
        form, asked = forms.get(row.id), row.id in holds.questions
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
                became=_became(row, today),
            )
        )
    return hits


def _opening(stem: str, template: bool) -> str:
    """A stem as it may stand in a list; a template's before its numbers are chosen."""
    return word_index.PLACES.sub("…", stem) if template else stem


def _forms(connection: Connection, ids: Sequence[int], holds: Holds) -> dict[int, int]:
    """The number of the first form not yet sat that each question stands in."""
    if not holds.forms:
        return {}
    found: dict[int, int] = {}
    for question_id, form_id in connection.execute(
        select(FORM_QUESTION.c.question_id, FORM_QUESTION.c.form_id).where(
            FORM_QUESTION.c.question_id.in_(ids), FORM_QUESTION.c.form_id.in_(holds.forms)
        )
    ):
        number = holds.forms[form_id]
        found[question_id] = min(number, found.get(question_id, number))
    return found


def _became(row: Row[Any], today: date) -> frozenset[str]:
    """What became of a question; right: since the last miss, if there was one."""
    if row.met is None:
        return frozenset()
    answered = row.due is not None
    said = {
        "flagged": bool(row.flagged),
        "missed": bool(row.unrecovered),
        "lucky": bool(row.lucky),
        "due": answered and row.due <= today,
        "right": answered and (not row.missed or row.right_days > 0),
    }
    return frozenset(name for name, yes in said.items() if yes)


def _example(document: dict[str, Any]) -> Question:
    """A question to read; of a template, numbers that a drill is long in coming to."""
    if not is_template(document):
        return to_question(document)
    made = to_instance(document, to_template(document).size // 2)
    return made[0] if made is not None else to_question(document, 0)
