"""`completion`: the script that lets a shell complete commands, options and words."""

from __future__ import annotations

import click

from quizapp.cli.manual import Manual
from quizapp.cli.words import Word

SHELLS = ("bash", "zsh", "fish")


@click.command(
    cls=Manual,
    examples=[
        ('eval "$(quizapp completion bash)"', "for this shell alone; zsh likewise"),
        ("quizapp completion fish | source", "for this fish alone"),
    ],
)
@click.argument("shell", metavar="SHELL", type=Word(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes quizapp's words in your shell.

    SHELL is bash, zsh or fish. Commands, options and their words are completed: topics, services,
    skills, exams, forms, questions, and attempts by number. To have it for good:

    \b
    bash   quizapp completion bash >> ~/.bash_completion
    zsh    quizapp completion zsh > FOLDER/_quizapp      (FOLDER in your $fpath)
    fish   quizapp completion fish > ~/.config/fish/completions/quizapp.fish

    Then open a new shell. Completing reads your database as it is; it writes and loads nothing.
    """
    from click.shell_completion import ShellComplete, get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.find_root().command, {}, "quizapp", "_QUIZAPP_COMPLETE")
    # Asks no installed shell for its version, unlike the method of bash's own class.
    click.echo(ShellComplete.source(script))
