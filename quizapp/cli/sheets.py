"""`bank sheet` and `bank record`: questions go to readers, and what readers say comes back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli import Failed
from quizapp.cli.bank_common import load_pack, path_argument, selecting, wanted
from quizapp.cli.bank_output import say
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
    "--options-only", is_flag=True, help="Without stems: what do the options tell?"
)


def _kind(context: click.Context, reader: str, options_only: bool) -> Kind:
    if not options_only:
        return "audit" if reader == "audit" else "edit" if reader == "edit" else "solve"
    if reader != "solve":
        raise click.UsageError(f"--options-only does not go with --for {reader}", context)
    return "options"


@click.command(
    cls=Manual,
    examples=[
        ("quizapp bank sheet > sheet.md", "what no one has solved in its present text"),
        ("quizapp bank sheet --for audit --topic lambda", "with keys, reasons and references"),
        ("quizapp bank sheet --options-only --count 150 --seed 7", "a sample without stems"),
    ],
)
@path_argument
@selecting
@for_option
@options_only_option
@click.option("--all", "everything", is_flag=True, help="Include questions already read.")
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="At most N questions.")
@click.option("--seed", type=int, metavar="S", help="Draw at random; S decides which.")
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

    A blind solver gets stems and shuffled options under a code; an auditor also keys, reasons,
    takeaway and references; an editor the whole text without the keys. Only questions that no such
    reader has read in their present text are printed, unless --all is given.

    PATH is a pack's folder or the name of a shipped pack. The sheet begins with how to write
    answers down; `quizapp bank record` reads them back.
    """
    from quizapp.bank import reviews, selection, sheets

    kind = _kind(context, reader, options_only)
    pack = load_pack(context, path)
    try:
        chosen = selection.select(pack, wanted(topics, files, ids, since))
    except selection.NoSuch as error:
        raise click.UsageError(str(error), context) from error
    readings = reviews.present(reviews.load(pack).entries, pack.questions)
    unread = [q for q in chosen if everything or not readings[q.id].read(kind)]
    if not unread:
        click.echo("Every question is read in its present text.", err=True)
        return
    click.echo(sheets.sheet(sheets.choose(unread, count, seed), kind), nl=False)


@click.command(
    cls=Manual,
    examples=[
        ("quizapp bank record answers.yaml", "the answers of a blind solve"),
        ("quizapp bank record audit.yaml --for audit", "what an auditor found"),
    ],
    exits={1: "an answer disagrees, a fault was found, or ANSWERS cannot be read"},
)
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@path_argument
@for_option
@options_only_option
@click.pass_context
def record(
    context: click.Context, answers: Path, path: str | None, reader: str, options_only: bool
) -> None:
    """Read a reader's answers back.

    What they come to is added to reviews.yaml.

    ANSWERS is a mapping, as the sheet says: `3f2a91bc04: BD`, or `3f2a91bc04: {answer: BD,
    difficulty: 3, second: …, giveaway: …, note: …}` for a solve; `an-id: {outcome: clean}` for an
    audit; `an-id: clean` for an edit. Disagreements of a solve are printed and not noted: settle
    them from documentation, fix the question, and print a new sheet. If one answer cannot be read,
    nothing is noted.
    """
    from quizapp.bank.answers import BadAnswer, read_back
    from quizapp.bank.reader import FileProblem, MappingNode, read

    kind = _kind(context, reader, options_only)
    pack = load_pack(context, path)
    try:
        given = read(answers, str(answers))
        if not isinstance(given, MappingNode):
            raise Failed(f"{answers}: is not a mapping of codes to answers")
        found = read_back(pack.questions.values(), given, kind)
    except (FileProblem, BadAnswer) as error:
        raise Failed(f"{answers}: {error}") from error
    _note(pack, found)
    for answer in found:
        _say_answer(pack, answer)
    good = sum(answer.good for answer in found)
    word = {"solve": "agreed", "options": "right"}.get(kind, "clean")
    say(f"answers {len(found)}, {word} {good}")
    if good < len(found) and kind != "options":
        raise SystemExit(1)


def _note(pack: Pack, found: list[Answer]) -> None:
    """Add to reviews.yaml what is to be noted and is not there yet. Raises Failed."""
    from quizapp.bank import reviews, writing
    from quizapp.bank.answers import line
    from quizapp.bank.reader import FileProblem, parse

    file = pack.path / reviews.FILE
    today = datetime.now(UTC).date()
    try:
        writing.refuse_link(pack.path, file)
        there = file.read_text(encoding="utf-8") if file.exists() else ""
        lines = [line(answer, today) for answer in found if answer.good or answer.kind != "solve"]
        known = set(there.splitlines(keepends=True))
        fresh = "".join(each for each in dict.fromkeys(lines) if each not in known)
        if not fresh:
            return
        gap = "" if not there or there.endswith("\n") else "\n"
        parse((there + gap + fresh).encode(), reviews.FILE)
        writing.append(pack.path, file, fresh)
    except writing.Refused as error:
        raise Failed(str(error)) from error
    except (FileProblem, UnicodeDecodeError) as error:
        raise Failed(f"nothing can be added to reviews.yaml: {error}") from error
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}; make it writable") from error


def _say_answer(pack: Pack, answer: Answer) -> None:
    """A disagreement or a fault as one line, and so each remark."""
    source = pack.sources[answer.question.id]
    where = f"{source.file}:{source.line}: {answer.question.id}"
    if not answer.good and answer.kind in ("solve", "audit"):
        said = f"answered {answer.given}" if answer.kind == "solve" else "fault"
        say(f"{where}: {said}")
    for name, text in answer.remarks:
        say(f"{where}: {name}: {' '.join(text.split())}")
