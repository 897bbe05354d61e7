"""`backup`, `restore` and `doctor`: looking after what is saved."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from importlib.metadata import version
from pathlib import Path

import click

from quizapp import __version__
from quizapp.cli import Failed, Places, one_line
from quizapp.cli.files import confirm
from quizapp.cli.manual import Manual
from quizapp.invocation import command


def _local(places: Places) -> Path:
    """The database file. Raises Failed for a database that is no file of ours."""
    if places.url is not None:
        raise Failed("this is for the database in the home folder; use your database's own tools")
    return places.home.database


@click.command(
    cls=Manual,
    examples=[
        ("quizapp backup", "into the backups folder"),
        ("quizapp backup /media/stick/quizapp.db", "to a file of your choice"),
    ],
    exits={1: "nothing to copy yet, FILE is there already, or it cannot be written"},
)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(places: Places, file: Path | None) -> None:
    """Make a whole, checked copy of everything you have done.

    Without FILE it goes into the backups folder. An existing FILE is never overwritten.
    What lies in a folder that may not be written can be copied out of it all the same.
    """
    from quizapp.store.bootstrap.private_copy import PrivateCopy
    from quizapp.store.errors import NotWritable, StoreError, check_place, explain
    from quizapp.store.upkeep import backups

    database = _local(places)

    def copy(source: Path) -> Path:
        if file is None:
            return backups.back_up(source, places.home.backups, "by-hand")
        backups.copy(source, file)
        return file

    try:
        if not database.exists():
            raise Failed(f"{database}: there is nothing to back up yet")
        try:
            check_place(database)
            made = copy(database)
        except NotWritable:
            with PrivateCopy(database) as readable:
                made = copy(readable.file)
    except OSError as error:
        raise Failed(str(explain(error, str(database)))) from error
    except StoreError as error:
        raise Failed(_of_the_source(database, error)) from error
    confirm(str(made))


def _of_the_source(database: Path, error: Exception) -> str:
    """What is wrong with the database itself, if that is what keeps it from being copied."""
    from quizapp.store.bootstrap.private_copy import PrivateCopy
    from quizapp.store.errors import StoreError
    from quizapp.store.upkeep import backups

    try:
        with PrivateCopy(database) as readable:
            fault = backups.fault(readable.file)
    except (StoreError, OSError):
        fault = None
    if fault is None:
        return str(error)
    return f"{database}: {fault}; `{command('doctor')}` names the newest good backup"


@click.command(
    cls=Manual,
    examples=[("quizapp restore /media/stick/quizapp.db", "go back to this copy")],
    exits={1: "FILE is no whole copy; nothing was changed"},
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def restore(places: Places, file: Path) -> None:
    """Put a copy in the place of your data.

    What was there is kept, and the command that brings it back is printed.
    """
    from quizapp.store.errors import StoreError, explain
    from quizapp.store.upkeep import backups

    database = _local(places)
    try:
        places.home.make()
        kept = backups.restore(file, database, places.home.backups)
    except (StoreError, OSError) as error:
        raise Failed(str(explain(error, str(database)))) from error
    undo = [] if kept is None else [f"What was there is kept: {command('restore', kept)}"]
    confirm(f"Restored {file}.", *undo)


@click.command(
    cls=Manual,
    examples=[("quizapp doctor", "is everything whole?")],
    exits={0: "all is well", 1: "the database is damaged; the line says how to go on"},
)
@click.pass_obj
def doctor(places: Places) -> None:
    """Say whether data and machine are well.

    Looks at the database, its copies, the free room and the versions, and names what is wrong and
    what to do about it. Nothing is written or changed.
    """
    from quizapp.store.bootstrap.first_look import HEAD
    from quizapp.store.upkeep import doctor

    def say(name: str, said: str) -> None:
        click.echo(one_line(f"{name:<12}{said}"))

    say("quizapp", f"{__version__}, schema {HEAD}")
    say("Python", f"{platform.python_version()} on {platform.system()}")
    say("Textual", version("textual"))
    say("SQLAlchemy", f"{version('sqlalchemy')}, SQLite {sqlite3.sqlite_version}")
    say("terminal", _terminal())
    wrong: list[str] = []
    for found in doctor.examine(places.home):
        if places.url is not None and found.name in ("database", "backups"):
            said, trouble = "another database, given by URL; not looked into", None
        else:
            said, trouble = found.detail, found.fault
        say(found.name, said)
        if trouble is not None:
            wrong.append(trouble if found.name != "database" else _way(places, trouble))
    if wrong:
        raise Failed(wrong[0])


def _way(places: Places, trouble: str) -> str:
    """What is wrong with the database, and the way on."""
    from quizapp.store.upkeep.doctor import newest_good

    if "; " in trouble:
        return trouble
    good = newest_good(places.home)
    return f"{trouble}; " + (
        command("restore", good) if good else "move the file away and start again"
    )


def _terminal() -> str:
    """What is known of the terminal: size, kind, colors, encoding."""
    if not sys.stdout.isatty():
        return f"none here, TERM {os.environ.get('TERM') or 'not set'}"
    try:
        columns, rows = os.get_terminal_size(sys.stdout.fileno())
    except OSError:
        columns, rows = 0, 0
    kind = os.environ.get("TERM") or "not set"
    colors = "no colors (NO_COLOR)" if "NO_COLOR" in os.environ else "colors"
    small = " (80 × 24 is comfortable)" if columns < 60 or rows < 20 else ""
    return f"{columns} × {rows}{small}, TERM {kind}, {colors}, {sys.stdout.encoding}"
