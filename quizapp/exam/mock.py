"""The choice of a mock exam, and the time allowed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint


class MockOptions(NamedTuple):
    """The learner's choice of a mock exam.

    It is one of three kinds: a numbered `form`, a `short` mock of questions outside the forms, or a
    `mix`, a full mock of the questions seen longest ago. `extra_minutes` are added to the time
    allowed for a full mock; a short one gets its share. With `untimed`, there is no clock; with
    `exam_day`, the clock never stops.
    """

    form: int | None = None
    short: bool = False
    mix: bool = False
    untimed: bool = False
    extra_minutes: int = 0
    exam_day: bool = False

    @property
    def title(self) -> str:
        """The name of the mock: "Mock exam 3", "Short mock", or "Fresh mix"."""
        if self.short:
            return "Short mock"
        return "Fresh mix" if self.mix else f"Mock exam {self.form or 1}"


def mock_minutes(
    options: MockOptions, blueprint: Blueprint, questions: int | None = None
) -> int | None:
    """Return the minutes allowed for a mock; None when untimed.

    A short mock has the pace of a full one, also with extra time. `questions` is its number of
    questions; None means the usual number.
    """
    if options.untimed:
        return None
    if not options.short:
        return blueprint.minutes + options.extra_minutes
    number = blueprint.short_questions if questions is None else questions
    return blueprint.minutes_for(number, options.extra_minutes)
