"""The state machine of a sitting."""

from __future__ import annotations

import random

import pytest

from quizapp.exam.attempt import (
    TRANSITIONS,
    Attempt,
    Confidence,
    IllegalMove,
    Kind,
    Move,
    State,
    TimeUp,
    TooManyChosen,
    new_attempt,
)
from tests.builders import question


def begin(kind: Kind = Kind.MOCK, allowed: float | None = 600, count: int = 3) -> Attempt:
    questions = [question(f"q{n}", keys=(0,)) for n in range(count)]
    return new_attempt(
        kind, questions, exam="TST-C01", allowed=allowed, rng=random.Random(1)
    ).start()


def begin_multiple() -> Attempt:
    asked = [question("pair", keys=(1, 3), options=5)]
    return new_attempt(Kind.MOCK, asked, exam="TST-C01", allowed=600, rng=random.Random(1)).start()


def test_options_are_shuffled_without_loss() -> None:
    orders = {item.order for item in begin(count=30).items}
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)
    assert len(orders) > 5


def test_choosing_again_clears_and_another_choice_replaces_it() -> None:
    attempt = begin().choose(2, 1)
    assert attempt.item.chosen == {2}
    assert attempt.choose(0, 2).item.chosen == {0}
    assert attempt.choose(2, 2).item.chosen == frozenset()


def test_choosing_too_many_options_is_refused_with_the_reason() -> None:
    attempt = begin_multiple().choose(0, 1).choose(1, 2)
    with pytest.raises(TooManyChosen, match="asks for 2 answers, and you have chosen 2"):
        attempt.choose(2, 3)
    assert attempt.choose(0, 3).choose(3, 4).item.right


def test_multiple_response_has_no_partial_credit() -> None:
    half = begin_multiple().choose(1, 1)
    assert not half.item.answered
    assert not half.submit(2).items[0].correct
    wrong = half.choose(2, 2)
    assert wrong.item.answered
    assert not wrong.submit(3).items[0].correct


def test_blank_counts_as_wrong() -> None:
    done = begin().submit(1)
    assert [item.correct for item in done.items] == [False, False, False]
    assert done.state is State.SUBMITTED


def test_striking_clears_a_choice_and_choosing_removes_a_strike() -> None:
    attempt = begin().choose(1, 1).strike(1, 2)
    assert attempt.item.chosen == frozenset()
    assert attempt.item.struck == {1}
    assert attempt.choose(1, 3).item.struck == frozenset()


def test_first_and_final_choice_are_both_stored() -> None:
    item = begin().choose(2, 1).choose(0, 2).choose(1, 3).item
    assert item.first_choice == {2}
    assert item.chosen == {1}
    assert item.changes == 2


def test_time_is_charged_to_the_question_on_the_screen() -> None:
    attempt = begin().choose(0, 10).go(1, 25).choose(0, 30).go(0, 31)
    assert [item.seconds for item in attempt.items] == [25, 6, 0]
    assert attempt.used == 31


def test_seen_is_recorded_when_a_question_is_shown() -> None:
    attempt = begin()
    assert [item.seen for item in attempt.items] == [True, False, False]
    assert [item.seen for item in attempt.go(2, 1).items] == [True, False, True]


def test_every_move_after_the_time_is_up_is_refused() -> None:
    attempt = begin(allowed=60)
    for move in (
        lambda: attempt.choose(0, 60),
        lambda: attempt.flag(61),
        lambda: attempt.strike(0, 61),
        lambda: attempt.go(1, 61),
        lambda: attempt.submit(61),
        lambda: attempt.tick(99),
    ):
        with pytest.raises(TimeUp):
            move()


def test_time_out_marks_the_answers_and_uses_exactly_the_time_allowed() -> None:
    done = begin(allowed=60).choose(0, 10).expire()
    assert done.state is State.EXPIRED
    assert [item.correct for item in done.items] == [True, False, False]
    assert done.used == 60


def test_untimed_never_runs_out() -> None:
    assert begin(allowed=None).choose(0, 1e9).left is None


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(Move))
def test_moves_outside_the_table_are_illegal(state: State, move: Move) -> None:
    attempt = Attempt(Kind.MOCK, begin().items, 600, state=state)
    act = {
        Move.START: attempt.start,
        Move.PAUSE: lambda: attempt.pause(1),
        Move.RESUME: attempt.resume,
        Move.SUBMIT: lambda: attempt.submit(1),
        Move.EXPIRE: attempt.expire,
        Move.ABANDON: lambda: attempt.abandon(1),
    }[move]
    target = TRANSITIONS.get((state, move))
    if target is None:
        with pytest.raises(IllegalMove):
            act()
    else:
        assert act().state is target


@pytest.mark.parametrize("state", [s for s in State if s is not State.RUNNING])
def test_answers_cannot_change_unless_the_attempt_is_running(state: State) -> None:
    attempt = Attempt(Kind.MOCK, begin().items, 600, state=state)
    with pytest.raises(IllegalMove):
        attempt.choose(0, 1)


def test_mock_questions_cannot_be_confirmed() -> None:
    with pytest.raises(IllegalMove):
        begin().choose(0, 1).confirm(2)


def test_drill_marks_immediately_and_stores_the_confidence() -> None:
    attempt = begin(Kind.DRILL).choose(0, 1).confirm(2, Confidence.GUESS)
    assert attempt.item.correct
    assert attempt.item.confidence is Confidence.GUESS
    with pytest.raises(IllegalMove):
        attempt.choose(1, 3)
    with pytest.raises(IllegalMove):
        begin(Kind.DRILL).confirm(1)


def test_again_appends_the_question_unanswered() -> None:
    attempt = begin(Kind.REPLAY).choose(1, 1).confirm(2).again((3, 2, 1, 0))
    assert len(attempt.items) == 4
    last = attempt.items[-1]
    assert last.question_id == "q0"
    assert not last.answered
    assert not last.first_exposure


def test_moves_do_not_modify_the_attempt() -> None:
    attempt = begin()
    attempt.choose(0, 1)
    attempt.flag(1)
    assert attempt.item.chosen == frozenset()
    assert not attempt.item.flagged


def test_only_shown_options_can_be_chosen() -> None:
    with pytest.raises(IllegalMove):
        begin().choose(4, 1)
    with pytest.raises(IllegalMove):
        begin().go(3, 1)


def test_unseen_is_not_missed_and_partial_choice_is_incomplete() -> None:
    from quizapp.exam.attempt import Item
    from quizapp.exam.wording import verdict

    blank = Item("q", "1", (0, 1, 2, 3), frozenset({0, 1}), seen=True)
    half = Item("q", "1", (0, 1, 2, 3), frozenset({0, 1}), frozenset({0}), seen=True)
    unseen = Item("q", "1", (0, 1, 2, 3), frozenset({0, 1}))
    assert [item.missed for item in (blank, half, unseen)] == [True, True, False]
    assert [item.incomplete for item in (blank, half, unseen)] == [False, True, False]
    assert [verdict(item) for item in (blank, half)] == [
        "Not answered",
        "Incomplete: 1 of 2 chosen",
    ]
