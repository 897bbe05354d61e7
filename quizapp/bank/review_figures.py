"""Figures of the reviews: how many questions were read, their difficulty, and guessability."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, pstdev

from quizapp.bank import reviews
from quizapp.bank.pack import Pack
from quizapp.bank.reviews import CurrentReviews, Reviews, Solves


@dataclass(frozen=True, slots=True)
class Difficulty:
    """The ratings of a set of questions, on the scale of 1 (almost everyone is right) to 5 (few).

    The rating of a question is the mean of its ratings. `rated` is the number of questions with a
    rating, and `counts` are the numbers that round to 1, 2, 3, 4, and 5. `mean` and `spread` (the
    standard deviation) are None without ratings.
    """

    rated: int
    counts: tuple[int, int, int, int, int]
    mean: float | None
    spread: float | None


@dataclass(frozen=True, slots=True)
class FormDifficulty:
    """The difficulty of one form."""

    form: str
    difficulty: Difficulty


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """Figures of the reviews of a bank.

    `solved`, `audited`, and `edited` of `questions` were read in their current revision. `faults`
    of `audits` found a fault, in any revision. `guessed` of `guesses` by options-only readers were
    right, in current revisions.
    """

    questions: int
    solved: int
    audited: int
    edited: int
    audits: int
    faults: int
    guesses: int
    guessed: int
    difficulty: Difficulty
    forms: tuple[FormDifficulty, ...]
    solves: Solves

    @property
    def guessed_share(self) -> float | None:
        """The share of guesses by options-only readers that were right (0–1); None without any."""
        return self.guessed / self.guesses if self.guesses else None


def figures(pack: Pack, found: Reviews | None = None) -> ReviewFigures:
    """Return the figures of a pack's reviews, which are read from its file unless given."""
    entries = (reviews.load(pack) if found is None else found).entries
    readings = reviews.current_reviews(entries, pack.questions)
    ratings = reviews.difficulties(readings)
    audits = [entry.audited.outcome for entry in entries if entry.audited]
    guesses = [guess for each in readings.values() for guess in each.guesses]
    return ReviewFigures(
        questions=len(pack.questions),
        solved=_count(readings, "solve"),
        audited=_count(readings, "audit"),
        edited=_count(readings, "edit"),
        audits=len(audits),
        faults=sum(outcome != "clean" for outcome in audits),
        guesses=len(guesses),
        guessed=sum(guesses),
        difficulty=difficulty(pack.questions, ratings),
        forms=tuple(
            FormDifficulty(form.name, difficulty(form.question_ids, ratings)) for form in pack.forms
        ),
        solves=reviews.solves(entries, pack.questions),
    )


def difficulty(ids: Iterable[str], ratings: Mapping[str, float]) -> Difficulty:
    """Summarize the ratings of some questions; those without a rating are left out."""
    found = [ratings[name] for name in ids if name in ratings]
    # Halves round up, so that 2.5 counts as 3.
    counts = Counter(int(rating + 0.5) for rating in found)
    return Difficulty(
        rated=len(found),
        counts=(counts[1], counts[2], counts[3], counts[4], counts[5]),
        mean=fmean(found) if found else None,
        spread=pstdev(found) if found else None,
    )


def _count(readings: Mapping[str, CurrentReviews], kind: reviews.Kind) -> int:
    return sum(each.read(kind) for each in readings.values())
