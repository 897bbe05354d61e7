"""`report`: one attempt as text, an HTML page, or Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quizapp.cli import Failed, Places
from quizapp.cli.complete import attempts
from quizapp.cli.files import STANDARD_OUTPUT, file_type, force_option, put
from quizapp.cli.manual import Manual, one_line

if TYPE_CHECKING:
    from quizapp.export.transcript import Transcript


@click.command(
    cls=Manual,
    examples=[
        ("quizapp report 12", "attempt 12 as text"),
        ("quizapp report 12 | less", "page by page"),
        ("quizapp report 12 --html mock.html", "an HTML page to keep, print, or send"),
        ("quizapp report 12 --markdown -", "Markdown on standard output"),
    ],
    exits={1: "no such attempt, the mock is not finished, or FILE cannot be written"},
)
@click.argument("attempt_id", metavar="ID", type=click.IntRange(min=1), shell_complete=attempts)
@click.option("--html", metavar="FILE", type=file_type, help="Write one HTML page to FILE.")
@click.option("--markdown", metavar="FILE", type=file_type, help="Write Markdown to FILE.")
@force_option
@click.pass_obj
def report(
    places: Places, attempt_id: int, html: str | None, markdown: str | None, force: bool
) -> None:
    """Print or export the report of an attempt.

    The report includes every answer with its explanation. ID is the attempt's number in `quizapp
    history`; the attempts of all packs are numbered together. Without --html or --markdown, the
    report is printed as text. FILE may be - for standard output.

    The page is one file that loads nothing else, so you can keep, print, or send it. It contains
    your answers, your notes and your name (the setting "name"), and only you can read the file. An
    unfinished mock has no report yet.
    """
    if html is not None and markdown is not None:
        raise click.UsageError("--html and --markdown write two files; give one of them.")
    if force and (html or markdown) in (None, STANDARD_OUTPUT):
        raise click.UsageError("--force replaces FILE, but no FILE was given.")
    record = _read(places, attempt_id)
    if html is not None:
        from quizapp.export.page import page

        put(places, html, page(record), force=force)
    elif markdown is not None:
        from quizapp.export.markdown import markdown as document

        put(places, markdown, document(record), force=force)
    else:
        from quizapp.export.lines import lines

        for line in lines(record):
            click.echo(one_line(line))


def _read(places: Places, attempt_id: int) -> Transcript:
    workspace = places.open()
    from quizapp.export.reading import read
    from quizapp.export.transcript import StillOpen
    from quizapp.store.errors import StoreError
    from quizapp.store.learner import history

    try:
        record = read(workspace.database, attempt_id)
        with workspace.database.read() as connection:
            other = history.other_pack(connection, workspace.scope, attempt_id)
    except (StoreError, StillOpen) as error:
        raise Failed(str(error)) from error
    finally:
        workspace.database.close()
    if other is not None:
        click.echo(one_line(f"quizapp: attempt {attempt_id} is of the pack {other}"), err=True)
    return record
