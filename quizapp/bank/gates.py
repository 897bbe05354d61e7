"""The gates: figures of a set of questions, each with a limit.

A gate measures how much a set of questions reveals to a guesser, or how repetitive it is. The style
bands in bands.py measure how similar the writing is to that of a live exam.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from quizapp.bank import coverage, cues
from quizapp.exam.question import Question
from quizapp.exam.scoring import wilson

MAX_STEM_WORDS = 130
MAX_ITEM_WORDS = 320
STEM_MEAN = (52, 70)
QUALIFIER_SHARE = (0.22, 0.36)
MULTIPLE_SHARE = (0.10, 0.16)
ALWAYS_KEY = 0.8
FEWEST_CHOICES = 6

Unit = Literal["share", "words", "count", "per 100", "points"]


@dataclass(frozen=True, slots=True)
class Gate:
    """A figure of a set of questions, and its limit.

    `value` is in `unit`: a share (0–1), words, a count, a count per 100 questions, or points on the
    1–5 scale of difficulty. It is None if too few questions apply; the gate is then `ok`.
    """

    name: str
    value: float | None
    limit: str
    ok: bool
    note: str = ""
    unit: Unit = "share"

    @property
    def shown(self) -> str:
        """The value as text."""
        if self.value is None:
            return "–"
        if self.unit == "share":
            return f"{self.value + 0.0:.3f}".replace("-0.000", "0.000")
        places = {"count": 0, "points": 2}.get(self.unit, 1)
        return f"{self.value:.{places}f}"


def measure(questions: Sequence[Question], service_names: Sequence[str] = ()) -> list[Gate]:
    """Return every gate of `questions`, in the order to print them."""
    return [
        *_lengths(questions),
        *_words(questions),
        *_shares(questions, service_names),
        *_sizes(questions),
        *_repeats(questions),
    ]


def _lengths(questions: Sequence[Question]) -> Iterator[Gate]:
    singles = len(cues.single(questions))
    longest = cues.guesser(questions, cues.lengths)
    upper = None if longest is None else wilson(longest * singles, singles)[1]
    note = "" if longest is None else f"rate {longest:.3f} of {singles}"
    yield at_most("key is the longest, upper 95% bound", upper, 0.33, note)
    yield at_most("key is 1.25 × the next longest", cues.key_much_longer(questions), 0.08)
    shortest = cues.guesser(questions, cues.lengths, lowest=True)
    yield between("key is the shortest", shortest, 0.15, 0.33)


def _words(questions: Sequence[Question]) -> Iterator[Gate]:
    overlap = cues.guesser(questions, cues.overlaps)
    yield at_most("option sharing most words with the stem", overlap, 0.33)
    yield at_most("option most like the others", cues.guesser(questions, cues.likeness), 0.38)
    least = cues.guesser(questions, cues.likeness, lowest=True)
    yield at_most("option least like the others", least, 0.33)
    gap = cues.absolute_gap(questions)
    yield between("absolute words: keys less distractors", gap, -0.03, 0.03)
    yield at_most(
        "ranker trained on cues", cues.ranker(questions, cues.CUE_FEATURES), 0.33, "10-fold"
    )
    shape = cues.ranker(questions, cues.ALL_FEATURES)
    note = "" if shape is None else f"keys show {cues.learned(questions)}"
    yield at_most("ranker that sees commas and code too", shape, 0.33, note)
    yield at_most("several keys: they are the longest", cues.keys_are_longest(questions), 0.20)


def _shares(questions: Sequence[Question], service_names: Sequence[str]) -> Iterator[Gate]:
    yield between("stems with a qualifier", cues.qualifier_share(questions), *QUALIFIER_SHARE)
    yield between("multiple response", cues.multiple_share(questions), *MULTIPLE_SHARE)
    company = cues.opens_with(questions, "A company")
    yield at_most("stems that open “A company”", company, 0.40)
    telling = {
        service: of
        for service, (rate, of) in coverage.services_as_keys(questions, service_names).items()
        if of >= FEWEST_CHOICES and rate >= ALWAYS_KEY
    }
    note = ", ".join(f"{service} ({of} questions)" for service, of in telling.items())
    yield at_most("services nearly always the key", float(len(telling)), 0, note, "count")


def _sizes(questions: Sequence[Question]) -> Iterator[Gate]:
    stems = [cues.words(question.stem) for question in questions]
    mean = fmean(stems) if stems else None
    yield between("stem words, mean", mean, *STEM_MEAN, unit="words")
    longest = max(stems, default=None)
    yield at_most("stem words, most", longest, MAX_STEM_WORDS, unit="count")
    item = max(map(cues.item_words, questions), default=None)
    yield at_most("whole item words, most", item, MAX_ITEM_WORDS, unit="count")


def _repeats(questions: Sequence[Question]) -> Iterator[Gate]:
    near = float(len(cues.near_duplicates(questions)))
    yield at_most("near-duplicate stems", near, 0, "pairs, cosine ≥ .8", "count")
    yield at_most("same answer asked again", cues.asked_again(questions), 0.03)


def at_most(
    name: str, value: float | None, most: float, note: str = "", unit: Unit = "share"
) -> Gate:
    """Return a gate with an upper limit."""
    return Gate(name, value, f"≤ {most:g}", value is None or value <= most + 1e-9, note, unit)


def at_least(
    name: str, value: float | None, least: float, note: str = "", unit: Unit = "share"
) -> Gate:
    """Return a gate with a lower limit."""
    return Gate(name, value, f"≥ {least:g}", value is None or value >= least - 1e-9, note, unit)


def between(
    name: str, value: float | None, least: float, most: float, note: str = "", unit: Unit = "share"
) -> Gate:
    """Return a gate with a lower and an upper limit."""
    ok = value is None or least - 1e-9 <= value <= most + 1e-9
    return Gate(name, value, f"{least:g} to {most:g}".replace("-", "−"), ok, note, unit)
