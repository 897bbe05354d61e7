"""Study days in a row."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.study.streak import Streak, streak

TODAY = date(2026, 3, 1)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=n) for n in days]


def test_no_practice_is_no_streak() -> None:
    assert streak([], TODAY) == Streak(0, 0, False)


def test_streak_until_yesterday_is_current() -> None:
    assert streak(ago(1, 2, 3), TODAY) == Streak(3, 3, False)
    assert streak(ago(0, 1, 2, 3), TODAY) == Streak(4, 4, True)


def test_skipped_day_ends_the_streak() -> None:
    assert streak(ago(2, 3, 4), TODAY) == Streak(0, 3, False)
    assert streak(ago(0, 2, 3, 4), TODAY) == Streak(1, 3, True)


def test_future_days_are_ignored() -> None:
    assert streak(ago(-1, -2, 0), TODAY) == Streak(1, 1, True)


@given(st.lists(st.integers(-3, 40)))
def test_order_and_repetition_do_not_matter(days: list[int]) -> None:
    found = streak(ago(*days), TODAY)
    assert found == streak(ago(*sorted(days), *days), TODAY)
    assert 0 <= found.current <= found.longest <= len(set(days))
