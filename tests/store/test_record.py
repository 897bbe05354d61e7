"""Figures updated answer by answer equal those recomputed from the whole history."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from quizapp.exam.attempt import Confidence
from quizapp.exam.mock import MockOptions
from quizapp.store.db.progress_schema import CARD, CONFUSION, MIX_UP, STUDY_DAY, TALLY
from quizapp.store.db.schema import ATTEMPT, QUESTION, RESPONSE
from quizapp.store.learner.settings import ZONE, write, zone
from quizapp.store.progress import home_row, record, standing
from quizapp.store.progress import queries as progress_queries
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import start_drill, start_mock, start_replay
from quizapp.store.workspace import Workspace
from quizapp.study.drill import DrillFilter
from quizapp.study.progress import GivenAnswer, progress

pytestmark = pytest.mark.slow

TABLES: tuple[Table, ...] = (CARD, TALLY, STUDY_DAY, CONFUSION, MIX_UP)


@pytest.fixture(autouse=True)
def _study_days_in_utc(workspace: Workspace) -> None:
    with workspace.database.write() as connection:
        write(connection, workspace.scope, ZONE, "UTC")


def figures(workspace: Workspace) -> dict[str, set[Any]]:
    """Return every row of every table of figures."""
    with workspace.database.read() as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(select(table))}
            for table in TABLES
        }


def reply(sitting: Sitting, rng: random.Random) -> None:
    """Answer the current question, right more often than not."""
    item = sitting.attempt.item
    wrong = sorted(set(item.order) - item.keys)
    rng.shuffle(wrong)
    wanted = sorted(item.keys) if rng.random() < 0.6 else wrong[: item.selects]
    for option in wanted:
        sitting.choose(option)


def take_sittings(workspace: Workspace, seed: int) -> None:
    """Take a mock with blanks, drills with every confidence, and a replay."""
    rng = random.Random(seed)
    whose = (workspace.database, workspace.scope, workspace.blueprint)
    mock = start_mock(*whose, MockOptions(form=1), rng=rng)
    for position in range(50):
        mock.go(position)
        if rng.random() < 0.9:
            reply(mock, rng)
    mock.submit()
    for _ in range(3):
        drill = start_drill(*whose, DrillFilter(count=12), rng=rng)
        for position in range(12):
            drill.go(position)
            reply(drill, rng)
            drill.confirm(rng.choice([None, *Confidence]))
        drill.submit()
    missed = [item.question_id for item in mock.attempt.items if item.seen and not item.right]
    replay = start_replay(workspace.database, mock.stored, workspace.blueprint, missed[:5], rng=rng)
    for position in range(8):
        replay.go(position)
        reply(replay, rng)
        replay.confirm()
        if position + 1 >= len(replay.attempt.items):
            break
    replay.pause()


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_updated_live_equal_recomputed_figures(workspace: Workspace, seed: int) -> None:
    take_sittings(workspace, seed)
    kept = figures(workspace)
    assert all(kept.values())
    with workspace.database.write() as connection:
        record.recompute_figures(connection, workspace.scope)
    assert figures(workspace) == kept


def test_stored_standing_equals_the_computed_progress(workspace: Workspace) -> None:
    take_sittings(workspace, 3)
    with workspace.database.read() as connection:
        syllabus = progress_queries.syllabus(connection, workspace.scope)
        rows = connection.execute(select(QUESTION.c.id, QUESTION.c.code))
        codes = {row.id: row.code for row in rows}
        first = {
            (row.question_id, row.marked_at, row.id): row.first_exposure
            for row in connection.execute(select(RESPONSE).where(RESPONSE.c.marked_at.is_not(None)))
            if row.seen_at is not None
        }
        given = [
            GivenAnswer(
                codes[m.question_id], m.topic, m.at, m.correct, exposure, m.confidence, m.choice
            )
            for m, exposure in zip(
                record.marked(connection, workspace.scope),
                [first[key] for key in sorted(first, key=lambda key: key[1:])],
                strict=True,
            )
        ]
        now = datetime.now(UTC)
        local = zone(connection, workspace.scope.learner)
    expected = progress(given, workspace.blueprint, syllabus, now, local)
    for _ in range(2):
        with workspace.database.read() as connection:
            found, _ = standing.standing(connection, workspace.scope, workspace.blueprint, now)
        assert found.mock == expected.mock
        assert found.exam == expected.exam
        assert found.topics == expected.topics
        assert found.domains == expected.domains
        assert found.confusions == expected.confusions
        assert found.streak == expected.streak
        assert {m.question: m for m in found.to_recover}.keys() == {
            m.question for m in expected.to_recover
        }
        assert {m.question for m in found.lucky} == {m.question for m in expected.lucky}
        workspace.refresh_standing()


def test_stored_readiness_state_includes_the_last_answer(workspace: Workspace) -> None:
    take_sittings(workspace, 4)
    assert workspace.refresh_standing()
    assert not workspace.refresh_standing()
    whose = (workspace.database, workspace.scope, workspace.blueprint)
    drill = start_drill(*whose, DrillFilter(count=3), rng=random.Random(1))
    reply(drill, random.Random(1))
    drill.confirm()
    with workspace.database.read() as connection:
        before = standing.standing(connection, workspace.scope, workspace.blueprint)[0]
    assert workspace.refresh_standing()
    with workspace.database.read() as connection:
        after = standing.standing(connection, workspace.scope, workspace.blueprint)[0]
        said = home_row.read(connection, workspace.scope).standing
    assert before.mock == after.mock
    assert said.answers == after.answers == before.answers


def test_clock_set_back_loses_no_answer(workspace: Workspace) -> None:
    take_sittings(workspace, 5)
    workspace.refresh_standing()
    with workspace.database.write() as connection:
        newest = connection.execute(
            select(RESPONSE.c.id, RESPONSE.c.marked_at)
            .where(RESPONSE.c.marked_at.is_not(None))
            .order_by(RESPONSE.c.marked_at.desc())
            .limit(10)
        ).all()
        for row in newest:
            assert row.marked_at is not None
            connection.execute(
                update(RESPONSE)
                .where(RESPONSE.c.id == row.id)
                .values(marked_at=row.marked_at.replace(year=2020))
            )
    drill = start_drill(
        workspace.database, workspace.scope, workspace.blueprint, DrillFilter(count=1)
    )
    reply(drill, random.Random(1))
    drill.confirm()
    workspace.refresh_standing()
    with workspace.database.read() as connection:
        found = standing.standing(connection, workspace.scope, workspace.blueprint)[0]
    assert found.mock.evidence.answers == found.answers


def test_removed_sitting_is_removed_from_the_figures(workspace: Workspace) -> None:
    whose = (workspace.database, workspace.scope, workspace.blueprint)
    drill = start_drill(*whose, DrillFilter(count=5), rng=random.Random(8))
    for position in range(5):
        drill.go(position)
        reply(drill, random.Random(position))
        drill.confirm()
    drill.submit()
    before = figures(workspace)
    take_sittings(workspace, 6)
    with workspace.database.read() as connection:
        later = connection.scalars(
            select(ATTEMPT.c.id).where(ATTEMPT.c.id != drill.stored.id)
        ).all()
    for attempt in later:
        workspace.forget(attempt)
    assert figures(workspace) == before
    workspace.forget(None)
    assert not any(figures(workspace).values())
