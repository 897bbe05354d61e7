"""The summary of a learner's answers that is stored between two computations of the standing.

It is updated answer by answer, and its size does not grow with the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quizapp.study.counted import CountedAnswers, EvidenceKind
from quizapp.study.readiness import ReadinessState


@dataclass(frozen=True, slots=True)
class Answered:
    """A marked answer. `evidence_kind` is its kind for mastery, or None if it does not count."""

    topic: str
    correct: bool
    first_exposure: bool
    evidence_kind: EvidenceKind | None


@dataclass(slots=True)
class AnswerSummary:
    """The summaries of the first `answers` answers, for readiness and for mastery (`counted`)."""

    readiness_state: ReadinessState
    counted: CountedAnswers = field(default_factory=CountedAnswers)
    answers: int = 0

    @staticmethod
    def empty(domains: Mapping[str, str], form: Mapping[str, int]) -> AnswerSummary:
        """Return the state before any answer.

        `domains` maps topic → domain, and `form` maps domain → questions on a form.
        """
        return AnswerSummary(ReadinessState.empty(domains, form))

    def add(self, answers: Iterable[Answered]) -> None:
        """Add answers, oldest first. Those on unknown topics only increase `answers`."""
        given = list(answers)
        topics = self.readiness_state.tree.topics
        self.answers += len(given)
        self.readiness_state.add((a.topic, a.correct, a.first_exposure) for a in given)
        self.counted.add(
            (topics[a.topic], a.correct, a.evidence_kind)
            for a in given
            if a.evidence_kind is not None and a.topic in topics
        )

    def document(self) -> dict[str, Any]:
        """Return the state as a JSON object, which `AnswerSummary.of` reads."""
        return {
            "answers": self.answers,
            "experience": self.readiness_state.document(),
            "counted": self.counted.document(),
        }

    @staticmethod
    def of(
        document: Mapping[str, Any], domains: Mapping[str, str], form: Mapping[str, int]
    ) -> AnswerSummary | None:
        """Read a JSON object; None if it is malformed or has other topics or domains."""
        try:
            readiness_state = ReadinessState.of(document["experience"], domains, form)
            counted = CountedAnswers.of(document["counted"], len(domains))
            answers = int(document["answers"])
        except (LookupError, TypeError, ValueError):
            return None
        return None if readiness_state is None else AnswerSummary(readiness_state, counted, answers)
