"""Drills and reviews with a real database: which questions are asked."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from quizapp import paths
from quizapp.exam.attempt import Confidence
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.store.catalog import names
from quizapp.store.catalog import queries as catalog
from quizapp.store.db.schema import ATTEMPT, QUESTION, RESPONSE
from quizapp.store.errors import StoreError
from quizapp.store.learner.annotations import toggle_bookmark
from quizapp.store.learner.settings import ZONE, write
from quizapp.store.progress import record, standing
from quizapp.store.selection import review_queue
from quizapp.store.selection.drill_stock import drillable
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import (
    reopen,
    start_drill,
    start_mock,
    start_replay,
    start_review,
)
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.study.drill import BLOCKED, FILTERS, MIXED, DrillCandidate, DrillFilter, matching
from tests.builders import entry, write_pack

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
SURE, UNSURE, GUESS = Confidence.SURE, Confidence.UNSURE, Confidence.GUESS


@pytest.fixture(autouse=True)
def _study_days_in_utc(workspace: Workspace) -> None:
    with workspace.database.write() as connection:
        write(connection, workspace.scope, ZONE, "UTC")


def begin(workspace: Workspace, wish: DrillFilter, seed: int = 1) -> Sitting:
    return start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        wish,
        rng=random.Random(seed),
    )


def sit(workspace: Workspace, form: int) -> Sitting:
    """Start a form."""
    wish = MockOptions(form=form)
    return start_mock(workspace.database, workspace.scope, workspace.blueprint, wish)


def stock(
    workspace: Workspace, now: datetime | None = None, **more: tuple[str, str]
) -> list[DrillCandidate]:
    with workspace.database.read() as connection:
        return drillable(connection, workspace.scope, now=now, **more)


def asked(sitting: Sitting) -> list[int]:
    """Return the question rows of a sitting, in order."""
    return [sitting.stored.rows[item.question_id][0] for item in sitting.attempt.items]


def choose(sitting: Sitting, *, right: bool) -> None:
    """Choose as many options as the question asks for."""
    item = sitting.attempt.item
    wrong = sorted(set(item.order) - item.keys)
    wanted = sorted(item.keys) if right else [*wrong, *sorted(item.keys)][: item.selects]
    for option in wanted:
        sitting.choose(option)


def reply(sitting: Sitting, *, right: bool, confidence: Confidence | None = None) -> None:
    choose(sitting, right=right)
    assert sitting.confirm(confidence) is right


def one(workspace: Workspace) -> DrillCandidate:
    """Return a fixed question."""
    return next(q for q in stock(workspace) if not q.template and not q.background)


def only(workspace: Workspace, question: DrillCandidate) -> Sitting:
    """Start a drill of one question, which is bookmarked for that purpose."""
    with workspace.database.write() as connection:
        toggle_bookmark(connection, workspace.scope.learner, question.row_id)
    wish = DrillFilter(only=frozenset({"bookmarked"}), topics=frozenset({question.topic}))
    drill = begin(workspace, wish)
    with workspace.database.write() as connection:
        toggle_bookmark(connection, workspace.scope.learner, question.row_id)
    assert asked(drill) == [question.row_id]
    return drill


def backdate(workspace: Workspace, sitting: Sitting, days: float) -> None:
    """Move a sitting some days into the past."""
    ago = timedelta(days=days)
    with workspace.database.write() as connection:
        own = ATTEMPT.c.id == sitting.stored.id
        attempt = connection.execute(select(ATTEMPT).where(own)).one()
        connection.execute(
            update(ATTEMPT)
            .where(own)
            .values(
                started_at=attempt.started_at - ago,
                ended_at=attempt.ended_at and attempt.ended_at - ago,
            )
        )
        for row in connection.execute(
            select(RESPONSE).where(RESPONSE.c.attempt_id == sitting.stored.id)
        ).all():
            connection.execute(
                update(RESPONSE)
                .where(RESPONSE.c.id == row.id)
                .values(
                    answered_at=row.answered_at and row.answered_at - ago,
                    marked_at=row.marked_at and row.marked_at - ago,
                )
            )
        record.recompute_figures(connection, workspace.scope)


def answer_one(
    workspace: Workspace,
    question: DrillCandidate,
    *,
    right: bool,
    days_ago: float = 0,
    confidence: Confidence | None = None,
) -> None:
    """Answer a question some days ago."""
    sitting = only(workspace, question)
    reply(sitting, right=right, confidence=confidence)
    sitting.submit()
    backdate(workspace, sitting, days_ago)


def to_review(workspace: Workspace, now: datetime | None = None) -> list[int]:
    with workspace.database.read() as connection:
        return review_queue.to_review(connection, workspace.scope, now)


def marked(
    workspace: Workspace, question: DrillCandidate, now: datetime | None = None
) -> frozenset[str]:
    return next(q.marks for q in stock(workspace, now) if q.row_id == question.row_id)


def in_days(days: int = 0) -> datetime:
    return datetime.now(UTC) + days * DAY


# -- what is asked --------------------------------------------------------------------------------


def in_forms(workspace: Workspace, numbers: Iterable[int]) -> set[int]:
    with workspace.database.read() as connection:
        return {
            q.row_id
            for number in numbers
            for q in catalog.form_questions(connection, workspace.scope, number)
        }


def numbers(workspace: Workspace) -> list[int]:
    with workspace.database.read() as connection:
        return [form.number for form in catalog.forms(connection, workspace.scope)]


def test_any_drill_matches_its_filters(workspace: Workspace) -> None:
    """No questions of untaken forms, no duplicates, and exactly the counted matches."""
    mock = sit(workspace, 1)
    mock.submit()
    kept = in_forms(workspace, numbers(workspace)) - in_forms(workspace, [1])
    assert kept
    everything = stock(workspace)
    pairs = [None, *_pairs(workspace)]

    def some(values: Iterable[str | None]) -> st.SearchStrategy[frozenset[str]]:
        known = sorted({value for value in values if value is not None})
        return st.one_of(
            st.just(frozenset[str]()), st.frozensets(st.sampled_from(known), max_size=4)
        )

    wishes = st.builds(
        DrillFilter,
        domains=some(q.domain for q in everything),
        tasks=some(s.rsplit(".", 1)[0] for q in everything for s in q.skills),
        topics=some(q.topic for q in everything),
        skills=some(s for q in everything for s in q.skills),
        services=some(s for q in everything for s in q.services),
        levels=some(q.level for q in everything),
        only=some(FILTERS),
        pair=st.sampled_from(pairs),
        templates=st.booleans(),
        order=st.sampled_from([MIXED, BLOCKED]),
        count=st.integers(1, 40),
    )

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(wishes, st.integers(0, 9))
    def check(wish: DrillFilter, seed: int) -> None:
        found = matching(stock(workspace, pair=wish.pair) if wish.pair else stock(workspace), wish)
        if not found:
            with pytest.raises(StoreError, match="no question matches"):
                begin(workspace, wish, seed)
            return
        sitting = begin(workspace, wish, seed)
        rows = asked(sitting)
        sitting.abandon()
        assert len(rows) == len(set(rows)) == min(wish.count, len(found))
        assert set(rows) <= {q.row_id for q in found}
        assert not set(rows) & kept

    for wish in (DrillFilter(count=1000), DrillFilter(count=1000, templates=True)):
        number = len(matching(stock(workspace), wish))
        sitting = begin(workspace, wish)
        rows = asked(sitting)
        assert len(rows) == len(set(rows)) == number
        assert not set(rows) & kept
        templates = {q.row_id for q in stock(workspace) if q.template}
        assert not set(rows) & {q.row_id for q in stock(workspace)} - templates
        sitting.abandon()
    check()


def _pairs(workspace: Workspace) -> list[tuple[str, str]]:
    """Return a few pairs of concepts that questions outside the forms contrast."""
    found = []
    with workspace.database.read() as connection:
        plain = [q.row_id for q in stock(workspace) if not q.background]
        for question in catalog.questions(connection, plain[:30:10], learner=None):
            options = question.question.options
            key = next(o.concept for o in options if o.is_key)
            found.append((next(o.concept for o in options if not o.is_key), key))
    return found


def test_drill_asks_no_question_of_an_open_form(workspace: Workspace) -> None:
    """A drill during a paused mock would give its answers away."""
    form = in_forms(workspace, [1])
    mock = sit(workspace, 1)
    choose(mock, right=True)
    mock.pause()
    assert not form & {q.row_id for q in stock(workspace)}
    mock.resume()
    mock.submit()
    assert form <= {q.row_id for q in stock(workspace)}


def test_filters_combine(workspace: Workspace) -> None:
    found = stock(workspace)

    def rows(wish: DrillFilter) -> set[int]:
        return {q.row_id for q in matching(found, wish)}

    domain, level = DrillFilter(domains=frozenset({"1"})), DrillFilter(levels=frozenset({"apply"}))
    both = DrillFilter(domains=frozenset({"1"}), levels=frozenset({"apply"}), count=1000)
    assert rows(both) == rows(domain) & rows(level)
    assert 0 < len(rows(both)) < len(rows(domain))
    assert set(asked(begin(workspace, both))) == rows(both)
    two = DrillFilter(domains=frozenset({"1", "2"}))
    assert rows(two) == rows(domain) | rows(DrillFilter(domains=frozenset({"2"})))


def test_mix_up_drill_asks_questions_with_both_concepts(workspace: Workspace) -> None:
    pair = _pairs(workspace)[0]
    sitting = begin(workspace, DrillFilter(pair=pair, count=50))
    for question in sitting.stored.questions.values():
        assert {option.concept for option in question.options} >= set(pair)


def test_background_is_asked_only_when_its_topic_is_named(workspace: Workspace) -> None:
    background = [q for q in stock(workspace) if q.background]
    assert background
    rows = {q.row_id for q in background}
    assert not set(asked(begin(workspace, DrillFilter(count=1000)))) & rows
    topic = background[0].topic
    named = begin(workspace, DrillFilter(topics=frozenset({topic}), count=1000))
    assert set(asked(named)) <= rows
    assert len(asked(named)) == sum(q.topic == topic for q in background)


def test_drill_without_matches_is_refused_and_not_stored(workspace: Workspace) -> None:
    with pytest.raises(StoreError, match="no question matches"):
        begin(workspace, DrillFilter(only=frozenset({"missed"})))
    with workspace.database.read() as connection:
        assert connection.scalar(select(ATTEMPT.c.id)) is None


def test_slip_in_a_calculation_can_be_drilled_as_a_mix_up(workspace: Workspace) -> None:
    sitting = begin(workspace, DrillFilter(templates=True, count=1))
    question = sitting.stored.questions[sitting.attempt.item.question_id]
    reply(sitting, right=False)
    (wrong,) = sitting.attempt.item.chosen
    (key,) = question.keys
    pair = (question.options[wrong].concept, question.options[key].concept)
    assert asked(sitting)[0] in asked(begin(workspace, DrillFilter(pair=pair, count=50)))
    with workspace.database.read() as connection:
        assert set(pair) <= set(names.concepts(connection, workspace.scope.pack))


# -- number questions -----------------------------------------------------------------------------


def test_number_questions_get_new_numbers_that_the_seed_reproduces(
    workspace: Workspace,
) -> None:
    wish = DrillFilter(templates=True, count=100)
    stems: dict[str, set[str]] = {}
    for _ in range(4):
        sitting = begin(workspace, wish)
        again = reopen(workspace.database, sitting.stored.id)
        assert again.stored.questions == sitting.stored.questions
        assert again.attempt == sitting.attempt
        for name, question in sitting.stored.questions.items():
            assert "{" not in question.stem
            assert question.stem not in stems.setdefault(name, set())
            stems[name].add(question.stem)
    assert {len(seen) for seen in stems.values()} == {4}


def test_number_questions_are_always_first_sight(workspace: Workspace) -> None:
    for seed in (1, 2):
        sitting = begin(workspace, DrillFilter(templates=True, count=5), seed)
        assert all(item.first_exposure for item in sitting.attempt.items)


def test_number_question_met_before_comes_after_unseen_questions(workspace: Workspace) -> None:
    for _ in range(2):
        sitting = begin(workspace, DrillFilter(templates=True, count=100))
        for position in range(len(sitting.attempt.items)):
            sitting.go(position)
    templates = {q.row_id for q in stock(workspace) if q.template}
    assert not set(asked(begin(workspace, DrillFilter(count=30)))) & templates


# -- seen, flagged, bookmarked --------------------------------------------------------------------


def test_seen_is_stored_when_a_question_is_shown(workspace: Workspace) -> None:
    sitting = begin(workspace, DrillFilter(levels=frozenset({"apply"}), count=5))
    rows = asked(sitting)

    def met() -> set[int]:
        with workspace.database.read() as connection:
            return catalog.met(connection, workspace.scope.learner, rows)

    assert met() == set(rows[:1])
    sitting.go(3)
    assert met() == {rows[0], rows[3]}
    sitting.abandon()
    # A number question is unseen again, because its next numbers are new.
    drilled = [q for q in stock(workspace) if q.row_id in rows and not q.template]
    unseen = {q.row_id for q in drilled if q.unseen}
    assert unseen == {q.row_id for q in drilled} - {rows[0], rows[3]}


def test_second_drill_asks_unseen_questions(workspace: Workspace) -> None:
    first = begin(workspace, DrillFilter(count=30))
    for position in range(30):
        first.go(position)
    assert not set(asked(first)) & set(asked(begin(workspace, DrillFilter(count=30), 2)))


def test_question_seen_again_is_not_first_sight(workspace: Workspace) -> None:
    question = one(workspace)
    first = only(workspace, question)
    assert first.attempt.item.first_exposure
    first.abandon()
    assert not only(workspace, question).attempt.item.first_exposure


def test_flag_lasts_until_the_question_is_shown_without_it(
    workspace: Workspace,
) -> None:
    question = one(workspace)
    sitting = only(workspace, question)
    sitting.flag()
    sitting.abandon()
    assert "flagged" in marked(workspace, question)
    waiting = begin(workspace, DrillFilter(only=frozenset({"flagged"})))
    assert asked(waiting) == [question.row_id]
    waiting.abandon()
    assert "flagged" not in marked(workspace, question)


def test_flag_survives_a_drill_that_did_not_show_the_question(workspace: Workspace) -> None:
    question = one(workspace)

    def flag() -> None:
        sitting = only(workspace, question)
        sitting.flag()
        sitting.abandon()

    flag()
    topic = DrillFilter(topics=frozenset({question.topic}), count=100)
    drill = begin(workspace, topic)
    while asked(drill)[0] == question.row_id:
        drill.abandon()
        flag()
        drill = begin(workspace, topic, random.randrange(1000))
    assert question.row_id in asked(drill)
    drill.abandon()
    assert "flagged" in marked(workspace, question)


def test_bookmarked_questions_can_be_drilled(workspace: Workspace) -> None:
    question = one(workspace)
    with workspace.database.write() as connection:
        assert toggle_bookmark(connection, workspace.scope.learner, question.row_id)
    assert asked(begin(workspace, DrillFilter(only=frozenset({"bookmarked"})))) == [question.row_id]


# -- review ---------------------------------------------------------------------------------------


def test_missed_question_is_due_the_next_day(workspace: Workspace) -> None:
    question = one(workspace)
    answer_one(workspace, question, right=False)
    assert to_review(workspace) == []
    with pytest.raises(StoreError, match="1 missed question comes back from tomorrow on"):
        start_review(workspace.database, workspace.scope, workspace.blueprint)
    for days in (1, 2, 30):
        assert to_review(workspace, in_days(days)) == [question.row_id]


def test_sure_right_answer_is_not_due_the_next_day(workspace: Workspace) -> None:
    answer_one(workspace, one(workspace), right=True, confidence=SURE)
    assert to_review(workspace, in_days(1)) == []
    assert len(to_review(workspace, in_days(60))) == 1


def test_lucky_answer_is_reviewed(workspace: Workspace) -> None:
    question = one(workspace)
    answer_one(workspace, question, right=True, confidence=GUESS)
    assert "lucky" in marked(workspace, question)
    assert to_review(workspace, in_days(3)) == [question.row_id]


def test_question_missed_in_a_mock_is_reviewed(workspace: Workspace) -> None:
    mock = sit(workspace, 1)
    for position in range(65):
        mock.go(position)
        choose(mock, right=position not in (7, 30))
    mock.submit()
    missed = {asked(mock)[7], asked(mock)[30]}
    assert set(to_review(workspace, in_days(1))) == missed
    assert {q.row_id for q in stock(workspace) if "missed" in q.marks} == missed


def test_review_depends_only_on_the_history(workspace: Workspace, home: Home) -> None:
    for n, question in enumerate([q for q in stock(workspace) if not q.template][:12]):
        answer_one(
            workspace,
            question,
            right=n % 3 == 0,
            days_ago=n % 5 + 1,
            confidence=(None, SURE, UNSURE, GUESS)[n % 4],
        )
    now = in_days()
    before = to_review(workspace, now)
    assert len(before) > 6
    sitting = start_review(
        workspace.database, workspace.scope, workspace.blueprint, rng=random.Random(5)
    )
    assert asked(sitting) == before
    assert to_review(workspace, now) == before
    elsewhere = open_workspace(home, None, paths.pack())
    try:
        assert to_review(elsewhere, now) == before
    finally:
        elsewhere.database.close()
    reply(sitting, right=True)
    assert to_review(workspace, now) == before[1:]


@pytest.mark.parametrize(
    ("right_days", "recovered"),
    [((9, 8, 7), True), ((9, 8), False), ((7, 7, 7), False), ((9, 8, 8), False)],
)
def test_question_is_recovered_after_right_answers_on_three_days(
    workspace: Workspace, right_days: tuple[int, ...], recovered: bool
) -> None:
    question = one(workspace)
    answer_one(workspace, question, right=False, days_ago=10)
    for days_ago in right_days:
        answer_one(workspace, question, right=True, days_ago=days_ago)
    assert ("missed" not in marked(workspace, question)) is recovered
    with workspace.database.read() as connection:
        found, _ = standing.standing(connection, workspace.scope, workspace.blueprint)
    assert (not found.to_recover) is recovered


def test_miss_restarts_recovery(workspace: Workspace) -> None:
    question = one(workspace)
    answer_one(workspace, question, right=False, days_ago=10)
    for days_ago in (9, 8, 7):
        answer_one(workspace, question, right=True, days_ago=days_ago)
    answer_one(workspace, question, right=False, days_ago=6)
    assert "missed" in marked(workspace, question)


def test_guess_does_not_count_for_recovery(workspace: Workspace) -> None:
    question = one(workspace)
    answer_one(workspace, question, right=False, days_ago=10)
    for days_ago in (9, 8, 7):
        answer_one(workspace, question, right=True, days_ago=days_ago, confidence=GUESS)
    assert "missed" in marked(workspace, question)


def test_due_filter_matches_todays_review(workspace: Workspace) -> None:
    question = one(workspace)
    answer_one(workspace, question, right=False)
    assert "due" not in marked(workspace, question)
    assert "due" in marked(workspace, question, in_days(30))


def test_withdrawn_question_is_not_due_or_to_recover(tmp_path: Path) -> None:
    """Its answers still count, but it cannot be recovered, because it is never asked again."""
    folder = tmp_path / "pack"
    write_pack(folder, entry("first"), entry("second"))
    workspace = open_workspace(Home(tmp_path / "own"), None, folder)
    sitting = begin(workspace, DrillFilter())
    for position in range(2):
        sitting.go(position)
        reply(sitting, right=False, confidence=SURE)
    sitting.submit()
    workspace.database.close()
    write_pack(folder, entry("second"))
    workspace = open_workspace(Home(tmp_path / "own"), None, folder)
    with workspace.database.read() as connection:
        found, _ = standing.standing(connection, workspace.scope, workspace.blueprint, in_days(5))
        (left,) = review_queue.to_review(connection, workspace.scope, in_days(5))
        assert _code(connection, left) == "second"
    workspace.database.close()
    assert found.answers == 2
    assert [due.question for due in found.waiting] == ["second"]
    assert [m.question for m in found.to_recover] == ["second"]
    assert [m.question for m in found.overconfident] == ["second"]


def _code(connection: Connection, row: int) -> str:
    return connection.execute(select(QUESTION.c.code).where(QUESTION.c.id == row)).scalar_one()


def test_replay_gives_number_questions_new_numbers(workspace: Workspace) -> None:
    sitting = begin(workspace, DrillFilter(templates=True, count=1))
    reply(sitting, right=False)
    sitting.submit()
    name = sitting.attempt.item.question_id
    replay = start_replay(workspace.database, sitting.stored, workspace.blueprint, [name])
    assert replay.stored.questions[name].stem != sitting.stored.questions[name].stem
