"""Whose answers, on which questions, for which exam."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose answers, on which pack's questions, for which exam.

    `learner` and `pack` are keys of rows; `exam` is the code of one of the pack's exams. Figures of
    answers are kept for a learner and a pack: where only those are read, the exam says nothing.
    """

    learner: int
    pack: int
    exam: str
