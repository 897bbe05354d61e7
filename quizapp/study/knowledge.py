"""All that is kept of a learner's answers between one look and the next: it grows answer by answer
and stays small, however long the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quizapp.study.counted import CountedAnswers, Worth
from quizapp.study.readiness import Experience


@dataclass(frozen=True, slots=True)
class Answered:
    """A marked answer, as mastery and readiness need it. `worth` is what it counts as for mastery,
    None if it does not count."""

    topic: str
    correct: bool
    first_exposure: bool
    worth: Worth | None


@dataclass(slots=True)
class Knowledge:
    """What readiness (`experience`) and mastery (`counted`) keep of the first `answers` answers."""

    experience: Experience
    counted: CountedAnswers = field(default_factory=CountedAnswers)
    answers: int = 0

    @staticmethod
    def none(domains: Mapping[str, str], form: Mapping[str, int]) -> Knowledge:
        """Before any answer. `domains` maps topic to domain, `form` domain to questions."""
        return Knowledge(Experience.none(domains, form))

    def take(self, answers: Iterable[Answered]) -> None:
        """Learn from answers, oldest first; those on topics of no domain only add to `answers`."""
        given = list(answers)
        topics = self.experience.tree.topics
        self.answers += len(given)
        self.experience.take((a.topic, a.correct, a.first_exposure) for a in given)
        self.counted.take(
            (topics[a.topic], a.correct, a.worth)
            for a in given
            if a.worth is not None and a.topic in topics
        )

    def document(self) -> dict[str, Any]:
        """As a plain value that JSON keeps exactly; `Knowledge.of` reads it back."""
        return {
            "answers": self.answers,
            "experience": self.experience.document(),
            "counted": self.counted.document(),
        }

    @staticmethod
    def of(
        document: Mapping[str, Any], domains: Mapping[str, str], form: Mapping[str, int]
    ) -> Knowledge | None:
        """Knowledge read back; None if it belongs to other topics or domains, or does not parse."""
        try:
            experience = Experience.of(document["experience"], domains, form)
            counted = CountedAnswers.of(document["counted"], len(domains))
            answers = int(document["answers"])
        except (LookupError, TypeError, ValueError):
            return None
        return None if experience is None else Knowledge(experience, counted, answers)
