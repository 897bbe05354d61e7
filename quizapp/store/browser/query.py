"""The statements of the question browser: they read along an index, and never the whole of a bank.

A search by words is divided into *tiers*, the best first; no question is in two of them. The
leading index is chosen here because SQLite has no statistics on the number of rows. It is the index
of the learner's own rows if the query selects these, the full-text index for words, and otherwise
the bank's order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    column,
    exists,
    func,
    literal,
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

MOST_WORDS = 12
STATUSES = (*FILTERS, "noted")
MEMORY_STATUSES = frozenset({"missed", "lucky", "due"})
RARE_STATUSES = frozenset({"flagged", "bookmarked", "noted"})


@dataclass(frozen=True, slots=True)
class Query:
    """A search: words and filters. An empty set matches any question.

    The last word of `text` may be the beginning of a word. A question must match every set, with at
    least one member each. `domains` and `tasks` are those of the exam to practice for, `status` one
    of STATUSES. With `held`, questions held back are listed too.
    """

    text: str = ""
    domains: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    status: str | None = None
    held: bool = False

    @property
    def words(self) -> list[str]:
        """The words that the search is for."""
        return word_index.wanted(self.text)[:MOST_WORDS]


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
        .outerjoin(EXPOSURE, _own(EXPOSURE, learner))
        .outerjoin(CARD, _own(CARD, learner))
        .outerjoin(MARK, _own(MARK, learner))
    )


def matching(scope: Scope, query: Query, withheld: Withheld, today: date) -> Select[int, int]:
    """Select the questions of the exam that pass every filter: (id, length), where the length is 0.

    Words are not applied yet. Background questions are included if the filters name their topic or
    service, or if the learner has seen or marked them: never for words or a status alone, so that a
    search finds nothing that is not in the list without it.
    """
    question, learner = QUESTION.c.id, scope.learner
    skill = (QUESTION_SKILL.c.question_id == question, QUESTION_SKILL.c.exam == scope.exam)
    first = (*skill, QUESTION_SKILL.c.position == 0)
    # The + keeps SQLite from using the index of pack and topic, which helps only with a topic.
    pack_id = QUESTION.c.pack_id if query.topics else literal_column("+question.pack_id")
    statement = (
        select(question, literal(0).label("length"))
        .outerjoin(EXPOSURE, _own(EXPOSURE, learner))
        .outerjoin(CARD, _own(CARD, learner))
        .outerjoin(MARK, _own(MARK, learner))
        .where(pack_id == scope.pack, func.coalesce(QUESTION.c.active, False))
    )
    if query.domains:
        in_domain = func.coalesce(QUESTION_SKILL.c.domain, "").in_(query.domains)
        statement = statement.where(exists().where(*first, in_domain))
    else:
        wanted: ColumnElement[bool] = QUESTION.c.background
        if not query.topics and not query.services:
            own = or_(EXPOSURE.c.question_id.is_not(None), MARK.c.question_id.is_not(None))
            wanted = and_(wanted, own)
        statement = statement.where(or_(wanted, exists().where(*first)))
    if query.tasks:
        of_task = or_(*(QUESTION_SKILL.c.skill.startswith(f"{task}.") for task in query.tasks))
        statement = statement.where(exists().where(*skill, of_task))
    if query.topics:
        statement = statement.where(QUESTION.c.topic.in_(query.topics))
    if query.levels:
        statement = statement.where(QUESTION.c.level.in_(query.levels))
    if len(query.services) == 1:
        statement = statement.join(
            QUESTION_SERVICE,
            and_(
                QUESTION_SERVICE.c.question_id == question,
                QUESTION_SERVICE.c.service.in_(query.services),
            ),
        )
    elif query.services:
        of_service = select(QUESTION_SERVICE.c.question_id).where(
            QUESTION_SERVICE.c.service.in_(query.services)
        )
        if query.text.strip():
            # Only the questions with the words are looked up.
            of_service = of_service.where(QUESTION_SERVICE.c.question_id == question)
        statement = statement.where(question.in_(of_service))
    if query.status is not None:
        statement = statement.where(status_is(query.status, today))
    if not query.held:
        in_held_form = exists().where(
            FORM_QUESTION.c.question_id == question, FORM_QUESTION.c.form_id.in_(withheld.forms)
        )
        statement = statement.where(~in_held_form, question.not_in(withheld.questions))
    return statement


def _own(table_: Table, learner: int) -> ColumnElement[bool]:
    """Return the condition that joins the learner's row about a question."""
    return and_(table_.c.question_id == QUESTION.c.id, table_.c.learner_id == learner)


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
    if len(query.services) == 1 and not query.topics and query.status is None:
        return QUESTION_SERVICE.c.question_id
    return QUESTION.c.id


Tier = tuple[Select[int, int], ColumnElement[int]]
"""A statement, and the key to order its rows by, which is the id of the question."""


def by_note(base: Select[int, int], words: Sequence[str]) -> Tier:
    """Search by the learner's notes: at least one word in the note, the others in the question."""
    statement = _measured(base)
    in_note, in_text = _have(MARK.c.words, words), _have_anywhere(words)
    either = [or_(note, text) for note, text in zip(in_note, in_text, strict=True)]
    return statement.where(MARK.c.words != "", or_(*in_note), *either), MARK.c.question_id


def by_index(base: Select[int, int], words: Sequence[str]) -> list[Tier]:
    """Search by the full-text index, without the questions that `by_note` finds.

    The + keeps SQLite from searching the index again for each question.
    """
    index = table(word_index.INDEX, column("rowid"), column(word_index.INDEX))
    statement = (
        _measured(base)
        .join(index, QUESTION.c.id == literal_column(f"+{word_index.INDEX}.rowid"))
        .where(_not_noted(words))
    )
    *before, last = words
    starts = [f'"{{}}{word}"' + "*" * word_index.is_beginning(word) for word in before]

    def have(*signs: str, last_one: str) -> str:
        return " AND ".join(
            "(" + " OR ".join(word.replace("{}", sign, 1) for sign in signs) + ")"
            for word in (*starts, last_one)
        )

    exact, begun = f'"{{}}{last}"', f'"{{}}{last}"*'
    nested = (
        have(word_index.IN_STEM, last_one=exact),
        have(word_index.IN_STEM, last_one=begun),
        have("", last_one=begun),
        have("", word_index.ELSEWHERE, last_one=begun),
    )
    patterns = [nested[0], *(f"({more}) NOT ({less})" for less, more in pairwise(nested))]
    matched = index.c[word_index.INDEX].op("MATCH")
    return [(statement.where(matched(pattern)), index.c.rowid) for pattern in patterns]


def by_words(base: Select[int, int], words: Sequence[str], key: ColumnElement[int]) -> list[Tier]:
    """Search by comparing words, if there is no index or there are few rows to scan."""
    statement, text = _measured(base).where(_not_noted(words)), SEARCH_TEXT.c.words
    nested = (
        and_(*_have(text, words, word_index.IN_STEM, exact=True)),
        and_(*_have(text, words, word_index.IN_STEM)),
        and_(*_have(text, words)),
        and_(*_have_anywhere(words)),
    )
    tiers = [nested[0], *(and_(more, ~less) for less, more in pairwise(nested))]
    return [(statement.where(tier), key) for tier in tiers]


def _measured(base: Select[int, int]) -> Select[int, int]:
    """Add the length of a question's words, by which the rows of a tier are ranked."""
    return base.join(SEARCH_TEXT, SEARCH_TEXT.c.question_id == QUESTION.c.id).with_only_columns(
        QUESTION.c.id, func.length(SEARCH_TEXT.c.words).label("length")
    )


def _not_noted(words: Sequence[str]) -> ColumnElement[bool]:
    return ~or_(*_have(func.coalesce(MARK.c.words, ""), words))


def _have_anywhere(words: Sequence[str]) -> list[ColumnElement[bool]]:
    text = SEARCH_TEXT.c.words
    shown, elsewhere = _have(text, words), _have(text, words, word_index.ELSEWHERE)
    return [or_(*either) for either in zip(shown, elsewhere, strict=True)]


def _have(
    column_: ColumnElement[str], words: Sequence[str], sign: str = "", *, exact: bool = False
) -> list[ColumnElement[bool]]:
    """Return a condition for each word. Words and signs contain neither % nor _.

    Unless `exact`, the last word may be the beginning of a word.
    """
    *before, last = words
    ends = ["" if word_index.is_beginning(word) else " " for word in before]
    whole = (f"% {sign}{word}{end}%" for word, end in zip(before, ends, strict=True))
    return [column_.like(like) for like in (*whole, f"% {sign}{last}{' ' if exact else ''}%")]
