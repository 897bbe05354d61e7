"""The tables of figures: made from responses, answer by answer, and remade from them at need."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.store.tables import Base, LearnerKey, PackKey, QuestionKey
from quizapp.store.types import Words


class CardRow(Base):
    """What is believed of a question after a learner's last answer; see `study.schedule.Memory`."""

    __tablename__ = "card"
    __table_args__ = (
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

    learner_id: Mapped[LearnerKey]
    question_id: Mapped[QuestionKey] = mapped_column(index=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id", ondelete="CASCADE"))
    stability: Mapped[float]
    difficulty: Mapped[float]
    last: Mapped[date]
    due: Mapped[date]
    was_due: Mapped[date | None]
    lucky: Mapped[bool]
    sure_and_wrong: Mapped[bool]
    times_sure_and_wrong: Mapped[int]
    missed: Mapped[bool]
    unrecovered: Mapped[bool]
    right_days: Mapped[int]
    right_day: Mapped[date | None]


class TallyRow(Base):
    """Right and marked answers of a learner on a topic."""

    __tablename__ = "tally"

    learner_id: Mapped[LearnerKey]
    pack_id: Mapped[PackKey]
    topic: Mapped[str] = mapped_column(Words(80), primary_key=True)
    correct: Mapped[int]
    total: Mapped[int]


class StudyDayRow(Base):
    """A study day on which a learner answered something of a pack."""

    __tablename__ = "study_day"

    learner_id: Mapped[LearnerKey]
    pack_id: Mapped[PackKey]
    day: Mapped[date] = mapped_column(primary_key=True)
    answers: Mapped[int]


class ConfusionRow(Base):
    """How often a learner took one concept for another, and on how many questions."""

    __tablename__ = "confusion"
    __table_args__ = (Index(None, "learner_id", "pack_id", "count"),)

    learner_id: Mapped[LearnerKey]
    pack_id: Mapped[PackKey]
    chosen: Mapped[str] = mapped_column(Words(120), primary_key=True)
    key: Mapped[str] = mapped_column(Words(120), primary_key=True)
    count: Mapped[int]
    questions: Mapped[int]


class MixUpRow(Base):
    """On which questions a learner took one concept for another."""

    __tablename__ = "mix_up"

    learner_id: Mapped[LearnerKey]
    question_id: Mapped[QuestionKey]
    chosen: Mapped[str] = mapped_column(Words(120), primary_key=True)
    key: Mapped[str] = mapped_column(Words(120), primary_key=True)


class BeliefRow(Base):
    """What readiness keeps of a learner's answers up to `marked_at`, for one exam."""

    __tablename__ = "belief"

    learner_id: Mapped[LearnerKey]
    pack_id: Mapped[PackKey]
    exam: Mapped[str] = mapped_column(Words(40), primary_key=True)
    marked_at: Mapped[datetime]
    answers: Mapped[int]
    document: Mapped[dict[str, Any]]
