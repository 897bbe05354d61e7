"""Which questions may leave as cards: met, and never one that a mock is still to ask."""

from __future__ import annotations

import random

from quizapp.exam.attempt import State
from quizapp.store.flashcards import BOOKMARKED, MISSED, Cards, cards
from quizapp.store.learner.annotations import toggle_bookmark, write_note
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import MockWish, start_drill, start_mock
from quizapp.store.workspace import Opened
from quizapp.study.drill import Wish


def found(opened: Opened, *wanted: str) -> Cards:
    with opened.database.read() as connection:
        return cards(connection, opened.learner, opened.pack, opened.blueprint, wanted)


def ids(those: Cards) -> set[str]:
    return {each.question.id for each in those.questions}


def mock(opened: Opened, wish: MockWish) -> Sitting:
    return start_mock(
        opened.database,
        opened.learner,
        opened.pack,
        opened.blueprint,
        wish,
        rng=random.Random(5),
    )


def answer(sitting: Sitting, *, right: bool) -> str:
    item = sitting.attempt.item
    wrong = sorted(set(item.order) - item.keys)
    for option in (sorted(item.keys) if right else wrong)[: item.selects]:
        sitting.choose(option)
    return item.question_id


def bookmark(opened: Opened, sitting: Sitting, name: str, note: str = "") -> None:
    row = sitting.stored.rows[name][0]
    with opened.database.write() as connection:
        toggle_bookmark(connection, opened.learner, row)
        write_note(connection, opened.learner, row, note)


def test_nothing_is_exported_before_anything_was_met(opened: Opened) -> None:
    assert found(opened).questions == ()
    assert found(opened, MISSED, BOOKMARKED).questions == ()


def test_missed_bookmarked_and_all_that_was_met(opened: Opened) -> None:
    sitting = mock(opened, MockWish(form=1))
    missed = answer(sitting, right=False)
    sitting.go(1)
    kept = answer(sitting, right=True)
    sitting.go(2)
    plain = answer(sitting, right=True)
    bookmark(opened, sitting, kept, "Mind the limit.")
    sitting.submit()
    assert ids(found(opened, MISSED)) == {missed}
    assert ids(found(opened, BOOKMARKED)) == {kept}
    assert ids(found(opened, MISSED, BOOKMARKED)) == {missed, kept}
    assert ids(found(opened)) == {missed, kept, plain}
    (card,) = found(opened, BOOKMARKED).questions
    assert card.note == "Mind the limit."
    assert card.marks == {BOOKMARKED}
    assert card.question == sitting.stored.questions[kept]
    assert found(opened).pack == "aws-developer"


def test_a_form_that_is_open_gives_no_question_away(opened: Opened) -> None:
    sitting = mock(opened, MockWish(form=1))
    name = answer(sitting, right=False)
    bookmark(opened, sitting, name)
    assert found(opened).questions == ()
    sitting.pause()
    assert found(opened, BOOKMARKED).questions == ()
    sitting.resume()
    sitting.submit()
    assert name in ids(found(opened, BOOKMARKED))


def test_a_short_mock_that_is_open_gives_no_question_away(opened: Opened) -> None:
    first = mock(opened, MockWish(short=True))
    name = answer(first, right=False)
    bookmark(opened, first, name)
    assert found(opened).questions == ()
    first.submit()
    assert ids(found(opened)) == {name}


def test_a_number_question_has_the_numbers_that_were_asked_last(opened: Opened) -> None:
    wish = Wish(templates=True, count=1)
    asked = []
    for _ in range(2):
        sitting = start_drill(
            opened.database,
            opened.learner,
            opened.pack,
            opened.blueprint,
            wish,
            rng=random.Random(1),
        )
        answer(sitting, right=False)
        sitting.confirm()
        sitting.submit()
        assert sitting.attempt.state is State.SUBMITTED
        asked.append(sitting.question)
    last = asked[-1]
    card = next(c for c in found(opened).questions if c.question.id == last.id)
    assert card.question.stem == last.stem
