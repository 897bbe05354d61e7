"""`completion`: print the script for shell completion."""

from __future__ import annotations

import click

from quizapp.cli.manual import Manual
from quizapp.cli.option_values import SuggestingChoice

SHELLS = ("bash", "zsh", "fish")


@click.command(
    cls=Manual,
    examples=[
        ('eval "$(quizapp completion bash)"', "for the current shell only; zsh likewise"),
        ("quizapp completion fish | source", "for the current fish only"),
    ],
)
@click.argument("shell", metavar="SHELL", type=SuggestingChoice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for your shell.

    SHELL is bash, zsh, or fish. The script completes commands, options, and their values: topics,
    services, skills, exams, forms, questions, and attempt numbers. To install it permanently:

    \b
    bash   quizapp completion bash >> ~/.bash_completion
    zsh    quizapp completion zsh > FOLDER/_quizapp      (FOLDER in your $fpath)
    fish   quizapp completion fish > ~/.config/fish/completions/quizapp.fish

    Then open a new shell. Completion only reads your database; it never changes anything.
    """
    from click.shell_completion import ShellComplete, get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.find_root().command, {}, "quizapp", "_QUIZAPP_COMPLETE")
    # Bash's own class overrides `source` to run bash for its version. That is not needed here.
    click.echo(ShellComplete.source(script))
