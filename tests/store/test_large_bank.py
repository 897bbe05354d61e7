"""Drawing from a bank that is too large to read whole, simulated with the shipped bank."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, select

from quizapp.exam.mock import MockOptions
from quizapp.store.browser import search
from quizapp.store.browser.query import Query
from quizapp.store.db.schema import EXPOSURE, FORM_QUESTION, QUESTION
from quizapp.store.progress import standing
from quizapp.store.selection import drill_query, pool
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import start_mock
from quizapp.store.workspace import Workspace
from quizapp.study.drill import DrawCandidate, DrillFilter
from tests.store.test_costs import counted

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MIX, SHORT = MockOptions(mix=True), MockOptions(short=True)


@pytest.fixture
def large(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(pool, "SMALL", 50)
    return workspace


def everything(workspace: Workspace) -> list[int]:
    with workspace.database.read() as connection:
        return list(connection.scalars(select(QUESTION.c.id).order_by(QUESTION.c.id)))


def meet(workspace: Workspace, rows: Iterable[int], seed: int = 1) -> dict[int, datetime]:
    """Store these questions as shown, in random order; return when each one was shown."""
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)
    shown = {row: LONG_AGO + timedelta(hours=n) for n, row in enumerate(mixed)}
    values = [
        {
            "learner_id": workspace.scope.learner,
            "question_id": row,
            "first_at": at,
            "last_at": at,
            "times": 1,
            "flagged": False,
        }
        for row, at in shown.items()
    ]
    if values:
        with workspace.database.write() as connection:
            connection.execute(insert(EXPOSURE), values)
    return shown


def mock(workspace: Workspace, wish: MockOptions, seed: int) -> Sitting:
    whose = (workspace.database, workspace.scope, workspace.blueprint)
    return start_mock(*whose, wish, rng=random.Random(seed))


def asked(sitting: Sitting) -> list[int]:
    return [sitting.stored.rows[item.question_id][0] for item in sitting.attempt.items]


def candidates_of(workspace: Workspace, wish: MockOptions, seed: int) -> list[Any]:
    """Return the candidates for a mock."""
    whole, blueprint = wish.mix, workspace.blueprint
    with workspace.database.read() as connection:
        return pool.candidates(
            connection,
            workspace.scope_of(blueprint.code),
            blueprint.form if whole else blueprint.short_form(blueprint.short_questions),
            random.Random(seed),
            whole=whole,
        )


def sample(workspace: Workspace, wish: DrillFilter, seed: int = 1) -> list[DrawCandidate]:
    with workspace.database.read() as connection:
        return drill_query.sample(connection, workspace.scope, wish, random.Random(seed))


# -- mocks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("wish", [MIX, SHORT])
@pytest.mark.parametrize("share", [0.0, 0.6, 0.95, 1.0])
def test_mock_is_complete_and_in_proportion_however_much_was_met(
    large: Workspace, wish: MockOptions, share: float
) -> None:
    rows = everything(large)
    meet(large, random.Random(5).sample(rows, round(share * len(rows))))
    form = large.blueprint.form if wish.mix else large.blueprint.short_form(20)
    for seed in range(4):
        sitting = mock(large, wish, seed)
        domains = [item.domain for item in sitting.attempt.items]
        assert {domain: domains.count(domain) for domain in form} == form
        assert len(set(asked(sitting))) == len(domains) == sum(form.values())


@pytest.mark.parametrize("wish", [MIX, SHORT])
def test_small_and_large_bank_use_the_same_pool(
    large: Workspace, wish: MockOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet(large, everything(large)[::3])
    few = [candidates_of(large, wish, seed) for seed in range(4)]
    monkeypatch.undo()
    whole = set(candidates_of(large, wish, 0))
    assert all(set(some) < whole for some in few)
    assert len({frozenset(some) for some in few}) == 4


def test_met_questions_are_not_read_if_enough_are_unmet(large: Workspace) -> None:
    meet(large, everything(large)[::4])
    found = candidates_of(large, MIX, 1)
    assert all(candidate.last_shown is None for candidate in found)
    wanted = large.blueprint.questions
    assert wanted < len(found) <= pool.OVERSAMPLING * wanted


def test_questions_shown_longest_ago_are_asked_if_all_were_met(large: Workspace) -> None:
    shown = meet(large, everything(large))
    most = pool.OLDEST_FACTOR * large.blueprint.questions + pool.OLDEST_EXTRA
    oldest = sorted(shown, key=shown.__getitem__)[:most]
    assert most < len(shown) / 2
    found = candidates_of(large, MIX, 1)
    assert {candidate.id for candidate in found} <= set(oldest)
    assert set(asked(mock(large, MIX, 1))) <= set(oldest)


def test_questions_met_in_another_pack_do_not_reduce_the_pool(
    large: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the questions shown longest ago are all of another pack, any other question is used."""
    meet(large, everything(large))
    monkeypatch.setattr(pool, "OLDEST_FACTOR", 0)
    monkeypatch.setattr(pool, "OLDEST_EXTRA", 1)
    sitting = mock(large, MIX, 1)
    assert len(set(asked(sitting))) == large.blueprint.questions


def test_every_question_of_the_pool_can_be_drawn(
    large: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This includes both ends of the shuffle, because reading wraps around."""
    seen: set[int] = set()
    for seed in range(150):
        seen |= {candidate.id for candidate in candidates_of(large, SHORT, seed)}
    monkeypatch.undo()
    assert seen == {candidate.id for candidate in candidates_of(large, SHORT, 0)}


# -- drills ---------------------------------------------------------------------------------------


def test_drill_reads_a_limited_number_of_questions(large: Workspace) -> None:
    assert len(sample(large, DrillFilter())) == drill_query.OVERSAMPLING * 20
    rows = everything(large)
    meet(large, rows)
    assert len(sample(large, DrillFilter())) == drill_query.OVERSAMPLING * 20


def test_drill_reads_further_to_find_unmet_questions(large: Workspace) -> None:
    rows = everything(large)
    meet(large, [row for row in rows if row % 9])
    some = sample(large, DrillFilter())
    assert len(some) > drill_query.OVERSAMPLING * 20
    assert len({each.row_id for each in some}) == len(some)
    assert sum(not each.met for each in some) > 10


def test_drill_finds_the_last_unmet_question_of_a_small_bank(workspace: Workspace) -> None:
    last = sample(workspace, DrillFilter())[0].row_id
    meet(workspace, [row for row in everything(workspace) if row != last])
    for seed in range(9):
        assert last in {
            each.row_id for each in sample(workspace, DrillFilter(), seed) if not each.met
        }


@pytest.mark.parametrize("seed", range(3))
def test_stretch_has_no_gaps_or_repetitions(workspace: Workspace, seed: int) -> None:
    query = select(QUESTION.c.id, QUESTION.c.shuffle)
    with workspace.database.read() as connection:
        stretch = pool.ShuffleCursor(connection, query, QUESTION.c.shuffle, random.Random(seed))
        read = [row for most in (100, 0, 1, 250, 400, 5_000) for row in stretch.read(most)]
    assert sorted(row.id for row in read) == everything(workspace)
    places = [row.shuffle for row in read]
    turn = places.index(min(places))
    assert places[turn:] + places[:turn] == sorted(places)


# -- statements and plans -------------------------------------------------------------------------


def keep_one_form(workspace: Workspace) -> None:
    """Remove all forms but one: in a large bank, few of the questions are in forms."""
    with workspace.database.write() as connection:
        connection.execute(delete(FORM_QUESTION).where(FORM_QUESTION.c.form_id > 1))


def plans(workspace: Workspace, action: Callable[[], object]) -> list[list[str]]:
    """Return the query plans of an action."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, values))

    event.listen(workspace.database.engine, "before_cursor_execute", note)
    action()
    event.remove(workspace.database.engine, "before_cursor_execute", note)
    with workspace.database.read() as connection:
        return [
            [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", values)]
            for s, values in seen
        ]


@pytest.mark.parametrize("wish", [MIX, SHORT])
@pytest.mark.parametrize("all_met", [False, True])
def test_pool_queries_use_indexes(large: Workspace, wish: MockOptions, all_met: bool) -> None:
    keep_one_form(large)
    if all_met:
        meet(large, everything(large))
    found = plans(large, lambda: candidates_of(large, wish, 1))
    assert len(found) <= 1 + len(large.blueprint.form) + all_met
    tables = ("question", "question_skill", "exposure", "form_question")
    for plan in found:
        assert not [step for step in plan if step in {f"SCAN {name}" for name in tables}], plan
        assert not [step for step in plan if "ORDER BY" in step], plan


def test_exposure_is_looked_up_in_an_index(large: Workspace) -> None:
    mocks = plans(large, lambda: candidates_of(large, SHORT, 1))
    drilled = plans(large, lambda: sample(large, DrillFilter()))
    for plan in (mocks[1], drilled[1]):
        (step,) = (step for step in plan if "exposure" in step)
        assert "USING COVERING INDEX" in step


def test_small_bank_is_read_for_a_mock_in_one_statement(workspace: Workspace) -> None:
    assert len(plans(workspace, lambda: candidates_of(workspace, MIX, 1))) == 2


def test_weak_areas_count_only_what_they_show(workspace: Workspace) -> None:
    whose = (workspace.scope, workspace.blueprint, 12)
    with counted(workspace) as sent, workspace.database.read() as connection:
        standing.weak_areas(connection, *whose)
    assert len(sent) <= 7
    assert not [statement for statement in sent if "unrecovered" in statement]


def test_forms_are_looked_up_only_for_held_back_results(workspace: Workspace) -> None:
    numbers = []
    for held in (False, True):
        with counted(workspace) as sent, workspace.database.read() as connection:
            query = Query("lambda", held=held)
            found = search.page(connection, workspace.scope, query)
        assert any(hit.held for hit in found.hits) is held
        numbers.append(len(sent))
    assert numbers == [7, 8]
