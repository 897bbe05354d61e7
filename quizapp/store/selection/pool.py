"""The questions from which a mock is drawn, and how a large bank is read.

Of a small bank, all questions are read; of a large one, those after a random place in its shuffle.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    null,
    select,
    union_all,
)

from quizapp.store.catalog.queries import in_form
from quizapp.store.db.schema import EXPOSURE, FORM, QUESTION, QUESTION_SKILL
from quizapp.store.scope import Scope
from quizapp.store.selection import open_sittings
from quizapp.study.selection import Candidate

PLACES = 1 << 31
"""The number of positions in the shuffle; see `sync.shuffle`."""
SMALL = 2_000
"""The most questions of a bank that is read whole."""
OVERSAMPLING = 4
"""In a large bank, the questions read for each one needed, to find some never met."""
OLDEST_FACTOR, OLDEST_EXTRA = 2, 60
"""In a large bank, the questions shown longest ago to read: OLDEST_FACTOR for each one needed, and
OLDEST_EXTRA more because they may come from few domains."""


def candidates(
    connection: Connection,
    scope: Scope,
    counts: Mapping[str, int],
    rng: random.Random,
    *,
    whole: bool = False,
) -> list[Candidate]:
    """Return the questions from which to select a mock, with when each was last shown.

    They are the exam's questions outside its forms and outside open sittings. With `whole`, they
    are all fixed questions, including those of the forms, and no number questions. `counts` is the
    number of questions needed for each domain. A small bank is read whole. In a larger bank,
    questions never met are read from a random position in the shuffle, and if there are too few,
    those shown longest ago. So a large bank takes no longer than a small one.
    """
    values = {"of_pack": scope.pack, "of_exam": scope.exam, "of_learner": scope.learner}
    found: dict[int, Candidate] = {}

    def take(rows: Iterable[Any]) -> None:
        for row in rows:
            found[row.id] = Candidate(row.id, row.domain, row.topic, row.last_at)

    def short() -> dict[str, int]:
        """Return the domains that do not have enough candidates yet, with the number needed."""
        ready = Counter(candidate.domain for candidate in found.values())
        return {domain: needed for domain, needed in counts.items() if ready[domain] < needed}

    if small(connection, scope.pack):
        take(connection.execute(_every(whole), {**values, "of_domains": list(counts)}))
    else:
        for domain, needed in counts.items():
            where = {"of_domain": domain, "place": rng.randrange(PLACES)}
            most = {"most": OVERSAMPLING * needed}
            take(connection.execute(_never_met(whole), {**values, **where, **most}))
        if lacking := list(short()):
            most = {"most": OLDEST_FACTOR * sum(counts.values()) + OLDEST_EXTRA}
            rows = connection.execute(_least_recently_shown(whole), {**values, **most})
            take(row for row in rows if row.domain in lacking)
        for domain, needed in short().items():
            query = _members(whole).where(QUESTION_SKILL.c.domain == domain).params(values)
            cursor = ShuffleCursor(connection, query, QUESTION_SKILL.c.shuffle, rng)
            take(cursor.read(OVERSAMPLING * needed))
    return [found[row_id] for row_id in sorted(found)]


def available(connection: Connection, scope: Scope, counts: Mapping[str, int]) -> dict[str, int]:
    """Return how many questions a short mock can ask of each domain, at most those in `counts`."""
    parts = [
        _members(whole=False).where(QUESTION_SKILL.c.domain == domain).limit(number).subquery()
        for domain, number in counts.items()
    ]
    values = {"of_pack": scope.pack, "of_exam": scope.exam, "of_learner": scope.learner}
    found = Counter(connection.scalars(union_all(*(select(p.c.domain) for p in parts)), values))
    return {domain: found[domain] for domain in counts}


def in_open_sittings(
    connection: Connection, scope: Scope, domains: Iterable[str], *, whole: bool = False
) -> list[int]:
    """Return the rows of questions that `candidates` excludes because they are in open sittings."""
    values = {"of_pack": scope.pack, "of_exam": scope.exam, "of_learner": scope.learner}
    query = _members(whole, in_open=True).where(QUESTION_SKILL.c.domain.in_(list(domains)))
    return [row.id for row in connection.execute(query, values)]


def small(connection: Connection, pack: int) -> bool:
    """Whether a bank has at most `SMALL` questions, so that all of them can be read."""
    number = connection.scalar(_some(), {"of_pack": pack, "most": SMALL + 1}) or 0
    return number <= SMALL


# Each of these statements is built once.

_pack: BindParameter[int] = bindparam("of_pack")
_exam: BindParameter[str] = bindparam("of_exam")
_learner: BindParameter[int] = bindparam("of_learner")
_place: BindParameter[int] = bindparam("place")


@cache
def _some() -> Select[int]:
    """Count the active questions of a bank, up to a limit."""
    some = select(QUESTION.c.id).where(QUESTION.c.pack_id == _pack, QUESTION.c.active)
    return select(func.count()).select_from(some.limit(bindparam("most")).subquery())


def _askable(whole: bool, in_open: bool = False) -> list[ColumnElement[bool]]:
    """Return the conditions for a question of the pack to be in the pool.

    With `in_open`, it is in an open sitting, which otherwise excludes it.
    """
    kind = (
        ~QUESTION.c.template if whole else ~in_form(FORM.c.pack_id == _pack, FORM.c.exam == _exam)
    )
    in_one = open_sittings.in_one(_learner)
    return [QUESTION.c.pack_id == _pack, QUESTION.c.active, kind, in_one if in_open else ~in_one]


def _leading() -> list[ColumnElement[bool]]:
    """Return the conditions for the rows that determine questions' domains in an exam."""
    return [QUESTION_SKILL.c.exam == _exam, QUESTION_SKILL.c.position == 0]


def _members(whole: bool, in_open: bool = False) -> Select[int, str, str, datetime]:
    """Select all questions of the pool; with `in_open`, those that open sittings exclude."""
    shown = and_(EXPOSURE.c.question_id == QUESTION.c.id, EXPOSURE.c.learner_id == _learner)
    return (
        select(QUESTION.c.id, QUESTION_SKILL.c.domain, QUESTION.c.topic, EXPOSURE.c.last_at)
        .select_from(QUESTION_SKILL)
        .join(QUESTION, QUESTION.c.id == QUESTION_SKILL.c.question_id)
        .outerjoin(EXPOSURE, shown)
        .where(*_leading(), *_askable(whole, in_open))
    )


@cache
def _every(whole: bool) -> Select[int, str, str, datetime]:
    """Select the questions of some domains."""
    domains: BindParameter[str] = bindparam("of_domains", expanding=True)
    return _members(whole).where(QUESTION_SKILL.c.domain.in_(domains))


@cache
def _never_met(whole: bool) -> Select[int, str, str, None]:
    """Select those never met among the next questions of a domain after a place in the shuffle.

    Exposure is checked before the question is read, so few questions are read if most were met.
    """
    ahead, behind = (
        select(QUESTION_SKILL.c.question_id)
        .where(*_leading(), QUESTION_SKILL.c.domain == bindparam("of_domain"), side)
        .order_by(QUESTION_SKILL.c.shuffle)
        .limit(bindparam("most"))
        .subquery()
        for side in (QUESTION_SKILL.c.shuffle >= _place, QUESTION_SKILL.c.shuffle < _place)
    )
    window = (
        union_all(select(ahead.c.question_id), select(behind.c.question_id))
        .limit(bindparam("most"))
        .subquery()
    )
    shown = select(EXPOSURE.c.question_id).where(
        EXPOSURE.c.question_id == window.c.question_id, EXPOSURE.c.learner_id == _learner
    )
    domain: BindParameter[str] = bindparam("of_domain")
    return (
        select(QUESTION.c.id, domain.label("domain"), QUESTION.c.topic, null().label("last_at"))
        .select_from(window)
        .join(QUESTION, QUESTION.c.id == window.c.question_id)
        .where(~shown.exists(), *_askable(whole))
    )


@cache
def _least_recently_shown(whole: bool) -> Select[int, str, str, datetime]:
    """Select those in the pool among the questions shown longest ago."""
    oldest = (
        select(EXPOSURE.c.question_id, EXPOSURE.c.last_at)
        .where(EXPOSURE.c.learner_id == _learner)
        .order_by(EXPOSURE.c.last_at)
        .limit(bindparam("most"))
        .subquery()
    )
    return (
        select(QUESTION.c.id, QUESTION_SKILL.c.domain, QUESTION.c.topic, oldest.c.last_at)
        .select_from(oldest)
        .join(QUESTION, QUESTION.c.id == oldest.c.question_id)
        .join(QUESTION_SKILL, QUESTION_SKILL.c.question_id == QUESTION.c.id)
        .where(*_leading(), *_askable(whole))
    )


class ShuffleCursor:
    """The rows of a query from a random place in the shuffle, wrapping around at its end."""

    def __init__(
        self,
        connection: Connection,
        query: Select[*tuple[Any, ...]],
        order: ColumnElement[int],
        rng: random.Random,
    ) -> None:
        place = rng.randrange(PLACES)
        self._connection = connection
        self._query = query
        self._sides = [order >= place, order < place]
        self._order = order
        self._read = 0

    def read(self, most: int) -> list[Any]:
        """Return the next rows, at most `most`."""
        rows: list[Any] = []
        while self._sides and len(rows) < most:
            left = most - len(rows)
            side = self._query.where(self._sides[0]).order_by(self._order)
            read = self._connection.execute(side.offset(self._read).limit(left)).all()
            rows += read
            self._read += len(read)
            if len(read) < left:
                del self._sides[0]
                self._read = 0
        return rows
