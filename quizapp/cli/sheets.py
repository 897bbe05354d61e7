"""`bank sheet` and `bank record`: the way of a question past a second reader."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from quizapp.cli import Failed
from quizapp.cli.bank_common import load_pack, path_argument
from quizapp.cli.manual import Manual


@click.command(
    cls=Manual,
    examples=[
        ("quizapp bank sheet > sheet.md", "what nobody has solved in its present text"),
        ("quizapp bank sheet --options-only --count 50", "can the options alone be solved?"),
    ],
)
@path_argument
@click.option("--all", "everything", is_flag=True, help="Solved questions too.")
@click.option("--options-only", is_flag=True, help="Without stems: what do the options tell?")
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="At most so many.")
@click.pass_context
def sheet(
    context: click.Context,
    path: str | None,
    everything: bool,
    options_only: bool,
    count: int | None,
) -> None:
    """Print a sheet for a second reader.

    It has stems and shuffled options, and no keys.

    PATH is a pack's folder or the name of a shipped pack. The second reader writes a mapping of
    codes to letters; `quizapp bank record` reads it back.
    """
    from quizapp.bank import reviews, sheets

    pack = load_pack(context, path)
    solved = {(entry.question, entry.revision) for entry in reviews.load(pack).entries}
    wanted = [
        question
        for question in pack.questions.values()
        if everything or (question.id, question.revision) not in solved
    ]
    wanted.sort(key=sheets.code)
    if not wanted:
        click.echo("Every question is solved in its present text.", err=True)
        return
    click.echo(sheets.sheet(wanted[:count], options_only=options_only), nl=False)


@click.command(
    cls=Manual,
    examples=[("quizapp bank record answers.yaml", "what came of a sheet")],
    exits={1: "some answers disagree with their keys, or ANSWERS cannot be read"},
)
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@path_argument
@click.pass_context
def record(context: click.Context, answers: Path, path: str | None) -> None:
    """Read a second reader's answers back.

    Agreement is noted in reviews.yaml.

    ANSWERS is a mapping of codes to letters, as on the sheet: `3f2a91bc04: BD`. Disagreements are
    printed and not noted: settle them from documentation, mend the question, and print a new sheet.
    """
    from quizapp.bank import reviews, sheets
    from quizapp.bank.reader import FileProblem, MappingNode, read

    pack = load_pack(context, path)
    try:
        given = read(answers, str(answers))
        if not isinstance(given, MappingNode):
            raise Failed(f"{answers}: holds no mapping of codes to letters")
        solves = sheets.read_back(
            pack.questions.values(), {name: str(letters) for name, letters in given.items()}
        )
    except (FileProblem, ValueError) as error:
        raise Failed(f"{answers}: {error}") from error
    today = datetime.now(UTC).date().isoformat()
    file = pack.path / reviews.FILE
    known = {(entry.question, entry.revision) for entry in reviews.load(pack).entries}
    agreed = [s.question for s in solves if s.agrees]
    with file.open("a", encoding="utf-8") as handle:
        for question in agreed:
            if (question.id, question.revision) not in known:
                handle.write(
                    f'- {{question: {question.id}, revision: "{question.revision}", '
                    f"date: {today}, outcome: agreed}}\n"
                )
    for solve in solves:
        if not solve.agrees:
            source = pack.sources[solve.question.id]
            click.echo(f"{source.file}:{source.line}: {solve.question.id}: answered {solve.given}")
    click.echo(f"answers {len(solves)}, agreed {len(agreed)}")
    if len(agreed) < len(solves):
        raise SystemExit(1)
