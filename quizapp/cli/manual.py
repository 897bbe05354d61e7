"""Help like a manual page: what a command does, its options, examples and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from quizapp.words import nearest

WIDTH = 80
EXITS = {
    0: "done",
    1: "it could not be done; one line says why and what to do",
    2: "misuse: an option, a word or an argument that is not right",
}
Examples = Sequence[tuple[str, str]]


class Failed(click.ClickException):
    """Something failed; the message is one line that says what to do. Exit status 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"quizapp: {one_line(self.message)}", file=file or sys.stderr)


class Manual(click.Command):
    """A command whose help ends with examples (a line, what it does) and exit codes.

    `exits` replaces what an exit code means here; 0, 1 and 2 mean the same everywhere else.
    """

    def __init__(
        self,
        *args: Any,
        examples: Examples = (),
        exits: Mapping[int, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.exits = {**EXITS, **(exits or {})}

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        if self.examples:
            with formatter.section("Examples"):
                formatter.write_dl(list(self.examples), col_max=46)
        with formatter.section("Exit status"):
            formatter.write_dl([(str(code), said) for code, said in self.exits.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As usual, but of several options that look alike only the nearest is named."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.possibilities:
                del error.possibilities[1:]
            raise


class ManualGroup(Manual, click.Group):
    """A group of such commands; those of `elsewhere` (command → module that holds it under the same
    name) are imported only when they are named."""

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

        found: click.Command = getattr(import_module(module), cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As usual, but a mistyped command is answered with the nearest right one."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            near = nearest(args[0], self.list_commands(ctx))
            hint = f" Did you mean {near!r}?" if near else ""
            message = one_line(f"there is no command {args[0]!r}.{hint}")
            raise click.UsageError(message, ctx) from error


def one_line(message: str) -> str:
    """A message without anything that could steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in message)
