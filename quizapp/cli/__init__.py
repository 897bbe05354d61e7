"""The command line. Nothing heavy is imported at the top of its modules.

Exit status: 0 done, 1 failed with one line that says what to do, 2 misuse.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

import click

from quizapp import __version__, paths
from quizapp.cli.complete import exams, forms, packs
from quizapp.cli.files import check_csv, csv_option, force_option, put_table
from quizapp.cli.manual import WIDTH, ManualGroup
from quizapp.cli.manual import Failed as Failed
from quizapp.cli.manual import one_line as one_line
from quizapp.invocation import command, started_with
from quizapp.streams import is_closed
from quizapp.words import cells, written_moment

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from quizapp.store.bootstrap.history import PastAttempt
    from quizapp.store.bootstrap.home_row import OpenSitting
    from quizapp.store.workspace import Workspace

NO_TERMINAL = "quizapp needs a terminal for its screens, and there is none here"
PLAIN = "Use plain lines of text instead of screens: for screen readers, pipes, any terminal."


@dataclass(frozen=True, slots=True)
class Places:
    """The home folder, database, and pack to use, from options and environment."""

    home: paths.Home
    url: str | None
    pack: str | None
    plain: bool = False

    def open(self, *, to_write: bool = False) -> Workspace:
        """Open the database, and load the pack into it if necessary.

        A database without write permission is opened for reading, unless `to_write`. Raises Failed.
        """
        from quizapp.practice.settings import problems
        from quizapp.store.errors import StoreError
        from quizapp.store.workspace import open_workspace

        try:
            workspace = open_workspace(self.home, self.url, paths.pack(self.pack))
        except (StoreError, FileNotFoundError) as error:
            raise Failed(str(error)) from error
        for problem in problems(workspace):
            click.echo(f"quizapp: {one_line(problem)}", err=True)
        if to_write and workspace.database.refusal is not None:
            workspace.database.close()
            raise Failed(workspace.database.refusal)
        if workspace.warning is not None and not to_write:
            click.echo(f"quizapp: {one_line(workspace.warning)}", err=True)
        return workspace

    @contextlib.contextmanager
    def reading(self, *, to_write: bool = False) -> Iterator[tuple[Workspace, Connection]]:
        """Open the workspace, as `open` does, with one connection to read from. Raises Failed."""
        from quizapp.store.errors import StoreError

        workspace = self.open(to_write=to_write)
        try:
            with workspace.database.read() as connection:
                yield workspace, connection
        except StoreError as error:
            raise Failed(str(error)) from error
        finally:
            workspace.database.close()

    def past_attempts(self) -> list[PastAttempt] | None:
        """The attempts so far, read without SQLAlchemy; None if that is not possible."""
        from quizapp.store.bootstrap import history as bootstrap_history

        try:
            pack = paths.pack(self.pack)
        except FileNotFoundError:
            return None
        return (
            None if self.url is not None else bootstrap_history.attempts(self.home.database, pack)
        )


LAZY_COMMANDS = {
    "backup": "quizapp.cli.upkeep",
    "bank": "quizapp.cli.bank",
    "completion": "quizapp.cli.completion",
    "doctor": "quizapp.cli.upkeep",
    "drill": "quizapp.cli.practice",
    "export": "quizapp.cli.export",
    "plan": "quizapp.cli.plan",
    "progress": "quizapp.cli.progress",
    "report": "quizapp.cli.report",
    "result": "quizapp.cli.result",
    "restore": "quizapp.cli.upkeep",
    "review": "quizapp.cli.practice",
    "settings": "quizapp.cli.settings",
}
"""Commands that are imported only when they are used: command → module."""


def _plain(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.obj = replace(context.obj, plain=True)


plain_option = click.option(
    "--plain", is_flag=True, expose_value=False, callback=_plain, help=PLAIN
)
"""`--plain` after a command; it means the same as before the command."""


@click.group(
    cls=ManualGroup,
    elsewhere=LAZY_COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
    examples=[
        ("quizapp", "open the home screen"),
        ("quizapp mock", "take the next mock exam"),
        ("quizapp drill --only missed", "practice what you missed"),
        ("quizapp COMMAND --help", "help for one command"),
    ],
)
@click.option("--home", "home", metavar="DIR", help="The folder for your data (or QUIZAPP_HOME).")
@click.option(
    "--database-url",
    envvar="QUIZAPP_DATABASE_URL",
    metavar="URL",
    help="Use another database (or QUIZAPP_DATABASE_URL).",
)
@click.option(
    "--pack",
    metavar="NAME_OR_DIR",
    shell_complete=packs,
    help="The question pack: the name of a shipped pack, or a folder.",
)
@click.option("--plain", is_flag=True, help=PLAIN)
@click.version_option(__version__, message="quizapp %(version)s")
@click.pass_context
def quizapp(
    context: click.Context,
    home: str | None,
    database_url: str | None,
    pack: str | None,
    plain: bool,
) -> None:
    """Practice for a certification exam: AWS Certified Developer – Associate, or any pack's exam.

    Without a command, quizapp opens the home screen.
    """
    from quizapp.log import log_to_file

    for option, given in (("--home", home), ("--pack", pack)):
        if given is not None and not given.strip():
            raise click.BadParameter("the value is empty; give a folder", param_hint=option)
    try:
        places = Places(paths.home(home), database_url, pack, plain)
    except FileNotFoundError as error:
        raise Failed(str(error)) from error
    url_is_from_environment = (
        context.get_parameter_source("database_url") is click.core.ParameterSource.ENVIRONMENT
    )
    started_with(
        home=places.home.root if home or "QUIZAPP_HOME" in os.environ else None,
        database_url=None if url_is_from_environment else database_url,
        pack=None if pack is None else paths.from_anywhere(pack),
        plain=plain,
    )
    log_to_file(places.home)
    context.obj = places
    if context.invoked_subcommand is None:
        context.exit(enter(places))


@quizapp.command(
    examples=[
        ("quizapp mock", "the next form you have not taken"),
        ("quizapp mock --form 1", "form 1"),
        ("quizapp mock --short", "up to 20 questions that are in no form"),
        ("quizapp mock --extra-minutes 30", "with 30 minutes of extra time"),
    ],
    exits={2: "misuse, an unknown form or exam, or no terminal"},
)
@click.option(
    "--exam",
    metavar="CODE",
    shell_complete=exams,
    help="An exam of the pack, such as DVA-C03. Default: the exam in your settings.",
)
@click.option(
    "--form",
    type=click.IntRange(min=1),
    metavar="N",
    shell_complete=forms,
    help="The number of the form.",
)
@click.option(
    "--extra-minutes",
    type=click.IntRange(min=0, max=600),
    default=None,
    metavar="MIN",
    help="Extra time of a full mock, such as 30 minutes for non-native English speakers; a short "
    "mock gets its share. Default: your setting.",
)
@click.option(
    "--exam-day/--no-exam-day",
    default=None,
    help="The clock never stops, even when you leave. Default: your setting.",
)
@click.option("--short", is_flag=True, help="At most 20 questions, in the exam's proportions.")
@click.option("--untimed", is_flag=True, help="No clock.")
@plain_option
@click.pass_obj
def mock(
    places: Places,
    exam: str | None,
    form: int | None,
    extra_minutes: int | None,
    exam_day: bool | None,
    short: bool,
    untimed: bool,
) -> None:
    """Start a mock exam.

    A form is a numbered, fixed set of questions in the exam's exact proportions. Without --form,
    quizapp takes the first form that you have not taken. Leaving stops the clock and saves the
    sitting; the next start offers to resume it.
    """
    if form is not None and short:
        raise click.UsageError("--form and --short cannot be combined.")
    if untimed and (extra_minutes or exam_day):
        raise click.UsageError("--untimed cannot be combined with --extra-minutes or --exam-day.")
    if not (exam or form):
        need_terminal(places)
    with places.reading(to_write=True) as (workspace, _connection):
        from quizapp.cli.option_values import exam_of, ids_of
        from quizapp.practice.briefing import briefing

        code = exam_of(workspace, exam).code
        if form is not None:
            numbers = [str(number) for number in briefing(workspace, code).forms]
            ids_of("--form", [str(form)], dict(zip(numbers, numbers, strict=True)))
        chosen = briefing(
            workspace,
            code,
            form=form,
            short=short,
            untimed=untimed,
            extra_minutes=extra_minutes,
            exam_day=exam_day,
        )
    need_terminal(places)
    if chosen.fallback and not short:
        click.echo(f"quizapp: {chosen.fallback}", err=True)
    if chosen.choice.open is not None:
        raise SystemExit(enter(places, resume=chosen.choice.open))
    raise SystemExit(enter(places, mock=chosen.wish, exam=code))


@quizapp.command(
    examples=[
        ("quizapp history", "every attempt with its number"),
        ("quizapp history --json", "the same for a program"),
        ("quizapp history --csv history.csv", "the same for a spreadsheet"),
        ("quizapp report 12", "the report of attempt 12"),
    ],
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable; the shape is stable.")
@csv_option
@force_option
@click.pass_obj
def history(places: Places, as_json: bool, csv: str | None, force: bool) -> None:
    """List every attempt, in the order in which they ended.

    The first column is the attempt's ID for `quizapp report`, the second is when it ended.
    Open attempts are last, with when they began. Times are in your time zone: the setting
    time_zone, else this machine's.

    With --csv: a table of the same columns, "domains" as "1:14/20 2:9/17", and "started_utc" in
    UTC.

    With --json: {"schema": 1, "attempts": [{"id", "kind", "exam", "form", "state", "started",
    "seconds", "questions", "answered", "correct", "score", "domains"}]}. A field without a value
    is null; "started" is in UTC. "domains" counts the questions that the report includes.
    """
    check_csv(csv, as_json=as_json, force=force)
    from quizapp.store.bootstrap import history as bootstrap_history

    units: dict[str, str] = {}
    zone: tzinfo = UTC
    still_open: tuple[OpenSitting, ...] = ()
    attempts = places.past_attempts() if as_json or csv is not None else None
    if attempts is None:
        with places.reading() as (workspace, connection):
            from quizapp.store.learner import history, settings
            from quizapp.store.progress import home_row

            zone = settings.zone(connection, workspace.scope.learner)
            attempts = history.attempts(connection, workspace.scope)
            still_open = home_row.read(connection, workspace.scope).sittings
            units = {blueprint.code: blueprint.unit for blueprint in workspace.blueprints}
    if as_json:
        document = {"schema": bootstrap_history.SCHEMA, "attempts": [a.as_json() for a in attempts]}
        click.echo(json.dumps(document, indent=2))
        return
    if csv is not None:
        from quizapp.export.tables import history_table

        put_table(places, csv, history_table(attempts), force=force)
        return
    if not attempts:
        click.echo(one_line(f"No attempts yet. Start with: {command('mock')}"))
    for attempt in attempts:
        title = attempt.title + " " * (28 - cells(attempt.title))
        when = written_moment(attempt.moment.astimezone(zone))
        right = "–" if attempt.correct is None else f"{attempt.correct}/{attempt.questions}"
        score = "–" if attempt.score is None else f"{attempt.score}{units.get(attempt.exam, '')}"
        click.echo(
            one_line(
                f"{attempt.id:>4}  {when:<19}  {attempt.kind:<7} "
                f"{attempt.exam:<9} {title} {attempt.state:<10} "
                f"{right:>7} {score:>6}"
            )
        )
    for sitting in still_open:
        from quizapp.practice.offers import clock_text, describe_open

        told = filter(None, (describe_open(sitting), clock_text(sitting)))
        click.echo(one_line(f"Open: {', '.join(told)}"))


def need_terminal(places: Places) -> None:
    """Exit with status 2 unless there is a terminal or plain mode was asked for."""
    if places.plain:
        return
    from quizapp.start import can_draw, in_terminal

    if not in_terminal():
        click.echo(f"quizapp: {NO_TERMINAL}; run it in one, or with --plain", err=True)
        raise SystemExit(2)
    if not can_draw():
        name = os.environ["TERM"]
        plain = f"this terminal shows no screens (TERM={name}); use lines of text: "
        click.echo(one_line(f"quizapp: {plain}{command('--plain')}"), err=True)
        raise SystemExit(2)


def enter(places: Places, **into: Any) -> int:
    """Open the screens or plain mode, and return the exit status.

    `into` are the fields of `Launch` that name a sitting to start with. Raises Failed.
    """
    need_terminal(places)
    try:
        pack = paths.pack(places.pack)
    except FileNotFoundError as error:
        raise Failed(str(error)) from error
    if places.plain:
        return _enter_plain(places, **into)
    from quizapp.start import screens

    return screens(places.home, pack, places.url, **into)


def _enter_plain(places: Places, **into: Any) -> int:
    from quizapp.plain.run import run
    from quizapp.practice.launch import Launch
    from quizapp.store.errors import StoreError

    if is_closed():
        raise Failed("--plain writes to standard output, which is closed")
    try:
        return run(Launch(places.home, paths.pack(places.pack), places.url, **into))
    except StoreError as error:
        raise Failed(str(error)) from error
