"""The figures of what readers left behind: how much is read, how hard it is, how guessable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, pstdev

from quizapp.bank import reviews
from quizapp.bank.pack import Pack
from quizapp.bank.reviews import Readings, Reviews, Solves


@dataclass(frozen=True, slots=True)
class Difficulty:
    """The ratings of a set of questions, on the scale of 1 (almost everyone is right) to 5 (few).

    A question counts with the mean of its ratings. `rated` is how many questions have one;
    `counts` how many round to 1, 2, 3, 4 and 5; `mean` and `spread` (the standard deviation) are
    on the same scale, and None without ratings.
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
class Readers:
    """What readers left behind, over the questions of a bank.

    `solved`, `audited` and `edited` count questions in their present revision, of `questions` in
    all. `faults` counts audits that found a fault, in any revision, of `audits` in all.
    `guessed` counts options-only readers who were right, of `guesses` in all, in present revisions.
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
        """The share of options-only readers who were right, 0–1."""
        return self.guessed / self.guesses if self.guesses else None


def figures(pack: Pack, found: Reviews | None = None) -> Readers:
    """What the reviews of `pack` come to; `found` saves reading the file again."""
    entries = (reviews.load(pack) if found is None else found).entries
    readings = reviews.present(entries, pack.questions)
    ratings = reviews.difficulties(readings)
    audits = [entry.audited.outcome for entry in entries if entry.audited]
    guesses = [guess for each in readings.values() for guess in each.guesses]
    return Readers(
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
    """The ratings of these questions; those without one are left out."""
    found = [ratings[name] for name in ids if name in ratings]
    # Halves round up, so that 2.5 counts as 3.
    counts = Counter(int(rating + 0.5) for rating in found)
    return Difficulty(
        rated=len(found),
        counts=(counts[1], counts[2], counts[3], counts[4], counts[5]),
        mean=fmean(found) if found else None,
        spread=pstdev(found) if found else None,
    )


def _count(readings: Mapping[str, Readings], kind: reviews.Kind) -> int:
    return sum(each.read(kind) for each in readings.values())
