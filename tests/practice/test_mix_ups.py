"""Mix-ups with their ideas, and sheets of takeaways, from sittings in a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import ANY

import pytest
from sqlalchemy import update

from quizapp.exam.attempt import Item
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.annotations import toggle_cause
from quizapp.practice.mix_ups import MixUp, displaced, named
from quizapp.practice.room import Practice
from quizapp.practice.sheets import later, state
from quizapp.practice.weak_areas import rows
from quizapp.store.catalog import explanations
from quizapp.store.db.schema import ATTEMPT, RESPONSE
from quizapp.store.learner import settings
from quizapp.store.sittings.sitting import Sitting
from quizapp.study.drill import DrillFilter
from quizapp.words import written_day
from tests.practice.small import answer, opened, small_pack

CONCEPTS = """\
concept-0:
  name: User pool
  text: |-
    A directory of users. It signs them in.
  reference: https://docs.example.com/pools
  checked: 2026-11-20
"""
BOTH = CONCEPTS + "".join(
    f"""\
concept-{number}:
  name: {name}
  text: |-
    What it is.
  reference: https://docs.example.com/{number}
  checked: 2026-11-20
"""
    for number, name in ((1, "Identity pool"), (2, "App client"))
)
PAIR = ("concept-1", "concept-0")


def pack_with_concepts(folder: Path, questions: int = 6, form: int = 0) -> Path:
    pack = small_pack(folder, questions, form=form, exam=max(1, form))
    (pack / "concepts.yaml").write_text(BOTH)
    return pack


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    made = opened(Home(tmp_path / "home"), pack_with_concepts(tmp_path / "pack"))
    yield made
    made.close()


def drill(practice: Practice, *chosen: int, submit: bool = True, **wish: object) -> Sitting:
    """Take a drill; `chosen` are the options, in file order, of its questions."""
    sitting = practice.begin_drill(DrillFilter(count=len(chosen), **wish))  # type: ignore[arg-type]
    for position, option in enumerate(chosen):
        if position:
            sitting.go(position)
        sitting.choose(option)
        sitting.confirm()
    if submit:
        sitting.submit()
    return sitting


def mix_ups(practice: Practice) -> tuple[MixUp, ...]:
    return practice.weak_areas().mix_ups


def test_mix_up_is_a_sentence_with_two_names(practice: Practice) -> None:
    drill(practice, 1, 1, 2, 0)
    (mix_up,) = mix_ups(practice)
    assert mix_up.pair == PAIR
    assert mix_up.sentence == "You chose Identity pool; the answer was User pool (2 times)"
    (row,) = rows(practice.weak_areas()).mix_ups
    assert row.wish == DrillFilter(pair=PAIR)


def test_options_without_a_definition_are_not_compared(tmp_path: Path) -> None:
    pack = pack_with_concepts(tmp_path / "pack")
    (pack / "concepts.yaml").write_text(CONCEPTS)
    practice = opened(Home(tmp_path / "home"), pack)
    sitting = drill(practice, 1, 1, 2, 0)
    toggle_cause(sitting, 0, "mixed_up")
    assert practice.mix_ups(sitting) == mix_ups(practice) == ()
    practice.close()


def test_weak_areas_have_the_causes_and_the_mix_ups_that_were_given(practice: Practice) -> None:
    sitting = drill(practice, 1, 2, 3, 0)
    assert practice.weak_areas().causes_text == ""
    assert toggle_cause(sitting, 0, "mixed_up") == "mixed_up"
    toggle_cause(sitting, 1, "unknown")
    toggle_cause(sitting, 2, "unknown")
    weak = practice.weak_areas()
    assert weak.causes_text == "Why you missed: didn't know (2), mixed up two ideas (1)"
    assert [(each.pair, each.times) for each in weak.mix_ups] == [(PAIR, 1)]
    assert toggle_cause(sitting, 0, "mixed_up") == "", "given again, it is taken back"
    assert practice.weak_areas().causes_text == "Why you missed: didn't know (2)"
    assert mix_ups(practice) == ()


def test_every_wrong_choice_can_be_compared_and_a_right_one_cannot(practice: Practice) -> None:
    sitting = drill(practice, 1, 3, 0)
    explained, unexplained, right = (practice.compared(sitting, place) for place in range(3))
    for side, place, wrong in ((explained, 0, 1), (unexplained, 1, 3)):
        assert side is not None
        question = sitting.stored.questions[sitting.attempt.items[place].question_id]
        for idea, option in ((side.mix_up.chosen, wrong), (side.mix_up.key, 0)):
            stated = question.options[option]
            assert (idea.name, idea.reason) == (stated.text, stated.why)
            assert idea.in_own_words
            assert named(idea).startswith("“")
    assert explained is not None
    assert unexplained is not None
    assert explained.mix_up.pair == PAIR
    assert explained.mix_up.chosen.concept is not None
    assert explained.mix_up.chosen.concept.name == "Identity pool", "added, not put in its place"
    assert unexplained.mix_up.chosen.concept is None
    assert right is None


def test_a_single_miss_is_not_called_a_mix_up(practice: Practice) -> None:
    sitting = drill(practice, 1, 0)
    side = practice.compared(sitting, 0)
    assert side is not None
    assert (side.standing, side.questions, side.drillable) == ("", (), 6)
    assert practice.side_by_side(PAIR).standing == "mixed up once"
    again = drill(practice, 1)
    side = practice.compared(again, 0)
    assert side is not None
    asked = {item.question_id for item in again.attempt.items}
    others = {one.question.id for one, _ in side.questions}
    assert others == {sitting.attempt.items[0].question_id} - asked
    assert side.standing == "mixed up 2 times"
    assert side.list_title == "Also mixed up here"


def test_the_first_wrong_choice_is_compared_with_the_first_key_that_was_not_chosen() -> None:
    item = Item("q", None, (3, 0, 4, 1, 2), frozenset({0, 1}), frozenset({4, 3}), correct=False)
    assert displaced(item) == (3, 0)
    assert displaced(replace(item, chosen=frozenset({1, 2}))) == (2, 0)
    assert displaced(replace(item, chosen=frozenset({1}))) is None, "incomplete, but not wrong"
    assert displaced(replace(item, chosen=frozenset())) is None
    assert displaced(replace(item, correct=None)) is None, "not answered yet"


def test_single_mistake_is_no_mix_up(practice: Practice) -> None:
    drill(practice, 1, 2, 3)
    assert mix_ups(practice) == ()


def test_the_day_of_a_mix_up_is_that_of_the_report_also_after_midnight(
    practice: Practice,
) -> None:
    sitting = drill(practice, 1)
    night = datetime(2026, 12, 1, 2, 5, tzinfo=UTC)
    with practice.workspace.database.write() as connection:
        settings.write(connection, practice.workspace.scope, settings.ZONE, "UTC")
        connection.execute(update(RESPONSE).values(marked_at=night))
        connection.execute(update(ATTEMPT).values(started_at=night))
    ((one, _),) = practice.side_by_side(PAIR).questions
    facts = practice.report(practice.past(sitting.stored.id))
    assert one.days == (facts.started.date(),) == (date(2026, 12, 1),)


def test_side_by_side_lists_exactly_the_questions_that_were_mixed_up(practice: Practice) -> None:
    first = drill(practice, 1, 1, 2)
    asked = [item.question_id for item in first.attempt.items]
    side = practice.side_by_side(PAIR)
    assert {one.question.id for one, _ in side.questions} == set(asked[:2])
    assert all(readable for _, readable in side.questions)
    assert [len(one.days) for one, _ in side.questions] == [1, 1]
    assert (side.drillable, side.others) == (6, 4)
    assert side.drill_text == (
        "Drill the 6 questions with both of them, 4 of them not listed below"
    )
    sitting = practice.begin_drill(side.wish)
    assert len(sitting.attempt.items) == 6


def test_question_asked_again_in_an_open_sitting_is_not_readable(practice: Practice) -> None:
    drill(practice, 1, 1, 1, 1, 1, 1)
    practice.begin_drill(DrillFilter(count=2))
    side = practice.side_by_side(PAIR)
    assert sorted(readable for _, readable in side.questions) == [False] * 2 + [True] * 4


def test_sitting_names_repeated_mix_ups_and_those_given_as_the_cause(practice: Practice) -> None:
    sitting = drill(practice, 1, 2, 0)
    assert practice.mix_ups(sitting) == ()
    toggle_cause(sitting, 1, "mixed_up")
    (told,) = practice.mix_ups(sitting)
    assert (told.pair, told.times) == (("concept-2", "concept-0"), 1)
    assert told.sentence.endswith("; the answer was User pool")
    again = drill(practice, 1)
    (repeated,) = practice.mix_ups(again)
    assert (repeated.pair, repeated.times) == (PAIR, 2)


def test_long_name_is_cut_between_words(practice: Practice) -> None:
    drill(practice, 1, 1)
    (mix_up,) = mix_ups(practice)
    assert named(mix_up.chosen, 12) == "Identity…"
    assert named(mix_up.key, 60) == "User pool"


def test_explanations_follow_the_files(tmp_path: Path) -> None:
    pack = pack_with_concepts(tmp_path / "pack")
    home = Home(tmp_path / "home")
    opened(home, pack).close()
    (pack / "concepts.yaml").write_text(CONCEPTS.replace("User pool", "A pool of users"))
    file = pack / "only" / "topic-one.yaml"
    file.write_text(file.read_text().replace("2026-11-23", "2026-11-30", 1))
    practice = opened(home, pack)
    drill(practice, 0, 0, 0, 0, 0, 0)
    with practice.workspace.database.read() as connection:
        found = explanations.concepts(connection, practice.workspace.scope.pack, PAIR)
    assert {code: concept.name for code, concept in found.items()} == {
        "concept-0": "A pool of users"
    }
    (topic,) = practice.sheet().topics
    assert sorted(str(each.checked) for each in topic.takeaways) == [
        *["2026-11-23"] * 5,
        "2026-11-30",
    ]
    practice.close()


def test_what_comes_first_has_a_question_that_can_be_asked_now(practice: Practice) -> None:
    drill(practice, 1, 0, 0)
    (topic,) = rows(practice.weak_areas()).topics
    assert rows(practice.weak_areas()).first == topic
    practice.begin_drill(DrillFilter(count=6))
    weak = practice.weak_areas()
    assert weak.held == {topic.wish}
    assert rows(weak).topics == (topic,)
    assert rows(weak).first is None


def test_the_answer_to_a_question_is_the_one_that_it_is_listed_for(practice: Practice) -> None:
    first = drill(practice, 1)
    toggle_cause(first, 0, "misread")
    (row,) = practice.missed_because("misread")
    entry = practice.entry(row)
    assert entry is not None
    given = practice.given(entry)
    assert given is not None
    assert (given.sitting.stored.id, given.position) == (first.stored.id, 0)
    assert given.item == first.attempt.items[0]
    assert given.why == "Why you missed it: misread"
    again = practice.begin_drill(DrillFilter(only=frozenset({"missed"}), count=1))
    for option in again.attempt.item.keys:
        again.choose(option)
    again.confirm()
    again.submit()
    changed = practice.entry(row)
    assert changed is not None
    assert practice.given(changed) == replace(given, sitting=ANY), "it is still missed"
    assert practice.given(changed, "misread") == replace(given, sitting=ANY)
    assert practice.given(changed, "slip") is None
    recovered = replace(changed, hit=replace(changed.hit, statuses=frozenset({"right"})))
    last = practice.given(recovered)
    assert last is not None
    assert last.sitting.stored.id == again.stored.id
    assert "Right:" not in last.said


def test_sheet_shows_missed_first_and_only_counts_what_was_not_met(practice: Practice) -> None:
    assert practice.sheet().topics == ()
    assert practice.sheet().later == 6
    sitting = drill(practice, 0, 1, 0)
    (topic,) = practice.sheet().topics
    missed = sitting.attempt.items[1].question_id
    assert [each.missed for each in topic.takeaways] == [True, False, False]
    assert topic.takeaways[0].code == missed
    assert topic.takeaways[0].text == f"Remember {missed}."
    assert topic.takeaways[0].checked == date(2026, 11, 23)
    assert state(topic.takeaways[0]) == f"missed · checked {written_day(date(2026, 11, 23))}"
    assert state(topic.takeaways[1]) == f"checked {written_day(date(2026, 11, 23))}"
    assert not practice.sheet().dated
    assert practice.sheet().dates.endswith(f"on {written_day(date(2026, 11, 23))}.")
    said = "3 more appear as you get to their questions."
    assert (topic.later, later(topic.later)) == (3, said)
    assert practice.sheet().summary == "3 takeaways, 1 of them from questions you missed"


def test_sheet_keeps_mocks_not_taken_and_open_questions_to_itself(tmp_path: Path) -> None:
    pack = pack_with_concepts(tmp_path / "pack", 6, form=3)
    practice = opened(Home(tmp_path / "home"), pack)
    drill(practice, 0, 0, submit=False)
    assert practice.sheet().takeaways == 2
    # An open drill asks its last question, which was met on the screen but not answered.
    sitting = practice.begin_drill(DrillFilter(count=1))
    assert sitting.attempt.item.seen
    assert practice.sheet().takeaways == 2
    assert (practice.sheet().later, practice.sheet().held) == (4, 0)
    mock = practice.begin_mock(MockOptions(form=1))
    for position in range(3):
        answer(mock, position, 0)
    assert practice.sheet().takeaways == 2
    mock.submit()
    assert practice.sheet().takeaways == 5
    assert (practice.sheet().later, practice.sheet().held) == (1, 0)
    practice.close()


def test_sheet_leaves_out_what_a_new_mock_asks_until_it_is_taken(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    practice = opened(home, pack_with_concepts(tmp_path / "pack"))
    drill(practice, 0, 0, 0, 0, 0, 0)
    assert practice.sheet().takeaways == 6
    practice.close()
    practice = opened(home, pack_with_concepts(tmp_path / "pack", form=3))
    assert practice.sheet().takeaways == 3
    practice.begin_mock(MockOptions(form=1)).submit()
    assert practice.sheet().takeaways == 6
    practice.close()


def test_sheet_says_that_an_open_drill_hides_what_was_met(practice: Practice) -> None:
    drill(practice, 0, 0, 0, 0, 0, 0)
    again = practice.begin_drill(DrillFilter(count=6))
    found = practice.sheet()
    assert (found.summary, found.takeaways, found.later) == ("Nothing to show now", 0, 0)
    said = "6 are hidden until you answer them in an open sitting."
    assert later(found.later, found.held) == said
    answer(again, 0, 1)
    again.pause()
    found = practice.sheet()
    assert (found.takeaways, found.held) == (2, 4)


def test_sheet_of_a_topic_a_task_or_a_domain(practice: Practice) -> None:
    drill(practice, 0)
    for about, title in (
        (DrillFilter(topics=frozenset({"topic.one"})), "Topic one"),
        (DrillFilter(tasks=frozenset({"1.1"})), "1.1 The only task"),
        (DrillFilter(domains=frozenset({"1"})), "The only domain"),
    ):
        found = practice.sheet(about)
        assert (found.title, found.takeaways, found.later) == (title, 1, 5)
    nothing = practice.sheet(DrillFilter(tasks=frozenset({"2.1"})))
    assert (nothing.topics, nothing.later) == ((), 0)
