"""The answers that count for mastery, kept as sums that stay small as a history grows.

An answer at first sight counts in full. The first answer of a later study day counts a quarter:
part of it is memory of the question itself. Every other answer of the same study day repeats the
feedback just read, and does not count.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

REPEAT_WEIGHT = 0.25
HEAD_START = 100.0
"""Growth is measured in log(HEAD_START + number of counted answers before this one)."""
RECENT = 150
"""As many of the newest counted answers are kept one by one."""
AGES = (25, 50, 75, 100, RECENT)
"""Ages, in counted answers, at which recent answers are grouped."""
BLOCK_RATIO = 1.5
"""Older answers are summed in blocks; the distance from -HEAD_START grows by this in each."""


class Worth(IntEnum):
    """What an answer counts as."""

    FIRST_SIGHT = 0
    LATER_DAY = 1

    @property
    def weight(self) -> float:
        """Its weight, as a share of an answer at first sight (0-1)."""
        return REPEAT_WEIGHT if self is Worth.LATER_DAY else 1.0


def worth(first_sight: bool, day: date, last: date | None) -> Worth | None:
    """What an answer on the study day `day` counts as; None if it does not count.

    `last` is the study day of the question's previous answer, None if there is none. A question
    that was shown before but never answered counts like one answered on an earlier day.
    """
    if first_sight:
        return Worth.FIRST_SIGHT
    return Worth.LATER_DAY if last is None or last < day else None


class Cell(NamedTuple):
    """Counted answers that are alike: `right` of `total`, weighted, on one topic (by number).

    `growth` is log of (HEAD_START + position) relative to the newest answer, 0 now and negative
    earlier; `recent` is minus the age as a share of RECENT, at least -1; `lift` is 1 for questions
    answered before, else 0.
    """

    topic: int
    growth: float
    recent: float
    lift: float
    right: float
    total: float


@dataclass(slots=True)
class CountedAnswers:
    """Counted answers by topic, kind and position: what `tree.fit` needs, and no more.

    `number` counts them. `newest` holds up to RECENT of them, (topic, right, worth), oldest first;
    all older ones are in `blocks`: (topic, worth, block) → [right, total, sum of log positions].
    """

    number: int = 0
    newest: list[tuple[int, bool, int]] = field(default_factory=list)
    blocks: dict[tuple[int, int, int], list[float]] = field(default_factory=dict)

    def take(self, answers: Iterable[tuple[int, bool, Worth]]) -> None:
        """Add (topic, correct, worth) of answers that count, oldest first."""
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
            found[2] += math.log(HEAD_START + position)
            position += 1
        del self.newest[:over]

    def cells(self) -> list[Cell]:
        """All counted answers, weighted and grouped, as seen from the newest one."""
        now = math.log(HEAD_START + self.number - 1) if self.number else 0.0
        found = []
        for (topic, code, _), (right, total, logs) in self.blocks.items():
            weight = Worth(code).weight
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
            sums[0] += math.log(HEAD_START + first + place) - now
            sums[1] -= age / RECENT
            sums[2] += correct
            sums[3] += 1
        found = []
        for (topic, code, _), (growth, recent, right, total) in groups.items():
            weight = Worth(code).weight
            found.append(
                Cell(topic, growth / total, recent / total, code, weight * right, weight * total)
            )
        return found

    def document(self) -> dict[str, Any]:
        """As a plain value that JSON keeps exactly; `CountedAnswers.of` reads it back."""
        return {
            "number": self.number,
            "newest": [[topic, int(right), code] for topic, right, code in self.newest],
            "blocks": [[*key, *sums] for key, sums in self.blocks.items()],
        }

    @staticmethod
    def of(document: Mapping[str, Any], topics: int) -> CountedAnswers:
        """Counted answers on `topics` topics read back.

        Raises LookupError, TypeError or ValueError for another shape.
        """
        newest = [(int(topic), bool(right), int(code)) for topic, right, code in document["newest"]]
        blocks = {(t, code, block): list(sums) for t, code, block, *sums in document["blocks"]}
        places = {topic for topic, *_ in [*newest, *blocks]}
        if not places <= set(range(topics)):
            raise ValueError("an answer is on a topic that is not there")
        return CountedAnswers(int(document["number"]), newest, blocks)


def counted(
    answers: Sequence[tuple[str, bool, Worth | None]], topics: Mapping[str, int]
) -> CountedAnswers:
    """Counted answers from (topic, correct, worth), oldest first; `topics` numbers the topics.

    Answers that do not count, and answers on other topics, are left out.
    """
    found = CountedAnswers()
    found.take((topics[t], right, w) for t, right, w in answers if w is not None and t in topics)
    return found


def _block(position: int) -> int:
    """The block of a counted answer, by its position from 0."""
    return int(math.log((HEAD_START + position) / HEAD_START) / math.log(BLOCK_RATIO))
