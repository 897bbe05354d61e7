"""The standing of a learner, computed from the answers."""

from __future__ import annotations

import math
import random
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

import pytest
from hypothesis import given as given_
from hypothesis import settings
from hypothesis import strategies as st

from quizapp.exam.attempt import Confidence
from quizapp.study.confusions import Choice, Confusion
from quizapp.study.mastery import Verdict
from quizapp.study.progress import GivenAnswer, Progress, Syllabus, progress
from quizapp.study.streak import Streak
from tests.builders import blueprint

EXAM = blueprint()
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
TOPICS = {f"topic.{d}{letter}": d for d in "1234" for letter in "abcde"}
SYLLABUS = Syllabus(
    domains=TOPICS,
    questions=dict.fromkeys(TOPICS, 12),
    names={topic: topic.title() for topic in TOPICS},
)


def one(
    question: str = "q",
    *,
    topic: str = "topic.1a",
    days_ago: float = 1,
    correct: bool = True,
    first: bool = True,
    confidence: Confidence | None = None,
    choice: Choice | None = None,
) -> GivenAnswer:
    at = NOW - timedelta(days=days_ago)
    return GivenAnswer(question, topic, at, correct, first, confidence, choice)


def progress_of(given: list[GivenAnswer], exam_date: date | None = None) -> Progress:
    ordered = sorted(given, key=lambda g: g.at)
    return progress(ordered, EXAM, SYLLABUS, NOW, UTC, exam_date)


def learner(answers: int, *, weak: str = "topic.2b", seed: int = 1) -> list[GivenAnswer]:
    """Many answers over sixty days: one topic mostly wrong, and there one idea taken for another;
    all others mostly right, their misses spread over many ideas."""
    rng = random.Random(seed)
    topics = list(TOPICS)
    found = []
    for n in range(answers):
        topic = topics[n % len(topics)]
        correct = rng.random() < (0.25 if topic == weak else 0.85)
        question = f"{topic}-{n % 600}"
        choice = None
        if not correct:
            wrong, key = ("sns", "sqs") if topic == weak else (f"w{n}", f"k{n}")
            choice = Choice(question, frozenset({wrong}), frozenset({key}))
        found.append(
            one(
                question,
                topic=topic,
                days_ago=60 - 60 * n / answers,
                correct=correct,
                first=n < 600,
                choice=choice,
            )
        )
    return found


def numbers(value: Any) -> list[float]:
    """Yield every number in nested dataclasses."""
    if isinstance(value, dict):
        return [n for part in value.values() for n in numbers(part)]
    if isinstance(value, list | tuple):
        return [n for part in value for n in numbers(part)]
    if isinstance(value, bool | Enum):
        return []
    return [value] if isinstance(value, int | float) else []


def check_sense(found: Progress) -> None:
    """Check that all figures are possible and consistent."""
    assert all(math.isfinite(number) for number in numbers(asdict(found)))
    for readiness, size in ((found.mock, 65), (found.exam, 50)):
        assert 0 <= readiness.probability <= 1
        assert 0 <= readiness.correct_low <= readiness.correct_high <= size
        assert readiness.evidence.first_sight <= readiness.evidence.answers <= found.answers
    for row in (*found.domains, *found.topics):
        assert 0 <= row.low <= row.mean <= row.high <= 1
        assert 0 <= row.correct <= row.total
        assert row.total or row.verdict is Verdict.FEW
    assert sum(row.total for row in found.domains) == sum(row.total for row in found.topics)
    assert math.isclose(sum(row.weight for row in found.topics), 1)
    assert not {m.question for m in found.to_recover if m.recovered}
    assert 0 <= found.streak.current <= found.streak.longest


def test_no_claims_without_answers() -> None:
    found = progress_of([])
    check_sense(found)
    assert (found.answers, found.waiting, found.to_recover, found.confusions) == (0, (), (), ())
    assert (found.lucky, found.overconfident, found.days_left) == ((), (), None)
    assert found.streak == Streak(0, 0, False)
    assert not found.mock.evidence.enough
    assert found.mock.evidence.missing == 100
    assert set(found.mock.evidence.missing_by_domain.values()) == {10}
    assert {row.name for row in found.topics} == set(TOPICS)
    assert {row.verdict for row in (*found.topics, *found.domains)} == {Verdict.FEW}


@pytest.mark.parametrize("correct", [True, False])
def test_one_answer_gives_no_verdict(correct: bool) -> None:
    found = progress_of([one(correct=correct, days_ago=0)])
    check_sense(found)
    assert found.answers == 1
    assert {row.verdict for row in (*found.topics, *found.domains)} == {Verdict.FEW}
    assert len(found.to_recover) == (0 if correct else 1)
    assert found.waiting == ()
    assert found.streak == Streak(1, 1, True)


def test_five_thousand_answers_reveal_the_planted_topic_and_mix_up() -> None:
    found = progress_of(learner(5000), TODAY + timedelta(days=12))
    check_sense(found)
    assert found.answers == 5000
    assert found.days_left == 12
    assert found.mock.evidence.enough
    assert found.weak[0].name == "topic.2b"
    assert found.weak[0].verdict is Verdict.WEAK
    assert [row.name for row in found.topics if row.verdict is Verdict.WEAK] == ["topic.2b"]
    assert (found.confusions[0].chosen, found.confusions[0].key) == ("sns", "sqs")
    assert len(found.confusions) == 1


def test_two_hundred_answers_reveal_them() -> None:
    found = progress_of(learner(200))
    check_sense(found)
    assert found.weak[0].name == "topic.2b"
    assert (found.confusions[0].chosen, found.confusions[0].key) == ("sns", "sqs")


def test_mix_up_is_listed_from_the_second_time() -> None:
    mixed = Choice("q", frozenset({"sns"}), frozenset({"sqs"}))
    missed = one(correct=False, choice=mixed)
    assert progress_of([missed]).confusions == ()
    assert progress_of([missed, replace(missed, at=NOW)]).confusions == (
        Confusion("sns", "sqs", 2, 1),
    )


def test_missed_question_is_in_the_review_from_the_next_day_until_answered() -> None:
    missed = one(correct=False, days_ago=1)
    assert progress_of([replace(missed, at=NOW)]).waiting == ()
    assert [due.question for due in progress_of([missed]).waiting] == ["q"]
    again = progress_of([missed, one(days_ago=0)])
    assert again.waiting == ()
    assert [m.question for m in again.to_recover] == ["q"]


def test_recovery_takes_right_answers_on_three_days() -> None:
    missed = one(correct=False, days_ago=20)
    same_day = [one(days_ago=10 + hour / 24) for hour in range(4)]
    apart = [one(days_ago=day) for day in (15, 10, 5)]
    assert progress_of([missed, *same_day]).to_recover
    assert progress_of([missed, *apart[:2]]).to_recover
    assert not progress_of([missed, *apart]).to_recover
    assert progress_of([missed, *apart, one(correct=False, days_ago=2)]).to_recover


def test_lucky_and_overconfident_questions_are_listed() -> None:
    found = progress_of(
        [
            one("lucky", confidence=Confidence.GUESS),
            one("known", confidence=Confidence.SURE),
            one("cocky", correct=False, confidence=Confidence.SURE),
            one("honest", correct=False, confidence=Confidence.GUESS),
        ]
    )
    assert [m.question for m in found.lucky] == ["lucky"]
    assert [m.question for m in found.overconfident] == ["cocky"]


def test_withdrawn_question_counts_but_is_not_reviewed() -> None:
    missed = one(correct=False, confidence=Confidence.SURE, days_ago=5)
    gone = progress_of([replace(missed, withdrawn=True)])
    assert (gone.waiting, gone.to_recover, gone.overconfident) == ((), (), ())
    assert gone.topics[0].total == gone.answers == 1
    assert progress_of([missed]).to_recover


def test_answers_on_unknown_topics_do_not_affect_mastery() -> None:
    found = progress_of([one(topic="background.history", correct=False) for _ in range(9)])
    check_sense(found)
    assert {row.total for row in found.topics} == {0}
    assert found.mock.evidence.answers == 0


@pytest.mark.parametrize("days", [-3, 0, 3])
def test_days_to_the_exam(days: int) -> None:
    assert progress_of([one()], TODAY + timedelta(days=days)).days_left == days


histories = st.lists(
    st.builds(
        one,
        st.sampled_from("abcdef"),
        topic=st.sampled_from([*TOPICS, "background.history"]),
        days_ago=st.floats(0, 400),
        correct=st.booleans(),
        first=st.booleans(),
        confidence=st.sampled_from([None, *Confidence]),
    ),
    max_size=30,
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given_(histories, st.sampled_from([None, -10, 0, 1, 30]))
def test_any_history_gives_a_consistent_standing(
    history: list[GivenAnswer], days: int | None
) -> None:
    found = progress_of(history, None if days is None else TODAY + timedelta(days=days))
    check_sense(found)
    assert found == progress_of(history, None if days is None else TODAY + timedelta(days=days))
