"""`report`: a sitting to keep, as text, as a page or as Markdown."""

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
        ("quizapp report 12", "read attempt 12 here"),
        ("quizapp report 12 | less", "page by page"),
        ("quizapp report 12 --html mock.html", "a page to keep, print or send"),
        ("quizapp report 12 --markdown -", "Markdown on standard output"),
    ],
    exits={1: "no such attempt, a mock that is still open, or FILE cannot be written"},
)
@click.argument("attempt_id", metavar="ID", type=click.IntRange(min=1), shell_complete=attempts)
@click.option("--html", metavar="FILE", type=file_type, help="Write one HTML page to FILE.")
@click.option("--markdown", metavar="FILE", type=file_type, help="Write Markdown to FILE.")
@force_option
@click.pass_obj
def report(
    places: Places, attempt_id: int, html: str | None, markdown: str | None, force: bool
) -> None:
    """Write a sitting down: its report and its answers with reasons.

    ID is an attempt's number, as `quizapp history` lists it. Without --html or --markdown the
    report is printed as text. FILE may be - for standard output.

    The page is one file that loads nothing from anywhere: it can be kept, printed or sent. It holds
    your answers, notes and name (setting "name"), so it is made readable by you alone. A mock that
    is still open shows no answers and has no report yet.
    """
    if html is not None and markdown is not None:
        raise click.UsageError("--html and --markdown are two files; ask for one at a time.")
    if force and (html or markdown) in (None, STANDARD_OUTPUT):
        raise click.UsageError("--force replaces a FILE, and none is named.")
    record = _read(places, attempt_id)
    if html is not None:
        from quizapp.export.page import page

        put(html, page(record), force=force)
    elif markdown is not None:
        from quizapp.export.markdown import markdown as document

        put(markdown, document(record), force=force)
    else:
        from quizapp.export.lines import lines

        for line in lines(record):
            click.echo(one_line(line))


def _read(places: Places, attempt_id: int) -> Transcript:
    workspace = places.open()
    from quizapp.export.reading import read
    from quizapp.export.transcript import StillOpen
    from quizapp.store.errors import StoreError

    try:
        return read(workspace.database, attempt_id)
    except (StoreError, StillOpen) as error:
        raise Failed(str(error)) from error
    finally:
        workspace.database.close()
