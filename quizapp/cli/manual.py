"""Command help in the style of a manual page: description, options, examples, and exit status."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from quizapp.docstrings import docstring
from quizapp.words import is_visible, nearest

WIDTH = 80
EXITS = {
    0: "done",
    1: "the command failed; one line says why and what to do",
    2: "misuse: an unknown or invalid option or argument",
}
Examples = Sequence[tuple[str, str]]


class Failed(click.ClickException):
    """A command failed. The message is one line that says what to do; the exit status is 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"quizapp: {one_line(self.message)}", file=file or sys.stderr)


class Manual(click.Command):
    """A command whose help ends with examples (command line, description) and exit codes.

    `exits` replaces the description of an exit code; the defaults are in `EXITS`.
    """

    def __init__(
        self,
        *args: Any,
        examples: Examples = (),
        exits: Mapping[int, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if self.help is None and self.callback is not None:
            self.help = docstring(self.callback)
        self.examples = examples
        self.exits = {**EXITS, **(exits or {})}

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        if self.examples:
            with formatter.section("Examples"):
                formatter.write_dl(list(self.examples), col_max=46)
        with formatter.section("Exit status"):
            formatter.write_dl([(str(code), text) for code, text in self.exits.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse arguments; for an unknown option, suggest only the most similar one."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.possibilities:
                del error.possibilities[1:]
            raise


class ManualGroup(Manual, click.Group):
    """A group of `Manual` commands.

    `elsewhere` maps further commands to the modules that define them under the same name. They are
    imported only when they are used.
    """

    command_class = Manual

    def __init__(
        self, *args: Any, elsewhere: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.elsewhere = elsewhere or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self.elsewhere])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = self.elsewhere.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module

        command: click.Command = getattr(import_module(module), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command; for an unknown one, suggest the most similar one."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            near = nearest(args[0], self.list_commands(ctx))
            hint = f" Did you mean {near!r}?" if near else ""
            message = one_line(f"there is no command {args[0]!r}.{hint}")
            raise click.UsageError(message, ctx) from error


def one_line(message: str) -> str:
    """A message on one line, without characters that could control a terminal."""
    return "".join(c if is_visible(c) else " " for c in message)
