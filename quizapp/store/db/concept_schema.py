"""The tables of explanations: what concepts mean, and when questions were last checked."""

from datetime import date

from sqlalchemy import Column, Named, Table, TypedColumns

from quizapp.store.db.column_types import Day, LongText, ShortText
from quizapp.store.db.schema import METADATA, child_of


class ConceptColumns(TypedColumns):
    """A concept that a pack explains; see `exam.concept.Concept`."""

    pack_id: Named[int] = child_of("pack", key=True)
    code: Named[str] = Column(ShortText(120), primary_key=True)
    name: Named[str] = Column(LongText)
    text: Named[str] = Column(LongText)
    reference: Named[str] = Column(LongText)
    checked: Named[date] = Column(Day)


CONCEPT = Table("concept", METADATA, ConceptColumns)


class QuestionCheckColumns(TypedColumns):
    """The day on which a question's facts were last checked against its references."""

    question_id: Named[int] = child_of("question", key=True)
    checked: Named[date] = Column(Day)


QUESTION_CHECK = Table("question_check", METADATA, QuestionCheckColumns)
