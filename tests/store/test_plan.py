"""The stored plan to the exam day, followed by a learner over several days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from quizapp.exam.attempt import Confidence
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice import plan as words
from quizapp.practice.room import Practice
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.db.plan_schema import PLAN
from quizapp.store.errors import Declined
from quizapp.store.progress import exam_plan, reviews
from quizapp.store.selection.review_queue import to_review
from quizapp.store.upkeep import backups
from quizapp.study.drill import DrillFilter
from tests.builders import entry, write_pack
from tests.practice.small import answer, opened, small_pack

QUESTIONS = 60


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def practice(home: Home, tmp_path: Path) -> Iterator[Practice]:
    found = opened(home, small_pack(tmp_path / "pack", QUESTIONS, form=10))
    yield found
    found.close()


def in_days(practice: Practice, number: int) -> date:
    return practice.today() + timedelta(days=number)


def test_without_an_exam_date_there_is_no_plan(practice: Practice) -> None:
    practice.refresh()
    assert practice.plan() is None
    assert practice.home_row().standing.plan is None


def test_plan_is_made_with_the_date_and_removed_with_it(practice: Practice, home: Home) -> None:
    practice.set_exam_date(in_days(practice, 14))
    assert practice.refresh()
    whole = practice.plan()
    assert whole is not None
    assert (whole.exam_day, whole.budget) == (in_days(practice, 14).isoformat(), 40)
    assert (whole.today.mock, whole.today.new, whole.unplanned) == ("", 5, 0)
    assert [day.day for day in whole.coming] == [
        in_days(practice, number).isoformat() for number in range(1, 14)
    ]
    assert whole.today.new + sum(day.new for day in whole.coming) == QUESTIONS - 10
    assert [day.mock for day in whole.coming if day.mock] == ["Mock exam 1"]
    assert whole.coming[10].mock  # three days before the exam
    on_home = practice.home_row().standing.plan
    assert on_home == whole._replace(coming=whole.coming[:7])
    source = practice.home_row().source
    assert source is not None
    assert first_look(home.database, Path(source)).row.standing.plan == on_home
    practice.set_exam_date(None)
    practice.refresh()
    assert practice.home_row().standing.plan is None


def test_home_says_what_the_plan_says_after_questions_were_only_shown(practice: Practice) -> None:
    practice.set_exam_date(in_days(practice, 14))
    practice.refresh()
    drill = practice.begin_drill(DrillFilter(count=6))
    answer(drill, 0)
    drill.go(1)
    drill.leave()
    practice.refresh()
    drill.resume()
    for position in range(2, 6):
        drill.go(position)
    drill.leave()
    assert practice.refresh(), "what was shown is no longer new"
    whole = practice.plan()
    assert whole is not None
    assert practice.home_row().standing.plan == whole._replace(coming=whole.coming[:7])


def test_home_says_what_the_plan_says_after_the_reserve_is_set(practice: Practice) -> None:
    practice.set_exam_date(in_days(practice, 14))
    practice.refresh()
    practice.set("reserve", "1")
    assert practice.refresh()
    whole = practice.plan()
    assert whole is not None
    assert not any(day.mock for day in whole.coming), "the only mock is in reserve"
    assert practice.home_row().standing.plan == whole._replace(coming=whole.coming[:7])


def test_every_question_fits_before_an_exam_in_two_years(home: Home, tmp_path: Path) -> None:
    """Only the first 400 days are planned one by one; a question a day takes longer."""
    practice = opened(home, small_pack(tmp_path / "pack", 440))
    practice.set_exam_date(in_days(practice, 730))
    practice.refresh()
    row = practice.plan()
    assert row is not None
    assert row.today.new + sum(day.new for day in row.coming) < 440
    assert (row.unplanned, row.enough) == (0, 0)
    practice.close()


def test_what_is_done_of_todays_part_is_counted(practice: Practice) -> None:
    practice.set_exam_date(in_days(practice, 3))
    practice.refresh()
    mock = practice.begin_mock(MockOptions(form=1))
    answer(mock, *range(10))
    mock.submit()
    practice.refresh()
    row = practice.home_row().standing.plan
    assert row is not None
    assert (row.today.mock, row.mock_done, row.new_done, row.done) == ("Mock exam 1", True, 0, True)
    drill = practice.begin_drill(DrillFilter(only=frozenset({"unseen"}), count=3))
    shown = practice.plan()
    assert shown is not None
    assert shown.new_done == 0, "a question that is only shown is not done"
    answer(drill, 0, 1, 2, right=False)
    drill.submit()
    practice.refresh()
    row = practice.home_row().standing.plan
    assert row is not None
    assert (row.new_done, row.reviews_done) == (3, 0)


def test_the_schedule_is_kept_and_todays_part_is_made_again_each_day(practice: Practice) -> None:
    practice.set_exam_date(in_days(practice, 3))
    practice.refresh()
    scope, today = practice.workspace.scope, practice.today()
    with practice.workspace.database.write() as connection:
        made = exam_plan.current(connection, scope, today)
        assert made is not None
        assert exam_plan.is_made(connection, scope, today)
        assert made.today.mock
        yesterday = replace(made, made=today - timedelta(1), day=today - timedelta(1))
        exam_plan.keep(connection, scope, yesterday)
        assert not exam_plan.is_made(connection, scope, today)
        now = exam_plan.current(connection, scope, today)
    assert now is not None
    # Yesterday's mock was not taken, so the schedule was made again, with a mock today.
    assert (now.made, now.day, now.today.mock) == (today, today, True)


def test_reviews_of_a_day_are_what_the_plan_leaves(practice: Practice) -> None:
    """On a day with new questions, the review has the rest of the budget."""
    practice.set("questions_a_day", "10")
    scope, today = practice.workspace.scope, practice.today()
    drill = practice.begin_drill(DrillFilter(count=30))
    for place in range(30):
        drill.go(place)
        wrong = sorted(set(drill.attempt.item.order) - drill.attempt.item.keys)
        drill.choose(wrong[0])
        drill.confirm(Confidence.UNSURE)
    drill.submit()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with practice.workspace.database.read() as connection:
        assert len(to_review(connection, scope, tomorrow)) == 30
    practice.set_exam_date(in_days(practice, 9))
    with practice.workspace.database.read() as connection:
        planned = exam_plan.current(connection, scope, today + timedelta(1))
        assert planned is not None
        due = reviews.waiting(connection, scope, today + timedelta(1))
        assert len(due) == planned.today.reviews < 10
        assert len(to_review(connection, scope, tomorrow)) == len(due)


def test_damaged_plan_is_made_again(practice: Practice) -> None:
    practice.set_exam_date(in_days(practice, 14))
    practice.refresh()
    before = practice.plan()
    with practice.workspace.database.write() as connection:
        connection.execute(update(PLAN).values(document={"mocks": "x"}))
    assert practice.plan() == before


def test_another_budget_makes_another_plan(practice: Practice) -> None:
    practice.set_exam_date(in_days(practice, 14))
    practice.refresh()
    practice.set("questions_a_day", "5")
    practice.refresh()
    row = practice.plan()
    assert row is not None
    assert row.budget == 5
    assert max(day.new + day.reviews for day in row.coming if not day.mock) <= 5
    with practice.workspace.database.read() as connection:
        assert connection.scalars(select(PLAN.c.budget)).all() == [5]


def test_backup_and_restore_keep_the_plan(practice: Practice, home: Home, tmp_path: Path) -> None:
    practice.set_exam_date(in_days(practice, 14))
    practice.refresh()
    before = practice.plan()
    copy = backups.back_up(home.database, home.backups, "manual")
    practice.set_exam_date(None)
    practice.close()
    backups.restore(copy, home.database, home.backups)
    again = opened(home, tmp_path / "pack")
    assert again.plan() == before
    again.close()


def test_a_past_exam_date_is_refused_with_the_way_to_enter_a_result(practice: Practice) -> None:
    with pytest.raises(Declined, match=r"is in the past; .*result --date "):
        practice.set_exam_date(in_days(practice, -1))


def test_pack_without_forms_has_a_plan_without_mocks(home: Home, tmp_path: Path) -> None:
    practice = opened(home, write_pack(tmp_path / "formless", entry("only")))
    practice.set_exam_date(in_days(practice, 5))
    practice.refresh()
    row = practice.plan()
    assert row is not None
    assert [day.mock for day in (row.today, *row.coming)] == [""] * 5
    assert sum(day.new for day in (row.today, *row.coming)) == 1
    assert words.lines(row)[-1].text == "Exam day"
    practice.close()
