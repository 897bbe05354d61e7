"""The home row: everything that home shows, stored as one JSON document per learner and pack.

It is read with the standard library alone, before the data layer loads. Each change to it is
written in the transaction that causes the change. Open sittings are not part of the document: they
are read from the attempts at the same time.

A row and its parts are named tuples because a dataclass takes longer to define, and every start
waits for these definitions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from quizapp.store.bootstrap.plan_row import PlanRow
from quizapp.store.errors import DamagedRow

OF_PACK = ("exam", "exam_date", "questions_a_day")
"""The settings that each pack has of its own, as `settings.declared` declares them."""
TARGET = 0.72
"""The share of correct answers that passes (0-1), for a row without its own."""


class ExamDay(NamedTuple):
    """The start of an exam-day clock, from which the time left can be computed.

    `began` is the machine's run at that moment (see `exam.clock.machine_run`). `used` and `allowed`
    are in seconds.
    """

    started: datetime
    began: tuple[str, float] | None
    used: float
    allowed: float


class OpenSitting(NamedTuple):
    """A sitting that can be resumed.

    `left` is in seconds, None when untimed. An exam-day clock keeps running: `exam_day` is then its
    start, and None for other sittings. `form` and `exam` identify a mock's form.
    """

    id: int
    title: str
    answered: int
    questions: int
    left: float | None
    kind: str
    form: int | None = None
    exam: str = ""
    exam_day: ExamDay | None = None


class LastMock(NamedTuple):
    """The most recently finished mock; `score` is on the exam's scale."""

    id: int
    title: str
    score: int | None
    correct: int | None
    questions: int


class DomainFigures(NamedTuple):
    """A domain's figures.

    `correct` and `total` count answers. `mean`, `low`, and `high` are shares (0-1); the last two
    are the ends of the 80% interval. `verdict` is the word shown with them.
    """

    id: str
    name: str
    correct: int
    total: int
    mean: float
    low: float
    high: float
    verdict: str


class WeakTopic(NamedTuple):
    """The weak topic to drill next.

    `questions` is how many a drill of it asks; None in a row that an earlier version stored.
    """

    topic: str
    name: str
    questions: int | None = None

    def to_dict(self) -> dict[str, str | int]:
        """Return the fields to store."""
        return {name: value for name, value in self._asdict().items() if value is not None}


class Standing(NamedTuple):
    """Where the learner stood on the study day `day` (ISO date).

    Probabilities and shares are 0-1. `probability` and the fields that depend on it are None until
    there is enough evidence; until then, `missing` and `missing_by_domain` count the answers still
    needed. `score` is the likely range of a mock's score, (low, high). `days_left` is the number of
    days until the exam, None without a date; `plan` leads up to it.
    `ask_result` is the exam's day (ISO date) if it is over and its result is not entered yet.
    `met` is the number of questions that were seen, in all packs.
    """

    day: str | None = None
    at: str | None = None
    answers: int = 0
    first_sight: int = 0
    missing: int = 0
    missing_by_domain: Mapping[str, int] = MappingProxyType({})
    probability: float | None = None
    words: str | None = None
    exam_probability: float | None = None
    score: tuple[int, int] | None = None
    domains: tuple[DomainFigures, ...] = ()
    due: int = 0
    recover: int = 0
    streak: int = 0
    days_left: int | None = None
    weak: WeakTopic | None = None
    plan: PlanRow | None = None
    ask_result: str | None = None
    met: int = 0


class HomeRow(NamedTuple):
    """The contents of home for one learner and pack.

    `source` is the pack's folder; `unit` is printed after a score; `target` is the share of correct
    answers that passes (0-1); `minutes` is the length of the exam. `domains` are (id, name, weight
    in percent); `forms` are (number, times taken), ordered by number. `figures` is the version of
    the stored figures and `zone` the name of the time zone they were computed in. `changed` is true
    if the standing is older than the answers. `settings` repeats the learner's stored settings, by
    name. `open` is the sitting to resume first; `also_open` are the other open sittings. Running
    exam-day mocks come first, then the newest.
    """

    pack: int | None = None
    source: str | None = None
    title: str | None = None
    exam: str | None = None
    unit: str = ""
    target: float = TARGET
    minutes: int | None = None
    domains: tuple[tuple[str, str, int], ...] = ()
    forms: tuple[tuple[int, int], ...] = ()
    last: LastMock | None = None
    changed: bool = False
    figures: int | None = None
    zone: str | None = None
    settings: Mapping[str, str] = MappingProxyType({})
    standing: Standing = Standing()
    open: OpenSitting | None = None
    also_open: tuple[OpenSitting, ...] = ()

    @property
    def sittings(self) -> tuple[OpenSitting, ...]:
        """The open sittings; the one to resume first comes first."""
        return () if self.open is None else (self.open, *self.also_open)

    def with_open(self, sittings: Iterable[OpenSitting]) -> HomeRow:
        """Return the row with these open sittings, which are given newest first."""
        ordered = sorted(sittings, key=lambda sitting: sitting.exam_day is None)
        return self._replace(open=ordered[0] if ordered else None, also_open=tuple(ordered[1:]))

    def stale(self, day: str) -> bool:
        """Whether the standing is older than the answers or than the study day (ISO date)."""
        return self.changed or self.standing.day != day

    def fits(self, exam_date: date | None) -> bool:
        """Whether the standing was computed for this exam date, or was not computed yet."""
        day, left = self.standing.day, self.standing.days_left
        if day is None or left is None:
            return day is None or exam_date is None
        try:
            return date.fromisoformat(day) + timedelta(left) == exam_date
        except (ValueError, OverflowError):  # not a day: the figures are computed again
            return False

    def fitting(self, exam: str | None, exam_date: date | None) -> HomeRow:
        """Return the row as it is for the settings of this start.

        Another exam (None: the one that follows from the date) or exam date may be set outside of
        quizapp since the row was stored. Only what depends on neither is left then (`withheld`).
        """
        if self.fits(exam_date) and exam in (None, self.exam):
            return self
        kept = HomeRow(title=self.title, settings=self.settings)
        return kept.with_open(self.sittings)

    @property
    def withheld(self) -> bool:
        """Whether the figures were left out by `fitting`, and are not known until the next read."""
        return self.title is not None and self.exam is None

    def to_json(self) -> str:
        """Return the document to store, without the open sittings."""
        standing = self.standing._asdict()
        standing["missing_by_domain"] = dict(self.standing.missing_by_domain)
        standing["domains"] = [row._asdict() for row in self.standing.domains]
        standing["weak"] = None if self.standing.weak is None else self.standing.weak.to_dict()
        for name in ("ask_result", "met"):
            if not standing[name]:
                del standing[name]
        plan = standing.pop("plan")
        if plan is not None:
            standing["plan"] = plan.to_dict()
        document = self._asdict()
        del document["open"], document["also_open"]
        document["standing"] = standing if self.standing.day is not None else None
        document["last"] = None if self.last is None else self.last._asdict()
        document["settings"] = dict(self.settings)
        document["domains"] = [
            {"id": id_, "name": name, "weight": weight} for id_, name, weight in self.domains
        ]
        return json.dumps(document, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | None) -> HomeRow:
        """Read a stored document; None or an empty object gives an empty row.

        Raises DamagedRow if the document is not JSON or does not have the shape of a row.
        """
        try:
            return _row(json.loads(text) if text else {})
        except _DAMAGE as error:
            raise DamagedRow(f"not a home row: {error}") from error


_DAMAGE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""The errors raised by reading a document of another shape."""


def open_sitting(
    id_: int,
    title: str,
    answered: int,
    questions: int,
    allowed: float | None,
    used: float,
    kind: str,
    form: int | None = None,
    exam: str = "",
    exam_day: bool = False,
    started: datetime | str | None = None,
    boot: str | None = None,
    boot_seconds: float | None = None,
) -> OpenSitting:
    """Make an OpenSitting from stored values; `allowed` and `used` are in seconds.

    Raises DamagedRow.
    """
    try:
        clock = None
        if exam_day and allowed is not None and started is not None:
            began = None if boot is None else (_is(boot, str), float(boot_seconds or 0.0))
            clock = ExamDay(_moment(started), began, float(used), float(allowed))
        return OpenSitting(
            _is(id_, int),
            _is(title, str),
            _is(answered, int),
            _is(questions, int),
            None if allowed is None else max(0.0, float(allowed - used)),
            _is(kind, str),
            _optional(form, int),
            _is(exam, str),
            clock,
        )
    except _DAMAGE as error:
        raise DamagedRow(f"not an open sitting: {error}") from error


def _moment(stored: datetime | str) -> datetime:
    """Return a moment in UTC from a value of the data layer or of SQLite."""
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _row(document: Any) -> HomeRow:
    standing = document.get("standing") or {}
    last = document.get("last")
    weak = standing.get("weak")
    score = standing.get("score")
    return HomeRow(
        pack=_optional(document.get("pack"), int),
        source=_optional(document.get("source"), str),
        title=_optional(document.get("title"), str),
        exam=_optional(document.get("exam"), str),
        unit=_is(document.get("unit") or "", str),
        target=float(_is(document.get("target", TARGET), int | float)),
        minutes=_optional(document.get("minutes"), int),
        domains=tuple(
            (_is(d["id"], str), _is(d["name"], str), _is(d["weight"], int))
            for d in document.get("domains") or ()
        ),
        forms=tuple(
            (_is(number, int), _is(taken, int)) for number, taken in document.get("forms") or ()
        ),
        last=None if last is None else _last(last),
        changed=bool(document.get("changed", False)),
        figures=_optional(document.get("figures"), int),
        zone=_optional(document.get("zone"), str),
        settings={
            name: value
            for name, value in (document.get("settings") or {}).items()
            if isinstance(value, str)
        },
        standing=Standing(
            day=_optional(standing.get("day"), str),
            at=_optional(standing.get("at"), str),
            answers=_count(standing, "answers"),
            first_sight=_count(standing, "first_sight"),
            missing=_count(standing, "missing"),
            missing_by_domain={
                domain: _is(number, int)
                for domain, number in (standing.get("missing_by_domain") or {}).items()
            },
            probability=_share(standing.get("probability")),
            words=_optional(standing.get("words"), str),
            exam_probability=_share(standing.get("exam_probability")),
            score=None if score is None else (_is(score[0], int), _is(score[1], int)),
            domains=tuple(_domain(row) for row in standing.get("domains") or ()),
            due=_count(standing, "due"),
            recover=_count(standing, "recover"),
            streak=_count(standing, "streak"),
            days_left=_optional(standing.get("days_left"), int),
            weak=None
            if weak is None
            else WeakTopic(
                _is(weak["topic"], str),
                _is(weak["name"], str),
                _optional(weak.get("questions"), int),
            ),
            ask_result=_optional(standing.get("ask_result"), str),
            met=_count(standing, "met"),
            plan=PlanRow.of(standing["plan"]) if standing.get("plan") else None,
        ),
    )


def _last(row: Any) -> LastMock:
    return LastMock(
        _is(row["id"], int),
        _is(row["title"], str),
        _optional(row["score"], int),
        _optional(row["correct"], int),
        _is(row["questions"], int),
    )


def _domain(row: Any) -> DomainFigures:
    mean, low, high = (float(_is(row[name], int | float)) for name in ("mean", "low", "high"))
    return DomainFigures(
        _is(row["id"], str),
        _is(row["name"], str),
        _is(row["correct"], int),
        _is(row["total"], int),
        mean,
        low,
        high,
        _is(row["verdict"], str),
    )


def _count(document: Mapping[str, Any], name: str) -> int:
    number: int = _is(document.get(name) or 0, int)
    return number


def _share(value: Any) -> float | None:
    return None if value is None else float(_is(value, int | float))


def _optional(value: Any, kind: Any) -> Any:
    return None if value is None else _is(value, kind)


def _is(value: Any, kind: Any) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"{value!r} does not have the expected type")
    return value
