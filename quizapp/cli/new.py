"""`bank new`: create a pack to start from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from quizapp import paths
from quizapp.cli import Failed, Places
from quizapp.cli.files import NonEmptyPath, confirm, refuse_own
from quizapp.cli.manual import Manual
from quizapp.invocation import command


def _code(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    from pydantic import TypeAdapter, ValidationError

    from quizapp.bank.schema import ExamCode

    try:
        return TypeAdapter(ExamCode).validate_python(value)
    except ValidationError as error:
        raise click.BadParameter(
            f"{value[:100]!r} is not an exam code; use a few capitals, digits, and hyphens, such "
            "as KCNA or DVA-C03"
        ) from error


def _title(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    from pydantic import TypeAdapter, ValidationError

    from quizapp.bank.schema import Text

    if value is None:
        return None
    try:
        return TypeAdapter(Text).validate_python(" ".join(value.split()))
    except ValidationError as error:
        raise click.BadParameter("a title is one line of plain text") from error


@click.command(
    cls=Manual,
    examples=[
        ("quizapp bank new my-pack", "a new pack in the folder my-pack"),
        ('quizapp bank new kcna --exam KCNA --title "Cloud native"', "a pack for the exam KCNA"),
    ],
    exits={
        1: "the folder is not empty or cannot be written",
        2: "misuse, or an invalid code or title",
    },
)
@click.argument("folder", metavar="DIR", type=NonEmptyPath(path_type=Path))
@click.option(
    "--exam",
    metavar="CODE",
    default="EXAM-1",
    show_default=True,
    callback=_code,
    help="The exam's code, in capitals, digits, and hyphens.",
)
@click.option(
    "--title", metavar="TEXT", help="The pack's title. Default: the folder's name.", callback=_title
)
@click.pass_obj
def new(places: Places, folder: Path, exam: str, title: str | None) -> None:
    """Create a pack of your own to start from.

    It has a blueprint, three example questions and a form. It passes `bank check`, and you can take
    its mock. DIR must be new or empty.
    """
    from quizapp.bank.new import NotEmpty, create, slug

    try:
        whole = paths.to_create(folder)
    except FileNotFoundError as error:
        raise Failed(str(error)) from error
    name = slug(whole.name)
    if paths.is_shipped(name):
        raise Failed(f"a pack named {name} is shipped with quizapp; give the folder another name")
    plain = name.replace("-", " ").capitalize()
    if not whole.name.isascii() and whole.name.isprintable():
        plain = whole.name
    refuse_own(places, whole)
    try:
        written = create(whole, exam=exam, title=title or plain, today=datetime.now(UTC).date())
    except NotEmpty as error:
        raise Failed(str(error)) from error
    except OSError as error:
        raise Failed(f"{whole}: {error.strerror}; choose a folder that can be written") from error
    check = command("bank", "check", whole)
    start = command("--pack", whole)
    confirm(
        *(f"wrote {folder / file.relative_to(whole)}" for file in written),
        "",
        "Next, check the pack and take the example mock:",
        f"  {check}",
        f"  {start}",
        f"Then put your exam into blueprints/{exam}.yaml and your questions into questions/.",
        "docs/packs.md describes every field.",
    )
