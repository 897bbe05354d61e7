"""Sittings without a database, for tests of exports."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from quizapp.exam.attempt import Attempt, Kind, new_attempt
from quizapp.exam.question import Question
from quizapp.export.transcript import Transcript, transcript
from quizapp.store.scope import Scope
from quizapp.store.sittings.attempts import Plan, StoredAttempt
from tests.builders import bank, blueprint

BLUEPRINT = blueprint((4, 3, 2, 1))
WHEN = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)


def questions(count: int = 10) -> list[Question]:
    return bank(BLUEPRINT, 4)[::3][:count]


def started(
    asked: Sequence[Question], kind: Kind = Kind.MOCK, allowed: float | None = 1200.0
) -> Attempt:
    return new_attempt(
        kind, asked, exam=BLUEPRINT.code, allowed=allowed, rng=random.Random(1)
    ).start()


def answer(attempt: Attempt, position: int, *, right: bool, at: float) -> Attempt:
    """Go to a question and answer it; confirm it if the attempt is not a mock."""
    attempt = attempt.go(position, at - 1)
    item = attempt.item
    wrong = sorted(set(item.order) - item.keys)
    for option in sorted(item.keys) if right else wrong[: item.selects]:
        attempt = attempt.choose(option, at)
    return attempt.confirm(at) if attempt.immediate else attempt


def stored(attempt: Attempt, asked: Sequence[Question], **plan: object) -> StoredAttempt:
    whole = Plan(Scope(1, 1, BLUEPRINT.code), "Mock exam 1")
    return StoredAttempt(
        7,
        replace(whole, **plan),  # type: ignore[arg-type]
        attempt,
        {question.id: question for question in asked},
        {},
        WHEN,
        None,
        None,
        BLUEPRINT,
    )


def mock(
    asked: Sequence[Question] | None = None,
    *,
    wrong: Sequence[int] = (2, 5),
    name: str | None = None,
    notes: Mapping[str, str] | None = None,
    topics: Mapping[str, str] | None = None,
    earlier: Sequence[int] = (),
    **plan: object,
) -> Transcript:
    """Return a submitted mock with the questions at `wrong` missed."""
    asked = asked or questions()
    attempt = started(asked)
    for position in range(len(asked)):
        attempt = answer(attempt, position, right=position not in wrong, at=60.0 * (position + 1))
    return transcript(
        stored(attempt.submit(700.0), asked, **plan),
        BLUEPRINT,
        zone=UTC,
        name=name,
        notes=notes,
        topics=topics,
        earlier=earlier,
        now=WHEN,
    )
