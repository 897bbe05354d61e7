"""After the exam day, and after the settings changed outside of quizapp: one story everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

import pytest

from quizapp import paths
from quizapp.paths import Home
from quizapp.practice import plan, result
from quizapp.practice.offers import Action
from quizapp.practice.room import Practice, open_practice
from quizapp.settings import BY_NAME, Effective, Source, is_over
from quizapp.store.bootstrap.first_look import first_look
from quizapp.study.drill import DrillFilter
from quizapp.words import written_day

OVER = date(2026, 11, 29)
"""A day on which only the older version of the shipped exam was given; it is always in the past."""


def started(home: Home, monkeypatch: pytest.MonkeyPatch, **given: str) -> Practice:
    """Start again, with these settings in the environment."""
    for name in ("EXAM", "EXAM_DATE"):
        monkeypatch.delenv(f"QUIZAPP_{name}", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(f"QUIZAPP_{name}", value)
    return open_practice(home, None, paths.pack(), with_standing=False)


def drilled(practice: Practice) -> None:
    """Take a sitting, and quit."""
    practice.begin_drill(DrillFilter(count=2)).submit()
    practice.refresh()
    practice.close()


def setting(value: date | None, source: Source = Source.SCREEN) -> Effective:
    return Effective(BY_NAME["exam_date"], value, source)


@pytest.mark.parametrize("code", ["DVA-C02", "DVA-C03", None])
def test_nobody_finds_another_exam_after_the_exam_day(
    home: Home, monkeypatch: pytest.MonkeyPatch, code: str | None
) -> None:
    if code is not None:
        drilled(started(home, monkeypatch, EXAM=code))
    practice = started(home, monkeypatch, EXAM_DATE=OVER.isoformat())
    assert practice.workspace.blueprint.code == (code or "DVA-C03")
    assert practice.home_row().exam == (code or "DVA-C03")
    assert practice.exam_on(OVER).code == "DVA-C02", "the version that was given on that day"
    practice.close()


def test_home_has_no_figures_of_another_exam_date(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = started(home, monkeypatch)
    coming = practice.today() + timedelta(days=21)
    practice.close()
    drilled(started(home, monkeypatch, EXAM_DATE=coming.isoformat()))
    row = first_look(home.database, paths.pack()).row
    assert row.standing.plan is not None
    assert row.fitting(None, coming) is row
    assert row.fitting(row.exam, coming) is row
    for other in (row.fitting(None, OVER), row.fitting(None, None), row.fitting("X", coming)):
        standing = other.standing
        assert (other.exam, standing.plan, standing.days_left) == (None, None, None)
        assert other.withheld
        assert (other.title, other.settings, other.sittings) == (
            row.title,
            row.settings,
            row.sittings,
        )
    practice = started(home, monkeypatch, EXAM_DATE=OVER.isoformat())
    assert practice.workspace.moved
    row = practice.home_row()
    assert row.standing.plan is None
    assert row.standing.ask_result == OVER.isoformat()
    practice.close()
    assert not started(home, monkeypatch, EXAM_DATE=OVER.isoformat()).workspace.moved


def test_a_damaged_day_of_the_standing_does_not_fit() -> None:
    from quizapp.store.bootstrap.home_row import HomeRow, Standing

    damaged = HomeRow(exam="X", standing=Standing(day="soon", days_left=3))
    assert damaged.fitting(None, OVER).exam is None
    assert HomeRow(exam="X", standing=Standing(day="2026-11-29")).fits(None)
    assert not HomeRow(exam="X", standing=Standing(day="2026-11-29")).fits(OVER)


def test_home_plan_result_and_settings_say_that_the_exam_is_over(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = started(home, monkeypatch, EXAM_DATE=OVER.isoformat())
    practice.refresh()
    texts = {offer.action: offer.text for offer in practice.offers(practice.home_row())}
    assert texts[Action.PLAN] == "your exam is over: set your next date"
    assert texts[Action.RESULT] == f"how did it go? Your exam was on {written_day(OVER)}"
    now, today = practice.preferences().effective["exam_date"], practice.today()
    assert is_over(now.value, today)
    where = "et the date of your next exam in QUIZAPP_EXAM_DATE."
    assert plan.without_plan(now, today) == (
        f"Your exam on {written_day(OVER, today)} is over. S{where}"
    )
    practice.enter_result(OVER, passed=False)
    (found,) = practice.results()
    assert result.after(found, now, today) == f"Next: practice your weak areas, and s{where}"
    practice.close()


def test_what_comes_after_a_result_follows_from_the_exam_date() -> None:
    from quizapp.store.progress.results import Result

    failed = Result("X", OVER, False, None, {}, None, None)
    passed = Result("X", OVER, True, None, {}, None, None)
    today, coming = OVER + timedelta(2), OVER + timedelta(30)
    assert "and set the date of your next exam." in result.after(failed, setting(None), today)
    assert "and set the date of your next exam." in result.after(failed, setting(OVER), today)
    assert "is still on Dec 29." in result.after(failed, setting(coming), today)
    assert result.still(passed, setting(OVER), today) == ""
    assert result.still(passed, setting(coming, Source.ENVIRONMENT), today) == ""
    assert result.still(passed, setting(coming), today) == "Do you still have an exam on Dec 29?"
    assert plan.without_plan(setting(None), today) == plan.NO_DATE


@pytest.mark.parametrize(
    ("hour", "day", "said"),
    [
        (2, "2026-11-30", "Still Monday, Nov 30: your study day ends at 4 a.m."),
        (2, "2026-11-29", ""),
        (2, None, ""),
        (4, "2026-11-30", ""),
        (4, "2026-12-01", ""),
    ],
)
def test_after_midnight_it_is_said_that_the_study_day_is_still_on(
    monkeypatch: pytest.MonkeyPatch, hour: int, day: str | None, said: str
) -> None:
    class Night(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime(2026, 12, 1, hour, 5, tzinfo=UTC)

    monkeypatch.setattr(plan, "datetime", Night)
    assert plan.still(day, "UTC") == said
