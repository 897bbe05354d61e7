"""`settings`: the effective value of every setting, and its source."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from quizapp.cli import Places, one_line
from quizapp.cli.manual import Manual
from quizapp.settings import FILE, Effective, Source, effective

SCHEMA = 1


@click.command(
    cls=Manual,
    examples=[
        ("quizapp settings", "every value and its source"),
        ("quizapp settings --json", "the same for a program"),
        ("QUIZAPP_THEME=quizapp-day quizapp", "one value from the environment"),
    ],
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable; the shape is stable.")
@click.pass_obj
def settings(places: Places, as_json: bool) -> None:
    """Show the effective value of every setting, and its source.

    A value comes from the environment, else from settings.toml in the home folder, else from the
    settings screen, else it is the default. docs/settings.md describes each setting.

    With --json: {"schema": 1, "file", "settings": [{"name", "value", "source", "default",
    "variable", "what"}], "problems": [...]}; "source" is environment, settings.toml, screen or
    default, and dates are ISO 8601.
    """
    with places.reading() as (workspace, connection):
        from quizapp.store.learner import settings as own

        stored = own.stored(connection, workspace.scope)
    overrides = workspace.database.overrides
    found = effective(overrides, stored)
    if as_json:
        document = {
            "schema": SCHEMA,
            "file": str(places.home.root / FILE),
            "settings": [_entry(one) for one in found.values()],
            "problems": list(overrides.problems),
        }
        click.echo(json.dumps(document, indent=2))
        return
    for name, one in found.items():
        value = one.setting.shown(one.value)
        click.echo(one_line(f"{name:<16}{value:<32} {_source(one)}").rstrip())
    click.echo()
    click.echo(one_line(f"The file is {places.home.root / FILE}"))


def _source(one: Effective) -> str:
    if one.source is Source.DEFAULT:
        return ""
    return f"set on the {one.source}" if one.fixed is None else f"set in {one.fixed}"


def _entry(one: Effective) -> dict[str, Any]:
    return {
        "name": one.setting.name,
        "value": _plain(one.value),
        "source": one.source.value,
        "default": _plain(one.setting.default),
        "variable": one.setting.variable,
        "what": one.setting.what,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
