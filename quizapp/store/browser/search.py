"""Search for the question browser: by words and filters, one page at a time.

Without words, the matches are in the order of the bank. With words, those in a note of the learner
come first, then those with all words in the stem (whole words before beginnings of words), in stem
and options, and anywhere; see `places`. Nothing is counted, and only questions that are shown are
read. Questions of forms not taken yet, and unanswered questions of open sittings, are *held back*:
they are listed only on request, and without their text. A question that the learner had seen before
is not held back by an open drill, review, or replay.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from quizapp.exam.question import Question
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
    passages_of,
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
from quizapp.store.selection import drill_query, open_sittings
from quizapp.store.sittings.save import expose

PAGE, FURTHER = 50, 150
"""Questions on the first page, which is read at every key press, and on each further page."""
STEM_TIERS = (1, 2)
"""The tiers of a search by words in which the stem has all words; the first, 0, is by notes."""
FOUND = 500
"""The maximum number of questions in a drill of what was found."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that matches.

    `form` is the number of the untaken form that holds it back. `open` is true if it is unanswered
    in an open sitting. In both cases `stem` is empty. `statuses` is a subset of {"missed", "lucky",
    "due", "flagged", "right"}. `passage` is the text that has the words searched for, if the stem
    lacks one of them: an option, the takeaway, or the learner's note, as `source` says. Options and
    takeaway of a question that the learner has not met are never shown.
    """

    row_id: int
    code: str
    topic: str
    level: str
    template: bool
    met: bool
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


class HeldBack(NamedTuple):
    """The number of questions held back.

    `untaken` are in mocks not taken; `open` are only in open sittings, unanswered there.
    """

    untaken: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Questions, the best match first; `more` is true if there are further matches.

    `last` is where the next page begins; None without one.
    """

    hits: tuple[Hit, ...]
    more: bool
    last: Place | None = None


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

    @property
    def covered(self) -> bool:
        """Whether its answer is hidden until the learner asks for it."""
        return self.hit.held or not self.hit.met


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
    found = {
        row.id: row
        for row in connection.execute(columns(scope.learner).where(QUESTION.c.id.in_(ids)))
    }
    rows = [found[row_id] for row_id in ids]
    # Without `query.held`, the statement has already excluded the questions that are held back.
    hits = _hits(connection, rows, withheld if query.held else Withheld(), today)
    if words:
        elsewhere = {place.row_id for place in places if place.tier not in STEM_TIERS}
        hits = with_passages(connection, hits, words, elsewhere)
    return Page(tuple(hits), more, places[-1] if more else None)


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
    """Return the questions held back: those of untaken forms, and those of open sittings."""
    forms = connection.execute(
        select(FORM.c.id, FORM.c.number).where(
            FORM.c.pack_id == scope.pack, FORM.c.exam == scope.exam, drill_query.untaken(scope)
        )
    )
    return Withheld(
        {row.id: row.number for row in forms}, drill_query.hidden_in_open(connection, scope)
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
                note=row.note or "",
                stem="" if form is not None or asked else _opening(row.stem, row.template),
                form=form,
                open=asked,
                statuses=_statuses(row, today),
            )
        )
    return hits


def with_passages(
    connection: Connection, hits: list[Hit], words: Sequence[str], elsewhere: Collection[int]
) -> list[Hit]:
    """Add the passage that has most of the words to the hits that have not all in the stem."""
    lacking = {
        hit.row_id
        for hit in hits
        if hit.row_id in elsewhere and not hit.held and (hit.met or hit.noted)
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
    if hit.met:
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
