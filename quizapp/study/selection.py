"""Which questions of a pool to ask in a mock."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heapify, heappop, heapreplace

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
    """Ids in blueprint proportion: never met first, then the least recently shown, topics spread.

    `counts` maps a domain to the number wanted. A domain that has too few contributes all it has,
    so the result may be shorter. The order is random.
    """
    by_domain: dict[str, list[Candidate]] = {domain: [] for domain in counts}
    for candidate in candidates:
        if candidate.domain in by_domain:
            by_domain[candidate.domain].append(candidate)
    chosen: list[int] = []
    for domain, stock in by_domain.items():
        rng.shuffle(stock)
        chosen += _spread(stock, counts[domain])
    rng.shuffle(chosen)
    return chosen


def _spread(stock: Sequence[Candidate], count: int) -> list[int]:
    """Ids of at most `count` candidates, chosen one by one: one never met first, then one of the
    topic used least so far, then the least recently shown, then the first in `stock`.

    The order within a topic is fixed in advance, so each step compares only the next candidate of
    each topic.
    """
    topics: dict[str, list[tuple[bool, datetime, int]]] = {}
    for place, c in enumerate(stock):
        rank = (c.last_shown is not None, c.last_shown or NEVER, place)
        topics.setdefault(c.topic, []).append(rank)
    following = []
    for ranks in topics.values():
        ranks.sort(reverse=True)
        met, shown, place = ranks.pop()
        following.append((met, 0, shown, place))
    heapify(following)
    chosen: list[int] = []
    while following and len(chosen) < count:
        _, taken, _, place = following[0]
        pick = stock[place]
        chosen.append(pick.id)
        ranks = topics[pick.topic]
        if ranks:
            met, shown, place = ranks.pop()
            heapreplace(following, (met, taken + 1, shown, place))
        else:
            heappop(following)
    return chosen
