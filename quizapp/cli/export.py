"""`export`: what you practised, for other programs."""

from __future__ import annotations

import click

from quizapp.cli.manual import ManualGroup


@click.group(cls=ManualGroup)
def export() -> None:
    """Take questions along to other programs."""
