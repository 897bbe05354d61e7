"""Export of flashcards: only questions already met, and none that a mock will still ask."""

from __future__ import annotations

import random

from sqlalchemy import select, update

from quizapp.exam.attempt import State
from quizapp.exam.mock import MockOptions
from quizapp.store.db.codec import to_instance, to_template
from quizapp.store.db.schema import QUESTION, RESPONSE, REVISION
from quizapp.store.flashcards import BOOKMARKED, MISSED, Cards, cards
from quizapp.store.learner.annotations import toggle_bookmark, write_note
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import start_drill, start_mock
from quizapp.store.workspace import Workspace
from quizapp.study.drill import DrillFilter


def found(workspace: Workspace, *wanted: str) -> Cards:
    with workspace.database.read() as connection:
        return cards(connection, workspace.scope, wanted)


def ids(those: Cards) -> set[str]:
    return {each.question.id for each in those.questions}


def mock(workspace: Workspace, wish: MockOptions) -> Sitting:
    return start_mock(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        wish,
        rng=random.Random(5),
    )


def answer(sitting: Sitting, *, right: bool) -> str:
    item = sitting.attempt.item
    wrong = sorted(set(item.order) - item.keys)
    for option in (sorted(item.keys) if right else wrong)[: item.selects]:
        sitting.choose(option)
    return item.question_id


def bookmark(workspace: Workspace, sitting: Sitting, name: str, note: str = "") -> None:
    row = sitting.stored.rows[name][0]
    with workspace.database.write() as connection:
        toggle_bookmark(connection, workspace.scope.learner, row)
        write_note(connection, workspace.scope.learner, row, note)


def test_no_cards_before_any_question_was_met(workspace: Workspace) -> None:
    assert found(workspace).questions == ()
    assert found(workspace, MISSED, BOOKMARKED).questions == ()


def test_cards_select_missed_bookmarked_or_all_seen(workspace: Workspace) -> None:
    sitting = mock(workspace, MockOptions(form=1))
    missed = answer(sitting, right=False)
    sitting.go(1)
    kept = answer(sitting, right=True)
    sitting.go(2)
    answer(sitting, right=True)
    bookmark(workspace, sitting, kept, "Mind the limit.")
    sitting.submit()
    assert ids(found(workspace, MISSED)) == {missed}
    assert ids(found(workspace, BOOKMARKED)) == {kept}
    assert ids(found(workspace, MISSED, BOOKMARKED)) == {missed, kept}
    shown = {item.question_id for item in sitting.attempt.items[:3]}
    assert ids(found(workspace)) == shown
    (card,) = found(workspace, BOOKMARKED).questions
    assert card.note == "Mind the limit."
    assert card.marks == {BOOKMARKED}
    assert card.question == sitting.stored.questions[kept]
    assert found(workspace).pack == "aws-developer"


def test_open_form_exports_no_cards(workspace: Workspace) -> None:
    sitting = mock(workspace, MockOptions(form=1))
    name = answer(sitting, right=False)
    bookmark(workspace, sitting, name)
    assert found(workspace).questions == ()
    sitting.pause()
    assert found(workspace, BOOKMARKED).questions == ()
    sitting.resume()
    sitting.submit()
    assert name in ids(found(workspace, BOOKMARKED))


def test_open_short_mock_exports_no_cards(workspace: Workspace) -> None:
    first = mock(workspace, MockOptions(short=True))
    name = answer(first, right=False)
    bookmark(workspace, first, name)
    assert found(workspace).questions == ()
    assert [found(workspace, mark).held for mark in (MISSED, BOOKMARKED)] == [0, 1]
    first.submit()
    assert found(workspace, BOOKMARKED).held == 0
    assert ids(found(workspace)) == {name}, "the others were never shown"


def test_card_names_a_topic_whose_questions_were_withdrawn(workspace: Workspace) -> None:
    sitting = mock(workspace, MockOptions(short=True))
    name = answer(sitting, right=True)
    sitting.submit()
    (before,) = [card for card in found(workspace).questions if card.question.id == name]
    assert before.topic != before.question.topic
    others = (QUESTION.c.topic == before.question.topic, QUESTION.c.code != name)
    with workspace.database.write() as connection:
        connection.execute(update(QUESTION).where(*others).values(active=False))
    (after,) = [card for card in found(workspace).questions if card.question.id == name]
    assert after.topic == before.topic


def test_number_card_has_the_numbers_asked_last(workspace: Workspace) -> None:
    wish = DrillFilter(templates=True, count=1)
    asked = []
    for _ in range(2):
        sitting = start_drill(
            workspace.database,
            workspace.scope,
            workspace.blueprint,
            wish,
            rng=random.Random(1),
        )
        answer(sitting, right=False)
        sitting.confirm()
        sitting.submit()
        assert sitting.attempt.state is State.SUBMITTED
        asked.append(sitting.question)
    last = asked[-1]
    card = next(c for c in found(workspace).questions if c.question.id == last.id)
    assert card.question.stem == last.stem


def test_number_card_of_a_narrowed_template_has_other_numbers(workspace: Workspace) -> None:
    sitting = start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(templates=True, count=1),
    )
    answer(sitting, right=False)
    sitting.confirm()
    sitting.submit()
    name = sitting.question.id
    row = sitting.stored.rows[name][0]
    narrow = select(QUESTION.c.revision_id).where(QUESTION.c.id == row).scalar_subquery()
    with workspace.database.write() as connection:
        connection.execute(update(RESPONSE).where(RESPONSE.c.question_id == row).values(seed=7))
        document = connection.scalar(select(REVISION.c.document).where(REVISION.c.id == narrow))
        made = to_instance(document, 0)
        assert made is not None
        template = to_template(document)
        for key, value in template.combination(made[1]).items():
            texts = document["template"]["parameters"][key]["values"]
            place = template.parameters[key].values.index(value)
            document["template"]["parameters"][key]["values"] = [texts[place]]
        connection.execute(
            update(REVISION).where(REVISION.c.id == narrow).values(document=document)
        )
    card = next(c for c in found(workspace).questions if c.question.id == name)
    assert card.question.stem == made[0].stem


def test_what_an_open_sitting_has_explained_may_leave(workspace: Workspace) -> None:
    sitting = start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(count=3),
        rng=random.Random(5),
    )
    missed = answer(sitting, right=False)
    assert ids(found(workspace, MISSED)) == set()
    sitting.confirm()
    sitting.go(1)
    assert ids(found(workspace, MISSED)) == {missed}
    assert ids(found(workspace)) == {missed}
