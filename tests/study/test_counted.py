"""Which answers count for mastery."""

from __future__ import annotations

from datetime import date

import pytest

from quizapp.study.counted import EvidenceKind, evidence_kind

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.mark.parametrize(
    ("first_sight", "day", "last", "expected"),
    [
        (True, MONDAY, None, EvidenceKind.FIRST_SIGHT),
        (True, MONDAY, MONDAY, EvidenceKind.FIRST_SIGHT),  # a number question with new numbers
        (False, MONDAY, None, EvidenceKind.LATER_DAY),  # shown before, and never answered
        (False, TUESDAY, MONDAY, EvidenceKind.LATER_DAY),
        (False, MONDAY, MONDAY, None),
        (False, MONDAY, TUESDAY, None),  # the clock was set back
    ],
)
def test_which_answers_count_by_day(
    first_sight: bool, day: date, last: date | None, expected: EvidenceKind | None
) -> None:
    assert evidence_kind(first_sight, day, last) is expected


def test_weights_of_the_kinds() -> None:
    assert (EvidenceKind.FIRST_SIGHT.weight, EvidenceKind.LATER_DAY.weight) == (1.0, 0.25)
