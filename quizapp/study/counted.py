"""The answers that count for mastery, as sums whose size does not grow with the history.

An answer at first sight has the full weight. The first answer to a question on a later study day
has a quarter of it, because part of it is memory of the question itself. Other answers on the same
study day do not count, because the learner has just read the explanation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

REPEAT_WEIGHT = 0.25
GROWTH_OFFSET = 100.0
"""The growth covariate is log(GROWTH_OFFSET + number of counted answers before this one)."""
RECENT = 150
"""The number of newest counted answers that are stored individually."""
AGES = (25, 50, 75, 100, RECENT)
"""Ages, in counted answers, at which recent answers are grouped."""
BLOCK_RATIO = 1.5
"""Older answers are summed in blocks; GROWTH_OFFSET + position grows by this factor in each."""


class EvidenceKind(IntEnum):
    """The kind of an answer that counts. The numbers are stored."""

    FIRST_SIGHT = 0
    LATER_DAY = 1

    @property
    def weight(self) -> float:
        """The weight relative to an answer at first sight (0-1)."""
        return REPEAT_WEIGHT if self is EvidenceKind.LATER_DAY else 1.0


_WEIGHTS = {int(kind): kind.weight for kind in EvidenceKind}


def evidence_kind(first_sight: bool, day: date, last: date | None) -> EvidenceKind | None:
    """Return the kind of an answer given on the study day `day`; None if it does not count.

    `last` is the study day of the question's previous answer, None if there is none. A question
    that was shown before but never answered counts like one answered on an earlier day.
    """
    if first_sight:
        return EvidenceKind.FIRST_SIGHT
    return EvidenceKind.LATER_DAY if last is None or last < day else None


class Cell(NamedTuple):
    """A group of counted answers on one topic (index from 0): `right` of `total`, both weighted.

    `growth`, `recent`, and `lift` are the group's covariates. `growth` is log(GROWTH_OFFSET +
    position), less that of the newest answer (0 or negative). `recent` is minus the age in answers,
    divided by RECENT (-1 to 0). `lift` is 1 for questions answered before, else 0.
    """

    topic: int
    growth: float
    recent: float
    lift: float
    right: float
    total: float


@dataclass(slots=True)
class CountedAnswers:
    """The counted answers, in the form that `tree.shares` needs.

    `number` is how many there are. `newest` are the last RECENT of them as (topic, right, kind),
    oldest first. Older ones are in `blocks`: (topic, kind, block) → [right, total, sum of
    log(GROWTH_OFFSET + position)].
    """

    number: int = 0
    newest: list[tuple[int, bool, int]] = field(default_factory=list)
    blocks: dict[tuple[int, int, int], list[float]] = field(default_factory=dict)

    def add(self, answers: Iterable[tuple[int, bool, EvidenceKind]]) -> None:
        """Add (topic, correct, kind) of answers that count, oldest first."""
        for topic, correct, kind in answers:
            self.newest.append((topic, correct, int(kind)))
            self.number += 1
        over = len(self.newest) - RECENT
        if over <= 0:
            return
        position = self.number - len(self.newest)
        for topic, correct, code in self.newest[:over]:
            found = self.blocks.setdefault((topic, code, _block(position)), [0, 0, 0.0])
            found[0] += correct
            found[1] += 1
            found[2] += math.log(GROWTH_OFFSET + position)
            position += 1
        del self.newest[:over]

    def cells(self) -> list[Cell]:
        """Return all counted answers, weighted and grouped, relative to the newest one."""
        now = math.log(GROWTH_OFFSET + self.number - 1) if self.number else 0.0
        found = []
        for (topic, code, _), (right, total, logs) in self.blocks.items():
            weight = _WEIGHTS[code]
            cell = Cell(topic, logs / total - now, -1.0, code, weight * right, weight * total)
            found.append(cell)
        return found + self._recent_cells(now)

    def _recent_cells(self, now: float) -> list[Cell]:
        groups: dict[tuple[int, int, int], list[float]] = {}
        first = self.number - len(self.newest)
        for place, (topic, correct, code) in enumerate(self.newest):
            age = len(self.newest) - 1 - place
            group = sum(age >= edge for edge in AGES)
            sums = groups.setdefault((topic, code, group), [0.0, 0.0, 0.0, 0.0])
            sums[0] += math.log(GROWTH_OFFSET + first + place) - now
            sums[1] -= age / RECENT
            sums[2] += correct
            sums[3] += 1
        found = []
        for (topic, code, _), (growth, recent, right, total) in groups.items():
            weight = _WEIGHTS[code]
            found.append(
                Cell(topic, growth / total, recent / total, code, weight * right, weight * total)
            )
        return found

    def document(self) -> dict[str, Any]:
        """Return the answers as a JSON object, which `CountedAnswers.of` reads."""
        return {
            "number": self.number,
            "newest": [[topic, int(right), code] for topic, right, code in self.newest],
            "blocks": [[*key, *sums] for key, sums in self.blocks.items()],
        }

    @staticmethod
    def of(document: Mapping[str, Any], topics: int) -> CountedAnswers:
        """Read answers on `topics` topics from a JSON object.

        Raises LookupError, TypeError, or ValueError if the object has another shape.
        """
        newest = [(int(topic), bool(right), int(code)) for topic, right, code in document["newest"]]
        blocks = {
            (t, code, block): [right, total, logs]
            for t, code, block, right, total, logs in document["blocks"]
        }
        places = {topic for topic, _, _ in newest}.union(topic for topic, _, _ in blocks)
        if not places <= set(range(topics)):
            raise ValueError("an answer is on an unknown topic")
        return CountedAnswers(int(document["number"]), newest, blocks)


def counted(
    answers: Sequence[tuple[str, bool, EvidenceKind | None]], topics: Mapping[str, int]
) -> CountedAnswers:
    """Return the answers that count, given (topic, correct, kind), oldest first.

    `topics` maps topic ids to indexes from 0. Answers on other topics are left out.
    """
    found = CountedAnswers()
    found.add((topics[t], right, w) for t, right, w in answers if w is not None and t in topics)
    return found


def _block(position: int) -> int:
    """Return the block of a counted answer, given its position from 0."""
    return int(math.log((GROWTH_OFFSET + position) / GROWTH_OFFSET) / math.log(BLOCK_RATIO))
