"""The contract of the command line: commands, help, exit statuses, and error messages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from quizapp.cli import quizapp
from quizapp.paths import Home
from tests.terminal import run

CONTRACT = (
    "mock",
    "drill",
    "review",
    "history",
    "progress",
    "bank check",
    "bank stats",
    "bank show",
    "bank new",
    "bank reports",
    "settings",
    "plan",
    "result",
    "report",
    "export anki",
    "export sheet",
    "backup",
    "restore",
    "doctor",
    "completion",
)


Names = tuple[str, ...]


def every(command: click.Command = quizapp, path: Names = ()) -> Iterator[Names]:
    """Yield the path of every command and group."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from every(found, (*path, name))


COMMANDS = list(every())


def test_every_command_of_the_contract_exists() -> None:
    assert set(CONTRACT) <= {" ".join(path) for path in COMMANDS}


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "quizapp")
def test_help_has_examples_and_exit_codes(path: tuple[str, ...]) -> None:
    done = CliRunner(env={"COLUMNS": "200"}).invoke(quizapp, [*path, "--help"])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0].startswith("Usage:")
    assert [line for line in lines if len(line) > 80] == []
    assert not any("\b" in line for line in lines)
    examples = lines[lines.index("Examples:") + 1 : lines.index("Exit status:")]
    command = " ".join(("quizapp", *path))
    assert [line for line in examples if command in line], "an example calls this very command"
    exits = lines[lines.index("Exit status:") + 1 :]
    codes = [line.split()[0] for line in exits if line[2:3] != " "]
    assert codes == ["0", "1", "2"]
    context = click.Context(quizapp)
    here: click.Command = quizapp
    for name in path:
        assert isinstance(here, click.Group)
        found = here.get_command(context, name)
        assert found is not None
        here = found
    assert not [line for line in lines if line.endswith("...") and "Usage" not in line]
    for parameter in here.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.opts[0]} is explained"
        else:
            assert parameter.human_readable_name in done.output


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "quizapp")
def test_unknown_option_exits_2_for_every_command(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(quizapp, [*path, "--hlep"])
    assert done.exit_code == 2
    assert "Did you mean '--help'?" in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("mokc", "Did you mean 'mock'?"),
        ("bank chekc", "Did you mean 'check'?"),
        ("export ankki", "Did you mean 'anki'?"),
        ("mock --form 99", "Did you mean '9'"),
        ("mock --form one", "--form"),
        ("mock --exam DVA-C4", "Did you mean 'DVA-C0"),
        ("mock --extra-minutes -1", "--extra-minutes"),
        ("drill --levle apply", "Did you mean '--level'?"),
        ("drill --only mised", "Did you mean 'missed'"),
        ("history --json --csv", "--csv and --json cannot be combined"),
        ("progress --csv --force", "no FILE was given"),
        ("progress --exam DVA-C4", "Did you mean 'DVA-C0"),
        ("report", "ID"),
        ("restore", "FILE"),
        ("export anki", "FILE"),
        ("export anki x.apkg --all-seen --missed", "--all-seen includes them all"),
        ("export anki x.apkg --exam DVA-C4", "Did you mean 'DVA-C0"),
        ("export sheet", "FILE"),
        ("export sheet x.pdf", "neither .html nor .md"),
        ("export sheet x.md --task 9.9", "--task"),
        ("completion fsh", "Did you mean 'fish'"),
        ("bank forms", "--exam"),
    ],
)
def test_misuse_exits_2_and_names_the_valid_word(home: Home, line: str, said: str) -> None:
    done = run(home.root, *line.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("report 99", " history`"),
        ("report 1 --html /no/such/folder/x.html", "attempt 1"),
        ("export anki x.apkg", "no question is missed or bookmarked yet"),
        ("export sheet x.md", "you have met no question on this yet"),
        ("bank show no-such-question", "no question 'no-such-question'"),
        ("restore /no/such/copy.db", "does not exist"),
        ("--pack no-such-pack history", "aws-developer"),
        ("--pack no-such-pack progress --csv", "aws-developer"),
        ("--database-url sqlite:////no/such/folder/x.db history", "cannot be opened"),
    ],
)
def test_failure_exits_1_with_exactly_one_line(home: Home, line: str, said: str) -> None:
    done = run(home.root, *line.split())
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.startswith("quizapp: ")
    assert done.stderr.count("\n") == 1


def test_backup_without_a_database_prints_one_line(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "backup")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("line", ["--version", "--help", "report --help", "export anki --help"])
def test_version_and_help_import_nothing_heavy(line: str) -> None:
    heavy = ("sqlalchemy", "pydantic", "yaml", "alembic", "fsrs", "textual", "genanki")
    code = (
        f"import sys; sys.argv = ['quizapp', *{line.split()!r}]\n"
        "from quizapp.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print('IMPORTED', [m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "IMPORTED []"
