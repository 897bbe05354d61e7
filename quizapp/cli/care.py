"""`backup`, `restore` and `doctor`: looking after what is saved."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from importlib.metadata import version
from pathlib import Path

import click

from quizapp import __version__
from quizapp.cli import Failed, Places, one_line
from quizapp.cli.manual import Manual


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
    """
    from quizapp.store import backups
    from quizapp.store.errors import StoreError

    database = _local(places)
    if not database.exists():
        raise Failed(f"{database}: there is nothing to back up yet")
    try:
        if file is None:
            file = backups.back_up(database, places.home.backups, "by-hand")
        else:
            backups.copy(database, file)
    except StoreError as error:
        raise Failed(str(error)) from error
    click.echo(one_line(str(file)))


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
    from quizapp.store import backups
    from quizapp.store.errors import StoreError

    database = _local(places)
    try:
        places.home.make()
        kept = backups.restore(file, database, places.home.backups)
    except (StoreError, OSError) as error:
        raise Failed(str(error)) from error
    click.echo(one_line(f"Restored {file}."))
    if kept is not None:
        click.echo(one_line(f"What was there is kept: quizapp restore {kept}"))


@click.command(
    cls=Manual,
    examples=[("quizapp doctor", "is everything whole?")],
    exits={0: "all is well", 1: "the database is damaged; the line says how to go on"},
)
@click.pass_obj
def doctor(places: Places) -> None:
    """Say whether data and machine are well.

    Looks at the database, its copies, the free room and the versions, and names what is wrong and
    what to do about it.
    """
    from quizapp.store import backups
    from quizapp.store.glance import HEAD

    home = places.home
    said = [
        ("quizapp", f"{__version__}, schema {HEAD}"),
        ("Python", f"{platform.python_version()} on {platform.system()}"),
        ("Textual", version("textual")),
        ("SQLAlchemy", f"{version('sqlalchemy')}, SQLite {sqlite3.sqlite_version}"),
        ("home", str(home.root)),
    ]
    wrong: str | None = None
    if places.url is not None:
        said.append(("database", "given by URL; not looked into"))
    elif not home.database.exists():
        said.append(("database", "none yet; it is made at the first start"))
    else:
        wrong = backups.fault(home.database)
        size = home.database.stat().st_size
        said.append(("database", f"{size:,} bytes, {wrong or 'whole'}"))
    if home.root.is_dir():
        said.append(("free room", f"{shutil.disk_usage(home.root).free // 1_000_000:,} MB"))
    copies = backups.listed(home.backups)
    good = backups.newest_good(home.backups)
    said.append(("backups", f"{len(copies)}" + (f", newest whole {good.path}" if good else "")))
    for name, value in said:
        click.echo(one_line(f"{name:<12}{value}"))
    if wrong is not None:
        way = f"quizapp restore {good.path}" if good else "move the file away and start again"
        raise Failed(f"{home.database} {wrong}; {way}")
