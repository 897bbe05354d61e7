"""Drills and reviews through the real store: what is asked, and what is never asked."""

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
from quizapp.paths import Home
from quizapp.store import answers, drills, library, marks, standing
from quizapp.store.errors import StoreError
from quizapp.store.opening import Opened, open_all
from quizapp.store.settings import ZONE, write
from quizapp.store.sitting import MockWish, Sitting, reopen, start_mock, start_replay
from quizapp.store.tables import ATTEMPT, QUESTION, RESPONSE
from quizapp.study.drill import BLOCKED, FILTERS, MIXED, Practisable, Wish, matching
from tests.builders import entry, write_pack

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
SURE, UNSURE, GUESS = Confidence.SURE, Confidence.UNSURE, Confidence.GUESS


@pytest.fixture(autouse=True)
def _study_days_in_utc(opened: Opened) -> None:
    with opened.database.write() as connection:
        write(connection, opened.learner, ZONE, "UTC")


def begin(opened: Opened, wish: Wish, seed: int = 1) -> Sitting:
    return drills.start_drill(
        opened.database,
        opened.learner,
        opened.pack,
        opened.blueprint,
        wish,
        rng=random.Random(seed),
    )


def sit(opened: Opened, form: int) -> Sitting:
    """An open sitting of a form."""
    wish = MockWish(form=form)
    return start_mock(opened.database, opened.learner, opened.pack, opened.blueprint, wish)


def stock(
    opened: Opened, now: datetime | None = None, **more: tuple[str, str]
) -> list[Practisable]:
    with opened.database.read() as connection:
        return drills.practisable(
            connection, opened.learner, opened.pack, opened.blueprint.code, now=now, **more
        )


def asked(sitting: Sitting) -> list[int]:
    """Question rows of a sitting, in its order."""
    return [sitting.stored.rows[item.question_id][0] for item in sitting.attempt.items]


def choose(sitting: Sitting, *, right: bool) -> None:
    """Choose as many options as are asked for."""
    item = sitting.attempt.item
    wrong = sorted(set(item.order) - item.keys)
    wanted = sorted(item.keys) if right else [*wrong, *sorted(item.keys)][: item.selects]
    for option in wanted:
        sitting.choose(option)


def reply(sitting: Sitting, *, right: bool, confidence: Confidence | None = None) -> None:
    choose(sitting, right=right)
    assert sitting.confirm(confidence) is right


def one(opened: Opened) -> Practisable:
    """Some question that is no template."""
    return next(q for q in stock(opened) if not q.template and not q.background)


def only(opened: Opened, question: Practisable) -> Sitting:
    """A drill of one question and no other: bookmarked for as long as it takes."""
    with opened.database.write() as connection:
        marks.toggle_bookmark(connection, opened.learner, question.row_id)
    wish = Wish(only=frozenset({"bookmarked"}), topics=frozenset({question.topic}))
    drill = begin(opened, wish)
    with opened.database.write() as connection:
        marks.toggle_bookmark(connection, opened.learner, question.row_id)
    assert asked(drill) == [question.row_id]
    return drill


def backdate(opened: Opened, sitting: Sitting, days: float) -> None:
    """Let a sitting have been some days ago."""
    ago = timedelta(days=days)
    with opened.database.write() as connection:
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
        answers.remake(connection, opened.learner, opened.pack)


def practise(
    opened: Opened,
    question: Practisable,
    *,
    right: bool,
    days_ago: float = 0,
    confidence: Confidence | None = None,
) -> None:
    """One question answered some days ago."""
    sitting = only(opened, question)
    reply(sitting, right=right, confidence=confidence)
    sitting.submit()
    backdate(opened, sitting, days_ago)


def to_review(opened: Opened, now: datetime | None = None) -> list[int]:
    with opened.database.read() as connection:
        return drills.to_review(connection, opened.learner, opened.pack, now)


def marked(opened: Opened, question: Practisable, now: datetime | None = None) -> frozenset[str]:
    return next(q.marks for q in stock(opened, now) if q.row_id == question.row_id)


def in_days(days: int = 0) -> datetime:
    return datetime.now(UTC) + days * DAY


# -- what is asked --------------------------------------------------------------------------------


def in_forms(opened: Opened, numbers: Iterable[int]) -> set[int]:
    with opened.database.read() as connection:
        return {
            q.row_id
            for number in numbers
            for q in library.form_questions(connection, opened.pack, opened.blueprint.code, number)
        }


def numbers(opened: Opened) -> list[int]:
    with opened.database.read() as connection:
        exam = opened.blueprint.code
        return [f.number for f in library.forms(connection, opened.pack, exam, opened.learner)]


def test_any_drill_keeps_its_promises(opened: Opened) -> None:
    """Nothing of an unsat form, nothing twice, as many as were counted, all as wished for."""
    mock = sit(opened, 1)
    mock.submit()
    kept = in_forms(opened, numbers(opened)) - in_forms(opened, [1])
    assert kept
    everything = stock(opened)
    pairs = [None, *_pairs(opened)]

    def some(values: Iterable[str | None]) -> st.SearchStrategy[frozenset[str]]:
        known = sorted({value for value in values if value is not None})
        return st.one_of(
            st.just(frozenset[str]()), st.frozensets(st.sampled_from(known), max_size=4)
        )

    wishes = st.builds(
        Wish,
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
    def check(wish: Wish, seed: int) -> None:
        found = matching(stock(opened, pair=wish.pair) if wish.pair else stock(opened), wish)
        if not found:
            with pytest.raises(StoreError, match="no question matches"):
                begin(opened, wish, seed)
            return
        rows = asked(begin(opened, wish, seed))
        assert len(rows) == len(set(rows)) == min(wish.count, len(found))
        assert set(rows) <= {q.row_id for q in found}
        assert not set(rows) & kept

    for wish in (Wish(count=1000), Wish(count=1000, templates=True)):
        rows = asked(begin(opened, wish))
        assert len(rows) == len(set(rows)) == len(matching(stock(opened), wish))
        assert not set(rows) & kept
    check()


def _pairs(opened: Opened) -> list[tuple[str, str]]:
    """A few pairs of concepts that questions outside the forms set apart."""
    found = []
    with opened.database.read() as connection:
        plain = [q.row_id for q in stock(opened) if not q.background]
        for question in library.questions(connection, plain[:30:10], learner=None):
            options = question.question.options
            key = next(o.concept for o in options if o.is_key)
            found.append((next(o.concept for o in options if not o.is_key), key))
    return found


def test_a_form_that_is_open_is_not_sat_yet(opened: Opened) -> None:
    """A drill beside a mock that was left would give its answers away."""
    form = in_forms(opened, [1])
    mock = sit(opened, 1)
    choose(mock, right=True)
    mock.pause()
    assert not form & {q.row_id for q in stock(opened)}
    mock.resume()
    mock.submit()
    assert form <= {q.row_id for q in stock(opened)}


def test_filters_combine(opened: Opened) -> None:
    found = stock(opened)

    def rows(wish: Wish) -> set[int]:
        return {q.row_id for q in matching(found, wish)}

    domain, level = Wish(domains=frozenset({"1"})), Wish(levels=frozenset({"apply"}))
    both = Wish(domains=frozenset({"1"}), levels=frozenset({"apply"}), count=1000)
    assert rows(both) == rows(domain) & rows(level)
    assert 0 < len(rows(both)) < len(rows(domain))
    assert set(asked(begin(opened, both))) == rows(both)
    two = Wish(domains=frozenset({"1", "2"}))
    assert rows(two) == rows(domain) | rows(Wish(domains=frozenset({"2"})))


def test_a_mix_up_is_drilled_with_questions_that_hold_both_ideas(opened: Opened) -> None:
    pair = _pairs(opened)[0]
    sitting = begin(opened, Wish(pair=pair, count=50))
    for question in sitting.stored.questions.values():
        assert {option.concept for option in question.options} >= set(pair)


def test_background_is_asked_when_its_topic_is_named_and_not_before(opened: Opened) -> None:
    background = [q for q in stock(opened) if q.background]
    assert background
    rows = {q.row_id for q in background}
    assert not set(asked(begin(opened, Wish(count=1000)))) & rows
    topic = background[0].topic
    named = begin(opened, Wish(topics=frozenset({topic}), count=1000))
    assert set(asked(named)) <= rows
    assert len(asked(named)) == sum(q.topic == topic for q in background)


def test_nothing_matching_is_said_and_nothing_is_stored(opened: Opened) -> None:
    with pytest.raises(StoreError, match="no question matches"):
        begin(opened, Wish(only=frozenset({"missed"})))
    with opened.database.read() as connection:
        assert connection.scalar(select(ATTEMPT.c.id)) is None


def test_a_slip_in_a_calculation_is_a_mix_up_that_can_be_drilled(opened: Opened) -> None:
    sitting = begin(opened, Wish(templates=True, count=1))
    question = sitting.stored.questions[sitting.attempt.item.question_id]
    reply(sitting, right=False)
    (wrong,) = sitting.attempt.item.chosen
    (key,) = question.keys
    pair = (question.options[wrong].concept, question.options[key].concept)
    assert asked(sitting)[0] in asked(begin(opened, Wish(pair=pair, count=50)))
    with opened.database.read() as connection:
        assert set(pair) <= set(drills.concepts(connection, opened.pack))


# -- number questions -----------------------------------------------------------------------------


def test_number_questions_give_new_numbers_each_time_and_the_same_from_the_stored_seed(
    opened: Opened,
) -> None:
    wish = Wish(templates=True, count=100)
    stems: dict[str, set[str]] = {}
    for _ in range(4):
        sitting = begin(opened, wish)
        again = reopen(opened.database, sitting.stored.id)
        assert again.stored.questions == sitting.stored.questions
        assert again.attempt == sitting.attempt
        for name, question in sitting.stored.questions.items():
            assert "{" not in question.stem
            assert question.stem not in stems.setdefault(name, set())
            stems[name].add(question.stem)
    assert {len(seen) for seen in stems.values()} == {4}


def test_number_questions_are_first_sight_each_time(opened: Opened) -> None:
    for seed in (1, 2):
        sitting = begin(opened, Wish(templates=True, count=5), seed)
        assert all(item.first_exposure for item in sitting.attempt.items)


def test_a_number_question_met_before_waits_for_those_never_seen(opened: Opened) -> None:
    for _ in range(2):
        sitting = begin(opened, Wish(templates=True, count=100))
        for position in range(len(sitting.attempt.items)):
            sitting.go(position)
    templates = {q.row_id for q in stock(opened) if q.template}
    assert not set(asked(begin(opened, Wish(count=30)))) & templates


# -- seen, flagged, bookmarked --------------------------------------------------------------------


def test_seen_is_stored_when_a_question_is_shown(opened: Opened) -> None:
    sitting = begin(opened, Wish(levels=frozenset({"recall"}), count=5))
    rows = asked(sitting)

    def met() -> set[int]:
        with opened.database.read() as connection:
            return library.met(connection, opened.learner, rows)

    def unseen() -> set[int]:
        return {q.row_id for q in stock(opened) if q.row_id in rows and q.unseen}

    assert (met(), unseen()) == (set(rows[:1]), set(rows[1:]))
    sitting.go(3)
    assert (met(), unseen()) == ({rows[0], rows[3]}, set(rows) - {rows[0], rows[3]})


def test_a_second_drill_asks_what_was_not_seen(opened: Opened) -> None:
    first = begin(opened, Wish(count=30))
    for position in range(30):
        first.go(position)
    assert not set(asked(first)) & set(asked(begin(opened, Wish(count=30), 2)))


def test_a_question_seen_again_is_not_first_sight(opened: Opened) -> None:
    question = one(opened)
    assert only(opened, question).attempt.item.first_exposure
    assert not only(opened, question).attempt.item.first_exposure


def test_flagged_lasts_until_the_question_is_shown_again_without_a_flag(opened: Opened) -> None:
    question = one(opened)
    sitting = only(opened, question)
    sitting.flag()
    assert "flagged" in marked(opened, question)
    waiting = begin(opened, Wish(only=frozenset({"flagged"})))
    assert asked(waiting) == [question.row_id]
    assert "flagged" not in marked(opened, question)


def test_a_flag_outlives_a_drill_that_never_came_to_the_question(opened: Opened) -> None:
    question = one(opened)
    only(opened, question).flag()
    topic = Wish(topics=frozenset({question.topic}), count=100)
    drill = begin(opened, topic)
    while asked(drill)[0] == question.row_id:
        only(opened, question).flag()
        drill = begin(opened, topic, random.randrange(1000))
    assert question.row_id in asked(drill)
    assert "flagged" in marked(opened, question)


def test_bookmarked_questions_can_be_drilled(opened: Opened) -> None:
    question = one(opened)
    with opened.database.write() as connection:
        assert marks.toggle_bookmark(connection, opened.learner, question.row_id)
    assert asked(begin(opened, Wish(only=frozenset({"bookmarked"})))) == [question.row_id]


# -- review ---------------------------------------------------------------------------------------


def test_what_was_missed_comes_back_the_day_after_and_not_before(opened: Opened) -> None:
    question = one(opened)
    practise(opened, question, right=False)
    assert to_review(opened) == []
    with pytest.raises(StoreError, match="nothing is due today"):
        drills.start_review(opened.database, opened.learner, opened.pack, opened.blueprint)
    for days in (1, 2, 30):
        assert to_review(opened, in_days(days)) == [question.row_id]


def test_what_was_right_and_sure_is_not_back_tomorrow(opened: Opened) -> None:
    practise(opened, one(opened), right=True, confidence=SURE)
    assert to_review(opened, in_days(1)) == []
    assert len(to_review(opened, in_days(60))) == 1


def test_a_lucky_answer_comes_back(opened: Opened) -> None:
    question = one(opened)
    practise(opened, question, right=True, confidence=GUESS)
    assert "lucky" in marked(opened, question)
    assert to_review(opened, in_days(3)) == [question.row_id]


def test_what_was_missed_in_a_mock_is_reviewed_too(opened: Opened) -> None:
    mock = sit(opened, 1)
    for position in range(65):
        mock.go(position)
        choose(mock, right=position not in (7, 30))
    mock.submit()
    missed = {asked(mock)[7], asked(mock)[30]}
    assert set(to_review(opened, in_days(1))) == missed
    assert {q.row_id for q in stock(opened) if "missed" in q.marks} == missed


def test_the_review_is_a_function_of_the_history_alone(opened: Opened, home: Home) -> None:
    for n, question in enumerate([q for q in stock(opened) if not q.template][:12]):
        practise(
            opened,
            question,
            right=n % 3 == 0,
            days_ago=n % 5 + 1,
            confidence=(None, SURE, UNSURE, GUESS)[n % 4],
        )
    now = in_days()
    before = to_review(opened, now)
    assert len(before) > 6
    sitting = drills.start_review(
        opened.database, opened.learner, opened.pack, opened.blueprint, rng=random.Random(5)
    )
    assert asked(sitting) == before
    assert to_review(opened, now) == before
    elsewhere = open_all(home, None, paths.pack())
    try:
        assert to_review(elsewhere, now) == before
    finally:
        elsewhere.database.close()
    reply(sitting, right=True)
    assert to_review(opened, now) == before[1:]


@pytest.mark.parametrize(
    ("right_days", "recovered"),
    [((9, 8, 7), True), ((9, 8), False), ((7, 7, 7), False), ((9, 8, 8), False)],
)
def test_recovered_means_right_on_three_separate_days(
    opened: Opened, right_days: tuple[int, ...], recovered: bool
) -> None:
    question = one(opened)
    practise(opened, question, right=False, days_ago=10)
    for days_ago in right_days:
        practise(opened, question, right=True, days_ago=days_ago)
    assert ("missed" not in marked(opened, question)) is recovered
    with opened.database.read() as connection:
        found, _ = standing.standing(connection, opened.learner, opened.pack, opened.blueprint)
    assert (not found.to_recover) is recovered


def test_a_miss_begins_recovery_again(opened: Opened) -> None:
    question = one(opened)
    practise(opened, question, right=False, days_ago=10)
    for days_ago in (9, 8, 7):
        practise(opened, question, right=True, days_ago=days_ago)
    practise(opened, question, right=False, days_ago=6)
    assert "missed" in marked(opened, question)


def test_a_guess_recovers_nothing(opened: Opened) -> None:
    question = one(opened)
    practise(opened, question, right=False, days_ago=10)
    for days_ago in (9, 8, 7):
        practise(opened, question, right=True, days_ago=days_ago, confidence=GUESS)
    assert "missed" in marked(opened, question)


def test_due_is_what_the_day_asks_for(opened: Opened) -> None:
    question = one(opened)
    practise(opened, question, right=False)
    assert "due" not in marked(opened, question)
    assert "due" in marked(opened, question, in_days(30))


def test_a_question_taken_from_the_pack_is_neither_due_nor_to_recover(tmp_path: Path) -> None:
    """Its answers stay evidence; but what cannot be asked can never be done with."""
    folder = tmp_path / "pack"
    write_pack(folder, entry("first"), entry("second"))
    opened = open_all(Home(tmp_path / "own"), None, folder)
    sitting = begin(opened, Wish())
    for position in range(2):
        sitting.go(position)
        reply(sitting, right=False, confidence=SURE)
    sitting.submit()
    opened.database.close()
    write_pack(folder, entry("second"))
    opened = open_all(Home(tmp_path / "own"), None, folder)
    with opened.database.read() as connection:
        found, _ = standing.standing(
            connection, opened.learner, opened.pack, opened.blueprint, in_days(5)
        )
        (left,) = drills.to_review(connection, opened.learner, opened.pack, in_days(5))
        assert _code(connection, left) == "second"
    opened.database.close()
    assert found.answers == 2
    assert [due.question for due in found.waiting] == ["second"]
    assert [m.question for m in found.to_recover] == ["second"]
    assert [m.question for m in found.overconfident] == ["second"]


def _code(connection: Connection, row: int) -> str:
    return connection.execute(select(QUESTION.c.code).where(QUESTION.c.id == row)).scalar_one()


def test_a_replay_gives_number_questions_new_numbers(opened: Opened) -> None:
    sitting = begin(opened, Wish(templates=True, count=1))
    reply(sitting, right=False)
    sitting.submit()
    name = sitting.attempt.item.question_id
    replay = start_replay(opened.database, sitting.stored, opened.blueprint, [name])
    assert replay.stored.questions[name].stem != sitting.stored.questions[name].stem
