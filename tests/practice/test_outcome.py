"""What a finished drill, review or replay means, from sittings in a real database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.exam.attempt import Confidence
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.annotations import toggle_cause
from quizapp.practice.outcome import (
    IN_A_REVIEW,
    Outcome,
    TopicResult,
    comes_back,
    headline,
    outcome,
)
from quizapp.practice.plan import NO_MORE, plan, reviews_to_come
from quizapp.store.learner import settings
from quizapp.store.progress.queries import day_of
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import reopen, replay_missed, start_drill, start_mock
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.study.drill import DrillFilter
from tests.practice.test_report_facts import answer
from tests.store.test_drills import backdate

TOPICS = frozenset({"lambda.esm", "kms.keys", "iam.policies"})


@pytest.fixture
def workspace(first_home: Path, tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(Home(tmp_path / "home"), None, paths.pack())
    yield opened
    opened.database.close()


def drilled(workspace: Workspace, right: list[bool]) -> Sitting:
    """Take a drill on three topics; `right` says which answers are right."""
    wish = DrillFilter(topics=TOPICS, count=len(right))
    sitting = start_drill(workspace.database, workspace.scope, workspace.blueprint, wish)
    for position, wanted in enumerate(right):
        sitting.go(position)
        answer(sitting, right=wanted)
        sitting.confirm()
    sitting.submit()
    return sitting


def test_topics_add_up_and_the_most_missed_is_first(workspace: Workspace) -> None:
    sitting = drilled(workspace, [True, False, True, False, False, True])
    found = outcome(sitting)
    asked = Counter(sitting.stored.questions[i.question_id].topic for i in sitting.attempt.items)
    assert sorted(row.asked for row in found.topics) == sorted(asked.values())
    assert sum(row.right for row in found.topics) == 3
    misses = [row.asked - row.right for row in found.topics]
    assert misses == sorted(misses, reverse=True)
    assert headline(sitting.attempt) == "3 of 6 right."


def test_lucky_answers_and_sure_and_wrong_ones_are_counted(workspace: Workspace) -> None:
    assert outcome(drilled(workspace, [True, False])).sureness == ()
    wish = DrillFilter(topics=TOPICS, count=3)
    sitting = start_drill(workspace.database, workspace.scope, workspace.blueprint, wish)
    counted = []
    for position, confidence in enumerate((Confidence.SURE, Confidence.GUESS, Confidence.SURE)):
        sitting.go(position)
        answer(sitting, right=position < 2)
        sitting.confirm(confidence)
        counted.append(outcome(sitting).sureness)
    assert counted == [(), ("Right by luck: 1",), ("Right by luck: 1", "Sure but wrong: 1")]


def test_missed_questions_have_their_takeaway_and_come_back(workspace: Workspace) -> None:
    sitting = drilled(workspace, [False, True, False])
    found = outcome(sitting)
    assert [miss.position for miss in found.misses] == [0, 2]
    for miss in found.misses:
        question = sitting.stored.questions[sitting.attempt.items[miss.position].question_id]
        assert miss.takeaway == question.takeaway
    assert found.returning[0] == (1, 2)
    assert sum(number for _, number in found.returning) == 3, "the right answer comes back, too"
    assert found.change.startswith("2 are due again tomorrow, 1 is due again in ")
    backdate(workspace, sitting, 1)
    later = outcome(reopen(workspace.database, sitting.stored.id))
    assert later.misses == found.misses
    assert later.change == "", "a report that is read later says nothing of today"


def test_drill_without_misses_says_when_its_questions_come_back(workspace: Workspace) -> None:
    found = outcome(drilled(workspace, [True, True]))
    assert (found.misses, found.recovered) == ((), 0)
    assert sum(number for _, number in found.returning) == 2


def test_replay_counts_the_first_answer_to_each_question(workspace: Workspace) -> None:
    replay = replay_missed(drilled(workspace, [False, False]))
    for position, right in enumerate([True, False, True]):
        replay.go(position)
        answer(replay, right=right)
        replay.confirm()
    replay.submit()
    found = outcome(replay)
    assert sum(row.asked for row in found.topics) == 2
    assert sum(row.right for row in found.topics) == 1
    assert [miss.position for miss in found.misses] == [1]
    assert headline(replay.attempt) == "2 questions right, in 3 answers."


def test_recovered_questions_are_counted(workspace: Workspace) -> None:
    backdate(workspace, drilled(workspace, [False]), 3)
    missed = DrillFilter(topics=TOPICS, only=frozenset({"missed"}), count=1)
    for days in (2, 1, 0):
        sitting = start_drill(workspace.database, workspace.scope, workspace.blueprint, missed)
        answer(sitting, right=True)
        sitting.confirm()
        sitting.submit()
        last = outcome(sitting)
        assert last.recovered == (days == 0)
        backdate(workspace, sitting, days)
    assert last.change.startswith("1 question recovered. 1 is due again in")


def test_with_a_plan_no_due_day_is_said_and_no_review_of_other_questions() -> None:
    found = Outcome((), (), 1, ((1, 15), (2, 5)), planned=True)
    back = "come back in reviews; your plan picks the days."
    assert found.change == f"1 question recovered. 20 questions {back}"
    partly = replace(found, recovered=0, incomplete=1, blank=3)
    assert partly.change == f"20 questions (16 answered, 1 incomplete, 3 left blank) {back}"
    assert replace(partly, planned=None).change == (
        "Of 20 questions (16 answered, 1 incomplete, 3 left blank), 15 are due again tomorrow, 5 "
        "are due again in 2 days."
    )
    assert replace(found, returning=((2, 1),)).change.endswith(
        "1 question comes back in reviews; your plan picks the day."
    )
    assert Outcome((), (), 1, (), planned=True).change == "1 question recovered."
    without = Outcome((), (), 1, ((1, 15), (2, 5)))
    assert without.change == (
        "1 question recovered. 15 are due again tomorrow, 5 are due again in 2 days."
    )


def test_reviews_said_are_those_of_the_plan(workspace: Workspace) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(1)
    with workspace.database.write() as connection:
        settings.write(
            connection, workspace.scope, settings.EXAM_DATE, f"{tomorrow + timedelta(20)}"
        )
        settings.write(connection, workspace.scope, "questions_a_day", "5")
    workspace.refresh_standing()
    sitting = drilled(workspace, [False] * 8)
    found = outcome(sitting, workspace)
    row = plan(workspace)
    assert row is not None
    assert found.planned is (reviews_to_come(row) != NO_MORE) is True
    assert found.change == "8 questions come back in reviews; your plan picks the days."
    backdate(workspace, sitting, 1)
    assert outcome(reopen(workspace.database, sitting.stored.id), workspace).planned is None


def test_what_a_mock_left_blank_comes_back_and_what_it_did_not_show_does_not(
    workspace: Workspace,
) -> None:
    with workspace.database.write() as connection:
        exam = day_of(connection, workspace.scope.learner) + timedelta(20)
        settings.write(connection, workspace.scope, settings.EXAM_DATE, f"{exam}")
    workspace.refresh_standing()
    wish = MockOptions(form=1)
    mock = start_mock(workspace.database, workspace.scope, workspace.blueprint, wish)
    for position in range(6):
        mock.go(position)
        if position < 4 or mock.attempt.item.selects > 1:
            for option in sorted(mock.attempt.item.keys)[: 1 if position > 3 else None]:
                mock.choose(option)
    mock.submit()
    found = outcome(mock, workspace)
    items = mock.attempt.items[:6]
    assert (found.incomplete, found.blank) == (
        sum(item.incomplete for item in items),
        sum(not item.started for item in items),
    )
    assert found.change.startswith("6 questions (4 answered, ")
    assert [miss.lacking for miss in found.misses] == [
        "incomplete" if item.incomplete else "no answer" for item in items[4:]
    ]


@pytest.mark.parametrize(("days", "said"), [(20, IN_A_REVIEW), (1, ""), (0, ""), (-1, "due")])
def test_an_answer_is_not_due_on_a_day_while_a_plan_decides_it(
    workspace: Workspace, days: int, said: str
) -> None:
    with workspace.database.write() as connection:
        exam = day_of(connection, workspace.scope.learner) + timedelta(days)
        settings.write(connection, workspace.scope, settings.EXAM_DATE, f"{exam}")
    wish = DrillFilter(topics=TOPICS, count=1)
    sitting = start_drill(workspace.database, workspace.scope, workspace.blueprint, wish)
    answer(sitting, right=False)
    sitting.confirm()
    back = comes_back(sitting, workspace)
    assert back.startswith("due again ") if said == "due" else back == said


@pytest.mark.parametrize(("sure", "said"), [(Confidence.SURE, ""), (Confidence.GUESS, IN_A_REVIEW)])
def test_with_a_plan_a_right_answer_is_said_to_come_back_only_after_a_guess(
    workspace: Workspace, sure: Confidence, said: str
) -> None:
    with workspace.database.write() as connection:
        exam = day_of(connection, workspace.scope.learner) + timedelta(20)
        settings.write(connection, workspace.scope, settings.EXAM_DATE, f"{exam}")
    wish = DrillFilter(topics=TOPICS, count=1)
    sitting = start_drill(workspace.database, workspace.scope, workspace.blueprint, wish)
    answer(sitting, right=True)
    sitting.confirm(sure)
    assert comes_back(sitting, workspace) == said


def test_before_the_exam_without_reviews_nothing_comes_back() -> None:
    found = Outcome((), (), 0, ((1, 15),), planned=False)
    assert found.change == "No more reviews before the exam."


def test_later_returns_are_counted_together() -> None:
    found = Outcome((), (), 0, ((0, 1), (3, 2), (14, 4)))
    assert found.change == (
        "1 is due again today, 2 are due again in 3 days, 4 are due again in two weeks or later."
    )


def test_causes_of_misses_are_counted(workspace: Workspace) -> None:
    sitting = drilled(workspace, [False, False, False, True])
    assert outcome(sitting).why == ""
    for position, cause in enumerate(("misread", "unknown", "misread")):
        toggle_cause(sitting, position, cause)
    assert outcome(sitting).why == "Why you missed: misread (2), didn't know (1)"


def test_with_a_plan_the_right_ones_that_come_back_are_said() -> None:
    found = Outcome((TopicResult("Queues", 2, 3),), (), 0, ((1, 1), (4, 2)), planned=True)
    said = "3 questions (the right ones, too) come back in reviews; your plan picks the days."
    assert found.change == said
