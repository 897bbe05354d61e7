"""Output of commands: to a file, never overwritten by accident, or to standard output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from quizapp.cli.manual import Failed, one_line
from quizapp.streams import OutputFault, is_closed, write_bytes

if TYPE_CHECKING:
    from quizapp.paths import Home

STANDARD_OUTPUT = "-"


class Named(click.Path):
    """A path that is not empty. An empty one is usually a variable that was not set."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and not value.strip():
            self.fail("it is empty; name a file or a folder", param, ctx)
        return super().convert(value, param, ctx)


file_type = Named(dir_okay=False, allow_dash=True)
force_option = click.option("--force", is_flag=True, help="Replace FILE if it exists.")
csv_option = click.option(
    "--csv",
    metavar="[FILE]",
    is_flag=False,
    flag_value=STANDARD_OUTPUT,
    type=file_type,
    help="Write a CSV table (RFC 4180) to FILE, with a byte order mark for Excel, or to standard "
    "output, without it.",
)


class Places(Protocol):
    """Where quizapp's own files are, as `quizapp.cli.Places` has it."""

    @property
    def home(self) -> Home: ...

    @property
    def url(self) -> str | None: ...


def check_csv(csv: str | None, *, as_json: bool, force: bool) -> None:
    """Check that the output options go together. Raises UsageError."""
    if csv is not None and as_json:
        raise click.UsageError("--csv and --json are two formats; give one of them.")
    if force and csv in (None, STANDARD_OUTPUT):
        raise click.UsageError("--force replaces FILE, but no FILE was given.")


def put(places: Places, file: str, contents: str | bytes, *, force: bool) -> None:
    """Write to a file and print its name, or write to standard output. Raises Failed."""
    raw = contents.encode() if isinstance(contents, str) else contents
    if file == STANDARD_OUTPUT:
        write_bytes(raw)
        return
    from quizapp.export.files import FileFault, write

    try:
        write(Path(file), raw, force=force, home=places.home, url=places.url)
    except FileFault as error:
        raise Failed(str(error)) from error
    confirm(file)


def put_table(places: Places, file: str, table: str, *, force: bool) -> None:
    """Like `put`, for a CSV table.

    Excel reads a file as UTF-8 only if it begins with a byte order mark. Standard output has none,
    because programs would take it for a part of the first column's name.
    """
    mark = "" if file == STANDARD_OUTPUT else "\ufeff"
    put(places, file, mark + table, force=force)


def refuse_own(places: Places, file: Path) -> None:
    """Raise Failed if a file or folder to be written is quizapp's own."""
    from quizapp.own_files import refusal

    refused = refusal(file, places.home, places.url)
    if refused is not None:
        raise Failed(refused)


def confirm(*lines: str) -> None:
    """Print what a command has done.

    If standard output cannot be written, the lines go to standard error, because they may contain
    the command that undoes it. Raises Failed then, unless standard output is closed.
    """
    try:
        for line in lines:
            click.echo(one_line(line))
    except OutputFault as fault:
        for line in lines:
            click.echo(one_line(line), err=True)
        if not is_closed():
            raise Failed(f"{fault}; the command itself succeeded") from fault
