"""The facts of a report, from sittings in a real database."""

from __future__ import annotations

import random
from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from quizapp import paths
from quizapp.exam.attempt import Kind, State
from quizapp.exam.mock import MockOptions
from quizapp.exam.scoring import report
from quizapp.export.reading import read
from quizapp.paths import Home
from quizapp.practice.report import EARLIER, ReportFacts, facts, facts_of
from quizapp.store.db.schema import ATTEMPT, QUESTION
from quizapp.store.learner import settings
from quizapp.store.progress import home_row
from quizapp.store.sittings.sitting import Clocks, Sitting
from quizapp.store.sittings.start import reopen, replay_missed, start_drill, start_mock
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.study.drill import DrillFilter
from quizapp.ui.widgets.report_parts import domains, quarters
from quizapp.words import full_day


class Watch:
    """The clock of a sitting, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @property
    def clocks(self) -> Clocks:
        return Clocks(
            lambda: self.seconds, lambda: datetime.now(UTC), lambda: None, lambda: self.seconds
        )


def begin(
    workspace: Workspace, wish: MockOptions, watch: Watch, exam: str | None = None
) -> Sitting:
    return start_mock(
        workspace.database,
        workspace.scope_of(exam),
        workspace.exam(exam),
        wish,
        watch.clocks,
        random.Random(3),
    )


def answer(sitting: Sitting, *, right: bool) -> None:
    item = sitting.attempt.item
    for option in sorted(item.chosen):
        sitting.choose(option)
    wrong = sorted(set(item.order) - item.keys)[: item.selects]
    for option in sorted(item.keys) if right else wrong:
        sitting.choose(option)


def answer_first(sitting: Sitting, number: int, *, wrong: Container[int] = ()) -> None:
    """Answer the first `number` questions; those at the positions in `wrong` get a wrong answer."""
    for position in range(number):
        sitting.go(position)
        answer(sitting, right=position not in wrong)


def taken(
    workspace: Workspace, wish: MockOptions, exam: str | None = None, *, wrong: int = 0
) -> Sitting:
    """Submit a mock with its first `wrong` questions missed, and a minute for each."""
    watch = Watch()
    sitting = begin(workspace, wish, watch, exam)
    for position in range(len(sitting.attempt.items)):
        sitting.go(position)
        watch.seconds += 60
        answer(sitting, right=position >= wrong)
    sitting.submit()
    return sitting


@pytest.fixture
def kubernetes(home: Home) -> Iterator[Workspace]:
    """Another pack in the same database."""
    found = open_workspace(home, None, paths.pack("kubernetes-associate"))
    yield found
    found.database.close()


def test_mock_facts_include_score_domains_pace_and_first_sight(workspace: Workspace) -> None:
    sitting = taken(workspace, MockOptions(form=1), wrong=13)
    found = facts(sitting)
    assert found.score == report(sitting.attempt, workspace.blueprint)
    assert found.domains == found.score.domains
    assert (found.asked, found.answered, found.right, found.missed) == (65, 65, 52, 13)
    assert found.verdict == "Pass"
    assert found.score_text == str(found.score.score)
    assert found.passing_text == "720"
    assert found.range_text == (str(found.score.low), str(found.score.high))
    assert found.outcome == "52 of 65 right."
    assert (found.used, found.allowed, found.budget) == (65 * 60, 130 * 60, 120)
    assert found.pace == (60, 60, 60, 60)
    assert [total for _, total in found.right_by_quarter] == [16, 16, 17, 16]
    assert sum(right for right, _ in found.right_by_quarter) == 52
    assert (found.time_on_right, found.time_on_wrong) == (60, 60)
    assert found.first_sight_text == "You had not seen any of these questions before."
    assert (found.changes_text, found.earlier, found.prediction) == ("", (), None)


def test_time_on_wrong_answers_includes_incomplete_ones(workspace: Workspace) -> None:
    watch = Watch()
    sitting = begin(workspace, MockOptions(form=1), watch)
    sitting.go(next(n for n, item in enumerate(sitting.attempt.items) if item.selects > 1))
    watch.seconds += 30
    sitting.choose(0)
    sitting.submit()
    found = facts(sitting)
    assert (found.incomplete, found.time_on_right, found.time_on_wrong) == (1, 0, 30)


def test_scores_of_a_percent_exam_have_a_percent_sign(kubernetes: Workspace) -> None:
    found = facts(taken(kubernetes, MockOptions(form=1), wrong=5))
    assert (found.exam, found.score_text, found.passing_text) == ("KCNA", "50%", "75%")
    assert found.verdict == "Not yet a pass"
    assert found.range_text[1].endswith("%")
    assert not found.range_text[0].endswith("%")


def test_repeat_is_marked_and_counts_first_sight_questions(kubernetes: Workspace) -> None:
    taken(kubernetes, MockOptions(form=1))
    found = facts(taken(kubernetes, MockOptions(form=1, untimed=True)))
    assert found.repeat
    assert (found.allowed, found.budget) == (None, None)
    assert found.first_sight_text == "You had seen all of these questions before."


def test_changed_answers_are_counted_by_effect(kubernetes: Workspace) -> None:
    watch = Watch()
    sitting = begin(kubernetes, MockOptions(form=1), watch)
    for position, (first, then) in enumerate([(False, True), (True, False), (True, True)]):
        sitting.go(position)
        answer(sitting, right=first)
        if then is not first:
            answer(sitting, right=then)
    sitting.flag()
    sitting.submit()
    found = facts(sitting)
    assert found.changes.total == 2
    assert found.changes_text == "1 from wrong to right, 1 from right to wrong"
    assert (found.answered, found.right, found.flagged) == (3, 2, 1)


def test_earlier_scores_include_only_first_sight_mocks_of_the_exam_and_pack(
    workspace: Workspace, kubernetes: Workspace
) -> None:
    first = taken(workspace, MockOptions(form=1), wrong=20)
    taken(kubernetes, MockOptions(form=1))
    taken(workspace, MockOptions(form=1), "DVA-C02")
    taken(workspace, MockOptions(form=1))
    taken(workspace, MockOptions(short=True))
    second = taken(workspace, MockOptions(form=2), wrong=10)
    third = taken(workspace, MockOptions(form=3), wrong=5)
    scores = [facts(sitting).score for sitting in (first, second)]
    found = facts(third)
    assert list(found.earlier) == [score.score for score in scores if score is not None]
    assert found.earlier_text == tuple(str(score) for score in found.earlier)
    assert facts(first).earlier == ()
    assert facts(taken(kubernetes, MockOptions(form=1))).earlier == (100,)


def test_earlier_mocks_are_earlier_by_number_not_by_date(workspace: Workspace) -> None:
    ahead = taken(workspace, MockOptions(form=1), wrong=20)
    with workspace.database.write() as connection:
        later = datetime.now(UTC) + timedelta(days=40)
        connection.execute(
            update(ATTEMPT).where(ATTEMPT.c.id == ahead.stored.id).values(started_at=later)
        )
    right = taken(workspace, MockOptions(form=2), wrong=10)
    score = facts(reopen(workspace.database, ahead.stored.id)).score
    assert score is not None
    assert facts(right).earlier == (score.score,)
    assert facts(reopen(workspace.database, ahead.stored.id)).earlier == ()


def test_earlier_scores_are_limited(kubernetes: Workspace) -> None:
    sitting = taken(kubernetes, MockOptions(form=1))
    found = facts(sitting)
    many = tuple(range(EARLIER + 3))
    again = facts_of(sitting.stored, sitting.attempt, sitting.blueprint, UTC, many)
    assert again.earlier == many[-EARLIER:]
    assert again.score == found.score


def test_facts_say_that_time_ran_out(kubernetes: Workspace) -> None:
    watch = Watch()
    sitting = begin(kubernetes, MockOptions(form=1), watch)
    answer(sitting, right=True)
    watch.seconds = 15 * 60
    sitting.pause()
    found = facts(sitting)
    assert found.state is State.EXPIRED
    assert found.outcome == "1 of 10 right. Time ran out. The one you answered was right."
    assert (found.score is not None, found.answered, found.missed) == (True, 1, 0)


def test_abandoned_mock_has_no_score_and_counts_shown_questions(
    kubernetes: Workspace,
) -> None:
    sitting = begin(kubernetes, MockOptions(form=1), Watch())
    answer(sitting, right=True)
    sitting.go(1)
    sitting.abandon()
    found = facts(sitting)
    assert found.given_up
    assert (found.score, found.score_text, found.verdict, found.range_text) == (
        None,
        "",
        "",
        ("", ""),
    )
    assert found.outcome == "Abandoned: 1 of 10 answered; no score."
    assert sum(row.total for row in found.domains) == 2
    assert (found.first_sight, found.pace, found.right_by_quarter) == (2, (), ())


def test_open_drill_counts_marked_questions_only(workspace: Workspace) -> None:
    sitting = start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(count=5),
        "Drill: queues",
        rng=random.Random(1),
    )
    answer(sitting, right=False)
    sitting.confirm()
    sitting.go(1)
    sitting.choose(sitting.attempt.item.order[0])
    found = facts(sitting)
    assert (found.kind, found.title, found.score) == (Kind.DRILL, "Drill: queues", None)
    assert found.outcome == "Still open: 1 of 5 answered so far."
    assert (found.missed, sum(row.total for row in found.domains)) == (1, 1)


def test_replay_counts_each_repetition_of_a_question(kubernetes: Workspace) -> None:
    replay = replay_missed(taken(kubernetes, MockOptions(form=1), wrong=1))
    answer(replay, right=False)
    replay.confirm()
    replay.go(1)
    answer(replay, right=True)
    replay.confirm()
    replay.submit()
    found = facts(replay)
    assert (found.kind, found.asked, found.right) == (Kind.REPLAY, 2, 1)
    assert found.outcome == "1 of 2 right."


def test_day_is_in_the_learners_time_zone(kubernetes: Workspace) -> None:
    sitting = taken(kubernetes, MockOptions(form=1))
    for zone, hours in (("Pacific/Kiritimati", 14), ("Etc/GMT+12", -12)):
        with kubernetes.database.write() as connection:
            settings.write(connection, kubernetes.scope, "time_zone", zone)
        found = facts(sitting)
        local = sitting.stored.started_at.astimezone(UTC) + timedelta(hours=hours)
        assert found.started.utcoffset() == timedelta(hours=hours)
        assert found.day == full_day(local)


def test_exported_report_has_the_same_facts_as_the_screen(
    workspace: Workspace, tmp_path: Path
) -> None:
    taken(workspace, MockOptions(form=1), wrong=20)
    sitting = taken(workspace, MockOptions(form=2), wrong=10)
    again = reopen(workspace.database, sitting.stored.id)
    written = read(workspace.database, sitting.stored.id)
    shown: ReportFacts = facts(again)
    assert written.facts == shown
    assert dict(written.details)["Earlier mocks"].startswith(shown.earlier_text[0])


def test_exported_report_names_topics_whose_questions_were_withdrawn(workspace: Workspace) -> None:
    sitting = taken(workspace, MockOptions(form=1))
    before = read(workspace.database, sitting.stored.id)
    with workspace.database.write() as connection:
        connection.execute(update(QUESTION).values(active=False))
    after = read(workspace.database, sitting.stored.id)
    assert [entry.topic for entry in after.entries] == [entry.topic for entry in before.entries]
    assert all(entry.topic != entry.question.topic for entry in after.entries)


def test_the_missed_of_a_report_are_those_that_home_counts(workspace: Workspace) -> None:
    sitting = begin(workspace, MockOptions(short=True), Watch())
    answer_first(sitting, 3, wrong=range(1, 3))
    sitting.go(3)
    sitting.submit()
    workspace.refresh_standing()
    with workspace.database.read() as connection:
        row = home_row.read(connection, workspace.scope)
    assert facts(sitting).missed == row.standing.recover == 3


@pytest.mark.parametrize(
    ("by_quarter", "said"),
    [
        (((10, 16), (10, 16), (10, 16), (16, 17)), ""),
        (((12, 16), (12, 16), (12, 16), (11, 17)), ""),
        (
            ((12, 16), (12, 16), (12, 16), (10, 17)),
            "the last quarter was 16 percentage points below the others",
        ),
        (
            ((16, 16), (16, 16), (16, 16), (0, 17)),
            "the last quarter was 100 percentage points below the others",
        ),
        ((), ""),
    ],
)
def test_worse_last_quarter_is_named_only_after_a_clearly_worse_last_quarter(
    kubernetes: Workspace, by_quarter: tuple[tuple[int, int], ...], said: str
) -> None:
    found = replace(
        facts(taken(kubernetes, MockOptions(form=1))),
        right_by_quarter=by_quarter,
        shown_by_quarter=tuple(asked for _, asked in by_quarter),
        answered_by_quarter=tuple(asked for _, asked in by_quarter),
    )
    assert found.last_quarter_remark == said


@pytest.mark.parametrize(
    ("answered", "shown", "asks"),
    [
        ((16, 16, 17, 16), (16, 16, 17, 16), True),
        ((8, 8, 8, 8), (16, 16, 17, 16), True),
        ((8, 8, 8, 7), (16, 16, 17, 16), False),
        ((7, 16, 17, 16), (16, 16, 17, 16), False),
        ((16, 16, 17, 8), (16, 16, 17, 9), False),
    ],
)
def test_worse_last_quarter_needs_answers_in_each_quarter_and_the_end_to_be_reached(
    kubernetes: Workspace, answered: tuple[int, ...], shown: tuple[int, ...], asks: bool
) -> None:
    found = replace(
        facts(taken(kubernetes, MockOptions(form=1))),
        right_by_quarter=((16, 16), (16, 16), (17, 17), (0, 16)),
        shown_by_quarter=shown,
        answered_by_quarter=answered,
    )
    assert bool(found.last_quarter_remark) == asks


@pytest.mark.parametrize("room", [53, 73, 99, 133])
def test_domain_diagram_says_what_its_sides_mean_at_every_width(
    workspace: Workspace, room: int
) -> None:
    said = domains(facts(taken(workspace, MockOptions(form=1), wrong=13)), room).plain
    assert "meets competencies" in said
    assert "needs work" not in said
    assert room > 73 or "needs improvement" in said
    assert all(len(line.rstrip()) <= room for line in said.splitlines())


def test_quarter_of_which_nothing_was_shown_has_no_pace(workspace: Workspace) -> None:
    sitting = begin(workspace, MockOptions(form=1), Watch())
    for position in range(12):
        sitting.go(position)
        answer(sitting, right=True)
    sitting.submit()
    found = facts(sitting)
    assert found.answered_by_quarter == (12, 0, 0, 0)
    assert found.pace[0] is not None
    assert found.pace[1:] == (None, None, None)
    title, _, pace, right, _ = quarters(found).plain.splitlines()
    assert title == "By quarter, of those shown"
    assert pace.split() == ["Pace", "0:00", "–", "–", "–"]
    assert right.split() == ["Right", "12/12", "–", "–", "–"]
    assert found.outcome == "12 of 65 right. All 12 you answered were right."
    assert found.last_quarter_remark == ""
    details = dict(read(workspace.database, sitting.stored.id).details)
    assert details["Pace"].startswith("0:00, –, –, – per question")


def test_worse_last_quarter_is_named_only_of_questions_that_were_shown(
    kubernetes: Workspace,
) -> None:
    sitting = begin(kubernetes, MockOptions(form=1), Watch())
    for position in range(6):
        sitting.go(position)
        answer(sitting, right=True)
    sitting.submit()
    found = facts(sitting)
    assert found.right_by_quarter == ((2, 2), (3, 3), (1, 3), (0, 2))
    assert found.shown_by_quarter == (2, 3, 1, 0)
    assert found.last_quarter_remark == ""


def test_a_given_up_mock_has_no_quarters(kubernetes: Workspace) -> None:
    sitting = begin(kubernetes, MockOptions(form=1), Watch())
    for position in range(8):
        sitting.go(position)
        answer(sitting, right=position < 6)
    sitting.abandon()
    found = facts(sitting)
    assert (found.right_by_quarter, found.last_quarter_remark) == ((), "")
    assert len(found.pace) == 4
    assert "Right by quarter" not in dict(read(kubernetes.database, sitting.stored.id).details)
