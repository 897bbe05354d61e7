"""Output of the `bank` commands: plain lines, tables, and JSON.

The text of question files goes to a terminal, so every character that is not visible is replaced.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from quizapp.words import is_visible

SCHEMA = 1
NAME_WIDTH = 60


def clean(text: str) -> str:
    """`text` with every character that is not visible replaced; line breaks stay."""
    return "".join(c if is_visible(c) or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def say(text: str = "") -> None:
    """Print one line, cleaned."""
    click.echo(clean(text))


def say_json(document: dict[str, Any]) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(document, indent=2))


def say_table(heads: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    """Print aligned columns: numbers on the right, text on the left and cut to `NAME_WIDTH`."""
    table = [heads, *([_cut(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(heads))]
    right = {i for row in rows for i, cell in enumerate(row) if isinstance(cell, int)}
    for line in table:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def _cut(cell: str | int) -> str:
    text = clean(str(cell)).replace("\n", " ")
    return text if len(text) <= NAME_WIDTH else text[: NAME_WIDTH - 1] + "…"
