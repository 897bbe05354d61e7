"""Simulated learners, and the worlds in which they differ."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizapp.study.readiness import Answer

FORM = {"1": 20, "2": 17, "3": 14, "4": 14}
TOPICS = {"1": 31, "2": 17, "3": 16, "4": 16}
DOMAINS = {f"{d}.{n}": d for d, size in TOPICS.items() for n in range(size)}
TOTAL = sum(FORM.values())
PASS_FRACTION = 0.72
NEEDED = next(k for k in range(TOTAL + 1) if k / TOTAL >= PASS_FRACTION)
PER_TOPIC = 12


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def error_of(values: Sequence[float]) -> float:
    """Return the standard error of a mean; nan for fewer than two values."""
    if len(values) < 2:
        return math.nan
    return statistics.stdev(values) / math.sqrt(len(values))


@dataclass(frozen=True, slots=True)
class World:
    """The parameters of a world's learners.

    Abilities and gains are logits. `shape` maps the elapsed share of the history (0-1) to the share
    of the gain made so far.
    """

    name: str
    shape: Callable[[float], float]
    gain: tuple[float, float]
    answers: tuple[int, int]
    replay: tuple[float, float]
    inflation: tuple[float, float] = (0.5, 2.5)
    ability: float = 1.15
    domain_sd: float = 0.35
    favorite: float = 0.0


def early(f: float) -> float:
    return (1 - math.exp(-3 * f)) / (1 - math.exp(-3))


def late(f: float) -> float:
    return max(0.0, 2 * f - 1)


def flat(_: float) -> float:
    return 1.0


def slips(f: float) -> float:
    return 1.0 if f < 0.67 else 1.0 - 1.5 * (f - 0.67)


WORLDS = (
    World("base: improving, replays", early, (0.3, 1.6), (150, 900), (0.2, 0.5)),
    World("base, replays all +1.5", early, (0.3, 1.6), (150, 900), (0.2, 0.5), (1.5, 1.5)),
    World("plateaued", flat, (0.0, 0.0), (150, 900), (0.2, 0.5)),
    World("replays nearly everything", early, (0.3, 1.6), (450, 1500), (0.6, 0.8), (1.5, 3.0)),
    World("late spurt", late, (0.5, 1.5), (150, 900), (0.2, 0.5)),
    World("slips at the end", slips, (0.6, 1.2), (150, 900), (0.2, 0.5)),
    World(
        "one domain drilled",
        early,
        (0.3, 1.6),
        (200, 900),
        (0.2, 0.5),
        domain_sd=0.7,
        favorite=0.6,
    ),
)


@dataclass(frozen=True, slots=True)
class Learner:
    answers: tuple[Answer, ...]
    right: int


def learner(world: World, seed: int) -> Learner:
    """Return one learner's answers, and how many questions of a new form were right afterward.

    The form's questions are new ones. A replay asks one of the questions missed last time it was
    asked (or any met before); being met before lifts its logit by `inflation`.
    """
    rng = random.Random(f"{world.name}/{seed}")
    gain = rng.uniform(*world.gain)
    end = rng.gauss(world.ability, 0.6)
    offset = {d: rng.gauss(0, world.domain_sd) for d in FORM}
    topic = {t: offset[d] + rng.gauss(0, 0.5) for t, d in DOMAINS.items()}
    names = list(DOMAINS)
    loved = rng.choice(list(FORM))
    favorites = [t for t in names if DOMAINS[t] == loved]
    inflation = rng.uniform(*world.inflation)
    stock = {t: [rng.gauss(0, 0.9) for _ in range(PER_TOPIC)] for t in names}
    length = rng.randint(*world.answers)
    replay = rng.uniform(*world.replay)
    missed: list[tuple[str, float]] = []
    met: list[tuple[str, float]] = []
    answers = []
    settled = world.shape(1.0)
    for i in range(length):
        ability = end - gain * (settled - world.shape(i / length))
        if met and (rng.random() < replay or not any(stock.values())):
            pool = missed if missed and rng.random() < 0.8 else met
            name, hard = pool.pop(rng.randrange(len(pool))) if pool is missed else rng.choice(pool)
            lift, first = inflation, False
        else:
            want = favorites if rng.random() < world.favorite else names
            open_ = [t for t in want if stock[t]] or [t for t in names if stock[t]]
            name = rng.choice(open_)
            hard = stock[name].pop()
            met.append((name, hard))
            lift, first = 0.0, True
        correct = rng.random() < logistic(ability + topic[name] - hard + lift)
        if not correct:
            missed.append((name, hard))
        answers.append(Answer(name, correct, first))
    right = 0
    for domain, count in FORM.items():
        own = [t for t in names if DOMAINS[t] == domain]
        for _ in range(count):
            right += rng.random() < logistic(end + topic[rng.choice(own)] - rng.gauss(0, 0.9))
    return Learner(tuple(answers), right)
