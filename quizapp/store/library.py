"""Reading packs back: blueprints, forms, questions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Exists,
    Select,
    and_,
    bindparam,
    func,
    null,
    select,
    union_all,
)

from quizapp.exam.blueprint import Blueprint
from quizapp.exam.question import Question
from quizapp.store.documents import is_template, to_blueprint, to_instance, to_question
from quizapp.store.tables import (
    ATTEMPT,
    BLUEPRINT,
    EXPOSURE,
    FORM,
    FORM_QUESTION,
    PACK,
    QUESTION,
    QUESTION_SKILL,
    RESPONSE,
    REVISION,
)
from quizapp.study.selection import Candidate

PLACES = 1 << 31
"""How many places the shuffle has; see `sync.shuffle`."""
SMALL = 1_000
"""Questions of a bank that is read whole."""
CHOICE = 4
"""For each question wanted of a large bank, how many are looked at for some never met."""
LONGEST, SPARE = 2, 60
"""And how many of those shown longest ago; some more in all, since they may be of few domains."""


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question in the revision that is asked now, with the keys of its rows.

    `seed` is given for a question made from a template: it makes the same numbers again.
    """

    row_id: int
    revision_id: int
    question: Question
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class FormStatus:
    """A form and what became of it: how often it was sat, and how much of it was ever seen."""

    exam: str
    number: int
    questions: int
    seen: int
    sat: int


def pack_id(connection: Connection, name: str) -> int | None:
    return connection.scalar(select(PACK.c.id).where(PACK.c.name == name))


def blueprints(connection: Connection, pack: int) -> list[Blueprint]:
    """The pack's exam versions, the main one first."""
    rows = connection.scalars(
        select(BLUEPRINT.c.document)
        .where(BLUEPRINT.c.pack_id == pack)
        .order_by(BLUEPRINT.c.position)
    )
    return [to_blueprint(document) for document in rows]


def times_sat(
    connection: Connection, pack: int, exam: str | None, learner: int
) -> dict[int | None, int]:
    """How often each form of an exam has been begun; those never begun are left out."""
    return {
        row.form: row.times
        for row in connection.execute(
            select(ATTEMPT.c.form, func.count().label("times"))
            .where(
                ATTEMPT.c.learner_id == learner,
                ATTEMPT.c.pack_id == pack,
                ATTEMPT.c.exam == exam,
                ATTEMPT.c.form.is_not(None),
            )
            .group_by(ATTEMPT.c.form)
        )
    }


def forms(connection: Connection, pack: int, exam: str, learner: int) -> list[FormStatus]:
    """The forms of an exam, by number."""
    sat = times_sat(connection, pack, exam, learner)
    rows = connection.execute(
        select(
            FORM.c.number,
            func.count(FORM_QUESTION.c.question_id),
            func.count(EXPOSURE.c.question_id),
        )
        .outerjoin(FORM_QUESTION, FORM_QUESTION.c.form_id == FORM.c.id)
        .outerjoin(
            EXPOSURE,
            and_(
                EXPOSURE.c.question_id == FORM_QUESTION.c.question_id,
                EXPOSURE.c.learner_id == learner,
            ),
        )
        .where(FORM.c.pack_id == pack, FORM.c.exam == exam)
        .group_by(FORM.c.number)
        .order_by(FORM.c.number)
    )
    return [
        FormStatus(exam, number, questions, seen, sat.get(number, 0))
        for number, questions, seen in rows
    ]


def form_questions(
    connection: Connection, pack: int, exam: str, number: int
) -> list[StoredQuestion]:
    """The questions of one form in its order; empty if there is no such form."""
    ids = connection.scalars(
        select(FORM_QUESTION.c.question_id)
        .join(FORM, FORM.c.id == FORM_QUESTION.c.form_id)
        .where(FORM.c.pack_id == pack, FORM.c.exam == exam, FORM.c.number == number)
        .order_by(FORM_QUESTION.c.position)
    ).all()
    return questions(connection, ids, learner=None)


def questions(
    connection: Connection, row_ids: Sequence[int], *, learner: int | None
) -> list[StoredQuestion]:
    """Questions by row, in the order given, each in its newest revision.

    A template gives the next numbers that `learner` has not been asked; one whose numbers are used
    up is left out.
    """
    found: dict[int, StoredQuestion] = {}
    for row_id, revision_id, document in connection.execute(
        select(QUESTION.c.id, REVISION.c.id, REVISION.c.document)
        .join(REVISION, REVISION.c.id == QUESTION.c.revision_id)
        .where(QUESTION.c.id.in_(row_ids))
    ).all():
        if is_template(document):
            try:
                question, seed = to_instance(document, _next_seed(connection, row_id, learner))
            except ValueError:
                continue
            found[row_id] = StoredQuestion(row_id, revision_id, question, seed)
        else:
            found[row_id] = StoredQuestion(row_id, revision_id, to_question(document))
    return [found[row_id] for row_id in row_ids if row_id in found]


def _next_seed(connection: Connection, row_id: int, learner: int | None) -> int:
    """The first numbers of a template that this learner has not been asked."""
    last = connection.scalar(
        select(RESPONSE.c.seed)
        .join(ATTEMPT, ATTEMPT.c.id == RESPONSE.c.attempt_id)
        .where(
            RESPONSE.c.question_id == row_id,
            RESPONSE.c.seed.is_not(None),
            ATTEMPT.c.learner_id == learner,
        )
        .order_by(RESPONSE.c.seed.desc())
        .limit(1)
    )
    return 0 if last is None else last + 1


def question_by_code(connection: Connection, pack: int, code: str) -> StoredQuestion | None:
    row_id = connection.scalar(
        select(QUESTION.c.id).where(QUESTION.c.pack_id == pack, QUESTION.c.code == code)
    )
    found = questions(connection, [row_id], learner=None) if row_id is not None else []
    return found[0] if found else None


def pool(
    connection: Connection,
    pack: int,
    exam: str,
    learner: int,
    counts: Mapping[str, int],
    rng: random.Random,
    *,
    whole: bool = False,
) -> list[Candidate]:
    """Questions of an exam outside its forms to choose a mock from, with when they were last shown.

    With `whole`: stored questions of the forms too, and no number questions. `counts` says how many
    each domain is to give. A small bank is read whole. Of a larger one only what may well be chosen
    is: from a random place in the shuffle on, some never met; and where these are too few, those
    shown longest ago. So a large bank costs no more than a small one.
    """
    values = {"of_pack": pack, "of_exam": exam, "of_learner": learner}
    found: dict[int, Candidate] = {}

    def take(rows: Iterable[Any]) -> None:
        for row in rows:
            found[row.id] = Candidate(row.id, row.domain, row.topic, row.last_at)

    def short() -> dict[str, int]:
        """The domains of which there is not enough yet."""
        known = Counter(candidate.domain for candidate in found.values())
        return {domain: wanted for domain, wanted in counts.items() if known[domain] < wanted}

    if small(connection, pack):
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
            query = _candidates(whole).where(QUESTION_SKILL.c.domain == domain).params(values)
            stretch = Stretch(connection, query, QUESTION_SKILL.c.shuffle, rng)
            take(stretch.read(CHOICE * wanted))
    return [found[row_id] for row_id in sorted(found)]


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


def _askable(whole: bool) -> list[ColumnElement[bool]]:
    """What makes a question of the pack one of the pool."""
    kind = ~QUESTION.c.template if whole else ~in_form(_pack, _exam)
    return [QUESTION.c.pack_id == _pack, QUESTION.c.active, kind]


def _leading() -> list[ColumnElement[bool]]:
    """The rows that give questions their domain in an exam."""
    return [QUESTION_SKILL.c.exam == _exam, QUESTION_SKILL.c.position == 0]


def _candidates(whole: bool) -> Select[int, str, str, datetime]:
    """Every question of the pool."""
    shown = and_(EXPOSURE.c.question_id == QUESTION.c.id, EXPOSURE.c.learner_id == _learner)
    return (
        select(QUESTION.c.id, QUESTION_SKILL.c.domain, QUESTION.c.topic, EXPOSURE.c.last_at)
        .select_from(QUESTION_SKILL)
        .join(QUESTION, QUESTION.c.id == QUESTION_SKILL.c.question_id)
        .outerjoin(EXPOSURE, shown)
        .where(*_leading(), *_askable(whole))
    )


@cache
def _every(whole: bool) -> Select[int, str, str, datetime]:
    """The questions of some domains."""
    domains: BindParameter[str] = bindparam("of_domains", expanding=True)
    return _candidates(whole).where(QUESTION_SKILL.c.domain.in_(domains))


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


def in_form(
    pack: int | BindParameter[int],
    exam: str | BindParameter[str],
    *which: ColumnElement[bool],
) -> Exists:
    """Whether a question stands in a form of an exam, of all or of those `which` hold for."""
    return (
        select(FORM_QUESTION.c.question_id)
        .join(FORM, FORM.c.id == FORM_QUESTION.c.form_id)
        .where(
            FORM_QUESTION.c.question_id == QUESTION.c.id,
            FORM.c.pack_id == pack,
            FORM.c.exam == exam,
            *which,
        )
        .exists()
    )


def met(connection: Connection, learner: int, row_ids: Iterable[int]) -> set[int]:
    """Which of these questions the learner has been shown before."""
    return set(
        connection.scalars(
            select(EXPOSURE.c.question_id).where(
                EXPOSURE.c.learner_id == learner, EXPOSURE.c.question_id.in_(list(row_ids))
            )
        )
    )
