"""`bank stats`: what a pack covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from quizapp.cli import Failed
from quizapp.cli.bank_check import gate_document
from quizapp.cli.bank_common import as_json_option, load_pack, path_argument
from quizapp.cli.bank_output import SCHEMA, say, say_json, say_table
from quizapp.cli.files import refuse_own
from quizapp.cli.manual import Manual

if TYPE_CHECKING:
    from quizapp.bank.coverage import Coverage, Row
    from quizapp.bank.pack import Pack
    from quizapp.bank.quality import Earlier
    from quizapp.bank.review_figures import ReviewFigures


@click.command(
    cls=Manual,
    examples=[
        ("quizapp bank stats", "the shipped pack"),
        ("quizapp bank stats my-pack --write", "and write QUALITY.md into it"),
    ],
)
@path_argument
@as_json_option
@click.option("--write", is_flag=True, help="Write QUALITY.md into the pack's folder.")
@click.pass_context
def stats(context: click.Context, path: str | None, as_json: bool, write: bool) -> None:
    """Show what the pack covers and what is missing.

    With --json: {"schema": 1, "pack", "coverage": {"questions", "background", "multiple",
    "exams": [{"code", "questions", "pool", "domains", "tasks", "skills"}], "topics", "levels",
    "services", "clusters": [{"id", "name", "likelihood", "owed", "questions", "pool"}],
    "forms": [{"exam", "number", "released", "questions", "multiple", "qualified", "topics",
    "levels"}], "missing": […]}, "gates" and "bands": as in `bank check`, "reviews": {"solved",
    "agreed", "agreed_share", "fixed", "dropped", "changed", "unsolved"}, "readers": {"questions",
    "solved", "audited", "edited" (in their current text), "audits", "faults", "guesses", "guessed",
    "guessed_share", "difficulty": {"rated", "counts" (of 1 to 5), "mean", "spread"}, "forms":
    [{"form", "difficulty"}]}}. Domains, tasks, skills, and topics are lists of {"id", "name",
    "questions", "pool"}; levels and services lists of [name, count].
    """
    from quizapp.bank import bands, checks, coverage, gates, quality, review_figures

    pack = load_pack(context, path)
    covered = coverage.cover(pack)
    read = review_figures.figures(pack)
    if write:
        refuse_own(context.obj, pack.path / quality.FILE)
        weak, before = _text(pack, quality.WEAK), _earlier(pack)
        _write(pack, quality.text(pack, covered, checks.check(pack), read, weak, before))
    if as_json:
        questions = list(pack.questions.values())
        measured = gates.measure(questions, pack.service_names)
        say_json(
            {
                "schema": SCHEMA,
                "pack": pack.name,
                "coverage": asdict(covered),
                "gates": [gate_document(gate) for gate in measured],
                "bands": [gate_document(band) for band in bands.measure(questions)],
                "reviews": {
                    **asdict(read.solves),
                    "agreed_share": read.solves.agreed_share,
                },
                "readers": {
                    **{name: value for name, value in asdict(read).items() if name != "solves"},
                    "guessed_share": read.guessed_share,
                },
            }
        )
        return
    for exam in covered.exams:
        say(f"{exam.code}: {exam.questions} questions, {exam.pool} in the pool")
        _say_rows("domain", exam.domains)
        _say_rows("task", exam.tasks)
        _say_rows("skill", exam.skills)
        say()
    _say_rows("topic", covered.topics)
    say()
    say_table(
        ("cluster", "", "likelihood", "owed", "questions", "pool"),
        [(c.id, c.name, c.likelihood, c.owed, c.questions, c.pool) for c in covered.clusters],
    )
    say()
    _say_forms(covered, read)
    say()
    say("levels    " + ", ".join(f"{name} {count}" for name, count in covered.levels))
    say("services  " + ", ".join(f"{name} {count}" for name, count in covered.services))
    _say_readers(read)
    for line in covered.missing:
        say(f"missing   {line}")
    if write:
        say(f"wrote     {pack.path / quality.FILE}")
    say(
        f"questions {covered.questions}, background {covered.background}, "
        f"several keys {covered.multiple}, forms {len(covered.forms)}, "
        f"missing {len(covered.missing)}"
    )


def _say_rows(kind: str, rows: Iterable[Row]) -> None:
    cells = [(row.id, row.name, row.questions, row.pool) for row in rows]
    say_table((kind, "", "questions", "pool"), cells)


def _say_forms(covered: Coverage, read: ReviewFigures) -> None:
    rated = {each.form: each.difficulty for each in read.forms}
    heads = ("form", "", "released", "questions", "several keys", "qualifier", "topics")
    rows = []
    for f in covered.forms:
        difficulty = rated[f"{f.exam}-{f.number}"]
        row = (f.exam, f.number, f.released or "no", f.questions, f.multiple, f.qualified, f.topics)
        rows.append((*row, _rating(difficulty.mean), _rating(difficulty.spread)))
    say_table((*heads, "difficulty", "spread"), rows)


def _say_readers(read: ReviewFigures) -> None:
    solves, rated = read.solves, read.difficulty
    say(
        f"readers   {read.solved} solved, {read.audited} audited, {read.edited} edited "
        f"in their current text, of {read.questions}"
    )
    say(
        f"solves    {solves.solved} solved, {solves.agreed} agreed at first pass, "
        f"{solves.fixed} fixed, {solves.changed} changed since, {solves.unsolved} unsolved"
    )
    say(f"audits    {read.audits} audits, {read.faults} of them found a fault")
    levels = ", ".join(f"{count} at {level}" for level, count in enumerate(rated.counts, 1))
    say(
        f"rated     {rated.rated} questions: {levels}; "
        f"mean {_rating(rated.mean)}, spread {_rating(rated.spread)}"
    )
    share = "–" if read.guessed_share is None else f"{read.guessed_share:.3f}"
    say(f"guessed   {read.guessed} of {read.guesses} from the options alone, share {share}")


def _rating(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _earlier(pack: Pack) -> Earlier | None:
    """Return the figures of earlier.json; None if there is no such file. Raises Failed."""
    from quizapp.bank import quality

    text = _text(pack, quality.EARLIER)
    try:
        return quality.Earlier.model_validate_json(text) if text else None
    except ValueError as error:
        raise Failed(
            f"{pack.path / quality.EARLIER} is not the output of `quizapp bank check --json`; "
            "correct or remove it"
        ) from error


def _text(pack: Pack, name: str) -> str:
    """Return the text of a file in the pack's folder; empty if there is none. Raises Failed."""
    from quizapp.bank import writing

    file = pack.path / name
    try:
        writing.refuse_link(pack.path, file)
        return file.read_text(encoding="utf-8") if file.is_file() else ""
    except writing.Refused as error:
        raise Failed(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"{file} cannot be read as text; correct or remove it") from error


def _write(pack: Pack, text: str) -> None:
    """Write QUALITY.md. Raises Failed."""
    from quizapp.bank import quality, writing

    file = pack.path / quality.FILE
    try:
        writing.put(pack.path, file, text)
    except writing.Refused as error:
        raise Failed(str(error)) from error
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}; make the folder writable") from error
