"""The plan to the exam day in the home row, as named tuples that are read from JSON.

Like the home row, it is read before the data layer loads.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class DayPlan(NamedTuple):
    """The plan for one day (ISO date).

    `mock` is the title of a mock, "" without one; `topics` are the names of the topics that the
    `new` questions are about; `reviews` counts questions.
    """

    day: str
    mock: str
    new: int
    topics: tuple[str, ...]
    reviews: int


class PlanRow(NamedTuple):
    """The plan to the exam on `exam_day` (ISO date), at `budget` questions a day.

    `today` is the part for today, and `topics` are the IDs of its topics; `mock_done`, `new_done`,
    and `reviews_done` say what is done of it. `coming` are the days from tomorrow to the day before
    the exam, or the first few of them. `unplanned` counts the questions never met for which no day
    has room; about `enough` questions a day would have room for them, 0 if no number would.
    """

    exam_day: str
    budget: int
    today: DayPlan
    topics: tuple[str, ...] = ()
    mock_done: bool = False
    new_done: int = 0
    reviews_done: int = 0
    coming: tuple[DayPlan, ...] = ()
    unplanned: int = 0
    enough: int = 0

    @property
    def new_left(self) -> int:
        """How many of today's new questions are left."""
        return max(0, self.today.new - self.new_done)

    @property
    def reviews_left(self) -> int:
        """How many of today's reviews are left."""
        return max(0, self.today.reviews - self.reviews_done)

    @property
    def mock_left(self) -> bool:
        """Whether today's mock is still to be taken."""
        return bool(self.today.mock) and not self.mock_done

    @property
    def done(self) -> bool:
        """Whether nothing of today's part is left."""
        return not (self.mock_left or self.new_left or self.reviews_left)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields to store."""
        days = [day._asdict() for day in self.coming]
        return {**self._asdict(), "today": self.today._asdict(), "coming": days}

    @classmethod
    def of(cls, document: Any) -> PlanRow:
        """Read what `to_dict` returned. Raises ValueError or another error for another shape."""
        return cls(
            exam_day=_text(document["exam_day"]),
            budget=_count(document["budget"]),
            today=_day(document["today"]),
            topics=tuple(_text(topic) for topic in document["topics"]),
            mock_done=bool(document["mock_done"]),
            new_done=_count(document["new_done"]),
            reviews_done=_count(document["reviews_done"]),
            coming=tuple(_day(day) for day in document["coming"]),
            unplanned=_count(document["unplanned"]),
            enough=_count(document.get("enough", 0)),
        )


def _day(document: Any) -> DayPlan:
    return DayPlan(
        _text(document["day"]),
        _text(document["mock"]),
        _count(document["new"]),
        tuple(_text(topic) for topic in document["topics"]),
        _count(document["reviews"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r:.60} is not text")
    return value


def _count(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r:.60} is not a whole number")
    return value
