"""Where output goes: a file that is never overwritten by accident, or standard output."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp.cli.manual import Failed, one_line
from quizapp.streams import OutputFault, is_closed, write_bytes

STANDARD_OUTPUT = "-"

file_type = click.Path(dir_okay=False, allow_dash=True)
force_option = click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
csv_option = click.option(
    "--csv",
    metavar="[FILE]",
    is_flag=False,
    flag_value=STANDARD_OUTPUT,
    type=file_type,
    help="A table for a spreadsheet (RFC 4180), to FILE or standard output.",
)


def check_csv(csv: str | None, *, as_json: bool, force: bool) -> None:
    """Refuse options that do not go together. Raises UsageError."""
    if csv is not None and as_json:
        raise click.UsageError("--csv and --json are two outputs; ask for one at a time.")
    if force and csv in (None, STANDARD_OUTPUT):
        raise click.UsageError("--force replaces a FILE, and none is named.")


def put(file: str, contents: str | bytes, *, force: bool) -> None:
    """Write to a file and say where, or to standard output. Raises Failed."""
    raw = contents.encode() if isinstance(contents, str) else contents
    if file == STANDARD_OUTPUT:
        write_bytes(raw)
        return
    from quizapp.export.files import FileFault, write

    try:
        write(Path(file), raw, force=force)
    except FileFault as error:
        raise Failed(str(error)) from error
    confirm(file)


def confirm(*lines: str) -> None:
    """Say what a command has done. Raises Failed if standard output cannot be written.

    The lines then go to standard error: they may name the only way back.
    """
    try:
        for line in lines:
            click.echo(one_line(line))
    except OutputFault as fault:
        for line in lines:
            click.echo(one_line(line), err=True)
        if not is_closed():
            raise Failed(f"{fault}; what was asked for is done all the same") from fault
