"""The scope of a query: one learner, one pack, one exam."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """One learner, one pack, and one of the pack's exams.

    `learner` and `pack` are row keys; `exam` is an exam code. Figures are stored per learner and
    pack, so functions that read only figures ignore `exam`.
    """

    learner: int
    pack: int
    exam: str
