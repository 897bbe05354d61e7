"""Measures the figures of mastery: coverage of intervals, and accuracy of verdicts."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product

from quizapp.study.counted import CountedAnswers, EvidenceKind
from quizapp.study.mastery import Tally, Verdict, mastery
from tools.simulated_learners import (
    DOMAINS,
    FORM,
    PASS_FRACTION,
    PER_TOPIC,
    early,
    error_of,
    logistic,
)

SPREADS = (0.0, 0.35, 0.7, 1.1)
"""The standard deviation of domains, in logits."""
LENGTHS = (100, 250, 500)


@dataclass(frozen=True, slots=True)
class Area:
    """The figures of a domain or a topic, and its true share right."""

    kind: str
    covered: bool
    verdict: Verdict
    below: bool


def truth(ability: float, topic: float, questions: Sequence[float]) -> float:
    """Return the share of new questions of these difficulties that a learner would get right."""
    return statistics.fmean(logistic(ability + topic - hard) for hard in questions)


def mastery_job(job: tuple[float, int, int]) -> list[Area]:
    """Simulate a learner who improves and answers some questions again on later days."""
    spread, length, seed = job
    rng = random.Random(f"mastery/{spread}/{length}/{seed}")
    end, gain = rng.gauss(1.0, 0.6), rng.uniform(0.0, 1.0)
    offset = {d: rng.gauss(0, spread) for d in FORM}
    topic = {t: offset[d] + rng.gauss(0, 0.5) for t, d in DOMAINS.items()}
    lift = rng.uniform(0.3, 2.0)
    hard = [rng.gauss(0, 0.9) for _ in range(200)]
    names = list(DOMAINS)
    numbers = {name: n for n, name in enumerate(names)}
    found, tallies = CountedAnswers(), dict.fromkeys(names, Tally())
    met: list[tuple[str, float]] = []
    for i in range(length):
        ability = end - gain * (1 - early(i / length))
        again = bool(met) and rng.random() < 0.3
        name, level = rng.choice(met) if again else (rng.choice(names), rng.choice(hard))
        met.append((name, level))
        right = rng.random() < logistic(ability + topic[name] - level + lift * again)
        found.add(
            [(numbers[name], right, EvidenceKind.LATER_DAY if again else EvidenceKind.FIRST_SIGHT)]
        )
        if not again:
            tallies[name] += Tally(int(right), 1)
    shown = mastery(
        found,
        tallies,
        domains=DOMAINS,
        weights={d: float(n) for d, n in FORM.items()},
        questions=dict.fromkeys(names, PER_TOPIC),
        target=PASS_FRACTION,
    )
    shares = {name: truth(end, topic[name], hard) for name in names}
    for domain in FORM:
        own = [shares[name] for name in names if DOMAINS[name] == domain]
        shares[domain] = statistics.fmean(own)
    return [
        Area(
            kind,
            row.low <= shares[row.name] <= row.high,
            row.verdict,
            shares[row.name] < PASS_FRACTION,
        )
        for kind, rows in (("domain", shown.domains), ("topic", shown.topics))
        for row in rows
    ]


def mastery_table(learners: int, seed: int, pool: ProcessPoolExecutor) -> None:
    """Print the coverage of the 80% interval and the accuracy of verdicts, with standard errors."""
    print(f"\nMastery: {learners} learners a row; 'covers': the 80% interval holds the true share.")
    print("'weak' and 'strong': share of areas called so, and how many of them rightly.")
    print(
        f"{'spread':>6}{'answers':>8}{'area':>8}{'covers ± se':>15}{'weak':>7}{'rightly':>8}",
        end="",
    )
    print(f"{'strong':>8}{'rightly':>8}{'near':>7}{'few':>6}")
    for spread, length in product(SPREADS, LENGTHS):
        jobs = [(spread, length, seed + i) for i in range(learners)]
        rows = list(pool.map(mastery_job, jobs, chunksize=20))
        for kind in ("domain", "topic"):
            own = [[area for area in areas if area.kind == kind] for areas in rows]
            covers = [statistics.fmean(area.covered for area in areas) for areas in own]
            every = [area for areas in own for area in areas]
            line = f"{spread:>6.2f}{length:>8}{kind:>8}{statistics.fmean(covers):>8.3f}"
            line += f" ± {error_of(covers):.3f}"
            for verdict, below in ((Verdict.WEAK, True), (Verdict.STRONG, False)):
                called = [area for area in every if area.verdict is verdict]
                rightly = (
                    sum(area.below is below for area in called) / len(called)
                    if called
                    else math.nan
                )
                line += f"{len(called) / len(every):>7.2f}{rightly:>8.2f}"
            for verdict in (Verdict.NEAR, Verdict.FEW):
                line += f"{statistics.fmean(area.verdict is verdict for area in every):>7.2f}"
            print(line, flush=True)
