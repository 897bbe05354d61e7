"""Pages of a search: the order of the questions in its tiers, and where a page ends.

A tier is read in blocks along its index, and a block is ranked as a whole: the shortest questions
first, because the words searched for are more of their text. (SQLite's bm25 gives the rows of a
tier this order, too, as each word is stored once; but it reads all matches to weigh the words.) So
a page ranks at most a block of each tier, whatever the number of matches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from quizapp.store.browser.query import Tier

BLOCK = 200
"""The questions of a tier that are ranked together."""


@dataclass(frozen=True, slots=True)
class Place:
    """A question's place in the order of a search: the next page begins after it.

    The question is in the block of the tier that contains the ids after `start` through `end`.
    """

    tier: int = 0
    start: int = 0
    end: int = 0
    length: int = -1
    row_id: int = 0


def ranked(
    connection: Connection,
    tiers: Sequence[Tier],
    after: Place | None,
    wanted: int,
    block: int = BLOCK,
) -> list[Place]:
    """Return the next `wanted` questions after a place, or as many as there are."""
    at = after or Place()
    found: list[Place] = []
    tier, start, end, last = at.tier, at.start, at.end, (at.length, at.row_id)
    while tier < len(tiers) and len(found) < wanted:
        statement, key = tiers[tier]
        statement = statement.where(key > start).order_by(key)
        # A block that was begun keeps its end, even if there are fewer matches in it now.
        statement = statement.where(key <= end) if end else statement.limit(block)
        rows = connection.execute(statement).all()
        through = end or (rows[-1].id if rows else 0)
        places = [place for id_, length in rows if (place := (length, id_)) > last]
        places = sorted(places)[: wanted - len(found)]
        found += [Place(tier, start, through, *place) for place in places]
        last = (-1, 0)
        if end or len(rows) == block:
            start, end = through, 0
        else:
            tier, start, end = tier + 1, 0, 0
    return found
