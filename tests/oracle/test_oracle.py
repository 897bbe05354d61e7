"""A sample of the campaigns; `make torture` runs them all."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.oracle.bank import Known
from tests.oracle.campaign import campaign, unavailable
from tests.oracle.figures import Answer, due, likely, memories, mix_ups, scores, streak, study_day
from tests.oracle.record import Item, Record, Sitting

SEED, ANSWERS = 107, 80
MONDAY = date(2026, 11, 23)


def answers(*given: tuple[int, bool, str | None]) -> list[Answer]:
    """Answers to one question: (days after Monday, right, confidence)."""
    return [
        Answer("q", "t", MONDAY + timedelta(days=days), correct, not place, confidence)
        for place, (days, correct, confidence) in enumerate(given)
    ]


# -- the record's own arithmetic, worked by hand --------------------------------------------------


@pytest.mark.parametrize(
    ("share", "among"),
    [
        (Fraction(0), {100}),
        (Fraction(18, 25), {720}),
        (Fraction(1), {1000}),
        (Fraction(7, 20), {401}),
        (Fraction(36, 65), {577}),
    ],
)
def test_scores(share: Fraction, among: set[int]) -> None:
    assert scores(share) == among


def test_the_likely_range_of_half_of_twenty() -> None:
    # Wilson: (10 + z²/2 ± z√(5 + z²/4)) / (20 + z²) = .2993 and .7007
    assert likely(10, 20) == ({358}, {703})


def test_a_study_day_begins_at_four() -> None:
    zone = ZoneInfo("America/New_York")
    assert study_day(datetime(2026, 11, 24, 8, 59, tzinfo=UTC), zone) == MONDAY
    assert study_day(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), zone) == MONDAY + timedelta(days=1)


def test_a_miss_is_recovered_on_three_days() -> None:
    given = [(0, False, None), (0, True, None), (1, True, "guess"), (2, True, None)]
    known = memories(answers(*given))["q"]
    assert (known.to_recover, known.right_days) == (True, 2)
    known = memories(answers(*given, (2, True, "sure"), (3, True, None)))["q"]
    assert (known.to_recover, known.right_days) == (False, 3)


def test_sure_and_wrong_comes_back_within_three_days() -> None:
    given = answers((0, True, None), (0, False, "sure"))
    assert memories(given)["q"].due <= MONDAY + timedelta(days=3)
    assert due(given, MONDAY) == (set(), set())
    assert due(given, MONDAY + timedelta(days=3)) == ({"q"}, {"q"})


def test_what_is_answered_on_a_later_day_is_not_due() -> None:
    given = answers((0, False, "sure"), (4, True, None))
    assert due(given, MONDAY + timedelta(days=3)) == (set(), set())
    assert due(given[:1], MONDAY + timedelta(days=3)) == ({"q"}, {"q"})


def test_reports_are_listed_by_date() -> None:
    first, second = (datetime(2026, 11, day, tzinfo=UTC) for day in (23, 24))
    record = Record(ZoneInfo("UTC"), complaints=[(second, "a", "x"), (first, "b", "y")])
    assert record.reports() == [("b", "y"), ("a", "x")]


def test_a_sitting_left_without_an_answer_is_listed_by_when_it_was_left() -> None:
    began = datetime(2026, 11, 23, 12, tzinfo=UTC)
    left, ended, now = (began + timedelta(minutes=minutes) for minutes in (1, 2, 3))
    numbers = Known("n", "t", "1", pattern=re.compile("n"))
    shown = Item(numbers, ["1", "2"], 1, frozenset(), first=True)
    unanswered = Sitting("review", "Review", 1, started=began, items={1: shown})
    open_ = Sitting("drill", "Drill", 1, started=began)
    finished = Sitting("drill", "Drill", 1, started=began)
    record = Record(ZoneInfo("UTC"), [open_, finished, unanswered])
    record.forget_empty("review", left)
    finished.finish("submitted", ended)
    assert unanswered.state == "abandoned"
    assert record.listed(now) == [unanswered, finished, open_]


def test_a_sitting_left_without_an_answer_or_numbers_is_not_listed() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    shown = Item(Known("q", "t", "1"), ["1", "2"], 1, frozenset({1}), first=True)
    record = Record(ZoneInfo("UTC"), [Sitting("drill", "Drill", 1, started=now, items={1: shown})])
    record.forget_empty("review", now)
    assert [sitting.state for sitting in record.listed(now)] == ["open"]
    record.forget_empty("drill", now)
    assert record.listed(now) == []


def test_days_in_a_row() -> None:
    days = [MONDAY + timedelta(days=n) for n in (0, 1, 2, 4)]
    assert streak(days, days[-1]) == {"current": 1, "longest": 3, "today": True}
    assert streak(days[:3], days[-1]) == {"current": 0, "longest": 3, "today": False}


def test_mix_ups_happen_twice() -> None:
    one = Answer("q", "t", MONDAY, False, True, None, (("a", "b"),))
    other = Answer("r", "t", MONDAY, False, True, None, (("a", "b"), ("a", "c")))
    assert mix_ups([one, other]) == {("a", "b"): (2, 2)}


# -- the app --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_app_says_what_the_record_says(first_home: Path) -> None:
    why = unavailable()
    if why is not None:
        pytest.skip(why)
    found = campaign(SEED, ANSWERS, often=0.1, first=first_home)
    assert found.differences == []
    assert found.answers >= ANSWERS
    assert found.comparisons > 10 * ANSWERS
