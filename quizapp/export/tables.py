"""CSV tables for spreadsheets (RFC 4180)."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from quizapp.exam.wording import clean

if TYPE_CHECKING:
    from quizapp.store.bootstrap.history import PastAttempt
    from quizapp.study.mastery import Mastery

Cell = str | int | float | None

FORMULA = frozenset("=+-@−")
"""The characters that begin a formula. Some spreadsheets take full-width ones for them."""
TOPICS = ("id", "name", "domain", "correct", "total", "mean", "low", "high", "verdict")
HISTORY = (
    "id",
    "kind",
    "title",
    "exam",
    "form",
    "state",
    "started_utc",
    "seconds",
    "questions",
    "answered",
    "correct",
    "score",
    "domains",
)


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A CSV table with a header row; None is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def topics_table(topics: Iterable[Mastery], names: Mapping[str, str]) -> str:
    """A table of mastery by topic. Shares are 0-1, and empty for a topic without answers."""

    def known(row: Mastery, share: float) -> float | None:
        return round(share, 4) if row.total else None

    return table(
        TOPICS,
        (
            (
                row.name,
                names.get(row.name, row.name),
                row.domain,
                row.correct,
                row.total,
                known(row, row.mean),
                known(row, row.low),
                known(row, row.high),
                row.verdict.value,
            )
            for row in topics
        ),
    )


def history_table(attempts: Iterable[PastAttempt]) -> str:
    """A table of attempts.

    "started_utc" is in UTC (ISO 8601), and "domains" is written as "1:14/20 2:9/17".
    """
    rows = []
    for past in attempts:
        values = past.as_json()
        values["started_utc"] = values["started"]
        domains = " ".join(
            f"{domain}:{right}/{total}" for domain, (right, total) in sorted(past.domains.items())
        )
        rows.append([*(values.get(head) for head in HISTORY[:-1]), domains])
        rows[-1][HISTORY.index("title")] = past.title
    return table(HISTORY, rows)


def _cell(cell: Cell) -> Cell:
    """A cell, escaped so that no spreadsheet reads it as a formula."""
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])
    return f"'{text}" if first in FORMULA or cell[:1] in ("\t", "\r") else text
