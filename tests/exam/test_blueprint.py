"""The exam version to practice for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from quizapp.exam.blueprint import current
from tests.builders import blueprint

TODAY = date(2026, 11, 23)
OLD = replace(blueprint(code="OLD"), last_day=date(2026, 11, 30))
NEW = replace(blueprint(code="NEW"), first_day=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("exam_date", "code"),
    [
        (None, "NEW"),
        (date(2026, 11, 30), "OLD"),
        (date(2026, 12, 1), "NEW"),
        (date(2027, 5, 1), "NEW"),
        (date(2026, 11, 1), "OLD"),
    ],
)
def test_exam_date_selects_the_version(exam_date: date | None, code: str) -> None:
    assert current([OLD, NEW], TODAY, exam_date).code == code


def test_no_blueprints_is_an_error() -> None:
    with pytest.raises(ValueError, match="no blueprints"):
        current([], TODAY, None)
