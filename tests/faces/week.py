"""One day of a learner's history, as `python -m tests.faces.week HOME DAYS_AGO`.

It runs with the clock of `tests.oracle.world.shim`, so that each day is in the past.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from quizapp import paths
from quizapp.exam.attempt import Confidence
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.annotations import in_sitting
from quizapp.practice.room import Practice, open_practice
from quizapp.store.sittings.sitting import Sitting
from quizapp.study.drill import DrillFilter

OTHER = "kubernetes-associate"
CONFIDENCES = (None, Confidence.SURE, Confidence.UNSURE, Confidence.GUESS)


def choose(sitting: Sitting, *, right: bool) -> None:
    item = sitting.attempt.item
    wrong = [option for option in item.order if option not in item.keys]
    for option in sorted(item.keys) if right else sorted(wrong[: item.selects]):
        sitting.choose(option)


def take_mock(practice: Practice, wish: MockOptions, share: float, answered: int = 99) -> Sitting:
    """Answer the first questions of a mock, a share of them right, and return it, still open."""
    sitting, rng = practice.begin_mock(wish), random.Random(wish.form)
    for position in range(min(answered, len(sitting.attempt.items))):
        sitting.go(position)
        choose(sitting, right=rng.random() < share)
        if position % 9 == 0:
            sitting.flag()
    return sitting


def confirm(sitting: Sitting, share: float, answered: int = 99) -> Sitting:
    """Answer the first questions of a drill, a review, or a replay, and return it, still open."""
    rng, done = random.Random(7), 0
    while done < answered and not all(item.marked for item in sitting.attempt.items):
        items = sitting.attempt.items
        sitting.go(next(at for at, item in enumerate(items) if not item.marked))
        choose(sitting, right=rng.random() < share)
        sitting.confirm(CONFIDENCES[done % 4])
        done += 1
    return sitting


def first(practice: Practice) -> None:
    """A mock that is submitted, one that is given up, and a mock of the other pack."""
    mock = take_mock(practice, MockOptions(form=1), 0.6)
    mock.submit()
    given_up = take_mock(practice, MockOptions(form=2), 0.8, answered=9)
    given_up.abandon()
    in_sitting(given_up, 2).toggle_bookmark()
    other = open_practice(practice.home, None, paths.pack(OTHER))
    take_mock(other, MockOptions(form=1), 0.7).submit()
    confirm(other.begin_drill(DrillFilter(count=5)), 0.5).submit()
    other.close()


def second(practice: Practice) -> None:
    """A drill, a replay of the first mock, and a drill that stays open."""
    confirm(practice.begin_drill(DrillFilter(count=30)), 0.7).submit()
    confirm(practice.begin_replay(practice.past(1)), 0.8).submit()
    confirm(practice.begin_drill(DrillFilter(count=12)), 0.5, answered=5).pause()


def third(practice: Practice) -> None:
    """A review, and a short mock."""
    confirm(practice.begin_review(), 0.7).submit()
    take_mock(practice, MockOptions(short=True), 0.75).submit()


def fourth(practice: Practice) -> None:
    """An exam date, which brings a plan, and the result of an earlier exam."""
    practice.set("exam", "DVA-C03")
    practice.enter_result(practice.today() - timedelta(1), passed=False, score=688)
    practice.set_exam_date(practice.today() + timedelta(12))


def fifth(practice: Practice) -> None:
    """A part of the day's plan: a mock that stays open, and a part of the review."""
    confirm(practice.begin_review(), 0.6, answered=6).pause()
    take_mock(practice, MockOptions(form=3), 0.5, answered=20).pause()


DAYS: dict[int, Callable[[Practice], None]] = {6: first, 5: second, 3: third, 1: fourth, 0: fifth}
"""Days ago → what the learner does on that day."""


def main() -> None:
    home, ago = Home(Path(sys.argv[1])), int(sys.argv[2])
    practice = open_practice(home, None, paths.pack())
    DAYS[ago](practice)
    practice.refresh()
    practice.close()


if __name__ == "__main__":
    main()
