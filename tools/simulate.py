"""Measures the figures of the learning engine on simulated learners, and prints tables.

    python tools/simulate.py [--learners 400] [--seed 9000]

Every learner is generated from a seed, so the tables are the same each time. The worlds differ from
the model on purpose: abilities change in logits and not in fading counts, questions differ in
difficulty, and memory of a question met before does not follow the model's assumption.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fsrs import Card, Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from quizapp.study.readiness import Answer, predict
from quizapp.study.schedule import Review, grade, memories, noon, queue, recall, study_day
from tools.simulated_learners import (
    DOMAINS,
    FORM,
    NEEDED,
    PASS_FRACTION,
    TOTAL,
    WORLDS,
    error_of,
    learner,
)
from tools.simulated_mastery import mastery_table

# -- readiness ----------------------------------------------------------------------------------


def beta_binomial(right: float, wrong: float, total: int = TOTAL) -> list[float]:
    """Return the probabilities of 0…total right for Beta(right, wrong)."""
    weights = [
        math.lgamma(total + 1)
        - math.lgamma(k + 1)
        - math.lgamma(total - k + 1)
        + math.lgamma(right + k)
        + math.lgamma(wrong + total - k)
        for k in range(total + 1)
    ]
    norm = math.lgamma(right) + math.lgamma(wrong) - math.lgamma(right + wrong)
    norm += math.lgamma(right + wrong + total)
    return [math.exp(w - norm) for w in weights]


def plain(answers: Iterable[Answer]) -> float:
    """Return the Beta-binomial's chance of passing: all answers alike, prior Beta(.68·8, .32·8)."""
    right, wrong = 0.68 * 8, 0.32 * 8
    for answer in answers:
        right += answer.correct
        wrong += not answer.correct
    return sum(beta_binomial(right, wrong)[NEEDED:])


@dataclass(frozen=True, slots=True)
class Outcome:
    told: float
    plain_all: float
    plain_first: float
    passed: bool
    covered: bool


def outcome(job: tuple[int, int]) -> Outcome | None:
    """Return one learner's predictions and result; None without enough evidence."""
    world, seed = WORLDS[job[0]], job[1]
    one = learner(world, seed)
    result = predict(
        one.answers, domains=DOMAINS, form=FORM, pass_fraction=PASS_FRACTION, seed=seed
    )
    if not result.evidence.enough:
        return None
    return Outcome(
        result.probability,
        plain(one.answers),
        plain(a for a in one.answers if a.first_exposure),
        one.right >= NEEDED,
        result.correct_low <= one.right <= result.correct_high,
    )


def calibration(told: Sequence[float], passed: Sequence[bool], bins: int = 5) -> float:
    """Return the mean distance of predicted chance and share passed, over bins of equal size."""
    order = sorted(range(len(told)), key=lambda i: told[i])
    size = len(order)
    error = 0.0
    for b in range(bins):
        part = order[b * size // bins : (b + 1) * size // bins]
        error += abs(sum(told[i] - passed[i] for i in part))
    return error / size


def by_chance(told: Sequence[float]) -> float:
    """Return the calibration error that perfect probabilities would show by chance."""
    rng = random.Random(1)
    return statistics.fmean(calibration(told, [rng.random() < p for p in told]) for _ in range(100))


def readiness_table(learners: int, seed: int, pool: ProcessPoolExecutor) -> None:
    print(f"Readiness: {learners} learners a world, seeds from {seed}; Brier scores.")
    print(
        "'all' and '1st': Beta-binomial on all answers, on first-sight answers only; 'gain' is how"
    )
    print("much lower the model's Brier score is. 'chance': calibration error of perfect figures.")
    print(
        f"{'world':<26}{'n':>4}{'pass':>6}{'model ± se':>14}{'all':>7}{'gain ± se':>15}"
        f"{'1st':>7}{'gain ± se':>15}{'calib':>7}{'chance':>8}{'cover ± se':>14}"
        f"{'told≥.8':>9}{'fail':>6}"
    )
    for number, world in enumerate(WORLDS):
        jobs = [(number, seed + i) for i in range(learners)]
        rows = [r for r in pool.map(outcome, jobs, chunksize=20) if r is not None]
        told = [r.told for r in rows]
        passed = [r.passed for r in rows]
        model = [(r.told - r.passed) ** 2 for r in rows]
        sure = [r for r in rows if r.told >= 0.8]
        fail = sum(not r.passed for r in sure) / len(sure) if sure else math.nan
        line = f"{world.name:<26}{len(rows):>4}{statistics.fmean(passed):>6.2f}"
        line += f"{statistics.fmean(model):>7.3f} ± {error_of(model):.3f} "
        for other in ([r.plain_all for r in rows], [r.plain_first for r in rows]):
            losses = [(p - y) ** 2 for p, y in zip(other, passed, strict=True)]
            gains = [b - a for a, b in zip(model, losses, strict=True)]
            line += f"{statistics.fmean(losses):>6.3f}{statistics.fmean(gains):>+8.3f}"
            line += f" ± {error_of(gains):.3f}"
        line += f"{calibration(told, passed):>7.3f}{by_chance(told):>8.3f}"
        covered = [float(r.covered) for r in rows]
        line += f"{statistics.fmean(covered):>7.2f} ± {error_of(covered):.2f}"
        line += f"{len(sure):>9}{fail:>6.2f}"
        print(line)


# -- schedule -----------------------------------------------------------------------------------


def scheduler(rng: random.Random | None = None) -> Scheduler:
    """Return FSRS-6; with `rng`, with another learner's weights: each times exp(N(0, 0.2²))."""
    weights: tuple[float, ...] = DEFAULT_PARAMETERS
    if rng is not None:
        bounds = zip(weights, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
        weights = tuple(min(max(w * math.exp(rng.gauss(0, 0.2)), a), b) for w, a, b in bounds)
    return Scheduler(weights, 0.9, (), (), enable_fuzzing=False)


class Truth:
    """A simulated learner's true memory: FSRS by study days with the learner's own weights.

    Each question's first stability is multiplied by exp(N(0, 0.6²)). Recall falls every hour.
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.scheduler = scheduler(rng)
        self.cards: dict[str, Card] = {}
        self.at: dict[str, datetime] = {}

    def recall(self, question: str, at: datetime) -> float:
        days = (at - self.at[question]).total_seconds() / 86400
        stability = self.cards[question].stability
        assert stability is not None
        return recall(days, stability, self.scheduler.parameters[20])

    def learn(self, question: str, at: datetime, correct: bool) -> None:
        fresh = question not in self.cards
        card = self.cards.get(question) or Card(card_id=1)
        rating = Rating(grade(correct, None))
        card = self.scheduler.review_card(card, rating, noon(study_day(at, UTC)))[0]
        if fresh:
            assert card.stability is not None
            card.stability *= math.exp(self.rng.gauss(0, 0.6))
        self.cards[question], self.at[question] = card, at

    def answer(self, question: str, at: datetime) -> bool:
        chance = self.recall(question, at) if question in self.cards else 0.55
        correct = self.rng.random() < chance
        self.learn(question, at, correct)
        return correct


def auc(chances: Sequence[float], hits: Sequence[bool]) -> float:
    """Return the chance that a recalled question had the higher figure; ties count half."""
    rank: dict[float, float] = {}
    ordered = sorted(chances)
    for chance in set(ordered):
        rank[chance] = (bisect_left(ordered, chance) + bisect_right(ordered, chance) + 1) / 2
    n = sum(hits)
    total = sum(rank[c] for c, hit in zip(chances, hits, strict=True) if hit)
    return (total - n * (n + 1) / 2) / (n * (len(hits) - n))


def noon_job(seed: int) -> list[tuple[float, float, bool]]:
    """Return one learner's next-day reviews: recall predicted from times, from noons, outcome."""
    rng = random.Random(f"noon/{seed}")
    truth, model = Truth(rng), scheduler()
    rows = []
    start = datetime(2026, 1, 5, tzinfo=UTC)
    for q in range(60):
        name, day = str(q), rng.randrange(5)
        raw, tidy = Card(card_id=1), Card(card_id=1)
        next_day = False
        for _ in range(6):
            at = start + timedelta(days=day, hours=rng.choice((8, 13, 18, 21)) + rng.random())
            by_raw = model.get_card_retrievability(raw, at)
            by_noon = model.get_card_retrievability(tidy, noon(study_day(at, UTC)))
            correct = truth.answer(name, at)
            if next_day:
                rows.append((by_raw, by_noon, correct))
            given = Rating(grade(correct, None))
            raw = model.review_card(raw, given, at)[0]
            tidy = model.review_card(tidy, given, noon(study_day(at, UTC)))[0]
            if not correct:  # asked once more at the end of the sitting, and now right
                raw = model.review_card(raw, Rating.Good, at + timedelta(minutes=20))[0]
            gap = 1 if rng.random() < 0.6 else rng.randint(2, 6)
            next_day, day = gap == 1, day + gap
    return rows


def noon_table(learners: int, seed: int, pool: ProcessPoolExecutor) -> None:
    rows = [r for part in pool.map(noon_job, range(seed, seed + learners)) for r in part]
    hits = [r[2] for r in rows]
    print(f"\nNext-day reviews: {len(rows)}, {statistics.fmean(hits):.2f} right; recall foretold")
    print(f"{'times given to FSRS':<44}{'log-loss':>9}{'AUC':>7}{'mean':>7}")
    for i, name in enumerate(
        ("as they were, every answer", "noon of the study day, first answers")
    ):
        chances = [r[i] for r in rows]
        clipped = [min(max(c, 0.01), 0.99) for c in chances]
        loss = statistics.fmean(
            -math.log(c if hit else 1 - c) for c, hit in zip(clipped, hits, strict=True)
        )
        print(f"{name:<44}{loss:>9.3f}{auc(chances, hits):>7.3f}{statistics.fmean(chances):>7.2f}")


QUESTIONS, EXAM_IN = 300, 42
BUDGETS = (20, 40)
RULES = ("FSRS .90, due only", "least recall first, full day", "gain on exam day, full day")


def deadline_job(job: tuple[str, int, int]) -> tuple[float, float]:
    """Return one learner's mean true recall on exam day and reviews per day under one rule.

    All questions are met over the first 20 days, 15 a day; up to `budget` a day are asked again.
    """
    rule, budget, seed = job
    truth = Truth(random.Random(f"deadline/{seed}"))
    start = date(2026, 1, 5)
    exam = start + timedelta(days=EXAM_IN)
    history: list[Review] = []
    asked = 0
    for d in range(EXAM_IN):
        today = start + timedelta(days=d)
        at = datetime(today.year, today.month, today.day, 19, tzinfo=UTC)
        if rule == RULES[0]:
            names = [due.question for due in queue(history, today, UTC, limit=budget)]
        elif rule == RULES[1]:
            known = memories(history, UTC).values()
            names = [m.question for m in sorted(known, key=lambda m: m.recall(today))][:budget]
        else:
            names = [due.question for due in queue(history, today, UTC, exam=exam, limit=budget)]
        asked += len(names)
        names += [str(q) for q in range(15 * d, min(15 * (d + 1), QUESTIONS))]
        history += [Review(name, at, truth.answer(name, at)) for name in names]
    at = datetime(exam.year, exam.month, exam.day, 10, tzinfo=UTC)
    recalled = statistics.fmean(truth.recall(name, at) for name in truth.cards)
    return recalled, asked / EXAM_IN


def deadline_table(learners: int, seed: int, pool: ProcessPoolExecutor) -> None:
    print(f"\nTrue recall on exam day: {QUESTIONS} questions, {EXAM_IN} days, {learners} learners")
    print(f"{'rule':<32}{'at most':>8}{'recall':>8}{'± se':>8}{'reviews a day':>15}")
    for budget, rule in product(BUDGETS, RULES):
        jobs = [(rule, budget, seed + i) for i in range(learners)]
        rows = list(pool.map(deadline_job, jobs))
        recalled = [r[0] for r in rows]
        se = statistics.stdev(recalled) / math.sqrt(learners)
        daily = statistics.fmean(r[1] for r in rows)
        print(f"{rule:<32}{budget:>8}{statistics.fmean(recalled):>8.3f}{se:>8.3f}{daily:>15.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--learners", type=int, default=400)
    parser.add_argument("--seed", type=int, default=9000)
    args = parser.parse_args()
    with ProcessPoolExecutor() as workers:
        readiness_table(args.learners, args.seed, workers)
        mastery_table(max(args.learners // 4, 2), args.seed, workers)
        noon_table(max(args.learners // 4, 2), args.seed, workers)
        deadline_table(max(args.learners // 20, 2), args.seed, workers)
