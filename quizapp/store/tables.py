"""The tables: what is remembered, and how rows hang together."""

from datetime import date, datetime
from typing import Annotated, Any

from sqlalchemy import (
    ForeignKey,
    Index,
    MetaData,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from quizapp.exam.attempt import OPEN
from quizapp.store.types import BigWhole, Document, Flag, LongWords, Number, Utc, Whole, Words

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        bool: Flag,
        datetime: Utc,
        dict[str, Any]: Document,
        float: Number,
        int: Whole,
        str: Words,
    }


# Parts of a row's key; the row goes when what they point to goes.
LearnerKey = Annotated[
    int, mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)
]
PackKey = Annotated[int, mapped_column(ForeignKey("pack.id", ondelete="CASCADE"), primary_key=True)]
QuestionKey = Annotated[
    int, mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
]


class LearnerRow(Base):
    """Whoever practises; one for now, a study group later."""

    __tablename__ = "learner"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Words(120), unique=True)
    created_at: Mapped[datetime]


class PackRow(Base):
    """A pack as last synced from the folder `source`; `fingerprint` tells of later changes."""

    __tablename__ = "pack"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Words(80), unique=True)
    source: Mapped[str] = mapped_column(Words(1000))
    title: Mapped[str] = mapped_column(Words(200))
    fingerprint: Mapped[str] = mapped_column(Words(64))
    synced_at: Mapped[datetime]
    document: Mapped[dict[str, Any]]


class BlueprintRow(Base):
    """One exam version; the whole of it as one document, since it is only ever read whole."""

    __tablename__ = "blueprint"
    __table_args__ = (UniqueConstraint("pack_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(Words(40))
    position: Mapped[int]
    document: Mapped[dict[str, Any]]


class QuestionRow(Base):
    """A question's identity; its text lies in revisions.

    `shuffle` is a number that looks random and never changes: a few questions are drawn by reading
    on from a random place in its order, whatever the size of the bank.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("pack_id", "code"),
        Index(None, "pack_id", "active", "shuffle"),
        Index(None, "pack_id", "topic", "shuffle"),
        Index(None, "pack_id", "topic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(Words(120))
    topic: Mapped[str] = mapped_column(Words(80))
    level: Mapped[str] = mapped_column(Words(10))
    background: Mapped[bool]
    template: Mapped[bool]
    active: Mapped[bool]
    digest: Mapped[str] = mapped_column(Words(64))
    revision_id: Mapped[int | None]
    shuffle: Mapped[int] = mapped_column(default=0)


class RevisionRow(Base):
    """A question's text at one time; kept for good once somebody has been asked it."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("question_id", "hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    hash: Mapped[str] = mapped_column(Words(16))
    created_at: Mapped[datetime]
    document: Mapped[dict[str, Any]]


class QuestionSkillRow(Base):
    """Which skills of which exam a question serves; position 0 decides its domain there.

    `shuffle` is the question's own, so that an index may hold it beside the domain.
    """

    __tablename__ = "question_skill"

    question_id: Mapped[QuestionKey]
    exam: Mapped[str] = mapped_column(Words(40), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    skill: Mapped[str] = mapped_column(Words(10))
    domain: Mapped[str] = mapped_column(Words(10), default="")
    shuffle: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index(None, "exam", "position", "skill", "question_id"),
        Index(None, "exam", "position", "domain", "shuffle"),
    )


class QuestionServiceRow(Base):
    __tablename__ = "question_service"
    __table_args__ = (Index(None, "service", "question_id"),)

    question_id: Mapped[QuestionKey]
    service: Mapped[str] = mapped_column(Words(60), primary_key=True)


class QuestionConceptRow(Base):
    """What a question's options stand for: `key` tells keys from distractors."""

    __tablename__ = "question_concept"

    question_id: Mapped[QuestionKey]
    concept: Mapped[str] = mapped_column(Words(120), primary_key=True)
    key: Mapped[bool] = mapped_column(primary_key=True)

    __table_args__ = (Index(None, "concept", "key", "question_id"),)


class FormRow(Base):
    __tablename__ = "form"
    __table_args__ = (UniqueConstraint("pack_id", "exam", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id", ondelete="CASCADE"))
    exam: Mapped[str] = mapped_column(Words(40))
    number: Mapped[int]
    released: Mapped[date | None]


class FormQuestionRow(Base):
    __tablename__ = "form_question"

    form_id: Mapped[int] = mapped_column(
        ForeignKey("form.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )


OPEN_STATES = [state.value for state in OPEN]
"""The values of `AttemptRow.state` with which a sitting can go on."""


class AttemptRow(Base):
    """One sitting. Times are seconds of sitting time, moments are UTC.

    `prediction` is what the app said of passing before it began (0–1), to be held against the
    outcome; `parent_id` is the attempt that a replay goes back to; `holder` names the process
    that has it open and `held_at` when that was last so. `boot` and `boot_seconds` tell how long
    the machine had been running when the attempt began, and in which of its runs.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index(None, "learner_id", "started_at"),
        Index(None, "learner_id", "state"),
        Index(None, "learner_id", "pack_id", "exam", "form"),
        Index(None, "learner_id", "pack_id", "kind", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"))
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id"))
    kind: Mapped[str] = mapped_column(Words(12))
    exam: Mapped[str] = mapped_column(Words(40))
    form: Mapped[int | None]
    title: Mapped[str] = mapped_column(Words(200))
    state: Mapped[str] = mapped_column(Words(12))
    repeat: Mapped[bool] = mapped_column(default=False)
    exam_day: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    allowed_seconds: Mapped[float | None]
    used_seconds: Mapped[float] = mapped_column(default=0.0)
    position: Mapped[int] = mapped_column(default=0)
    questions: Mapped[int]
    answered: Mapped[int] = mapped_column(default=0)
    correct: Mapped[int | None]
    score: Mapped[int | None]
    prediction: Mapped[float | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id", ondelete="SET NULL"))
    holder: Mapped[str | None] = mapped_column(Words(80))
    held_at: Mapped[datetime | None]
    boot: Mapped[str | None] = mapped_column(Words(80))
    boot_seconds: Mapped[float | None]


class ResponseRow(Base):
    """What became of one question in one attempt.

    `option_order`, `chosen`, `first_choice`, `struck` are strings of digits that count options
    from 0 in the question's own order. `seed` belongs to questions made from a template.
    `marked_at` is when `correct` became known: the moment from which the answer counts.
    """

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        Index(None, "marked_at"),
        Index(None, "question_id", "seed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    position: Mapped[int]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    domain: Mapped[str | None] = mapped_column(Words(10))
    option_order: Mapped[str] = mapped_column(Words(10))
    chosen: Mapped[str] = mapped_column(Words(10), default="")
    first_choice: Mapped[str | None] = mapped_column(Words(10))
    changes: Mapped[int] = mapped_column(default=0)
    flagged: Mapped[bool] = mapped_column(default=False)
    struck: Mapped[str] = mapped_column(Words(10), default="")
    seconds: Mapped[float] = mapped_column(default=0.0)
    seen_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    first_exposure: Mapped[bool]
    confidence: Mapped[str | None] = mapped_column(Words(10))
    correct: Mapped[bool | None]
    cause: Mapped[str | None] = mapped_column(Words(20))
    marked_at: Mapped[datetime | None]
    seed: Mapped[int | None] = mapped_column(BigWhole)


class ExposureRow(Base):
    """That a learner has been shown a question; kept when it is shown, not when answered.

    `flagged`: whether it carried a flag when it was last on the screen.
    """

    __tablename__ = "exposure"
    __table_args__ = (
        Index(None, "learner_id", "last_at"),
        Index(
            "ix_exposure_flagged",
            "learner_id",
            sqlite_where=text("flagged = 1"),
        ),
    )

    learner_id: Mapped[LearnerKey]
    question_id: Mapped[QuestionKey] = mapped_column(index=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int]
    flagged: Mapped[bool] = mapped_column(default=False)


class MarkRow(Base):
    """A learner's own bookmark and note on a question; `words` are the note's, for search."""

    __tablename__ = "mark"

    learner_id: Mapped[LearnerKey]
    question_id: Mapped[QuestionKey] = mapped_column(index=True)
    bookmarked: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(LongWords, default="")
    words: Mapped[str] = mapped_column(LongWords, default="")


class ComplaintRow(Base):
    """A question that a learner reported; stays on this machine."""

    __tablename__ = "complaint"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(LongWords, default="")


class SummaryRow(Base):
    """What home shows of a pack at once."""

    __tablename__ = "summary"

    learner_id: Mapped[LearnerKey]
    pack_id: Mapped[PackKey]
    document: Mapped[str] = mapped_column(LongWords)


class SettingRow(Base):
    __tablename__ = "setting"

    learner_id: Mapped[LearnerKey]
    name: Mapped[str] = mapped_column(Words(60), primary_key=True)
    value: Mapped[str] = mapped_column(LongWords)


class SearchTextRow(Base):
    """The words by which a question is found, of the revision with this hash."""

    __tablename__ = "search_text"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    hash: Mapped[str] = mapped_column(Words(16))
    words: Mapped[str] = mapped_column(LongWords)
