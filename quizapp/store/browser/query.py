"""The statements of the question browser: one per page, along an index, without ranking.

The leading index is chosen here because SQLite has no statistics on the number of rows. It is the
index of the learner's own rows if the query selects these, the full-text index for words, and
otherwise the bank's order.
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
MEMORY_STATUSES = frozenset({"missed", "lucky", "due"})
RARE_STATUSES = frozenset({"flagged", "bookmarked", "noted"})


@dataclass(frozen=True, slots=True)
class Query:
    """A search: words and at most one value per filter.

    The last word of `text` may be the beginning of a word. `domain` is a domain of the exam to
    practice for, `status` one of STATUSES. With `held`, questions held back are listed too.
    """

    text: str = ""
    domain: str | None = None
    topic: str | None = None
    service: str | None = None
    level: str | None = None
    status: str | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """The questions that are held back.

    `forms` maps the row keys of untaken forms to their numbers; `questions` are the row keys of
    unanswered questions of open sittings.
    """

    forms: Mapping[int, int] = field(default_factory=dict)
    questions: frozenset[int] = frozenset()


@lru_cache(maxsize=8)
def columns(learner: int) -> Select[*tuple[Any, ...]]:
    """Select the columns of a page's rows for a learner, without any condition."""
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


def matching(
    scope: Scope, query: Query, withheld: Withheld, today: date
) -> Select[*tuple[Any, ...]]:
    """Select the questions of the exam that pass every filter; words are not applied yet.

    Background questions are included only for a search by words, topic, service, or a status that
    results from the learner's own actions.
    """
    skill = (
        QUESTION_SKILL.c.question_id == QUESTION.c.id,
        QUESTION_SKILL.c.exam == scope.exam,
        QUESTION_SKILL.c.position == 0,
    )
    # The + keeps SQLite from using the index of pack and topic, which helps only with a topic.
    pack_id = QUESTION.c.pack_id if query.topic is not None else literal_column("+question.pack_id")
    statement = columns(scope.learner).where(
        pack_id == scope.pack, func.coalesce(QUESTION.c.active, False)
    )
    if query.domain is None:
        named = query.text.strip() or query.topic or query.service
        in_exam: ColumnElement[bool] = exists().where(*skill)
        if named or query.status not in {None, "unseen"}:
            in_exam = or_(QUESTION.c.background, in_exam)
        statement = statement.where(in_exam)
    else:
        prefix = f"{query.domain}."
        in_domain = func.substr(QUESTION_SKILL.c.skill, 1, len(prefix)) == prefix
        statement = statement.where(exists().where(*skill, in_domain))
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
        in_held_form = exists().where(
            FORM_QUESTION.c.question_id == QUESTION.c.id,
            FORM_QUESTION.c.form_id.in_(withheld.forms),
        )
        statement = statement.where(~in_held_form, QUESTION.c.id.not_in(withheld.questions))
    return statement


def status_is(status: str, today: date) -> ColumnElement[bool]:
    """Return the condition for a status, on the rows of `columns`.

    Raises ValueError for an unknown status.
    """
    conditions: Mapping[str, ColumnElement[bool]] = {
        "unseen": EXPOSURE.c.question_id.is_(None),
        "bookmarked": MARK.c.bookmarked.is_(True),
        "noted": MARK.c.note != "",
        "flagged": EXPOSURE.c.flagged.is_(True),
        "missed": CARD.c.unrecovered.is_(True),
        "lucky": CARD.c.lucky.is_(True),
        "due": CARD.c.due <= today,
    }
    if status not in conditions:
        raise ValueError(f"unknown status {status!r}")
    return conditions[status]


def order_key(query: Query) -> ColumnElement[int]:
    """Return the column to order by: the key of the table with the fewest matching rows."""
    if query.status in MEMORY_STATUSES:
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
    """Search by the full-text index. Return the statement and its order: the index's own.

    The + keeps SQLite from searching the index again for each question.
    """
    index = table(word_index.INDEX, column("rowid"), column(word_index.INDEX))
    *before, last = words
    pattern = " ".join(
        [*(f'"{word}"' + "*" * word_index.is_beginning(word) for word in before), f'"{last}"*']
    )
    statement = base.join(index, QUESTION.c.id == literal_column(f"+{word_index.INDEX}.rowid"))
    return statement.where(index.c[word_index.INDEX].op("MATCH")(pattern)), index.c.rowid


def by_words(
    base: Select[*tuple[Any, ...]], words: Sequence[str], key: ColumnElement[int]
) -> tuple[Select[*tuple[Any, ...]], ColumnElement[int]]:
    """Search by comparing words, if there is no index or there are few rows to scan."""
    statement = base.join(SEARCH_TEXT, SEARCH_TEXT.c.question_id == QUESTION.c.id)
    return statement.where(*_have(SEARCH_TEXT.c.words, words)), key


def by_note(
    base: Select[*tuple[Any, ...]], words: Sequence[str]
) -> tuple[Select[*tuple[Any, ...]], ColumnElement[int]]:
    """Search by the learner's notes: at least one word in the note, the others in the question."""
    statement = base.join(SEARCH_TEXT, SEARCH_TEXT.c.question_id == QUESTION.c.id)
    in_note, in_text = _have(MARK.c.words, words), _have(SEARCH_TEXT.c.words, words)
    either = [or_(note, text) for note, text in zip(in_note, in_text, strict=True)]
    return (
        statement.where(MARK.c.words != "", or_(*in_note), *either),
        MARK.c.question_id,
    )


def _have(column_: ColumnElement[str], words: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return a condition for each word. Words contain neither % nor _."""
    *before, last = words
    ends = ["" if word_index.is_beginning(word) else " " for word in before]
    whole = (f"% {word}{end}%" for word, end in zip(before, ends, strict=True))
    return [column_.like(like) for like in (*whole, f"% {last}%")]
