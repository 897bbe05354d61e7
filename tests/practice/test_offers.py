"""The offers on home and their order."""

from __future__ import annotations

import pytest

from quizapp.exam.mock import MockOptions
from quizapp.practice.offers import Action, Offer, default_mock, offers, real_exam, today
from quizapp.settings import Settings
from quizapp.store.bootstrap.home_row import HomeRow, OpenSitting, Standing, WeakTopic
from quizapp.store.bootstrap.plan_row import DayPlan, PlanRow
from quizapp.store.progress import home_row
from quizapp.store.sittings.start import start_mock
from quizapp.store.workspace import Workspace
from quizapp.study.drill import DrillFilter

FORMS = ((1, 0), (2, 0), (3, 0))
SITTING = OpenSitting(7, "Mock exam 2", 12, 65, 3600.0, "mock")


def row(*, forms: tuple[tuple[int, int], ...] = FORMS, **standing: object) -> HomeRow:
    return HomeRow(exam="TST-C01", forms=forms, standing=Standing(**standing))  # type: ignore[arg-type]


def actions(found: tuple[Offer, ...]) -> list[str]:
    return [offer.action.value for offer in found]


@pytest.mark.parametrize(
    ("forms", "reserve", "wanted"),
    [
        (FORMS, 0, MockOptions(form=1)),
        (FORMS, 2, MockOptions(form=1)),
        (FORMS, 3, MockOptions(short=True)),
        (FORMS, 20, MockOptions(short=True)),
        (((1, 2), (2, 0), (3, 0)), 1, MockOptions(form=2)),
        (((1, 1), (2, 1), (3, 0)), 1, MockOptions(short=True)),
        (((1, 1), (2, 3), (3, 1)), 1, MockOptions(mix=True)),
        ((), 0, MockOptions(short=True)),
        ((), 2, MockOptions(short=True)),
    ],
)
def test_default_mock(
    forms: tuple[tuple[int, int], ...], reserve: int, wanted: MockOptions
) -> None:
    assert default_mock(forms, reserve) == wanted


def test_a_new_learner_is_offered_a_mock_first() -> None:
    found = offers(row(), Settings())
    assert actions(found) == ["mock", "drill", "review", "plan", "weak", "browse", "history"]
    assert found[0].text == "Mock exam 1, to see where you stand"
    assert found[2].text == "nothing to review today"


def test_no_mock_is_offered_without_forms() -> None:
    assert actions(offers(row(forms=()), Settings()))[0] == "drill"


def test_offers_are_resume_review_weak_topic_then_mock() -> None:
    whole = HomeRow(
        exam="TST-C01",
        forms=FORMS,
        open=SITTING,
        standing=Standing(answers=90, due=5, recover=3, weak=WeakTopic("topic.one", "Topic one")),
    )
    found = offers(whole, Settings())
    assert actions(found)[:5] == ["resume", "review", "weakest", "mock", "drill"]
    assert len(set(actions(found))) == len(found)
    resume, review, weakest, mock = found[:4]
    assert (resume.sitting, resume.text) == (SITTING, "Mock exam 2: 12 of 65 answered")
    assert review.text == "5 due, 3 missed to get right"
    assert (weakest.wish, weakest.title) == (
        DrillFilter(topics=frozenset({"topic.one"})),
        "Drill: Topic one",
    )
    assert mock.text == "Mock exam 1, not taken"


TODAY = DayPlan("2026-12-01", "Mock exam 1", 12, ("Topic one", "Topic two"), 20)
PLAN = PlanRow("2026-12-19", 40, TODAY, ("topic.one", "topic.two"))


@pytest.mark.parametrize(
    ("done", "first"),
    [
        ({}, ["mock", "new", "review", "drill"]),
        ({"mock_done": True, "new_done": 2}, ["new", "review", "mock", "drill"]),
        ({"mock_done": True, "new_done": 12, "reviews_done": 1}, ["review", "mock", "drill"]),
        ({"mock_done": True, "new_done": 13, "reviews_done": 20}, ["weakest", "mock", "drill"]),
    ],
)
def test_offers_follow_todays_part_of_the_plan(done: dict[str, int], first: list[str]) -> None:
    weak = WeakTopic("topic.two", "Topic two")
    found = offers(row(due=9, weak=weak, plan=PLAN._replace(**done), days_left=18), Settings())
    assert actions(found)[: len(first)] == first
    assert len(set(actions(found))) == len(found)
    for offer in found:
        if offer.action is Action.NEW:
            assert offer.wish is not None
            assert offer.wish.topics == {"topic.one", "topic.two"}
            assert offer.wish.count == 12 - done.get("new_done", 0)
            assert offer.text.endswith("new questions on Topic one and 1 more topic")
        if offer.action is Action.PLAN:
            assert offer.text == "day by day to your exam, in 18 days"


def test_reviews_of_a_plan_are_not_called_due() -> None:
    planned = row(answers=50, due=9, recover=31, streak=3, plan=PLAN, days_left=18)
    texts = {offer.action: offer.text for offer in offers(planned, Settings())}
    assert texts[Action.REVIEW] == "9 reviews left, 31 missed to get right"
    assert today(planned) == ("9 reviews left", "31 missed to get right", "3-day streak")
    coming = (DayPlan("2026-12-02", "", 20, ("Topic one",), 20),)
    done = row(answers=50, recover=31, plan=PLAN._replace(coming=coming), days_left=18)
    assert today(done)[0] == "no reviews today"
    again = row(answers=50, recover=31, plan=PLAN._replace(reviews_done=20), days_left=18)
    assert today(again)[0] == "no reviews left"
    texts = {offer.action: offer.text for offer in offers(done, Settings())}
    assert texts[Action.REVIEW] == "no reviews today, 31 missed to get right"
    right = done._replace(standing=done.standing._replace(recover=0))
    texts = {offer.action: offer.text for offer in offers(right, Settings())}
    assert texts[Action.REVIEW] == "20 reviews tomorrow, more on later days"
    stated = Standing(words="6 in 10", exam_probability=0.58)
    assert real_exam(stated) == "real exam: also 6 in 10, but less certain"
    assert real_exam(Standing(words="ready: 9 in 10", exam_probability=0.7)).endswith(
        ": 7 in 10, less certain"
    )
    assert today(row(answers=50, due=9))[0] == "9 due"


def test_small_review_comes_after_the_drill() -> None:
    found = actions(offers(row(answers=50, due=4), Settings()))
    assert found.index("drill") < found.index("review")


def test_mock_offer_distinguishes_reserved_and_taken_forms() -> None:
    def mock(forms: tuple[tuple[int, int], ...], reserve: int) -> str:
        found = offers(row(forms=forms, answers=50), Settings(reserve=reserve))
        return next(offer.text for offer in found if offer.action is Action.MOCK)

    assert mock(FORMS, 1) == "Mock exam 1, not taken"
    assert "in reserve" in mock(FORMS, 3)
    assert "fresh mix" in mock(((1, 1),), 3)


def test_offers_follow_the_stored_home_row(workspace: Workspace) -> None:
    scope = workspace.scope
    sitting = start_mock(workspace.database, scope, workspace.blueprint, MockOptions(form=1))
    with workspace.database.read() as connection:
        found = offers(home_row.read(connection, scope), Settings())
    assert found[0].action is Action.RESUME
    assert found[0].sitting is not None
    assert found[0].sitting.id == sitting.stored.id
    sitting.submit()
    with workspace.database.read() as connection:
        found = offers(home_row.read(connection, scope), Settings())
    assert Action.RESUME not in {offer.action for offer in found}
    assert any(offer.text.startswith("Mock exam 2,") for offer in found)


def test_the_drill_of_new_questions_has_as_many_as_the_plan_says() -> None:
    large = PLAN._replace(today=TODAY._replace(mock="", new=31))
    found = offers(row(plan=large, days_left=18), Settings())
    (offer,) = (each for each in found if each.action is Action.NEW)
    assert offer.text.startswith("31 new questions on Topic one")
    assert offer.wish is not None
    assert offer.wish.count == 31
