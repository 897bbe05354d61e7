"""The tables and their relations.

A class declares the columns of each table for the type checker; statements use `TABLE.c`. There is
no object-relational mapping because loading it would cost time and memory at every start.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    MetaData,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from quizapp.exam.attempt import OPEN
from quizapp.store.db.column_types import (
    BigWhole,
    Bool,
    Day,
    Document,
    Int,
    LongText,
    Number,
    ShortText,
    Utc,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def child_of(parent: str, *, key: bool = False, index: bool | None = None) -> Column[int]:
    """Return a foreign key column; deleting the parent row deletes this row too.

    With `key`, the column is part of the primary key.
    """
    target = ForeignKey(f"{parent}.id", ondelete="CASCADE")
    return Column(Int, target, primary_key=key, index=index)


class LearnerColumns(TypedColumns):
    """A person who practices. The app creates one learner."""

    id: Named[int] = Column(Int, primary_key=True)
    name: Named[str] = Column(ShortText(120), unique=True)
    created_at: Named[datetime] = Column(Utc)


LEARNER = Table("learner", METADATA, LearnerColumns)


class PackColumns(TypedColumns):
    """A pack as last synced from the folder `source`; `fingerprint` reveals later changes."""

    id: Named[int] = Column(Int, primary_key=True)
    name: Named[str] = Column(ShortText(80), unique=True)
    source: Named[str] = Column(ShortText(1000))
    title: Named[str] = Column(ShortText(200))
    fingerprint: Named[str] = Column(ShortText(64))
    synced_at: Named[datetime] = Column(Utc)
    document: Named[dict[str, Any]] = Column(Document)


PACK = Table("pack", METADATA, PackColumns)


class BlueprintColumns(TypedColumns):
    """One exam version, stored as one document because it is always read whole."""

    id: Named[int] = Column(Int, primary_key=True)
    pack_id: Named[int] = child_of("pack")
    code: Named[str] = Column(ShortText(40))
    position: Named[int] = Column(Int)
    document: Named[dict[str, Any]] = Column(Document)


BLUEPRINT = Table("blueprint", METADATA, BlueprintColumns, UniqueConstraint("pack_id", "code"))


class QuestionColumns(TypedColumns):
    """A question's identity; its text is in revisions.

    `shuffle` is a pseudorandom number that never changes. To draw a few questions from a bank of
    any size, read from a random position in the order of this column.
    """

    id: Named[int] = Column(Int, primary_key=True)
    pack_id: Named[int] = child_of("pack")
    code: Named[str] = Column(ShortText(120))
    topic: Named[str] = Column(ShortText(80))
    level: Named[str] = Column(ShortText(10))
    background: Named[bool] = Column(Bool)
    template: Named[bool] = Column(Bool)
    active: Named[bool] = Column(Bool)
    digest: Named[str] = Column(ShortText(64))
    revision_id: Named[int | None] = Column(Int)
    shuffle: Named[int] = Column(Int, default=0)


QUESTION = Table(
    "question",
    METADATA,
    QuestionColumns,
    UniqueConstraint("pack_id", "code"),
    Index(None, "pack_id", "active", "shuffle"),
    Index(None, "pack_id", "topic", "shuffle"),
    Index(None, "pack_id", "topic"),
)


class RevisionColumns(TypedColumns):
    """One version of a question's text; never deleted once a learner has been asked it."""

    id: Named[int] = Column(Int, primary_key=True)
    question_id: Named[int] = child_of("question")
    hash: Named[str] = Column(ShortText(16))
    created_at: Named[datetime] = Column(Utc)
    document: Named[dict[str, Any]] = Column(Document)


REVISION = Table("revision", METADATA, RevisionColumns, UniqueConstraint("question_id", "hash"))


class QuestionSkillColumns(TypedColumns):
    """The skills that a question tests, by exam; the skill at position 0 determines its domain.

    `shuffle` repeats the question's, so that one index can contain it and the domain.
    """

    question_id: Named[int] = child_of("question", key=True)
    exam: Named[str] = Column(ShortText(40), primary_key=True)
    position: Named[int] = Column(Int, primary_key=True)
    skill: Named[str] = Column(ShortText(10))
    domain: Named[str] = Column(ShortText(10), default="")
    shuffle: Named[int] = Column(Int, default=0)


QUESTION_SKILL = Table(
    "question_skill",
    METADATA,
    QuestionSkillColumns,
    Index(None, "exam", "position", "skill", "question_id"),
    Index(None, "exam", "position", "domain", "shuffle"),
)


class QuestionServiceColumns(TypedColumns):
    """The services that a question is about."""

    question_id: Named[int] = child_of("question", key=True)
    service: Named[str] = Column(ShortText(60), primary_key=True)


QUESTION_SERVICE = Table(
    "question_service", METADATA, QuestionServiceColumns, Index(None, "service", "question_id")
)


class QuestionConceptColumns(TypedColumns):
    """The concepts behind a question's options; `key` is true for keys, false for distractors."""

    question_id: Named[int] = child_of("question", key=True)
    concept: Named[str] = Column(ShortText(120), primary_key=True)
    key: Named[bool] = Column(Bool, primary_key=True)


QUESTION_CONCEPT = Table(
    "question_concept",
    METADATA,
    QuestionConceptColumns,
    Index(None, "concept", "key", "question_id"),
)


class FormColumns(TypedColumns):
    """A fixed mock exam of a pack, numbered per exam."""

    id: Named[int] = Column(Int, primary_key=True)
    pack_id: Named[int] = child_of("pack")
    exam: Named[str] = Column(ShortText(40))
    number: Named[int] = Column(Int)
    released: Named[date | None] = Column(Day)


FORM = Table("form", METADATA, FormColumns, UniqueConstraint("pack_id", "exam", "number"))


class FormQuestionColumns(TypedColumns):
    """The questions of a form, in order."""

    form_id: Named[int] = child_of("form", key=True)
    position: Named[int] = Column(Int, primary_key=True)
    question_id: Named[int] = child_of("question", index=True)


FORM_QUESTION = Table("form_question", METADATA, FormQuestionColumns)


OPEN_STATES = [state.value for state in OPEN]
"""The values of `ATTEMPT.c.state` in which a sitting can be resumed."""


class AttemptColumns(TypedColumns):
    """One sitting. Durations are seconds of sitting time; moments are in UTC.

    `prediction` is the chance of passing that the app stated before the attempt (0-1), stored to
    compare it with the outcome. `parent_id` is the attempt that a replay repeats. `holder` names
    the process that has the attempt open, and `held_at` is when that process last confirmed it.
    `boot` identifies the machine's current run, and `boot_seconds` is its uptime when the attempt
    began. `blueprint` is the exam as of that time, without tasks and skills, so that scores and
    reports do not change with the pack. Right answers of an `on_demand` review do not count toward
    recovery.
    """

    id: Named[int] = Column(Int, primary_key=True)
    learner_id: Named[int] = child_of("learner")
    pack_id: Named[int] = Column(Int, ForeignKey("pack.id"))
    kind: Named[str] = Column(ShortText(12))
    exam: Named[str] = Column(ShortText(40))
    form: Named[int | None] = Column(Int)
    title: Named[str] = Column(ShortText(200))
    state: Named[str] = Column(ShortText(12))
    repeat: Named[bool] = Column(Bool, default=False)
    exam_day: Named[bool] = Column(Bool, default=False)
    started_at: Named[datetime] = Column(Utc)
    ended_at: Named[datetime | None] = Column(Utc)
    allowed_seconds: Named[float | None] = Column(Number)
    used_seconds: Named[float] = Column(Number, default=0.0)
    position: Named[int] = Column(Int, default=0)
    questions: Named[int] = Column(Int)
    answered: Named[int] = Column(Int, default=0)
    correct: Named[int | None] = Column(Int)
    score: Named[int | None] = Column(Int)
    prediction: Named[float | None] = Column(Number)
    parent_id: Named[int | None] = Column(Int, ForeignKey("attempt.id", ondelete="SET NULL"))
    holder: Named[str | None] = Column(ShortText(80))
    held_at: Named[datetime | None] = Column(Utc)
    boot: Named[str | None] = Column(ShortText(80))
    boot_seconds: Named[float | None] = Column(Number)
    blueprint: Named[dict[str, Any]] = Column(Document)
    on_demand: Named[bool] = Column(Bool, default=False)


ATTEMPT = Table(
    "attempt",
    METADATA,
    AttemptColumns,
    Index(None, "learner_id", "started_at"),
    Index(None, "learner_id", "state"),
    Index(None, "learner_id", "pack_id", "exam", "form"),
    Index(None, "learner_id", "pack_id", "kind", "ended_at"),
)


class ResponseColumns(TypedColumns):
    """One question in one attempt, with its answer.

    `option_order`, `chosen`, `first_choice`, and `struck` are strings of digits: positions of
    options, from 0, in the question's own order. `seed` is set for questions made from a template.
    `marked_at` is when `correct` was determined; the answer counts from that moment on.
    """

    id: Named[int] = Column(Int, primary_key=True)
    attempt_id: Named[int] = child_of("attempt")
    position: Named[int] = Column(Int)
    question_id: Named[int] = Column(Int, ForeignKey("question.id"))
    revision_id: Named[int] = Column(Int, ForeignKey("revision.id"), index=True)
    domain: Named[str | None] = Column(ShortText(10))
    option_order: Named[str] = Column(ShortText(10))
    chosen: Named[str] = Column(ShortText(10), default="")
    first_choice: Named[str | None] = Column(ShortText(10))
    changes: Named[int] = Column(Int, default=0)
    flagged: Named[bool] = Column(Bool, default=False)
    struck: Named[str] = Column(ShortText(10), default="")
    seconds: Named[float] = Column(Number, default=0.0)
    seen_at: Named[datetime | None] = Column(Utc)
    answered_at: Named[datetime | None] = Column(Utc)
    first_exposure: Named[bool] = Column(Bool)
    confidence: Named[str | None] = Column(ShortText(10))
    correct: Named[bool | None] = Column(Bool)
    cause: Named[str | None] = Column(ShortText(20))
    marked_at: Named[datetime | None] = Column(Utc)
    seed: Named[int | None] = Column(BigWhole)


RESPONSE = Table(
    "response",
    METADATA,
    ResponseColumns,
    UniqueConstraint("attempt_id", "position"),
    Index(None, "marked_at"),
    Index(None, "question_id", "seed"),
)


class ExposureColumns(TypedColumns):
    """A question that a learner has been shown, in a sitting or in the report of a finished one.

    It is recorded when shown, not when answered. `flagged` is whether the question had a flag when
    it was last on the screen.
    """

    learner_id: Named[int] = child_of("learner", key=True)
    question_id: Named[int] = child_of("question", key=True, index=True)
    first_at: Named[datetime] = Column(Utc)
    last_at: Named[datetime] = Column(Utc)
    times: Named[int] = Column(Int)
    flagged: Named[bool] = Column(Bool, default=False)


EXPOSURE = Table(
    "exposure",
    METADATA,
    ExposureColumns,
    Index(None, "learner_id", "last_at"),
    Index(
        "ix_exposure_flagged",
        "learner_id",
        sqlite_where=text("flagged = 1"),
    ),
)


class MarkColumns(TypedColumns):
    """A learner's bookmark and note on a question; `words` are the note's words, for search."""

    learner_id: Named[int] = child_of("learner", key=True)
    question_id: Named[int] = child_of("question", key=True, index=True)
    bookmarked: Named[bool] = Column(Bool, default=False)
    note: Named[str] = Column(LongText, default="")
    words: Named[str] = Column(LongText, default="")


MARK = Table("mark", METADATA, MarkColumns)


class ComplaintColumns(TypedColumns):
    """A question that a learner reported; the report stays on this machine."""

    id: Named[int] = Column(Int, primary_key=True)
    learner_id: Named[int] = child_of("learner")
    question_id: Named[int] = child_of("question")
    revision_id: Named[int] = Column(Int, ForeignKey("revision.id"))
    at: Named[datetime] = Column(Utc)
    text: Named[str] = Column(LongText, default="")


COMPLAINT = Table("complaint", METADATA, ComplaintColumns)


class SummaryColumns(TypedColumns):
    """The home row of a learner and pack; see `bootstrap.home_row`."""

    learner_id: Named[int] = child_of("learner", key=True)
    pack_id: Named[int] = child_of("pack", key=True)
    document: Named[str] = Column(LongText)


SUMMARY = Table("summary", METADATA, SummaryColumns)


class SettingColumns(TypedColumns):
    """A setting that a learner has changed."""

    learner_id: Named[int] = child_of("learner", key=True)
    name: Named[str] = Column(ShortText(60), primary_key=True)
    value: Named[str] = Column(LongText)


SETTING = Table("setting", METADATA, SettingColumns)


class SearchTextColumns(TypedColumns):
    """The words by which search finds a question, from the revision with this hash."""

    question_id: Named[int] = Column(
        Int, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    hash: Named[str] = Column(ShortText(16))
    words: Named[str] = Column(LongText)


SEARCH_TEXT = Table("search_text", METADATA, SearchTextColumns)
