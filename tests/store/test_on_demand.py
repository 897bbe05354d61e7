"""A review on demand: what is not recovered, without counting toward recovery."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from quizapp.paths import Home
from quizapp.practice.room import Practice
from quizapp.practice.sessions import WHY_EXTRA, offer_now
from quizapp.store.db.progress_schema import CARD
from quizapp.store.errors import NothingDue
from quizapp.store.progress import record
from quizapp.store.selection.review_queue import EXTRA_PRACTICE
from quizapp.study.drill import DrillFilter
from tests.plain.talk import say
from tests.practice.small import answer, asked, opened, small_pack
from tests.store.test_drills import backdate


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def practice(home: Home, tmp_path: Path) -> Iterator[Practice]:
    found = opened(home, small_pack(tmp_path / "pack", 6))
    yield found
    found.close()


def recovery(practice: Practice) -> list[tuple[int, bool]]:
    """Return (right days, unrecovered) of every card."""
    with practice.workspace.database.read() as connection:
        rows = connection.execute(
            select(CARD.c.right_days, CARD.c.unrecovered).order_by(CARD.c.question_id)
        )
        return [(row.right_days, row.unrecovered) for row in rows]


def miss(practice: Practice, number: int, days_ago: int = 0) -> list[str]:
    drill = practice.begin_drill(DrillFilter(count=number))
    answer(drill, *range(number), right=False)
    drill.submit()
    if days_ago:
        backdate(practice.workspace, drill, days_ago)
        with practice.workspace.database.write() as connection:
            record.recompute_figures(connection, practice.workspace.scope)
    return asked(drill)


def test_right_answers_on_demand_do_not_count_and_wrong_ones_do(practice: Practice) -> None:
    missed = miss(practice, 2)
    with pytest.raises(NothingDue, match="2 missed questions come back from tomorrow on") as caught:
        practice.begin_review()
    assert (caught.value.missed, caught.value.asked) == (2, 2)
    review = practice.begin_review(on_demand=True)
    assert sorted(asked(review)) == sorted(missed)
    assert review.notice == EXTRA_PRACTICE
    answer(review, 0)
    answer(review, 1, right=False)
    review.submit()
    assert recovery(practice) == [(0, True)] * 2
    with practice.workspace.database.write() as connection:
        record.recompute_figures(connection, practice.workspace.scope)
    assert recovery(practice) == [(0, True)] * 2


def test_answers_count_in_a_review_that_is_due(practice: Practice) -> None:
    miss(practice, 1, days_ago=1)
    review = practice.begin_review()
    assert review.notice == ""
    answer(review, 0)
    review.submit()
    assert recovery(practice) == [(1, True)]


def test_resumed_review_on_demand_still_does_not_count(practice: Practice) -> None:
    miss(practice, 1)
    review = practice.begin_review(on_demand=True)
    review.pause()
    again = practice.resume(review.stored.id).sitting
    answer(again, 0)
    again.submit()
    assert recovery(practice) == [(0, True)]


def test_nothing_is_offered_without_a_missed_question(practice: Practice) -> None:
    for on_demand in (False, True):
        with pytest.raises(NothingDue) as caught:
            practice.begin_review(on_demand=on_demand)
        assert caught.value.missed == 0


@pytest.mark.parametrize(
    ("missed", "asked", "name"),
    [
        (1, 1, "Review the one you missed"),
        (30, 30, "Review the 30 you missed"),
        (79, 30, "Review 30 of the 79 you missed"),
        (11, 10, "Review 10 of the 11 you missed"),
        (2, 0, ""),
    ],
)
def test_the_offer_says_how_many_are_asked(missed: int, asked: int, name: str) -> None:
    assert offer_now(NothingDue("nothing", missed, asked))[1] == name


def test_the_offer_leaves_out_what_an_open_sitting_asks(practice: Practice) -> None:
    missed = miss(practice, 3)
    drill = practice.begin_drill(DrillFilter(only=frozenset({"missed"}), count=1))
    drill.choose(drill.attempt.item.order[0])
    with pytest.raises(NothingDue) as caught:
        practice.begin_review()
    said, name = offer_now(caught.value)
    assert name == "Review 2 of the 3 you missed"
    assert said.startswith("1 of what you missed is in an open sitting, which you can resume")
    review = practice.begin_review(on_demand=True)
    assert set(asked(review)) == set(missed) - set(asked(drill))
    review.submit()


def test_plain_mode_offers_it_and_says_that_it_does_not_count(
    practice: Practice, home: Home, tmp_path: Path
) -> None:
    miss(practice, 1)
    practice.close()
    pack = ("--pack", str(tmp_path / "pack"))
    said = say(home.root, "review\nno\nreview\nyes\n1\n\nleave\nquit\n", *pack)
    assert said.count(WHY_EXTRA) == 2, "at each offer"
    assert said.count(EXTRA_PRACTICE) == 1, "once it has begun"
    assert said.count("Review the one you missed?") == 2
    assert "Question 1 of 1" in said
