"""What a mock or a drill is chosen from: a small bank whole, of a large one a stretch."""

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
"""How many places the shuffle has; see `sync.shuffle`."""
SMALL = 2_000
"""Questions of a bank that is read whole."""
CHOICE = 4
"""For each question wanted of a large bank, how many are looked at for some never met."""
LONGEST, SPARE = 2, 60
"""And how many of those shown longest ago; some more in all, since they may be of few domains."""


def candidates(
    connection: Connection,
    scope: Scope,
    counts: Mapping[str, int],
    rng: random.Random,
    *,
    whole: bool = False,
) -> list[Candidate]:
    """Questions of an exam outside its forms to choose a mock from, with when they were last shown.

    Never one of an open sitting. With `whole`: stored questions of the forms too, and no number
    questions. `counts` says how many
    each domain is to give. A small bank is read whole. Of a larger one only what may well be chosen
    is: from a random place in the shuffle on, some never met; and where these are too few, those
    shown longest ago. So a large bank costs no more than a small one.
    """
    values = {"of_pack": scope.pack, "of_exam": scope.exam, "of_learner": scope.learner}
    found: dict[int, Candidate] = {}

    def take(rows: Iterable[Any]) -> None:
        for row in rows:
            found[row.id] = Candidate(row.id, row.domain, row.topic, row.last_at)

    def short() -> dict[str, int]:
        """The domains of which there is not enough yet."""
        known = Counter(candidate.domain for candidate in found.values())
        return {domain: wanted for domain, wanted in counts.items() if known[domain] < wanted}

    if small(connection, scope.pack):
        take(connection.execute(_every(whole), {**values, "of_domains": list(counts)}))
    else:
        for domain, wanted in counts.items():
            where = {"of_domain": domain, "place": rng.randrange(PLACES)}
            most = {"most": CHOICE * wanted}
            take(connection.execute(_never_met(whole), {**values, **where, **most}))
        if lacking := list(short()):
            most = {"most": LONGEST * sum(counts.values()) + SPARE}
            rows = connection.execute(_longest_unseen(whole), {**values, **most})
            take(row for row in rows if row.domain in lacking)
        for domain, wanted in short().items():
            query = _members(whole).where(QUESTION_SKILL.c.domain == domain).params(values)
            stretch = Stretch(connection, query, QUESTION_SKILL.c.shuffle, rng)
            take(stretch.read(CHOICE * wanted))
    return [found[row_id] for row_id in sorted(found)]


def available(connection: Connection, scope: Scope, counts: Mapping[str, int]) -> dict[str, int]:
    """How many questions a short mock can ask of each domain now: at most what `counts` wants."""
    parts = [
        _members(whole=False).where(QUESTION_SKILL.c.domain == domain).limit(number).subquery()
        for domain, number in counts.items()
    ]
    values = {"of_pack": scope.pack, "of_exam": scope.exam, "of_learner": scope.learner}
    found = Counter(connection.scalars(union_all(*(select(p.c.domain) for p in parts)), values))
    return {domain: found[domain] for domain in counts}


def held(
    connection: Connection, scope: Scope, domains: Iterable[str], *, whole: bool = False
) -> list[int]:
    """Questions (rows) that `candidates` leaves out because an open sitting has them."""
    values = {"of_pack": scope.pack, "of_exam": scope.exam, "of_learner": scope.learner}
    query = _members(whole, held=True).where(QUESTION_SKILL.c.domain.in_(list(domains)))
    return [row.id for row in connection.execute(query, values)]


def small(connection: Connection, pack: int) -> bool:
    """Whether a bank has so few questions that reading them all costs no more than choosing."""
    number = connection.scalar(_some(), {"of_pack": pack, "most": SMALL + 1}) or 0
    return number <= SMALL


# Each of these statements is put together once.

_pack: BindParameter[int] = bindparam("of_pack")
_exam: BindParameter[str] = bindparam("of_exam")
_learner: BindParameter[int] = bindparam("of_learner")
_place: BindParameter[int] = bindparam("place")


@cache
def _some() -> Select[int]:
    """How many questions a bank has, if they are not more than one cares to count."""
    some = select(QUESTION.c.id).where(QUESTION.c.pack_id == _pack, QUESTION.c.active)
    return select(func.count()).select_from(some.limit(bindparam("most")).subquery())


def _askable(whole: bool, held: bool = False) -> list[ColumnElement[bool]]:
    """What makes a question of the pack one of the pool; with `held`, of those in open sittings."""
    kind = (
        ~QUESTION.c.template if whole else ~in_form(FORM.c.pack_id == _pack, FORM.c.exam == _exam)
    )
    in_one = open_sittings.in_one(_learner)
    return [QUESTION.c.pack_id == _pack, QUESTION.c.active, kind, in_one if held else ~in_one]


def _leading() -> list[ColumnElement[bool]]:
    """The rows that give questions their domain in an exam."""
    return [QUESTION_SKILL.c.exam == _exam, QUESTION_SKILL.c.position == 0]


def _members(whole: bool, held: bool = False) -> Select[int, str, str, datetime]:
    """Every question of the pool; with `held`, those that open sittings keep out of it."""
    shown = and_(EXPOSURE.c.question_id == QUESTION.c.id, EXPOSURE.c.learner_id == _learner)
    return (
        select(QUESTION.c.id, QUESTION_SKILL.c.domain, QUESTION.c.topic, EXPOSURE.c.last_at)
        .select_from(QUESTION_SKILL)
        .join(QUESTION, QUESTION.c.id == QUESTION_SKILL.c.question_id)
        .outerjoin(EXPOSURE, shown)
        .where(*_leading(), *_askable(whole, held))
    )


@cache
def _every(whole: bool) -> Select[int, str, str, datetime]:
    """The questions of some domains."""
    domains: BindParameter[str] = bindparam("of_domains", expanding=True)
    return _members(whole).where(QUESTION_SKILL.c.domain.in_(domains))


@cache
def _never_met(whole: bool) -> Select[int, str, str, None]:
    """Of the next questions of a domain from a place in the shuffle on, those never met.

    Whether a question was met is asked before it is read: where nearly all were, few are read.
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
def _longest_unseen(whole: bool) -> Select[int, str, str, datetime]:
    """Of the questions shown longest ago, those of the pool."""
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


class Stretch:
    """The rows of a query from a random place in the shuffle on, and round to that place."""

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
        """The next rows, at most so many."""
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
