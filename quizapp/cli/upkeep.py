"""`backup`, `restore` and `doctor`: the commands that protect the database."""

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
from quizapp.cli.files import STANDARD_OUTPUT, NonEmptyPath, confirm, refuse_own
from quizapp.cli.manual import Manual
from quizapp.invocation import command


def _local(places: Places) -> Path:
    """The database file. Raises Failed if the database is given by URL."""
    if places.url is not None:
        raise Failed(
            "this command is for the database in the home folder; use your database's own tools"
        )
    return places.home.database


@click.command(
    cls=Manual,
    examples=[
        ("quizapp backup", "a copy in the backups folder"),
        ("quizapp backup /media/stick/quizapp.db", "a copy in a file of your choice"),
    ],
    exits={1: "there is nothing to back up, or FILE exists or cannot be written"},
)
@click.argument("file", required=False, type=NonEmptyPath(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(places: Places, file: Path | None) -> None:
    """Make a complete, verified copy of your data.

    Without FILE, the copy goes into the backups folder. An existing FILE is never overwritten.
    Data in a read-only folder can be backed up to another folder.
    """
    from quizapp.store.bootstrap.private_copy import PrivateCopy
    from quizapp.store.errors import NotWritable, StoreError, check_location, explain
    from quizapp.store.upkeep import backups

    database = _local(places)
    if file is not None:
        if str(file) == STANDARD_OUTPUT:
            raise click.BadParameter(
                "standard output is not a place for a backup; name a file", param_hint="FILE"
            )
        refuse_own(places, file)

    def copy(source: Path) -> Path:
        if file is None:
            return backups.back_up(source, places.home.backups, "by-hand")
        backups.copy(source, file, "name another file")
        return file

    try:
        if not database.exists():
            raise Failed(f"{database}: there is nothing to back up yet")
        try:
            check_location(database)
            backup_file = copy(database)
        except NotWritable:
            with PrivateCopy(database) as readable:
                backup_file = copy(readable.file)
    except OSError as error:
        raise Failed(str(explain(error, str(database)))) from error
    except StoreError as error:
        raise Failed(_backup_message(database, error)) from error
    confirm(str(backup_file))


def _backup_message(database: Path, error: Exception) -> str:
    """The message for a failed backup: the damage to the database if there is any, else `error`."""
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
    exits={1: "FILE is not a complete copy; nothing was changed"},
)
@click.argument("file", type=NonEmptyPath(dir_okay=False, path_type=Path))
@click.pass_obj
def restore(places: Places, file: Path) -> None:
    """Replace your data with a backup.

    The replaced data is kept as a backup too, and the command that restores it is printed.
    """
    from quizapp.store.errors import StoreError, explain
    from quizapp.store.upkeep import backups

    database = _local(places)
    try:
        places.home.make()
        previous = backups.restore(file, database, places.home.backups)
    except (StoreError, OSError) as error:
        raise Failed(str(explain(error, str(database)))) from error
    undo = [] if previous is None else [f"To undo: {command('restore', previous)}"]
    confirm(f"Restored {file}.", *undo)


@click.command(
    cls=Manual,
    examples=[("quizapp doctor", "check everything")],
    exits={0: "no problems were found", 1: "there is a problem; one line says what to do"},
)
@click.pass_obj
def doctor(places: Places) -> None:
    """Check your data and this machine.

    Check the database, its backups, the free disk space and the versions, and say what is wrong and
    what to do about it. Nothing is changed.
    """
    from quizapp.store.bootstrap.first_look import HEAD
    from quizapp.store.upkeep import doctor

    def say(name: str, text: str) -> None:
        click.echo(one_line(f"{name:<12}{text}"))

    say("quizapp", f"{__version__}, schema {HEAD}")
    say("Python", f"{platform.python_version()} on {platform.system()}")
    say("Textual", version("textual"))
    say("SQLAlchemy", f"{version('sqlalchemy')}, SQLite {sqlite3.sqlite_version}")
    say("terminal", _terminal())
    problems: list[str] = []
    for finding in doctor.examine(places.home):
        if places.url is not None and finding.name in ("database", "backups"):
            text, problem = "another database, given by URL; not checked", None
        else:
            text, problem = finding.detail, finding.fault
        say(finding.name, text)
        if problem is not None:
            problems.append(
                _with_remedy(places, problem) if finding.name == "database" else problem
            )
    if problems:
        raise Failed(problems[0])


def _with_remedy(places: Places, problem: str) -> str:
    """A problem with the database, and what to do about it."""
    from quizapp.store.upkeep.doctor import newest_good

    if "; " in problem:
        return problem
    good = newest_good(places.home)
    return f"{problem}; " + (
        command("restore", good) if good else "move the file away and start again"
    )


def _terminal() -> str:
    """The terminal's size, type, colors, and encoding."""
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
