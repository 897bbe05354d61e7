"""`bank sheet` and `bank record`: print questions for readers, and record their answers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli import Failed
from quizapp.cli.bank_common import load_pack, path_argument, selecting, wanted
from quizapp.cli.bank_output import say
from quizapp.cli.files import NonEmptyPath, refuse_own
from quizapp.cli.manual import Manual

if TYPE_CHECKING:
    from quizapp.bank.answers import Answer
    from quizapp.bank.pack import Pack
    from quizapp.bank.reviews import Kind

for_option = click.option(
    "--for",
    "reader",
    type=click.Choice(["solve", "audit", "edit"]),
    default="solve",
    show_default=True,
    help="The kind of reader.",
)
options_only_option = click.option(
    "--options-only", is_flag=True, help="Omit the stems: do the options give the answer away?"
)


def _kind(context: click.Context, reader: str, options_only: bool) -> Kind:
    if not options_only:
        return "audit" if reader == "audit" else "edit" if reader == "edit" else "solve"
    if reader != "solve":
        raise click.UsageError(f"--options-only and --for {reader} cannot be combined", context)
    return "options"


@click.command(
    cls=Manual,
    examples=[
        ("quizapp bank sheet > sheet.md", "questions not solved in their current text"),
        ("quizapp bank sheet --for audit --topic lambda", "with keys, reasons, and references"),
        ("quizapp bank sheet --options-only --count 150 --seed 7", "a sample without stems"),
    ],
)
@path_argument
@selecting
@for_option
@options_only_option
@click.option("--all", "everything", is_flag=True, help="Include questions already read.")
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="At most N questions.")
@click.option("--seed", type=int, metavar="S", help="Draw at random with this seed.")
@click.pass_context
def sheet(
    context: click.Context,
    path: str | None,
    topics: tuple[str, ...],
    files: tuple[str, ...],
    ids: Path | None,
    since: datetime | None,
    reader: str,
    options_only: bool,
    everything: bool,
    count: int | None,
    seed: int | None,
) -> None:
    """Print a sheet for a reader.

    A solver works blind: the sheet has stems and shuffled options under a code. An auditor also
    gets keys, reasons, takeaways, and references. An editor gets the whole text without the keys.
    The sheet leaves out questions that such a reader has already read in their current text,
    unless --all is given.

    PATH is a pack's folder or the name of a shipped pack. The sheet begins with instructions for
    the answers; `quizapp bank record` reads the answers.
    """
    from quizapp.bank import reviews, selection, sheets

    kind = _kind(context, reader, options_only)
    pack = load_pack(context, path)
    try:
        chosen = selection.select(pack, wanted(topics, files, ids, since))
    except selection.NoSuch as error:
        raise click.UsageError(str(error), context) from error
    readings = reviews.current_reviews(reviews.load(pack).entries, pack.questions)
    unread = [q for q in chosen if everything or not readings[q.id].read(kind)]
    if not unread:
        click.echo("Every question has been read in its current text.", err=True)
        return
    click.echo(sheets.sheet(sheets.choose(unread, count, seed), kind), nl=False)


@click.command(
    cls=Manual,
    examples=[
        ("quizapp bank record answers.yaml", "the answers of a blind solve"),
        ("quizapp bank record audit.yaml --for audit", "the findings of an auditor"),
    ],
    exits={1: "an answer disagrees, a fault was found, or ANSWERS cannot be read"},
)
@click.argument("answers", type=NonEmptyPath(exists=True, dir_okay=False, path_type=Path))
@path_argument
@for_option
@options_only_option
@click.pass_context
def record(
    context: click.Context, answers: Path, path: str | None, reader: str, options_only: bool
) -> None:
    """Add a reader's answers to reviews.yaml.

    ANSWERS is a mapping, as the sheet says: `3f2a91bc04: BD`, or `3f2a91bc04: {answer: BD,
    difficulty: 3, second: …, giveaway: …, note: …}` for a solve; `an-id: {outcome: clean}` for an
    audit; `an-id: clean` for an edit. A solver's disagreements are printed, not recorded: settle
    them with the documentation, fix the question, and print a new sheet. If any answer cannot be
    read, nothing is recorded.
    """
    from quizapp.bank import reviews
    from quizapp.bank.answers import BadAnswer, read_back
    from quizapp.bank.yaml_reader import FileProblem, MappingNode, read

    kind = _kind(context, reader, options_only)
    pack = load_pack(context, path)
    try:
        given = read(answers, str(answers))
        if not isinstance(given, MappingNode):
            raise Failed(f"{answers}: is not a mapping of codes to answers")
        results = read_back(pack.questions.values(), given, kind)
    except FileProblem as problem:
        raise Failed(str(problem)) from problem
    except BadAnswer as error:
        raise Failed(f"{answers}: {error}") from error
    for file in (pack.path / reviews.FILE, *reviews.files(pack.path)):
        refuse_own(context.obj, file)
    _add_to_reviews(pack, results)
    for answer in results:
        _say_answer(pack, answer)
    good = sum(answer.good for answer in results)
    word = {"solve": "agreed", "options": "right"}.get(kind, "clean")
    say(f"answers {len(results)}, {word} {good}")
    if good < len(results) and kind != "options":
        raise SystemExit(1)


def _add_to_reviews(pack: Pack, results: list[Answer]) -> None:
    """Add the results that are to be recorded and are not in reviews.yaml yet. Raises Failed."""
    from quizapp.bank import reviews, writing
    from quizapp.bank.answers import line
    from quizapp.bank.yaml_reader import FileProblem, parse

    file = pack.path / reviews.FILE
    today = datetime.now(UTC).date()
    try:
        file = reviews.file_to_extend(pack.path)
        writing.refuse_link(pack.path, file)
        texts = [each.read_text(encoding="utf-8") for each in reviews.files(pack.path)]
        lines = [line(answer, today) for answer in results if answer.good or answer.kind != "solve"]
        known = {each for text in texts for each in text.splitlines(keepends=True)}
        added = "".join(each for each in dict.fromkeys(lines) if each not in known)
        if not added:
            return
        before = texts[-1] if file.exists() else ""
        gap = "" if not before or before.endswith("\n") else "\n"
        parse((before + gap + added).encode(), file.name)
        writing.append(pack.path, file, added)
    except writing.Refused as error:
        raise Failed(str(error)) from error
    except (FileProblem, UnicodeDecodeError) as error:
        raise Failed(f"nothing can be added to {file.name}: {error}") from error
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}; make it writable") from error


def _say_answer(pack: Pack, answer: Answer) -> None:
    """Print a disagreement or a fault as one line, and each remark as another."""
    source = pack.sources[answer.question.id]
    where = f"{source.file}:{source.line}: {answer.question.id}"
    if not answer.good and answer.kind in ("solve", "audit"):
        finding = f"answered {answer.given}" if answer.kind == "solve" else "fault"
        say(f"{where}: {finding}")
    for name, text in answer.remarks:
        say(f"{where}: {name}: {' '.join(text.split())}")
