"""The summary of a learner's answers that is stored between two computations of the standing.

It is updated answer by answer, and its size does not grow with the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quizapp.study.counted import CountedAnswers, Worth
from quizapp.study.readiness import Experience


@dataclass(frozen=True, slots=True)
class Answered:
    """A marked answer. `worth` is its kind for mastery, or None if it does not count."""

    topic: str
    correct: bool
    first_exposure: bool
    worth: Worth | None


@dataclass(slots=True)
class Knowledge:
    """The summaries of the first `answers` answers, for readiness and for mastery (`counted`)."""

    experience: Experience
    counted: CountedAnswers = field(default_factory=CountedAnswers)
    answers: int = 0

    @staticmethod
    def empty(domains: Mapping[str, str], form: Mapping[str, int]) -> Knowledge:
        """Return the state before any answer.

        `domains` maps topic → domain, and `form` maps domain → questions on a form.
        """
        return Knowledge(Experience.empty(domains, form))

    def add(self, answers: Iterable[Answered]) -> None:
        """Add answers, oldest first. Those on unknown topics only increase `answers`."""
        given = list(answers)
        topics = self.experience.tree.topics
        self.answers += len(given)
        self.experience.add((a.topic, a.correct, a.first_exposure) for a in given)
        self.counted.add(
            (topics[a.topic], a.correct, a.worth)
            for a in given
            if a.worth is not None and a.topic in topics
        )

    def document(self) -> dict[str, Any]:
        """Return the state as a JSON object, which `Knowledge.of` reads."""
        return {
            "answers": self.answers,
            "experience": self.experience.document(),
            "counted": self.counted.document(),
        }

    @staticmethod
    def of(
        document: Mapping[str, Any], domains: Mapping[str, str], form: Mapping[str, int]
    ) -> Knowledge | None:
        """Read a JSON object; None if it is malformed or has other topics or domains."""
        try:
            experience = Experience.of(document["experience"], domains, form)
            counted = CountedAnswers.of(document["counted"], len(domains))
            answers = int(document["answers"])
        except (LookupError, TypeError, ValueError):
            return None
        return None if experience is None else Knowledge(experience, counted, answers)
