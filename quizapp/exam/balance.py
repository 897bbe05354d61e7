"""Balancing of forms: questions are exchanged until all forms are equally difficult."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.exam.question import Question

# The largest allowed differences between the forms' means and standard deviations of difficulty,
# on the scale of 1–5.
MAX_MEAN_GAP = 0.15
MAX_SPREAD_GAP = 0.20
MIN_IMPROVEMENT = 1e-6
"""The smallest improvement for which questions are exchanged."""


def enemies(apart: Iterable[Collection[str]]) -> dict[str, frozenset[str]]:
    """Return id → ids that may not be in the same form, because they give its answer away."""
    found: dict[str, set[str]] = {}
    for together in apart:
        for name in together:
            found.setdefault(name, set()).update(set(together) - {name})
    return {name: frozenset(others) for name, others in found.items()}


@dataclass(slots=True)
class FormSums:
    """A set of questions, with running sums of their ratings (1–5) and of the squares."""

    questions: list[Question]
    ratings: Mapping[str, float]
    total: float = 0.0
    squares: float = 0.0
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        values = [self.ratings[question.id] for question in self.questions]
        self.total, self.squares = sum(values), sum(value * value for value in values)
        self.ids = {question.id for question in self.questions}

    def distance(self, mean: float, spread: float, out: float = 0.0, into: float = 0.0) -> float:
        """Return the squared distance from a mean and spread.

        With `out` and `into`, it is the distance after replacing a rating `out` with `into`.
        """
        size = len(self.questions)
        own = (self.total - out + into) / size
        variance = (self.squares - out * out + into * into) / size - own * own
        return (own - mean) ** 2 + 0.5 * (sqrt(max(0.0, variance)) - spread) ** 2

    def put(self, at: int, question: Question) -> Question:
        """Replace the question at index `at`. Return the replaced question."""
        replaced = self.questions[at]
        out, into = self.ratings[replaced.id], self.ratings[question.id]
        self.total += into - out
        self.squares += into * into - out * out
        self.ids = (self.ids - {replaced.id}) | {question.id}
        self.questions[at] = question
        return replaced


Alike = Callable[["Question"], Hashable]


def balance(
    forms: list[list[Question]],
    spare: list[Question],
    difficulty: Mapping[str, float],
    *,
    alike: Alike,
    apart: Mapping[str, frozenset[str]],
    fixed: Collection[str] = (),
    target: tuple[float, float] | None = None,
) -> None:
    """Exchange questions, in place, so that the forms' means and spreads of difficulty agree.

    A question is exchanged only with a question of another form or of `spare` for which `alike`
    returns the same value, and never into a form with one of its enemies (`apart`). `fixed` ids are
    not moved. `difficulty` maps id → rating (1–5); a question without one counts as the mean.
    `target` is the (mean, spread) to reach, by default those of all the questions. The best
    exchange is made first, and ties are decided by position, so the result is reproducible.
    """
    everything = [question for some in (*forms, spare) for question in some]
    rated = [difficulty[q.id] for q in everything if q.id in difficulty]
    if not rated or not forms:
        return
    middle = fmean(rated)
    mean, spread = target or (middle, sqrt(fmean((value - middle) ** 2 for value in rated)))
    ratings = {q.id: difficulty.get(q.id, mean) for q in everything}
    dealt = [FormSums(form, ratings) for form in forms]
    rest = FormSums(spare, ratings)
    for _ in range(20 * len(forms)):
        worst = max(dealt, key=lambda form: form.distance(mean, spread))
        swap = _best(worst, [*dealt, rest], rest, (mean, spread), alike, apart, set(fixed))
        if swap is None:
            return
        at, other, place = swap
        other.put(place, worst.put(at, other.questions[place]))


def _best(
    worst: FormSums,
    others: list[FormSums],
    rest: FormSums,
    target: tuple[float, float],
    alike: Alike,
    apart: Mapping[str, frozenset[str]],
    fixed: set[str],
) -> tuple[int, FormSums, int] | None:
    """Return the best exchange for the worst form and its partner, or None if none helps.

    It is (index in the worst form, the other set, index there).
    """
    before = worst.distance(*target)
    best: tuple[int, FormSums, int] | None = None
    gain = MIN_IMPROVEMENT
    for other in others:
        if other is worst:
            continue
        own = 0.0 if other is rest else other.distance(*target)
        places = _places(other, alike, fixed)
        for at, mine in enumerate(worst.questions):
            if mine.id in fixed:
                continue
            out = worst.ratings[mine.id]
            for place in places.get(alike(mine), ()):
                theirs = other.questions[place]
                into = worst.ratings[theirs.id]
                after = worst.distance(*target, out, into)
                left = 0.0 if other is rest else other.distance(*target, into, out)
                won = before + own - after - left
                if (
                    won > gain
                    and _fits(worst, mine, theirs, apart)
                    and (other is rest or _fits(other, theirs, mine, apart))
                ):
                    gain, best = won, (at, other, place)
    return best


def _places(some: FormSums, alike: Alike, fixed: set[str]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for place, question in enumerate(some.questions):
        if question.id not in fixed:
            found.setdefault(alike(question), []).append(place)
    return found


def _fits(
    form: FormSums, out: Question, into: Question, apart: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a form can have `into` instead of `out`: no enemy, and no topic more often."""
    if apart.get(into.id, frozenset()) & (form.ids - {out.id}):
        return False
    if into.topic == out.topic:
        return True
    topics = Counter(question.topic for question in form.questions)
    return topics[into.topic] < max(topics.values())
