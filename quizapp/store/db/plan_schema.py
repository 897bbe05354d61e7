"""The tables of what belongs to a learner's exam: its settings, the plan, and the results."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Named, Table, TypedColumns, UniqueConstraint

from quizapp.store.db.column_types import (
    Bool,
    Day,
    Document,
    Int,
    LongText,
    Number,
    ShortText,
    Utc,
)
from quizapp.store.db.schema import METADATA, child_of


class PackSettingColumns(TypedColumns):
    """A setting that a learner has changed for one pack, such as the exam date."""

    learner_id: Named[int] = child_of("learner", key=True)
    pack_id: Named[int] = child_of("pack", key=True)
    name: Named[str] = Column(ShortText(60), primary_key=True)
    value: Named[str] = Column(LongText)


PACK_SETTING = Table("pack_setting", METADATA, PackSettingColumns)


class PlanColumns(TypedColumns):
    """The plan to the exam day, with the part for the study day `day`; see `study.exam_plan.Plan`.

    It was made on the study day `made`, for `budget` questions a day.
    """

    learner_id: Named[int] = child_of("learner", key=True)
    pack_id: Named[int] = child_of("pack", key=True)
    exam: Named[str] = Column(ShortText(40))
    exam_date: Named[date] = Column(Day)
    budget: Named[int] = Column(Int)
    made: Named[date] = Column(Day)
    day: Named[date] = Column(Day)
    document: Named[dict[str, Any]] = Column(Document)


PLAN = Table("plan", METADATA, PlanColumns)


class PredictionColumns(TypedColumns):
    """The chances of passing (0-1) that the app last stated on a study day, for one exam.

    `mock` is the chance for a fresh mock, and `real` for the real exam. They are kept because they
    cannot be computed again: what an exam's result changes about them came later.
    """

    learner_id: Named[int] = child_of("learner", key=True)
    pack_id: Named[int] = child_of("pack", key=True)
    exam: Named[str] = Column(ShortText(40), primary_key=True)
    day: Named[date] = Column(Day, primary_key=True)
    mock: Named[float] = Column(Number)
    real: Named[float] = Column(Number)


PREDICTION = Table("prediction", METADATA, PredictionColumns)


class ResultColumns(TypedColumns):
    """The result of a real exam, as the learner entered it.

    `domains` maps domain ID → whether it meets competencies, for the domains entered. `prediction`
    is the last chance of passing the real exam (0-1) that was stated by that day, on
    `predicted_on`; None if none was.
    """

    id: Named[int] = Column(Int, primary_key=True)
    learner_id: Named[int] = child_of("learner")
    pack_id: Named[int] = child_of("pack")
    exam: Named[str] = Column(ShortText(40))
    day: Named[date] = Column(Day)
    passed: Named[bool] = Column(Bool)
    score: Named[int | None] = Column(Int)
    domains: Named[dict[str, Any]] = Column(Document)
    prediction: Named[float | None] = Column(Number)
    predicted_on: Named[date | None] = Column(Day)
    entered_at: Named[datetime] = Column(Utc)


RESULT = Table("result", METADATA, ResultColumns, UniqueConstraint("learner_id", "pack_id", "day"))
