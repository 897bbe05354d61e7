"""Selection of the questions of a mock from a pool."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heapify, heappop, heapreplace

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that can be selected; `last_shown` is None if the learner has never met it."""

    id: int
    domain: str
    topic: str
    last_shown: datetime | None = None


def in_proportion(
    candidates: Iterable[Candidate], counts: Mapping[str, int], rng: random.Random
) -> list[int]:
    """Select questions in the blueprint's proportions and return their ids in random order.

    `counts` maps domain → number of questions. Questions never met come first, then those shown
    longest ago; topics are spread evenly. A domain with too few questions contributes all of them,
    so the result may be shorter.
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
    """Return the ids of at most `count` candidates, selected one by one.

    Each one is never met, if possible; of the topic used least so far; and shown longest ago. Ties
    are decided by the position in `stock`.

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
