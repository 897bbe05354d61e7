"""How the real exam went, next to the prediction made before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from quizapp.paths import Home
from quizapp.practice import result
from quizapp.practice.offers import Action
from quizapp.practice.room import Practice
from quizapp.store.bootstrap.home_row import Standing
from quizapp.store.db.plan_schema import PREDICTION, RESULT
from quizapp.store.errors import Declined
from quizapp.store.learner import settings
from quizapp.store.progress import predictions, results, standing
from quizapp.store.upkeep import backups
from quizapp.study.real_exam import PRIOR
from quizapp.words import written_day
from tests.practice.small import opened, small_pack


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def practice(home: Home, tmp_path: Path) -> Iterator[Practice]:
    found = opened(home, small_pack(tmp_path / "pack", 12, form=10))
    yield found
    found.close()


def ago(practice: Practice, days: int) -> date:
    return practice.today() - timedelta(days=days)


def predict(practice: Practice, day: date, real: float) -> None:
    """Store a prediction as a refresh on that day does."""
    stated = Standing(day=day.isoformat(), probability=real, exam_probability=real)
    with practice.workspace.database.write() as connection:
        predictions.keep(connection, practice.workspace.scope, stated)


def set_past_date(practice: Practice, day: date) -> None:
    """Store an exam date that has passed since it was set."""
    with practice.workspace.database.write() as connection:
        settings.write(connection, practice.workspace.scope, "exam_date", day.isoformat())
    practice.refresh()


def test_result_is_asked_for_after_the_exam_and_no_longer_once_it_is_entered(
    practice: Practice,
) -> None:
    practice.refresh()
    assert practice.result_asked() is None
    set_past_date(practice, ago(practice, 1))
    assert practice.result_asked() == ago(practice, 1)
    row = practice.home_row()
    assert row.standing.ask_result == ago(practice, 1).isoformat()
    assert practice.offers(row)[0].action is Action.RESULT
    assert practice.plan() is None
    practice.enter_result(ago(practice, 1), passed=True)
    practice.refresh()
    row = practice.home_row()
    assert (row.standing.ask_result, row.standing.days_left) == (None, None)
    assert practice.preferences().now.exam_date is None
    assert Action.RESULT not in {offer.action for offer in practice.offers(row)}


def test_exam_date_from_outside_is_not_asked_for_again(
    practice: Practice, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_EXAM_DATE", ago(practice, 3).isoformat())
    again = opened(home, tmp_path / "pack")
    again.refresh()
    assert again.home_row().standing.ask_result == ago(practice, 3).isoformat()
    again.enter_result(ago(practice, 3), passed=False)
    again.refresh()
    assert again.home_row().standing.ask_result is None
    again.close()


def test_result_is_stored_next_to_the_last_prediction_by_that_day(practice: Practice) -> None:
    for days, real in ((9, 0.4), (6, 0.7), (1, 0.9)):
        predict(practice, ago(practice, days), real)
    practice.enter_result(ago(practice, 5), passed=True, score=782, domains={"1": False})
    (found,) = practice.results()
    assert (found.prediction, found.predicted_on) == (0.7, ago(practice, 6))
    words = result.in_words(found)
    assert words.startswith("You passed TST-C01 on ")
    assert words.endswith(", with 782; before it we said 7 in 10 for the real exam.")
    blueprint = practice.workspace.blueprint
    assert result.domains_in_words(found, blueprint) == ("The only domain: needs improvement",)


def test_result_is_corrected_and_removed(practice: Practice) -> None:
    predict(practice, ago(practice, 6), 0.7)
    day = ago(practice, 5)
    practice.enter_result(day, passed=True, score=782)
    practice.enter_result(day, passed=False)
    (found,) = practice.results()
    assert (found.passed, found.score, found.prediction) == (False, None, 0.7)
    assert "You did not pass TST-C01" in result.in_words(found)
    practice.remove_result(day)
    assert practice.results() == ()
    with pytest.raises(Declined, match=f"there is no result for {written_day(day)}"):
        practice.remove_result(day)


def test_result_moves_the_chance_of_the_real_exam_only(practice: Practice) -> None:
    scope, blueprint = practice.workspace.scope, practice.workspace.blueprint

    def chances() -> tuple[float, float]:
        with practice.workspace.database.read() as connection:
            found, _ = standing.standing(connection, scope, blueprint)
            return found.mock.probability, found.exam.probability

    from quizapp.study.drill import DrillFilter
    from tests.practice.small import answer

    drill = practice.begin_drill(DrillFilter(count=2))
    answer(drill, 0)
    answer(drill, 1, right=False)
    drill.submit()
    before = chances()
    predict(practice, ago(practice, 6), 0.9)
    practice.enter_result(ago(practice, 5), passed=False)
    with practice.workspace.database.read() as connection:
        assert results.shock(connection, scope).mean < PRIOR.mean
    after = chances()
    assert after[0] == before[0]
    assert after[1] < before[1]
    practice.remove_result(ago(practice, 5))
    assert chances() == before


@pytest.mark.parametrize(
    ("days", "given", "said"),
    [
        (-1, {"passed": True}, "is in the future"),
        (1, {"passed": True, "score": 700}, "a pass has a score of at least 720, not 700"),
        (1, {"passed": False, "score": 720}, "a fail has a score of less than 720, not 720"),
        (1, {"passed": True, "score": 1001}, "is from 100 to 1000, not 1001"),
        (1, {"passed": True, "domains": {"9": True}}, "TST-C01 has no domain '9'"),
        (1, {"passed": True, "exam": "NO-C01"}, "no exam 'NO-C01' in this pack"),
    ],
)
def test_impossible_result_is_refused_and_nothing_is_stored(
    practice: Practice, days: int, given: dict[str, object], said: str
) -> None:
    from quizapp.store.errors import StoreError

    with pytest.raises(StoreError, match=said):
        practice.enter_result(ago(practice, days), **given)  # type: ignore[arg-type]
    assert practice.results() == ()


def test_backup_keeps_results_and_predictions(
    practice: Practice, home: Home, tmp_path: Path
) -> None:
    predict(practice, ago(practice, 6), 0.7)
    practice.enter_result(ago(practice, 5), passed=True, score=800)
    kept = practice.results()
    copy = backups.back_up(home.database, home.backups, "manual")
    practice.remove_result(ago(practice, 5))
    practice.close()
    backups.restore(copy, home.database, home.backups)
    again = opened(home, tmp_path / "pack")
    assert again.results() == kept
    again.close()


def test_removing_all_sittings_keeps_results_and_forgets_predictions(practice: Practice) -> None:
    predict(practice, ago(practice, 6), 0.7)
    practice.enter_result(ago(practice, 5), passed=True)
    practice.remove(None)
    with practice.workspace.database.read() as connection:
        assert connection.execute(select(PREDICTION)).all() == []
        assert len(connection.execute(select(RESULT)).all()) == 1


def test_date_of_another_exam_says_why(practice: Practice) -> None:
    own = practice.workspace.blueprint
    new = replace(own, code="NEW", first_day=date(2026, 12, 1), last_day=None)
    old = replace(own, code="OLD", first_day=None, last_day=date(2026, 11, 30))
    assert result.why_exam(new, new) == ""
    assert result.why_exam(old, new) == f"Before {written_day(date(2026, 12, 1))}, the exam is OLD."
    assert (
        result.why_exam(new, old) == f"From {written_day(date(2026, 12, 1))} on, the exam is NEW."
    )
