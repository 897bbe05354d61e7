"""The gates of a set of questions."""

from __future__ import annotations

import pytest

from quizapp.bank import gates
from quizapp.bank.gates import Gate
from quizapp.exam.question import Question
from tests.bank.factory import question


def gate(questions: list[Question], name: str) -> Gate:
    found = gates.measure(questions, ["SQS", "SNS", "Lambda", "S3"])
    (one,) = [each for each in found if each.name.startswith(name)]
    return one


def test_empty_bank_meets_every_gate() -> None:
    found = gates.measure([])
    assert all(gate.ok for gate in found)
    assert {gate.shown for gate in found} == {"–", "0"}


def test_length_gate_uses_the_upper_bound_and_shows_the_rate() -> None:
    quarter = [question(["aaaa", "bbb", "cc", "d"], keys=(n % 4,), name=f"q{n}") for n in range(20)]
    found = gate(quarter, "key is the longest")
    # One in four of twenty: the bound is .4687, over the limit of .33.
    assert found.value == pytest.approx(0.4687, abs=1e-4)
    assert not found.ok
    assert found.note == "rate 0.250 of 20"


@pytest.mark.parametrize(("several", "ok"), [(0, False), (1, True), (2, False)])
def test_gate_with_two_limits(several: int, ok: bool) -> None:
    plain = [question(name=f"q{n}") for n in range(10 - several)]
    multiple = [
        question(["a", "b", "c", "d", "e"], keys=(0, 1), name=f"m{n}") for n in range(several)
    ]
    assert gate([*plain, *multiple], "multiple response").ok is ok


def test_stem_gates_count_words() -> None:
    found = gates.measure([question(stem="one two three"), question(stem="one " * 140)])
    by_name = {gate.name: gate for gate in found}
    assert by_name["stem words, mean"].value == 71.5
    assert by_name["stem words, most"].shown == "140"
    assert not by_name["stem words, most"].ok


def test_service_that_is_always_the_key_is_named() -> None:
    texts = ["Use Amazon SQS.", "Use Amazon SNS.", "Use AWS Lambda.", "Use Amazon S3."]
    always = [question(texts, name=f"q{n}") for n in range(6)]
    found = gate(always, "services nearly always")
    assert not found.ok
    assert found.note == "SQS (6 questions)"
    sometimes = [question(texts, keys=(n % 4,), name=f"q{n}") for n in range(8)]
    assert gate(sometimes, "services nearly always").ok
