"""The plan in words, and exam dates as a learner types them."""

from __future__ import annotations

from datetime import date

import pytest

from quizapp.practice import plan
from quizapp.store.bootstrap.plan_row import DayPlan, PlanRow

TODAY = date(2026, 11, 30)
ROW = PlanRow(
    "2026-12-03",
    40,
    DayPlan("2026-11-30", "Mock exam 3", 0, (), 24),
    coming=(
        DayPlan("2026-12-01", "", 20, ("KMS and secrets", "SQS", "SNS"), 20),
        DayPlan("2026-12-02", "", 0, (), 18),
    ),
)


def test_a_day_names_as_many_topics_as_fit() -> None:
    day = DayPlan("2026-12-02", "", 5, ("KMS", "Queues", "Layers"), 3)
    assert plan.day_text(day, 60) == "5 new on KMS; Queues; Layers · 3 reviews"
    assert plan.day_text(day, 39) == plan.day_text(day) == "5 new on KMS +2 topics · 3 reviews"


def test_every_day_is_one_line() -> None:
    assert [f"{line.name(TODAY)}: {line.text}" for line in plan.lines(ROW)] == [
        "Today: Mock exam 3 · 24 reviews",
        "Tue, Dec 1: 20 new on KMS and secrets +2 topics · 20 reviews",
        "Wed, Dec 2: 18 reviews",
        "Thu, Dec 3: Exam day",
    ]
    cut = ROW._replace(coming=ROW.coming[:1])
    assert [line.text for line in plan.lines(cut)][-1].startswith("20 new")


def test_day_without_anything_is_a_rest() -> None:
    rest = DayPlan("2026-12-01", "", 0, (), 0)
    assert plan.day_text(rest) == "rest"
    assert plan.today_line(ROW._replace(today=rest)) == "rest"


def test_done_parts_of_today_are_marked() -> None:
    half = ROW._replace(mock_done=True, reviews_done=10)
    assert plan.today_line(half) == "Mock exam 3 ✓ · 24 reviews (10 of 24 done)"
    assert not half.done
    whole = ROW._replace(mock_done=True, reviews_done=30)
    assert plan.today_line(whole) == "Mock exam 3 ✓ · 24 reviews ✓"
    done = plan.lines(whole)[0]
    assert (done.text, done.done) == ("Mock exam 3 · 24 reviews", True), "one mark is enough"
    assert plan.lines(whole)[0].done


def test_exam_day_is_the_exam() -> None:
    today = ROW._replace(exam_day="2026-11-30", coming=())
    assert [line.text for line in plan.lines(today)] == ["Exam day"]
    assert plan.when(TODAY, TODAY, "DVA-C03") == "DVA-C03 on Nov 30, today"


def test_words_say_how_many_a_day_would_fit_all() -> None:
    assert plan.unplanned(ROW) == ""
    assert "1 new question will not fit" in plan.unplanned(ROW._replace(unplanned=1))
    assert "would fit" not in plan.unplanned(ROW._replace(unplanned=1))
    full = ROW._replace(unplanned=76, enough=45)
    assert " About 45 a day would fit all. " in plan.unplanned(full)
    assert len(plan.notes(full)) == 3
    assert PlanRow.of(full.to_dict()) == full


def test_the_number_of_mocks_has_a_reason() -> None:
    assert plan.about_mocks(ROW) == (
        "1 mock exam is planned. More of them would help less than new questions do."
    )
    without = ROW._replace(today=ROW.today._replace(mock=""), coming=())
    assert plan.about_mocks(without) == ""


@pytest.mark.parametrize("width", [100, 82, 57, 45])
def test_todays_line_has_the_given_cells(width: int) -> None:
    names = ("Tuning caches: DAX, ElastiCache, CloudFront, API Gateway", "KMS", "DAX")
    row = ROW._replace(today=DayPlan("2026-11-30", "", 20, names, 9))
    row = row._replace(new_done=4)
    line = plan.lines(row, width)[0].text
    assert len(line) <= width
    assert line.endswith("(4 of 20 done) · 9 reviews")
    assert ("3 topics" in line) == (width < 82)


def test_reviews_are_explained_where_there_are_any() -> None:
    assert plan.notes(ROW)[1].startswith("New questions come first; reviews get what is left")
    none = DayPlan("2026-12-01", "", 20, ("KMS",), 0)
    assert plan.notes(ROW._replace(today=none, coming=(none,))) == ()


@pytest.mark.parametrize(
    ("reviews", "exam", "said"),
    [
        ((11, 0, 40), "2026-12-04", "11 reviews tomorrow, more on later days"),
        ((1, 0, 0), "2026-12-04", "1 review tomorrow"),
        ((1, 0, 0), "2026-12-19", "1 review tomorrow, more on later days"),
        ((0, 0, 2), "2026-12-04", "no reviews tomorrow, but on later days"),
        ((0, 0, 0), "2026-12-19", "no reviews tomorrow, but on later days"),
        ((0, 0, 0), "2026-12-04", "no more reviews before the exam"),
        ((), "2026-12-01", "no more reviews before the exam"),
    ],
)
def test_reviews_to_come_are_those_of_the_plan(
    reviews: tuple[int, ...], exam: str, said: str
) -> None:
    days = (DayPlan(f"2026-12-0{day}", "", 0, (), n) for day, n in enumerate(reviews, 1))
    assert plan.reviews_to_come(ROW._replace(exam_day=exam, coming=tuple(days))) == said


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2026-12-19", date(2026, 12, 19)),
        (" 2020-01-31 ", date(2020, 1, 31)),
        ("December 19", date(2026, 12, 19)),
        ("dec. 19, 2027", date(2027, 12, 19)),
        ("19 december", date(2026, 12, 19)),
        ("March 3", date(2027, 3, 3)),
        ("12/21", date(2026, 12, 21)),
        ("12/21/2026", date(2026, 12, 21)),
        ("12/21/26", date(2026, 12, 21)),
        ("1/5", date(2027, 1, 5)),
        ("11/30", TODAY),
        ("11/29", date(2026, 11, 29)),
        ("Nov 29", date(2026, 11, 29)),
        ("Oct 1", date(2026, 10, 1)),
        ("Sept 30", date(2027, 9, 30)),
        ("yesterday", date(2026, 11, 29)),
        ("today", TODAY),
        ("Tomorrow", date(2026, 12, 1)),
        ("in 3 weeks", date(2026, 12, 21)),
        ("in 1 day", date(2026, 12, 1)),
    ],
)
def test_dates_are_read_as_they_are_typed(given: str, day: date) -> None:
    assert plan.read_date(given, TODAY) == day
    assert plan.date_fault(given, TODAY) is None
    assert plan.is_date(given)


def test_day_before_new_year_is_a_recent_one() -> None:
    assert plan.read_date("12/19", date(2027, 1, 5)) == date(2026, 12, 19)


@pytest.mark.parametrize(
    "given",
    [
        "soon",
        "2026-02-30",
        "February 30",
        "in weeks",
        "19.12.2026",
        "Feb 29",
        "13",
        "21/12",
        "12/21/026",
        "mark 3",
    ],
)
def test_other_words_are_not_dates(given: str) -> None:
    assert "write it as 2026-12-19" in (plan.date_fault(given, TODAY) or "")


@pytest.mark.parametrize(
    ("given", "today"),
    [
        ("tomorrow", date.max),
        ("in 3 weeks", date.max),
        ("yesterday", date.min),
        ("12/19", date(1, 1, 20)),
    ],
)
def test_a_day_beyond_the_calendar_is_no_day(given: str, today: date) -> None:
    assert "is not a day; write it as" in (plan.date_fault(given, today) or "")


def test_no_date_is_not_a_fault() -> None:
    assert plan.date_fault(" ", TODAY) is None


def test_topics_that_a_line_has_no_room_for_are_counted_and_named_in_full() -> None:
    names = ("Testing and delivering with AI tools", "KMS", "DAX")
    day = DayPlan("2026-12-01", "", 20, names, 3)
    assert plan.day_text(day, 60).endswith("… +2 topics · 3 reviews")
    assert plan.day_text(day._replace(topics=names[:2]), 59).endswith("… +1 topic · 3 reviews")
    assert plan.day_text(day, 40) == "20 new on 3 topics · 3 reviews"
    assert plan.day_text(day._replace(topics=names[:1]), 40) == "20 new on 1 topic · 3 reviews"
    assert plan.topics_line(day) == f"New questions on {names[0]}; KMS; DAX"
    assert plan.topics_line(day._replace(new=0)) == ""
    many = day._replace(topics=tuple("abcdefg"))
    assert plan.topics_line(many) == "New questions on a; b; c; d; e; and 2 more topics"
