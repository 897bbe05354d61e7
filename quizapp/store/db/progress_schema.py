"""The tables of figures.

Figures are updated with every answer, and can be recomputed from the responses at any time.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, Named, Table, TypedColumns, text

from quizapp.store.db.column_types import Bool, Day, Document, Int, Number, ShortText, Utc
from quizapp.store.db.schema import METADATA, child_of


class CardColumns(TypedColumns):
    """The review schedule of a question after the last answer; see `study.schedule.Memory`."""

    learner_id: Named[int] = child_of("learner", key=True)
    question_id: Named[int] = child_of("question", key=True, index=True)
    pack_id: Named[int] = child_of("pack")
    stability: Named[float] = Column(Number)
    difficulty: Named[float] = Column(Number)
    last: Named[date] = Column(Day)
    due: Named[date] = Column(Day)
    was_due: Named[date | None] = Column(Day)
    lucky: Named[bool] = Column(Bool)
    sure_and_wrong: Named[bool] = Column(Bool)
    times_sure_and_wrong: Named[int] = Column(Int)
    missed: Named[bool] = Column(Bool)
    unrecovered: Named[bool] = Column(Bool)
    right_days: Named[int] = Column(Int)
    right_day: Named[date | None] = Column(Day)


CARD = Table(
    "card",
    METADATA,
    CardColumns,
    Index(None, "learner_id", "pack_id", "due", "question_id"),
    Index(None, "learner_id", "pack_id", "last"),
    *(
        Index(
            f"ix_card_{name}",
            "learner_id",
            "pack_id",
            "due",
            "question_id",
            sqlite_where=text(f"{name} = 1"),
        )
        for name in ("unrecovered", "lucky", "sure_and_wrong")
    ),
)


class TallyColumns(TypedColumns):
    """A learner's first-sight answers on a topic: `correct` of `total`."""

    learner_id: Named[int] = child_of("learner", key=True)
    pack_id: Named[int] = child_of("pack", key=True)
    topic: Named[str] = Column(ShortText(80), primary_key=True)
    correct: Named[int] = Column(Int)
    total: Named[int] = Column(Int)


TALLY = Table("tally", METADATA, TallyColumns)


class StudyDayColumns(TypedColumns):
    """A study day on which a learner answered questions of a pack, and how many."""

    learner_id: Named[int] = child_of("learner", key=True)
    pack_id: Named[int] = child_of("pack", key=True)
    day: Named[date] = Column(Day, primary_key=True)
    answers: Named[int] = Column(Int)


STUDY_DAY = Table("study_day", METADATA, StudyDayColumns)


class ConfusionColumns(TypedColumns):
    """How often a learner mistook one concept for another, and on how many questions.

    `chosen` is the concept of the distractor, `key` that of the key.
    """

    learner_id: Named[int] = child_of("learner", key=True)
    pack_id: Named[int] = child_of("pack", key=True)
    chosen: Named[str] = Column(ShortText(120), primary_key=True)
    key: Named[str] = Column(ShortText(120), primary_key=True)
    count: Named[int] = Column(Int)
    questions: Named[int] = Column(Int)


CONFUSION = Table(
    "confusion", METADATA, ConfusionColumns, Index(None, "learner_id", "pack_id", "count")
)


class MixUpColumns(TypedColumns):
    """The questions on which a learner mistook one concept for another."""

    learner_id: Named[int] = child_of("learner", key=True)
    question_id: Named[int] = child_of("question", key=True)
    chosen: Named[str] = Column(ShortText(120), primary_key=True)
    key: Named[str] = Column(ShortText(120), primary_key=True)


MIX_UP = Table("mix_up", METADATA, MixUpColumns)


class BeliefColumns(TypedColumns):
    """A summary of the answers up to `marked_at`, for one exam; see `study.answer_summary`.

    Readiness and mastery are both computed from it.
    """

    learner_id: Named[int] = child_of("learner", key=True)
    pack_id: Named[int] = child_of("pack", key=True)
    exam: Named[str] = Column(ShortText(40), primary_key=True)
    marked_at: Named[datetime] = Column(Utc)
    answers: Named[int] = Column(Int)
    document: Named[dict[str, Any]] = Column(Document)


BELIEF = Table("belief", METADATA, BeliefColumns)
