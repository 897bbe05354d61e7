"""Arguments and options that the `bank` commands share: the pack, and the selected questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quizapp import paths
from quizapp.cli.bank_output import clean
from quizapp.cli.files import Named

if TYPE_CHECKING:
    from quizapp.bank.pack import Pack
    from quizapp.bank.selection import Wanted

Command = TypeVar("Command", bound=Callable[..., Any])

as_json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
path_argument = click.argument("path", required=False, type=Named())
_SELECTING = (
    click.option("--topic", "topics", multiple=True, metavar="T", help="Questions of a topic."),
    click.option("--file", "files", multiple=True, metavar="F", help="Questions of a file."),
    click.option(
        "--ids",
        type=Named(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Questions that FILE lists, one id per line.",
    ),
    click.option(
        "--checked-since",
        "since",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        help="Questions whose `checked` is DATE or later.",
    ),
)


def selecting(command: Command) -> Command:
    """Add the options that restrict a command to some questions; `wanted` reads them."""
    for option in reversed(_SELECTING):
        command = option(command)
    return command


def wanted(
    topics: tuple[str, ...], files: tuple[str, ...], ids: Path | None, since: datetime | None
) -> Wanted:
    """The selection that those options describe. Raises BadParameter if FILE cannot be read."""
    from quizapp.bank.selection import Wanted, ids_in

    listed: list[str] = []
    if ids is not None:
        try:
            listed = ids_in(ids.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise click.BadParameter(f"{ids} cannot be read as text", param_hint="--ids") from error
        if not listed:
            raise click.BadParameter(f"{ids} lists no id", param_hint="--ids")
    return Wanted(topics, files, listed, since.date() if since else None)


def load_pack(context: click.Context, path: str | None) -> Pack:
    """Load the pack named by PATH, else by --pack, else the default pack. Raises UsageError."""
    from quizapp.bank.pack import load

    chosen = path or context.find_root().params.get("pack")
    try:
        folder = paths.pack(chosen)
    except FileNotFoundError as error:
        raise click.UsageError(clean(str(error)), context) from error
    return load(folder)
