"""Search for the question browser: by words and filters, one page at a time.

Without words, the matches are in the order of the bank. With words, those in a note of the learner
come first, then those with all words in the stem (whole words before beginnings of words), in stem
and options, and anywhere; see `places`. Only questions that are shown are read, and matches are
counted along the same indexes, up to a limit. Questions of forms not taken yet, and unanswered
questions of open sittings, are *held back*: they are listed only on request, and without their
text. A question that the learner had seen before is not held back by an open drill, review, or
replay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, union_all

from quizapp.exam.question import Question
from quizapp.store.browser.hits import Hit, forms_of, hits, with_passages
from quizapp.store.browser.places import BLOCK, Place, ranked
from quizapp.store.browser.query import (
    RARE_STATUSES,
    Query,
    Tier,
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
from quizapp.store.learner.annotations import Mark, mark
from quizapp.store.progress.queries import day_of
from quizapp.store.scope import Scope
from quizapp.store.selection import drill_query, open_sittings
from quizapp.store.sittings.save import expose

PAGE, FURTHER = 50, 150
"""Questions on the first page, which is read at every key press, and on each further page."""
STEM_TIERS = (1, 2)
"""The tiers of a search by words in which the stem has all words; the first, 0, is by notes."""
COUNTED = 2_000
"""The most questions that are counted, so that a large bank is not read whole."""
FOUND = 500
"""The maximum number of questions in a drill of what was found."""


class HeldBack(NamedTuple):
    """The number of questions held back.

    `untaken` are in mocks not taken; `open` are only in open sittings, unanswered there. `bank` is
    the number of questions that are listed without words and filters; more than COUNTED stands for
    any larger number.
    """

    untaken: int = 0
    open: int = 0
    bank: int = 0


NONE_HELD = HeldBack()


@dataclass(frozen=True, slots=True)
class Page:
    """Questions, the best match first; `more` is true if there are further matches.

    `last` is where the next page begins; None without one. `total`, on the first page, is the
    number of matches; more than COUNTED stands for any larger number. `left_out`, if there are
    none, are the matches that are held back; they are counted up to COUNTED.
    """

    hits: tuple[Hit, ...]
    more: bool
    last: Place | None = None
    total: int = 0
    left_out: HeldBack = NONE_HELD


@dataclass(frozen=True, slots=True)
class Found:
    """The row keys of the questions that a search finds and a drill can ask.

    `new` is how many of them the list marks so; `more` is true if the search finds others.
    `in_open` is how many more were found that open sittings ask.
    """

    rows: tuple[int, ...]
    new: int
    more: bool
    in_open: int = 0


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
    uncovered: bool = False
    """Whether the learner has asked for its answer."""
    waiting: bool = False
    """Whether an open sitting asks it, unanswered there; it may have been answered before."""

    @property
    def covered(self) -> bool:
        """Whether its answer is hidden until the learner asks for it."""
        return not self.uncovered and (self.hit.held or self.waiting or not self.hit.answered)


def page(
    connection: Connection,
    scope: Scope,
    query: Query,
    *,
    after: Place | None = None,
    limit: int | None = None,
    now: datetime | None = None,
) -> Page:
    """Return the next matching questions after a place: at most `limit`, or one page.

    Text is never interpreted as search syntax. Text without words matches every question.
    """
    limit = limit or (FURTHER if after else PAGE)
    words = query.words
    withheld = find_withheld(connection, scope)
    today = day_of(connection, scope.learner, now)
    tiers = _tiers(connection, scope, query, withheld, today)
    places = ranked(connection, tiers, after, limit + 1, BLOCK if words else limit + 1)
    more, places = len(places) > limit, places[:limit]
    ids = [place.row_id for place in places]
    counts = more and after is None
    shown = columns(scope.learner)
    if counts:
        shown = shown.add_columns(_number(tiers).label("total"))
    found = {row.id: row for row in connection.execute(shown.where(QUESTION.c.id.in_(ids)))}
    rows = [found[row_id] for row_id in ids]
    # Without `query.held`, the statement has already excluded the questions that are held back.
    listed = hits(connection, rows, withheld if query.held else Withheld(), today)
    if words:
        elsewhere = {place.row_id for place in places if place.tier not in STEM_TIERS}
        listed = with_passages(connection, listed, words, elsewhere)
    total = rows[0].total if counts else len(listed)
    left_out = NONE_HELD
    if not listed and after is None and not query.held:
        left_out = _left_out(connection, scope, query, withheld, today)
    return Page(tuple(listed), more, places[-1] if more else None, total, left_out)


def _left_out(
    connection: Connection, scope: Scope, query: Query, withheld: Withheld, today: date
) -> HeldBack:
    """Return how many of the questions held back match, and why they are."""
    if not withheld.forms and not withheld.questions:
        return NONE_HELD
    tiers = _tiers(connection, scope, replace(query, held=True), withheld, today)
    ids = [place.row_id for place in ranked(connection, tiers, None, COUNTED, COUNTED)]
    if not ids:
        return NONE_HELD
    in_forms = forms_of(connection, ids, withheld)
    return HeldBack(len(in_forms), len(withheld.questions.intersection(ids) - in_forms.keys()))


def _number(tiers: Sequence[Tier]) -> ColumnElement[int]:
    """Return the number of matches as a column: at most COUNTED + 1 are counted.

    With one limit for all, SQLite does not look at a tier once those before it have enough.
    """
    first, *others = (statement.where(key > 0) for statement, key in tiers)
    found = union_all(first, *others) if others else first
    return select(func.count()).select_from(found.limit(COUNTED + 1).subquery()).scalar_subquery()


def drillable(
    connection: Connection, scope: Scope, query: Query, now: datetime | None = None
) -> Found:
    """Return the matching questions for a drill, the best first.

    Those held back, and those of open sittings, are left out.
    """
    query = replace(query, held=False)
    today = day_of(connection, scope.learner, now)
    tiers = _tiers(connection, scope, query, find_withheld(connection, scope), today)
    places = ranked(connection, tiers, None, FOUND + 1, FOUND + 1)
    rows = [place.row_id for place in places[:FOUND]]
    asked = open_sittings.among(connection, scope.learner, rows) if rows else frozenset()
    kept = tuple(row for row in rows if row not in asked)
    met = select(EXPOSURE.c.question_id).where(
        EXPOSURE.c.learner_id == scope.learner, EXPOSURE.c.question_id.in_(kept)
    )
    seen = set(connection.scalars(met)) if kept else set()
    return Found(kept, len(kept) - len(seen), len(places) > FOUND, len(asked))


def _tiers(
    connection: Connection, scope: Scope, query: Query, withheld: Withheld, today: date
) -> list[Tier]:
    """Return the statements of a search, the best matches first."""
    words, key = query.words, order_key(query)
    filtered = matching(scope, query, withheld, today)
    if not words:
        return [(filtered, key)]
    if query.status not in RARE_STATUSES and word_index.usable(connection):
        return [by_note(filtered, words), *by_index(filtered, words)]
    return [by_note(filtered, words), *by_words(filtered, words, key)]


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
    (hit,) = hits(connection, [row], withheld, day_of(connection, scope.learner, now))
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
        waiting=row_id in drill_query.being_asked(connection, scope),
    )


def uncover(connection: Connection, learner: int, row_id: int, now: datetime | None = None) -> None:
    """Record that the learner has seen a question's answer, so it is no longer first sight."""
    met = select(EXPOSURE.c.question_id).where(
        EXPOSURE.c.learner_id == learner, EXPOSURE.c.question_id == row_id
    )
    if connection.scalar(met) is None:
        expose(connection, learner, row_id, now or datetime.now(UTC))


def find_withheld(connection: Connection, scope: Scope) -> Withheld:
    """Return the questions held back: those of untaken forms, and those of open sittings."""
    forms = connection.execute(
        select(FORM.c.id, FORM.c.number).where(
            FORM.c.pack_id == scope.pack, FORM.c.exam == scope.exam, drill_query.untaken(scope)
        )
    )
    return Withheld(
        {row.id: row.number for row in forms}, drill_query.hidden_in_open(connection, scope)
    )


def held_back(connection: Connection, scope: Scope, *, listed: bool = False) -> HeldBack:
    """Return how many questions of the pack are held back, and why, and how many are listed.

    Those held back are among the ones in the list if they are `listed` too.
    """
    withheld = find_withheld(connection, scope)
    in_forms = (
        select(FORM_QUESTION.c.question_id)
        .where(FORM_QUESTION.c.form_id.in_(withheld.forms))
        .distinct()
    )
    bank = matching(scope, Query(held=listed), withheld, date.min)
    number, total = connection.execute(
        select(
            select(func.count()).select_from(in_forms.subquery()).scalar_subquery(),
            _number([(bank, QUESTION.c.id)]),
        )
    ).one()
    within = connection.scalars(in_forms.where(FORM_QUESTION.c.question_id.in_(withheld.questions)))
    return HeldBack(number, len(withheld.questions - set(within)), total)


def _example(document: dict[str, Any]) -> Question:
    """Return a question to read; for a template, with numbers that a drill will not use soon."""
    seed = to_template(document).size // 2 if is_template(document) else None
    return to_question_now(document, seed) or to_question(document, 0)
