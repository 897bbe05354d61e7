"""Which questions to ask, chosen from candidates by plain rules."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked; `last_shown` is None if this learner has never met it."""

    id: int
    domain: str
    topic: str
    last_shown: datetime | None = None


def in_proportion(
    candidates: Iterable[Candidate], counts: Mapping[str, int], rng: random.Random
) -> list[int]:
    """Ids in blueprint proportion: unmet ones first, then the longest unseen, topics spread.

    `counts` maps a domain to how many are wanted. A domain that has too few gives what it has, so
    the result may be shorter than asked. Mixed order.
    """
    by_domain: dict[str, list[Candidate]] = {domain: [] for domain in counts}
    for candidate in candidates:
        if candidate.domain in by_domain:
            by_domain[candidate.domain].append(candidate)
    chosen: list[int] = []
    for domain, stock in by_domain.items():
        rng.shuffle(stock)
        topics: Counter[str] = Counter()
        for _ in range(min(counts[domain], len(stock))):
            pick = min(
                stock,
                key=lambda c: (
                    c.last_shown is not None,
                    topics[c.topic],
                    c.last_shown or NEVER,
                ),
            )
            stock.remove(pick)
            topics[pick.topic] += 1
            chosen.append(pick.id)
    rng.shuffle(chosen)
    return chosen
