"""How the question browser asks the database: one statement a page, along an index, never ranked.

Which index leads is chosen here, since SQLite knows nothing of how many rows there are: the
learner's own rows where these are asked for, the full-text index for words, else the bank's order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
)

from quizapp.store.catalog import word_index
from quizapp.store.db.progress_schema import CARD
from quizapp.store.db.schema import (
    EXPOSURE,
    FORM_QUESTION,
    MARK,
    QUESTION,
    QUESTION_SERVICE,
    QUESTION_SKILL,
    REVISION,
    SEARCH_TEXT,
)
from quizapp.store.scope import Scope
from quizapp.study.drill import FILTERS

STATUSES = (*FILTERS, "noted")
REMEMBERED = frozenset({"missed", "lucky", "due"})
FEW = frozenset({"flagged", "bookmarked", "noted"})


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: words (the last one may be a beginning) and one value per filter.

    `domain` is a domain of the exam practised, `status` one of STATUSES. With `held`, questions
    that are held back are listed too.
    """

    text: str = ""
    domain: str | None = None
    topic: str | None = None
    service: str | None = None
    level: str | None = None
    status: str | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Holds:
    """What is held back: numbers of forms not yet sat by row, and questions of open sittings."""

    forms: Mapping[int, int] = field(default_factory=dict)
    questions: frozenset[int] = frozenset()


@lru_cache(maxsize=8)
def columns(learner: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            QUESTION.c.id,
            QUESTION.c.code,
            QUESTION.c.topic,
            QUESTION.c.level,
            QUESTION.c.template,
            EXPOSURE.c.question_id.label("met"),
            MARK.c.bookmarked,
            MARK.c.note,
            EXPOSURE.c.flagged,
            CARD.c.unrecovered,
            CARD.c.lucky,
            CARD.c.due,
            CARD.c.missed,
            CARD.c.right_days,
            REVISION.c.document["stem"].as_string().label("stem"),
        )
        .join(REVISION, REVISION.c.id == QUESTION.c.revision_id)
        .outerjoin(
            EXPOSURE,
            and_(EXPOSURE.c.question_id == QUESTION.c.id, EXPOSURE.c.learner_id == learner),
        )
        .outerjoin(CARD, and_(CARD.c.question_id == QUESTION.c.id, CARD.c.learner_id == learner))
        .outerjoin(MARK, and_(MARK.c.question_id == QUESTION.c.id, MARK.c.learner_id == learner))
    )


def matching(scope: Scope, query: Query, holds: Holds, today: date) -> Select[*tuple[Any, ...]]:
    """Questions of the exam, and background ones, that pass every filter but the words.

    Background questions do not come unasked: by words, a name or the learner's own doing only.
    """
    skill = (
        QUESTION_SKILL.c.question_id == QUESTION.c.id,
        QUESTION_SKILL.c.exam == scope.exam,
        QUESTION_SKILL.c.position == 0,
    )
    # Without a topic the index on it would be a detour through all of the pack, and a sort.
    own_pack = (
        QUESTION.c.pack_id if query.topic is not None else literal_column("+question.pack_id")
    )
    statement = columns(scope.learner).where(
        own_pack == scope.pack, func.coalesce(QUESTION.c.active, False)
    )
    if query.domain is None:
        asked = query.text.strip() or query.topic or query.service
        served: ColumnElement[bool] = exists().where(*skill)
        if asked or query.status not in {None, "unseen"}:
            served = or_(QUESTION.c.background, served)
        statement = statement.where(served)
    else:
        lead = f"{query.domain}."
        own = func.substr(QUESTION_SKILL.c.skill, 1, len(lead)) == lead
        statement = statement.where(exists().where(*skill, own))
    if query.topic is not None:
        statement = statement.where(QUESTION.c.topic == query.topic)
    if query.level is not None:
        statement = statement.where(QUESTION.c.level == query.level)
    if query.service is not None:
        statement = statement.join(
            QUESTION_SERVICE,
            and_(
                QUESTION_SERVICE.c.question_id == QUESTION.c.id,
                QUESTION_SERVICE.c.service == query.service,
            ),
        )
    if query.status is not None:
        statement = statement.where(status_is(query.status, today))
    if not query.held:
        kept = exists().where(
            FORM_QUESTION.c.question_id == QUESTION.c.id, FORM_QUESTION.c.form_id.in_(holds.forms)
        )
        statement = statement.where(~kept, QUESTION.c.id.not_in(holds.questions))
    return statement


def status_is(status: str, today: date) -> ColumnElement[bool]:
    """A status, of the rows of `columns`. Raises ValueError for an unknown one."""
    wanted: Mapping[str, ColumnElement[bool]] = {
        "unseen": EXPOSURE.c.question_id.is_(None),
        "bookmarked": MARK.c.bookmarked.is_(True),
        "noted": MARK.c.note != "",
        "flagged": EXPOSURE.c.flagged.is_(True),
        "missed": CARD.c.unrecovered.is_(True),
        "lucky": CARD.c.lucky.is_(True),
        "due": CARD.c.due <= today,
    }
    if status not in wanted:
        raise ValueError(f"unknown status {status!r}")
    return wanted[status]


def along(query: Query) -> ColumnElement[int]:
    """The column to go along: of those rows that are fewest where the query is for them."""
    if query.status in REMEMBERED:
        return CARD.c.question_id
    if query.status == "flagged":
        return EXPOSURE.c.question_id
    if query.status in {"bookmarked", "noted"}:
        return MARK.c.question_id
    if query.service is not None and query.topic is None and query.status is None:
        return QUESTION_SERVICE.c.question_id
    return QUESTION.c.id


def by_index(
    base: Select[*tuple[Any, ...]], words: Sequence[str]
) -> tuple[Select[*tuple[Any, ...]], ColumnElement[int]]:
    """By the full-text index, whose own order is that of the rows.

    The plus keeps SQLite from asking the index again for each question.
    """
    index = table(word_index.INDEX, column("rowid"), column(word_index.INDEX))
    wanted = " ".join(f'"{word}"' for word in words) + "*"
    statement = base.join(index, QUESTION.c.id == literal_column(f"+{word_index.INDEX}.rowid"))
    return statement.where(index.c[word_index.INDEX].op("MATCH")(wanted)), index.c.rowid


def by_words(
    base: Select[*tuple[Any, ...]], words: Sequence[str], key: ColumnElement[int]
) -> tuple[Select[*tuple[Any, ...]], ColumnElement[int]]:
    """By the words themselves, where there is no index or little to look through."""
    statement = base.join(SEARCH_TEXT, SEARCH_TEXT.c.question_id == QUESTION.c.id)
    return statement.where(*_have(SEARCH_TEXT.c.words, words)), key


def by_note(
    base: Select[*tuple[Any, ...]], words: Sequence[str]
) -> tuple[Select[*tuple[Any, ...]], ColumnElement[int]]:
    """By the learner's note, of which one word is enough if the question has the others."""
    statement = base.join(SEARCH_TEXT, SEARCH_TEXT.c.question_id == QUESTION.c.id)
    in_note, in_text = _have(MARK.c.words, words), _have(SEARCH_TEXT.c.words, words)
    either = [or_(note, text) for note, text in zip(in_note, in_text, strict=True)]
    return (
        statement.where(MARK.c.words != "", or_(*in_note), *either),
        MARK.c.question_id,
    )


def _have(column_: ColumnElement[str], words: Sequence[str]) -> list[ColumnElement[bool]]:
    """A condition for each word; words hold neither % nor _."""
    *whole, last = words
    return [column_.like(like) for like in (*(f"% {word} %" for word in whole), f"% {last}%")]
