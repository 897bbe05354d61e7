"""The command line: arguments in, exit codes out. Nothing heavy is imported at the top.

Exit status: 0 done, 1 failed with one line that says what to do, 2 misuse.
"""

from __future__ import annotations

import contextlib
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from quizapp import __version__, paths

if TYPE_CHECKING:
    from quizapp.store.opening import Opened
    from quizapp.store.sitting import MockWish

NO_TERMINAL = "quizapp needs a terminal for its screens, and there is none here"


class Failed(click.ClickException):
    """Something failed; the message is one line that says what to do. Exit status 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"quizapp: {one_line(self.message)}", file=file or sys.stderr)


@dataclass(frozen=True, slots=True)
class Places:
    """Where data and questions lie, from options and environment."""

    home: paths.Home
    url: str | None
    pack: str | None

    def open(self, *, to_write: bool = False) -> Opened:
        """Open the database, loading the pack if need be. Raises Failed.

        What may not be written can be read all the same, unless it is wanted `to_write`.
        """
        from quizapp.store.errors import StoreError
        from quizapp.store.opening import open_all

        try:
            opened = open_all(self.home, self.url, paths.pack(self.pack))
        except (StoreError, FileNotFoundError) as error:
            raise Failed(str(error)) from error
        if to_write and opened.database.refusal is not None:
            opened.database.close()
            raise Failed(opened.database.refusal)
        if opened.warning is not None and not to_write:
            click.echo(f"quizapp: {one_line(opened.warning)}", err=True)
        return opened


class Lazy(click.Group):
    """A group that imports some of its commands only when they are named."""

    PRACTICE = ("drill", "review", "progress")
    CARE = ("backup", "restore", "doctor")

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "bank", *self.PRACTICE, *self.CARE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "bank":
            from quizapp.cli.bank import bank
            from quizapp.cli.sheets import record, sheet

            bank.add_command(sheet)
            bank.add_command(record)
            return bank
        if cmd_name in self.CARE:
            from quizapp.cli.care import backup, doctor, restore

            return {"backup": backup, "restore": restore, "doctor": doctor}[cmd_name]
        if cmd_name in self.PRACTICE:
            from quizapp.cli.practice import drill, review
            from quizapp.cli.progress import progress

            return {"drill": drill, "review": review, "progress": progress}[cmd_name]
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As usual, but a mistyped command is answered with the nearest right one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"there is no command {args[0]!r}.{hint}", ctx) from error


@click.group(
    cls=Lazy,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--home", "home", metavar="DIR", help="Where your data lies (or QUIZAPP_HOME).")
@click.option(
    "--database-url",
    envvar="QUIZAPP_DATABASE_URL",
    metavar="URL",
    help="Another database (or QUIZAPP_DATABASE_URL).",
)
@click.option("--pack", metavar="NAME_OR_DIR", help="The pack of questions to use.")
@click.version_option(__version__, message="quizapp %(version)s")
@click.pass_context
def quizapp(
    context: click.Context, home: str | None, database_url: str | None, pack: str | None
) -> None:
    """Practice for the AWS Certified Developer – Associate exam.

    Without a command it opens on the home screen.
    """
    from quizapp.log import log_to_file

    try:
        places = Places(paths.home(home), database_url, pack)
    except FileNotFoundError as error:
        raise Failed(str(error)) from error
    log_to_file(places.home)
    context.obj = places
    if context.invoked_subcommand is None:
        context.exit(_run(places))


@quizapp.command()
@click.option("--exam", metavar="CODE", help="DVA-C03 or DVA-C02; else the one to practise for.")
@click.option("--form", type=click.IntRange(min=1), metavar="N", help="Which numbered form.")
@click.option(
    "--extra-minutes",
    type=click.IntRange(min=0, max=600),
    default=0,
    metavar="MIN",
    help="Extra time, such as the 30 minutes for non-native English speakers.",
)
@click.option("--exam-day", is_flag=True, help="The clock never stops, even when you leave.")
@click.option("--short", is_flag=True, help="20 questions in blueprint proportion, 40 minutes.")
@click.option("--untimed", is_flag=True, help="No clock.")
@click.pass_obj
def mock(
    places: Places,
    exam: str | None,
    form: int | None,
    extra_minutes: int,
    exam_day: bool,
    short: bool,
    untimed: bool,
) -> None:
    """Go straight into a mock exam.

    \b
    quizapp mock                 the next form you have not sat
    quizapp mock --form 1        form 1
    quizapp mock --short         20 questions
    """
    if form is not None and short:
        raise click.UsageError("--form names a full form; --short draws its own questions.")
    if untimed and (extra_minutes or exam_day):
        raise click.UsageError("--untimed has no clock to extend or to keep running.")
    need_terminal()
    opened = places.open(to_write=True)
    try:
        from quizapp.store import library
        from quizapp.store.errors import StoreError
        from quizapp.store.sitting import MockWish

        try:
            blueprint = opened.exam(exam)
            with opened.database.read() as session:
                forms = library.forms(session, opened.pack, blueprint.code, opened.learner)
        except StoreError as error:
            raise Failed(str(error)) from error
        if not short and not forms:
            raise Failed(f"this pack has no form for {blueprint.code}; try --short")
        numbers = [status.number for status in forms]
        if form is not None and form not in numbers:
            known = ", ".join(str(number) for number in numbers)
            raise Failed(f"there is no form {form} of {blueprint.code}; there are {known}")
        if form is None and not short:
            form = next((status.number for status in forms if not status.sat), numbers[0])
    finally:
        opened.database.close()
    wish = MockWish(
        form=form,
        short=short,
        untimed=untimed,
        extra_minutes=extra_minutes,
        exam_day=exam_day,
    )
    raise SystemExit(_run(places, wish, blueprint.code))


@quizapp.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable; the shape is stable.")
@click.pass_obj
def history(places: Places, as_json: bool) -> None:
    """Every attempt so far, oldest first.

    With --json: {"schema": 1, "attempts": [{"id", "kind", "exam", "form", "state", "started",
    "seconds", "questions", "answered", "correct", "score", "domains"}]}; null where there is
    nothing, "started" in UTC.
    """
    opened = places.open()
    from quizapp.store import history as past
    from quizapp.store.errors import StoreError

    try:
        with opened.database.read() as session:
            attempts = past.attempts(session, opened.learner)
    except StoreError as error:
        raise Failed(str(error)) from error
    finally:
        opened.database.close()
    if as_json:
        document = {"schema": past.SCHEMA, "attempts": [a.as_json() for a in attempts]}
        click.echo(json.dumps(document, indent=2))
        return
    if not attempts:
        click.echo("No attempts yet. Begin with: quizapp mock")
    for attempt in attempts:
        right = "–" if attempt.correct is None else f"{attempt.correct}/{attempt.questions}"
        score = "–" if attempt.score is None else str(attempt.score)
        click.echo(
            one_line(
                f"{attempt.id:>4}  {attempt.started:%Y-%m-%d %H:%M}  {attempt.kind:<7} "
                f"{attempt.exam:<9} {attempt.title:<28} {attempt.state:<10} "
                f"{right:>7} {score:>6}"
            )
        )


def need_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo(f"quizapp: {NO_TERMINAL}; run it in one", err=True)
        raise SystemExit(2)


def _run(places: Places, wish: MockWish | None = None, exam: str | None = None) -> int:
    """Open the screens. The first look at the database needs no data layer."""
    need_terminal()
    from quizapp.store.errors import StoreError
    from quizapp.store.glance import Glance, glance

    try:
        pack = paths.pack(places.pack)
    except FileNotFoundError as error:
        raise Failed(str(error)) from error
    look = Glance(None)
    if places.url is None:
        with contextlib.suppress(StoreError):
            look = glance(places.home.database)
    from quizapp.ui.app import Launch, run

    return run(Launch(places.home, pack, places.url, summary=look.summary, exam=exam, mock=wish))


def one_line(message: str) -> str:
    """A message without anything that could steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in message)
