"""The command line: arguments in, exit codes out. Nothing heavy is imported at the top.

Exit status: 0 done, 1 failed with one line that says what to do, 2 misuse.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from quizapp import __version__, paths
from quizapp.cli.complete import exams, forms, packs
from quizapp.cli.files import check_csv, csv_option, force_option, put
from quizapp.cli.manual import WIDTH, ManualGroup
from quizapp.cli.manual import Failed as Failed
from quizapp.cli.manual import one_line as one_line
from quizapp.invocation import command, started_with
from quizapp.streams import is_closed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from quizapp.store.bootstrap.history import PastAttempt
    from quizapp.store.workspace import Workspace

NO_TERMINAL = "quizapp needs a terminal for its screens, and there is none here"
PLAIN = "Ordinary lines on standard input and output, for screen readers, pipes, any terminal."


@dataclass(frozen=True, slots=True)
class Places:
    """Where data and questions lie, from options and environment."""

    home: paths.Home
    url: str | None
    pack: str | None
    plain: bool = False

    def open(self, *, to_write: bool = False) -> Workspace:
        """Open the database, loading the pack if need be. Raises Failed.

        What may not be written can be read all the same, unless it is wanted `to_write`.
        """
        from quizapp.store.errors import StoreError
        from quizapp.store.workspace import open_workspace

        try:
            workspace = open_workspace(self.home, self.url, paths.pack(self.pack))
        except (StoreError, FileNotFoundError) as error:
            raise Failed(str(error)) from error
        for problem in workspace.database.outside.problems:
            click.echo(f"quizapp: {one_line(problem)}", err=True)
        if to_write and workspace.database.refusal is not None:
            workspace.database.close()
            raise Failed(workspace.database.refusal)
        if workspace.warning is not None and not to_write:
            click.echo(f"quizapp: {one_line(workspace.warning)}", err=True)
        return workspace

    @contextlib.contextmanager
    def reading(self, *, to_write: bool = False) -> Iterator[tuple[Workspace, Connection]]:
        """The database, opened as `open` does, and one look into it. Raises Failed."""
        from quizapp.store.errors import StoreError

        workspace = self.open(to_write=to_write)
        try:
            with workspace.database.read() as connection:
                yield workspace, connection
        except StoreError as error:
            raise Failed(str(error)) from error
        finally:
            workspace.database.close()

    def past(self) -> list[PastAttempt] | None:
        """What was sat so far, without the data layer; None where only that can tell."""
        from quizapp.store.bootstrap import history as bootstrap_history

        try:
            pack = paths.pack(self.pack)
        except FileNotFoundError:
            return None
        return (
            None if self.url is not None else bootstrap_history.attempts(self.home.database, pack)
        )


ELSEWHERE = {
    "backup": "quizapp.cli.care",
    "bank": "quizapp.cli.bank",
    "completion": "quizapp.cli.completion",
    "doctor": "quizapp.cli.care",
    "drill": "quizapp.cli.practice",
    "export": "quizapp.cli.export",
    "progress": "quizapp.cli.progress",
    "report": "quizapp.cli.report",
    "restore": "quizapp.cli.care",
    "review": "quizapp.cli.practice",
    "settings": "quizapp.cli.settings",
}
"""Commands that are imported only when they are named: command → module."""


def _plain(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.obj = replace(context.obj, plain=True)


plain_option = click.option(
    "--plain", is_flag=True, expose_value=False, callback=_plain, help=PLAIN
)
"""`--plain` behind a command: the same as before it."""


@click.group(
    cls=ManualGroup,
    elsewhere=ELSEWHERE,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
    examples=[
        ("quizapp", "open the home screen"),
        ("quizapp mock", "sit the next mock exam"),
        ("quizapp drill --only missed", "practise what you missed"),
        ("quizapp COMMAND --help", "all about one command"),
    ],
)
@click.option("--home", "home", metavar="DIR", help="Where your data lies (or QUIZAPP_HOME).")
@click.option(
    "--database-url",
    envvar="QUIZAPP_DATABASE_URL",
    metavar="URL",
    help="Another database (or QUIZAPP_DATABASE_URL).",
)
@click.option(
    "--pack",
    metavar="NAME_OR_DIR",
    shell_complete=packs,
    help="The pack of questions to use: a shipped one by name, or a folder.",
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
    """Practice for a certification exam: AWS Certified Developer – Associate, or that of any pack.

    Without a command it opens on the home screen.
    """
    from quizapp.log import log_to_file

    if home is not None and not home.strip():
        raise click.BadParameter("it is empty; name a folder", param_hint="--home")
    try:
        places = Places(paths.home(home), database_url, pack, plain)
    except FileNotFoundError as error:
        raise Failed(str(error)) from error
    url_is_set_outside = (
        context.get_parameter_source("database_url") is click.core.ParameterSource.ENVIRONMENT
    )
    started_with(
        home=places.home.root if home or "QUIZAPP_HOME" in os.environ else None,
        database_url=None if url_is_set_outside else database_url,
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
        ("quizapp mock --short", "20 questions in 40 minutes"),
        ("quizapp mock --extra-minutes 30", "with the extra time of some candidates"),
    ],
    exits={2: "misuse, a form or an exam that is not there, or no terminal"},
)
@click.option(
    "--exam",
    metavar="CODE",
    shell_complete=exams,
    help="An exam of the pack, such as DVA-C03; else the one to practise for.",
)
@click.option(
    "--form",
    type=click.IntRange(min=1),
    metavar="N",
    shell_complete=forms,
    help="Which numbered form.",
)
@click.option(
    "--extra-minutes",
    type=click.IntRange(min=0, max=600),
    default=None,
    metavar="MIN",
    help="Extra time, such as the 30 minutes for non-native English speakers; else as set.",
)
@click.option(
    "--exam-day/--no-exam-day",
    default=None,
    help="The clock never stops, even when you leave; else as set.",
)
@click.option("--short", is_flag=True, help="20 questions at most, in blueprint proportion.")
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
    """Go straight into a mock exam.

    A form is a numbered, fixed set of questions in the exam's exact proportion; without --form it
    is the first one that you have not taken. Leaving stops the clock and keeps the sitting: the
    next start offers it again.
    """
    if form is not None and short:
        raise click.UsageError("--form names a full form; --short draws its own questions.")
    if untimed and (extra_minutes or exam_day):
        raise click.UsageError("--untimed has no clock to extend or to keep running.")
    if not (exam or form):
        need_terminal(places)
    with places.reading(to_write=True) as (workspace, _connection):
        from quizapp.cli.words import exam_of, known_words
        from quizapp.practice.briefing import briefing

        code = exam_of(workspace, exam).code
        if form is not None:
            numbers = [str(number) for number in briefing(workspace, code).forms]
            known_words("--form", [str(form)], dict(zip(numbers, numbers, strict=True)))
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
        ("quizapp report 12", "all about attempt 12"),
    ],
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable; the shape is stable.")
@csv_option
@force_option
@click.pass_obj
def history(places: Places, as_json: bool, csv: str | None, force: bool) -> None:
    """Every attempt so far on the pack's questions, oldest first.

    The number in front is the attempt's ID for `quizapp report`.

    With --csv: a table of the same columns, "domains" as "1:14/20 2:9/17".

    With --json: {"schema": 1, "attempts": [{"id", "kind", "exam", "form", "state", "started",
    "seconds", "questions", "answered", "correct", "score", "domains"}]}; null where there is
    nothing, "started" in UTC.
    """
    check_csv(csv, as_json=as_json, force=force)
    from quizapp.store.bootstrap import history as bootstrap_history

    units: dict[str, str] = {}
    attempts = places.past() if as_json or csv is not None else None
    if attempts is None:
        with places.reading() as (workspace, connection):
            from quizapp.store.learner import history

            attempts = history.attempts(connection, workspace.scope)
            units = {blueprint.code: blueprint.unit for blueprint in workspace.blueprints}
    if as_json:
        document = {"schema": bootstrap_history.SCHEMA, "attempts": [a.as_json() for a in attempts]}
        click.echo(json.dumps(document, indent=2))
        return
    if csv is not None:
        from quizapp.export.tables import history_table

        put(csv, history_table(attempts), force=force)
        return
    if not attempts:
        click.echo(one_line(f"No attempts yet. Begin with: {command('mock')}"))
    for attempt in attempts:
        right = "–" if attempt.correct is None else f"{attempt.correct}/{attempt.questions}"
        score = "–" if attempt.score is None else f"{attempt.score}{units.get(attempt.exam, '')}"
        click.echo(
            one_line(
                f"{attempt.id:>4}  {attempt.started:%Y-%m-%d %H:%M}  {attempt.kind:<7} "
                f"{attempt.exam:<9} {attempt.title:<28} {attempt.state:<10} "
                f"{right:>7} {score:>6}"
            )
        )


def need_terminal(places: Places) -> None:
    if places.plain:
        return
    from quizapp.start import in_terminal

    if not in_terminal():
        click.echo(f"quizapp: {NO_TERMINAL}; run it in one, or with --plain", err=True)
        raise SystemExit(2)


def enter(places: Places, **into: Any) -> int:
    """Open the screens, or plain mode, and go straight `into` what is named (see `Launch`)."""
    need_terminal(places)
    try:
        pack = paths.pack(places.pack)
    except FileNotFoundError as error:
        raise Failed(str(error)) from error
    if places.plain:
        return in_plain(places, **into)
    from quizapp.start import screens

    return screens(places.home, pack, places.url, **into)


def in_plain(places: Places, **into: Any) -> int:
    """Sit with ordinary lines instead of screens, and go straight `into` what is wished."""
    from quizapp.plain.run import run
    from quizapp.practice.launch import Launch
    from quizapp.store.errors import StoreError

    if is_closed():
        raise Failed("--plain writes to standard output, and that is closed")
    try:
        return run(Launch(places.home, paths.pack(places.pack), places.url, **into))
    except StoreError as error:
        raise Failed(str(error)) from error
