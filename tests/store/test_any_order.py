"""Figures updated live equal those recomputed from the history, for any clock and time zone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.exam.attempt import Confidence
from quizapp.paths import Home
from quizapp.practice.settings import change
from quizapp.store.db.progress_schema import BELIEF
from quizapp.store.db.schema import ATTEMPT
from quizapp.store.learner.settings import ZONE
from quizapp.store.progress import queries, record, standing
from quizapp.store.sittings import save
from quizapp.store.sittings.start import start_drill
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.study.drill import DrillFilter
from quizapp.study.schedule import study_day
from tests.builders import entry, write_pack
from tests.store.test_record import figures

BEGIN = datetime(2026, 1, 20, 20, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Auckland", "UTC")
HOUR = 60
DAY = 24 * HOUR


class Clock(datetime):
    """The clock that is read when an answer is stored."""

    moment = BEGIN

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return cls.moment


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("any-order")
    pack = write_pack(folder / "pack", *(entry(f"question-{n}") for n in range(5)))
    found = open_workspace(Home(folder / "home"), None, pack)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(save, "datetime", Clock)
        yield found
    found.database.close()


def answer(workspace: Workspace, rng: random.Random, minutes: list[int]) -> None:
    """Take a drill; the clock moves by these minutes before each answer."""
    drill = start_drill(
        workspace.database, workspace.scope, workspace.blueprint, DrillFilter(count=5), rng=rng
    )
    for position, step in enumerate(minutes[: len(drill.attempt.items)]):
        Clock.moment += timedelta(minutes=step)
        drill.go(position)
        item = drill.attempt.item
        wrong = sorted(set(item.order) - item.keys)[: item.selects]
        for option in sorted(item.keys) if rng.random() < 0.6 else wrong:
            drill.choose(option)
        drill.confirm(rng.choice([None, *Confidence]))
    drill.submit()


def remove(workspace: Workspace, rng: random.Random) -> None:
    with workspace.database.read() as connection:
        attempts = connection.scalars(select(ATTEMPT.c.id)).all()
    if attempts:
        workspace.forget(rng.choice(attempts))


def check(workspace: Workspace) -> None:
    """Check that recomputing all figures changes nothing."""
    kept = figures(workspace)
    with workspace.database.write() as connection:
        record.recompute_figures(connection, workspace.scope)
    assert figures(workspace) == kept


def knowledge(workspace: Workspace) -> Any:
    with workspace.database.read() as connection:
        return connection.scalar(select(BELIEF.c.document))


steps = st.sampled_from(
    [0, 1, 5, HOUR, 5 * HOUR, DAY, 3 * DAY, 40 * DAY, 180 * DAY, -1, -HOUR, -3 * DAY, -90 * DAY]
)
events = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.lists(steps, min_size=1, max_size=5)),
        st.tuples(st.just("zone"), st.sampled_from(ZONES)),
        st.tuples(st.just("remove"), st.none()),
        st.tuples(st.just("refresh"), st.none()),
    ),
    min_size=1,
    max_size=9,
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(events, st.integers(0, 1_000))
def test_live_figures_equal_rebuilt_figures_for_any_order_of_events(
    small: Workspace, happened: list[tuple[str, Any]], seed: int
) -> None:
    rng = random.Random(seed)
    small.forget(None)
    Clock.moment = BEGIN
    change(small, ZONE, "Europe/Berlin")
    for what, how in happened:
        if what == "answer":
            answer(small, rng, how)
        elif what == "zone":
            change(small, ZONE, how)
        elif what == "remove":
            remove(small, rng)
        else:
            small.refresh_standing()
        check(small)
    small.refresh_standing()
    kept = knowledge(small)
    with small.database.write() as connection:
        record.recompute_figures(connection, small.scope)
    small.refresh_standing()
    assert knowledge(small) == kept


def test_removal_in_summer_keeps_study_days_of_winter(
    small: Workspace,
) -> None:
    """The UTC offset of the day of removal must not apply to winter: 03:30 would become 04:30."""
    small.forget(None)
    change(small, ZONE, "Europe/Berlin")
    rng = random.Random(3)
    Clock.moment = datetime(2026, 1, 15, 2, 30, tzinfo=UTC)  # 03:30 in Berlin, still the 14th
    answer(small, rng, [0, 1, 1])
    Clock.moment = datetime(2026, 7, 15, 12, tzinfo=UTC)
    answer(small, rng, [0])
    with small.database.read() as connection:
        days = queries.study_days(connection, small.scope)
        last = connection.scalar(select(ATTEMPT.c.id).order_by(ATTEMPT.c.id.desc()).limit(1))
    assert [day.isoformat() for day in sorted(days)] == ["2026-01-14", "2026-07-15"]
    small.forget(last)
    with small.database.read() as connection:
        days = queries.study_days(connection, small.scope)
    assert [day.isoformat() for day in days] == ["2026-01-14"]


def test_removal_after_the_end_of_summer_time_keeps_the_days_in_a_row(small: Workspace) -> None:
    """Half past four is on the same study day before and after the clocks were set back."""
    small.forget(None)
    change(small, ZONE, "Europe/Berlin")
    rng = random.Random(4)
    # Summer time ends on October 25.
    for day, hour in ((23, 2), (24, 2), (25, 3), (26, 3), (26, 19)):
        Clock.moment = datetime(2026, 10, day, hour, 30, tzinfo=UTC)
        answer(small, rng, [0])
    expected = [f"2026-10-{day}" for day in (23, 24, 25, 26)]
    for remove_last in (False, True):
        with small.database.read() as connection:
            days = queries.study_days(connection, small.scope)
            last = connection.scalar(select(ATTEMPT.c.id).order_by(ATTEMPT.c.id.desc()).limit(1))
            found, _ = standing.standing(connection, small.scope, small.blueprint, Clock.moment)
        assert [day.isoformat() for day in sorted(days)] == expected
        assert found.streak.current == 4
        if not remove_last:
            small.forget(last)


def test_answers_dated_in_the_future_move_before_the_next_answer(
    small: Workspace,
) -> None:
    """A clock that was three years ahead must not block questions for three years."""
    small.forget(None)
    change(small, ZONE, "UTC")
    rng = random.Random(5)
    Clock.moment = BEGIN
    answer(small, rng, [0, 1, 1, 1, 1])
    Clock.moment = BEGIN + timedelta(days=3 * 365)
    answer(small, rng, [0, 1])
    Clock.moment = BEGIN + timedelta(days=2)
    answer(small, rng, [0])
    with small.database.read() as connection:
        days = queries.study_days(connection, small.scope)
        today = (BEGIN + timedelta(days=3)).date()
        found, _ = standing.standing(
            connection, small.scope, small.blueprint, BEGIN + timedelta(days=3)
        )
        cards = queries.to_recover(connection, small.scope, before=today)
    assert {day.isoformat(): n for day, n in days.items()} == {"2026-01-20": 5, "2026-01-22": 3}
    assert (found.streak.current, found.answers) == (1, 8)
    assert all(card.last <= today for card in cards)
    check(small)


def test_clock_far_behind_does_not_change_the_history(small: Workspace) -> None:
    """A machine that starts in 1970 must not change the dates of earlier answers."""
    small.forget(None)
    change(small, ZONE, "UTC")
    rng = random.Random(6)
    Clock.moment = BEGIN
    answer(small, rng, [0, 1, 1, 1, 1])
    Clock.moment = datetime(1970, 1, 2, 12, tzinfo=UTC)
    answer(small, rng, [0])
    with small.database.read() as connection:
        days = queries.study_days(connection, small.scope)
    assert {day.isoformat(): n for day, n in days.items()} == {"2026-01-20": 5, "1970-01-02": 1}
    check(small)


def test_reading_the_standing_changes_no_date_and_opening_the_app_does(small: Workspace) -> None:
    """The clock was a day ahead for the last answer, and is right now."""
    small.forget(None)
    change(small, ZONE, "UTC")
    rng = random.Random(7)
    now = datetime.now(UTC)
    Clock.moment = now - timedelta(days=5)
    answer(small, rng, [0, 1, 1])
    Clock.moment = now + timedelta(days=1)
    answer(small, rng, [0])
    with small.database.read() as connection:
        found, _ = standing.standing(connection, small.scope, small.blueprint, now)
        days = queries.study_days(connection, small.scope)
    ahead, today = study_day(Clock.moment, UTC), study_day(now, UTC)
    assert (ahead in days, today in days) == (True, False)
    assert (found.streak.current, found.streak.longest, found.streak.today) == (0, 1, False)
    small.refresh_standing()
    with small.database.read() as connection:
        found, _ = standing.standing(connection, small.scope, small.blueprint, now)
        days = queries.study_days(connection, small.scope)
    assert (ahead in days, today in days) == (False, True)
    assert (found.streak.current, found.streak.longest, found.streak.today) == (1, 1, True)
    check(small)
