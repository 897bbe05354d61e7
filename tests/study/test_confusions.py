"""Mix-ups of concepts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.exam.question import Question
from quizapp.study.confusions import Choice, Confusion, choice, confusions, sets_apart
from tests.builders import question


def asked(name: str, keys: tuple[int, ...], *concepts: str) -> Question:
    plain = question(name, keys=keys, options=len(concepts))
    options = tuple(
        replace(option, concept=concept)
        for option, concept in zip(plain.options, concepts, strict=True)
    )
    return replace(plain, options=options)


ONE = asked("one", (0,), "sqs", "sns", "kinesis", "eventbridge")
TWO = asked("two", (1,), "sns", "sqs", "mq", "kinesis")
PAIR = asked("pair", (0, 1), "role", "policy", "user", "group", "key")


def test_the_same_mix_up_is_counted_across_questions() -> None:
    found = confusions([choice(ONE, [1]), choice(TWO, [0]), choice(ONE, [2])])
    assert found == [Confusion("sns", "sqs", 2, 2), Confusion("kinesis", "sqs", 1, 1)]


def test_repeated_question_counts_twice_but_as_one_question() -> None:
    assert confusions([choice(ONE, [1])] * 2) == [Confusion("sns", "sqs", 2, 1)]


def test_right_answers_and_blanks_are_no_mix_ups() -> None:
    assert confusions([choice(ONE, [0]), choice(ONE, []), choice(PAIR, [0, 1])]) == []


def test_one_wrong_option_is_confused_with_the_one_missed_key() -> None:
    assert confusions([choice(PAIR, [0, 2])]) == [Confusion("user", "policy", 1, 1)]


@pytest.mark.parametrize("chosen", [[2, 3], [2]], ids=["both wrong", "one wrong, one left out"])
def test_it_is_unknown_which_of_two_missed_keys_was_confused(chosen: list[int]) -> None:
    assert confusions([choice(PAIR, chosen)]) == []


def test_rare_pairs_are_left_out_on_request() -> None:
    given_ = [choice(ONE, [1]), choice(TWO, [0]), choice(ONE, [2])]
    assert [c.chosen for c in confusions(given_, at_least=2)] == ["sns"]


def test_question_contrasts_two_concepts_whichever_is_the_key() -> None:
    assert sets_apart(ONE, "sqs", "sns")
    assert sets_apart(ONE, "sns", "sqs")
    assert not sets_apart(ONE, "sns", "kinesis")
    assert not sets_apart(PAIR, "role", "policy")


concepts = st.frozensets(st.sampled_from("abcd"), max_size=3)


@given(st.lists(st.builds(Choice, st.sampled_from(["q1", "q2"]), concepts, concepts)))
def test_no_concept_is_confused_with_itself_and_order_is_irrelevant(choices: list[Choice]) -> None:
    found = confusions(choices)
    assert all(c.chosen != c.key and c.questions <= c.count for c in found)
    assert found == confusions(choices[::-1])
