"""Sitting clocks: no change of a machine clock gains or loses time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from quizapp.exam.clock import Stopwatch, WallClock, machine_run, shown

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Hands:
    """A clock of the machine that the test moves."""

    def __init__(self) -> None:
        self.monotonic = 100.0
        self.wall = START

    def pass_(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += timedelta(seconds=seconds)


def test_stopwatch_continues_from_the_time_used() -> None:
    hands = Hands()
    watch = Stopwatch(30, lambda: hands.monotonic)
    hands.pass_(12)
    assert watch.elapsed() == 42
    watch.stop()
    hands.pass_(1000)
    assert watch.elapsed() == 42


def test_stopwatch_ignores_changes_of_the_wall_clock() -> None:
    hands = Hands()
    watch = Stopwatch(0, lambda: hands.monotonic)
    hands.wall += timedelta(days=400)
    hands.pass_(5)
    assert watch.elapsed() == 5


def test_exam_day_clock_runs_while_the_app_is_closed() -> None:
    hands = Hands()
    hands.pass_(3600)
    clock = WallClock(START, 10, lambda: hands.wall, lambda: hands.monotonic)
    assert clock.elapsed() == 3600


def test_setting_the_wall_clock_back_gains_no_time() -> None:
    hands = Hands()
    hands.pass_(600)
    clock = WallClock(START, 600, lambda: hands.wall, lambda: hands.monotonic)
    hands.wall -= timedelta(hours=5)
    hands.pass_(60)
    assert clock.elapsed() == 660


def test_wall_clock_change_during_the_exam_has_no_effect() -> None:
    for change in (timedelta(hours=5), -timedelta(hours=5)):
        hands = Hands()
        clock = WallClock(
            START, 0, lambda hands=hands: hands.wall, lambda hands=hands: hands.monotonic
        )
        hands.wall += change
        hands.pass_(60)
        assert clock.elapsed() == 60


def test_wall_clock_change_while_the_exam_is_closed_has_no_effect() -> None:
    """Without a restart, the uptime is used instead of the wall clock."""
    hands = Hands()
    hands.pass_(600)
    hands.wall += timedelta(hours=5)
    clock = WallClock(START, 10, lambda: hands.wall, lambda: hands.monotonic, since=600)
    assert clock.elapsed() == 600


def test_machine_run_is_stable() -> None:
    first, second = machine_run(), machine_run()
    assert (first is None) == (second is None)
    if first and second:
        assert first[0] == second[0]
        assert first[1] <= second[1]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (59.9, "0:59"),
        (605, "10:05"),
        (3600, "1:00:00"),
        (6067, "1:41:07"),
        (-3, "0:00"),
    ],
)
def test_clock_format(seconds: float, text: str) -> None:
    assert shown(seconds) == text
