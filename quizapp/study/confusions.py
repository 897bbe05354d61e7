"""Mix-ups: the pairs of concepts that a learner confuses, counted from wrong answers.

Every option has a concept, and the same idea has the same name in every question, so a mix-up is
visible across questions that otherwise have nothing in common.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from quizapp.exam.question import Question


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer as concepts: those of the chosen options, and those of the keys."""

    question: str
    chosen: frozenset[str]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Confusion:
    """The learner chose `chosen` where `key` was right, `count` times on `questions` questions."""

    chosen: str
    key: str
    count: int
    questions: int


def choice(question: Question, chosen: Iterable[int]) -> Choice:
    """Return an answer as concepts. `chosen` are option indexes from 0, in file order."""
    options = question.options
    return Choice(
        question.id,
        frozenset(options[i].concept for i in chosen),
        frozenset(options[i].concept for i in question.keys),
    )


def confused_pairs(given: Choice) -> list[tuple[str, str]]:
    """Return (concept chosen, concept of the key) if one distractor took the place of one key.

    With more of either, it is unknown which one was taken for which, so there are no pairs.
    """
    wrong, missing = given.chosen - given.keys, given.keys - given.chosen
    return list(zip(wrong, missing, strict=True)) if len(wrong) == len(missing) == 1 else []


def confusions(choices: Iterable[Choice], at_least: int = 1) -> list[Confusion]:
    """Return the pairs confused at least `at_least` times: most frequent first, then by name."""
    asked: dict[tuple[str, str], list[str]] = {}
    for given in choices:
        for pair in confused_pairs(given):
            asked.setdefault(pair, []).append(given.question)
    found = [
        Confusion(wrong, key, len(where), len(set(where)))
        for (wrong, key), where in asked.items()
        if len(where) >= at_least
    ]
    return sorted(found, key=lambda c: (-c.count, -c.questions, c.chosen, c.key))


def sets_apart(question: Question, one: str, other: str) -> bool:
    """Whether a question asks the learner to choose between two concepts.

    One of them is the concept of a key, and the other that of a distractor, in either order.
    """
    keys = {option.concept for option in question.options if option.is_key}
    distractors = {option.concept for option in question.options if not option.is_key}
    return contrasts(keys, distractors, one, other)


def contrasts(keys: Collection[str], distractors: Collection[str], one: str, other: str) -> bool:
    """Like `sets_apart`, given the concepts of the keys and the distractors."""
    return (one in keys and other in distractors) or (other in keys and one in distractors)
