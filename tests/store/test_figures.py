"""Figures kept answer by answer are those that the whole history gives."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from quizapp.exam.attempt import Confidence
from quizapp.store import answers, drills, standing, summary
from quizapp.store.figure_tables import CARD, CONFUSION, MIX_UP, STUDY_DAY, TALLY
from quizapp.store.opening import Opened, forget, refresh_standing
from quizapp.store.settings import ZONE, write, zone
from quizapp.store.sitting import MockWish, Sitting, start_mock, start_replay
from quizapp.store.tables import ATTEMPT, QUESTION, RESPONSE
from quizapp.study.drill import Wish
from quizapp.study.progress import Given, progress

pytestmark = pytest.mark.slow

TABLES: tuple[Table, ...] = (CARD, TALLY, STUDY_DAY, CONFUSION, MIX_UP)


@pytest.fixture(autouse=True)
def _study_days_in_utc(opened: Opened) -> None:
    with opened.database.write() as connection:
        write(connection, opened.learner, ZONE, "UTC")


def figures(opened: Opened) -> dict[str, set[Any]]:
    """Every row of every table of figures."""
    with opened.database.read() as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(select(table))}
            for table in TABLES
        }


def reply(sitting: Sitting, rng: random.Random) -> None:
    """Answer the question on the screen, right more often than not."""
    item = sitting.attempt.item
    wrong = sorted(set(item.order) - item.keys)
    rng.shuffle(wrong)
    wanted = sorted(item.keys) if rng.random() < 0.6 else wrong[: item.selects]
    for option in wanted:
        sitting.choose(option)


def live(opened: Opened, seed: int) -> None:
    """A mock with blanks, drills with every confidence, a replay."""
    rng = random.Random(seed)
    whose = (opened.database, opened.learner, opened.pack, opened.blueprint)
    mock = start_mock(*whose, MockWish(form=1), rng=rng)
    for position in range(50):
        mock.go(position)
        if rng.random() < 0.9:
            reply(mock, rng)
    mock.submit()
    for _ in range(3):
        drill = drills.start_drill(*whose, Wish(count=12), rng=rng)
        for position in range(12):
            drill.go(position)
            reply(drill, rng)
            drill.confirm(rng.choice([None, *Confidence]))
        drill.submit()
    missed = [item.question_id for item in mock.attempt.items if item.seen and not item.right]
    replay = start_replay(opened.database, mock.stored, opened.blueprint, missed[:5], rng=rng)
    for position in range(8):
        replay.go(position)
        reply(replay, rng)
        replay.confirm()
        if position + 1 >= len(replay.attempt.items):
            break
    replay.pause()


@pytest.mark.parametrize("seed", [1, 2])
def test_kept_answer_by_answer_or_made_from_the_history_they_are_the_same(
    opened: Opened, seed: int
) -> None:
    live(opened, seed)
    kept = figures(opened)
    assert all(kept.values())
    with opened.database.write() as connection:
        answers.remake(connection, opened.learner, opened.pack)
    assert figures(opened) == kept


def test_the_standing_is_what_the_learning_engine_says_of_the_history(opened: Opened) -> None:
    live(opened, 3)
    with opened.database.read() as connection:
        syllabus = answers.syllabus(connection, opened.pack, opened.blueprint.code)
        rows = connection.execute(select(QUESTION.c.id, QUESTION.c.code))
        codes = {row.id: row.code for row in rows}
        first = {
            (row.question_id, row.marked_at, row.id): row.first_exposure
            for row in connection.execute(select(RESPONSE).where(RESPONSE.c.marked_at.is_not(None)))
            if row.seen_at is not None
        }
        given = [
            Given(codes[m.question_id], m.topic, m.at, m.correct, exposure, m.confidence, m.choice)
            for m, exposure in zip(
                answers.marked(connection, opened.learner, opened.pack),
                [first[key] for key in sorted(first, key=lambda key: key[1:])],
                strict=True,
            )
        ]
        now = datetime.now(UTC)
        local = zone(connection, opened.learner)
    expected = progress(given, opened.blueprint, syllabus, now, local)
    for _ in range(2):
        with opened.database.read() as connection:
            found, _ = standing.standing(
                connection, opened.learner, opened.pack, opened.blueprint, now
            )
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
        refresh_standing(opened)


def test_what_is_kept_for_readiness_is_brought_up_to_the_last_answer(opened: Opened) -> None:
    live(opened, 4)
    assert refresh_standing(opened)
    assert not refresh_standing(opened)
    whose = (opened.database, opened.learner, opened.pack, opened.blueprint)
    drill = drills.start_drill(*whose, Wish(count=3), rng=random.Random(1))
    reply(drill, random.Random(1))
    drill.confirm()
    with opened.database.read() as connection:
        before = standing.standing(connection, opened.learner, opened.pack, opened.blueprint)[0]
    assert refresh_standing(opened)
    with opened.database.read() as connection:
        after = standing.standing(connection, opened.learner, opened.pack, opened.blueprint)[0]
        said = summary.read(connection, opened.learner, opened.pack)["standing"]
    assert before.mock == after.mock
    assert said["answers"] == after.answers == before.answers


def test_a_clock_that_was_set_back_loses_no_answer(opened: Opened) -> None:
    live(opened, 5)
    refresh_standing(opened)
    with opened.database.write() as connection:
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
    drill = drills.start_drill(
        opened.database, opened.learner, opened.pack, opened.blueprint, Wish(count=1)
    )
    reply(drill, random.Random(1))
    drill.confirm()
    refresh_standing(opened)
    with opened.database.read() as connection:
        found = standing.standing(connection, opened.learner, opened.pack, opened.blueprint)[0]
    assert found.mock.evidence.answers == found.answers


def test_what_is_removed_from_history_is_gone_from_the_figures(opened: Opened) -> None:
    whose = (opened.database, opened.learner, opened.pack, opened.blueprint)
    drill = drills.start_drill(*whose, Wish(count=5), rng=random.Random(8))
    for position in range(5):
        drill.go(position)
        reply(drill, random.Random(position))
        drill.confirm()
    drill.submit()
    before = figures(opened)
    live(opened, 6)
    with opened.database.read() as connection:
        later = connection.scalars(
            select(ATTEMPT.c.id).where(ATTEMPT.c.id != drill.stored.id)
        ).all()
    for attempt in later:
        forget(opened, attempt)
    assert figures(opened) == before
    forget(opened, None)
    assert not any(figures(opened).values())
